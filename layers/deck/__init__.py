"""Briefing slides: native, editable shapes and tables, every number computed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import geopandas as gpd

from geo.files import write_bytes

from ..layer import as_of_date, drawable
from .facts import compute_facts
from .package import new_deck, package_bytes
from .slides import Wording, add_map_slide, add_table_slide, add_title_slide

__all__ = ["Brief", "build_deck"]


@dataclass(frozen=True, slots=True)
class Brief:
    """A finished deck; `content` is the .pptx file."""

    content: bytes

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


def build_deck(
    incidents: gpd.GeoDataFrame,
    bases: gpd.GeoDataFrame | None = None,
    *,
    title: str | None = None,
    as_of: datetime | None = None,
    marking: str | None = None,
    disclaimer: str | None = None,
) -> Brief:
    """
    Build a brief of three slides: title, map, table.

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
        Text on top of every slide; null for none.
    disclaimer
        Replaces the note on borders and names.

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
    """
    table = drawable(incidents)
    facts = compute_facts(table)
    as_of = as_of or as_of_date(table)
    wording = Wording(title or f"Incidents, {facts.period}", as_of, marking, disclaimer)
    deck = new_deck(title=wording.title, as_of=as_of)
    add_title_slide(deck, facts, wording)
    add_map_slide(deck, facts, wording, table, bases)
    add_table_slide(deck, facts, wording, table)
    return Brief(package_bytes(deck))
