"""Where a phrase typed by a person means: ``locate``."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace

from ..errors import ParameterError
from ..gazetteer import misspelt, suggest
from ..models import Location, Place, PlaceKind
from .grammar import MOST_NESTED, Grammar
from .leftover import is_feature, refusal, sure_part
from .location import MISFIT_SHARE, Drawn, Locator, nowhere
from .marked import MarkedText
from .ranking import Resolution, resolve
from .senses import admin1_name, nearest_senses
from .syntax import (
    Border,
    Both,
    Links,
    List,
    Node,
    Toponym,
    Within,
    children,
    head,
    toponyms,
    with_name,
)
from .tokens import tokenise
from .vocabulary import openers, vocabulary

MOST_ANSWERS = 10
"""Readings of a phrase that are given at most."""

MOST_LETTERS = 1_000
"""Length of a phrase; what is longer is a text, for `find_mentions`."""

_LEAST_PROBABILITY = 0.005
_SHOWN = 60
_CODE = re.compile(r"[A-Za-z]{2}")
_LEADING = ("containing", "whole", "articles", "foreign_articles", "leading", "about", "generic")
_END = frozenset(".!?;:,\"'”’)")


def locate(phrase: str, country: str | None = None) -> list[Location]:
    """
    Say where a phrase means.

    Parameters
    ----------
    phrase
        A name ("Goma"), a name in another ("Goma, DRC"), coordinates (latitude first), or a
        spatial phrase: "northeastern Jordan near the Syrian border", "50 km south of Mosul".
    country
        ISO 3166-1 alpha-2 code or XK; only readings in this country are given. Null: any.

    Returns
    -------
    locations
        Most probable first, at most `MOST_ANSWERS`; footprints in EPSG:4326, longitude first,
        radii in metres, drawn and measured when they are first read. Where nothing is found, one
        location with precision ``unknown``, nulls, and near names in its rule.

    Raises
    ------
    ParameterError
        If `country` is no two-letter code, or `phrase` is longer than `MOST_LETTERS` or holds
        more relations inside relations than the grammar reads.
    """
    if country is not None and not _CODE.fullmatch(country):
        raise ParameterError(f"`country`: {country!r} is no code; give two letters such as 'JO'")
    if len(phrase) > MOST_LETTERS:
        raise ParameterError(
            f"`phrase` has {len(phrase):,} letters; give at most {MOST_LETTERS:,}, or read the text"
            " with `geo.geoparse`"
        )
    code = None if country is None else country.upper()
    marked = MarkedText(phrase, strict=False)
    parsed = _whole(marked)
    if parsed is None:
        reason = refusal(marked)
        if reason is not None:
            return [nowhere(phrase, f"not found: {reason}")]
        part = sure_part(marked, code)
        if part is None and phrase == phrase.lower():
            part = sure_part(MarkedText(_with_capitals(phrase), strict=False), code)
        return [_not_found(phrase, code) if part is None else part.but(phrase=phrase)]
    node = parsed if code is None else _limited(parsed, code)
    if node is None:
        return [_not_found(phrase, code)]
    names = list(toponyms(node))
    expected = () if code is None else (code,)
    return _answers(node, resolve(names, Links([node]), expected), phrase)


def _whole(marked: MarkedText) -> Node | None:
    """Read the phrase from its first to its last word; null where something is left over."""
    grammar = Grammar(marked, is_typed=True)
    words = vocabulary().words
    start = 0
    while True:
        parsed = grammar.phrase(start)
        if parsed is not None and all(t.text in _END for t in marked.tokens[parsed[1] :]):
            return parsed[0]
        skipped = (words[group].match(marked.tokens, start) for group in _LEADING)
        behind = next((found[1] for found in skipped if found is not None), None)
        if behind is None or is_feature(marked, behind):
            break
        start = behind
    if grammar.is_too_deep:
        raise ParameterError(
            f"`phrase`: {marked.text[:_SHOWN]!r} nests deeper than {MOST_NESTED} relations; say it"
            " with fewer"
        )
    return None


def _answers(node: Node, resolution: Resolution, phrase: str) -> list[Location]:
    """Give the phrase with every likely reading of the name that it is chiefly about."""
    first = head(node)
    resolution = nearest_senses(node, resolution)
    if first is None or isinstance(node, List | Border) or resolution.is_settled(first):
        return _possible(node, [Locator(resolution).drawn_once(node, phrase)], phrase)
    readings = resolution.readings(first)
    likely = [
        rank
        for rank, (_, probability) in enumerate(readings[:MOST_ANSWERS])
        if rank == 0 or probability >= _LEAST_PROBABILITY
    ]
    answers = [
        Locator(resolution.choosing(first, rank)).drawn_once(node, phrase) for rank in likely
    ]
    answers = _told_apart(answers, [readings[rank][0] for rank in likely])
    return _possible(node, _fitting_first(answers), phrase)


def _fitting_first(answers: list[Drawn]) -> list[Drawn]:
    """Put readings with which the parts of a phrase go together before those where they do not."""
    fits = [not (answer.conflict or answer.missing) for answer in answers]
    if fits[0] or not any(fits):
        return answers
    shares = [
        (answer.location.probability or 0.0) * (1.0 if fit else MISFIT_SHARE)
        for answer, fit in zip(answers, fits, strict=True)
    ]
    total = sum(answer.location.probability or 0.0 for answer in answers)
    weighed = [
        replace(answer, location=answer.location.but(probability=round(p, 3)))
        for answer, p in zip(answers, (s * total / sum(shares) for s in shares), strict=True)
    ]
    return sorted(weighed, key=lambda answer: -(answer.location.probability or 0.0))


def _possible(node: Node, answers: list[Drawn], phrase: str) -> list[Location]:
    """Leave out readings that contradict themselves, such as a coast without a sea."""
    if not isinstance(node, Both | Within):  # else what the other part says still holds
        if answers[0].missing is not None:
            return [nowhere(phrase, f"not found: {answers[0].missing}")]
        answers = [answer for answer in answers if answer.missing is None]
    return [answer.location for answer in answers]


def _told_apart(answers: list[Drawn], places: list[Place]) -> list[Drawn]:
    """Name the province in the rules of answers that share their name and country."""
    seen = Counter(
        (place.name, place.countries)
        for place in places
        if place.kind is PlaceKind.SETTLEMENT and place.admin1
    )
    return [
        _with_rule(answer, f"{answer.location.rule}; {place.name} in {admin1_name(place)}")
        if seen[place.name, place.countries] > 1 and place.kind is PlaceKind.SETTLEMENT
        else answer
        for answer, place in zip(answers, places, strict=True)
    ]


def _with_rule(answer: Drawn, rule: str) -> Drawn:
    return replace(answer, location=answer.location.but(rule=rule))


def _limited(node: Node, code: str) -> Node | None:
    """Keep the readings of the chief name that lie in a country; null where none does."""
    first = head(node)
    if first is None or _is_border_side(node, first):
        return node
    inside = tuple(place for place in first.candidates if code in place.countries)
    return None if not inside else with_name(node, replace(first, candidates=inside))


def _is_border_side(node: Node, name: Toponym) -> bool:
    if isinstance(node, Border):
        return any(name is side for side in toponyms(node))
    return any(_is_border_side(child, name) for child in children(node))


def _not_found(phrase: str, code: str | None) -> Location:
    """Say that nothing was found and which names come near."""
    found: list[str] = []
    tried = (*_unread(phrase), phrase)
    for words in tried:
        found = found or list(dict.fromkeys(place.name for place in misspelt(words, country=code)))
    for words in tried:
        found = found or suggest(words, country=code)
    where = "" if code is None else f" in {code}"
    return nowhere(phrase, f"not found{where}; near names: {', '.join(found) or 'none'}")


def _with_capitals(phrase: str) -> str:
    """Write a phrase typed in small letters with capitals, but for the words of the grammar."""
    known = vocabulary()
    plain = known.not_nouns | known.spatial | openers()
    written = list(phrase)
    for token in tokenise(phrase):
        is_word = token.is_word and token.lower not in plain
        if is_word and known.words["generic"].match([token], 0) is None:
            written[token.start] = written[token.start].upper()
    return "".join(written)


def _unread(phrase: str) -> list[str]:
    """Give the words of a phrase that may be a name: what has capitals, else the last word."""
    tokens = [token for token in tokenise(phrase) if token.is_word]
    large = [token for token in tokens if not token.text[0].islower()]
    if large:
        tail = phrase[large[-1].start : large[-1].end]
        return [phrase[large[0].start : large[-1].end], tail]
    return [token.text for token in tokens[-1:]]
