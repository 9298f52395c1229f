"""Killed and injured people in a sentence, as ranges with their spans."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from .numbers import Quantity, exactly, quantity_pattern, read_quantity
from .people import People, PeopleReader
from .words import compiled, lexicon, phrases

KILLED = "killed"


INJURED = "injured"


@dataclass(frozen=True, slots=True)
class CasualtyCount:
    """
    One count of people.

    `outcome` is ``killed`` or ``injured``; the span covers the count and its verb. `added` tells
    that the words add to what was said before ("a third soldier also died").
    """

    outcome: str
    quantity: Quantity
    start_char: int
    end_char: int
    added: bool = False


def find_casualties(text: str, start: int, end: int) -> tuple[CasualtyCount, ...]:
    """
    Find the counts of killed and injured people in a sentence.

    A number is read with its qualifier by ``lexicon/quantities.toml``; people named one by one are
    counted ("a commander and one of his guards" are two); "including three children" is a part of
    a number and not counted again. "No injuries" is 0, "no casualties" is 0 for both; "no reports
    of casualties" is nothing, because it says that nothing is known.

    Parameters
    ----------
    text
        The text of a report.
    start, end
        The sentence.

    Returns
    -------
    counts
        In the order of the text, offsets into `text`.
    """
    if not _any_verb().search(text, start, end):
        return ()
    reader = PeopleReader(text, start, end)
    found = [*_zeros(text, start, end), *_tolls(text, start, end)]
    for outcome, pattern in _verbs():
        for match in pattern.finditer(text, start, end):
            people = reader.around(match)
            if people is not None:
                found.append(_count(reader, outcome, people, match))
    for outcome, pattern in _of_phrases():
        for match in pattern.finditer(text, start, end):
            people = reader.people_at(match.end())
            if people is not None:
                found.append(_count(reader, outcome, people, match))
    return _distinct(found)


def _count(
    reader: PeopleReader, outcome: str, people: People, verb: re.Match[str]
) -> CasualtyCount:
    return CasualtyCount(outcome, people.quantity, *reader.span(people, *verb.span()), people.added)


def _zeros(text: str, start: int, end: int) -> list[CasualtyCount]:
    found = []
    for match in _zero().finditer(text, start, end):
        words = match.group().lower()
        outcomes = [KILLED] if re.search(r"killed|deaths|fatalities", words) else [INJURED]
        if "casualties" in words:
            outcomes = [KILLED, INJURED]
        # "none were reported" leaves open that some are found later
        quantity = Quantity(0, 0, None) if words.endswith("reported") else exactly(0)
        found += [CasualtyCount(name, quantity, *match.span()) for name in outcomes]
    return found


def _tolls(text: str, start: int, end: int) -> list[CasualtyCount]:
    """Read "the death toll rose to 45", "12 deaths", "dozens of mostly minor injuries"."""
    found = []
    for match in _toll().finditer(text, start, end):
        for name, outcome in (("toll", KILLED), ("deaths", KILLED), ("hurt", INJURED)):
            quantity = None if match[name] is None else read_quantity(match[name])
            if quantity is not None:
                found.append(CasualtyCount(outcome, quantity, *match.span()))
    return found


def _distinct(found: list[CasualtyCount]) -> tuple[CasualtyCount, ...]:
    """Keep one count per outcome and place in the text: of two that overlap, the longer."""
    kept: list[CasualtyCount] = []
    for count in sorted(found, key=lambda item: (item.start_char - item.end_char, item.start_char)):
        if not any(
            count.outcome == other.outcome
            and count.start_char < other.end_char
            and other.start_char < count.end_char
            for other in kept
        ):
            kept.append(count)
    return tuple(sorted(kept, key=lambda item: item.start_char))


@cache
def _verbs() -> tuple[tuple[str, re.Pattern[str]], ...]:
    verbs = lexicon("casualties")["verbs"]
    return tuple((name, compiled(rf"\b{phrases(verbs[name])}\b")) for name in (KILLED, INJURED))


@cache
def _any_verb() -> re.Pattern[str]:
    verbs = lexicon("casualties")["verbs"]
    words = phrases([*verbs[KILLED], *verbs[INJURED], "toll", "harmed"])
    return compiled(
        rf"\b(?:{words}|deaths?|fatalit\w+|injur\w+|casualt\w+|li[fv]es|killings?|murders?|assassination|execution)\b"
    )


@cache
def _of_phrases() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return (
        (
            KILLED,
            compiled(
                r"\b(?:(?:the\s+)?(?:deaths?|killings?|murders?|assassination|execution)\s+of"
                r"|(?:claimed|took|cost)\s+the\s+lives\s+of)\s+"
            ),
        ),
        (INJURED, compiled(r"\b(?:the\s+)?(?:wounding|injury|injuries)\s+(?:of|to)\s+")),
    )


@cache
def _zero() -> re.Pattern[str]:
    unknown = r"(?!(?:\w+\s+)?(?:reports?|word|information|details|news|figures?|claims?)\b)"
    none = rf"(?:no|without(?:\s+any)?|not\s+cause(?:\s+any)?|zero)\s+{unknown}(?:\w+\s+){{0,2}}?"
    later = r"(?:\s+(?:was|were|have\s+been|had\s+been)\s+(?:\w+\s+)?reported)?"
    return compiled(
        rf"\b{none}(?:casualties|injuries|deaths|fatalities)\b{later}"
        r"|\b(?:no\s+one|nobody|none(?:\s+of\s+\w+(?:\s+\w+)?)?)\s+(?:was|were|had\s+been)\s+"
        r"(?:reported(?:ly)?\s+)?(?:hurt|injured|wounded|harmed|killed)\b"
        r"|\b(?:injured|injuring|wounded|wounding|hurt|hurting|harmed|harming|killed|killing)\s+"
        r"(?:no\s+one|nobody)\b"
    )


@cache
def _toll() -> re.Pattern[str]:
    quantity = quantity_pattern()
    return compiled(
        rf"\b(?:death\s+)?toll\s+(?:[^\s.;]+\s+){{0,8}}?(?:to|at|of|is|was|reached)\s+(?P<toll>{quantity})"
        rf"|(?P<deaths>{quantity})\s+(?:[\w-]+\s+){{0,3}}?(?:deaths|fatalities|lives)\b"
        rf"|(?P<hurt>{quantity})\s+(?:[\w-]+\s+){{0,3}}?injuries\b"
    )
