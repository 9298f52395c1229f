"""A page with tiles asks one server for pictures, and no other for anything."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from pages import WATCH, incident
from playwright.sync_api import Browser, Route
from playwright.sync_api import Page as Tab

from geo.table import incidents_from_records
from layers.web import Tiles, build_map

pytestmark = pytest.mark.browser

OWNER = '<img src=x onerror="window.hit=1"> {{7*7}}'
# one green pixel
PICTURE = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)


@pytest.fixture
def tab(browser: Browser) -> Iterator[Tab]:
    context = browser.new_context(viewport={"width": 1000, "height": 700})
    tab = context.new_page()
    tab.add_init_script(WATCH)
    yield tab
    context.close()


def _open(tab: Tab, file: Path, *, answers: bool) -> list[str]:
    asked: list[str] = []

    def serve(route: Route) -> None:
        asked.append(route.request.url)
        if answers:
            route.fulfill(body=PICTURE, content_type="image/png")
        else:
            route.abort()

    tab.route(re.compile("^https?:"), serve)
    tiles = Tiles("https://tiles.example/{z}/{x}/{y}.png", OWNER)
    build_map(incidents_from_records([incident("1")]), tiles=tiles).save(file)
    tab.goto(file.as_uri())
    for _ in range(200):
        if tab.evaluate("document.documentElement.dataset.ready") == "yes":
            break
        tab.wait_for_timeout(50)
    tab.wait_for_timeout(500)
    return asked


def test_tiles_come_from_their_server_alone_and_can_be_switched_off(
    tab: Tab, tmp_path: Path
) -> None:
    asked = _open(tab, tmp_path / "map.html", answers=True)
    assert asked
    assert all(re.fullmatch(r"https://tiles\.example/\d+/\d+/\d+\.png", url) for url in asked)
    assert tab.locator(".leaflet-tile-loaded").count() == len(asked)
    assert tab.evaluate("window.violations") == []
    # their owner is named as typed
    assert tab.locator("#credit").evaluate("e => e.textContent").startswith(OWNER)
    assert tab.evaluate("window.hit === undefined")
    tab.get_by_role("checkbox", name="Background tiles, from https://tiles.example").uncheck()
    assert tab.locator(".leaflet-tile").count() == 0
    # any other host is refused by the policy, and so is anything but a picture
    tab.evaluate("{ const image = new Image(); image.src = 'https://other.example/p.png'; }")
    refused = tab.evaluate("fetch('https://tiles.example/data').then(() => 'ran', () => 'refused')")
    tab.wait_for_timeout(200)
    assert refused == "refused"
    assert not any("other.example" in url or url.endswith("/data") for url in asked)
    assert len(tab.evaluate("window.violations")) == 2


def test_the_base_map_shows_where_no_tile_comes(tab: Tab, tmp_path: Path) -> None:
    asked = _open(tab, tmp_path / "map.html", answers=False)
    assert asked
    colours = tab.evaluate(
        """() => {
          const canvas = document.querySelector(".leaflet-tile-pane canvas");
          // what is shown, whatever kind of canvas shows it
          const copy = new OffscreenCanvas(canvas.width, canvas.height);
          const context = copy.getContext("2d");
          context.drawImage(canvas, 0, 0);
          const { data } = context.getImageData(0, 0, canvas.width, canvas.height);
          const seen = new Set();
          for (let i = 0; i < data.length; i += 4 * 97) seen.add(data.slice(i, i + 4).join());
          return seen.size;
        }"""
    )
    assert colours > 1
    assert tab.locator("#shown").inner_text() == "28 Jan 2024: 1 incident"
