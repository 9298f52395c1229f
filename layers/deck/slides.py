"""The slides of a brief; every number on them comes from `Facts` or from a row of the table."""

from __future__ import annotations

import textwrap
from dataclasses import dataclass
from datetime import datetime

import geopandas as gpd
from lxml.etree import _Element
from pptx.dml.color import RGBColor
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.presentation import Presentation as Deck
from pptx.slide import Slide
from pptx.table import _Cell
from pptx.util import Emu, Pt

from geo import reference
from geo.models import Casualties, Incident, Kind
from geo.table import incidents_to_records

from ..basemap import DISCLAIMER, basemap_for
from ..carto import (
    MAX_MARKS,
    Frame,
    Label,
    LegendEntry,
    Mark,
    Outline,
    Paint,
    draw_scene,
    map_extent,
)
from ..layer import extent_of
from .facts import Facts, counted, day_text, period_text
from .package import SLIDE_HEIGHT_PT, SLIDE_WIDTH_PT
from .shapes import ShapeWriter, xml_safe

MAX_TABLE_ROWS = 12
"""As many rows as fit on a slide at a readable size."""

_INK = "1F2933"
_FAINT = "5B6670"
_WORLD = (-170.0, -58.0, 190.0, 80.0)
_TITLE_LAYOUT, _TITLE_ONLY_LAYOUT = 0, 5
_MARGIN = 36.0
_TELLING_M = 100_000.0
_HEADLINE_BOX = (_MARGIN, 26.0, SLIDE_WIDTH_PT - 2 * _MARGIN, 50.0)
_TITLE_BOX = (72.0, 150.0, SLIDE_WIDTH_PT - 144, 100.0)
_SUBTITLE_BOX = (72.0, 260.0, SLIDE_WIDTH_PT - 144, 110.0)
_PRESETS = {
    "circle": "ellipse",
    "square": "rect",
    "triangle": "triangle",
    "diamond": "diamond",
    "triangle_down": "flowChartMerge",
    "hexagon": "hexagon",
    "star": "star5",
    "cross": "mathMultiply",
}


@dataclass(frozen=True, slots=True)
class Wording:
    """Texts that a person may set; `marking` is null for none."""

    title: str
    as_of: datetime | None
    marking: str | None
    disclaimer: str | None


def add_title_slide(deck: Deck, facts: Facts, wording: Wording) -> None:
    """
    Add the title slide.

    Parameters
    ----------
    deck
        The presentation.
    facts
        The numbers.
    wording
        Title, date of knowledge, marking.
    """
    slide = deck.slides.add_slide(deck.slide_layouts[_TITLE_LAYOUT])
    _write(slide, 0, wording.title, size=36, box=_TITLE_BOX, bold=True)
    lines = [
        f"{counted(facts.rows, 'row', 'rows')}: {_kinds(facts)}",
        f"Period {facts.period}. State of knowledge {day_text(wording.as_of)}.",
        f"Sources: {', '.join(facts.sources[:4]) or 'not stated'}",
    ]
    _write(slide, 1, "\n".join(lines), size=18, box=_SUBTITLE_BOX, colour=_FAINT)
    _finish(slide, facts, wording)


def add_map_slide(
    deck: Deck,
    facts: Facts,
    wording: Wording,
    incidents: gpd.GeoDataFrame,
    bases: gpd.GeoDataFrame | None,
) -> None:
    """
    Add the map, made of native shapes in groups.

    Parameters
    ----------
    deck
        The presentation.
    facts, wording
        The numbers and the texts.
    incidents
        A complete incident table, as ``layers.layer.drawable`` gives it.
    bases
        Base table, or null for none.
    """
    slide = deck.slides.add_slide(deck.slide_layouts[_TITLE_ONLY_LAYOUT])
    headline = f"{facts.drawn:,} of {counted(facts.rows, 'row', 'rows')} on the map"
    if facts.off_rows:
        headline += f"; {facts.off_rows:,} beside it"
        if facts.off_killed:
            headline += f", with {counted(facts.off_killed, 'death', 'deaths')}"
    _write(slide, 0, headline, size=20, bold=True)
    frame = Frame.around(
        map_extent(extent_of(incidents, bases) or _WORLD),
        left=_MARGIN,
        top=84,
        width=660,
        height=396,
    )
    basemap = basemap_for(frame.lonlat_bounds())
    scene, legend = draw_scene(frame, incidents, bases, basemap)
    writer = ShapeWriter(slide.shapes._spTree)  # noqa: SLF001 - python-pptx offers no other way
    groups: dict[str, list[_Element]] = {}
    for item in scene.primitives:
        groups.setdefault(item.group, []).append(_native(writer, item))
    for name, members in groups.items():
        writer.group(name, members)
    _add_legend(writer, facts, legend, with_bases=bases is not None)
    note = f"{frame.projection_name}. {wording.disclaimer or DISCLAIMER}"
    if facts.drawn > MAX_MARKS:
        note = f"The {MAX_MARKS:,} deadliest of {facts.drawn:,} rows are drawn. {note}"
    if scene.dropped_labels:
        unnamed = counted(len(scene.dropped_labels), "base", "bases")
        note = f"No room for the names of {unnamed}. {note}"
    writer.append(
        writer.label(
            note,
            (_MARGIN, 482, SLIDE_WIDTH_PT - 2 * _MARGIN, 14),
            size=8,
            colour=_FAINT,
            wrap=True,
        )
    )
    _finish(slide, facts, wording)


