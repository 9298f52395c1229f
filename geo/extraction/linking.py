"""Sentences that tell of one incident brought together: merged when sure, else proposed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from ..models import Kind, MentionKind
from . import calendar
from .claims import Claims
from .context import Context
from .grouping import sequence
from .happening import Happening, Passage
from .moments import Modifier
from .parties import Party
from .places import Site, are_near, outline
from .reading import Reading
from .tolls import Counts, casualties_conflict, counts_conflict
from .triggers import Form, compatible, is_violent

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry
from .events import Event, Link, absorbed

NEAR_M = 50_000.0
"""Footprints with a smaller gap can be one place told twice."""


_NO_OWNER = "casualties of no incident told before"
_IN_A_NAME = re.compile(r"\b(?:in|at|near)\s+[A-Z][a-z]\w+")
_RECENT_PARAGRAPHS = 2
_RECENT_SENTENCES = 4


class Linker:
    """Takes the readings of one report in order and holds the events found so far."""

    def __init__(self, published: date | None) -> None:
        self.published = published
        self.events: list[Event] = []
        self.skipped: list[Passage] = []
        self._topic: Party | None = None
        self._outlines: dict[tuple[int, int], BaseGeometry] = {}

    def take(self, reading: Reading) -> None:
        """
        Link what one sentence tells to what was told before.

        Parameters
        ----------
        reading
            The next sentence of the report.
        """
        self.skipped += reading.skipped
        for happening in reading.happenings:
            self._take_happening(self._named(self._timed(happening)))
        index = self._recent(reading.context, reading.happenings)
        for claims in reading.claims:
            if index is None:
                span = claims.cue or (reading.context.start, reading.context.start)
                self.skipped.append(Passage(*span, "a claim about no incident told before"))
            else:
                event = self.events[index]
                named = self._claims_named(claims)
                self.events[index] = replace(event, claims=(*event.claims, named))
        self._take_counts(reading, index)
        self._topic = _topic_of(reading) or self._topic

    def _take_counts(self, reading: Reading, index: int | None) -> None:
        if not reading.casualties:
            return
        counts = tuple((reading.context, count) for count in reading.casualties)
        reason = self._no_owner(reading, index, counts)
        if index is None or reason is not None:
            if any(count.quantity.high != 0 for _, count in counts):
                first, last = counts[0][1], counts[-1][1]
                passage = Passage(first.start_char, last.end_char, reason or _NO_OWNER)
                self.skipped.append(passage)
            return
        event = self.events[index]
        self.events[index] = replace(event, counts=(*event.counts, *counts))

    def _no_owner(self, reading: Reading, index: int | None, counts: Counts) -> str | None:
        """Tell why people counted in a sentence of their own belong to no event told before."""
        if index is None:
            return _NO_OWNER
        event = self.events[index]
        far = reading.context.number - event.sentences[1] > 1
        if far or not is_violent(event.first.event_type):
            return _NO_OWNER
        places = [m for m in reading.context.mentions if m.kind is MentionKind.PLACE and m.location]
        if places and counts_conflict(event.counts, counts):
            known = {name for site in _counted_sites(event) for name in _names(site)}
            if known and not known & {place.text.lower() for place in places}:
                return "casualties at another place, without an incident of their own"
        return None

    def _take_happening(self, happening: Happening) -> None:
        index = self._antecedent(happening)
        if index is not None:
            self.events[index] = absorbed(self.events[index], happening)
            return
        reason = self._too_little(happening)
        if reason is not None:
            span = happening.trigger.start, happening.trigger.end
            self.skipped.append(Passage(*span, reason))
            return
        links = self._proposals(happening)
        happening = self._inherited(happening)
        counts = tuple((happening.context, count) for count in happening.casualties)
        self.events.append(Event(happening, (), counts, happening.claims, links))

    def _too_little(self, happening: Happening) -> str | None:
        """Tell why a happening is no row: it says neither where, when, how many nor who claims."""
        if happening.site or happening.date or happening.casualties or happening.claims:
            return None
        if happening.kind is Kind.AGGREGATE or (happening.several and happening.answers):
            return None
        if happening.trigger.form is Form.VERB and happening.actor and happening.target:
            return None
        return "named without time, place, casualties or claim"

    def _timed(self, happening: Happening) -> Happening:
        """Date what happened "around the same time" as another, or in answer to another."""
        if happening.date is not None and happening.date.modifier is Modifier.SAME_TIME:
            index = self._same_time_as(happening)
            if index is None:
                return replace(happening, date=None)
            other = self.events[index].first
            return replace(happening, interval=other.interval, date_rule="same time")
        if happening.answers and happening.date is None and self.events:
            start = self.events[-1].first.interval[0]
            if start is not None and self.published is not None:
                end = calendar.days(self.published)[1]
                return replace(happening, interval=(start, end), date_rule="answer")
        return happening

    def _same_time_as(self, happening: Happening) -> int | None:
        """Find the discrete incident of the nearest place, then the latest, that has a day."""
        dated = [
            index
            for index, event in enumerate(self.events)
            if event.first.kind is Kind.INCIDENT and event.first.is_day
        ]
        near = [i for i in dated if self._agree(self.events[i].first.site, happening.site)]
        return (near or dated)[-1] if dated else None

    def _antecedent(self, happening: Happening) -> int | None:
        """Find the event that a sentence surely continues; null starts a new one."""
        if happening.other or happening.answers or happening.date_rule == "same time":
            return None
        found = [i for i in range(len(self.events)) if self._may_be(i, happening)]
        if not found:
            return None
        same_day = [i for i in found if happening.is_day and self._same_day(i, happening)]
        if happening.definite and len(same_day) == 1:
            return same_day[0]
        recent = [i for i in found if self._is_recent(i, happening.context)]
        if not recent:
            return None
        elaborates = happening.date is None and happening.site is None and not happening.claims
        if happening.weak:
            return self._last_told(happening)
        if happening.definite:
            return recent[-1]
        if elaborates and happening.trigger.form is Form.VERB:
            last = recent[-1]
            behind = happening.context.number - self.events[last].sentences[1]
            return last if behind <= 1 and self._continues(last, happening) else None
        return None

    def _continues(self, index: int, happening: Happening) -> bool:
        """Tell a sentence without time and place that goes on about the event before it."""
        first = self.events[index].first
        if happening.casualties or happening.event_type == first.event_type:
            return True
        if happening.actor is None:
            return True
        return first.actor is not None and _same_party(first.actor, happening.actor)

    def _last_told(self, happening: Happening) -> int | None:
        """Give the event told last, for a sentence that only says who was harmed."""
        last = max(range(len(self.events)), key=lambda i: (self.events[i].sentences[1], i))
        return last if self._may_be(last, happening) else None

    def _may_be(self, index: int, happening: Happening) -> bool:
        """Tell that nothing speaks against a happening being an event told before."""
        first = self.events[index].first
        if first.context.number == happening.context.number:
            return False
        same_kind = (first.kind is Kind.INCIDENT) == (happening.kind is Kind.INCIDENT)
        if not same_kind and not happening.weak:
            return False
        if not compatible(first.event_type, happening.event_type):
            return False
        if happening.date is not None and not _overlap(first.interval, happening.interval):
            return False
        if happening.several is not None and happening.several.quantity is not None:
            return False
        if _counts_others(self.events[index], happening):
            return False
        return (
            happening.site is None or first.site is None or self._agree(first.site, happening.site)
        )

    def _same_day(self, index: int, happening: Happening) -> bool:
        first = self.events[index].first
        return first.is_day and first.interval[0] == happening.interval[0]

    def _is_recent(self, index: int, context: Context) -> bool:
        paragraph, number = self.events[index].sentences
        return (
            context.sentence.paragraph - paragraph <= _RECENT_PARAGRAPHS
            and context.number - number <= _RECENT_SENTENCES
        )

    def _recent(self, context: Context, told: Sequence[Happening]) -> int | None:
        """Find the latest discrete incident that a loose claim or count can be about."""
        days = [item for item in context.dates if item.is_day]
        found = [
            index
            for index, event in enumerate(self.events)
            if event.first.kind is Kind.INCIDENT
            and self._is_recent(index, context)
            and all(_overlap(event.first.interval, (day.start, day.end)) for day in days)
        ]
        return found[-1] if found and not told else None

    def _proposals(self, happening: Happening) -> tuple[Link, ...]:
        """Propose earlier incidents that may be the same; the reason is written for people."""
        if happening.kind is not Kind.INCIDENT:
            return ()
        if happening.date_rule == "same time" and happening.date is not None:
            index = self._same_time_as(happening)
            if index is None or not self._agree(self.events[index].first.site, happening.site):
                return ()
            span = happening.date.start_char, happening.date.end_char
            return (Link(index, "said to be at the same time, and the places are near", *span),)
        if happening.other or not happening.is_day or happening.site is None:
            return ()
        for index, event in enumerate(self.events):
            first = event.first
            if (
                first.kind is Kind.INCIDENT
                and first.site is not None
                and first.context.sentence.paragraph != happening.context.sentence.paragraph
                and self._same_day(index, happening)
                and compatible(first.event_type, happening.event_type)
                and self._agree(first.site, happening.site)
                and not casualties_conflict(event.counts, happening)
            ):
                span = happening.trigger.start, happening.trigger.end
                return (Link(index, "same day and the places are near", *span),)
        return ()

    def _inherited(self, happening: Happening) -> Happening:
        """Take place and day of an incident without its own from its paragraph."""
        paragraph = happening.context.sentence.paragraph
        before = [
            event.first
            for event in self.events
            if event.first.context.sentence.paragraph == paragraph
        ]
        context, start = happening.context, happening.trigger.start
        if happening.kind is not Kind.INCIDENT or sequence().search(context.before(start, 70)):
            # "came days after an attack": another time, maybe another place
            return happening
        if happening.site is None and not happening.answers and not _names_a_place(happening):
            other = next((h for h in reversed(before) if h.site is not None), None)
            if other is not None and happening.is_day and other.interval != happening.interval:
                other = None
            if other is not None:
                happening = replace(happening, site=other.site, site_rule="inherited")
        if happening.interval == (None, None) and not _is_denied(happening):
            other = next((h for h in reversed(before) if h.is_day and not h.date_rule), None)
            if other is not None:
                return replace(
                    happening, date=other.date, interval=other.interval, date_rule="inherited"
                )
        return happening

    def _agree(self, left: Site | None, right: Site | None, *, within_m: float = NEAR_M) -> bool:
        """Tell whether two sites can be one place; what is unknown does not disagree."""
        if left is None or right is None:
            return True
        return are_near(self._outline(left), self._outline(right), within_m=within_m)

    def _outline(self, site: Site) -> BaseGeometry:
        key = site.start, site.end
        if key not in self._outlines:
            self._outlines[key] = outline(site)
        return self._outlines[key]

    def _named(self, happening: Happening) -> Happening:
        """Put the name for "they" where the sentence before gave one."""
        return replace(
            happening,
            actor=self._party_named(happening.actor),
            claims=tuple(self._claims_named(claims) for claims in happening.claims),
        )

    def _claims_named(self, claims: Claims) -> Claims:
        return replace(
            claims,
            claimed_by=self._party_named(claims.claimed_by),
            attributed_to=self._party_named(claims.attributed_to),
            attributed_by=self._party_named(claims.attributed_by),
            denied_by=self._party_named(claims.denied_by),
        )

    def _party_named(self, party: Party | None) -> Party | None:
        if party is None or not party.is_pronoun:
            return party
        return None if self._topic is None else replace(party, text=self._topic.text)


def _names_a_place(happening: Happening) -> bool:
    """Tell a sentence with a place of its own that is not known: it must not get another one."""
    context = happening.context
    if any(m.kind is MentionKind.PLACE and m.location is None for m in context.mentions):
        return True
    target = happening.target
    if target is None or context.words.isupper():
        return False
    nations = context.mention_over(target.start, target.end, MentionKind.NATIONALITY)
    return nations is None and any(word[0].isupper() for word in target.text.split()[1:])


def _counts_others(event: Event, happening: Happening) -> bool:
    """Tell other numbers of people at a place of another name: two statements, two incidents."""
    if not casualties_conflict(event.counts, happening):
        return False
    if happening.site is None:
        # a place that is not known is another place all the same
        return _names_a_place(happening) or _is_in_unknown(happening.context)
    sites = _counted_sites(event)
    return bool(sites) and not any(_names(site) & _names(happening.site) for site in sites)


def _is_in_unknown(context: Context) -> bool:
    """Tell a name behind "in" or "near" that nothing else explains."""
    explained = [(item.start_char, item.end_char) for item in context.mentions]
    explained += [(item.start_char, item.end_char) for item in context.dates]
    return any(
        not any(low < match.end() and match.start() < high for low, high in explained)
        for match in _IN_A_NAME.finditer(context.text, context.start, context.end)
    )


def _counted_sites(event: Event) -> list[Site]:
    """Give the places of the sentences that count the people of an event."""
    return [h.site for h in (event.first, *event.more) if h.site is not None and h.casualties]


def _names(site: Site) -> set[str]:
    return {mention.text.lower() for mention in site.mentions}


def _is_denied(happening: Happening) -> bool:
    """Tell "denied reports of an attack": what may never have been has no day of another."""
    return any(
        claims.denied_by is not None
        and claims.cue is not None
        and claims.cue[1] <= happening.trigger.start
        for claims in happening.claims
    )


def _same_party(left: Party | None, right: Party | None) -> bool:
    """Tell whether two parties can be one; what is unknown does not differ."""
    return left is None or right is None or left.text.lower() == right.text.lower()


def _overlap(left: calendar.Interval, right: calendar.Interval) -> bool:
    """Tell whether two intervals can hold one event; reports differ by a day across time zones."""
    slack = timedelta(0)
    (low, high), (first, last) = left, right
    return not (
        (high is not None and first is not None and high + slack <= first)
        or (last is not None and low is not None and last + slack <= low)
    )


def _topic_of(reading: Reading) -> Party | None:
    """Name who a pronoun in the next sentence points to."""
    claims: Sequence[Claims] = (*(c for h in reading.happenings for c in h.claims), *reading.claims)
    parties = [c.claimed_by for c in claims] + [h.actor for h in reading.happenings]
    named = [party for party in parties if party is not None and not party.is_pronoun]
    if named:
        return named[0]
    mention = next(
        (m for m in reading.context.mentions if m.kind is MentionKind.ORGANISATION), None
    )
    return None if mention is None else Party(mention.text, mention.start_char, mention.end_char)
