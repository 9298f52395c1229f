"""What one sentence tells of one incident, before anything is linked."""

from __future__ import annotations

from dataclasses import dataclass

from ..models import Kind
from .assertion import Several
from .calendar import Interval
from .casualties import CasualtyCount
from .claims import Claims
from .context import Context
from .moments import DateMention
from .parties import Party
from .places import Site
from .triggers import Trigger


@dataclass(frozen=True, slots=True)
class Happening:
    """
    One incident, series or count as one sentence tells it.

    `date_rule` and `site_rule` are null where the words stand in the sentence itself, else they say
    where the value was taken from. `interval` is half-open civil time.
    """

    context: Context
    triggers: tuple[Trigger, ...]
    event_type: str
    kind: Kind
    several: Several | None = None
    date: DateMention | None = None
    date_rule: str | None = None
    interval: Interval = (None, None)
    site: Site | None = None
    site_rule: str | None = None
    casualties: tuple[CasualtyCount, ...] = ()
    actor: Party | None = None
    target: Party | None = None
    claims: tuple[Claims, ...] = ()
    definite: bool = False
    weak: bool = False
    answers: bool = False
    other: bool = False

    @property
    def trigger(self) -> Trigger:
        """The words that name it best."""
        return self.triggers[0]

    @property
    def is_day(self) -> bool:
        """Whether a day or something shorter is known."""
        return self.date is not None and self.date.is_day and None not in self.interval


@dataclass(frozen=True, slots=True)
class Passage:
    """A span of a report that gave no incident, and why."""

    start: int
    end: int
    reason: str
