"""Every mention of a place in a text, and what looks like one and is none."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from ..models import Mention, MentionKind, PlaceKind
from .grammar import Grammar
from .guards import Guards, Span
from .location import Locator
from .marked import MarkedText
from .modifiers import is_modifier
from .ranking import Resolution, resolve
from .strays import is_misplaced, strays
from .syntax import Links, Name, Node, Toponym, head, toponyms

LEAST_PROBABILITY = 0.2
"""A single name is left out where its best reading is less probable than this."""


@dataclass(frozen=True, slots=True)
class Found:
    """One find in a text: its span in characters, kind, phrase and names."""

    start: int
    end: int
    kind: MentionKind
    node: Node | None = None
    names: tuple[Toponym, ...] = ()
    countries: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Reading:
    """All finds of one text, and what their names mean."""

    finds: tuple[Found, ...]
    links: Links
    resolution: Resolution


def find_mentions(
    text: str, start: int = 0, *, default_countries: Iterable[str] = ()
) -> list[Mention]:
    """
    Find the places that a text mentions.

    Parameters
    ----------
    text
        The text; every offset counts its characters.
    start
        Offset of the first character to read, behind a header line.
    default_countries
        ISO alpha-2 codes that are likely from the outset, such as the outlet's own country.

    Returns
    -------
    mentions
        In the order of the text, without overlap. A mention of kind ``place`` is the longest
        spatial phrase and has a location; its location is null where the words name something
        that the gazetteer does not know ("Homs Street"). Other kinds tell words that name a
        place and mean a nation, a government, an organisation or a person.
    """
    reading = read_text(text, start, default_countries=default_countries)
    locator = Locator(reading.resolution)
    mentions: list[Mention] = []
    for found in reading.finds:
        written = text[found.start : found.end]
        if found.kind is not MentionKind.PLACE or found.node is None:
            mention = Mention(found.start, found.end, written, found.kind, found.countries)
        elif _is_doubtful(found.node, locator):
            continue
        else:
            location = locator.location(found.node, written)
            best = reading.resolution.best(found.names[0])[0] if found.names else None
            mention = Mention(
                found.start,
                found.end,
                written,
                found.kind,
                locator.countries(found.node),
                location,
                best.place_id if best is not None and isinstance(found.node, Name) else None,
            )
        mentions.append(mention)
    return mentions


def read_text(text: str, start: int = 0, *, default_countries: Iterable[str] = ()) -> Reading:
    """Find everything in a text and decide what its names mean; as `find_mentions`."""
    marked = MarkedText(text)
    grammar, guards = Grammar(marked), Guards(marked)
    finds: list[Found] = []
    at = marked.token_after(start)
    while at < len(marked.tokens):
        found, at = _find(marked, grammar, guards, at)
        if found is not None:
            finds.append(found)
    names = [name for found in finds for name in found.names]
    links = Links(found.node for found in finds if found.node is not None)
    resolution = resolve(names, links, default_countries)
    stray = strays(names, resolution, default_countries)
    kept = tuple(
        _settled(found, resolution)
        for found in finds
        if len(found.names) != 1 or (found.names[0].start, found.names[0].end) not in stray
    )
    return Reading(kept, links, resolution)


def _find(
    marked: MarkedText, grammar: Grammar, guards: Guards, at: int
) -> tuple[Found | None, int]:
    """Read what starts at a token; gives the find and where to go on."""
    if not grammar.may_open(at) or grammar.after_articles(at) > at:
        return None, at + 1
    for rule, kind in (
        (guards.organisation, MentionKind.ORGANISATION),
        (guards.person, MentionKind.PERSON),
    ):
        span = rule(at)
        if span is not None:
            return _without_place(marked, span, kind), span[1]
    parsed = grammar.phrase(at)
    if parsed is not None and is_misplaced(grammar, *parsed):
        return None, parsed[1]
    if parsed is not None:
        found, end = _from_phrase(marked, guards, parsed[0], (at, parsed[1]))
        if found is not None:
            return found, end
    seat = guards.seat(at)
    if seat is not None:
        country, end = seat
        span = (at, end)
        return _spanning(marked, span, MentionKind.METONYM, (country,)), end
    for toponym, end in marked.names_at(at):
        if toponym.is_demonym or is_modifier(marked, toponym, at, end):
            found = Found(toponym.start, toponym.end, MentionKind.NATIONALITY, None, (toponym,))
            return found, end
    return None, at + 1


def _from_phrase(
    marked: MarkedText, guards: Guards, node: Node, span: Span
) -> tuple[Found | None, int]:
    """Decide what a phrase is; a null find means that it is no place here."""
    names = tuple(toponyms(node))
    first = head(node)
    if isinstance(node, Name) and first is not None:
        country = first.has(PlaceKind.COUNTRY)
        actor = guards.is_metonym(span, country=country)
        if actor is not None:
            codes = (actor,) if actor else ()
            return Found(first.start, first.end, MentionKind.METONYM, None, names, codes), span[1]
        feature = guards.feature(span)
        if feature is not None:
            return _spanning(marked, feature, MentionKind.PLACE), feature[1]
        if not guards.is_place(span, first):
            return None, span[0] + 1
    begin = first.start if isinstance(node, Name) and first else marked.tokens[span[0]].start
    end = marked.tokens[span[1] - 1].end
    return Found(begin, end, MentionKind.PLACE, node, names), span[1]


def _settled(found: Found, resolution: Resolution) -> Found:
    """Add the country to a nationality or a country that acts."""
    if found.kind not in (MentionKind.NATIONALITY, MentionKind.METONYM) or found.countries:
        return found
    codes = resolution.best(found.names[0])[0].countries
    return Found(found.start, found.end, found.kind, None, found.names, codes)


def _is_doubtful(node: Node, locator: Locator) -> bool:
    return isinstance(node, Name) and locator.probability(node) < LEAST_PROBABILITY


def _without_place(marked: MarkedText, span: Span, kind: MentionKind) -> Found | None:
    """Tell of an organisation or a person only where a place name stands in its words."""
    if not any(marked.names_at(index) for index in range(*span)):
        return None
    return _spanning(marked, span, kind)


def _spanning(
    marked: MarkedText, span: Span, kind: MentionKind, countries: tuple[str, ...] = ()
) -> Found:
    start, end = marked.tokens[span[0]].start, marked.tokens[span[1] - 1].end
    return Found(start, end, kind, countries=countries)
