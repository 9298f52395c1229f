"""The dateline: where a story was written, which is not where its events happened."""

import re
from dataclasses import dataclass

_DATELINE = re.compile(
    r"\s*(?P<place>[A-Z][A-Z.'’/ -]{2,40}(?:,\s+[A-Z][A-Za-z.' -]{2,30}?)?)"
    r"(?:,\s*(?:\d{1,2}\s+[A-Za-z]{3,9}|[A-Z][a-z]{2,8}\.?\s+\d{1,2})(?:,?\s+\d{2,4})?)?"
    r"\s*(?:\([^()\n]{2,70}\)\s*(?:-{1,2}|–|—)|\s(?:--|–|—|-)\s)"
    r"(?:\s*\[TEXT\])?\s*"
)


@dataclass(frozen=True, slots=True)
class Dateline:
    """The span of the place of a dateline, and where the story begins behind it."""

    place_start: int
    place_end: int
    body_start: int


def find_dateline(text: str, *, start: int = 0) -> Dateline | None:
    """
    Find the dateline, such as ``BAGHDAD, Feb 5 (Agency) -``.

    Parameters
    ----------
    text
        The text of the report.
    start
        Where the story begins.

    Returns
    -------
    dateline
        Offsets into `text`, null where the story has none.
    """
    match = _DATELINE.match(text, start)
    if match is None:
        return None
    return Dateline(match.start("place"), match.end("place"), match.end())
