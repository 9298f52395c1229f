"""How dates are written: the patterns, and what each match holds."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from .numbers import number_pattern, read_number
from .words import compiled, lexicon, phrases, squeezed


@dataclass(frozen=True, slots=True)
class Form:
    """One match: which rule of `dates` resolves it, and the named parts of the pattern."""

    kind: str
    match: re.Match[str]

    def __getitem__(self, name: str) -> str:
        return self.match.groupdict().get(name) or ""

    @property
    def start(self) -> int:
        """Offset of the first character."""
        return self.match.start(self._whole)

    @property
    def end(self) -> int:
        """Offset behind the last character."""
        return self.match.end(self._whole)

    @property
    def text(self) -> str:
        """The words."""
        return self.match.group(self._whole)

    @property
    def _whole(self) -> str | int:
        # some rules need words around a date that are no part of it
        return "x" if "x" in self.match.re.groupindex else 0

    @property
    def month(self) -> int:
        """Number of the month named."""
        return int(lexicon("dates")["months"][self["mon"].lower().rstrip(".")])

    @property
    def weekday(self) -> int:
        """Number of the weekday named, Monday is 0."""
        return int(lexicon("dates")["weekdays"][self["wd"].lower()])

    @property
    def part(self) -> str | None:
        """``early``, ``mid`` or ``late``, null where no part is named."""
        words = squeezed(self["part"].replace("-", " ")).lower()
        return None if not words else str(lexicon("dates")["parts"][words])

    @property
    def unit(self) -> str:
        """``hour``, ``day``, ``week``, ``month``, ``year`` or ``weekend``."""
        return self["unit"].lower().rstrip("s")

    @property
    def count(self) -> int | None:
        """How many units."""
        words = squeezed(self["n"]).lower()
        return {"a": 1, "an": 1, "a few": 3, "several": 5, "a couple of": 2}.get(
            words, read_number(words)
        )

    @property
    def length_days(self) -> int:
        """How far back an interval reaches that is named by its length."""
        if not self["n"]:
            if self["recent"].lower() == "recent":
                return int(lexicon("dates")["recent"][self.unit])
            return _UNIT_DAYS[self.unit]
        length = (self.count or 1) * _UNIT_DAYS[self.unit]
        return -(-length // 24) if self.unit == "hour" else length

    @property
    def offsets(self) -> tuple[int, int]:
        """First and last day, counted from the day that the words start from."""
        return _OFFSETS[squeezed(self["near"]).lower().removeprefix("the ")]


def find_forms(text: str, start: int) -> list[Form]:
    """
    Find everything that is written like a date.

    Parameters
    ----------
    text
        The text of a report.
    start
        Offset of the first character to read.

    Returns
    -------
    forms
        In the order of the text, without overlap; of two that overlap the earlier rule wins, then
        the longer match.
    """
    taken: list[Form] = []
    covered = bytearray(len(text) + 1)
    for kind, pattern in _patterns():
        for match in pattern.finditer(text, start):
            form = Form(kind, match)
            # "they may march 12 km": the verbs are not capitalised, the months are
            if form["mon"].lower() in {"may", "march"} and form["mon"].islower():
                continue
            if not any(covered[form.start : form.end]):
                covered[form.start : form.end] = b"\1" * (form.end - form.start)
                taken.append(form)
    return sorted(taken, key=lambda form: form.start)


def parts_of(day: str) -> int:
    """
    Read the number of a day, with or without its ending.

    Parameters
    ----------
    day
        Such as ``28`` or ``3rd``.

    Returns
    -------
    number
        The day of the month.
    """
    return int(re.sub(r"\D", "", day))


def opening(text: str, end: int, start: int) -> tuple[str, int] | None:
    """
    Read what stands before a date and changes it.

    Parameters
    ----------
    text
        The text of a report.
    end
        Where the date begins.
    start
        Offset of the first character that may be read.

    Returns
    -------
    opening
        ``since``, ``until``, ``after``, ``around`` or ``night`` and the offset where the words that
        belong to the date begin; null where nothing stands there.
    """
    low = max(start, end - 130)
    before = text[low:end]
    for word, pattern in _openings():
        match = pattern.search(before)
        if match is not None:
            return word, low + match.start()
    return None


@cache
def _patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    table = lexicon("dates")
    names = [name for name in table["months"] if len(name) > 4]
    short = [name for name in table["months"] if len(name) <= 4]
    month = rf"(?P<mon>{phrases(names)}\b|{phrases(short)}\b\.?)"
    day = r"(?:0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th|d)?"
    year = r"(?:19|20)\d\d"
    part = rf"(?P<part>{phrases(table['parts'])})"
    unit = r"(?P<unit>(?:hour|day|week|month|year)s?)"
    number = rf"(?P<n>a few|several|a couple of|an?|{number_pattern()})"
    # "Jan 3 and 5 people" is one date
    to_day = r"(?:\s*[-–]\s*|\s*(?:to|and|or|through|until)\s*(?=\d{1,2}\b(?!\s+\w)))"
    to = r"\s*(?:-|–|to|and|or|through|until)\s*"
    weekday = rf"(?P<wd>{phrases(table['weekdays'])})"
    time_of_day = r"(?:[\s-]+(?:morning|afternoon|evening|night|noon))?"
    anchor = r"(?:in|since|during|of|until|till|by|before|after|from|last|this|through|between)"
    rules = (
        ("iso", r"\b(?P<y>\d{4})-(?P<m>\d\d)-(?P<d>\d\d)\b"),
        ("numeric", r"\b(?P<a>\d{1,2})[/.](?P<b>\d{1,2})[/.](?P<y>(?:19|20)\d\d)\b"),
        (
            "day",
            (
                rf"\b(?P<d>{day})(?:{to}(?P<d2>{day}))?\s+(?:of\s+)?{month}"
                rf"(?:,?\s+(?P<y>{year}|['’]\d\d|\d\d(?=\s*(?:$|[(),.;\n-]))))?\b"
            ),
        ),
        (
            "day",
            (
                rf"\b{month}\s+(?P<d>{day})(?!\d)(?:{to_day}(?P<d2>{day})(?!\d))?"
                rf"(?:,?\s+(?P<y>{year})\b)?"
            ),
        ),
        ("month", rf"(?:\b{part}[\s-]+)?\b{month},?\s+(?:of\s+)?(?P<y>{year})\b"),
        ("near_day", rf"\b(?P<near>{phrases(_NEAR_PUBLICATION)})\b"),
        ("next_day", rf"\b(?P<near>{phrases(_NEAR_ANCHOR)})\b"),
        (
            "same_day",
            r"\b(?:on\s+|later\s+)?(?:the|that)\s+same\s+(?:day|night|morning|evening|afternoon)\b",
        ),
        (
            "same_time",
            r"\b(?:(?:at|around|about|near)\s+){1,2}the\s+same\s+(?:time|hour|moment)\b",
        ),
        (
            "ago",
            _NO_LENGTH + rf"\b{number}\s+{unit}\s+(?P<dir>ago|earlier|later|before|after)\b",
        ),
        (
            "past",
            (
                rf"\b(?:in|over|during|for|within|throughout)\s+(?:the\s+)?"
                rf"(?P<recent>past|last|recent|previous)"
                rf"\s+(?:{number}\s+)?{unit}\b"
            ),
        ),
        (
            "last_unit",
            r"\b(?:earlier\s+)?(?P<last>last|this|past)\s+(?P<unit>week|weekend|month|year)\b",
        ),
        (
            "weekday",
            rf"\b(?:(?P<last>last|this|past|previous|next|coming)\s+)?{weekday}\b{time_of_day}",
        ),
        ("year", rf"\b(?:the\s+)?{part}[\s-]+(?P<y>{year})\b"),
        ("decade", rf"\b(?:the\s+)?(?:{part}[\s-]+)?(?P<y>(?:19|20)\d0)['’]?s\b"),
        (
            "year",
            (
                rf"(?:\b(?:{anchor}|the|its|a|between)\s+|\()(?P<x>(?P<y>{year})"
                rf"(?:(?:-|–|\s+to\s+|\s+and\s+)(?P<y2>{year}))?)\b{_NO_COUNT}"
            ),
        ),
        (
            "month",
            rf"\b{anchor}\s+(?:the\s+month\s+of\s+)?(?P<x>(?:{part}[\s-]+)?{month})(?!\s+\d)",
        ),
        ("month", rf"\b{part}[\s-]+{month}(?!\s+\d)"),
    )
    return tuple((kind, compiled(rule)) for kind, rule in rules)


@cache
def _openings() -> tuple[tuple[str, re.Pattern[str]], ...]:
    words = phrases(lexicon("dates")["since"]["clause"])
    lead = r"(?:\s+(?:on|at|from|in|the|about|around|late|early|mid))*\s*$"
    return (
        ("since", compiled(rf"\b(?:ever\s+)?since{lead}")),
        ("since", compiled(rf"\bsince\b(?=[^.;:]*\b{words}\b)[^.;:]{{1,110}}$")),
        ("night", compiled(r"\b(?:on\s+|in\s+|during\s+)?the\s+night\s+of\s+(?:the\s+)?$")),
        ("night", compiled(r"\bovernight\s+(?:on|from|into|to)\s+$")),
        ("until", compiled(r"\b(?:until|till|up\s+to|prior\s+to|before)\s+(?:the\s+)?$")),
        ("after", compiled(r"(?<!\bday )(?<!\bdays )(?<!\bhours )\bafter\s+$")),
        ("around", compiled(r"\b(?:around|about|circa|on\s+or\s+about)\s+$")),
    )


# behind a year these say that it was a number of something
_NO_COUNT = (
    r"(?![,.]?\d|\s*(?:%|percent|km|miles?|met(?:er|re)s|people|troops|soldiers|men|houses|hours"
    r"|GMT|UTC))"
)
# "for most of a day before" is a length
_NO_LENGTH = r"(?<!\bof )(?<!\bfor )(?<!\bthan )"
_UNIT_DAYS = {"hour": 1, "day": 1, "week": 7, "month": 31, "year": 366}
_NEAR_PUBLICATION = {
    "earlier today": (0, 0),
    "today": (0, 0),
    "tonight": (0, 0),
    "this morning": (0, 0),
    "this afternoon": (0, 0),
    "this evening": (0, 0),
    "the day before yesterday": (-2, -2),
    "yesterday": (-1, -1),
    "last night": (-1, 0),
    "overnight": (-1, 0),
    "tomorrow": (1, 1),
}
_NEAR_ANCHOR = {
    "the next day": (1, 1),
    "the following day": (1, 1),
    "the next morning": (1, 1),
    "the day after": (1, 1),
    "a day later": (1, 1),
    "the previous day": (-1, -1),
    "the day before": (-1, -1),
    "the day earlier": (-1, -1),
    "a day earlier": (-1, -1),
    "the previous night": (-1, 0),
    "hours later": (0, 1),
    "hours after": (0, 1),
    "minutes later": (0, 0),
    "hours earlier": (-1, 0),
    "hours before": (-1, 0),
}
_OFFSETS = {
    words.removeprefix("the "): pair for words, pair in (_NEAR_PUBLICATION | _NEAR_ANCHOR).items()
}
