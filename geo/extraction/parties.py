"""Words that name somebody: subjects, objects and phrases, trimmed to what was written."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from ..models import MentionKind
from .casualties import CasualtyCount
from .context import Context
from .numbers import quantity_pattern
from .words import compiled, lexicon, phrases, squeezed

_LONGEST = 12
_WORD = re.compile(r"[\w][\w'’.-]*")


@dataclass(frozen=True, slots=True)
class Party:
    """Words that name somebody, as written, with their span."""

    text: str
    start: int
    end: int

    @property
    def is_pronoun(self) -> bool:
        """Whether the words only point back to somebody named before."""
        words, known = self.text.lower(), set(lexicon("roles")["pronouns"])
        return words in known or f"the {words}" in known


def victims_of(context: Context, casualties: Sequence[CasualtyCount]) -> Party | None:
    """
    Find the people who were killed or hurt.

    Parameters
    ----------
    context
        The sentence.
    casualties
        Its counts of people that belong to the incident.

    Returns
    -------
    victims
        The first that are named, without the verb; null where there are none.
    """
    for count in casualties:
        match = _VICTIMS.search(context.text[count.start_char : count.end_char])
        if match is not None and count.quantity.high != 0:
            low = count.start_char
            return make_party(context, low + match.start(1), low + match.end(1))
    return None


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
        flags=re.IGNORECASE,
    )
    head = head.rstrip()
    if head.endswith(","):
        # "gunmen, some of them on foot, attacked": the subject is before the parenthesis
        head = re.sub(r",[^,]*,$", "", head) if head.count(",") > 1 else head[:-1]
    end = context.start + len(head)
    group = next(
        (
            m
            for m in context.mentions
            if m.kind is MentionKind.ORGANISATION and abs(m.end_char - end) <= 1
        ),
        None,
    )
    if group is not None:
        # "People's Anti-Fascist Front": names go on to the left
        more = _CAPITALISED.search(context.text[context.start : group.start_char])
        low = group.start_char - (0 if more is None else len(more.group()))
        return make_party(context, low, min(group.end_char, end))
    spoken = _SAID_IT.search(head)
    if spoken is not None:
        # "Pakistan said it had struck": who speaks is who acted
        return subject(context, context.start + spoken.start())
    low = max(
        [context.clause_start(max(context.start, end - 1))]
        + [context.start + m.end() for m in _BREAK.finditer(head)]
    )
    return make_party(context, low, end)


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
    if any(item.start_char <= position + 1 < item.end_char for item in context.dates):
        return None
    number = _quantity().match(context.text, position, context.end)
    end = position if number is None else number.end()
    start, position = position, end
    count = 0 if number is None else 1
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
    return make_party(context, start, end) if count else None


def make_party(context: Context, start: int, end: int) -> Party | None:
    """
    Make a party out of a span, without its article, quotation marks and what leads in.

    Parameters
    ----------
    context
        The sentence.
    start, end
        The span; offsets into the text of the report.

    Returns
    -------
    party
        Null where too little or too much is left.
    """
    text = context.text
    for item in context.dates:
        # "Since November the group": the date is no part of the name
        if start <= item.start_char <= start + 12 and item.end_char < end:
            start = item.end_char
    match = _LEAD.match(text, start, end)
    start = start if match is None else match.end()
    relative = _RELATIVE.search(text, start, end)
    end = end if relative is None else relative.start()
    while end > start and text[end - 1] in " \n\t,\"“”'’(":
        end -= 1
    if text[start:end].endswith(".") and text[start:end].split()[-1].count(".") == 1:
        end -= 1
    words = squeezed(text[start:end])
    if words.lower() in _stops() or not any(letter.isalpha() for letter in words):
        return None
    if (
        len(words.split()) > _LONGEST + 3
        or _FINITE.search(words)
        or re.match(r"(?:on|in|at(?!\s+(?:least|most))|by|with|from)\b", words, re.IGNORECASE)
    ):
        return None
    return Party(words, start, end)


def _continues(context: Context, position: int) -> bool:
    """Tell "Israeli and US targets" from "the base and killed"."""
    following = _WORD.search(context.text, position, context.end)
    if following is None:
        return False
    word = following.group().lower()
    return word not in _stops() and not word.endswith(("ed", "ing"))


_LEAD = compiled(
    r"[\s,\"“‘(]*(?:(?:and|but|meanwhile|however|also|then|while|as(?!\s+(?:many|few)\b)|when|that|which|where|after|before)\b[\s,]*)*"
    r"(?:(?:on|late\s+on|early\s+on|last)\s+[\w.]+(?:\s+(?:\d{1,2}|night|morning|evening))?[\s,]+)?"
    r"(?:in\s+(?:\w+\s+){1,3},\s+)?(?:since\s+[^,]{3,40}?\s(?:began|erupted|started|broke\s+out),?\s+)?"
    r"(?:(?:the|an?)\s+)?"
)
_SAID_IT = compiled(
    r"\b(?:said|says|confirmed|announced|claimed)\s+(?:(?:on|late|early)\s+\w+\s+)?(?:that\s+)?"
    r"(?:it|they|its\s+\w+|their\s+\w+)$"
)
_CAPITALISED = re.compile(r"(?:[A-Z][\w'’.]*[\s-]+)*$")
_RELATIVE = compiled(
    r"\s+(?:(?:in|on|at|of|with|for|during|from|by|to)\s+(?:which|whom|whose)|which|who|whom|whose|that|where|when"
    r"|after|before|while)\b"
)
_FINITE = compiled(r"\b(?:is|are|was|were|has|have|had)\b")
_BREAK = compiled(
    r"[,;:—]\s|\b(?:that|said|says|after|before|when|while|which|who|and\s+then|but|because)\s"
)
_VICTIMS = compiled(
    r"(?:^|\s)((?!killed|killing|wounded|wounding|injured|injuring|were|was)[\w'’-]+(?:\s+(?!were\b|was\b|have\b|had\b|killed|wounded|died|dead|injured|slain|including)[\w'’-]+){0,6})"
    r"(?=\s+(?:were|was|have|had|killed|wounded|died|dead|injured|slain|,)|$)"
)


@cache
def _stops() -> frozenset[str]:
    return frozenset(lexicon("roles")["stops"])


@cache
def _quantity() -> re.Pattern[str]:
    return compiled(rf"\s*{quantity_pattern()}")
