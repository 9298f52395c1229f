"""Date and time cells to half-open civil intervals; nothing is ever shifted to another day."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ..models import TimePrecision
from ..timewindow import to_civil
from .header import MONTHS
from .result import ReadingLog

IntArray = NDArray[np.intp]

_NO_VALUE = {"", "na", "n/a", "nan", "nat", "null", "none", "unknown", "-", "?"}
_CLOCK = (
    r"(?:[T ]+(?P<clock>\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?)\s*(?P<offset>Z|[+-]\d{2}:?\d{2})?)?"
)
_ISO = re.compile(rf"(?P<date>\d{{4}}(?:-W\d{{2}}|-\d{{2}}(?:-\d{{2}})?)?){_CLOCK}", re.IGNORECASE)
_SLASHED_ISO = re.compile(rf"(\d{{4}})[/.](\d{{1,2}})[/.](\d{{1,2}}){_CLOCK}", re.IGNORECASE)
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})")
_NUMERIC = re.compile(rf"(\d{{1,2}})([/.-])(\d{{1,2}})\2(\d{{4}}|\d{{2}}){_CLOCK}", re.IGNORECASE)
_DAY_FIRST_WORDS = re.compile(
    rf"(\d{{1,2}})(?:st|nd|rd|th)?[ -]+([A-Za-z]{{3,9}})\.?,?[ -]+(\d{{4}}|\d{{2}}){_CLOCK}",
    re.IGNORECASE,
)
_MONTH_FIRST_WORDS = re.compile(
    rf"([A-Za-z]{{3,9}})\.?[ -]+(\d{{1,2}})(?:st|nd|rd|th)?,?[ -]+(\d{{4}}){_CLOCK}",
    re.IGNORECASE,
)
_MIDNIGHT = re.compile(r"0?0:00(:00(\.0+)?)?")
_LONE_CLOCK = re.compile(r"\d{1,2}:\d{2}(:\d{2})?")

_PRECISION_UP_TO = (
    (timedelta(minutes=1), TimePrecision.MINUTE),
    (timedelta(hours=1), TimePrecision.HOUR),
    (timedelta(days=1), TimePrecision.DAY),
    (timedelta(days=7), TimePrecision.WEEK),
    (timedelta(days=31), TimePrecision.MONTH),
    (timedelta(days=366), TimePrecision.YEAR),
)


@dataclass(frozen=True, slots=True)
class _Span:
    start: datetime
    end: datetime
    precision: TimePrecision
    start_utc: datetime | None


_Times = tuple[datetime | None, datetime | None, datetime | None, TimePrecision]


def precision_of(length: timedelta) -> TimePrecision:
    """
    Give the narrowest time precision that an interval fits into.

    Parameters
    ----------
    length
        Duration of the interval.

    Returns
    -------
    precision
        ``minute`` up to one minute, ... ``year`` up to 366 days, beyond that ``unknown``.
    """
    return next(
        (precision for longest, precision in _PRECISION_UP_TO if length <= longest),
        TimePrecision.UNKNOWN,
    )


def read_times(
    starts: pd.Series[str],
    ends: pd.Series[str] | None,
    log: ReadingLog,
    *,
    clocks: pd.Series[str] | None = None,
    end_is_exclusive: bool = False,
) -> pd.DataFrame:
    """
    Read the columns that say when.

    Parameters
    ----------
    starts
        Text: ISO 8601, ``28/01/2024``, ``28 Jan 2024``, ``Jan 28, 2024``, with a clock time and
        an offset or without. Blank is unknown.
    ends
        Text of the same forms; a date is included, an instant is not.
    log
        Takes unreadable cells, ends before their starts, and the order of day and month.
    clocks
        Clock times in a column of their own, ``18:30``.
    end_is_exclusive
        `ends` is half-open already, as in tables that sitmap wrote.

    Returns
    -------
    times
        With the index of `starts`: start, end (naive civil time; with an offset in the cell the
        clock of that offset), start_utc (only where the cell has an offset), time_precision.
    """
    columns = [_words(starts)] + ([] if ends is None else [_words(ends)])
    if clocks is not None:
        columns[0] = _with_clock(columns[0], clocks, log)
    every = pd.concat(columns)
    month_first = _month_first(every, log, field=str(starts.name))
    columns = [_without_midnight(words, log) for words in columns]
    which, first = _spans(columns[0], month_first=month_first, log=log)
    if len(columns) == 1:
        rows = [_alone(span) for span in first]
    else:
        ends_at, last = _spans(columns[1], month_first=month_first, log=log)
        # a pair of dates comes in many rows
        which, pairs = pd.factorize(which * len(last) + ends_at)
        spans = [(first[pair // len(last)], last[pair % len(last)]) for pair in pairs.tolist()]
        rows = [_joined(a, b, end_is_exclusive) for a, b in spans]
        wrong = np.array([bool(a and b and b.end <= a.start) for a, b in spans], dtype=bool)
        backward = columns[0][wrong[which]] + " to " + columns[1][wrong[which]]
        log.bad_cells(backward.items(), "the end lies before the start", field=str(columns[1].name))
    times = pd.DataFrame(rows, columns=["start", "end", "start_utc", "time_precision"])
    for name in ("start", "end"):
        times[name] = times[name].astype("datetime64[us]")
    times["start_utc"] = pd.to_datetime(times["start_utc"], utc=True).astype("datetime64[us, UTC]")
    times["time_precision"] = times["time_precision"].astype("string")
    return times.take(which).set_axis(starts.index)


def iso_day(text: str) -> str | None:
    """
    Read a day of publication.

    Parameters
    ----------
    text
        Starts with an ISO 8601 date, or is something else.

    Returns
    -------
    day
        ``2024-01-28``, null for something else.
    """
    try:
        return date.fromisoformat(text.strip()[:10]).isoformat()
    except ValueError:
        return None


def dates_of_parts(
    years: pd.Series[str], months: pd.Series[str], days: pd.Series[str], log: ReadingLog
) -> pd.Series[str]:
    """
    Put dates together from their parts.

    Parameters
    ----------
    years, months, days
        Text; a month or day that is blank or 0 is unknown.
    log
        Takes that dates were put together.

    Returns
    -------
    dates
        ``2024-01-28``, ``2024-01`` or ``2024``, blank without a year.
    """
    log.assume("dates are put together from year, month and day; an event lasts one of these")
    year, month, day = (_words(part).str.removesuffix(".0") for part in (years, months, days))
    known_month = ~month.isin(_NO_PART) & (year != "")
    known_day = known_month & ~day.isin(_NO_PART)
    dates = year + ("-" + month.str.zfill(2)).where(known_month, "")
    return (dates + ("-" + day.str.zfill(2)).where(known_day, "")).rename("year, month, day")


def _is_plain_day(word: str) -> bool:
    return len(word) == 10 and _PLAIN_DAY_ONLY.fullmatch(word) is not None


_NO_PART = {"", "0", "00"}
_PLAIN_DAY = r"\d{4}-\d\d-\d\d$"
_PLAIN_DAY_ONLY = re.compile(_PLAIN_DAY, re.ASCII)
_DAY = timedelta(days=1)
_UNKNOWN: _Times = (None, None, None, TimePrecision.UNKNOWN)


def _words(cells: pd.Series[str]) -> pd.Series[str]:
    return cells.fillna("").astype("str").str.strip()


def _with_clock(words: pd.Series[str], clocks: pd.Series[str], log: ReadingLog) -> pd.Series[str]:
    times = _words(clocks)
    fine = times.str.fullmatch(_LONE_CLOCK)
    bad = ~fine & ~times.str.casefold().isin(_NO_VALUE)
    log.bad_cells(times[bad].items(), "no clock time", field=str(clocks.name))
    bare = ~words.str.contains(":", regex=False) & (words != "")
    return words.where(~(fine & bare), words + "T" + times.str.zfill(5))


def _month_first(words: pd.Series[str], log: ReadingLog, *, field: str) -> bool:
    distinct = words.drop_duplicates()
    distinct = distinct[~distinct.str.match(_PLAIN_DAY).to_numpy(dtype=bool)]
    found = distinct.str.extract(rf"^(?:{_NUMERIC.pattern})$", expand=True)
    found = found[found[0].notna()]
    if found.empty:
        return False
    first, second = found[0].astype(int), found[2].astype(int)
    day_first, month_first = int((first > 12).sum()), int((second > 12).sum())
    example = ""
    if day_first or month_first:
        decided = "month" if month_first > day_first else "day"
        example = f"{max(day_first, month_first):,} different dates fit no other order"
        if day_first and month_first:
            example += f", {min(day_first, month_first):,} fit only the other one"
        log.assume(f"dates are read {decided} first: {example}", field=field)
        return decided == "month"
    log.assume(
        "dates such as 03/04/2024 are read day first, and nothing in the file decides it;"
        " write them as 2024-04-03 to be sure",
        field=field,
    )
    return False


def _without_midnight(words: pd.Series[str], log: ReadingLog) -> pd.Series[str]:
    clocked = words[words.str.contains(":", regex=False)]
    if clocked.empty:
        return words
    parts = clocked.str.extract(_CLOCK + "$", flags=re.IGNORECASE)
    midnight = parts["clock"].str.fullmatch(_MIDNIGHT).fillna(value=False).astype(bool)
    if not midnight.all() or parts["offset"].notna().any():
        return words
    log.assume("every clock time is 00:00, so the cells are read as dates", field=str(words.name))
    return words.str.replace(r"[T ]+0?0:00(:00(\.0+)?)?$", "", regex=True)


def _spans(
    words: pd.Series[str], *, month_first: bool, log: ReadingLog
) -> tuple[IntArray, list[_Span | None]]:
    """Read each different word: which of them each row has, and their spans."""
    which, distinct = pd.factorize(words)
    texts = [str(word) for word in distinct]
    spans = [_span(word, month_first=month_first) for word in texts]
    bad = [
        span is None and word.casefold() not in _NO_VALUE
        for word, span in zip(texts, spans, strict=True)
    ]
    unreadable = words[np.array(bad, dtype=bool)[which]]
    log.bad_cells(unreadable.items(), "unreadable date", field=str(words.name))
    return which, spans


def _span(word: str, *, month_first: bool) -> _Span | None:
    if _is_plain_day(word):
        # most cells of most tables
        try:
            start = datetime.fromisoformat(word)
            return _Span(start, start + _DAY, TimePrecision.DAY, None)
        except (ValueError, OverflowError):
            return None
    iso = _as_iso(word, month_first=month_first)
    if iso is None:
        return None
    try:
        start, end, precision, start_utc = to_civil(iso, None)
    except ValueError:
        return None
    return _Span(start, end, precision, start_utc)


def _as_iso(word: str, *, month_first: bool) -> str | None:
    if found := _ISO.fullmatch(word):
        return found["date"] + _clock_of(found)
    if found := _SLASHED_ISO.fullmatch(word):
        return _iso(found[1], found[2], found[3]) + _clock_of(found)
    if found := _COMPACT.fullmatch(word):
        return _iso(found[1], found[2], found[3])
    if found := _NUMERIC.fullmatch(word):
        first, second = (found[3], found[1]) if month_first else (found[1], found[3])
        return _iso(_four_digits(found[4]), second, first) + _clock_of(found)
    if found := _DAY_FIRST_WORDS.fullmatch(word):
        month = MONTHS.get(found[2].lower())
        return (
            None
            if month is None
            else (_iso(_four_digits(found[3]), str(month), found[1]) + _clock_of(found))
        )
    if found := _MONTH_FIRST_WORDS.fullmatch(word):
        month = MONTHS.get(found[1].lower())
        return None if month is None else _iso(found[3], str(month), found[2]) + _clock_of(found)
    return None


def _iso(year: str, month: str, day: str) -> str:
    return f"{year}-{month:0>2}-{day:0>2}"


def _four_digits(year: str) -> str:
    # two digits as POSIX strptime reads them: 69 to 99 are the last century
    return year if len(year) == 4 else f"{'19' if int(year) >= 69 else '20'}{year}"


def _clock_of(found: re.Match[str]) -> str:
    if not found["clock"]:
        return ""
    clock = found["clock"] if found["clock"][1] != ":" else f"0{found['clock']}"
    offset = (found["offset"] or "").upper()
    if len(offset) == 5:
        offset = f"{offset[:3]}:{offset[3:]}"
    return f"T{clock}{offset}"


def _alone(span: _Span | None) -> _Times:
    return _UNKNOWN if span is None else (span.start, span.end, span.start_utc, span.precision)


def _joined(first: _Span | None, last: _Span | None, end_is_exclusive: bool) -> _Times:
    if first is None:
        return _UNKNOWN
    end = first.end
    if last is not None and last.end > first.start:
        dated = last.precision not in {TimePrecision.MINUTE, TimePrecision.HOUR}
        end = last.end if dated and not end_is_exclusive else last.start
        end = end if end > first.start else first.end
    return first.start, end, first.start_utc, precision_of(end - first.start)
