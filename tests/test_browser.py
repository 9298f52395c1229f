"""The HTML page in a real browser: it opens from disk, runs no text, filters by civil time."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

import geopandas as gpd
import pytest
import shapely
from pages import incident, open_page
from playwright.sync_api import Browser

from geo.models import Background, Base, Casualties, Incident, Kind, Note, Precision, Report
from geo.table import bases_from_records, incidents_from_records
from layers.web import build_map

pytestmark = pytest.mark.browser

HOSTILE = (
    '{{7*7}} {% raw %} {#c#} <img src=x onerror="window.hit=1"> </script><script>window.hit=1'
    "</script> ${window.hit=1} `${window.hit=1}` \\` javascript:window.hit=1 \u202egnp.exe\u2066"
)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "map.html"


def test_hostile_text_is_shown_as_typed_and_runs_nowhere(browser: Browser, file: Path) -> None:
    item = dict.fromkeys(("field", "value", "stance", "report", "quote"), HOSTILE)
    evidence = [item, {**item, "report": "edit"}]
    source = dict.fromkeys(("report", "title", "publisher", "licence"), HOSTILE)
    urls = ("javascript:window.hit=1", "https://a.example/")
    sources = [{**source, "url": url} for url in urls]
    row = incident(HOSTILE)
    incidents = incidents_from_records([row, Incident(f"2{HOSTILE}", title=HOSTILE)])
    texts = [
        "title", "event_type", "source_event_type", "place", "location_rule", "actor", "target",
        "claimed_by", "attributed_to", "attributed_by", "denied_by", "admin1", "admin2",
        "time_zone", "country_located", "country_stated", "source_grade", "information_grade",
    ]  # fmt: skip
    for name in texts:
        incidents[name] = HOSTILE
    incidents["same_as"] = [[HOSTILE], []]
    incidents["countries_located"] = [[HOSTILE], [HOSTILE]]
    incidents["evidence"] = json.dumps(evidence)
    incidents["sources"] = json.dumps(sources)
    incidents["nearest_base"] = incidents["nearest_border"] = HOSTILE
    incidents["base_distance_m"] = incidents["border_distance_m"] = 10.0
    base = Base(HOSTILE, HOSTILE, HOSTILE, 38.9, 33.5, (HOSTILE,), HOSTILE, HOSTILE, HOSTILE)
    bases = bases_from_records([base])
    bases["source"] = HOSTILE
    build_map(
        incidents,
        bases,
        title=HOSTILE,
        marking=HOSTILE,
        disclaimer=HOSTILE,
        notes=[Note(HOSTILE, HOSTILE, 1, HOSTILE)],
        reports=[Report(HOSTILE, HOSTILE, title=HOSTILE, url="javascript:window.hit=1")],
        background=[Background(HOSTILE, HOSTILE, 0, 1, HOSTILE)],
    ).save(file)
    page = open_page(browser, file)
    contents = {
        name: page.tab.locator(name).first.evaluate("e => e.textContent")
        for name in ("#title", "#marking", "#types .name", "#about")
    }
    assert all(HOSTILE in text for text in contents.values())
    assert "".join(HOSTILE.split()) in "".join(page.tab.title().split())
    page.click_middle()
    page.tab.locator(".detail .sources").wait_for()
    detail = page.tab.locator(".popup").evaluate("e => e.textContent")
    # title, type, status apart, every text field is in the popup as typed
    assert detail.count(HOSTILE) >= len(texts) + 4
    links = page.tab.locator(".popup a, #about a").evaluate_all(
        "list => list.map(a => [a.getAttribute('href'), a.rel])"
    )
    assert links == [["https://a.example/", "noopener noreferrer"]]
    page.tab.locator("#off-map summary").click()
    page.tab.locator("#off-map button.row").click()
    page.tab.locator("#off-map .detail").wait_for()
    # markup in a text is no element
    assert page.tab.locator("img, script[src], iframe, [onerror]").count() == 0
    page.check(file)


def test_dates_fall_on_the_civil_day_they_were_written_for(browser: Browser, file: Path) -> None:
    # 2024-01-28; 2024-01-28T00:30+03:00 and 2024-02-01T01:00+03:00 in Jordan, as civil times
    rows = [
        incident("day"),
        incident("half past", start=datetime(2024, 1, 28, 0, 30), end=datetime(2024, 1, 28, 0, 31)),
        incident("one", start=datetime(2024, 2, 1, 1, 0), end=datetime(2024, 2, 1, 1, 1)),
    ]
    build_map(incidents_from_records(rows)).save(file)
    page = open_page(browser, file)
    assert page.text("#shown") == "28 Jan 2024 to 1 Feb 2024: 3 incidents"
    assert page.set_window(0, 1) == "28 Jan 2024: 2 incidents"
    assert page.set_window(1, 4) == "29 Jan 2024 to 31 Jan 2024: 0 incidents"
    assert page.set_window(4, 5) == "1 Feb 2024: 1 incident"
    assert page.text("#types .count") == "1"
    assert page.tab.locator("#from").get_attribute("aria-valuetext") == "1 Feb 2024"
    page.check(file)


def test_a_row_known_to_the_month_counts_in_each_of_its_days(browser: Browser, file: Path) -> None:
    rows = [
        incident("day", start=datetime(2024, 1, 10), end=datetime(2024, 1, 11)),
        incident("month", start=datetime(2024, 1, 1), end=datetime(2024, 2, 1)),
        incident("undated", start=None, end=None),
    ]
    build_map(incidents_from_records(rows)).save(file)
    page = open_page(browser, file)
    assert page.set_window(9, 10).startswith("10 Jan 2024: 3 incidents")
    assert "1 dated no closer than a period beyond the window" in page.text("#shown")
    page.tab.locator("#undated").uncheck()
    assert page.set_window(10, 11).startswith("11 Jan 2024: 1 incident")


def test_steps_and_playback_move_the_window(browser: Browser, file: Path) -> None:
    rows = [
        incident(str(day), start=datetime(2024, 1, day), end=datetime(2024, 1, day + 1))
        for day in range(1, 21)
    ]
    build_map(incidents_from_records(rows)).save(file)
    page = open_page(browser, file)
    page.tab.locator("#step").select_option("week")
    page.tab.locator("#forward").click()
    assert page.text("#shown") == "1 Jan 2024 to 7 Jan 2024: 7 incidents"
    page.tab.locator("#forward").click()
    assert page.text("#shown") == "8 Jan 2024 to 14 Jan 2024: 7 incidents"
    page.tab.locator("#back").click()
    page.tab.locator("#mode").select_option("grow")
    page.tab.locator("#forward").click()
    assert page.text("#shown") == "1 Jan 2024 to 14 Jan 2024: 14 incidents"
    page.tab.locator("#all").click()
    page.tab.locator("#from").focus()
    page.tab.keyboard.press("ArrowRight")
    assert page.text("#shown") == "2 Jan 2024 to 20 Jan 2024: 19 incidents"
    page.tab.locator("#play").click()
    assert page.tab.locator("#play").get_attribute("aria-label") == "Pause"
    page.tab.locator("#play").click()
    assert page.tab.locator("#shown").get_attribute("aria-live") == "polite"
    page.check(file)


def test_areas_points_and_what_is_off_the_map_are_told_apart(browser: Browser, file: Path) -> None:
    deaths = Casualties(killed_best=7)
    band = shapely.box(37, 32.4, 40, 33.6)
    rows = [
        incident("area", title="In the band", precision=Precision.REGION, footprint=band),
        incident("country", title="Somewhere", precision=Precision.COUNTRY, casualties=deaths),
        incident("many", title="Many", kind=Kind.AGGREGATE, count_low=150, geometry=None),
    ]
    build_map(incidents_from_records(rows)).save(file)
    page = open_page(browser, file)
    assert page.text("#headline") == (
        "28 Jan 2024 · 2 incidents · 7 killed (not known for 1 incident)"
        " · not on the map: 2 rows with 7 killed · 1 row drawn as areas · as of 28 Jan 2024"
    )
    assert page.tab.locator("#off-map summary").all_inner_texts() == [
        "known only to a whole country\n1 row · 7 killed",
        "counts over a period, not single incidents\n1 row",
    ]
    # the middle of the area, where no dot is, opens it
    page.click_middle()
    page.tab.locator(".detail dl").wait_for()
    assert page.text(".detail h3") == "In the band"
    assert "an area, not a point" in page.text(".detail")
    assert "unknown" in page.text(".detail")
    page.check(file)


def test_switched_off_layers_answer_no_click(browser: Browser, file: Path) -> None:
    build_map(incidents_from_records([incident("only", title="Only")])).save(file)
    page = open_page(browser, file)
    page.click_middle()
    assert page.text(".popup h3") == "Only"
    page.tab.locator(".leaflet-popup-close-button").click()
    page.tab.locator(".popup").wait_for(state="detached")
    page.tab.get_by_role("checkbox", name="Incidents 1").uncheck()
    box = page.tab.locator("#map_sitmap").bounding_box()
    assert box is not None
    page.tab.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.tab.wait_for_timeout(300)
    assert page.tab.locator(".popup").count() == 0
    page.tab.locator("#types input").uncheck()
    assert page.text("#shown").endswith("0 incidents")


def test_several_incidents_on_one_spot_are_listed_with_their_number(
    browser: Browser, file: Path
) -> None:
    rows = [incident(str(number), title=f"Number {number}") for number in range(3)]
    build_map(incidents_from_records(rows)).save(file)
    page = open_page(browser, file)
    page.click_middle()
    assert page.text(".popup > h3") == "3 incidents here"
    page.tab.locator(".popup button.row", has_text="Number 1").click()
    page.tab.locator(".detail h3").wait_for()
    assert page.text(".detail h3") == "Number 1"
    page.tab.locator(".popup button.link").click()
    assert page.tab.locator(".popup button.row").count() == 3


def test_the_canvas_shows_the_incident_where_it_is(browser: Browser, file: Path) -> None:
    build_map(incidents_from_records([incident("only", event_type="bombing")])).save(file)
    page = open_page(browser, file)
    # the pixel in the middle of the map, where the view was fitted to the only point
    colour = page.tab.evaluate(
        """() => {
          const canvas = document.querySelector(".leaflet-overlay-pane canvas");
          const map = document.getElementById("map_sitmap").getBoundingClientRect();
          const box = canvas.getBoundingClientRect();
          const scale = canvas.width / box.width;
          const x = (map.left + map.width / 2 - box.left) * scale;
          const y = (map.top + map.height / 2 - box.top) * scale;
          return [...canvas.getContext("2d").getImageData(x, y, 1, 1).data];
        }"""
    )
    # vermillion, D55E00
    assert colour == [0xD5, 0x5E, 0x00, 255]


def test_no_incidents_open_a_map_that_says_so(browser: Browser, file: Path) -> None:
    build_map(gpd.GeoDataFrame(geometry=gpd.GeoSeries([], crs=4326))).save(file)
    page = open_page(browser, file, scheme="dark")
    assert page.text("#empty") == "There are no incidents to show."
    assert page.tab.locator("#time").is_hidden()
    page.check(file)


def test_incidents_on_both_sides_of_the_antimeridian_share_one_view(
    browser: Browser, file: Path
) -> None:
    rows = [
        incident("west", geometry=(178.4, -18.1)),
        incident("east", geometry=(-178.4, -18.1), title="East of it"),
    ]
    build_map(incidents_from_records(rows)).save(file)
    page = open_page(browser, file)
    box = page.tab.locator("#map_sitmap").bounding_box()
    assert box is not None
    # the middle is 180 degrees; zoom 8.5 is the last quarter step at which 3.2 degrees and the
    # margins fit into 968 pixels; 1.6 degrees are 1.6 / 360 * 256 * 2**8.5 = 412 pixels
    page.tab.mouse.click(box["x"] + box["width"] / 2 + 412, box["y"] + box["height"] / 2)
    page.tab.locator(".popup h3").wait_for()
    assert page.text(".popup h3") == "East of it"
    page.check(file)
