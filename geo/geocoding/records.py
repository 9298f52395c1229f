"""A text to rows, one per toponym: ``geoparse``."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Any

from ..errors import ParameterError
from ..gazetteer import lookup
from ..models import MentionKind
from .containment import may_contain
from .location import DECIMALS, radius_m
from .marked import MarkedText
from .ranking import Resolution, by_prior, resolve
from .recognition import LEAST_PROBABILITY, Reading, read_text
from .syntax import Link, Links, Name, Toponym

Record = dict[str, Any]

_GAPS = frozenset({", ", " in ", " (", ", in "})


def geoparse(text: str, spans: Iterable[Sequence[int]] | None = None) -> list[Record]:
    """
    Find the toponyms of a text and say where they are.

    Parameters
    ----------
    text
        The text.
    spans
        Pairs of character offsets (start, end) to resolve, with the rest of the text as context;
        null: every name of a place that is found, adjectives such as "Syrian" left out.

    Returns
    -------
    records
        One per span, in the order given, else one per name in the order of the text:
        ``start_char``, ``end_char``, ``lon``, ``lat`` (degrees on WGS 84, null where unknown),
        ``geonameid`` (null where the gazetteer has none), ``probability`` (0 to 1) and
        ``radius_m`` (metres from the point to the farthest part of the place).

    Raises
    ------
    ParameterError
        If a span does not lie in the text.
    """
    reading = read_text(text)
    if spans is not None:
        return _given(text, [(int(start), int(end)) for start, end in spans], reading)
    records = []
    for found in reading.finds:
        for toponym in found.names:
            if found.kind is MentionKind.NATIONALITY and toponym.is_demonym:
                continue
            probability = reading.resolution.best(toponym)[1]
            if isinstance(found.node, Name) and probability < LEAST_PROBABILITY:
                continue
            records.append(_record(toponym.start, toponym.end, toponym, reading.resolution))
    return sorted(records, key=lambda record: (record["start_char"], record["end_char"]))


def _given(text: str, spans: list[tuple[int, int]], reading: Reading) -> list[Record]:
    """Resolve spans; names found elsewhere in the text are context."""
    named: dict[tuple[int, int], Toponym | None] = {}
    found = {(name.start, name.end): name for find in reading.finds for name in find.names}
    for start, end in spans:
        if not 0 <= start < end <= len(text):
            raise ParameterError(f"`spans`: {(start, end)!r} is no span of the text")
        known = found.get((start, end))
        named[start, end] = known if known is not None else _toponym(text, start, end)
    given = [name for name in named.values() if name is not None]
    others = [
        name
        for name in found.values()
        if not any(name.start < end and start < name.end for start, end in named)
    ]
    names = sorted(given + others, key=lambda name: (name.start, name.end))
    _link_neighbours(text, names, reading.links)
    resolution = resolve(names, reading.links)
    return [_record(start, end, named[start, end], resolution) for start, end in spans]


def _toponym(text: str, start: int, end: int) -> Toponym | None:
    """Look a span up as it stands, then without the type word, article or 's round the name."""
    written = text[start:end]
    candidates = by_prior(lookup(written))
    if candidates:
        return Toponym(start, end, written, candidates)
    marked = MarkedText(written, strict=False)
    for index in range(len(marked.tokens)):
        for toponym, _ in marked.names_at(index):
            return Toponym(start, end, written, toponym.candidates)
    return None


def _link_neighbours(text: str, names: list[Toponym], links: Links) -> None:
    """Note "X, Y" and "X in Y" where X can lie in Y."""
    for inner, outer in pairwise(names):
        gap = text[inner.end : outer.start]
        if gap in _GAPS and may_contain(Name(outer), Name(inner)):
            links.add(inner, Link.INSIDE, outer)


def _record(start: int, end: int, toponym: Toponym | None, resolution: Resolution) -> Record:
    record: Record = {
        "start_char": start,
        "end_char": end,
        "lon": None,
        "lat": None,
        "geonameid": None,
        "probability": None,
        "radius_m": None,
    }
    if toponym is None:
        return record
    place, probability = resolution.best(toponym)
    record.update(
        lon=round(place.lon, DECIMALS),
        lat=round(place.lat, DECIMALS),
        geonameid=place.geonameid,
        probability=round(probability, 3),
        radius_m=radius_m(place),
    )
    return record
