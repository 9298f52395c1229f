"""Finding and reading incidents in a real browser: search, list, popups, spots with thousands."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pandas as pd
import pytest
from pages import incident, open_page
from playwright.sync_api import Browser

from geo.models import Precision, Report
from geo.table import incidents_from_records
from layers.web import build_map

pytestmark = pytest.mark.browser


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "map.html"


def _four(file: Path) -> None:
    rows = [
        incident("late", title="Rockets at dusk", start=datetime(2024, 3, 1), end=None),
        incident("early", title="Convoy stopped", place="Deir ez-Zor", start=datetime(2023, 5, 1)),
        incident("middle", title="Drone over the camp", actor="Group of Ünal", geometry=(36, 32)),
        incident("undated", title="No date", start=None, end=None),
    ]
    table = incidents_from_records(rows)
    table["sources"] = [json.dumps([{"report": "r1"}]), None, None, None]
    build_map(table, reports=[Report("r1", "text", title="The Gazette")]).save(file)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("rockets", ["Rockets at dusk"]),
        ("DEIR zor", ["Convoy stopped"]),
        ("unal", ["Drone over the camp"]),
        ("gazette", ["Rockets at dusk"]),
        ("nothing like it", []),
    ],
)
def test_search_finds_title_place_actor_and_report(
    browser: Browser, file: Path, query: str, found: list[str]
) -> None:
    _four(file)
    page = open_page(browser, file)
    page.tab.locator("#search").fill(query)
    page.tab.wait_for_timeout(700)
    assert page.text("#found") == f"{len(found)} row{'' if len(found) == 1 else 's'} found"
    assert page.tab.locator("#rows .row-title").all_inner_texts() == found
    page.tab.locator("#search").fill("")
    page.tab.wait_for_timeout(600)
    assert page.text("#found") == ""
    assert page.tab.locator("#rows .row-title").count() == 4
    page.check(file)


def test_the_list_holds_what_is_in_view_in_time_order(browser: Browser, file: Path) -> None:
    _four(file)
    page = open_page(browser, file)
    page.tab.locator("#tab-list").click()
    page.tab.locator("#rows button.row").first.wait_for()
    titles = ["Convoy stopped", "Drone over the camp", "Rockets at dusk", "No date"]
    assert page.tab.locator("#rows .row-title").all_inner_texts() == titles
    assert page.text("#in-view") == "4 rows in view, in time order"
    page.tab.evaluate("map.setView([33.3, 38.7], 10, { animate: false })")
    page.tab.wait_for_timeout(500)
    assert page.text("#in-view") == "3 of 4 rows in view, in time order"
    page.check(file)


def test_what_is_in_view_is_counted_while_the_map_and_the_time_move(
    browser: Browser, file: Path
) -> None:
    _four(file)
    page = open_page(browser, file)

    def seen() -> str:
        page.tab.wait_for_timeout(400)
        return page.text("#seen")

    assert seen() == "4 in view"
    page.tab.evaluate("map.setView([33.3, 38.7], 10, { animate: false })")
    assert seen() == "3 in view"
    # the same place on another copy of the world
    page.tab.evaluate("map.setView([33.3, 398.7], 10, { animate: false })")
    assert seen() == "3 in view"
    page.tab.locator("#presets [data-days='30']").click()
    assert seen() == "2 in view"
    page.tab.locator("#undated").uncheck()
    assert seen() == "1 in view"
    page.tab.evaluate("map.setView([0, 0], 10, { animate: false })")
    assert seen() == "0 in view"


def test_the_list_is_walked_with_the_keyboard(browser: Browser, file: Path) -> None:
    rows = [
        incident(f"{day:02d}", title=f"Day {day}", start=datetime(2024, 1, day), end=None)
        for day in range(1, 31)
    ]
    rows += [
        incident(f"f{day:02d}", title=f"Feb {day}", start=datetime(2024, 2, day), end=None)
        for day in range(1, 29)
    ]
    build_map(incidents_from_records(rows)).save(file)
    page = open_page(browser, file)
    page.tab.locator("#tab-legend").focus()
    page.tab.keyboard.press("ArrowRight")
    page.tab.locator("#rows button.row").first.wait_for()
    page.tab.keyboard.press("Tab")

    def focused() -> str:
        return str(page.tab.evaluate("document.activeElement.firstChild.textContent"))

    assert focused() == "Day 1"
    page.tab.keyboard.press("ArrowDown")
    assert focused() == "Day 2"
    page.tab.keyboard.press("End")
    # fifty on a page: 30 in January and 20 in February
    assert focused() == "Feb 20"
    page.tab.keyboard.press("ArrowDown")
    page.tab.wait_for_timeout(200)
    assert focused() == "Feb 21"
    page.tab.keyboard.press("Enter")
    page.tab.locator(".popup h3").wait_for()
    assert page.text(".popup h3") == "Feb 21"
    assert page.tab.locator("#rows [aria-current=true] .row-title").inner_text() == "Feb 21"
    page.check(file)


def test_thousands_on_one_point_are_counted_and_listed(browser: Browser, file: Path) -> None:
    rows = [
        incident(f"{number:04d}", title=f"Number {number:04d}", event_type="attack")
        for number in range(4_242)
    ]
    build_map(incidents_from_records(rows)).save(file)
    page = open_page(browser, file)
    page.click_middle()
    page.tab.locator(".popup button.row").first.wait_for()
    assert page.text(".popup > h3") == "4,242 incidents here"
    assert page.text(".popup .pager .count") == "1–50 / 4,242"
    page.tab.locator(".popup .pager button", has_text="later").click()
    page.tab.locator(".popup button.row", has_text="Number 0050").click()
    page.tab.locator(".popup .detail h3").wait_for()
    assert page.text(".popup .detail h3") == "Number 0050"
    page.check(file)


def test_claims_and_denials_stand_apart_from_what_was_stated(browser: Browser, file: Path) -> None:
    evidence = [
        {"field": field, "value": value, "stance": stance, "report": "r", "quote": quote}
        for field, value, stance, quote in (
            ("killed_best", 3, "stated", "three died"),
            ("claimed_by", "A", "claimed", "we did it"),
            ("denied_by", "B", "denied", "not by us"),
        )
    ]
    table = incidents_from_records(
        [incident("one", title="One", start=datetime(2024, 1, 28, 0, 30), precision=Precision.NEAR)]
    )
    table["evidence"] = json.dumps(evidence)
    table["location_rule"] = "near(Town)"
    table["uncertainty_m"] = 25_000.0
    table["killed_low"], table["killed_high"] = 2, 5
    table["start_utc"] = pd.Series([datetime(2024, 1, 27, 21, 30, tzinfo=UTC)], index=table.index)
    table["start_utc"] = table["start_utc"].dt.as_unit("us")
    build_map(table, reports=[Report("r", "text", title="The Gazette")]).save(file)
    page = open_page(browser, file)
    page.click_middle()
    page.tab.locator(".detail .stance").first.wait_for()
    assert page.tab.locator(".stance h4").all_inner_texts() == [
        "What the text said", "Claimed", "Denied",
    ]  # fmt: skip
    assert page.text(".stance.claimed blockquote p") == "we did it"
    assert page.text(".stance.denied blockquote p") == "not by us"
    assert "The Gazette" in page.text(".stance.stated footer")
    detail = page.text(".detail dl")
    for fact in ("2 to 5", "near(Town)", "up to 25 km off", "2024-01-27 21:30"):
        assert fact in detail
    page.check(file)


def test_the_legend_filters_by_actor_country_precision_and_status(
    browser: Browser, file: Path
) -> None:
    table = incidents_from_records(
        [
            incident("1", actor="A"),
            incident("2", actor="A", precision=Precision.NEAR),
            incident("3", actor="B"),
        ]
    )
    table["country_located"] = ["SY", "SY", "JO"]
    table["status"] = ["draft", "confirmed", "confirmed"]
    build_map(table).save(file)
    page = open_page(browser, file)
    lists = page.tab.locator("#facets details")
    assert lists.locator("summary").all_inner_texts() == [
        "Actors", "Countries", "Precision of the place", "Status",
    ]  # fmt: skip
    for name, value, left in (
        ("Actors", "A", 1),
        ("Countries", "JO", 2),
        ("Precision of the place", "near the named place", 2),
        ("Status", "draft", 2),
    ):
        part = lists.filter(has_text=name).first
        part.locator("summary").click()
        box = part.locator("label", has_text=value).locator("input")
        box.uncheck()
        assert page.text("#shown").endswith(f": {left} incident{'' if left == 1 else 's'}"), name
        box.check()
    # what is switched off keeps its count, so that it can be judged before it is switched on again
    part = lists.first
    part.locator("label", has_text="A").locator("input").uncheck()
    assert part.locator(".count").all_inner_texts() == ["2", "1"]
    page.check(file)
