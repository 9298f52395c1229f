"""Data at its worst in a real browser: poles, seams, floods of values, endless and odd texts."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from pathlib import Path

import geopandas as gpd
import pytest
import shapely
from pages import Opened, incident, open_page
from playwright.sync_api import Browser

from geo.models import Precision
from geo.table import incidents_from_records
from layers.web import build_map

pytestmark = pytest.mark.browser

PIXELS = """() => {
  const canvas = document.querySelector(".leaflet-overlay-pane canvas");
  const { width, height } = canvas;
  const data = canvas.getContext("2d").getImageData(0, 0, width, height).data;
  let drawn = 0;
  for (let i = 3; i < data.length; i += 4) if (data[i]) drawn++;
  return drawn;
}"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "map.html"


def _opened(browser: Browser, incidents: gpd.GeoDataFrame, file: Path) -> Opened:
    build_map(incidents).save(file)
    return open_page(browser, file)


def test_an_incident_at_a_pole_is_on_the_map_and_opens(browser: Browser, file: Path) -> None:
    poles = [("north", 90.0), ("south", -90.0)]
    rows = [
        incident(name, title=name, geometry=(0.0, lat), precision=Precision.NEAR)
        for name, lat in poles
    ]
    page = _opened(browser, incidents_from_records(rows), file)
    assert page.tab.evaluate(PIXELS) > 0
    for name, _ in poles:
        # the list holds what is in view, and a popup moves the map
        page.tab.evaluate("map.setView([0, 0], 1, { animate: false })")
        page.tab.locator("#tab-list").click()
        page.tab.locator("#rows button.row", has_text=name).click()
        page.tab.locator(".popup h3", has_text=name).wait_for()
    page.check(file)


def test_an_area_over_the_antimeridian_is_drawn_on_both_sides(browser: Browser, file: Path) -> None:
    band = shapely.MultiPolygon([shapely.box(178, -2, 180, 2), shapely.box(-180, -2, -178, 2)])
    rows = [
        incident(
            "area", title="Band", precision=Precision.REGION, footprint=band, geometry=(180, 0)
        )
    ]
    page = _opened(browser, incidents_from_records(rows), file)
    width = page.tab.evaluate("map.getBounds().getEast() - map.getBounds().getWest()")
    # the band is 4 degrees wide; the world the other way round is 356
    assert 4 <= width < 40
    for east in (179.0, 181.0):
        side = east
        place = page.tab.evaluate(f"map.latLngToContainerPoint([0, {side}])")
        box = page.tab.locator("#map_sitmap").bounding_box()
        assert box is not None
        if not 0 < place["x"] < box["width"]:
            side -= 360
            place = page.tab.evaluate(f"map.latLngToContainerPoint([0, {side}])")
        page.tab.mouse.click(box["x"] + place["x"], box["y"] + place["y"])
        page.tab.locator(".popup h3", has_text="Band").wait_for()
        page.tab.locator(".leaflet-popup-close-button").click()
        page.tab.locator(".popup").wait_for(state="detached")
    page.check(file)


def test_hundreds_of_types_and_thousands_of_actors_can_be_filtered(
    browser: Browser, file: Path
) -> None:
    rows = [
        incident(str(number), event_type=f"type {number % 200}", actor=f"Actor {number}")
        for number in range(10_000)
    ]
    page = _opened(browser, incidents_from_records(rows), file)
    assert page.text("#shown").endswith(": 10,000 incidents")
    # only a few are listed, and made, until somebody asks for more
    assert page.tab.locator("#types label").count() == 14
    actors = page.tab.locator("#facets details").first
    actors.locator("summary").click()
    assert actors.locator("label").count() == 6
    actors.get_by_role("button", name="more").click()
    assert actors.locator("label").count() == 400
    assert "find them with the search" in actors.inner_text()
    page.tab.locator("#types").get_by_role("button", name="none").click()
    assert page.text("#shown").endswith(": 0 incidents · 0 killed") or page.text("#shown").endswith(
        ": 0 incidents"
    )
    page.tab.locator("#types input").first.check()
    # 10,000 rows of 200 types in turn
    assert page.text("#shown").endswith(": 50 incidents")
    page.check(file)


