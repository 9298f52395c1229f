"""The evidence of an incident: each value with the words it was read from."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ..models import Evidence, Report, Stance
from .casualties import CasualtyCount
from .claims import Claims
from .events import Event
from .parties import Party
from .places import Site
from .timing import When
from .words import squeezed


@dataclass(frozen=True, slots=True)
class Asserted:
    """What was decided for one incident and is to be proved."""

    title: str
    event_type: str
    counts: tuple[int | None, int | None, int | None]
    when: When
    site: Site | None
    site_rule: str | None
    actor: Party | None
    target: Party | None


def evidence_of(
    report: Report, event: Event, asserted: Asserted, ids: Sequence[str]
) -> tuple[Evidence, ...]:
    """
    List the evidence of one incident.

    Parameters
    ----------
    report
        The report.
    event
        The event with every sentence that tells of it.
    asserted
        The values.
    ids
        Identifiers of all events of the report.

    Returns
    -------
    evidence
        The whole sentence first (field ``title``), then value by value in the order of the columns.
        ``quote`` is always ``report.text[start:end]``. A value that was taken over from another
        sentence says so behind it: ``2024-01-28/2024-01-29 (inherited)``.
    """
    writer = _Writer(report)
    first = event.first
    claimed = any(item.claimed_by is not None for item in first.claims) and not first.definite
    told = Stance.CLAIMED if claimed else Stance.STATED
    items = [writer.made("title", asserted.title, told, first.context.start, first.context.end)]
    for happening in (first, *event.more):
        trigger = happening.trigger
        items.append(
            writer.made("event_type", happening.event_type, told, trigger.start, trigger.end)
        )
    if first.several is not None and first.several.quantity is not None:
        span = first.several.start, first.several.end
        for name, number in zip(("low", "best", "high"), asserted.counts, strict=True):
            if number is not None:
                items.append(writer.made(f"count_{name}", str(number), told, *span))
    items += writer.time(asserted.when)
    if asserted.site is not None:
        phrase = squeezed(report.text[asserted.site.start : asserted.site.end])
        value = phrase if asserted.site_rule is None else f"{phrase} ({asserted.site_rule})"
        items.append(writer.made("place", value, told, asserted.site.start, asserted.site.end))
    for field, party in (("actor", asserted.actor), ("target", asserted.target)):
        if party is not None:
            items.append(writer.made(field, party.text, told, party.start, party.end))
    for claims in event.claims:
        items += writer.claims(claims)
    for _, count in event.counts:
        items += writer.casualties(count)
    items += [
        writer.made(
            "same_as", f"{ids[link.index]} ({link.reason})", Stance.STATED, link.start, link.end
        )
        for link in event.links
    ]
    return tuple(items)


class _Writer:
    def __init__(self, report: Report) -> None:
        self.report = report

    def made(self, field: str, value: str, stance: Stance, start: int, end: int) -> Evidence:
        quote = self.report.text[start:end]
        return Evidence(field, value, stance, self.report.report_id, start, end, quote)

    def time(self, when: When) -> Iterator[Evidence]:
        told = when.told
        if told is None or (when.start is None and when.end is None):
            return
        value = f"{_iso(when.start)}/{_iso(when.end)}"
        if told.date_rule is not None:
            value += f" ({told.date_rule})"
        span = (
            (told.trigger.start, told.trigger.end)
            if told.date is None
            else (told.date.start_char, told.date.end_char)
        )
        yield self.made("start", value, Stance.STATED, *span)
        if when.clock is not None:
            field = "start_utc" if when.clock.utc else "start"
            shown = when.start_utc if when.clock.utc else when.start
            clock = when.clock
            yield self.made(field, _iso(shown), Stance.STATED, clock.start_char, clock.end_char)

    def claims(self, claims: Claims) -> Iterator[Evidence]:
        for field, stance in (
            ("claimed_by", Stance.CLAIMED),
            ("attributed_to", Stance.ATTRIBUTED),
            ("attributed_by", Stance.ATTRIBUTED),
            ("denied_by", Stance.DENIED),
        ):
            party: Party | None = getattr(claims, field)
            if party is not None:
                yield self.made(field, party.text, stance, party.start, party.end)

    def casualties(self, count: CasualtyCount) -> Iterator[Evidence]:
        quantity = count.quantity
        for name, value in (
            ("low", quantity.low),
            ("best", quantity.best),
            ("high", quantity.high),
        ):
            if value is not None:
                field = f"{count.outcome}_{name}"
                yield self.made(field, str(value), Stance.STATED, count.start_char, count.end_char)


def _iso(moment: object) -> str:
    return ".." if moment is None else str(moment).replace(" 00:00:00", "").replace(" ", "T")
