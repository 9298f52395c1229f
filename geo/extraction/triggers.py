"""The words that name an incident, found in a sentence."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from .numbers import quantity_pattern
from .words import compiled, lexicon, phrases, squeezed


class Form(StrEnum):
    """What part of speech a trigger is, as far as its rule tells."""

    NOUN = "noun"
    VERB = "verb"
    WEAK = "weak verb"


@dataclass(frozen=True, slots=True)
class Trigger:
    """Words that name an incident: their span, our event type, and whether they are several."""

    start: int
    end: int
    text: str
    event_type: str
    form: Form
    plural: bool = False


def find_triggers(text: str, start: int, end: int) -> tuple[Trigger, ...]:
    """
    Find the words of a sentence that name an incident.

    Parameters
    ----------
    text
        The text of a report.
    start, end
        The sentence.

    Returns
    -------
    triggers
        In the order of the text, without overlap; of two that overlap the longer one. Words that
        only contain a trigger ("heart attack", "strike group") are left out.
    """
    excluded = [match.span() for match in _exclusions().finditer(text, start, end)]
    found = [
        trigger
        for trigger in _candidates(text, start, end)
        if not any(a <= trigger.start < b or a < trigger.end <= b for a, b in excluded)
    ]
    kept: list[Trigger] = []
    for trigger in sorted(found, key=lambda item: (item.start - item.end, item.start)):
        if all(trigger.end <= other.start or trigger.start >= other.end for other in kept):
            kept.append(trigger)
    return tuple(_coordinated(text, sorted(kept, key=lambda item: item.start), start))


def compatible(left: str, right: str) -> bool:
    """
    Tell whether two event types can be two words for one incident.

    Parameters
    ----------
    left, right
        Event types.

    Returns
    -------
    compatible
        True for equal types, for two violent ones of which one refines the other, and for two that
        refine a common type other than the general ``attack``.
    """
    if left == right:
        return True
    first, second = refined_by(left), refined_by(right)
    if right in first or left in second:
        return True
    return bool((first & second) - {"attack"})


def refined_by(event_type: str) -> frozenset[str]:
    """
    Give the types of which a type is a sharper reading.

    Parameters
    ----------
    event_type
        An event type.

    Returns
    -------
    types
        Names out of ``lexicon/triggers.toml``.
    """
    return _refines().get(event_type, frozenset())


def is_violent(event_type: str) -> bool:
    """
    Tell whether people killed in a sentence belong to an incident of this type.

    Parameters
    ----------
    event_type
        An event type.

    Returns
    -------
    violent
        As ``lexicon/triggers.toml`` says.
    """
    return event_type in _violent()


def _coordinated(text: str, found: list[Trigger], start: int) -> list[Trigger]:
    """Join the types of "24 bomb and gun attacks" to one trigger: the number counts them all."""
    joined: list[Trigger] = []
    for trigger in reversed(found):
        right = joined[-1] if joined else None
        if right is None or not _is_coordinated(text, trigger, right, start):
            joined.append(trigger)
            continue
        same = trigger.event_type == right.event_type
        name = right.event_type if same else "attack"
        words = text[trigger.start : right.end]
        joined[-1] = Trigger(trigger.start, right.end, words, name, Form.NOUN, plural=True)
    return joined[::-1]


def _is_coordinated(text: str, left: Trigger, right: Trigger, start: int) -> bool:
    if not (left.form is right.form is Form.NOUN and right.plural):
        return False
    if not all(
        "attack" in {item.event_type, *refined_by(item.event_type)} for item in (left, right)
    ):
        return False
    if _JOINT.fullmatch(text, left.end, right.start) is None:
        return False
    return _counted().search(text, max(start, left.start - 50), left.start) is not None


def _candidates(text: str, start: int, end: int) -> Iterator[Trigger]:
    for match in _words().finditer(text, start, end):
        words = squeezed(match.group().replace("-", " ")).lower()
        event_type, form, plural, thing = _index()[words]
        if thing and not _went_off().search(text, max(start, match.start() - 60), match.end() + 70):
            continue
        yield Trigger(*match.span(), match.group(), event_type, form, plural)
    for event_type, pattern in _patterns():
        for match in pattern.finditer(text, start, end):
            plural = _PLURAL_START.match(match.group()) is not None
            noun = plural or _SINGULAR_START.match(match.group()) is not None
            form = Form.NOUN if noun else Form.VERB
            yield Trigger(*match.span(), match.group(), event_type, form, plural)


@cache
def _index() -> dict[str, tuple[str, Form, bool, bool]]:
    """Map each phrase to its type, form, whether it is a plural, and whether it is a thing."""
    index: dict[str, tuple[str, Form, bool, bool]] = {}
    for verb in lexicon("triggers")["weak"]["verbs"]:
        index[verb] = ("attack", Form.WEAK, False, False)
    for entry in lexicon("triggers")["type"]:
        name, things = entry["name"], set(entry.get("things", ()))
        for verb in entry.get("verbs", ()):
            index[verb] = (name, Form.VERB, False, False)
        for noun in entry.get("nouns", ()):
            thing = noun in things
            index[noun] = (name, Form.NOUN, False, thing)
            index[_plural(noun)] = (name, Form.NOUN, True, thing)
    return index


def _plural(noun: str) -> str:
    head, _, rest = noun.partition(" of ")
    if rest:
        return f"{_plural(head)} of {rest}"
    if noun.endswith(("s", "sh", "ch", "x")):
        return f"{noun}es"
    if noun.endswith("y") and noun[-2] not in "aeiou":
        return f"{noun[:-1]}ies"
    return f"{noun}s"


@cache
def _words() -> re.Pattern[str]:
    return compiled(rf"\b{phrases(_index())}\b")


@cache
def _patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple(
        (entry["name"], compiled(rf"\b{pattern}"))
        for entry in lexicon("triggers")["type"]
        for pattern in entry.get("patterns", ())
    )


@cache
def _exclusions() -> re.Pattern[str]:
    patterns = lexicon("triggers")["not"]["patterns"]
    return compiled("|".join(rf"\b(?:{pattern})\b" for pattern in patterns))


@cache
def _counted() -> re.Pattern[str]:
    return compiled(rf"\b{quantity_pattern()}\s+(?:[\w-]+\s+){{0,2}}\Z")


@cache
def _went_off() -> re.Pattern[str]:
    return compiled(rf"\b{phrases(lexicon('triggers')['thing_verbs'])}\b")


@cache
def _refines() -> dict[str, frozenset[str]]:
    return {
        entry["name"]: frozenset(entry.get("refines", ())) for entry in lexicon("triggers")["type"]
    }


@cache
def _violent() -> frozenset[str]:
    return frozenset(entry["name"] for entry in lexicon("triggers")["type"] if entry["violent"])


_JOINT = compiled(r"\s*(?:,|\band\b|\bor\b)\s+")
_PLURAL_START = compiled(r"(?:attacks|strikes|raids|assaults|killings)\b")
_SINGULAR_START = compiled(r"(?:attack|strike|raid|assault|hijacking|killing)\b")