def add_table_slide(
    deck: Deck, facts: Facts, wording: Wording, incidents: gpd.GeoDataFrame
) -> None:
    """
    Add the table of rows: all of them, or the deadliest in the order of time.

    Parameters
    ----------
    deck
        The presentation.
    facts, wording
        The numbers and the texts.
    incidents
        A complete incident table with the columns of ``geo.joins`` where they were joined.
    """
    slide = deck.slides.add_slide(deck.slide_layouts[_TITLE_ONLY_LAYOUT])
    headline = f"{_kinds(facts)}; {counted(facts.total.killed, 'death', 'deaths')} known"
    if facts.total.killed_unknown:
        headline += f", {facts.total.killed_unknown:,} without a number"
    _write(slide, 0, headline[:1].upper() + headline[1:], size=20, bold=True)
    chosen = incidents
    if len(incidents) > MAX_TABLE_ROWS:
        order = incidents["killed_best"].fillna(-1).sort_values(ascending=False, kind="stable")
        chosen = incidents.loc[order.index[:MAX_TABLE_ROWS]]
    chosen = chosen.sort_values("start", kind="stable", na_position="last")
    columns = ("Date", "What", "Where", "How surely", "Killed", "Nearest base")
    widths = (130, 170, 240, 120, 78, 150)
    shape = slide.shapes.add_table(
        len(chosen) + 1, len(columns), Pt(_MARGIN), Pt(84), Pt(sum(widths)), Pt(20)
    )
    shape.name = "Rows"
    shape._element.nvGraphicFramePr.cNvPr.set(  # noqa: SLF001 - alternative text has no other way
        "descr", f"Table of {counted(len(chosen), 'row', 'rows')} of {facts.rows:,}"
    )
    table = shape.table
    for index, (column, width) in enumerate(zip(columns, widths, strict=True)):
        table.columns[index].width = Emu(Pt(width))
        _cell(table.cell(0, index), column, header=True)
    rows = zip(incidents_to_records(chosen), _nearest_bases(chosen), strict=True)
    for number, (incident, base) in enumerate(rows, start=1):
        for index, text in enumerate(_row_texts(incident, base)):
            _cell(table.cell(number, index), text)
    if len(chosen) < len(incidents):
        writer = ShapeWriter(slide.shapes._spTree)  # noqa: SLF001 - as above
        text = f"The {len(chosen)} deadliest of {facts.rows:,} rows, in the order of time."
        writer.append(
            writer.label(
                text, (_MARGIN, 482, SLIDE_WIDTH_PT - 2 * _MARGIN, 14), size=9, colour=_FAINT
            )
        )
    _finish(slide, facts, wording)


def _kinds(facts: Facts) -> str:
    parts = [counted(facts.total.incidents, "incident", "incidents")]
    if facts.total.same:
        parts[0] += f" ({facts.total.same:,} more proposed to be the same)"
    if facts.series:
        parts.append(f"{facts.series:,} series")
    if facts.aggregates:
        parts.append(counted(facts.aggregates, "stated total", "stated totals"))
    return ", ".join(parts)


def _row_texts(incident: Incident, nearest_base: str) -> tuple[str, ...]:
    what = incident.event_type or incident.title or "not stated"
    if incident.kind is Kind.AGGREGATE:
        low = incident.count_low
        what += ", a stated total" if low is None else f", {low:,} or more"
    elif incident.kind is Kind.SERIES:
        what += ", several"
    surely = str(incident.precision)
    if incident.uncertainty_m is not None:
        surely += f", {incident.uncertainty_m / 1000:,.0f} km"
    return (
        period_text(incident.start, incident.end),
        what,
        incident.place or "not stated",
        surely,
        _killed(incident.casualties),
        nearest_base,
    )


def _killed(casualties: Casualties) -> str:
    low, best = casualties.killed_low, casualties.killed_best
    if best is None:
        return "unknown" if low is None else f"{low:,} or more"
    return f"{best:,}" if low in {None, best} else f"{best:,} ({low:,} or more)"


def _nearest_bases(incidents: gpd.GeoDataFrame) -> list[str]:
    """Name the nearest base and its distance, where they were joined and are known."""
    if "nearest_base" not in incidents:
        return ["–"] * len(incidents)
    columns = ("nearest_base", "base_distance_m", "base_distance_min_m", "base_distance_max_m")
    cells = incidents[list(columns)].astype(object)
    return [_distance(*row) for row in cells.where(cells.notna(), None).to_numpy().tolist()]


def _distance(
    name: str | None, centre_m: float | None, min_m: float | None, max_m: float | None
) -> str:
    if name is None or centre_m is None:
        return "–"
    if min_m is None or max_m is None:
        return f"{name}, {centre_m / 1000:,.0f} km"
    if max_m - min_m > _TELLING_M:
        return "too vague to say"
    return f"{name}, {min_m / 1000:,.0f} to {max_m / 1000:,.0f} km"


