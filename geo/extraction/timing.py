"""When an incident was, out of all that its sentences say."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from ..models import TimePrecision
from . import calendar
from .clock import ClockTime
from .happening import Happening
from .moments import Modifier, precision_of

_CLOCK_REACH = 200


@dataclass(frozen=True, slots=True)
class When:
    """
    Start, end and precision of an incident: naive civil time, half-open, null is unknown.

    `start_utc` is the instant where the text gives Greenwich time, `told` the happening that gave
    the date, `clock` the time of day that was used.
    """

    start: datetime | None
    end: datetime | None
    precision: TimePrecision
    start_utc: datetime | None = None
    told: Happening | None = None
    clock: ClockTime | None = None


def when_of(happenings: Sequence[Happening], published: date | None) -> When:
    """
    Date an incident.

    Parameters
    ----------
    happenings
        What each of its sentences tells, in order.
    published
        Date of the report: what no sentence dates was at its end at the latest.

    Returns
    -------
    when
        By the first sentence that names a day, else by the first that names anything.
    """
    dated = [item for item in happenings if item.interval != (None, None)]
    if not dated:
        end = None if published is None else calendar.days(published)[1]
        return When(None, end, TimePrecision.UNKNOWN)
    told = next((item for item in dated if item.is_day and not item.date_rule), dated[0])
    start, end = told.interval
    precision = _precision(told)
    if start is None or end is None or end - start != timedelta(days=1):
        return When(start, end, precision, None, told)
    clock = _clock_of(told)
    if clock is None:
        return When(start, end, precision, None, told)
    moment = datetime.combine(start.date(), clock.time)
    if clock.utc:
        # the civil time at the place follows once its time zone is known
        return When(start, end, precision, moment.replace(tzinfo=UTC), told, clock)
    if clock.exact:
        return When(moment, moment + timedelta(minutes=1), TimePrecision.MINUTE, None, told, clock)
    return When(moment, moment + timedelta(hours=1), TimePrecision.HOUR, None, told, clock)


def _precision(told: Happening) -> TimePrecision:
    start, end = told.interval
    plain = told.date is not None and told.date.modifier is not Modifier.SAME_TIME
    if plain and told.date is not None:
        return told.date.precision
    return TimePrecision.UNKNOWN if start is None or end is None else precision_of((start, end))


def _clock_of(told: Happening) -> ClockTime | None:
    if told.date is None or told.date_rule:
        return None
    span = told.trigger.start, told.trigger.end
    costs = [
        (told.context.distance(span, (clock.start_char, clock.end_char)), clock)
        for clock in told.context.clocks
    ]
    near = [pair for pair in costs if pair[0] <= _CLOCK_REACH]
    return min(near, key=lambda pair: pair[0])[1] if near else None
