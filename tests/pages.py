"""Opening a map in a real browser and doing to it what a person does."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from playwright.sync_api import Browser
from playwright.sync_api import Page as Tab

from geo.models import Incident, Precision

FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
WATCH = """
window.violations = [];
document.addEventListener("securitypolicyviolation", (e) => window.violations.push(e.blockedURI));
"""


@dataclass
class Opened:
    """One opened page and everything that went wrong in it."""

    tab: Tab
    requests: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def text(self, selector: str) -> str:
        return self.tab.locator(selector).inner_text()

    def set_window(self, low: int, high: int) -> str:
        """Move both handles to unit numbers and give what the page says then."""
        for name, value in (("from", 0), ("to", high), ("from", low)):
            self.tab.locator(f"#{name}").evaluate(
                "(e, v) => { e.value = v; e.dispatchEvent(new Event('input')); }", value
            )
        return self.text("#shown")

    def click_middle(self) -> None:
        box = self.tab.locator("#map_sitmap").bounding_box()
        assert box is not None
        self.tab.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
        self.tab.locator(".popup h3").wait_for()

    def click_middle_of(self, lat: float, lon: float) -> None:
        """Put a place into the middle of the map and click on it."""
        self.tab.evaluate(f"map.setView([{lat}, {lon}], map.getZoom(), {{ animate: false }})")
        self.click_middle()

    def check(self, opened_file: Path) -> None:
        assert self.requests == [opened_file.as_uri()]
        assert self.errors == []
        assert self.tab.evaluate("window.violations") == []
        assert self.tab.evaluate("window.hit === undefined")


def open_page(browser: Browser, file: Path, **options: str) -> Opened:
    # far from the places of the tests, so that a shifted date would show
    width, height = (int(side) for side in options.get("size", "1280x800").split("x"))
    context = browser.new_context(
        viewport={"width": width, "height": height},
        accept_downloads=True,
        timezone_id="America/Los_Angeles",
        color_scheme="dark" if options.get("scheme") == "dark" else "light",
        reduced_motion="reduce" if options.get("motion") == "reduce" else "no-preference",
    )
    context.set_default_timeout(8_000)
    opened = Opened(context.new_page())
    opened.tab.add_init_script(WATCH)
    opened.tab.on("request", lambda request: opened.requests.append(request.url))
    opened.tab.on("pageerror", lambda error: opened.errors.append(str(error)))
    opened.tab.on(
        "console",
        lambda message: (
            opened.errors.append(message.text) if message.type in {"error", "warning"} else None
        ),
    )
    opened.tab.goto(file.as_uri() + (f"#{options['state']}" if "state" in options else ""))
    # the policy refuses the text that playwright's own waiting would evaluate
    for _ in range(200):
        if opened.tab.evaluate("document.documentElement.dataset.ready") == "yes":
            return opened
        time.sleep(0.05)
    raise AssertionError(f"the page is not ready after 10 s: {opened.errors}")


def incident(number: str, **values: object) -> Incident:
    defaults: dict[str, object] = {
        "precision": Precision.PLACE,
        "geometry": (38.7, 33.3),
        "start": datetime(2024, 1, 28),
        "end": datetime(2024, 1, 29),
    }
    return Incident(number, **{**defaults, **values})  # type: ignore[arg-type]


def _luminance(colour: str) -> float:
    # WCAG 2.2, "relative luminance"
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Give the contrast of two colours written #RRGGBB, from 1 to 21 (WCAG 2.2)."""
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)
