"""A text to rows, one per toponym: ``geoparse``."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from ..models import MentionKind
from .doubt import probability_here, reach_m
from .location import DECIMALS
from .ranking import Resolution
from .recognition import LEAST_PROBABILITY, Reading, read_text
from .spans import resolve_spans
from .syntax import Name, Toponym

Record = dict[str, Any]

_UNKNOWN: Record = dict.fromkeys(("lon", "lat", "geonameid", "probability", "radius_m"))


def geoparse(
    text: str,
    spans: Iterable[Sequence[int]] | None = None,
    *,
    demonyms: bool = False,
    model: str = "auto",
) -> list[Record]:
    """
    Find the toponyms of a text and say where they are.

    Parameters
    ----------
    text
        The text.
    spans
        Pairs of character offsets (start, end) to resolve, with the rest of the text as context;
        null: every name of a place that is found.
    demonyms
        Whether names of nations such as "Syrian" are told too, each as its country; only
        without `spans`.
    model
        Whether spaCy helps to find names: ``"auto"`` where the extra ``nlp`` is installed,
        ``"spacy"``, or ``"none"`` for records that do not depend on what is installed. Names
        that it alone finds and the gazetteer does not know have nulls. Spans that are given are
        resolved without it.

    Returns
    -------
    records
        One per span, in the order given, else one per name in the order of the text:
        ``start_char``, ``end_char``, ``lon``, ``lat`` (degrees on WGS 84, null where unknown),
        ``geonameid`` (null where the gazetteer has none), ``probability`` (0 to 1, that the place
        meant is this one or lies at the same spot) and ``radius_m`` (metres from the point to
        the farthest part of the place, and of others that are about as likely).

    Raises
    ------
    ParameterError
        If a span does not lie in the text or `model` is unknown.
    MissingDependencyError
        If `model` is ``"spacy"`` and the extra is not installed.
    """
    reading = read_text(text, model=model if spans is None else "none")
    if spans is not None:
        return _given(text, [(int(start), int(end)) for start, end in spans], reading)
    answers = _Answers(reading.resolution)
    records = []
    for found in reading.finds:
        if found.kind is MentionKind.PLACE and found.node is None and not found.names:
            records.append(answers.record(found.start, found.end, None))
        for toponym in found.names:
            if toponym.is_demonym and not demonyms:
                continue
            probability = reading.resolution.best(toponym)[1]
            if isinstance(found.node, Name) and probability < LEAST_PROBABILITY:
                continue
            records.append(answers.record(toponym.start, _end(text, toponym), toponym))
    return sorted(records, key=lambda record: (record["start_char"], record["end_char"]))


def _end(text: str, toponym: Toponym) -> int:
    """Give the end of the name itself: a class in small letters behind it is no part of it."""
    end = toponym.start + len(toponym.text)
    behind = text[end : toponym.end]
    return end if behind.islower() and text.startswith(toponym.text, toponym.start) else toponym.end


def _given(text: str, spans: list[tuple[int, int]], reading: Reading) -> list[Record]:
    """Resolve spans; names found elsewhere in the text are context."""
    named, resolution = resolve_spans(text, spans, reading)
    answers = _Answers(resolution)
    return [answers.record(start, end, named[start, end]) for start, end in spans]


class _Answers:
    """What each name means as the fields of a record, worked out once for all its uses."""

    def __init__(self, resolution: Resolution) -> None:
        self._resolution = resolution
        self._known: dict[int, Record] = {}

    def record(self, start: int, end: int, toponym: Toponym | None) -> Record:
        """Give the record of a span; nulls where no name is known there."""
        answer = _UNKNOWN if toponym is None else self._answer(toponym)
        return {"start_char": start, "end_char": end, **answer}

    def _answer(self, toponym: Toponym) -> Record:
        readings = self._resolution.readings(toponym)
        # equal names share their readings, which live as long as the resolution
        if id(readings) not in self._known:
            place = readings[0][0]
            self._known[id(readings)] = {
                "lon": round(place.lon, DECIMALS),
                "lat": round(place.lat, DECIMALS),
                "geonameid": place.geonameid,
                "probability": round(probability_here(readings), 3),
                "radius_m": round(reach_m(readings), 1),
            }
        return self._known[id(readings)]
