"""
What a finished page costs in Chromium: ready, steps, everything in view, popup, memory.

Milliseconds of a step are processor time of the page's main thread, so that other work on the
machine does not count: first that of what the browser reports as tasks, then all of it, with the
painting of canvases, which comes after a task and is in none. "ready" is the wall clock. Beside it
folium's TimestampedGeoJson in the same run, where SITMAP_NPM is a folder with npm copies of
leaflet 1.9, jquery 3, moment 2.18, leaflet-timedimension 1.1 and iso8601-js-period 0.2: its page
asks the web for them.
"""

from __future__ import annotations

import os
import re
import shutil
import statistics
import time
from pathlib import Path
from typing import Any, NamedTuple

import folium
import geopandas as gpd
import pytest
from folium.plugins import TimestampedGeoJson
from pages import FLAGS
from playwright.sync_api import Browser, CDPSession, Page, Route, sync_playwright
from synthetic import synthetic

from layers import build_map

STEPS = 25
NPM = "SITMAP_NPM"
# what is asked for, and where the npm package has it
COPIES = {
    "leaflet.js": "leaflet/dist/leaflet.js",
    "jquery": "jquery/dist/jquery.min.js",
    "iso8601": "iso8601-js-period/iso8601.js",
    "timedimension.min.js": "leaflet-timedimension/dist/leaflet.timedimension.min.js",
    "moment": "moment/min/moment.min.js",
}
PAINTED = """() => new Promise((done) => requestAnimationFrame(() => {
  const channel = new MessageChannel();
  channel.port1.onmessage = () => done(performance.now());
  channel.port2.postMessage(0);
}))"""


class Cost(NamedTuple):
    """Milliseconds of the main thread for one step."""

    tasks: float
    worst: float
    thread: float

    def __str__(self) -> str:
        return f"{self.tasks:.1f} ms (whole thread {self.thread:.1f}), worst {self.worst:.1f}"


class Watched:
    """A tab whose main thread is measured."""

    def __init__(self, browser: Browser) -> None:
        self.browser = browser
        self.tab: Page = browser.new_context(viewport={"width": 1280, "height": 800}).new_page()
        self.tab.goto("about:blank")
        self.process = 0
        self._cdp: CDPSession = self.tab.context.new_cdp_session(self.tab)
        self._cdp.send("Performance.enable", {"timeDomain": "threadTicks"})

    def busy_ms(self) -> tuple[float, float]:
        """Give the processor time of the main thread: that of tasks, and all of it."""
        metrics: Any = self._cdp.send("Performance.getMetrics")["metrics"]
        tasks = next(item["value"] for item in metrics if item["name"] == "TaskDuration")
        return 1000 * float(tasks), _thread_ms(self.process)

    def open(self, file: Path, ready: str) -> float:
        self.tab.goto(file.as_uri(), wait_until="commit")
        for _ in range(600):
            if self.tab.evaluate(ready):
                return float(self.tab.evaluate(PAINTED))
            time.sleep(0.1)
        raise AssertionError(f"{file.name} is not ready after a minute")

    def _renderers(self) -> list[int]:
        found: Any = self.browser.new_browser_cdp_session().send("SystemInfo.getProcessInfo")
        return [item["id"] for item in found["processInfo"] if item["type"] == "renderer"]

    def _find_process(self) -> None:
        before = {number: _thread_ms(number) for number in self._renderers()}
        self.tab.evaluate("() => { for (const end = Date.now() + 200; Date.now() < end; ); }")
        # no other tab is at work
        self.process = max(before, key=lambda number: _thread_ms(number) - before[number])

    def steps(self, action: str, times: int = STEPS) -> Cost:
        """Measure an action until it is painted."""
        self._find_process()
        spent = []
        for act in ["0"] * times + [action] * times:
            before = self.busy_ms()
            self.tab.evaluate(f"() => {{ {act}; }}")
            self.tab.evaluate(PAINTED)
            time.sleep(0.05)
            spent.append([after - was for after, was in zip(self.busy_ms(), before, strict=True)])
        # what measuring itself costs is taken off
        idle = [statistics.median(column) for column in zip(*spent[:times], strict=True)]
        tasks, thread = [list(column) for column in zip(*spent[times:], strict=True)]
        return Cost(
            statistics.median(tasks) - idle[0],
            max(tasks) - idle[0],
            statistics.median(thread) - idle[1],
        )

    def memory_mb(self) -> float:
        """Give the resident memory of the largest renderer."""
        sizes = []
        for number in self._renderers():
            status = Path(f"/proc/{number}/status").read_text(encoding="utf-8")
            resident = re.search(r"VmRSS:\s+(\d+)", status)
            sizes.append(int(resident[1]) / 1024 if resident else 0.0)
        return max(sizes, default=float("nan"))


