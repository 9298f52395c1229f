"""How the values of an answer of ``sitmap near`` are said to people."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from .options import in_unit

if TYPE_CHECKING:
    from .near_counts import Question

WORDS: dict[str, str] = {
    "inside": "inside",
    "possible": "possible",
    "too_vague": "too vague",
    "centre_only": "centre only",
}
STYLES = {"inside": "bold green", "possible": "yellow", "too_vague": "dim", "centre_only": "cyan"}
_ID_WIDTH = 12
_ONE_DECIMAL_BELOW = 10


def headword(grade: str) -> str:
    """Name a grade where it stands behind a number."""
    return {"centre_only": "by the centre only"}.get(grade, WORDS[grade])


def date_of(row: dict[Any, Any]) -> str:
    """Say when an incident began, as precisely as is known."""
    if pd.isna(row["start"]):
        return "undated"
    precision = str(row.get("time_precision"))
    if precision == "year":
        return f"{row['start']:%Y}"
    return f"{row['start']:%Y-%m}" if precision == "month" else f"{row['start']:%Y-%m-%d}"


def what_of(row: dict[Any, Any]) -> str:
    """Say what happened, and that it was several things where it was."""
    what = text_of(row["event_type"])
    return what if row["kind"] == "incident" else f"{row['kind']}: {what}"


def where_of(row: dict[Any, Any]) -> str:
    """Name the place, else the smallest area known, else the country."""
    known = (row.get(name) for name in ("place", "admin2", "admin1", "country_located"))
    return next((str(name) for name in known if name is not None and not pd.isna(name)), "–")


def short_id(incident_id: Any) -> str:  # noqa: ANN401 - whatever a cell holds
    """Give an id, of a long one the end, which tells it from others."""
    words = text_of(incident_id)
    return words if len(words) <= _ID_WIDTH else f"…{words[1 - _ID_WIDTH :]}"


def text_of(value: Any) -> str:  # noqa: ANN401 - whatever a cell holds
    """Give a cell as text, a dash where it is null."""
    return "–" if value is None or pd.isna(value) else str(value)


def distance_of(row: dict[Any, Any], question: Question) -> str:
    """Say how far it is, from least to greatest where these are known, without the unit."""
    low, centre, high = (row[f"distance_{part}m"] for part in ("min_", "", "max_"))
    if pd.isna(low) or pd.isna(high):
        return _number(centre, question)
    least, most = _number(low, question), _number(high, question)
    return least if least == most else f"{least} to {most}"


def rounded(metres: float, question: Question) -> str:
    """Say a distance that was asked for in the unit it was asked in."""
    return f"{round(in_unit(metres, question.unit), 6):g} {question.unit}"


def period_of(start: Any, by: str) -> str:  # noqa: ANN401 - a timestamp
    """Name a calendar period by its first day, month or year."""
    if by == "year":
        return f"{start:%Y}"
    return f"{start:%Y-%m}" if by == "month" else f"{start:%Y-%m-%d}"


def days_of(starts: pd.Series[Any]) -> str:
    """Say from when to when some incidents began."""
    days = starts.dropna()
    if days.empty:
        return "undated"
    first, last = f"{days.min():%Y-%m-%d}", f"{days.max():%Y-%m-%d}"
    return first if first == last else f"{first} to {last}"


def counted(number: int, noun: str) -> str:
    """Say a number of things."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def _number(metres: float, question: Question) -> str:
    value = in_unit(metres, question.unit)
    return f"{value:,.1f}" if 0 < value < _ONE_DECIMAL_BELOW else f"{value:,.0f}"
