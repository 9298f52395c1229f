"""Windows of civil time: nothing is shifted, whole periods are whole, nothing undated slips in."""

from datetime import UTC, date, datetime, timedelta, timezone
from itertools import pairwise

import geopandas as gpd
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import moments, point_table

from geo.errors import ParameterError, SchemaError
from geo.models import TimePrecision
from geo.timewindow import (
    Window,
    parse_bound,
    parse_window,
    select,
    split,
    tally,
    to_civil,
    undated,
)

JORDAN = "Asia/Amman"  # UTC+3 all year since October 2022 (tz database 2022f)


def at(*parts: int) -> datetime:
    """Give a naive civil time."""
    return datetime(*parts)  # type: ignore[arg-type]


def dated(*cells: str | None, zone: str | None = None) -> gpd.GeoDataFrame:
    """Give a table of incidents with times read from cells."""
    table = point_table([(36.0, 32.0)] * len(cells))
    read = [(None, None) if cell is None else to_civil(cell, zone)[:2] for cell in cells]
    table["start"] = pd.Series([start for start, _ in read], dtype="datetime64[us]")
    table["end"] = pd.Series([end for _, end in read], dtype="datetime64[us]")
    return table


THREE_ROWS = ("2024-01-28", "2024-01-28T00:30+03:00", "2024-02-01T01:00+03:00")


def test_no_row_falls_on_another_day_than_it_had_in_jordan() -> None:
    starts = [to_civil(cell, JORDAN)[0].date() for cell in THREE_ROWS]
    assert starts == [date(2024, 1, 28), date(2024, 1, 28), date(2024, 2, 1)]


def test_no_row_is_filtered_into_another_day() -> None:
    table = dated(*THREE_ROWS, zone=JORDAN)
    assert select(table, parse_window("2024-01-28", "2024-01-28")).index.tolist() == [0, 1]
    assert select(table, parse_window("2024-01", "2024-01")).index.tolist() == [0, 1]
    assert select(table, parse_window("2024-01-27", "2024-01-27")).empty
    assert select(table, parse_window("2024-02-01", None)).index.tolist() == [2]


def test_no_row_is_counted_on_another_day() -> None:
    days = tally(
        dated(*THREE_ROWS, zone=JORDAN), split(at(2024, 1, 27), at(2024, 2, 2), "day")
    ).set_index("start")["inside"]
    assert {f"{day:%m-%d}": count for day, count in days.items() if count} == {
        "01-28": 2,
        "02-01": 1,
    }


def test_an_instant_elsewhere_is_told_on_the_clock_of_the_place() -> None:
    start, end, precision, utc = to_civil("2024-01-27T21:30Z", JORDAN)
    assert (start, end) == (at(2024, 1, 28, 0, 30), at(2024, 1, 28, 0, 31))
    assert precision is TimePrecision.MINUTE
    assert utc == datetime(2024, 1, 27, 21, 30, tzinfo=UTC)


def test_a_clock_time_without_an_offset_is_the_clock_of_the_place() -> None:
    start, _, _, utc = to_civil("2024-01-28T05:30", JORDAN)
    assert start == at(2024, 1, 28, 5, 30)
    assert utc == datetime(2024, 1, 28, 2, 30, tzinfo=UTC)
    assert to_civil("2024-01-28T05:30")[3] is None


def test_an_offset_without_a_zone_keeps_its_own_clock() -> None:
    start, _, _, utc = to_civil("2024-01-28T00:30+03:00")
    assert start == at(2024, 1, 28, 0, 30)
    assert utc == datetime(2024, 1, 27, 21, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "start", "end", "precision"),
    [
        ("2024", at(2024, 1, 1), at(2025, 1, 1), TimePrecision.YEAR),
        ("2024-02", at(2024, 2, 1), at(2024, 3, 1), TimePrecision.MONTH),
        ("2023-12", at(2023, 12, 1), at(2024, 1, 1), TimePrecision.MONTH),
        # ISO 8601: week 5 of 2024 begins on Monday 29 January
        ("2024-W05", at(2024, 1, 29), at(2024, 2, 5), TimePrecision.WEEK),
        # and week 1 of 2020 on Monday 30 December 2019
        ("2020-W01", at(2019, 12, 30), at(2020, 1, 6), TimePrecision.WEEK),
        ("2024-02-29", at(2024, 2, 29), at(2024, 3, 1), TimePrecision.DAY),
        ("2024-01-28+03:00", at(2024, 1, 28), at(2024, 1, 29), TimePrecision.DAY),
        ("2024-01-28T05", at(2024, 1, 28, 5), at(2024, 1, 28, 6), TimePrecision.HOUR),
        ("2024-01-28 05:30", at(2024, 1, 28, 5, 30), at(2024, 1, 28, 5, 31), TimePrecision.MINUTE),
    ],
)
def test_a_period_is_as_long_as_it_is_written(
    text: str, start: datetime, end: datetime, precision: TimePrecision
) -> None:
    assert to_civil(text, JORDAN)[:3] == (start, end, precision)


