"""The casualties of one incident out of all that a report says of them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ..models import Casualties
from .casualties import INJURED, KILLED, CasualtyCount
from .context import Context
from .happening import Happening
from .numbers import Quantity
from .words import compiled

Counts = Sequence[tuple[Context, CasualtyCount]]
"""Counts in the order of the report, each with its sentence."""


def total_of(counts: Counts) -> Casualties:
    """
    Put together every count that a report gives for one incident.

    A count that adds ("another soldier died") is summed, and so are two counts joined by "and" in
    one sentence. A part of a number ("among them three children") changes nothing. Everything
    else is a restatement: low is the least, high the greatest; best is the first, or the last
    where its words say that the number has grown.

    Parameters
    ----------
    counts
        Counts in the order of the report.

    Returns
    -------
    casualties
        Ranges; null is unknown.
    """
    killed = _total([pair for pair in counts if pair[1].outcome == KILLED])
    injured = _total([pair for pair in counts if pair[1].outcome == INJURED])
    return Casualties(
        *((killed.low, killed.best, killed.high) if killed else (None, None, None)),
        *((injured.low, injured.best, injured.high) if injured else (None, None, None)),
    )


def casualties_conflict(counts: Counts, happening: Happening) -> bool:
    """
    Tell whether a happening states other numbers of killed or injured than an event has.

    Parameters
    ----------
    counts
        What was said of the event.
    happening
        What is said now.

    Returns
    -------
    conflict
        True where both state a best value of one outcome and the values differ.
    """
    return counts_conflict(counts, [(happening.context, count) for count in happening.casualties])


def counts_conflict(known_counts: Counts, said_counts: Counts) -> bool:
    """
    Tell whether two statements give other numbers of killed or injured.

    Parameters
    ----------
    known_counts, said_counts
        What was said first, and what is said now.

    Returns
    -------
    conflict
        True where both state a best value of one outcome and the values differ.
    """
    known, said = total_of(known_counts), total_of(said_counts)
    pairs = ((known.killed_best, said.killed_best), (known.injured_best, said.injured_best))
    return any(a is not None and b is not None and a != b for a, b in pairs)


def _total(counts: Counts) -> Quantity | None:
    total: Quantity | None = None
    last: tuple[Context, CasualtyCount] | None = None
    for context, count in counts:
        if total is None:
            total = count.quantity
        elif _is_part(context, count, total):
            continue
        elif count.added or _is_joined(last, context, count):
            total = total + count.quantity
        else:
            total = _restated(total, count.quantity, grown=_GROWN.search(context.words) is not None)
        last = context, count
    return total


def _is_part(context: Context, count: CasualtyCount, total: Quantity) -> bool:
    top = total.high if total.high is not None else total.best
    high = count.quantity.high
    if top is None or high is None or high > top or high == 0:
        return False
    return _PART.search(context.before(count.start_char + 12, 40)) is not None


def _is_joined(
    last: tuple[Context, CasualtyCount] | None, context: Context, count: CasualtyCount
) -> bool:
    if last is None or last[0].number != context.number:
        return False
    between = context.text[last[1].end_char : count.start_char]
    return re.search(r"\b(?:and|while|plus)\b", between) is not None


def _restated(old: Quantity, new: Quantity, *, grown: bool) -> Quantity:
    lows = [value for value in (old.low, new.low) if value is not None]
    highs = [old.high, new.high]
    best = new.best if grown or old.best is None else old.best
    return Quantity(
        min(lows) if lows else None,
        best,
        None if None in highs else max(value for value in highs if value is not None),
    )


_GROWN = compiled(r"\b(?:rose|risen|rises|rising|climbed|increased|grown|toll|now|updated|later)\b")
_PART = compiled(r"\b(?:including|included|among|of\s+them|of\s+whom|of\s+those|of\s+the\s+dead)\b")