def _thread_ms(process: int) -> float:
    """Give the processor time of the main thread of a process (Linux alone tells)."""
    file = Path(f"/proc/{process}/task/{process}/schedstat")
    if not file.exists():
        return float("nan")
    return int(file.read_text(encoding="utf-8").split()[0]) / 1e6


@pytest.fixture
def watched() -> Any:
    path = shutil.which("chromium")
    if path is None:
        pytest.skip("no chromium on the PATH")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield Watched(browser)
        browser.close()


def _ours(page: Watched, file: Path, rows: gpd.GeoDataFrame) -> Cost:
    build_map(rows).save(file)
    ready = page.open(file, "document.documentElement.dataset.ready === 'yes'")
    page.tab.evaluate(
        """() => {
          document.querySelector("[data-days='30']").click();
          const zoom = document.getElementById("zoom");
          if (zoom.ariaPressed === "true") zoom.click();
          document.getElementById("step").value = "week";
        }"""
    )
    time.sleep(1.5)
    step = page.steps("document.getElementById('back').click()")
    whole = page.steps("document.getElementById('all').click()", 6)
    print(
        f"\n{len(rows):,} rows, {file.stat().st_size / 1e6:.1f} MB:"
        f" ready {ready:,.0f} ms (wall clock); "
        f"30-day step {step}; everything in view {whole.tasks:.1f} ms;"
        f" memory {page.memory_mb():.0f} MB"
    )
    return step


def bench_page_beside_timestamped_geojson(watched: Watched, tmp_path: Path) -> None:
    rows = synthetic(100_000)
    step = _ours(watched, tmp_path / "ours.html", rows)
    npm = os.environ.get(NPM)
    if npm is None:
        print(f"TimestampedGeoJson is not measured: {NPM} names no folder of npm packages")
        return
    theirs = tmp_path / "theirs.html"
    _timestamped(rows, theirs)
    peer = Watched(watched.browser)
    peer.tab.route(re.compile("^https?:"), lambda route: _answer(route, Path(npm)))
    name = "Object.values(window).find((item) => item && item.timeDimension && item.getZoom)"
    # each day is a point of time, of which thirty are shown
    ready = peer.open(theirs, f"window.L && Boolean({name})")
    other = peer.steps(f"{name}.timeDimension.nextTime(7)", 8)
    print(
        f"TimestampedGeoJson, {theirs.stat().st_size / 1e6:.1f} MB: ready {ready:,.0f} ms;"
        f" 30-day step {other}: {other.tasks / step.tasks:.1f} x ours,"
        f" whole thread {other.thread / step.thread:.1f} x"
    )


def bench_page_of_a_million(watched: Watched, tmp_path: Path) -> None:
    _ours(watched, tmp_path / "plain.html", synthetic(1_000_000))
    whole = Watched(watched.browser)
    _ours(whole, tmp_path / "whole.html", synthetic(1_000_000, whole=True))


def _timestamped(rows: gpd.GeoDataFrame, file: Path) -> None:
    points = zip(rows.geometry.x, rows.geometry.y, rows["start"], strict=True)
    features = [
        {
            "type": "Feature",
            "geometry": {"type": "Point", "coordinates": [lon, lat]},
            "properties": {"times": [f"{start:%Y-%m-%d}"], "icon": "circle"},
        }
        for lon, lat, start in points
    ]
    page = folium.Map()
    TimestampedGeoJson(  # type: ignore[no-untyped-call]
        {"type": "FeatureCollection", "features": features}, period="P1D", duration="P30D",
        auto_play=False,
    ).add_to(page)  # fmt: skip
    file.write_text(page.get_root().render(), encoding="utf-8")


def _answer(route: Route, npm: Path) -> None:
    url = route.request.url
    found = next(
        (path for part, path in COPIES.items() if part in url and url.endswith(".js")), None
    )
    if found is None:
        route.fulfill(status=200, body="", content_type="text/css")
    else:
        route.fulfill(path=npm / found, content_type="text/javascript")