def test_dates_and_datetimes_are_read_like_their_texts() -> None:
    assert to_civil(date(2024, 1, 28), JORDAN) == to_civil("2024-01-28", JORDAN)
    aware = datetime(2024, 1, 28, 0, 30, tzinfo=timezone(timedelta(hours=3)))
    assert to_civil(aware, JORDAN) == to_civil("2024-01-28T00:30+03:00", JORDAN)
    assert to_civil(at(2024, 1, 28, 0, 30), JORDAN) == to_civil("2024-01-28T00:30", JORDAN)


def test_of_two_moments_when_clocks_go_back_the_earlier_is_meant() -> None:
    # Damascus, 29 October 2021: 00:00 summer time (+3) became 23:00 of the 28th (+2), tz database
    assert to_civil("2021-10-28T23:30", "Asia/Damascus")[3] == datetime(
        2021, 10, 28, 20, 30, tzinfo=UTC
    )


@pytest.mark.parametrize(
    "text", ["", "yesterday", "2024-13", "2024-02-30", "2024-W54", "24-01-01", "2024-1-1", "0000"]
)
def test_what_is_no_date_is_named_with_the_accepted_forms(text: str) -> None:
    for read in (to_civil, parse_bound):
        with pytest.raises(ParameterError) as caught:
            read(text)
        assert repr(text) in str(caught.value)
        assert "2024-W05" in str(caught.value)


def test_an_unknown_zone_is_named() -> None:
    with pytest.raises(ParameterError, match=r"'Mars/Olympus'.*Asia/Amman"):
        to_civil("2024-01-28T05:30", "Mars/Olympus")


def test_an_impossible_offset_is_named() -> None:
    with pytest.raises(ParameterError, match=r"\+25:00"):
        to_civil("2024-01-28T05:30+25:00")


@pytest.mark.parametrize(
    ("text", "end"),
    [
        ("2024", at(2025, 1, 1)),
        ("2024-01", at(2024, 2, 1)),
        ("2024-W05", at(2024, 2, 5)),
        ("2024-01-28", at(2024, 1, 29)),
        ("2024-01-28T12:00", at(2024, 1, 28, 12)),
    ],
)
def test_to_includes_the_period_and_excludes_the_instant(text: str, end: datetime) -> None:
    assert parse_window(None, text) == Window(None, end)


def test_from_is_the_first_moment_of_its_period() -> None:
    assert parse_window("2024-W05", None) == Window(at(2024, 1, 29), None)
    assert parse_bound("2024-01") == (at(2024, 1, 1), TimePrecision.MONTH)


@pytest.mark.parametrize(
    ("first", "last"),
    [("2024-02", "2024-01"), ("2024-01-28T12:00", "2024-01-28T12:00"), ("2025", "2024-12-31")],
)
def test_a_window_that_holds_nothing_is_refused(first: str, last: str) -> None:
    with pytest.raises(ParameterError, match=first):
        parse_window(first, last)


def test_a_window_has_no_offset() -> None:
    with pytest.raises(ParameterError, match="civil time at the place"):
        parse_window("2024-01-28T12:00+03:00", None)


def test_a_window_past_the_last_year_is_refused() -> None:
    with pytest.raises(ParameterError, match="'9999'"):
        parse_window(None, "9999")


def test_a_row_that_only_touches_the_window_is_outside() -> None:
    table = dated("2024-01-27", "2024-01-28", "2024-01-29")
    assert select(table, parse_window("2024-01-28", "2024-01-28")).index.tolist() == [1]


def test_a_loosely_dated_row_is_selected_where_it_may_have_happened() -> None:
    table = dated("2024-01", "2024", "2023")
    assert select(table, parse_window("2024-01-28", "2024-01-28")).index.tolist() == [0, 1]