def test_endless_texts_and_control_characters_are_shown_as_typed(
    browser: Browser, file: Path
) -> None:
    odd = "a\x00b\x01c\x07d\x0be\x1bf\x7fg\x85h\u2028i\u2029j\u200bk\ufeffl\u202em"
    quote = "x" * 1_000_000
    long_title = "Long " * 2_000
    evidence = [{"field": "title", "value": "v", "stance": "stated", "report": "r", "quote": quote}]
    rows = [
        incident("odd", title=odd),
        incident("long", title=long_title, geometry=(39.9, 33.3)),
    ]
    table = incidents_from_records(rows)
    table["evidence"] = [None, json.dumps(evidence)]
    page = _opened(browser, table, file)
    page.tab.locator("#tab-list").click()
    page.tab.locator("#rows button.row").first.wait_for()
    titles = page.tab.locator("#rows .row-title").evaluate_all(
        "list => list.map(e => e.textContent)"
    )
    assert sorted(titles) == sorted([odd, long_title])
    page.tab.locator("#rows button.row", has_text="Long").click()
    page.tab.locator(".popup blockquote").wait_for()
    assert (
        page.tab.locator(".popup blockquote p").evaluate("e => e.textContent.length") == 1_000_000
    )
    # however long, it stays within the popup and the popup within the map
    popup = page.tab.locator(".leaflet-popup-content-wrapper").bounding_box()
    assert popup is not None
    assert popup["width"] < 400
    assert popup["height"] < 420
    page.check(file)


def test_dates_of_three_centuries_step_and_weeks_and_months_spread(
    browser: Browser, file: Path
) -> None:
    first, week = datetime(1752, 9, 14), datetime(2026, 3, 2)
    rows = [
        incident("old", start=first, end=first + timedelta(days=1)),
        incident("middle", start=datetime(1989, 11, 9, 23, 30), end=datetime(1989, 11, 9, 23, 31)),
        incident("week", start=week, end=week + timedelta(days=7)),
        incident("month", start=datetime(2026, 3, 1), end=datetime(2026, 4, 1)),
        incident("never", start=None, end=None),
    ]
    page = _opened(browser, incidents_from_records(rows), file)
    assert page.text("#shown") == "14 Sep 1752 to 31 Mar 2026: 5 incidents"
    page.tab.get_by_role("button", name="30 d").click()
    # 2 to 31 March: the week lies within, the month began a day before
    assert page.text("#shown") == (
        "2 Mar 2026 to 31 Mar 2026: 3 incidents · 1 dated no closer than a period beyond the window"
    )
    page.tab.locator("#step").select_option("month")
    page.tab.locator("#back").click()
    assert page.text("#shown").startswith("2 Feb 2026 to ")
    page.tab.locator("#all").click()
    page.tab.locator("#step").select_option("year")
    page.tab.locator("#forward").click()
    assert page.text("#shown") == "1 Jan 1752 to 31 Dec 1752: 2 incidents"
    page.check(file)


@pytest.mark.parametrize("what", ["one", "same place", "no place", "no date", "only geometry"])
def test_thin_tables_open(browser: Browser, file: Path, what: str) -> None:
    rows = {
        "one": [incident("1")],
        "same place": [incident(str(number)) for number in range(5)],
        "no place": [incident(str(number), geometry=None) for number in range(3)],
        "no date": [incident(str(number), start=None, end=None) for number in range(3)],
    }
    if what == "only geometry":
        table = gpd.GeoDataFrame(geometry=gpd.points_from_xy([10, 11], [50, 51]), crs="EPSG:4326")
    else:
        table = incidents_from_records(rows[what])
    page = _opened(browser, table, file)
    if what == "no place":
        assert page.text("#empty").startswith("No row has a location that can be drawn")
        assert page.tab.locator("#off-map summary").inner_text() == "no location found\n3 rows"
    else:
        assert page.tab.evaluate(PIXELS) > 0
    assert page.tab.locator("#time").is_visible() == (what not in {"no date", "only geometry"})
    page.check(file)


@pytest.mark.parametrize("size", ["1280x800", "390x844"])
def test_endless_words_around_the_map_leave_it_its_room(
    browser: Browser, file: Path, size: str
) -> None:
    words = "A title of ten thousand letters " * 320
    table = incidents_from_records([incident("one")])
    build_map(table, title=words, marking=words).save(file)
    page = open_page(browser, file, size=size)
    box = page.tab.locator("#map_sitmap").bounding_box()
    assert box is not None
    assert box["height"] >= 250
    # what does not fit is reached by scrolling
    assert page.tab.locator("#title").evaluate("(e) => e.scrollHeight > e.clientHeight")
    page.check(file)


def test_all_incidents_are_in_view_at_first_in_a_low_window(browser: Browser, file: Path) -> None:
    rows = [
        incident("pole", geometry=(0.0, 90.0)),
        incident("west", geometry=(179.9, -17.0)),
        incident("east", geometry=(-179.9, -17.5)),
    ]
    build_map(incidents_from_records(rows)).save(file)
    page = open_page(browser, file, size="900x640")
    page.tab.wait_for_timeout(400)
    assert page.text("#seen") == "3 in view"
