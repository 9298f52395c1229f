"""The time control in a real browser: steps of the calendar, modes, presets, old dates, counts."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from itertools import groupby
from pathlib import Path

import pytest
from pages import Opened, incident, open_page
from playwright.sync_api import Browser

from geo.models import Casualties, Kind
from geo.table import incidents_from_records
from layers.web import build_map

pytestmark = pytest.mark.browser


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "map.html"


def _bars(page: Opened) -> list[bool]:
    """Whether the chart has a bar, for each of its pixels along the floor."""
    return list(
        page.tab.evaluate(
            """() => {
              const chart = document.getElementById("histogram");
              const { width, height } = chart;
              const line = chart.getContext("2d").getImageData(0, height - 16, width, 1).data;
              return Array.from({ length: width }, (_, x) => line[4 * x + 3] > 0);
            }"""
        )
    )


def test_months_are_those_of_the_calendar(browser: Browser, file: Path) -> None:
    days = [datetime(2024, 1, 15), datetime(2024, 2, 29), datetime(2024, 3, 31)]
    days.append(datetime(2024, 5, 2))
    rows = [incident(str(day), start=day, end=None) for day in days]
    build_map(incidents_from_records(rows)).save(file)
    page = open_page(browser, file)
    page.tab.locator("#step").select_option("month")
    said = []
    for _ in range(4):
        page.tab.locator("#forward").click()
        said.append(page.text("#shown"))
    assert said == [
        "1 Jan 2024 to 31 Jan 2024: 1 incident",
        "1 Feb 2024 to 29 Feb 2024: 1 incident",
        "1 Mar 2024 to 31 Mar 2024: 1 incident",
        "1 Apr 2024 to 30 Apr 2024: 0 incidents",
    ]
    page.tab.locator("#all").click()
    page.tab.locator("#step").select_option("week")
    page.tab.locator("#forward").click()
    # 15 January 2024 was a Monday
    assert page.text("#shown") == "15 Jan 2024 to 21 Jan 2024: 1 incident"
    page.check(file)


def test_presets_count_back_from_the_end_of_the_data(browser: Browser, file: Path) -> None:
    rows = [
        incident("last", start=datetime(2024, 3, 31), end=datetime(2024, 4, 1)),
        incident("week", start=datetime(2024, 3, 25), end=datetime(2024, 3, 26)),
        incident("before", start=datetime(2024, 3, 24), end=datetime(2024, 3, 25)),
        incident("long ago", start=datetime(2023, 1, 1), end=datetime(2023, 1, 2)),
    ]
    build_map(incidents_from_records(rows)).save(file)
    page = open_page(browser, file)
    page.tab.get_by_role("button", name="7 d").click()
    assert page.text("#shown") == "25 Mar 2024 to 31 Mar 2024: 2 incidents"
    page.tab.get_by_role("button", name="30 d").click()
    assert page.text("#shown") == "2 Mar 2024 to 31 Mar 2024: 3 incidents"
    page.tab.get_by_role("button", name="90 d").click()
    # 2024 is a leap year: 31 + 29 + 31 days are 91
    assert page.text("#shown") == "2 Jan 2024 to 31 Mar 2024: 3 incidents"
    page.tab.locator("#all").click()
    assert page.text("#shown") == "1 Jan 2023 to 31 Mar 2024: 4 incidents"
    page.check(file)


def test_cumulative_keeps_the_start_and_as_of_asks_when_it_was_reported(
    browser: Browser, file: Path
) -> None:
    rows = [
        incident(str(day), start=datetime(2024, 1, day), end=datetime(2024, 1, day + 1))
        for day in range(1, 21)
    ]
    table = incidents_from_records(rows)
    # the incident of 2 January came out on the 15th
    table["sources"] = [
        None,
        json.dumps([{"report": "r", "published": "2024-01-15"}]),
        *[None] * 18,
    ]
    build_map(table).save(file)
    page = open_page(browser, file)
    assert page.set_window(2, 10) == "3 Jan 2024 to 10 Jan 2024: 8 incidents"
    page.tab.locator("#mode").select_option("grow")
    page.tab.locator("#forward").click()
    assert page.text("#shown") == "3 Jan 2024 to 11 Jan 2024: 9 incidents"
    page.tab.locator("#mode").select_option("asof")
    assert page.text("#shown") == "Reported up to 11 Jan 2024: 10 incidents"
    assert page.tab.locator("#from").is_disabled()
    for _ in range(4):
        page.tab.locator("#forward").click()
    assert page.text("#shown") == "Reported up to 15 Jan 2024: 15 incidents"
    page.check(file)


def test_a_month_is_spread_over_its_days_and_no_spike_on_its_first(
    browser: Browser, file: Path
) -> None:
    rows = [
        incident(str(number), start=datetime(2024, 1, 1), end=datetime(2024, 2, 1))
        for number in range(40)
    ]
    rows.append(incident("day", start=datetime(2024, 1, 20), end=datetime(2024, 1, 21)))
    build_map(incidents_from_records(rows)).save(file)
    page = open_page(browser, file)
    bars = _bars(page)
    # every day of the month has its share; gaps are the lines between bars, one per day at most
    assert sum(bars) > 0.85 * len(bars)
    heights = page.tab.evaluate(
        """() => {
          const chart = document.getElementById("histogram");
          const { width, height } = chart;
          const tall = (x) => {
            const line = chart.getContext("2d").getImageData(x, 0, 1, height - 15).data;
            let top = 0;
            for (let y = 0; y < height - 15; y++) if (line[4 * y + 3] > 0) top++;
            return top;
          };
          // 31 days: the middle of the 1st, the 10th and the 20th
          return [0.5, 9.5, 19.5].map((day) => tall(Math.round(((day + 0.2) / 31) * width)));
        }"""
    )
    first, tenth, twentieth = heights
    assert abs(first - tenth) <= 1
    # 40/31 a day against 40/31 + 1
    assert 1.5 < twentieth / tenth < 2.1


def test_old_and_new_dates_share_one_clock(browser: Browser, file: Path) -> None:
    years = (1752, 1989, 2026)
    rows = [
        incident(str(year), start=datetime(year, 9, 14), end=datetime(year, 9, 15))
        for year in years
    ]
    build_map(incidents_from_records(rows)).save(file)
    page = open_page(browser, file)
    assert page.text("#shown") == "14 Sep 1752 to 14 Sep 2026: 3 incidents"
    page.tab.get_by_role("button", name="30 d").click()
    assert page.text("#shown") == "16 Aug 2026 to 14 Sep 2026: 1 incident"
    # thirty days of 274 years would be a hair: the chart shows them and as much before
    assert page.tab.locator("#zoom").get_attribute("aria-pressed") == "true"
    page.tab.locator("#all").click()
    page.tab.locator("#step").select_option("year")
    page.tab.locator("#forward").click()
    assert page.text("#shown") == "1 Jan 1752 to 31 Dec 1752: 1 incident"
    page.check(file)


def test_counts_are_happenings_and_not_rows(browser: Browser, file: Path) -> None:
    rows = [
        incident("a", casualties=Casualties(killed_best=3)),
        incident("b", casualties=Casualties(killed_best=5), geometry=(36, 32)),
        incident("c"),
        incident("many", kind=Kind.AGGREGATE, casualties=Casualties(killed_best=90)),
    ]
    table = incidents_from_records(rows)
    table["same_as"] = [["b"], [], [], []]
    build_map(table).save(file)
    page = open_page(browser, file)
    # a and b are one happening with at most five dead; the aggregate is no incident
    assert page.text("#shown") == (
        "28 Jan 2024: 2 incidents · 1 more proposed to be the same"
        " · 1 row for several or none · 1 row not on the map · 5 killed"
    )
    assert "2 incidents (1 more proposed to be the same) · 5 killed" in page.text("#headline")
    page.check(file)


def test_playback_starts_again_where_it_is_told_to(browser: Browser, file: Path) -> None:
    rows = [
        incident(str(day), start=datetime(2024, 1, day), end=datetime(2024, 1, day + 1))
        for day in range(1, 7)
    ]
    build_map(incidents_from_records(rows)).save(file)
    page = open_page(browser, file)
    page.tab.locator("#loop").click()
    page.tab.locator("#speed").select_option("8")
    page.tab.locator("#play").click()
    seen = []
    for _ in range(60):
        page.tab.wait_for_timeout(40)
        seen.append(page.text("#shown").split(":")[0])
    page.tab.locator("#play").click()
    days = list(dict.fromkeys(seen))
    assert len(days) >= 5
    # the first day comes back after the last
    assert seen.count("2 Jan 2024") > 0
    assert "2 Jan 2024" in seen[seen.index("6 Jan 2024") :]
    page.check(file)


def test_the_brush_selects_what_overlaps_it_half_open(browser: Browser, file: Path) -> None:
    first = datetime(2024, 1, 1)
    spans = [(day, length) for day in range(0, 100, 3) for length in (1, 7, 31)]
    rows = [
        incident(
            f"{day} {length}",
            start=first + timedelta(days=day),
            end=first + timedelta(days=day + length),
        )
        for day, length in spans
    ]
    build_map(incidents_from_records(rows)).save(file)
    page = open_page(browser, file)
    box = page.tab.locator("#histogram").bounding_box()
    assert box is not None
    # the last row starts on day 99 and lasts 31; six pixels on either side are kept free
    days, edge = 130, 6

    def at(day: float) -> float:
        return box["x"] + edge + day / days * (box["width"] - 2 * edge)

    def drag(one: float, other: float) -> None:
        page.tab.mouse.move(at(one), box["y"] + 20)
        page.tab.mouse.down()
        page.tab.mouse.move(at((one + other) / 2), box["y"] + 25)
        page.tab.mouse.move(at(other), box["y"] + 20)
        page.tab.mouse.up()

    def expected(low: int, high: int) -> str:
        count = sum(day < high and day + length > low for day, length in spans)
        days_said = [(first + timedelta(days=day)).strftime("%-d %b %Y") for day in (low, high - 1)]
        return f"{' to '.join(days_said)}: {count} incidents"

    for one, other in ((20, 50), (90.2, 60.1), (2.9, 9.1)):
        low, high = sorted((round(one), round(other)))
        drag(one, other)
        assert page.text("#shown").startswith(expected(low, high))
        # moved as a whole by ten days, then its end by five
        middle = (low + high) / 2
        drag(middle, middle + 10)
        assert page.text("#shown").startswith(expected(low + 10, high + 10))
        drag(high + 10, high + 15)
        assert page.text("#shown").startswith(expected(low + 10, high + 15))
        page.tab.locator("#all").click()
    page.check(file)


def test_the_bars_of_the_first_and_the_last_day_are_not_hidden(
    browser: Browser, file: Path
) -> None:
    rows = [
        incident(str(year), start=datetime(year, 6, 1), end=None) for year in (1752, 1989, 2026)
    ]
    build_map(incidents_from_records(rows)).save(file)
    page = open_page(browser, file)
    bars = _bars(page)
    # the window's edges are 2 pixels wide; a bar beside each of them, and one between
    groups = [len(list(run)) for is_bar, run in groupby(bars) if is_bar]
    assert len(groups) == 3
    assert groups[0] >= 4
    assert groups[2] >= 4


def test_the_text_on_the_window_has_the_room_it_needs(browser: Browser, file: Path) -> None:
    days = [datetime(2024, 1, 15) + timedelta(days=3 * number) for number in range(20)]
    rows = [incident(str(day), start=day, casualties=Casualties(killed_best=3)) for day in days]
    build_map(incidents_from_records(rows)).save(file)
    page = open_page(browser, file, size="390x800")
    room = """() => {
      const text = document.getElementById("shown").getBoundingClientRect();
      const chart = document.getElementById("histogram").getBoundingClientRect();
      return [text.height, chart.top - text.bottom];
    }"""
    before = page.tab.evaluate(room)
    # letters as far apart as a reader may set them: the text takes more lines, the chart makes way
    page.tab.evaluate(
        """() => {
          const sheet = new CSSStyleSheet();
          sheet.replaceSync("#shown { letter-spacing: 0.6em; }");
          document.adoptedStyleSheets = [sheet];
          document.getElementById("forward").click();
        }"""
    )
    high, gap = page.tab.evaluate(room)
    assert high > sum(before)
    assert gap >= 0
    page.tab.evaluate(
        "() => { document.adoptedStyleSheets = []; document.getElementById('forward').click(); }"
    )
    assert sum(page.tab.evaluate(room)) == pytest.approx(sum(before), abs=1)
