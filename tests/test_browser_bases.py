"""Bases, provinces and corrections in a real browser: lines, heat, tenancy, a person's words."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

import pytest
from pages import Opened, incident, open_page
from playwright.sync_api import Browser

from geo.models import Base, Report
from geo.table import bases_from_records, incidents_from_records
from layers.web import build_map

pytestmark = pytest.mark.browser

TOWER = (38.7064, 33.3061)
LISTEN = """() => {
  window.written = [];
  window.lines = [];
  for (const pen of [CanvasRenderingContext2D, OffscreenCanvasRenderingContext2D]) {
    const proto = pen.prototype;
    const [write, stroke] = [proto.fillText, proto.stroke];
    proto.fillText = function (text, ...rest) {
      window.written.push(text);
      return write.call(this, text, ...rest);
    };
    proto.stroke = function (...rest) {
      if (rest.length) window.lines.push(this.lineWidth);
      return stroke.apply(this, rest);
    };
  }
}"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "map.html"


def _switch(page: Opened, name: str) -> None:
    page.tab.get_by_role("checkbox", name=name).click()


def _around(file: Path) -> None:
    # 0.2 degree of latitude is 22 km, 0.4 is 44 km, 0.6 is 67 km
    rows = [
        incident(str(number), geometry=(TOWER[0], TOWER[1] + north))
        for number, north in enumerate((0.2, 0.2, -0.4, 0.6))
    ]
    bases = [Base("t", "Tower 22", "Tower 22", *TOWER), Base("far", "Far", "Far", 44.0, 33.3)]
    build_map(incidents_from_records(rows), bases_from_records(bases)).save(file)


def test_the_ground_around_a_base_tells_how_many_rows_lie_within_the_distance(
    browser: Browser, file: Path
) -> None:
    _around(file)
    page = open_page(browser, file)
    page.tab.evaluate(LISTEN)
    _switch(page, "Rows around each base")
    # the usual distance is 50 km
    assert "3" in page.tab.evaluate("window.written")
    assert "rows whose mark lies within 50 km of a base" in page.text("#symbols")
    page.tab.evaluate("window.written = []")
    page.tab.locator("#ring").select_option("100000")
    assert "4" in page.tab.evaluate("window.written")
    page.tab.evaluate("window.written = []")
    page.tab.locator("#ring").select_option("25000")
    # two rows at one spot; the number stands at the base and on the spot
    assert page.tab.evaluate("window.written").count("2") >= 1
    assert not {"3", "4"} & set(page.tab.evaluate("window.written"))
    page.check(file)


def test_every_spot_has_a_line_to_its_nearest_base(browser: Browser, file: Path) -> None:
    _around(file)
    page = open_page(browser, file)
    page.tab.evaluate(LISTEN)
    _switch(page, "Lines to the nearest base")
    # faint beyond the distance, bold within
    assert page.tab.evaluate("window.lines") == [pytest.approx(0.8), pytest.approx(1.5)]
    assert "to the nearest base, bold within 50 km" in page.text("#symbols")
    address = page.tab.evaluate("() => new Promise((r) => setTimeout(() => r(location.hash), 900))")
    hidden = dict(part.split("=") for part in address[1:].split("&"))["hide"].split(".")
    assert "links" not in hidden
    assert "heat" in hidden
    page.check(file)


def test_a_tenant_outside_the_window_is_no_base_of_it(browser: Browser, file: Path) -> None:
    rows = [
        incident("old", start=datetime(2020, 1, 1), end=datetime(2020, 1, 2)),
        incident("new", start=datetime(2024, 1, 1), end=datetime(2024, 1, 2)),
    ]
    bases = bases_from_records(
        [Base("t", "Tower 22", "Tower 22", *TOWER, valid_from=datetime(2023, 1, 1))]
    )
    build_map(incidents_from_records(rows), bases).save(file)
    page = open_page(browser, file)
    page.tab.evaluate(LISTEN)
    _switch(page, "Lines to the nearest base")
    page.set_window(0, 2)
    assert page.text("#shown") == "1 Jan 2020 to 2 Jan 2020: 1 incident"
    redraw = "() => { window.lines = []; map.setZoom(9, { animate: false }); return window.lines; }"
    assert page.tab.evaluate(redraw) == []
    page.tab.locator("#all").click()
    assert len(page.tab.evaluate(redraw.replace("9", "8"))) == 2
    page.check(file)


