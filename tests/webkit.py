"""WebKitGTK's small browser, driven over WebDriver on a screen that is not there."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any, Self

_BROWSERS = ("webkit2gtk-4.1", "webkit2gtk-4.0")
_ELEMENT = "element-6066-11e4-a52e-4f735466cecf"  # the key that W3C WebDriver section 12 fixes


def mini_browser() -> str | None:
    """Find the browser beside the library, where Debian puts it."""
    found = [file for name in _BROWSERS for file in Path("/usr/lib").glob(f"*/{name}/MiniBrowser")]
    return str(found[0]) if found else None


def is_installed() -> bool:
    programs = ("WebKitWebDriver", "xvfb-run")
    return all(map(shutil.which, programs)) and mini_browser() is not None


class WebKit:
    """One session; a context manager that ends what it started."""

    def __enter__(self) -> Self:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self._port = free.getsockname()[1]
        # a group of its own: the driver's children go with it
        self._driver = subprocess.Popen(
            ["xvfb-run", "--auto-servernum", "WebKitWebDriver", f"--port={self._port}"],
            start_new_session=True,
            env={**os.environ, "LIBGL_ALWAYS_SOFTWARE": "1"},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            self._wait()
            options = {"binary": mini_browser(), "args": ["--automation"]}
            wanted = {"alwaysMatch": {"webkitgtk:browserOptions": options}}
            answer = self._call("POST", "/session", {"capabilities": wanted})
        except BaseException:
            self._stop()
            raise
        self._session = f"/session/{answer['sessionId']}"
        return self

    def __exit__(self, *_: object) -> None:
        try:
            self._call("DELETE", self._session)
        finally:
            self._stop()

    def open(self, url: str) -> None:
        self._call("POST", f"{self._session}/url", {"url": url})

    def run(self, script: str, *arguments: Any) -> Any:
        body = {"script": script, "args": list(arguments)}
        return self._call("POST", f"{self._session}/execute/sync", body)

    def text(self, selector: str) -> Any:
        return self.run("return document.querySelector(arguments[0]).textContent", selector)

    def until(self, expression: str) -> None:
        for _ in range(400):
            if self.run(f"return Boolean({expression})"):
                return
            time.sleep(0.05)
        raise AssertionError(f"waited in vain for {expression}")

    def click_middle(self, selector: str) -> None:
        found = {"using": "css selector", "value": selector}
        origin = self._call("POST", f"{self._session}/element", found)
        move = {"type": "pointerMove", "x": 0, "y": 0, "origin": {_ELEMENT: origin[_ELEMENT]}}
        steps = [move, {"type": "pointerDown", "button": 0}, {"type": "pointerUp", "button": 0}]
        mouse = {"type": "pointer", "id": "mouse", "actions": steps}
        self._call("POST", f"{self._session}/actions", {"actions": [mouse]})

    def _wait(self) -> None:
        for _ in range(150):
            try:
                self._call("GET", "/status")
            except OSError:
                time.sleep(0.2)
            else:
                return
        raise AssertionError("WebKitWebDriver does not answer after 30 s")

    def _call(self, method: str, path: str, body: dict[str, Any] | None = None) -> Any:
        request = urllib.request.Request(
            f"http://127.0.0.1:{self._port}{path}",
            data=None if body is None else json.dumps(body).encode(),
            headers={"Content-Type": "application/json"},
            method=method,
        )
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:  # noqa: S310
                return json.load(answer)["value"]
        except urllib.error.HTTPError as error:
            raise AssertionError(error.read().decode()) from error

    def _stop(self) -> None:
        os.killpg(self._driver.pid, signal.SIGTERM)
        self._driver.wait(10)
