"""Civil time in the page's own functions, against Python's calendar."""

from __future__ import annotations

import calendar
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from page_code import PageCode, drawing
from playwright.sync_api import Browser

pytestmark = pytest.mark.browser

EPOCH = datetime(1970, 1, 1)
DAY = 1440
MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]


@pytest.fixture(scope="module")
def code(browser: Browser) -> PageCode:
    return PageCode(browser)


def _minutes(moment: datetime) -> int:
    return int((moment - EPOCH) / timedelta(minutes=1))


def _moments(number: int) -> list[datetime]:
    # 1752 to 2030, leap days and the ends of years among them
    draw = drawing(11)
    first, last = datetime(1752, 1, 1), datetime(2030, 12, 31)
    span = int((last - first) / timedelta(minutes=1))
    drawn = [first + timedelta(minutes=draw.randrange(span)) for _ in range(number)]
    return [
        *drawn,
        datetime(1900, 2, 28, 23, 59),
        datetime(2000, 2, 29),
        datetime(1969, 12, 31, 23, 59),
        datetime(1970, 1, 1),
        datetime(2024, 2, 29, 12),
        datetime(1999, 12, 31),
    ]


def _day(moment: datetime) -> str:
    return f"{moment.day} {MONTHS[moment.month - 1]} {moment.year}"


