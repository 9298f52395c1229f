"""Names, rings, density, sizes: what the map shows in a real browser beside the incidents."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest
import shapely
from pages import Opened, incident, open_page
from playwright.sync_api import Browser

from geo.models import Base, Casualties, Incident, Precision
from geo.table import bases_from_records, incidents_from_records
from layers.web import build_map

pytestmark = pytest.mark.browser

# keeps every text that is written on a canvas from now on
LISTEN = """() => {
  window.written = [];
  window.places = [];
  for (const pen of [CanvasRenderingContext2D, OffscreenCanvasRenderingContext2D]) {
    const write = pen.prototype.fillText;
    pen.prototype.fillText = function (text, ...rest) {
      window.written.push(text);
      window.places.push([text, ...rest]);
      return write.call(this, text, ...rest);
    };
  }
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


def _area(number: str, outline: shapely.Polygon) -> Incident:
    inside = outline.representative_point()
    return incident(
        number,
        precision=Precision.REGION,
        geometry=(inside.x, inside.y),
        footprint=outline,
        uncertainty_m=90_000.0,
    )


def test_the_numbers_of_two_areas_beside_each_other_stand_apart(
    browser: Browser, file: Path
) -> None:
    # a strip on either side of a line, as on both sides of a border: their middles nearly touch
    upper = shapely.Polygon([(36, 32), (39, 33.6), (39, 33.9), (36, 32.3)])
    lower = shapely.Polygon([(36, 31.7), (39, 33.3), (39, 33.6), (36, 32)])
    build_map(incidents_from_records([_area("one", upper), _area("two", lower)])).save(file)
    page = open_page(browser, file)
    _written(page, "[32.8, 37.5], 8")
    places = page.tab.evaluate("window.places.filter(([text]) => text === '1 in this area')")
    assert len(places) == 2
    (_, x, y), (_, right, below) = places
    # a line of the text is 14 pixels high
    assert abs(below - y) >= 24 or abs(right - x) >= 90


def test_areas_wider_than_the_view_are_told_in_one_sum(browser: Browser, file: Path) -> None:
    rows = [
        _area(str(side), shapely.box(38 - side, 33 - side, 38 + side, 33 + side)) for side in (1, 2)
    ]
    build_map(incidents_from_records(rows)).save(file)
    page = open_page(browser, file)
    written = _written(page, "[33, 38], 13")
    assert [text for text in written if "area" in text] == ["2 in areas wider than this view"]
    # seen from afar each has its own
    afar = open_page(browser, file)
    written = _written(afar, "[33, 38], 7")
    assert [text for text in written if "area" in text] == ["1 in this area"] * 2


def test_a_base_does_not_hide_what_happened_at_it(browser: Browser, file: Path) -> None:
    base = Base("tower", "Tower 22", "Tower 22", 38.7, 33.3)
    away = Base("other", "Other", "Other", 38.9, 33.3)
    rows = [incident("one", precision=Precision.EXACT)]
    build_map(incidents_from_records(rows), bases_from_records([base, away])).save(file)
    page = open_page(browser, file)
    page.tab.evaluate("map.setView([33.3, 38.8], 10, { animate: false })")
    page.tab.wait_for_timeout(300)
    marks = page.tab.evaluate(
        """() => {
          const canvas = document.querySelector(".leaflet-shadow-pane canvas");
          const frame = document.getElementById("map_sitmap").getBoundingClientRect();
          const box = canvas.getBoundingClientRect();
          const scale = canvas.width / box.width;
          const copy = new OffscreenCanvas(canvas.width, canvas.height);
          const pen = copy.getContext("2d", { willReadFrequently: true });
          pen.drawImage(canvas, 0, 0);
          const ink = (lon, right) => {
            const at = map.latLngToContainerPoint([33.3, lon]);
            const x = (frame.left + at.x + right - box.left) * scale;
            const y = (frame.top + at.y - box.top) * scale;
            return pen.getImageData(x, y, 1, 1).data[3];
          };
          return [ink(38.7, 0), ink(38.7, -7.5), ink(38.9, 0)];
        }"""
    )
    # a frame looks out from behind the incident; a base where nothing happened is a filled square
    assert marks[0] == 0
    assert marks[1] > 200
    assert marks[2] > 200
    page.click_middle_of(33.3, 38.7)
    assert page.text(".popup > h3") == "1 incident here"
    assert page.tab.locator(".popup button.row").all_inner_texts()[0] == "Base: Tower 22"
    page.check(file)


def test_hundreds_of_bases_are_not_named_on_a_map_of_the_world(
    browser: Browser, file: Path
) -> None:
    many = [Base(f"b{n}", f"Site {n}", f"Site {n}", -60.0 + n, 20.0 + n % 9) for n in range(60)]
    build_map(incidents_from_records([incident("one")]), bases_from_records(many)).save(file)
    page = open_page(browser, file)
    assert not [text for text in _written(page, "[20, 0], 2") if text.startswith("Site")]
    assert [text for text in _written(page, "[24, -20], 6") if text.startswith("Site")]


def test_a_view_inside_one_country_names_it(browser: Browser, file: Path) -> None:
    build_map(incidents_from_records([incident("one", geometry=(9.5, 23.5))])).save(file)
    page = open_page(browser, file)
    # the Algerian Sahara, 150 km from Libya and 300 km from Niger
    assert "ALGERIA" in _written(page, "[24.5, 8.0], 11")
