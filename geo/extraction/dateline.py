"""The dateline: where a story was written, which is not where its events happened."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from ..models import Location, Mention, MentionKind, Precision
from .places import Site

_DATELINE = re.compile(
    r"\s*(?P<place>[A-Z][A-Z.'’/ -]{2,40}(?:,\s+[A-Z][A-Za-z.' -]{2,30}?)?)"
    r"(?:\s*\([A-Z][A-Za-z .]{1,30}\))?"
    r"(?:,\s*(?:\d{1,2}\s+[A-Za-z]{3,9}|[A-Z][a-z]{2,8}\.?\s+\d{1,2})(?:,?\s+\d{2,4})?)?"
    r"\s*(?:\([^()\n]{2,70}\)\s*(?:-{1,2}|–|—)|\s(?:--|–|—|-)\s)"
    r"(?:\s*\[[A-Z][^\]\n]{2,40}\])*\s*"
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


def dateline_site(dateline: Dateline, mentions: Sequence[Mention]) -> Site | None:
    """
    Give the country of a dateline as the site of incidents that have no other.

    Parameters
    ----------
    dateline
        The dateline of a report.
    mentions
        All mentions of the report.

    Returns
    -------
    site
        The whole country, without a point. Null where the story names other countries more often:
        news of a country is also written in capitals far away.
    """
    places = [mention for mention in mentions if mention.kind is MentionKind.PLACE]
    written = next(
        (m for m in mentions if dateline.place_start <= m.start_char < dateline.place_end), None
    )
    if written is None or len(written.countries) != 1:
        return None
    code = written.countries[0]
    named = Counter(c for m in places if m.start_char >= dateline.body_start for c in m.countries)
    if named and named[code] < max(named.values()):
        return None
    from shapely.geometry import mapping

    from ..reference import country_geometry

    footprint = mapping(country_geometry(code))
    location = Location(
        written.text,
        None,
        code,
        None,
        None,
        Precision.COUNTRY,
        None,
        None,
        None,
        footprint,
        f"country({code})",
        6,
        3,
    )
    country = Mention(
        written.start_char, written.end_char, written.text, MentionKind.PLACE, (code,), location
    )
    return Site((country,))