def test_provinces_lie_under_the_incidents_of_a_theatre(browser: Browser, file: Path) -> None:
    _around(file)
    page = open_page(browser, file)
    box = page.tab.get_by_role("checkbox", name="Provinces, first-level areas")
    assert box.is_checked()
    pixels = "document.querySelector('.leaflet-tile-pane canvas').toDataURL()"
    with_lines = page.tab.evaluate(pixels)
    box.uncheck()
    assert page.tab.evaluate(pixels) != with_lines
    page.check(file)


def test_what_a_person_decided_is_said_in_words(browser: Browser, file: Path) -> None:
    def item(field: str, value: str, report: str = "edit", quote: str = "Ana: checked") -> object:
        return {
            "field": field, "value": value, "stance": "stated", "report": report, "quote": quote,
        }  # fmt: skip

    evidence = [
        item("actor", "Group A", "r", "Group A did it"),
        item("actor", "Group B"),
        item("merged", "row-2"),
        item("split_into", "3"),
        item("note", "look again"),
        item("merge_with", "row-9"),
        item("place", "Town", "edit, not applied"),
        item("constructor", "x"),
    ]
    table = incidents_from_records([incident("one", title="One")])
    table["evidence"] = [json.dumps(evidence)]
    build_map(table).save(file)
    page = open_page(browser, file)
    page.click_middle()
    page.tab.locator(".detail .edited").first.wait_for()
    said = page.tab.locator(".detail .edited").all_inner_texts()
    assert said == [
        "actor corrected from Group A to Group B Ana: checked",
        "row-2 was merged into this row by a person Ana: checked",
        "split by a person into 3 incidents Ana: checked",
        "note: look again Ana: checked",
        "merged by a person into row-9 Ana: checked",
        "not applied, because the source has changed since: place corrected to Town Ana: checked",
        "constructor corrected to x Ana: checked",
    ]
    # what a person wrote is no quote from a report
    assert page.tab.locator(".detail blockquote").count() == 1
    page.check(file)


def test_a_source_is_named_once_however_often_a_row_names_it(browser: Browser, file: Path) -> None:
    source = {"report": "r", "title": "Gazette", "publisher": "Ltd", "url": "https://a.example/1"}
    table = incidents_from_records([incident("one")])
    sources = [source, {**source, "report": "copy"}, {"report": "r"}, {**source, "title": "Other"}]
    table["sources"] = [json.dumps(sources)]
    report = Report("r", "text", title="Gazette", publisher="Ltd", url="https://a.example/1")
    build_map(table, reports=[report]).save(file)
    page = open_page(browser, file)
    page.click_middle()
    page.tab.locator(".detail .sources").wait_for()
    assert page.tab.locator(".detail .sources li").all_inner_texts() == ["Gazette Ltd", "Other Ltd"]
    page.check(file)


def test_the_legend_counts_rows_of_one_happening_once(browser: Browser, file: Path) -> None:
    table = incidents_from_records(
        [
            incident("a", event_type="bombing"),
            incident("b", event_type="bombing"),
            incident("c", event_type="shelling"),
            incident("d", event_type="bombing"),
        ]
    )
    table["same_as"] = [["b", "c"], [], [], []]
    build_map(table).save(file)
    page = open_page(browser, file)
    # a, b and c are one: under bombing it stands once beside d, under shelling once
    assert page.tab.locator("#types .count").all_inner_texts() == ["2", "1"]
    assert page.text("#shown").startswith("28 Jan 2024: 2 incidents · 2 more proposed")
    page.click_middle()
    assert page.text(".popup > h3") == "4 rows here"
    page.check(file)
