from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.extraction import calendar
from geo.extraction.clock import find_clock_times
from geo.extraction.dateline import find_dateline
from geo.extraction.dates import find_dates
from geo.extraction.moments import DateMention, Modifier
from geo.models import TimePrecision

# a Monday, as any calendar of 2024 shows
PUBLISHED = date(2024, 2, 5)


def only(text: str, published: date | None = PUBLISHED) -> DateMention:
    mentions, _ = find_dates(text, published=published)
    assert len(mentions) == 1
    assert text[mentions[0].start_char : mentions[0].end_char] == mentions[0].text
    return mentions[0]


def span(first: tuple[int, int, int], last: tuple[int, int, int]) -> tuple[datetime, datetime]:
    """Half-open: the last day is included."""
    return datetime(*first), datetime(*last) + timedelta(days=1)


@pytest.mark.parametrize(
    ("text", "first", "last", "precision"),
    [
        ("on Jan 28 in a raid", (2024, 1, 28), (2024, 1, 28), "day"),
        ("on Oct. 7, they", (2023, 10, 7), (2023, 10, 7), "day"),
        # one day of grace for time zones: 6 February is not after 5 February + 1
        ("on Feb 6 it", (2024, 2, 6), (2024, 2, 6), "day"),
        ("on Feb 7 it", (2023, 2, 7), (2023, 2, 7), "day"),
        ("on Feb 29 it", (2020, 2, 29), (2020, 2, 29), "day"),
        ("on 28 January 2023", (2023, 1, 28), (2023, 1, 28), "day"),
        ("January 28th, 2023", (2023, 1, 28), (2023, 1, 28), "day"),
        ("4 FEB 90 (", (1990, 2, 4), (1990, 2, 4), "day"),
        ("2024-01-28", (2024, 1, 28), (2024, 1, 28), "day"),
        ("28/01/2024", (2024, 1, 28), (2024, 1, 28), "day"),
        ("01/28/2024", (2024, 1, 28), (2024, 1, 28), "day"),
        ("Jan 3-5 there", (2024, 1, 3), (2024, 1, 5), "week"),
        ("on Sunday, Jan. 28, 2024, at", (2024, 1, 28), (2024, 1, 28), "day"),
        ("on Monday", (2024, 2, 5), (2024, 2, 5), "day"),
        ("last Monday", (2024, 1, 29), (2024, 1, 29), "day"),
        ("Friday's attack", (2024, 2, 2), (2024, 2, 2), "day"),
        ("in October", (2023, 10, 1), (2023, 10, 31), "month"),
        ("in January", (2024, 1, 1), (2024, 1, 31), "month"),
        ("in late December", (2023, 12, 21), (2023, 12, 31), "month"),
        ("mid-March 2021", (2021, 3, 11), (2021, 3, 20), "month"),
        ("in 2019", (2019, 1, 1), (2019, 12, 31), "year"),
        ("the 2003 invasion", (2003, 1, 1), (2003, 12, 31), "year"),
        ("between 2015 and 2019", (2015, 1, 1), (2019, 12, 31), "year"),
        ("in the 1980s", (1980, 1, 1), (1989, 12, 31), "year"),
        ("yesterday", (2024, 2, 4), (2024, 2, 4), "day"),
        ("last night", (2024, 2, 4), (2024, 2, 5), "day"),
        ("three days ago", (2024, 2, 2), (2024, 2, 2), "day"),
        ("last week", (2024, 1, 29), (2024, 2, 4), "week"),
        ("this month", (2024, 2, 1), (2024, 2, 5), "month"),
        ("over the past three weeks", (2024, 1, 15), (2024, 2, 5), "month"),
        ("on the night of Jan 28", (2024, 1, 28), (2024, 1, 29), "day"),
        ("from 3 January to 1 February", (2024, 1, 3), (2024, 2, 1), "month"),
    ],
)
def test_expression_is_read_as_an_interval(
    text: str, first: tuple[int, int, int], last: tuple[int, int, int], precision: str
) -> None:
    found = only(text)
    assert (found.start, found.end) == span(first, last)
    assert found.precision == TimePrecision(precision)


def test_since_reaches_to_the_end_of_the_day_of_publication() -> None:
    found = only("since October, leading to")
    assert found.modifier is Modifier.SINCE
    assert found.interval(PUBLISHED) == (datetime(2023, 10, 1), datetime(2024, 2, 6))


def test_since_holds_over_the_clause_that_leads_to_its_date() -> None:
    found = only("raids since war broke out between the two on Oct 7, which")
    assert found.modifier is Modifier.SINCE
    assert found.start == datetime(2023, 10, 7)


