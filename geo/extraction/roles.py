"""Who did what to whom, by simple rules."""

from __future__ import annotations

import re
from functools import cache

from ..models import MentionKind
from .context import Context
from .parties import Party, make_party, phrase_from, subject
from .triggers import Form, Trigger
from .words import compiled, lexicon, phrases

_GROUPS = (
    MentionKind.ORGANISATION,
    MentionKind.NATIONALITY,
    MentionKind.METONYM,
    MentionKind.PERSON,
)


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
    if _INTERCEPTED.match(trigger.text):
        return None
    by = _by_phrase(context, trigger)
    if by is not None:
        return by
    inside = _AGENT.match(trigger.text)
    if inside is not None:
        return make_party(context, trigger.start, trigger.start + inside.end())
    sides = _sides(context, trigger)
    if sides is not None:
        return sides[0]
    if trigger.form is Form.NOUN or _WEAPON.match(trigger.text):
        named = _right_before(context, trigger)
        return named or _subject_of_light_verb(context, trigger)
    return None if _is_passive(context, trigger) else subject(context, trigger.start)


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
        subject of a passive one. Null where none is found.
    """
    if _INTERCEPTED.match(trigger.text):
        return None
    behind = context.after(trigger.end, 100)
    sides = _sides(context, trigger)
    if sides is not None:
        return sides[1]
    within = _ON.search(trigger.text)
    if within is not None and trigger.form is Form.NOUN:
        # "attacks on ships" is a trigger as a whole
        return phrase_from(context, trigger.start + within.end())
    rule = _ON if trigger.form is Form.NOUN else _AT
    match = rule.match(behind) if trigger.form is Form.NOUN or " " in trigger.text else None
    if match is not None:
        party = phrase_from(context, trigger.end + match.end())
        if party is not None and not _is_place(context, party):
            return party
    match = _TARGETING.search(behind)
    if match is not None and trigger.end + match.start() < context.clause_end(trigger.end) + 30:
        return phrase_from(context, trigger.end + match.end())
    if trigger.form is not Form.NOUN:
        if _is_passive(context, trigger):
            return subject(context, trigger.start)
        party = phrase_from(context, trigger.end)
        if party is not None and not _is_place(context, party) and not _SELF.match(party.text):
            return party
    return None


def _sides(context: Context, trigger: Trigger) -> tuple[Party | None, Party | None] | None:
    """Read the two sides of "clashes between the army and the rebels"."""
    low = trigger.end - len("between") if trigger.text.lower().endswith("between") else trigger.end
    match = _BETWEEN.match(context.text, low, context.end)
    if match is None:
        return None
    both = phrase_from(context, match.end())
    if both is None:
        return None
    joint = _AND.search(context.text, both.start, both.end)
    if joint is None:
        return both, None
    return (
        make_party(context, both.start, joint.start()),
        make_party(context, joint.end(), both.end),
    )


def _is_place(context: Context, party: Party) -> bool:
    """Tell a target that is nothing but the place of the incident."""
    mention = context.mention_over(party.start, party.end, MentionKind.PLACE)
    # "Goma airport" is more than the place Goma
    return (
        mention is not None
        and mention.start_char <= party.start + 4
        and party.end <= mention.end_char + 1
    )


def _by_phrase(context: Context, trigger: Trigger) -> Party | None:
    end = min(context.end, trigger.end + 110)
    for match in _BY.finditer(context.text, trigger.end, end):
        if context.distance((trigger.start, trigger.end), match.span()) > 130:
            return None
        if _SPOKEN.search(context.text, trigger.end, match.start()):
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
    """Read "Houthi missile attack", "U.S. and British strikes", "suspected Islamist attack"."""
    text = context.text
    groups = [m for m in context.mentions if m.kind in _GROUPS and m.end_char <= trigger.start]
    if groups:
        last = groups[-1]
        gap = text[last.end_char : trigger.start]
        if _ADJECTIVES.fullmatch(gap) and not _NO_ADJECTIVE.search(gap):
            start = last.start_char
            joined = len(groups) > 1 and _AND.fullmatch(text[groups[-2].end_char : start])
            start = groups[-2].start_char if joined else start
            # "Iran-backed attack": the hyphen makes one word of it
            more = len(gap.split()[0]) if gap.startswith("-") else 0
            return make_party(context, start, last.end_char + more)
    before = context.before(trigger.start, 60)
    match = _SUSPECTED.search(before)
    low = trigger.start - len(before)
    if match is None:
        return None
    return make_party(context, low + match.start(1), low + match.end(1))


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
    if _BE_FIRST.match(trigger.text) or _BE_LAST.search(context.before(trigger.start, 40)):
        return True
    if trigger.form is Form.NOUN or len(trigger.text.split()) > 1:
        return False
    # "soldiers killed in the attack": a participle behind its subject
    return _PLACE_NEXT.match(context.after(trigger.end, 20)) is not None


_AGENT = compiled(
    r"(?:suicide\s+(?:car\s+)?(?:bombers?|attackers?)|gunm[ae]n|snipers?|police|soldiers|troops|officers?"
    r"|militants|attackers?|assailants?)\b"
)
_WEAPON = compiled(
    r"(?:drones?|uavs?|unmanned|missiles?|rockets?|projectiles?|mortars?|shells?|artillery|war\s?planes?"
    r"|fighter\s+jets?|jets|(?:\w+\s+)?aircraft|bombers|helicopters?|gunships?|shots)\b"
)
_BETWEEN = compiled(r"\s*(?:\w+\s+){0,2}between\s+(?:the\s+)?")
# who shot a drone down did not send it
_INTERCEPTED = compiled(r"(?:shot\s+down|downed|intercepted|destroyed)\b")
_SPOKEN = compiled(r"\b(?:said|told|says|claimed|condemned|denied|reported)\b")
_AND = compiled(r"\s+and\s+")
_SELF = compiled(r"(?:him|her|it|them)sel(?:f|ves)\b")
_ADJECTIVES = compiled(r"(?:['’]s?)?[\s-]+(?:\w+[\s-]+){0,2}")
_NO_ADJECTIVE = compiled(r"\b(?:in|on|at|by|of|the|a|an|and|were|was|said|claimed|killed)\b")
_SUSPECTED = re.compile(r"\b((?:suspected|alleged)\s+[\w-]+(?:\s+[A-Z][\w-]+)?)\s+$")
_BE_FIRST = compiled(r"(?:was|were|been|being)\s")
_BE_LAST = compiled(r"\b(?:was|were|been|being|is|are)\s+(?:\w+ly\s+|also\s+|later\s+)?$")
_PLACE_NEXT = compiled(r"\s+(?:in|by|on|when|during|at(?!\s+(?:least|most))|near|outside)\b")
_ON = compiled(r"\s+(?:\w+\s+)?(?:on|against|targeting)\s+(?:the\s+)?")
_AT = compiled(r"\s+(?:\w+\s+)?(?:on|against|targeting|at|into|towards?)\s+(?:the\s+)?")
_TARGETING = compiled(r"\b(?:targeting|targeted|aimed\s+at|directed\s+at)\s+(?:the\s+)?")
_BY = compiled(
    r"\b(?:(?:carried\s+out|launched|conducted|committed|perpetrated|staged)\s+)?by\s+(?:the\s+|an?\s+)?"
)


@cache
def _light() -> re.Pattern[str]:
    return compiled(rf"\b{phrases(lexicon('roles')['light_verbs'])}\b")
