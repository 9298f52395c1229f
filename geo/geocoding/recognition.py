"""Every mention of a place in a text, and what looks like one and is none."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from ..gazetteer.names import ARTICLES
from ..models import Mention, MentionKind, PlaceKind
from .grammar import Grammar
from .guards import Guards
from .hints import Hints
from .inside import names_inside
from .location import Locator
from .lookalikes import is_lookalike
from .marked import MarkedText
from .modifiers import is_modifier
from .ner import entities
from .not_places import not_places
from .ranking import Resolution, resolve
from .strays import is_misplaced, strays
from .syntax import Kind, Links, Name, Node, Toponym, Union, head, toponyms
from .tokens import Span
from .vocabulary import openers

_CAPITAL = "PPLC"
"""GeoNames feature code of the seat of a state's government."""

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
    text: str, start: int = 0, *, default_countries: Iterable[str] = (), model: str = "none"
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
    model
        Whether spaCy helps, from the extra ``nlp``: ``"none"``, ``"spacy"``, or ``"auto"`` for
        where it is installed. It drops persons and organisations that bear the name of a place,
        and adds names that the gazetteer does not know, without a location.

    Returns
    -------
    mentions
        In the order of the text, without overlap. A mention of kind ``place`` is the longest
        spatial phrase and has a location; its location is null where the words name something
        that the gazetteer does not know ("Homs Street"). Other kinds tell words that name a
        place and mean a nation, a government, an organisation or a person.

    Raises
    ------
    ParameterError
        If `model` is unknown.
    MissingDependencyError
        If `model` is ``"spacy"`` and the extra is not installed.
    """
    reading = read_text(text, start, default_countries=default_countries, model=model)
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


def read_text(
    text: str, start: int = 0, *, default_countries: Iterable[str] = (), model: str = "none"
) -> Reading:
    """Find everything in a text and decide what its names mean; as `find_mentions`."""
    marked = MarkedText(text)
    hints = Hints(marked, entities(text, model))
    grammar, guards = Grammar(marked), Guards(marked, hints)
    finds: list[Found] = []
    at = marked.token_after(start)
    while at < len(marked.tokens):
        unknown = hints.place_from(at)
        found, at = _find(marked, grammar, guards, at)
        if found is None and unknown is not None and guards.is_plain(unknown):
            found = _named(marked, unknown)
            at = at if found is None else unknown[1]
        if found is not None:
            finds.append(found)
    finds = _with_unknown(marked, guards, finds, hints)
    names = [name for found in finds for name in found.names]
    links = Links(found.node for found in finds if found.node is not None)
    resolution = resolve(names, links, default_countries)
    stray = strays(names, resolution, default_countries)
    kept = tuple(
        _settled(found, resolution)
        for found in finds
        if found.node is None
        or len(found.names) != 1
        or (found.names[0].start, found.names[0].end) not in stray
    )
    return Reading(kept, links, resolution)


def _find(
    marked: MarkedText, grammar: Grammar, guards: Guards, at: int
) -> tuple[Found | None, int]:
    """Read what starts at a token; gives the find and where to go on."""
    if not grammar.may_open(at):
        return None, at + 1
    if grammar.after_articles(at) > at and not _has_own_article(marked, at):
        return None, at + 1
    for rule, kind in (
        (guards.organisation, MentionKind.ORGANISATION),
        (guards.person, MentionKind.PERSON),
    ):
        span = rule(at)
        if span is not None:
            return _without_place(marked, span, kind), span[1]
    parsed = grammar.phrase(at) if _may_be_phrase(marked, at) else None
    if parsed is not None and is_misplaced(grammar, *parsed):
        return None, parsed[1]
    if parsed is not None:
        is_kind = isinstance(parsed[0], Kind)  # what is there is told apart from where it is
        begin = grammar.behind_kind(at) if is_kind else at
        found, end = _from_phrase(marked, guards, parsed[0], (begin, parsed[1]))
        if found is not None:
            return found, end
    return _not_a_place(marked, guards, at)


def _with_unknown(
    marked: MarkedText, guards: Guards, finds: list[Found], hints: Hints
) -> list[Found]:
    """Add the places of the model that no find touches: nobody knows where they are."""
    taken = {index for found in finds for index in range(found.start, found.end)}
    added = [
        found
        for span in hints.places()
        if guards.may_be_unknown(span)
        for found in [_spanning(marked, span, MentionKind.PLACE)]
        if taken.isdisjoint(range(found.start, found.end))
    ]
    return sorted(finds + added, key=lambda found: found.start) if added else finds


def _not_a_place(marked: MarkedText, guards: Guards, at: int) -> tuple[Found | None, int]:
    """Read a seat of government or a nation that starts at a token."""
    seat = guards.seat(at)
    if seat is not None:
        country, end = seat
        span = (at, end)
        found = _spanning(marked, span, MentionKind.METONYM, (country,))
        return replace(found, names=_capital(marked, span)), end
    for toponym, end in marked.names_at(at):
        if guards.is_shouted_word((at, end)) or is_lookalike(marked.tokens, (at, end)):
            continue
        if toponym.is_demonym or is_modifier(marked, toponym, at, end):
            found = Found(toponym.start, toponym.end, MentionKind.NATIONALITY, None, (toponym,))
            return found, end
    return None, at + 1


def _has_own_article(marked: MarkedText, at: int) -> bool:
    """Whether an article in capitals belongs to the name behind it: The Hague, The Gambia."""
    token = marked.tokens[at]
    return token.is_capitalised and any(
        toponym.candidates[0].name.casefold().startswith(f"{token.lower} ")
        for toponym, end in marked.names_at(at)
        if end > at + 1
    )


def _may_be_phrase(marked: MarkedText, at: int) -> bool:
    """Whether a name, a number or a word of the grammar stands at a token, whatever its case."""
    token = marked.tokens[at]
    if not token.is_word or token.lower in openers():
        return True
    return bool(marked.names_at(at)) or token.lower in ARTICLES


def _named(marked: MarkedText, span: Span) -> Found | None:
    """Give a known name that the model alone takes for a place."""
    for name, end in marked.names_at(span[0]):
        if end == span[1]:
            found = _spanning(marked, span, MentionKind.PLACE)
            return replace(found, node=Name(name), names=(name,))
    return None


def _from_phrase(
    marked: MarkedText, guards: Guards, node: Node, span: Span
) -> tuple[Found | None, int]:
    """Decide what a phrase is; a null find means that it is no place here."""
    if is_lookalike(marked.tokens, span):
        return None, span[1]
    names = tuple(toponyms(node))
    first = head(node)
    if isinstance(node, Name) and first is not None:
        areas = (PlaceKind.COUNTRY, PlaceKind.ADMIN1)
        country = first.has(PlaceKind.COUNTRY) and first.candidates[0].kind in areas
        shouted = guards.is_shouted_word(_own_span(marked, first))
        actor = None if shouted else guards.is_metonym(span, country=country)
        if actor is not None:
            codes = (actor,) if actor else ()
            names = _capital(marked, span) if actor else names
            return Found(first.start, first.end, MentionKind.METONYM, None, names, codes), span[1]
        feature = guards.feature(span)
        if feature is not None:
            inner = names_inside(marked, feature) if guards.holds_places(feature) else ()
            return replace(_spanning(marked, feature, MentionKind.PLACE), names=inner), feature[1]
        if not guards.is_place(_own_span(marked, first), first):
            return None, span[0] + 1
    elif (
        isinstance(node, Union)
        and _is_all_countries(node)
        and (guards.is_metonym(span, country=True) == "")
    ):
        acting = tuple(code for name in names for code in name.candidates[0].countries)
        both = Found(names[0].start, names[-1].end, MentionKind.METONYM, None, names, acting)
        return both, span[1]
    elif isinstance(node, Union) and not _has_place(marked, guards, node):
        return None, span[0] + 1
    begin = first.start if isinstance(node, Name) and first else marked.tokens[span[0]].start
    end = marked.tokens[span[1] - 1].end
    return Found(begin, end, MentionKind.PLACE, node, names), span[1]


def _is_all_countries(union: Union) -> bool:
    return all(
        isinstance(member, Name) and member.toponym.candidates[0].kind is PlaceKind.COUNTRY
        for member in union.members
    )


def _has_place(marked: MarkedText, guards: Guards, union: Union) -> bool:
    """Whether some member of a list is a place; a list of persons has none."""
    for member in union.members:
        if not isinstance(member, Name):
            return True
        name = member.toponym
        if guards.is_place(_own_span(marked, name), name):
            return True
    return False


def _own_span(marked: MarkedText, name: Toponym) -> Span:
    """Give the tokens of a name without the type words round it."""
    return marked.token_at(name.start), marked.token_after(name.end)


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
    found = _spanning(marked, span, kind)
    if kind is MentionKind.PERSON or not_places().organisations.match(marked.tokens, span[0]):
        return found
    return replace(found, names=names_inside(marked, span))


def _capital(marked: MarkedText, span: Span) -> tuple[Toponym, ...]:
    """Give the town that stands for a government; none for a palace."""
    return tuple(
        name
        for name, end in marked.names_at(span[0])
        if end == span[1] and any(place.subkind == _CAPITAL for place in name.candidates)
    )[:1]


def _spanning(
    marked: MarkedText, span: Span, kind: MentionKind, countries: tuple[str, ...] = ()
) -> Found:
    start, end = marked.tokens[span[0]].start, marked.tokens[span[1] - 1].end
    return Found(start, end, kind, countries=countries)
