"""One sentence with everything found in it, and how far apart its parts are."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache

from ..models import Mention, MentionKind
from .casualties import CasualtyCount
from .clock import ClockTime
from .moments import DateMention
from .sentences import Sentence
from .words import compiled, lexicon, phrases

CROSSING = 80
"""How many characters a clause boundary counts when the nearest of several words is sought."""


@dataclass(frozen=True, slots=True)
class Context:
    """A sentence of a report with its mentions, dates, clock times and casualties."""

    text: str
    sentence: Sentence
    number: int
    mentions: tuple[Mention, ...]
    dates: tuple[DateMention, ...]
    clocks: tuple[ClockTime, ...]
    casualties: tuple[CasualtyCount, ...]
    quotes: tuple[tuple[int, int], ...]
    boundaries: tuple[int, ...] = field(default=())

    @property
    def start(self) -> int:
        """Offset of the first character."""
        return self.sentence.start

    @property
    def end(self) -> int:
        """Offset behind the last character."""
        return self.sentence.end

    @property
    def words(self) -> str:
        """The sentence as it stands."""
        return self.text[self.start : self.end]

    def before(self, position: int, reach: int = 80) -> str:
        """Give the characters of the sentence before a position."""
        return self.text[max(self.start, position - reach) : position]

    def after(self, position: int, reach: int = 120) -> str:
        """Give the characters of the sentence behind a position."""
        return self.text[position : min(self.end, position + reach)]

    def clause_start(self, position: int) -> int:
        """Give the offset where the clause of a position begins."""
        return max((b for b in self.boundaries if b <= position), default=self.start)

    def clause_end(self, position: int) -> int:
        """Give the offset where the clause of a position ends."""
        return min((b for b in self.boundaries if b > position), default=self.end)

    def distance(self, left: tuple[int, int], right: tuple[int, int]) -> int:
        """Give the characters between two spans, `CROSSING` more for each boundary between."""
        low, high = min(left[1], right[1]), max(left[0], right[0])
        crossed = sum(low <= boundary <= high for boundary in self.boundaries)
        return max(0, high - low) + CROSSING * crossed

    def is_quoted(self, start: int, end: int) -> tuple[int, int] | None:
        """Give the quotation that a span stands in, null outside of any."""
        return next((quote for quote in self.quotes if quote[0] <= start and end <= quote[1]), None)

    def mention_over(self, start: int, end: int, *kinds: MentionKind) -> Mention | None:
        """Give the first mention of some kinds that overlaps a span."""
        return next(
            (
                mention
                for mention in self.mentions
                if mention.start_char < end and start < mention.end_char and mention.kind in kinds
            ),
            None,
        )


def make_context(
    text: str,
    sentence: Sentence,
    number: int,
    *,
    mentions: Sequence[Mention],
    dates: Sequence[DateMention],
    clocks: Sequence[ClockTime],
    casualties: Sequence[CasualtyCount],
    quotes: Sequence[tuple[int, int]],
) -> Context:
    """
    Put together what was found in one sentence.

    Parameters
    ----------
    text
        The text of the report.
    sentence
        The sentence.
    number
        Its place in the report, from 0.
    mentions, dates, clocks, casualties
        What overlaps the sentence, in the order of the text.
    quotes
        The quoted passages of the report.

    Returns
    -------
    context
        With the boundaries of its clauses; none of them inside a mention.
    """
    boundaries = tuple(
        match.end()
        for match in _boundary().finditer(text, sentence.start, sentence.end)
        if not any(m.start_char < match.end() < m.end_char for m in mentions)
    )
    return Context(
        text,
        sentence,
        number,
        tuple(mentions),
        tuple(dates),
        tuple(clocks),
        tuple(casualties),
        tuple(quotes),
        boundaries,
    )


@cache
def _boundary() -> re.Pattern[str]:
    cues = lexicon("clauses")
    # "the blast, which took place in Herat": the clause is about the same thing
    same = rf"(?:which|that)\s+{phrases(cues['same_thing'])}\b"
    return compiled(
        rf"[;:—](?=\s)|\s--\s|,(?=\s+(?:{phrases(cues['after_comma'])})\b)(?!\s+{same})"
        rf"|(?<!\w)(?={phrases(cues['openers'])}\s)(?!{same})"
    )
