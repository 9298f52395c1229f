"""Who claims an incident, who is blamed for it by whom, and who denies it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from .context import Context
from .parties import Party, make_party, phrase_from, subject
from .words import compiled, lexicon, phrases


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


def claims_of(context: Context) -> tuple[Claims, ...]:
    """
    Find who claims, is blamed for, or denies what a sentence tells.

    Parameters
    ----------
    context
        The sentence.

    Returns
    -------
    claims
        At most one of each sort, with the parties as written. "No group has claimed
        responsibility" is nothing.
    """
    found = (rule(context) for rule in (_claimed, _blamed, _denied))
    return tuple(item for item in found if item.said)


def _claimed(context: Context) -> Claims:
    for match in _CLAIM.finditer(context.text, context.start, context.end):
        if _is_denied(context, match.start()):
            continue
        party = (
            phrase_from(context, match.end()) if match["by"] else subject(context, match.start())
        )
        if party is not None and _nobody().match(party.text) is None:
            return Claims(claimed_by=party, cue=match.span())
    return Claims()


def _blamed(context: Context) -> Claims:
    for rule in (_blamed_on, _blamed_for, _behind):
        found = rule(context)
        if found.attributed_to is not None:
            return found
    return Claims()


def _blamed_on(context: Context) -> Claims:
    """Read "which A blamed on B", "A blamed it on B", "was attributed to B"."""
    match = _BLAMED_ON.search(context.text, context.start, context.end)
    if match is None or _is_denied(context, match.start("verb")):
        return Claims()
    by = None
    if match["by"] is not None:
        by = make_party(context, match.start("by"), match.end("by"))
    elif not _PASSIVE.search(context.before(match.start("verb"), 20)):
        by = subject(context, match.start("verb"))
    to = phrase_from(context, match.end())
    return Claims(attributed_to=to, attributed_by=by, cue=(match.start("verb"), match.end()))


def _blamed_for(context: Context) -> Claims:
    """Read "A blamed B", "A accused B of", "B was blamed for"."""
    match = _BLAMED.search(context.text, context.start, context.end)
    if match is None or _is_denied(context, match.start()):
        return Claims()
    if _PASSIVE.search(context.before(match.start(), 20)):
        to = subject(context, match.start())
        return Claims(attributed_to=to, cue=match.span())
    if match.group().lower().startswith("accus") and not _OF_THIS.search(
        context.text, match.end(), context.clause_end(match.end())
    ):
        return Claims()
    to = phrase_from(context, match.end())
    if to is not None:
        # "accused the army of shelling the camp"
        cut = re.search(r"\s+of\s+\w+", to.text)
        to = to if cut is None else make_party(context, to.start, to.start + cut.start())
    if to is None or _NO_PARTY.match(to.text) or _nobody().match(to.text):
        return Claims()
    by = subject(context, match.start())
    return Claims(attributed_to=to, attributed_by=by, cue=match.span())


def _behind(context: Context) -> Claims:
    """Read "A said B was behind the attack"."""
    match = _BEHIND.search(context.text, context.start, context.end)
    if match is None or _is_denied(context, match.start("verb")):
        return Claims()
    to = make_party(context, match.start("to"), match.end("to"))
    by = subject(context, match.start("said")) if match["said"] else None
    if to is None or to.is_pronoun:
        return Claims()
    return Claims(attributed_to=to, attributed_by=by, cue=match.span("verb"))


def _denied(context: Context) -> Claims:
    which = _WHICH_DENIED.search(context.text, context.start, context.end)
    if which is not None:
        party = make_party(context, which.start(1), which.end(1))
        return Claims() if party is None else Claims(denied_by=party, cue=which.span())
    match = _DENIED.search(context.text, context.start, context.end)
    party = None if match is None else subject(context, match.start())
    if match is None or party is None or _is_denied(context, match.start()):
        return Claims()
    return Claims(denied_by=party, cue=match.span())


def _is_denied(context: Context, position: int) -> bool:
    before = context.text[context.clause_start(position) : position]
    return _nobody().search(before) is not None


@cache
def _nobody() -> re.Pattern[str]:
    return compiled(rf"\b{phrases(lexicon('roles')['nobody'])}\b")


_PASSIVE = compiled(r"\b(?:was|were|been|being)\s+(?:\w+ly\s+)?$")
_NO_PARTY = compiled(
    r"(?:the\s+)?(?:attacks?|strikes?|blasts?|incidents?|it|lack|failure|explosion)\b"
)
_CLAIM = compiled(
    r"\b(?:claim(?:ed|s|ing)|took|taken|takes?|accept(?:ed|s)|assumed|admitted)\s+"
    r"(?:full\s+|joint\s+)?(?:responsibility|credit)\b(?:\s+for)?"
    r"|\b(?:responsibility\s+(?:for\s+[^,;.]{0,80})?)?(?:was|were|has\s+been|have\s+been)\s+claimed\s+(?P<by>by)\s+"
    r"|\bclaimed(?=\s+(?:an?|two|three|four|five|six|several|more\s+than|at\s+least|over|dozens"
    r"|numerous|many|multiple|about|some|that\s+it\s+had|to\s+have|it\s+had|they\s+had|\d+)\b)"
    r"|\b(?:said|says)\s+(?:that\s+)?(?:it|they|its\s+\w+|their\s+\w+)\s+(?:had\s+|have\s+|was\s+|were\s+)?"
    r"(?:carried\s+out|launched|behind|attacked|responsible\s+for|targeted|fired|struck|conducted|shelled"
    r"|killed|bombed|hit|ambushed|raided)\b"
)
_BLAMED_ON = compiled(
    r"(?:\bwhich\s+(?P<by>[^,;.]{2,60}?)\s+)?(?P<verb>(?:\b(?:has|have|had)\s+)?\b(?:blamed|blames|pinned)\s+"
    r"(?:(?:it|them|(?:the|this|that)\s+[\w-]+)\s+)?on\s+|\battributed\s+(?:[^,;.]{0,40}?\s)?to\s+)(?:the\s+|an?\s+)?"
)
_BLAMED = compiled(
    r"\b(?:blamed|blames|blaming|accused|accuses|accusing)\s+(?:(?:the|an?)\s+|for\b)?"
)
_BEHIND = compiled(
    r"(?:\b(?P<said>said|says|believe[sd]?|suspects?|suspected|alleged|alleges|suggested)\s+(?:that\s+)?)?"
    r"(?P<to>(?:[\w'’.-]+\s+){1,7}?)(?P<verb>(?:was|were|is|are)\s+(?:behind|responsible\s+for))\b"
)
_OF_THIS = compiled(
    r"\bof\s+(?:carrying|launching|attacking|bombing|killing|shelling|firing|being\s+behind|targeting|planting"
    r"|staging|orchestrating|committing|involvement|massacring|abducting|kidnapping|conducting|perpetrating"
    r"|responsibility|the\s+(?:attack|bombing|strike|killing|massacre|blast|assault|murder))"
)
_WHICH_DENIED = compiled(
    r"\bwhich\s+([^,;.]{2,40}?)\s+(?:(?:has|have|had)\s+)?(?:\w+ly\s+)?(?:denied|denies|rejected|rejects)\b"
)
_DENIED = compiled(
    r"\b(?:denied|denies|denying|rejected|disclaimed)\s+(?:\w+\s+){0,2}?"
    r"(?:involvement|responsibility|role|it|they|that|being|having|carrying|allegations?|claims?"
    r"|accusations?|reports?|rumou?rs?|any|targeting|attacking|bombing"
    r"|the\s+(?:attack|killing|bombing|strike|massacre|abduction|shelling)s?)\b"
)
