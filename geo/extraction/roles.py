"""Who did what to whom, by simple rules: actor, target, and who claims, blames or denies."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from ..models import MentionKind
from .context import Context
from .triggers import Form, Trigger
from .words import compiled, lexicon, phrases, squeezed

_LONGEST = 12
_WORD = re.compile(r"[\w][\w'’.-]*")
_GROUPS = (
    MentionKind.ORGANISATION,
    MentionKind.NATIONALITY,
    MentionKind.METONYM,
    MentionKind.PERSON,
)


@dataclass(frozen=True, slots=True)
class Party:
    """Words that name somebody, as written, with their span."""

    text: str
    start: int
    end: int

    @property
    def is_pronoun(self) -> bool:
        """Whether the words only point back to somebody named before."""
        return self.text.lower() in set(lexicon("roles")["pronouns"])


@dataclass(frozen=True, slots=True)
class Claims:
    """What a sentence says about responsibility; `cue` is the span of the words that say it."""

    claimed_by: Party | None = None
    attributed_to: Party | None = None
    attributed_by: Party | None = None
    denied_by: Party | None = None
    cue: tuple[int, int] | None = None

    @property
    def said(self) -> bool:
        """Whether anything was found."""
        return self.cue is not None


def actor_of(context: Context, trigger: Trigger) -> Party | None:
    """
    Find who did what a trigger names.

    Parameters
    ----------
    context
        The sentence.
    trigger
        The words that name the incident.

    Returns
    -------
    actor
        By order: a phrase with "by" behind the trigger; the people right before a noun ("US
        airstrikes"); the subject of the verb. Null where none is found.
    """
    by = _by_phrase(context, trigger)
    if by is not None:
        return by
    if trigger.form is Form.NOUN:
        named = _right_before(context, trigger)
        return named or _subject_of_light_verb(context, trigger)
    if _is_passive(context, trigger):
        return None
    return subject(context, trigger.start)


def target_of(context: Context, trigger: Trigger) -> Party | None:
    """
    Find whom or what an incident was aimed at.

    Parameters
    ----------
    context
        The sentence.
    trigger
        The words that name the incident.

    Returns
    -------
    target
        By order: "on" or "against" behind a noun; "targeting"; the object of an active verb; the
        subject of a passive one; the people who were killed or hurt in the same clause.
    """
    behind = context.after(trigger.end, 100)
    if trigger.form is Form.NOUN:
        match = _ON.match(behind)
        if match is not None:
            party = phrase_from(context, trigger.end + match.end())
            if (
                party is not None
                and context.mention_over(party.start, party.end, MentionKind.PLACE) is None
            ):
                return party
            if party is not None and len(party.text.split()) > 1:
                return party
    match = _TARGETING.search(behind)
    if match is not None and trigger.end + match.start() < context.clause_end(trigger.end) + 30:
        return phrase_from(context, trigger.end + match.end())
    if trigger.form is not Form.NOUN:
        if _is_passive(context, trigger):
            return subject(context, trigger.start)
        party = phrase_from(context, trigger.end)
        if party is not None and trigger.end + 12 >= party.start:
            return party
    return _victims(context, trigger)


def claims_of(context: Context) -> Claims:
    """
    Find who claims, is blamed for, or denies what a sentence tells.

    Parameters
    ----------
    context
        The sentence.

    Returns
    -------
    claims
        The parties as written; all null where the sentence says nothing of the kind. "No group
        has claimed responsibility" is nothing.
    """
    for rule in (_claimed, _blamed, _denied):
        found = rule(context)
        if found.said:
            return found
    return Claims()


def subject(context: Context, verb: int) -> Party | None:
    """
    Find the subject of a verb.

    Parameters
    ----------
    context
        The sentence.
    verb
        Offset of the verb.

    Returns
    -------
    subject
        The phrase before it; an organisation that ends there goes before the whole phrase. Null
        where nothing stands there.
    """
    head = context.text[context.start : verb]
    head = re.sub(
        rf"(?:\b{phrases(lexicon('roles')['adverbs'])}\s+|\b(?:was|were|is|are)\s+)+$",
        "",
        head,
        flags=re.I,
    )
    head = head.rstrip()
    if head.endswith(","):
        # "gunmen, some of them on foot, attacked": the subject is before the parenthesis
        head = re.sub(r",[^,]*,$", "", head) if head.count(",") > 1 else head[:-1]
    end = context.start + len(head)
    group = next(
        (m for m in context.mentions if m.kind in _GROUPS[:1] and abs(m.end_char - end) <= 1), None
    )
    if group is not None:
        return _party(context, group.start_char, min(group.end_char, end))
    low = max(
        [context.clause_start(max(context.start, end - 1))]
        + [context.start + m.end() for m in _BREAK.finditer(head)]
    )
    return _party(context, low, end)


def phrase_from(context: Context, position: int) -> Party | None:
    """
    Read the phrase that names somebody or something from a position on.

    Parameters
    ----------
    context
        The sentence.
    position
        Where the phrase begins.

    Returns
    -------
    party
        Up to the first word that ends such a phrase, twelve words at most; null where the very
        first word ends it.
    """
    stops = _stops()
    end = position
    count = 0
    for match in _WORD.finditer(context.text, position, context.end):
        gap = context.text[end : match.start()]
        if re.search(r"[,.;:()\[\]—]|--", gap) and not (count == 0 and not gap.strip(" \n")):
            break
        word = match.group().lower()
        if word in stops or count == _LONGEST:
            break
        if word == "and" and not _continues(context, match.end()):
            break
        end = match.end()
        count += 1
    return _party(context, position, end) if count else None


def _continues(context: Context, position: int) -> bool:
    """Tell "Israeli and US targets" from "the base and killed"."""
    following = _WORD.search(context.text, position, context.end)
    if following is None:
        return False
    word = following.group().lower()
    return word not in _stops() and not word.endswith(("ed", "ing"))


def _by_phrase(context: Context, trigger: Trigger) -> Party | None:
    end = min(context.end, trigger.end + 110)
    for match in _BY.finditer(context.text, trigger.end, end):
        if context.distance((trigger.start, trigger.end), match.span()) > 130:
            return None
        party = phrase_from(context, match.end())
        if party is None:
            continue
        words = party.text.lower().split()
        if words[-1] in set(lexicon("roles")["instruments"]) or words[0].isdigit():
            continue
        return party
    return None


def _right_before(context: Context, trigger: Trigger) -> Party | None:
    """Read "Houthi missile attack", "suspected Islamist attack"."""
    before = context.before(trigger.start, 60)
    for mention in reversed(context.mentions):
        if mention.kind not in _GROUPS or mention.end_char > trigger.start:
            continue
        gap = context.text[mention.end_char : trigger.start]
        if re.fullmatch(
            r"(?:['’]s?)?(?:[\s-]+(?:\w+[\s-]+)?(?:\w+[\s-]+)?)", gap
        ) and not re.search(
            r"\b(?:in|on|at|by|of|the|a|an|and|were|was|said|claimed|killed)\b", gap, re.I
        ):
            return _party(
                context,
                mention.start_char,
                mention.end_char + (len(gap.split()[0]) if gap.startswith("-") else 0),
            )
        break
    match = re.search(r"\b((?:suspected|alleged)\s+[\w-]+(?:\s+[A-Z][\w-]+)?)\s+$", before)
    return (
        None
        if match is None
        else _party(
            context,
            trigger.start - len(before) + match.start(1),
            trigger.start - len(before) + match.end(1),
        )
    )


def _subject_of_light_verb(context: Context, trigger: Trigger) -> Party | None:
    before = context.before(trigger.start, 90)
    matches = list(_light().finditer(before))
    if not matches:
        return None
    verb = trigger.start - len(before) + matches[-1].start()
    between = before[matches[-1].end() :]
    if re.search(r"[,;:]|\b(?:after|before|by|which|who)\b", between):
        return None
    return subject(context, verb)


def _is_passive(context: Context, trigger: Trigger) -> bool:
    if re.match(r"(?:was|were|been|being)\s", trigger.text, re.IGNORECASE):
        return True
    before = context.before(trigger.start, 40)
    if re.search(
        r"\b(?:was|were|been|being|is|are)\s+(?:\w+ly\s+|also\s+|later\s+)?$", before, re.IGNORECASE
    ):
        return True
    return (
        re.match(r"\s+(?:in|by|on|when|during|at|near|outside)\b", context.after(trigger.end, 20))
        is not None
        and trigger.form is not Form.NOUN
        and not re.search(r"(?:on|at|into)$", trigger.text)
    )


def _victims(context: Context, trigger: Trigger) -> Party | None:
    for count in context.casualties:
        if (
            count.quantity.high == 0
            or context.distance((trigger.start, trigger.end), (count.start_char, count.end_char))
            > 90
        ):
            continue
        match = _VICTIMS.search(context.text[count.start_char : count.end_char])
        if match is not None:
            low = count.start_char + match.start(1)
            return _party(context, low, count.start_char + match.end(1))
    return None


def _claimed(context: Context) -> Claims:
    for match in _CLAIM.finditer(context.text, context.start, context.end):
        if match["by"]:
            party = phrase_from(context, match.end())
        else:
            party = subject(context, match.start())
            if _denies(context, match.start()) or party is None:
                continue
        if party is not None and not _is_nobody(party):
            return Claims(claimed_by=party, cue=match.span())
    return Claims()


def _blamed(context: Context) -> Claims:
    text, start, end = context.text, context.start, context.end
    match = _BLAMED_ON.search(text, start, end)
    if match is not None:
        low = match.start(1)
        by = None if match.group(1) is None else _party(context, low, match.end(1))
        if by is None and not re.search(
            r"(?:was|were|been)\s+$", context.before(match.start(), 20)
        ):
            by = subject(context, match.start())
        return Claims(
            attributed_to=phrase_from(context, match.end()), attributed_by=by, cue=match.span()
        )
    match = _BLAMED.search(text, start, end)
    if match is not None:
        by = None if _denies(context, match.start()) else subject(context, match.start())
        to = phrase_from(context, match.end())
        if to is not None and not re.match(
            r"(?:the\s+)?(?:attack|strike|blast|incident|it|lack|failure)", to.text, re.I
        ):
            return Claims(attributed_to=to, attributed_by=by, cue=match.span())
    match = _BEHIND.search(text, start, end)
    if match is not None and not _denies(context, match.start()):
        by = None
        to = subject(context, match.start())
        if to is not None:
            said = re.search(
                r"\b(?:said|says|believe[sd]?|suspects?|suspected)\s+(?:that\s+)?$",
                text[start : to.start],
                re.I,
            )
            if said is not None:
                by = subject(context, start + said.start())
            return Claims(attributed_to=to, attributed_by=by, cue=match.span())
    return Claims()


def _denied(context: Context) -> Claims:
    match = _DENIED.search(context.text, context.start, context.end)
    if match is None:
        return Claims()
    party = subject(context, match.start())
    return Claims() if party is None else Claims(denied_by=party, cue=match.span())


def _denies(context: Context, position: int) -> bool:
    before = context.text[context.clause_start(position) : position]
    return _nobody().search(before) is not None


def _is_nobody(party: Party) -> bool:
    return _nobody().match(party.text) is not None


def _party(context: Context, start: int, end: int) -> Party | None:
    """Trim articles, quotation marks and what leads in; null where too little or too much is left."""
    text = context.text
    match = _LEAD.match(text, start, end)
    start = start if match is None else match.end()
    while end > start and text[end - 1] in " \n\t,\"“”'’(":
        end -= 1
    words = squeezed(text[start:end])
    if not words or not any(letter.isalpha() for letter in words):
        return None
    if len(words.split()) > _LONGEST + 3 or re.match(r"(?:on|in|at|by|with|from)\b", words, re.I):
        return None
    return Party(words, start, end)


_LEAD = compiled(
    r"[\s,\"“‘(]*(?:(?:and|but|meanwhile|however|also|then|while|as|when|that|which|where|after|before)\b[\s,]*)*"
    r"(?:(?:on|late\s+on|early\s+on|last)\s+[\w.]+(?:\s+(?:\d{1,2}|night|morning|evening))?[\s,]+)?"
    r"(?:in\s+(?:\w+\s+){1,3},\s+)?(?:the|a|an)?\s*"
)
_BREAK = compiled(
    r"[,;:—]\s|\b(?:that|said|says|after|before|when|while|which|who|and\s+then|but|because)\s"
)
_ON = compiled(r"\s+(?:\w+\s+)?(?:on|against|targeting|at)\s+(?:the\s+)?")
_TARGETING = compiled(r"\b(?:targeting|targeted|aimed\s+at|directed\s+at)\s+(?:the\s+)?")
_BY = compiled(
    r"\b(?:(?:carried\s+out|launched|conducted|committed|perpetrated|staged|claimed)\s+)?by\s+(?:the\s+|an?\s+)?"
)
_VICTIMS = compiled(
    r"(?:^|\s)((?!killed|killing|wounded|were|was)[\w'’-]+(?:\s+(?!were\b|was\b|have\b|had\b|killed|wounded|including)[\w'’-]+){0,6})"
    r"(?=\s+(?:were|was|have|had|killed|wounded|,)|$)"
)
_CLAIM = compiled(
    r"\b(?:claim(?:ed|s|ing)|took|taken|take|takes|accept(?:ed|s)|assumed|admitted)\s+(?:full\s+|joint\s+)?(?:responsibility|credit)\b(?:\s+for)?"
    r"|\bresponsibility\s+(?:for\s+[^,;.]{0,80})?was\s+claimed\s+(?P<by>by)\s+"
    r"|\bclaimed(?=\s+(?:an?|the|two|three|four|five|six|several|more\s+than|at\s+least|over|dozens|numerous|many|multiple|about|some|that\s+it\s+had|to\s+have|it\s+had|\d+)\b)"
)
_BLAMED_ON = compiled(
    r"(?:\bwhich\s+([^,;.]{2,60}?)\s+)?(?:\b(?:has|have|had)\s+)?\b(?:blamed|blames|pinned)\s+(?:(?:it|them|the\s+\w+)\s+)?on\s+(?:the\s+|an?\s+)?|\battributed\s+(?:[^,;.]{0,40}\s)?to\s+(?:the\s+|an?\s+)?"
)
_BLAMED = compiled(r"\b(?:blamed|blames|blaming|accused|accuses|accusing)\s+(?:the\s+|an?\s+)?")
_BEHIND = compiled(r"\b(?:was|were|is|are)\s+(?:behind|responsible\s+for)\b")
_DENIED = compiled(
    r"\b(?:denied|denies|denying|rejected|disclaimed)\s+(?:\w+\s+){0,2}?(?:involvement|responsibility|role|it|they|that|being|having|carrying|the\s+accusations?|any|allegations?|claims?|accusations?|targeting|attacking|bombing)\b"
)


@cache
def _stops() -> frozenset[str]:
    return frozenset(lexicon("roles")["stops"])


@cache
def _light() -> re.Pattern[str]:
    return compiled(rf"\b{phrases(lexicon('roles')['light_verbs'])}\b")


@cache
def _nobody() -> re.Pattern[str]:
    return compiled(rf"\b{phrases(lexicon('roles')['nobody'])}\b")
