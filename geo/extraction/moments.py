"""What an expression of time means: an interval, its unit, and how it stands to what it dates."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from ..models import TimePrecision
from . import calendar


class Modifier(StrEnum):
    """How a date stands to what it dates."""

    ON = "on"
    SINCE = "since"
    UNTIL = "until"
    AFTER = "after"
    AROUND = "around"
    SAME_TIME = "same time"


@dataclass(frozen=True, slots=True)
class DateMention:
    """
    One expression of time in a report.

    ``[start, end)`` is what the words themselves mean, in civil time; both null for a reference to
    the time of another event. `assumption` says in words what was not written, `kind` which rule
    read it.
    """

    start_char: int
    end_char: int
    text: str
    start: datetime | None
    end: datetime | None
    precision: TimePrecision
    modifier: Modifier = Modifier.ON
    assumption: str | None = None
    kind: str = "day"

    def interval(self, published: date | None) -> calendar.Interval:
        """
        Give the interval that surely holds an event of this date.

        Parameters
        ----------
        published
            Date of the report; "since" and "after" reach to its end.

        Returns
        -------
        interval
            Half-open; null is an open end.
        """
        latest = None if published is None else calendar.days(published)[1]
        if self.modifier is Modifier.UNTIL:
            return None, self.end
        if self.modifier in {Modifier.SINCE, Modifier.AFTER}:
            first = self.start if self.modifier is Modifier.SINCE else self.end
            return first, None if latest is None or first is None else max(latest, first)
        return self.start, self.end

    @property
    def is_day(self) -> bool:
        """Whether it names a day or something shorter."""
        return self.precision in {TimePrecision.DAY, TimePrecision.HOUR, TimePrecision.MINUTE}


def precision_of(interval: tuple[datetime, datetime]) -> TimePrecision:
    """
    Name the narrowest unit that is at least as long as an interval.

    Parameters
    ----------
    interval
        Half-open, both ends known.

    Returns
    -------
    precision
        From ``day`` to ``year``; what is longer than a year is ``year`` too.
    """
    length = (interval[1] - interval[0]).days
    limits = ((1, TimePrecision.DAY), (7, TimePrecision.WEEK), (31, TimePrecision.MONTH))
    return next((name for limit, name in limits if length <= limit), TimePrecision.YEAR)
