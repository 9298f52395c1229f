"""Names, rings, density, sizes: what the map shows in a real browser beside the incidents."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest
from pages import Opened, incident, open_page
from playwright.sync_api import Browser

from geo.models import Base, Casualties, Precision
from geo.table import bases_from_records, incidents_from_records
from layers.web import build_map

pytestmark = pytest.mark.browser

# keeps every text that is written on a canvas from now on
LISTEN = """() => {
  window.written = [];
  const write = CanvasRenderingContext2D.prototype.fillText;
  CanvasRenderingContext2D.prototype.fillText = function (text, ...rest) {
    window.written.push(text);
    return write.call(this, text, ...rest);
  };
}"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "map.html"


def _written(page: Opened, view: str) -> list[str]:
    """Move the map and give what is written on it then."""
    page.tab.evaluate(LISTEN)
    page.tab.evaluate(f"map.setView({view}, {{ animate: false }})")
    page.tab.wait_for_timeout(200)
    return list(page.tab.evaluate("window.written"))


def _tower(file: Path) -> None:
    rows = [incident("one", precision=Precision.EXACT, geometry=(38.71, 33.31))]
    base = Base("tower", "Tower 22", "Tower 22", 38.7064, 33.3061, radius_m=3000.0)
    build_map(incidents_from_records(rows), bases_from_records([base])).save(file)


def test_a_desert_at_zoom_12_has_names_and_its_countries(browser: Browser, file: Path) -> None:
    _tower(file)
    page = open_page(browser, file)
    written = _written(page, "[33.3061, 38.7064], 12")
    # the outpost lies in Jordan, 10 km from Iraq, beside the camp of Rukban on the Syrian border
    assert {"JORDAN", "SYRIA", "Tower 22", "Rukban"} <= set(written)
    page.check(file)


def test_an_empty_view_says_what_lies_around_it(browser: Browser, file: Path) -> None:
    _tower(file)
    page = open_page(browser, file)
    written = _written(page, "[32.5, 40.3], 12")
    # Ar Rutbah is at 33.04 N 40.29 E: 0.54 degrees of 111.3 km to the north
    assert "↑ Ar Ruţbah 60 km" in written
    assert len([text for text in written if text[:1] in "→↗↑↖←↙↓↘"]) >= 3
    page.check(file)


def test_rings_around_bases_reach_as_far_as_they_say(browser: Browser, file: Path) -> None:
    _tower(file)
    page = open_page(browser, file)
    page.tab.locator("#layers input[value=rings]").check()
    page.tab.locator("#ring").select_option("100000")
    written = _written(page, "[33.3, 38.7], 7")
    assert "100 km" in written
    page.check(file)


def test_a_site_with_several_tenants_is_named_once(browser: Browser, file: Path) -> None:
    names = [Base(f"t{n}", "Tower 22", "Tower 22", 38.7, 33.3, tenant=f"T{n}") for n in range(3)]
    build_map(incidents_from_records([incident("one")]), bases_from_records(names)).save(file)
    page = open_page(browser, file)
    assert _written(page, "[33.4, 38.8], 10").count("Tower 22") == 1


def test_a_spot_without_known_deaths_is_no_small_circle(browser: Browser, file: Path) -> None:
    rows = [
        incident("known", casualties=Casualties(killed_best=100), geometry=(38.0, 33.0)),
        incident("unknown", geometry=(39.0, 33.0)),
    ]
    build_map(incidents_from_records(rows)).save(file)
    page = open_page(browser, file)
    page.tab.locator("#size-by").select_option("killed")
    assert "deaths not known" in page.text("#symbols")
    colours = page.tab.evaluate(
        """() => {
          map.setView([33, 38.5], 8, { animate: false });
          const canvas = document.querySelector(".leaflet-overlay-pane canvas");
          const frame = document.getElementById("map_sitmap").getBoundingClientRect();
          const box = canvas.getBoundingClientRect();
          const scale = canvas.width / box.width;
          return [[38, 15], [39, 0]].map(([lon, right]) => {
            const at = map.latLngToContainerPoint([33, lon]);
            const x = (frame.left + at.x + right - box.left) * scale;
            const y = (frame.top + at.y + 8 - box.top) * scale;
            return canvas.getContext("2d").getImageData(x, y, 1, 1).data[3];
          });
        }"""
    )
    # 15 pixels beside the middle of a hundred dead there is colour, 8 under the unknown none
    assert colours[0] > 100
    assert colours[1] == 0


def test_too_many_spots_are_shown_as_cells_of_equal_area(browser: Browser, file: Path) -> None:
    rows = [
        incident(
            f"{number}",
            geometry=(36 + (number % 60) * 0.05, 32 + (number // 60) * 0.05),
            start=datetime(2024, 1, 1),
            end=None,
        )
        for number in range(2_600)
    ]
    build_map(incidents_from_records(rows)).save(file)
    page = open_page(browser, file)
    assert "in a cell" in page.text("#symbols")
    # seen from far enough a cell holds several
    page.tab.evaluate("map.setZoom(5, { animate: false })")
    page.click_middle()
    assert page.text(".popup > h3").endswith("incidents here")
    # a view with fewer of them shows symbols again
    page.tab.evaluate("map.setView([32.1, 36.1], 12, { animate: false })")
    page.tab.wait_for_timeout(200)
    assert "in a cell" not in page.text("#symbols")
    page.check(file)
