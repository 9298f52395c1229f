"""Whether a trigger tells of something that happened, and of how many."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from .context import Context
from .numbers import Quantity, quantity_pattern, read_quantity
from .triggers import Form, Trigger
from .words import compiled, lexicon, phrases


class Status(StrEnum):
    """What a sentence does with a trigger."""

    ASSERTED = "asserted"
    UNREAL = "planned, feared, prevented or possible"
    NEGATED = "negated"
    GENERIC = "a habit or a topic"
    JUDGED = "only condemned or mourned, without a date or a count of its own"
    QUOTED = "quoted, without a date or a count of its own"


@dataclass(frozen=True, slots=True)
class Several:
    """That a trigger names more than one incident: how many, null is uncounted, and the words."""

    quantity: Quantity | None
    start: int
    end: int


def status_of(context: Context, trigger: Trigger) -> Status:
    """
    Tell what a sentence does with a trigger.

    Parameters
    ----------
    context
        The sentence.
    trigger
        The words that name an incident.

    Returns
    -------
    status
        ``asserted`` unless the words around it say otherwise. Quoted words are asserted only
        where the quotation itself has a day or a count of people.
    """
    quote = context.is_quoted(trigger.start, trigger.end)
    if quote is not None and not _is_evident(context, quote):
        return Status.QUOTED
    before = _clause_before(context, trigger.start)
    if _is_judged(context, trigger, before):
        return Status.JUDGED
    if is_definite(context, trigger):
        # "vowed to respond to the attack": the attack itself is real
        before = re.sub(r"\bto\b", " ", before)
        return Status.GENERIC if _in_general(context, trigger) else Status.ASSERTED
    if _negation().search(before):
        return Status.NEGATED
    if _unreal().search(_without_real(before)) or _adjacent().search(before):
        return Status.UNREAL
    if trigger.form is Form.NOUN and _WOULD.match(_clause_behind(context, trigger.end)):
        return Status.UNREAL
    if _in_general(context, trigger) or _habit().search(before):
        return Status.GENERIC
    return Status.ASSERTED


def is_definite(context: Context, trigger: Trigger) -> bool:
    """
    Tell a noun with an article that points back: "the attack", "Sunday's attack".

    Parameters
    ----------
    context
        The sentence.
    trigger
        The words that name an incident.

    Returns
    -------
    definite
        False for verbs.
    """
    if trigger.form is not Form.NOUN:
        return False
    match = _definite().search(context.before(trigger.start, 60))
    if match is None:
        return False
    # "the army answered with strikes": the article belongs to the army
    between = set(match.group(1).lower().split())
    return not between & _no_adjectives()


def several_of(context: Context, trigger: Trigger) -> Several | None:
    """
    Tell how many incidents a trigger names.

    Parameters
    ----------
    context
        The sentence.
    trigger
        The words that name an incident.

    Returns
    -------
    several
        Null for one. A number or a vague amount before a plural is a count; a plural without one
        is several, uncounted, and so is a singular behind "a series of".
    """
    if trigger.form is not Form.NOUN:
        return None
    before = context.before(trigger.start, 70)
    low = trigger.start - len(before)
    collective = _collective().search(before)
    if collective is not None:
        return Several(None, low + collective.start(), trigger.end)
    cases = _cases().search(before)
    if cases is not None:
        return Several(read_quantity(cases.group(1)), low + cases.start(1), trigger.end)
    if not trigger.plural or _A_WEAPON.search(before):
        # "a missile strikes the ship" is a verb
        return None
    counted = _last_count(before)
    if counted is not None:
        quantity = read_quantity(counted.group())
        if quantity is not None and quantity.low != 1:
            vague = quantity.low is not None and quantity.low < 20 and quantity.best is None
            if not (vague and quantity.high is not None):
                return Several(quantity, low + counted.start(), trigger.end)
    vague_words = _several().search(before)
    start = trigger.start if vague_words is None else low + vague_words.start()
    return Several(None, start, trigger.end)


def times_of(context: Context, trigger: Trigger) -> Several | None:
    """
    Read "was attacked at least 12 times in Iraq and four times in Syria".

    Parameters
    ----------
    context
        The sentence.
    trigger
        A verb that names an incident.

    Returns
    -------
    several
        The sum of all counts in the clause of the verb; null where it has none.
    """
    if trigger.form is Form.NOUN:
        return None
    total: Quantity | None = None
    end = trigger.end
    for match in _times().finditer(context.text, trigger.end, context.clause_end(trigger.end)):
        quantity = read_quantity(match.group(1))
        if quantity is None or match.start() - end > 60:
            break
        total = quantity if total is None else total + quantity
        end = match.end()
    return None if total is None else Several(total, trigger.start, end)


def is_counted_or_qualified(several: Several, trigger: Trigger) -> bool:
    """
    Tell whether words before a plural say that it was many.

    Parameters
    ----------
    several
        What `several_of` gave.
    trigger
        The words that name the incidents.

    Returns
    -------
    qualified
        False for a bare plural.
    """
    return several.quantity is not None or several.start < trigger.start


def has_word(context: Context, trigger: Trigger, name: str) -> re.Match[str] | None:
    """
    Find a cue shortly before or behind a trigger in its clause.

    Parameters
    ----------
    context
        The sentence.
    trigger
        The words that name an incident.
    name
        ``response`` (it answers another incident) or ``other`` (it is another one).

    Returns
    -------
    match
        The nearest cue, null where there is none.
    """
    if name == "other":
        low, high = max(context.start, trigger.start - 24), trigger.start
    else:
        low = max(context.clause_start(trigger.start), trigger.start - 60)
        high = min(context.clause_end(trigger.end), trigger.end + 60)
        # "in response" opens a clause of its own
        if _reference(name).match(context.text, high, context.end):
            high = min(context.end, high + 20)
    return _reference(name).search(context.text, low, high)


def _clause_before(context: Context, position: int) -> str:
    before = context.text[max(context.clause_start(position), position - 60) : position]
    return re.split(r"[,;:]\s", before)[-1]


def _clause_behind(context: Context, position: int) -> str:
    return context.text[position : context.clause_end(position)]


def _is_evident(context: Context, quote: tuple[int, int]) -> bool:
    low, high = quote
    dated = any(
        low <= item.start_char and item.end_char <= high and item.is_day for item in context.dates
    )
    return dated or any(low <= c.start_char and c.end_char <= high for c in context.casualties)


def _in_general(context: Context, trigger: Trigger) -> bool:
    before = context.before(trigger.start, 50)
    return _after().match(context.text, trigger.end, context.end) is not None or (
        _topic().search(before) is not None
    )


def _last_count(before: str) -> re.Match[str] | None:
    """Find the number nearest before a plural, at most four words away."""
    found = None
    for match in _quantity().finditer(before):
        if _FEW_WORDS.fullmatch(before, match.end()) is not None:
            found = match
    return found


def _is_judged(context: Context, trigger: Trigger, before: str) -> bool:
    """Tell "condemned the attacks in Goma": nothing is told of them but what others think."""
    match = _judging().search(before) if trigger.form is Form.NOUN else None
    if match is None or context.casualties:
        return False
    verb = trigger.start - len(before) + match.start()
    return not any(item.start_char > verb for item in context.dates)


def _without_real(before: str) -> str:
    return _real().sub(" ", before)


@cache
def _unreal() -> re.Pattern[str]:
    words = phrases(lexicon("cues")["unreal"]["words"])
    return compiled(rf"\b{words}\b(?:[\s-]+\S+){{0,5}}?[\s-]*$")


@cache
def _judging() -> re.Pattern[str]:
    verbs = phrases(lexicon("cues")["judged"]["verbs"])
    return compiled(rf"\b{verbs}\s+(?:[\w'’-]+\s+){{0,6}}$")


@cache
def _adjacent() -> re.Pattern[str]:
    return compiled(rf"\b{phrases(lexicon('cues')['unreal']['adjacent'])}[\s-]+$")


@cache
def _cases() -> re.Pattern[str]:
    words = phrases(lexicon("cues")["cases"]["words"])
    return compiled(rf"({quantity_pattern()})\s+(?:\w+\s+){{0,2}}{words}\s+(?:\w+\s+){{0,2}}$")


@cache
def _real() -> re.Pattern[str]:
    return compiled(rf"\b{phrases(lexicon('cues')['unreal']['real'])}\b")


@cache
def _negation() -> re.Pattern[str]:
    words = phrases(lexicon("cues")["unreal"]["negations"])
    return compiled(rf"\b{words}\s+(?:\S+\s+){{0,2}}$")


@cache
def _habit() -> re.Pattern[str]:
    return compiled(rf"\b{phrases(lexicon('cues')['generic']['habits'])}\s+(?:\S+\s+){{0,3}}$")


@cache
def _topic() -> re.Pattern[str]:
    return compiled(rf"\b{phrases(lexicon('cues')['generic']['topics'])}\s+(?:\w+[\s-]+){{0,3}}$")


@cache
def _after() -> re.Pattern[str]:
    return compiled(rf"\s+{phrases(lexicon('cues')['generic']['after'])}\b")


@cache
def _definite() -> re.Pattern[str]:
    words = phrases(lexicon("cues")["reference"]["definite"])
    return compiled(rf"(?:\b{words}|['’]s?)\s+((?:(?!{words}\s)[\w.'’-]+\s+){{0,4}})$")


@cache
def _no_adjectives() -> frozenset[str]:
    roles = lexicon("roles")
    light = {word for phrase in roles["light_verbs"] for word in phrase.split()}
    return frozenset(roles["stops"]) | frozenset(roles["adverbs"]) | light | {"a", "an"}


@cache
def _collective() -> re.Pattern[str]:
    return compiled(
        rf"\b{phrases(lexicon('cues')['several']['collective'])}\s+(?:[\w-]+\s+){{0,4}}$"
    )


@cache
def _several() -> re.Pattern[str]:
    return compiled(rf"\b{phrases(lexicon('cues')['several']['words'])}\s+(?:[\w-]+\s+){{0,4}}$")


@cache
def _times() -> re.Pattern[str]:
    return compiled(rf"({quantity_pattern()})\s+times\b")


@cache
def _quantity() -> re.Pattern[str]:
    return compiled(quantity_pattern())


@cache
def _reference(name: str) -> re.Pattern[str]:
    return compiled(rf"\b{phrases(lexicon('cues')['reference'][name])}\b")


_A_WEAPON = compiled(r"\b(?:an?|one)\s+(?:[A-Z][\w-]+\s+)?$")
_FEW_WORDS = re.compile(r"\s+(?:[\w’'.-]+\s+){0,4}")
_WOULD = compiled(r"[^,;.]{0,60}?\b(?:would|could|might|may)\s+\w+")
