"""The triggers of a sentence that tell of something real, grouped by incident."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from ..models import MentionKind
from .assertion import Several, Status, has_word, is_counted_or_qualified, several_of, status_of
from .background import War
from .claims import claims_of
from .context import Context
from .happening import Passage
from .places import sites_of
from .roles import actor_of
from .triggers import Form, Trigger, compatible, find_triggers, refined_by
from .words import compiled, lexicon, phrases

_NAMES = (MentionKind.ORGANISATION, MentionKind.PERSON)


@dataclass(frozen=True, slots=True)
class Group:
    """The triggers of one sentence that name one incident."""

    triggers: tuple[Trigger, ...]
    several: Several | None

    @property
    def span(self) -> tuple[int, int]:
        """From the first trigger to the end of the last."""
        return self.triggers[0].start, self.triggers[-1].end

    @property
    def event_type(self) -> str:
        """The sharpest type of its triggers; the first of equals."""
        types = [trigger.event_type for trigger in self.triggers]
        return max(
            types, key=lambda name: (sum(o in refined_by(name) for o in types), -types.index(name))
        )

    @property
    def main(self) -> Trigger:
        """The first trigger of the sharpest type."""
        return next(item for item in self.triggers if item.event_type == self.event_type)


def asserted(context: Context, wars: Sequence[War]) -> tuple[list[Trigger], tuple[Passage, ...]]:
    """
    Find the triggers of a sentence that tell of something real.

    Parameters
    ----------
    context
        The sentence.
    wars
        The wars it mentions.

    Returns
    -------
    triggers
        Weak ones only where no better one stands.
    skipped
        The others with the reason.
    """
    real: list[Trigger] = []
    skipped: list[Passage] = []
    for trigger in _with_taken_places(context):
        if context.mention_over(trigger.start, trigger.end, *_NAMES) is not None:
            continue
        if any(war.date is None and war.start <= trigger.start < war.end for war in wars):
            continue
        status = status_of(context, trigger)
        if status is Status.ASSERTED:
            real.append(trigger)
        elif trigger.form is not Form.WEAK:
            skipped.append(Passage(trigger.start, trigger.end, status.value))
    strong = [trigger for trigger in real if trigger.form is not Form.WEAK]
    if strong:
        return strong, tuple(skipped)
    if is_accident(context):
        return [], tuple(skipped)
    weak = [trigger for trigger in real if _is_told(context, trigger)]
    if real and not weak and (context.dates or context.mentions) and not context.casualties:
        word = real[0]
        skipped.append(Passage(word.start, word.end, "too weak a word without who was harmed"))
    return weak[:1], tuple(skipped)


def _with_taken_places(context: Context) -> list[Trigger]:
    """Add "captured Nyala" to the triggers: a verb of taking with a place behind it."""
    found = list(find_triggers(context.text, context.start, context.end))
    for mention in context.mentions:
        match = _taking().search(context.before(mention.start_char, 60))
        if mention.kind is not MentionKind.PLACE or match is None:
            continue
        low = mention.start_char - len(context.before(mention.start_char, 60)) + match.start()
        end = low + len(match.group(1))
        if all(end <= trigger.start or trigger.end <= low for trigger in found):
            text = context.text[low:end]
            found.append(Trigger(low, end, text, "armed clash", Form.VERB))
    return sorted(found, key=lambda trigger: trigger.start)


def _is_told(context: Context, trigger: Trigger) -> bool:
    """Tell a weak verb that says enough to be an incident: who did it, or who was harmed."""
    word = trigger.text.lower()
    if word in {"killing", "wounding", "injuring", "targeting", "kill", "kills"}:
        return word == "kills"
    near = any(
        count.start_char - 5 <= trigger.end and trigger.start <= count.end_char + 5
        for count in context.casualties
        if count.quantity.high != 0
    )
    if word in {"killed", "wounded", "injured"}:
        return near or actor_of(context, trigger) is not None
    if word == "died":
        return False
    if claims_of(context):
        return True
    return actor_of(context, trigger) is not None or near


def grouped(context: Context, triggers: Sequence[Trigger]) -> list[Group]:
    """
    Bring the triggers together that are several words for one incident.

    Parameters
    ----------
    context
        The sentence.
    triggers
        What `asserted` gave.

    Returns
    -------
    groups
        In the order of their first triggers.
    """
    groups: list[Group] = []
    for trigger in triggers:
        several = several_of(context, trigger)
        same = next(
            (
                index
                for index in range(len(groups) - 1, -1, -1)
                if _is_same(context, groups[index], trigger, several)
            ),
            None,
        )
        if same is None:
            groups.append(Group((trigger,), several))
        else:
            group = groups[same]
            groups[same] = Group(
                (*group.triggers, trigger), group.several if several is None else several
            )
    return groups


def _is_same(context: Context, group: Group, trigger: Trigger, several: Several | None) -> bool:
    """Tell two triggers of a sentence that are two words for one incident."""
    last = group.triggers[-1]
    between = context.text[last.end : trigger.start]
    if not any(compatible(item.event_type, trigger.event_type) for item in group.triggers):
        return False
    if (group.several is None) != (several is None) and _INTRODUCED.search(between) is None:
        return False
    if several is not None and is_counted_or_qualified(several, trigger):
        return False
    if sequence().search(between):
        return False
    if _introducing().search(between):
        return True
    if has_word(context, trigger, "other") is not None:
        return False
    indefinite = INDEFINITE.search(context.before(trigger.start, 40)) is not None
    if indefinite and last.form is Form.NOUN and trigger.form is Form.NOUN:
        return False
    return not _two_places(context, last, trigger)


def _two_places(context: Context, left: Trigger, right: Trigger) -> bool:
    """Tell two triggers that each have a place of their own behind them."""
    first = [
        site
        for site in sites_of(context, left)
        if left.end <= site.start and site.end <= right.start
    ]
    second = [site for site in sites_of(context, right) if site.start >= right.end]
    return bool(first and second) and first[0].mentions != second[0].mentions


def is_accident(context: Context) -> bool:
    """
    Tell a sentence about an accident, an illness or a disaster.

    Parameters
    ----------
    context
        The sentence.

    Returns
    -------
    accident
        True where one of the words of ``lexicon/casualties.toml`` stands in it.
    """
    return _accident().search(context.words) is not None


@cache
def _accident() -> re.Pattern[str]:
    return compiled(rf"\b{phrases(lexicon('casualties')['accident']['words'])}\b")


@cache
def sequence() -> re.Pattern[str]:
    """
    Give the pattern of words between two incidents of which one came after the other.

    Returns
    -------
    pattern
        Compiled from ``lexicon/clauses.toml``.
    """
    return compiled(rf"\b{phrases(lexicon('clauses')['sequence'])}\b")


@cache
def _taking() -> re.Pattern[str]:
    verbs = phrases(lexicon("triggers")["weak"]["taking"])
    return compiled(rf"\b({verbs})\s+(?:(?:the|of|town|city|village|port|capital)\s+){{0,4}}$")


@cache
def _introducing() -> re.Pattern[str]:
    return compiled(
        rf"\b{phrases(lexicon('clauses')['introducing'])}\s+(?:(?!and\b)[\w-]+\s+){{0,4}}$"
    )


_INTRODUCED = compiled(r"\b(?:in|during|by|with)\s+(?:(?!and\b)\w+\s+){0,3}$")
INDEFINITE = compiled(r"\b(?:an?|one|another)\s+(?:[\w-]+\s+){0,3}$")
"""An indefinite article before a noun."""
