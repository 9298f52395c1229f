"""Briefing slides: native, editable shapes, charts and tables, every number computed."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import geopandas as gpd

from geo.errors import ParameterError
from geo.files import write_bytes

from ..layer import as_of_date, drawable
from . import story, story_end, story_place
from .claims import unmatched_numbers
from .data import Data, gather
from .facts import compute_facts
from .package import new_deck, package_bytes
from .spec import DeckSpec, Input, SlideSpec, Wording
from .write import write_slides

__all__ = ["SLIDES", "Brief", "DeckSpec", "Input", "build_deck", "plan_deck"]

_Made = SlideSpec | list[SlideSpec] | None
_STORYLINE: dict[str, Callable[[Data], _Made]] = {
    "title": story.title_slide,
    "judgements": story.judgements_slide,
    "map": story_place.map_slides,
    "timeline": story.timeline_slide,
    "actors": story.actors_slide,
    "severity": story.severity_slide,
    "proximity": story_place.proximity_slides,
    "bases": story_place.base_slides,
    "change": story_end.change_slide,
    "panels": story_place.panel_slides,
    "confidence": story_end.confidence_slide,
    "method": story_end.method_slide,
    "annex": story_end.annex_slides,
}

SLIDES = tuple(_STORYLINE)
"""The kinds of slides, in the order of the story; each may be left out."""


@dataclass(frozen=True, slots=True)
class Brief:
    """
    A finished deck; `content` is the .pptx file.

    `flagged` are the numbers in a person's own sentences that no computed value matches.
    """

    content: bytes
    flagged: tuple[str, ...] = ()

    def save(self, path: str | Path) -> None:
        """
        Write the deck.

        Parameters
        ----------
        path
            The .pptx file; what was there is replaced only when all went well.

        Raises
        ------
        OutputError
            If the file cannot be written.
        """
        write_bytes(Path(path), self.content)


def plan_deck(  # noqa: PLR0913 - as build_deck
    incidents: gpd.GeoDataFrame,
    bases: gpd.GeoDataFrame | None = None,
    *,
    title: str | None = None,
    as_of: datetime | None = None,
    marking: str | None = None,
    disclaimer: str | None = None,
    slides: Sequence[str] | None = None,
    period: str | None = None,
    covered: tuple[datetime | None, datetime | None] = (None, None),
    judgements: Sequence[str] = (),
    inputs: Sequence[tuple[str, str]] = (),
    filters: Sequence[str] = (),
) -> DeckSpec:
    """
    Compute what a brief says, before any file format.

    Parameters
    ----------
    incidents, bases, title, as_of, marking, disclaimer, slides, period, covered, judgements
        As `build_deck`.
    inputs, filters
        As `build_deck`.

    Returns
    -------
    spec
        Slides in the order of the story; those that the data has nothing for are left out.

    Raises
    ------
    CrsError, SchemaError, ParameterError
        As `build_deck`.
    """
    slides = SLIDES if slides is None else slides
    strange = sorted(set(slides) - set(SLIDES))
    if strange or not slides:
        raise ParameterError(
            f"`slides` is {', '.join(strange) or 'empty'!r}; there are {', '.join(SLIDES)}"
        )
    table = drawable(incidents)
    facts = compute_facts(table)
    as_of = as_of or as_of_date(table)
    heading = title or f"Incidents, {facts.period}"
    wording = Wording(heading, as_of, marking, disclaimer, tuple(judgements))
    data = gather(table, bases, facts, wording, period=period, covered=covered, filters=filters)
    made: list[SlideSpec] = []
    for name, make in _STORYLINE.items():
        if name in slides:
            one = make(data)
            made += one if isinstance(one, list) else [] if one is None else [one]
    claims = [claim for slide in made for claim in slide.claims]
    flagged = [number for text in judgements for number in unmatched_numbers(text, claims)]
    for number in flagged:
        logging.getLogger(__name__).warning(
            "the number %s in your judgements matches no computed value", number
        )
    return DeckSpec(wording, tuple(made), tuple(Input(*item) for item in inputs), tuple(flagged))


def build_deck(  # noqa: PLR0913 - one argument for each choice of the command
    incidents: gpd.GeoDataFrame,
    bases: gpd.GeoDataFrame | None = None,
    *,
    title: str | None = None,
    as_of: datetime | None = None,
    marking: str | None = None,
    disclaimer: str | None = None,
    slides: Sequence[str] | None = None,
    period: str | None = None,
    covered: tuple[datetime | None, datetime | None] = (None, None),
    judgements: Sequence[str] = (),
    inputs: Sequence[tuple[str, str]] = (),
    filters: Sequence[str] = (),
    template: str | Path | None = None,
) -> Brief:
    """
    Build a brief of native slides.

    Parameters
    ----------
    incidents
        GeoDataFrame in EPSG:4326, longitude first; missing columns count as unknown. Not modified.
    bases
        Base table in EPSG:4326; null draws none.
    title
        Title of the brief; composed from the period where null.
    as_of
        State of knowledge, civil time; the latest date in the data where null.
    marking
        Text on top and at the foot of every slide; null for none.
    disclaimer
        Replaces the note on borders and names.
    slides
        Kinds of slides to make, words of `SLIDES`, all where null; in the order of the story.
    period
        ``week``, ``month`` or ``year`` for timeline, change and panels; null chooses.
    covered
        What time the data covers, civil, half-open: periods beyond are marked as partial; null
        takes the first start or the last end in the data.
    judgements
        Own sentences for the key judgements; numbers in them that match no computed value are
        flagged in the notes, in `Brief.flagged` and in the log.
    inputs
        Name and SHA-256 of the files that the table was read from, for the notes.
    filters
        Words on how the rows were chosen, for the notes and the method.
    template
        A .pptx whose master, layouts and theme to use; null takes our own.

    Returns
    -------
    brief
        The deck; the same input gives the same bytes.

    Raises
    ------
    CrsError
        If a table is not in EPSG:4326.
    SchemaError
        If a column holds a value that it must not hold.
    ParameterError
        If `slides` or `period` holds an unknown word.
    InputError
        If the template cannot be read or has no layout with a title.
    """
    spec = plan_deck(
        incidents, bases, title=title, as_of=as_of, marking=marking, disclaimer=disclaimer,
        slides=slides, period=period, covered=covered, judgements=judgements, inputs=inputs,
        filters=filters,
    )  # fmt: skip
    deck = new_deck(
        title=spec.wording.title,
        as_of=spec.wording.as_of,
        template=None if template is None else Path(template),
    )
    write_slides(deck, spec)
    return Brief(package_bytes(deck), spec.flagged)
