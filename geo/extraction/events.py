"""Rows to be: what the sentences of a report tell of one incident."""

from __future__ import annotations

from dataclasses import dataclass, replace

from ..models import Kind
from .casualties import CasualtyCount
from .claims import Claims
from .context import Context
from .happening import Happening
from .places import Site


@dataclass(frozen=True, slots=True)
class Link:
    """A proposal that an event is the same as an earlier one, with the words that suggest it."""

    index: int
    reason: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Event:
    """One row to be: the happening that introduced it, completed by later sentences."""

    first: Happening
    more: tuple[Happening, ...] = ()
    counts: tuple[tuple[Context, CasualtyCount], ...] = ()
    claims: tuple[Claims, ...] = ()
    links: tuple[Link, ...] = ()

    @property
    def sentences(self) -> tuple[int, int]:
        """Paragraph and sentence in which it was told last."""
        last = (self.more or (self.first,))[-1].context
        return last.sentence.paragraph, last.number


def needs_site(event: Event) -> bool:
    """
    Tell an incident for which no sentence gives a place.

    Parameters
    ----------
    event
        An event.

    Returns
    -------
    needs
        False for a series or a count.
    """
    told = (event.first, *event.more)
    return event.first.kind is Kind.INCIDENT and all(item.site is None for item in told)


def with_site(event: Event, site: Site, rule: str) -> Event:
    """
    Give an incident without any place a site that was taken from elsewhere.

    Parameters
    ----------
    event
        An event.
    site, rule
        The site and where it was taken from.

    Returns
    -------
    event
        Unchanged where a sentence gives a place.
    """
    if not needs_site(event):
        return event
    return replace(event, first=replace(event.first, site=site, site_rule=rule))


def absorbed(event: Event, happening: Happening) -> Event:
    """
    Complete an event with what another sentence tells of it.

    Parameters
    ----------
    event
        An event.
    happening
        What a later sentence tells.

    Returns
    -------
    event
        With its counts of people and its claims; nothing of the first sentence is lost.
    """
    counts = tuple((happening.context, count) for count in happening.casualties)
    if event.counts and any(claims.claimed_by is not None for claims in happening.claims):
        # what an attacker says of its own success does not change what others counted
        counts = ()
    return replace(
        event,
        more=(*event.more, happening),
        counts=(*event.counts, *counts),
        claims=(*event.claims, *happening.claims),
    )
