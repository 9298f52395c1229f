"""The date in the first line of a report."""

from __future__ import annotations

import re
from datetime import date

MONTHS = {
    name: number
    for number, names in enumerate(
        (
            ("january", "jan"),
            ("february", "feb"),
            ("march", "mar"),
            ("april", "apr"),
            ("may",),
            ("june", "jun"),
            ("july", "jul"),
            ("august", "aug"),
            ("september", "sept", "sep"),
            ("october", "oct"),
            ("november", "nov"),
            ("december", "dec"),
        ),
        start=1,
    )
    for name in names
}
"""English names and abbreviations of months, lower case, to their number."""

_MONTH = "|".join(sorted(MONTHS, key=len, reverse=True))
_DATE_FORMS = rf"""
    (?:(?P<iso>\d{{4}}-\d{{2}}-\d{{2}})(?:T[\d:.]+(?:Z|[+-]\d{{2}}:?\d{{2}})?)?
    | (?P<day>\d{{1,2}})(?:st|nd|rd|th)?\s+(?P<month>{_MONTH})\.?,?\s+(?P<year>\d{{4}})
    | (?P<us_month>{_MONTH})\.?\s+(?P<us_day>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<us_year>\d{{4}})
    )(?!\w)
    """
_DATE = re.compile(_DATE_FORMS, re.IGNORECASE | re.VERBOSE)
_LABEL = re.compile(
    r"\s*(?:(?:date|dated|published|publication date|posted|updated)(?:\s+on)?\s*[:=]?\s+)?",
    re.IGNORECASE,
)
_DATELINE = re.compile(
    rf"""
    \(?(?!(?:on|in|at|by|since|from|until|till|after|before|early|late)\b)
    (?=[^\W\d_])[^\n\d()]{{2,60}}?,\s+
    {_DATE_FORMS}
    \)?\s*(?:\([^()\n]{{2,70}}\)\s*(?:--?|–|—)|\s(?:--?|–|—)\s)
    """,
    re.IGNORECASE | re.VERBOSE,
)
_HEADER_LINES = 8
_BLANK = re.compile(r"\s*")


def published_date(text: str) -> tuple[date | None, int]:
    """
    Read the date of a report from its first lines.

    Taken are a line that starts with a label and a date ("Published: 5 February 2024", "date
    2024-02-05 and then the first sentence") and a line that is nothing but a date ("2024-02-05",
    "5 February 2024", "Feb 5, 2024"), among the first eight that are not blank; failing these,
    the date with its year in a dateline that begins a line ("AMMAN, Feb. 5, 2024 (Agency) --").
    A date that begins a sentence without a label is part of the sentence.

    Parameters
    ----------
    text
        The whole report.

    Returns
    -------
    published
        The date, null where those lines hold none.
    body_start
        Offset in `text` of the first character after the header, 0 where there is none; a
        dateline is no header.
    """
    in_dateline: date | None = None
    position = 0
    for _ in range(_HEADER_LINES):
        position = _after_blank(text, position)
        line_end = text.find("\n", position)
        line_end = len(text) if line_end < 0 else line_end
        found = _dated(text, position, line_end)
        if found is not None:
            published, behind = found
            return published, _after_blank(text, behind)
        in_dateline = in_dateline or _date_of_dateline(text, position, line_end)
        position = line_end
    return in_dateline, 0


def _after_blank(text: str, position: int) -> int:
    blank = _BLANK.match(text, position)
    return blank.end() if blank else position


def _dated(text: str, start: int, end: int) -> tuple[date, int] | None:
    label = _LABEL.match(text, start, end)
    label_end = label.end() if label else start
    found = _DATE.match(text, label_end, end)
    if found is None or (label_end == start and text[found.end() : end].strip()):
        return None
    try:
        return _as_date(found), found.end()
    except ValueError:
        return None


def _date_of_dateline(text: str, start: int, end: int) -> date | None:
    found = _DATELINE.match(text, start, end)
    try:
        return None if found is None else _as_date(found)
    except ValueError:
        return None


def _as_date(found: re.Match[str]) -> date:
    if found["iso"]:
        return date.fromisoformat(found["iso"])
    if found["day"]:
        return date(int(found["year"]), MONTHS[found["month"].lower()], int(found["day"]))
    return date(int(found["us_year"]), MONTHS[found["us_month"].lower()], int(found["us_day"]))
