"""Events to incident records."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Sequence

from ..models import Incident, Kind, Report, Source
from .events import Event
from .evidence import Asserted, evidence_of
from .happening import Happening
from .parties import Party
from .places import Site
from .placing import place
from .timing import when_of
from .titles import title_of
from .tolls import total_of
from .triggers import refined_by
from .words import squeezed


def make_incidents(report: Report, events: Sequence[Event]) -> tuple[Incident, ...]:
    """
    Write the events of a report as draft incidents.

    Parameters
    ----------
    report
        The report.
    events
        Its events in the order of the text.

    Returns
    -------
    incidents
        One per event, in the same order, with evidence for every value; series and counts have a
        footprint and no point. Identifiers hash report, sentence and trigger, with an ordinal
        among equals, so that reading the same report again gives the same ones.
    """
    seen: Counter[str] = Counter()
    ids = []
    for event in events:
        key = _key(report, event)
        ids.append(_identifier(key, seen[key]))
        seen[key] += 1
    return tuple(_incident(report, event, ids, index) for index, event in enumerate(events))


def _incident(report: Report, event: Event, ids: Sequence[str], index: int) -> Incident:
    happenings = (event.first, *event.more)
    kind = event.first.kind
    when = when_of(happenings, report.published)
    site, rule = _site(happenings)
    placed = place(report.text, site, rule, kind)
    counts = _count(event.first)
    event_type = _event_type(happenings)
    asserted = Asserted(
        title_of(kind, event_type, counts, placed.phrase, when),
        event_type,
        counts,
        when,
        site,
        rule,
        _first(happening.actor for happening in happenings),
        _first(happening.target for happening in happenings),
    )
    return Incident(
        ids[index],
        kind=kind,
        count_low=counts[0],
        count_best=counts[1],
        count_high=counts[2],
        title=asserted.title,
        event_type=event_type,
        start=when.start,
        end=when.end,
        start_utc=when.start_utc,
        time_precision=when.precision,
        place=placed.phrase,
        geometry=placed.point,
        footprint=placed.footprint,
        uncertainty_m=placed.uncertainty_m,
        precision=placed.precision,
        location_rule=placed.rule,
        countries_stated=placed.countries,
        country_stated=placed.countries[0] if len(placed.countries) == 1 else None,
        actor=_text([asserted.actor]),
        target=_text([asserted.target]),
        claimed_by=_text(claims.claimed_by for claims in event.claims),
        attributed_to=_text(claims.attributed_to for claims in event.claims),
        attributed_by=_text(claims.attributed_by for claims in event.claims),
        denied_by=_text(claims.denied_by for claims in event.claims),
        casualties=total_of(event.counts),
        same_as=tuple(ids[link.index] for link in event.links),
        evidence=evidence_of(report, event, asserted, ids),
        sources=(_source(report),),
    )


def _source(report: Report) -> Source:
    return Source(
        report.report_id,
        report.title,
        report.publisher,
        report.url,
        report.published,
        report.licence,
    )


def _key(report: Report, event: Event) -> str:
    context = event.first.context
    parts = (report.report_id, squeezed(context.words), squeezed(event.first.trigger.text))
    return "\x1f".join(parts)


def _identifier(key: str, ordinal: int) -> str:
    digest = hashlib.sha256(f"{key}\x1f{ordinal}".encode()).hexdigest()
    return f"text:{digest[:12]}"


def _event_type(happenings: Sequence[Happening]) -> str:
    """Take the sharpest type that any sentence gives; the first of equals."""
    types = [happening.event_type for happening in happenings]
    best = types[0]
    for name in types[1:]:
        if best in refined_by(name):
            best = name
    return best


def _site(happenings: Sequence[Happening]) -> tuple[Site | None, str | None]:
    """Take the sharpest site that a sentence states; the first of equals, inherited ones last."""
    stated = [item for item in happenings if item.site is not None and item.site_rule is None]
    if stated:
        best = min(stated, key=lambda item: 99 if item.site is None else item.site.rank)
        return best.site, None
    taken = next((item for item in happenings if item.site is not None), None)
    return (None, None) if taken is None else (taken.site, taken.site_rule)


def _count(first: Happening) -> tuple[int | None, int | None, int | None]:
    if first.kind is Kind.INCIDENT:
        return 1, 1, 1
    if first.several is None or first.several.quantity is None:
        return None, None, None
    quantity = first.several.quantity
    return quantity.low, quantity.best, quantity.high


def _first(parties: Iterable[Party | None]) -> Party | None:
    return next((party for party in parties if party is not None), None)


def _text(parties: Iterable[Party | None]) -> str | None:
    party = _first(parties)
    return None if party is None else party.text