def _added(moment: datetime, months: int, anchor: int | None = None) -> datetime:
    count = moment.year * 12 + moment.month - 1 + months
    year, month = divmod(count, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return moment.replace(year=year, month=month + 1, day=min(anchor or moment.day, last))


def test_days_and_clock_times_are_those_of_the_calendar(code: PageCode) -> None:
    moments = _moments(300)
    rows = [[_minutes(moment)] for moment in moments]
    assert code.table("dayText(a)", rows) == [_day(moment) for moment in moments]
    assert code.table("momentText(a)", rows) == [
        f"{_day(moment)}, {moment:%H:%M}" for moment in moments
    ]
    assert code.table("stamp(a)", rows) == [f"{moment:%Y-%m-%dT%H:%M}" for moment in moments]


def test_a_month_later_is_the_same_day_or_the_last_of_a_shorter_month(code: PageCode) -> None:
    cases = [
        (moment, months, anchor)
        for moment in _moments(60)
        for months in (-25, -12, -1, 1, 2, 12)
        for anchor in (None, 31)
    ]
    found = code.table(
        "addMonths(a, b, c === null ? undefined : c)",
        [[_minutes(moment), months, anchor] for moment, months, anchor in cases],
    )
    assert found == [_minutes(_added(*case)) for case in cases]


def test_periods_begin_where_the_calendar_says(code: PageCode) -> None:
    moments = _moments(200)
    begins: dict[str, Callable[[datetime], datetime]] = {
        "day": lambda day: day,
        # weeks begin on Mondays (ISO 8601)
        "week": lambda day: day - timedelta(days=day.weekday()),
        "month": lambda day: day.replace(day=1),
        "year": lambda day: day.replace(month=1, day=1),
    }
    for step, begin in begins.items():
        found = code.table(f"stepStart(a, '{step}')", [[_minutes(moment)] for moment in moments])
        days = [moment.replace(hour=0, minute=0) for moment in moments]
        assert found == [_minutes(begin(day)) for day in days], step


def test_periods_are_named_by_the_days_they_cover(code: PageCode) -> None:
    day = _minutes(datetime(2024, 2, 28))
    rows = [[day, day + DAY], [day, day + 2 * DAY], [day + 60, day + 90], [day, day + 60]]
    assert code.table("periodText(a, b)", rows) == [
        "28 Feb 2024",
        "28 Feb 2024 to 29 Feb 2024",
        "28 Feb 2024, 01:00 to 28 Feb 2024, 01:30",
        "28 Feb 2024, 00:00 to 28 Feb 2024, 01:00",
    ]


def _table(rows: list[tuple[int, int]]) -> dict[str, object]:
    ordered = sorted(rows)
    reach, greatest = [], -(10**9)
    for _, end in ordered:
        greatest = max(greatest, end)
        reach.append(greatest)
    return {
        "start": [start for start, _ in ordered],
        "end": [end for _, end in ordered],
        "reach": reach,
        "dated": len(ordered),
    }


def test_a_window_holds_what_overlaps_it_half_open(code: PageCode) -> None:
    draw = drawing(5)
    starts = [draw.randrange(-500, 500) for _ in range(200)]
    rows = [(start, start + draw.choice((1, 5, 60, 400))) for start in starts]
    table = _table(rows)
    windows = [sorted(draw.sample(range(-600, 600), 2)) for _ in range(80)]
    windows += [[rows[0][1], rows[0][1] + 1], [rows[0][0] - 1, rows[0][0]]]
    found = code(
        """b.map(([from, to]) => {
          const times = { dated: a.dated };
          for (const name of ["start", "end", "reach"]) times[name] = Int32Array.from(a[name]);
          const rows = new Uint32Array(a.dated);
          return [...rows.subarray(0, overlapping(times, from, to, rows))];
        })""",
        table,
        windows,
    )
    ordered = sorted(rows)
    for (start, end), seen in zip(windows, found, strict=True):
        wanted = [i for i, (first, last) in enumerate(ordered) if first < end and last > start]
        assert seen == wanted, (start, end)


def test_the_first_place_that_is_not_less_is_that_of_bisect(code: PageCode) -> None:
    column = [-5, -5, 0, 3, 3, 3, 9]
    values = [-6, -5, -4, 0, 3, 4, 9, 10]
    found = code("b.map((v) => firstAtLeast(Int32Array.from(a), a.length, v))", column, values)
    # bisect_left
    assert found == [0, 0, 2, 2, 3, 6, 6, 7]


def test_a_histogram_spreads_weeks_and_counts_a_happening_once(code: PageCode) -> None:
    # a day, a week from the third day, two rows of one happening, one filtered out, an aggregate
    rows = [
        (0, DAY, 0, 0, 0, 0),
        (0, DAY, 0, 0, 0, 7),
        (DAY, 2 * DAY, 1, 0, 0, 7),
        (2 * DAY, 9 * DAY, 1, 0, 0, 0),
        (2 * DAY, 3 * DAY, 1, 1, 0, 0),
        (3 * DAY, 4 * DAY, 1, 0, 1, 0),
    ]
    found = code(
        """(() => {
          const column = (i, Kind) => Kind.from(a, (row) => row[i]);
          const table = {
            start: column(0, Int32Array), end: column(1, Int32Array), dated: a.length,
            type: column(2, Uint8Array),
          };
          const which = {
            fails: column(3, Uint8Array), shownAs: column(4, Uint8Array),
            isSingle: Uint8Array.of(1, 0), same: column(5, Uint8Array),
          };
          return [...binned(table, which, 0, 1440, 5, 2)];
        })()""",
        [list(row) for row in rows],
    )
    week = 1 / 7
    expected = [2, 0, 0, 0, 0, week, 0, week, 0, week]
    assert found == pytest.approx(expected)


def test_ranges_name_what_is_unknown_and_never_write_zero_for_it(code: PageCode) -> None:
    cases = {
        (None, None, None): "unknown",
        (3, 3, 3): "3",
        (None, 0, None): "0",
        (2, None, None): "at least 2",
        (2, 4, None): "about 4, at least 2",
        (None, None, 1500): "at most 1,500",
        (None, 4, 5): "about 4, at most 5",
        (2, None, 5): "2 to 5",
        (2, 3, 5): "2 to 5, best estimate 3",
    }
    expression = "rangeText(...[a, b, c].map((value) => value === null ? undefined : value))"
    assert code.table(expression, [list(case) for case in cases]) == list(cases.values())


def test_lengths_are_written_in_metres_and_kilometres(code: PageCode) -> None:
    cases = {0: "0 m", 999.4: "999 m", 1000: "1 km", 9940: "9.9 km", 12_345_678: "12,346 km"}
    assert code.table("lengthText(a)", [[metres] for metres in cases]) == list(cases.values())