def test_a_moment_without_an_end_happens_at_its_start() -> None:
    table = dated("2024-01-28").drop(columns="end")
    assert len(select(table, parse_window("2024-01-28", "2024-01-28"))) == 1
    assert select(table, parse_window(None, "2024-01-27")).empty


def test_an_undated_row_is_in_no_window_and_can_be_listed() -> None:
    table = dated("2024-01-28", None)
    assert select(table, parse_window("1900", None)).index.tolist() == [0]
    assert undated(table).index.tolist() == [1]
    assert len(select(table, Window(None, None))) == 2


def test_a_table_without_times_is_undated_throughout() -> None:
    table = point_table([(0.0, 0.0)])
    assert select(table, parse_window("2024", None)).empty
    assert len(undated(table)) == 1


def test_times_with_a_zone_are_refused_as_a_column() -> None:
    table = dated("2024-01-28")
    table["start"] = table["start"].dt.tz_localize("UTC")
    with pytest.raises(SchemaError, match=r"'start'.*naive"):
        select(table, parse_window("2024", None))


def test_select_changes_nothing_that_was_passed_in() -> None:
    table = dated("2024-01-28", None)
    before = table.copy()
    select(table, parse_window("2024", None))["start"] = None
    pd.testing.assert_frame_equal(table, before)


def test_weeks_begin_on_monday_and_months_on_the_first() -> None:
    assert [window.start for window in split(at(2024, 1, 31), at(2024, 2, 6), "week")] == [
        at(2024, 1, 29),
        at(2024, 2, 5),
    ]
    months = split(at(2024, 1, 31, 5), at(2024, 3, 1), "month")
    assert months == [
        Window(at(2024, 1, 1), at(2024, 2, 1)),
        Window(at(2024, 2, 1), at(2024, 3, 1)),
    ]


def test_split_refuses_other_words_and_reversed_spans() -> None:
    with pytest.raises(ParameterError, match=r"'fortnight'.*day, week, month, year"):
        split(at(2024, 1, 1), at(2024, 2, 1), "fortnight")
    with pytest.raises(ParameterError, match="not before `end`"):
        split(at(2024, 2, 1), at(2024, 2, 1), "day")


@given(moments, st.timedeltas(timedelta(minutes=1), timedelta(days=900)), st.data())
def test_periods_follow_each_other_and_cover_the_span(
    start: datetime, length: timedelta, data: st.DataObject
) -> None:
    period = data.draw(st.sampled_from(["day", "week", "month", "year"]))
    windows = split(start, start + length, period)
    first, last = windows[0], windows[-1]
    assert first.start is not None
    assert first.end is not None
    assert last.start is not None
    assert last.end is not None
    assert first.start <= start < first.end
    assert last.start < start + length <= last.end
    assert all(one.end == other.start for one, other in pairwise(windows))


@settings(max_examples=25)
@given(
    st.lists(
        st.tuples(
            st.datetimes(at(2020, 1, 1), at(2023, 1, 1)),
            st.timedeltas(timedelta(0), timedelta(days=60)),
        ),
        max_size=8,
    )
)
def test_every_dated_row_is_inside_at_most_one_period_and_possible_only_where_it_overlaps(
    rows: list[tuple[datetime, timedelta]],
) -> None:
    table = point_table([(0.0, 0.0)] * len(rows))
    table["start"] = pd.Series([start for start, _ in rows], dtype="datetime64[us]")
    table["end"] = pd.Series([start + length for start, length in rows], dtype="datetime64[us]")
    first = min((start for start, _ in rows), default=at(2000, 1, 1))
    windows = split(first, first + timedelta(days=1200), "year")
    counts = tally(table, windows)
    overlaps = sum(len(select(table, window)) for window in windows)
    assert int(counts["inside"].sum() + counts["possible"].sum()) == overlaps
    assert int(counts["inside"].sum()) <= len(rows) <= overlaps


@given(moments, st.integers(-12 * 60, 14 * 60))
def test_an_instant_read_and_told_is_the_same_instant(moment: datetime, minutes: int) -> None:
    offset = timedelta(minutes=minutes)
    sign, size = "-" if minutes < 0 else "+", abs(minutes)
    text = f"{moment.isoformat(timespec='minutes')}{sign}{size // 60:02}:{size % 60:02}"
    start, end, _, utc = to_civil(text, "UTC")
    assert utc == (moment - offset).replace(tzinfo=UTC)
    assert start == moment - offset
    assert end - start == timedelta(minutes=1)