def _native(writer: ShapeWriter, item: Outline | Mark | Label) -> _Element:
    if isinstance(item, Outline):
        return writer.freeform(
            item.rings, item.paint, name=item.name, alt=item.alt, closed=item.closed
        )
    if isinstance(item, Mark):
        box = (item.x - item.size / 2, item.y - item.size / 2, item.size, item.size)
        return writer.preset(_PRESETS[item.shape], box, item.paint, name=item.name, alt=item.alt)
    return writer.label(
        item.text, item.box, size=item.size, colour=item.colour, align=item.align, bold=item.bold
    )


def _add_legend(
    writer: ShapeWriter, facts: Facts, legend: list[LegendEntry], *, with_bases: bool
) -> None:
    left, top, width = 712.0, 84.0, SLIDE_WIDTH_PT - _MARGIN - 712.0
    members: list[_Element] = []

    def line(text: str, *, bold: bool = False, indent: float = 0.0, height: float = 17.0) -> None:
        nonlocal top
        members.append(
            writer.label(
                text, (left + indent, top, width - indent, height), size=11, colour=_INK, bold=bold
            )
        )
        top += height

    line("On the map", bold=True)
    for entry in legend[:9]:
        paint = Paint(fill=entry.colour, line="1A1A1A", width=0.5)
        members.append(
            writer.preset(_PRESETS[entry.shape], (left, top + 4, 9, 9), paint, name=entry.label)
        )
        line(f"{entry.label} ({entry.count:,})", indent=16)
    if len(legend) > 9:
        line(f"{len(legend) - 9} further types", indent=16)
    if with_bases:
        paint = Paint(fill="FFFFFF", line="1F3A5F", width=1.2)
        members.append(writer.preset("rect", (left + 1, top + 5, 7, 7), paint, name="Base"))
        line("base", indent=16)
    line("dashed outline: the area meant", indent=16)
    if facts.off:
        top += 8
        line("Not on the map", bold=True)
        for item in facts.off:
            text = f"{item.rows:,}: {item.label}"
            if item.killed:
                text += f" ({counted(item.killed, 'death', 'deaths')})"
            for part in textwrap.wrap(text, 40):
                line(part, height=15)
    writer.group("Legend", members)


def _write(
    slide: Slide,
    index: int,
    text: str,
    *,
    size: float,
    box: tuple[float, float, float, float] = _HEADLINE_BOX,
    bold: bool = False,
    colour: str = _INK,
) -> None:
    placeholder = slide.placeholders[index]
    frame = placeholder.text_frame
    frame.word_wrap = True
    frame.text = xml_safe(text)
    for paragraph in frame.paragraphs:
        paragraph.alignment = PP_ALIGN.LEFT
        for run in paragraph.runs:
            run.font.size = Pt(size)
            run.font.bold = bold
            run.font.color.rgb = RGBColor(*bytes.fromhex(colour))  # type: ignore[no-untyped-call]
    left, top, width, height = (Emu(Pt(value)) for value in box)
    placeholder.left, placeholder.top, placeholder.width, placeholder.height = (
        left,
        top,
        width,
        height,
    )
    frame.vertical_anchor = MSO_ANCHOR.MIDDLE


def _cell(cell: _Cell, text: str, *, header: bool = False) -> None:
    cell.text = xml_safe(text)
    cell.margin_top = cell.margin_bottom = Emu(Pt(3))
    cell.margin_left = cell.margin_right = Emu(Pt(5))
    for paragraph in cell.text_frame.paragraphs:
        for run in paragraph.runs:
            run.font.size = Pt(11)
            run.font.bold = header


def _finish(slide: Slide, facts: Facts, wording: Wording) -> None:
    """Put the marking on top, sources at the bottom, the counts in the notes."""
    writer = ShapeWriter(slide.shapes._spTree)  # noqa: SLF001 - as above
    if wording.marking:
        box = (_MARGIN, 6.0, SLIDE_WIDTH_PT - 2 * _MARGIN, 16.0)
        writer.append(
            writer.label(wording.marking, box, size=11, colour=_INK, align="ctr", bold=True)
        )
    credits_ = " ".join(reference.ATTRIBUTIONS)
    box = (_MARGIN, SLIDE_HEIGHT_PT - 42, SLIDE_WIDTH_PT - 2 * _MARGIN, 32.0)
    text = f"As of {day_text(wording.as_of)}. Times are civil time at the place.\n{credits_}"
    writer.append(writer.label(text, box, size=8, colour=_FAINT, wrap=True, name="Sources"))
    notes = slide.notes_slide.notes_text_frame
    if notes is not None:
        off = "; ".join(f"{item.rows} {item.label}" for item in facts.off) or "none"
        notes.text = xml_safe(
            f"Rows {facts.rows}: {_kinds(facts)}. Drawn {facts.drawn}. Off the map: {off}. "
            f"Killed, best estimates of single incidents: {facts.total.killed} known, "
            f"{facts.total.killed_unknown} rows unknown. Coordinates are WGS 84, longitude first."
        )
