"""Briefing slides: native, editable shapes, charts and tables, every number computed."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import geopandas as gpd

from geo.errors import ParameterError
from geo.files import write_bytes

from ..carto import Naming
from ..layer import as_of_date, drawable
from . import story, story_end, story_place, story_what
from .claims import unmatched_numbers
from .data import Data, gather
from .direction import reads_right_to_left
from .package import describe_deck, open_deck, package_bytes, page_of
from .spec import DeckSpec, Input, Origin, Page, SlideSpec, Wording
from .write import write_slides

__all__ = ["SLIDES", "Brief", "DeckSpec", "Input", "build_deck", "plan_deck"]

_NO_ORIGIN, _WIDE = Origin(), Page()

_Made = SlideSpec | list[SlideSpec] | None
_STORYLINE: dict[str, Callable[[Data], _Made]] = {
    "title": story.title_slide,
    "judgements": story.judgements_slide,
    "map": story_place.map_slides,
    "timeline": story_what.timeline_slide,
    "actors": story_what.actors_slide,
    "severity": story_what.severity_slide,
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
    table: gpd.GeoDataFrame,
    bases: gpd.GeoDataFrame | None,
    wording: Wording,
    *,
    slides: Sequence[str] | None = None,
    period: str | None = None,
    covered: tuple[datetime | None, datetime | None] = (None, None),
    history: gpd.GeoDataFrame | None = None,
    origin: Origin = _NO_ORIGIN,
    page: Page = _WIDE,
) -> DeckSpec:
    """
    Compute what a brief says, before any file format.

    Parameters
    ----------
    table
        A complete incident table, as ``layers.layer.drawable`` gives it.
    bases
        As `build_deck`.
    wording
        Texts; an empty title is composed from the period.
    slides, period, covered, history
        As `build_deck`; the history is a complete incident table too.
    origin, page
        How the deck came about, and what it is made for.

    Returns
    -------
    spec
        Slides in the order of the story; those that the data has nothing for are left out.

    Raises
    ------
    ParameterError
        As `build_deck`.
    """
    slides = SLIDES if slides is None else slides
    strange = sorted(set(slides) - set(SLIDES))
    if strange or not slides:
        raise ParameterError(
            f"`slides` is {', '.join(strange) or 'empty'!r}; there are {', '.join(SLIDES)}"
        )
    data = gather(
        table, bases, wording,
        period=period, covered=covered, history=history, origin=origin, page=page,
    )  # fmt: skip
    made: list[SlideSpec] = []
    for name, make in _STORYLINE.items():
        if name in slides:
            one = make(data)
            made += one if isinstance(one, list) else [] if one is None else [one]
    claims = [claim for slide in made for claim in slide.claims]
    flagged = [n for text in wording.judgements for n in unmatched_numbers(text, claims)]
    for number in flagged:
        logging.getLogger(__name__).warning(
            "the number %s in your judgements matches no computed value", number
        )
    facts = data.facts
    counts = (
        f"Rows after filters: {facts.rows:,}; incidents, each once: {facts.total.incidents:,};"
        f" drawn on maps: {facts.drawn:,}; beside them: {facts.off_rows:,}."
    )
    return DeckSpec(data.wording, tuple(made), origin, page, counts, tuple(flagged))


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
    history: gpd.GeoDataFrame | None = None,
    judgements: Sequence[str] = (),
    names: Mapping[str, str] | None = None,
    lang: str = "en",
    inputs: Sequence[tuple[str, str]] = (),
    filters: Sequence[str] = (),
    command: str = "",
    point_of_view: str = "de_facto",
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
    history
        Incident table that reaches back before `covered`, for the change slide: where both ends
        are known and it covers the equal time before, that is what is compared. Null compares the
        last two complete periods.
    judgements
        Own sentences for the key judgements; numbers in them that match no computed value are
        flagged in the notes, in `Brief.flagged` and in the log.
    names
        Names to write on maps, keyed by the packaged name of a place or a country's ISO 3166-1
        code; an empty text leaves it without a name.
    lang
        Language (BCP 47) of the texts for spelling and fonts, and of country names where they are
        packaged: ar, es, fr, he, ru. One that is read from the right mirrors the slides: texts,
        tables, legends and charts run from the right, Arabic and Hebrew are marked as such and
        set apart from Latin letters among them. The fixed sentences of a brief stay English.
    inputs
        Name and SHA-256 of the files that the table was read from, for the notes.
    filters
        Words on how the rows were chosen, for the notes and the method.
    command
        How the deck was made, for the notes, without output, folders and names of users.
    point_of_view
        Whom disputed ground counts to, for the notes and the method.
    template
        A .pptx whose slide size, master, layouts and theme to use; null takes our own.

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
        If the template cannot be read, is too small, or has no layout with a title.
    """
    table = drawable(incidents)
    as_of = as_of or as_of_date(table)
    naming = Naming(names or {}, lang)
    wording = Wording(title or "", as_of, marking, disclaimer, tuple(judgements), naming)
    deck = open_deck(None if template is None else Path(template))
    page = page_of(deck, mirrored=reads_right_to_left(lang))
    origin = Origin(tuple(Input(*item) for item in inputs), tuple(filters), command, point_of_view)
    spec = plan_deck(
        table, bases, wording, slides=slides, period=period, covered=covered,
        history=None if history is None else drawable(history), origin=origin, page=page,
    )  # fmt: skip
    describe_deck(deck, title=spec.wording.title, as_of=as_of, lang=lang)
    write_slides(deck, spec)
    return Brief(package_bytes(deck), spec.flagged)
