"""Wars and what lies long before a report: mentioned, listed apart, no rows."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from . import calendar
from .context import Context
from .moments import DateMention
from .words import compiled, lexicon, phrases

OLD_DAYS = 120
"""What ended more than so many days before the report is background."""

_DATE_BEFORE = 30
_DATE_BEHIND = 110


@dataclass(frozen=True, slots=True)
class War:
    """A war, invasion or the like with its span, and its date where one is near."""

    start: int
    end: int
    date: DateMention | None


def find_wars(context: Context) -> tuple[War, ...]:
    """
    Find the wars, invasions and upheavals that a sentence mentions as such.

    Parameters
    ----------
    context
        The sentence.

    Returns
    -------
    wars
        In the order of the text; only those with a date in their clause or a word of their
        breaking out, because "the war" alone says nothing that could be listed.
    """
    found: list[War] = []
    for match in _nouns().finditer(context.text, context.start, context.end):
        if found and match.start() < found[-1].end:
            continue
        low, high = match.span()
        outbreak = _outbreak(context, low, high)
        date_mention = _date_of(context, low, high, outbreak is not None)
        if outbreak is None and date_mention is None:
            continue
        if outbreak is not None:
            low, high = min(low, outbreak[0]), max(high, outbreak[1])
        if date_mention is not None:
            # a date that reads "since war erupted on" begins before the war
            begin = min(low, date_mention.start_char)
            low = begin if "since" not in date_mention.text.lower() else low
            high = max(high, date_mention.end_char)
        found.append(War(low, high, date_mention))
    return tuple(found)


def is_old(interval: calendar.Interval, published: date | None) -> bool:
    """
    Tell whether an interval lies so long before a report that it is background.

    Parameters
    ----------
    interval
        Half-open civil time.
    published
        Date of the report; null makes nothing old.

    Returns
    -------
    old
        True where it ended `OLD_DAYS` days before or earlier.
    """
    end = interval[1]
    if published is None or end is None:
        return False
    return end <= calendar.midnight(published - timedelta(days=OLD_DAYS))


def _outbreak(context: Context, low: int, high: int) -> tuple[int, int] | None:
    before = _outbreak_before().search(context.before(low, 60))
    if before is not None:
        start = low - len(context.before(low, 60)) + before.start()
        return start, high
    behind = _outbreak_behind().match(context.text, high, context.end)
    return None if behind is None else (low, behind.end())


def _date_of(context: Context, low: int, high: int, broke_out: bool) -> DateMention | None:
    limit = _DATE_BEHIND if broke_out else 25
    for item in context.dates:
        if item.start is None:
            continue
        before = low - item.end_char
        behind = max(item.start_char, item.end_char - len(item.text)) - high
        words = context.text[item.end_char : low] if before >= 0 else ""
        if 0 <= before <= _DATE_BEFORE and not re.search(r"[,.;:]|\band\b", words):
            return item
        covers = item.start_char <= low and high <= item.end_char
        if covers or (0 <= behind <= limit and ";" not in context.text[high : item.start_char]):
            return item
    return None


@cache
def _nouns() -> re.Pattern[str]:
    cues = lexicon("cues")["background"]
    nouns, compounds = phrases(cues["nouns"]), phrases(cues["not_before"])
    return compiled(rf"\b{nouns}s?\b(?![\s-]+{compounds}s?\b)")


@cache
def _outbreak_before() -> re.Pattern[str]:
    words = phrases(lexicon("cues")["background"]["outbreak"])
    return compiled(rf"\b{words}\s+(?:of\s+)?(?:(?:the|a|an|its|their)\s+)?(?:[\w-]+\s+){{0,3}}$")


@cache
def _outbreak_behind() -> re.Pattern[str]:
    words = phrases(lexicon("cues")["background"]["outbreak"])
    return compiled(
        rf"(?:\s+(?:in|with|between|on|against)\s+[\w-]+(?:\s+and\s+[\w-]+)?)?\s+(?:that\s+)?{words}\b"
    )
