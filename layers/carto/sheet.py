"""One static map on a page of its own: title, map, legend, notes; SVG, PNG or PDF."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import geopandas as gpd

from geo.errors import ParameterError
from geo.files import write_bytes

from ..basemap import DISCLAIMER
from ..layer import as_of_date, drawable, off_map, totals
from .draw import draw_scene, drawn_extent
from .frame import Frame
from .legend import draw_legend
from .naming import Naming
from .picture import picture_bytes
from .scene import Label, Outline, Paint, Scene
from .svg import svg_bytes
from .text import clipped, wrap

PAGE = (960.0, 540.0)
"""Width and height in points: 13.33 by 7.5 inches, as a slide."""

_MARGIN = 24.0
_LEGEND = 190.0
_INK, _FAINT = "1F2933", "5B6670"


@dataclass(frozen=True, slots=True)
class StaticMap:
    """A finished map on a page; `scene` is in points, `title` its accessible name."""

    scene: Scene
    title: str

    def content(self, kind: str) -> bytes:
        """
        Give the file.

        Parameters
        ----------
        kind
            ``svg``, ``png`` or ``pdf``.

        Returns
        -------
        content
            The same map gives the same bytes.

        Raises
        ------
        ParameterError
            If the kind is another.
        MissingDependencyError
            If matplotlib is missing, for PNG and PDF.
        """
        if kind == "svg":
            return svg_bytes(self.scene, *PAGE, title=self.title)
        if kind not in {"png", "pdf"}:
            raise ParameterError(f"`kind` is {kind!r}; a static map is svg, png or pdf")
        return picture_bytes(self.scene, *PAGE, kind=kind, title=self.title)

    def save(self, path: str | Path) -> None:
        """
        Write the map.

        Parameters
        ----------
        path
            A file that ends in .svg, .png or .pdf; what was there is replaced only when all went
            well.

        Raises
        ------
        ParameterError
            If it ends otherwise.
        MissingDependencyError
            If matplotlib is missing, for PNG and PDF.
        OutputError
            If the file cannot be written.
        """
        path = Path(path)
        write_bytes(path, self.content(path.suffix.lower().removeprefix(".")))


def build_static_map(
    incidents: gpd.GeoDataFrame,
    bases: gpd.GeoDataFrame | None = None,
    *,
    title: str | None = None,
    as_of: datetime | None = None,
    marking: str | None = None,
    disclaimer: str | None = None,
    lang: str = "en",
    names: Mapping[str, str] | None = None,
) -> StaticMap:
    """
    Draw one map on a page, to be sent beside the HTML.

    Parameters
    ----------
    incidents
        GeoDataFrame in EPSG:4326, longitude first; missing columns count as unknown. Not modified.
    bases
        Base table in EPSG:4326; null draws none.
    title
        Heading; the counts where null.
    as_of
        State of knowledge, civil time; the latest date in the data where null.
    marking
        Text on top; null for none.
    disclaimer
        Replaces the note on borders and names.
    lang
        Language of the names of countries: ar, es, fr, he or ru; any other gives English ones.
    names
        Names to write instead, keyed by the packaged name or a country's ISO 3166-1 code.

    Returns
    -------
    picture
        The map.

    Raises
    ------
    CrsError
        If a table is not in EPSG:4326.
    SchemaError
        If a column holds a value that it must not hold.
    """
    table = drawable(incidents)
    as_of = as_of or as_of_date(table)
    total, off = totals(table), off_map(table)
    counted = f"{total.incidents:,} incidents, {total.killed:,} deaths known"
    if off:
        rows, killed = sum(item.rows for item in off), sum(item.killed for item in off)
        counted += f"; of all rows {rows:,} are not on the map, with {killed:,} deaths"
    frame = Frame.around(
        drawn_extent(table, bases),
        left=_MARGIN,
        top=66,
        width=PAGE[0] - 2 * _MARGIN - _LEGEND - 14,
        height=402,
    )
    scene, drawn = draw_scene(frame, table, bases, naming=Naming(names or {}, lang))
    legend_left = frame.left + frame.width + 14
    draw_legend(scene, drawn, off, left=legend_left, top=66, width=_LEGEND)
    heading = title or counted
    paper = [(0.0, 0.0), (PAGE[0], 0.0), PAGE, (0.0, PAGE[1]), (0.0, 0.0)]
    scene.primitives.insert(0, Outline("Paper", [paper], Paint(fill="FFFFFF"), "Paper"))
    room = PAGE[0] - 2 * _MARGIN
    add = scene.primitives.append
    if marking:
        text = clipped(marking, room, 11, bold=True)
        add(Label("Text", text, (_MARGIN, 6, room, 14), 11, _INK, "ctr", True))
    text = clipped(heading, room, 19, bold=True)
    add(Label("Text", text, (_MARGIN, 20, room, 24), 19, _INK, "l", True))
    day = "not stated" if as_of is None else f"{as_of.day} {as_of:%b} {as_of.year}"
    under = f"{counted if title else ''}{'. ' if title else ''}State of knowledge {day}."
    add(Label("Text", clipped(under, room, 11), (_MARGIN, 45, room, 14), 11, _FAINT))
    notes = " ".join(map_notes(scene, frame, disclaimer))
    for number, line in enumerate(wrap(notes, room, 8)[:5]):
        add(Label("Text", line, (_MARGIN, 474 + 11 * number, room, 11), 8, _FAINT))
    return StaticMap(scene, heading)


def map_notes(scene: Scene, frame: Frame, disclaimer: str | None) -> list[str]:
    """
    Give the sentences at the foot of a map.

    Parameters
    ----------
    scene
        A finished map.
    frame
        Its frame.
    disclaimer
        Replaces the note on borders and names; null for the usual one.

    Returns
    -------
    sentences
        What was drawn together or left without a name, the projection, borders, sources.
    """
    notes = list(scene.notes)
    if scene.dropped_labels:
        number = len(scene.dropped_labels)
        notes.append(f"No room for the names of {number:,} {'base' if number == 1 else 'bases'}.")
    from geo import reference

    credited = "; ".join(reference.ATTRIBUTIONS)
    return [*notes, f"{frame.projection_name}.", disclaimer or DISCLAIMER, f"{credited}."]