def test_until_has_an_open_start() -> None:
    assert only("until November").interval(PUBLISHED) == (None, datetime(2023, 12, 1))


def test_after_a_date_begins_when_it_ends() -> None:
    assert only("after Jan 28").interval(PUBLISHED)[0] == datetime(2024, 1, 29)


def test_days_earlier_count_from_the_last_day_named() -> None:
    mentions, _ = find_dates(
        "On Feb 1 it rained. Three days earlier it snowed.", published=PUBLISHED
    )
    assert mentions[1].start == datetime(2024, 1, 29)


def test_a_day_after_counts_from_the_date_that_follows() -> None:
    mentions, _ = find_dates("a day after the Jan 28 attack", published=PUBLISHED)
    assert [item.start for item in mentions] == [datetime(2024, 1, 29), datetime(2024, 1, 28)]


def test_same_time_names_no_time_of_its_own() -> None:
    found = only("around the same time they")
    assert (found.modifier, found.start, found.end) == (Modifier.SAME_TIME, None, None)


def test_day_and_month_that_cannot_be_told_apart_are_not_read() -> None:
    mentions, unresolved = find_dates("on 03/04/2024", published=PUBLISHED)
    assert mentions == ()
    assert "cannot be told apart" in unresolved[0]


def test_day_without_a_year_stays_unread_when_the_report_has_no_date() -> None:
    mentions, unresolved = find_dates("on Jan 28", published=None)
    assert mentions == ()
    assert "'Jan 28' was not read" in unresolved[0]


def test_full_date_is_read_without_a_date_of_the_report() -> None:
    assert only("on 28 January 2024", published=None).start == datetime(2024, 1, 28)


def test_what_was_not_written_is_told() -> None:
    assert only("on Jan 28 in").assumption == "'Jan 28' read as 2024-01-28"
    assert only("on 2024-01-28 in").assumption is None


@pytest.mark.parametrize(
    "text",
    [
        "they may march 12 km",
        "some 2000 soldiers",
        "for most of a day before crews came",
        "room 2019",
    ],
)
def test_words_and_numbers_that_only_look_like_dates_are_none(text: str) -> None:
    assert find_dates(text, published=PUBLISHED) == ((), ())


def test_day_that_does_not_exist_is_told_and_not_read() -> None:
    mentions, unresolved = find_dates("on 31 February 2024", published=PUBLISHED)
    assert mentions == ()
    assert len(unresolved) == 1


@given(st.dates(date(1990, 1, 1), date(2090, 12, 31)), st.integers(1, 12), st.integers(1, 28))
def test_latest_day_is_never_more_than_a_day_ahead_nor_a_year_back(
    published: date, month: int, day: int
) -> None:
    found = calendar.latest_day(month, day, published)
    assert found is not None
    # 366 days and the day of grace
    assert -1 <= (published - found).days <= 366


def test_shift_by_months_keeps_to_the_last_day_of_a_short_month() -> None:
    assert calendar.shifted(date(2024, 3, 31), -1, "month") == date(2024, 2, 29)


@pytest.mark.parametrize(
    ("text", "expected", "exact", "utc"),
    [
        ("at 6:30 p.m. Baghdad time", time(18, 30), True, False),
        ("around 5 a.m. local time", time(5), False, False),
        ("at 12:15 am", time(0, 15), True, False),
        ("at 0630 GMT", time(6, 30), True, True),
        ("at 14:00 they", time(14), True, False),
    ],
)
def test_clock_time_is_read(text: str, expected: time, *, exact: bool, utc: bool) -> None:
    (found,) = find_clock_times(text)
    assert (found.time, found.exact, found.utc) == (expected, exact, utc)


def test_dateline_is_cut_off_before_the_story() -> None:
    text = "BAGHDAD, Feb 5 (Agency) - Three men were hurt."
    found = find_dateline(text)
    assert found is not None
    assert text[found.place_start : found.place_end] == "BAGHDAD"
    assert text[found.body_start :] == "Three men were hurt."


def test_sentence_in_capitals_is_no_dateline() -> None:
    assert find_dateline("THE REBELS ATTACKED A BRIDGE.") is None


def test_days_after_a_clause_are_not_counted_from_another_day() -> None:
    text = "It came on May 2. The raid was three days after a judge was shot."
    mentions, unresolved = find_dates(text, published=date(2024, 5, 20))
    assert [item.text for item in mentions] == ["May 2"]
    assert "whose day is not told" in unresolved[0]


def test_relative_day_after_the_report_is_told_and_dropped() -> None:
    mentions, unresolved = find_dates(
        "On May 19 and three days later.", published=date(2024, 5, 20)
    )
    assert len(mentions) == 1
    assert "after the report" in unresolved[0]
