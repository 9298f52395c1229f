"""Times of day, with their zone where it is stated."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import time

from .numbers import read_number
from .words import compiled

_CLOCK = compiled(
    r"\b(?P<about>(?:(?:at|around|about|approximately|shortly\s+after|shortly\s+before|after|before|by)\s+)+)?"
    r"(?:(?P<h>\d{1,2})(?:[:.](?P<m>[0-5]\d))?\s*(?P<half>[ap])\.?\s?m\b\.?"
    r"|(?P<h24>[01]?\d|2[0-3]):(?P<m24>[0-5]\d)"
    r"|(?P<mil>(?:[01]\d|2[0-3])[0-5]\d)(?=\s*(?:hours|hrs|gmt|utc|local\s+time)))"
    r"(?:\s*(?:hours|hrs))?(?:\s*\(?(?P<zone>gmt|utc|local\s+time|[A-Z][a-z]+\s+time)\b)?"
)


@dataclass(frozen=True, slots=True)
class ClockTime:
    """
    A time of day in a report.

    `exact` is false for a bare hour and for "around". `utc` tells that the text gives Greenwich
    time; everything else is civil time at the place.
    """

    start_char: int
    end_char: int
    time: time
    exact: bool
    utc: bool


def find_clock_times(text: str, *, start: int = 0, end: int | None = None) -> tuple[ClockTime, ...]:
    """
    Find the times of day in a passage.

    Parameters
    ----------
    text
        The text of a report.
    start, end
        The passage; an open end is the end of the text.

    Returns
    -------
    times
        In the order of the text, offsets into `text`.
    """
    found = []
    for match in _CLOCK.finditer(text, start, len(text) if end is None else end):
        hour, minute = _hour_and_minute(match.groupdict())
        if hour is None:
            continue
        about = (match["about"] or "").lower().split()
        exact = set(about) <= {"at"} and (match["h"] is None or match["m"] is not None)
        zone = (match["zone"] or "").lower()
        found.append(
            ClockTime(match.start(), match.end(), time(hour, minute), exact, zone in {"gmt", "utc"})
        )
    return tuple(found)


def _hour_and_minute(parts: dict[str, str | None]) -> tuple[int | None, int]:
    if parts["mil"] is not None:
        return int(parts["mil"][:2]), int(parts["mil"][2:])
    if parts["h24"] is not None:
        return int(parts["h24"]), int(parts["m24"] or 0)
    hour = read_number(parts["h"] or "")
    if hour is None or not 1 <= hour <= 12:
        return None, 0
    afternoon = (parts["half"] or "").lower() == "p"
    return hour % 12 + (12 if afternoon else 0), int(parts["m"] or 0)
