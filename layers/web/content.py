"""What a page holds besides its code: the data blocks and the texts around the map."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from geo.models import Background, Note, Report
from geo.table import as_base_table

from .. import style
from ..basemap import DISCLAIMER, Basemap, Boundary, Extent, PlaceName
from ..layer import DRAWN, REASONS, LayerKind, MapLayer, OffMap, how_shown, off_map, totals
from .names import Names, names_around
from .pack import as_json_block, pack_paths
from .rows import STEPS_PER_DEGREE, PackedRows, pack_rows

SOFTWARE = "Map library: Leaflet (BSD 2-Clause)"
"""Named on the page beside the sources of the data; its licence text stands in the package."""

_COARSE_STEPS = 200
_FINE_STEPS = 2_000
_NAME_STEPS = 10_000
_MOST_NOTES = 200
_ROWS_OF_A_DATASET = 20
_MOST_DATA_SOURCES = 20
_CREDITED = 3
_WORLD = (-140.0, -50.0, 160.0, 65.0)
_TIME_NOTE = (
    "Times are civil times at the place, as reported; a date without a clock time is the whole day."
    " A row known only to a week, month or year counts in every window that it may lie in."
)


@dataclass(frozen=True, slots=True)
class Wording:
    """What a person wants on the page: null where nothing was asked for."""

    title: str | None
    as_of: date | datetime | None
    marking: str | None
    disclaimer: str | None
    window: tuple[datetime | None, datetime | None] | None


@dataclass(frozen=True, slots=True)
class Context:
    """What was read beside the incidents and is told on the page."""

    notes: Sequence[Note]
    reports: Sequence[Report]
    background: Sequence[Background]


def page_blocks(
    layers: Sequence[MapLayer],
    incidents: gpd.GeoDataFrame,
    basemap: Basemap,
    extent: Extent | None,
    wording: Wording,
    context: Context,
) -> dict[str, str]:
    """
    Make the data blocks of a page.

    Parameters
    ----------
    layers
        What can be switched, bottom first.
    incidents
        A complete incident table, as ``layers.layer.drawable`` gives it.
    basemap
        What lies under the incidents.
    extent
        What to show first; null when nothing is drawn.
    wording
        Title, date and marks.
    context
        Reports, notes and background.

    Returns
    -------
    blocks
        Name to text of each block; the one named ``config`` describes the others.
    """
    packed = pack_rows(incidents)
    bases = next((layer.table for layer in layers if layer.kind == LayerKind.BASES), None)
    base_rows, base_shapes = _bases(bases)
    title = wording.title or _default_title(packed.period)
    headline = _headline(incidents, packed.period, wording.as_of)
    data = _data_sources(incidents)
    config = {
        "title": title,
        "headline": headline,
        "as_of": None if wording.as_of is None else _day_text(wording.as_of),
        "citation": f"{title}. {headline}. Made with sitmap.",
        "marking": wording.marking,
        "empty": _empty_note(incidents),
        "credit": _credit(basemap, wording.disclaimer, data),
        "data": data,
        "disclaimer": wording.disclaimer or DISCLAIMER,
        "time_note": _TIME_NOTE,
        "view": list(extent or _WORLD),
        "palettes": {
            "light": dataclasses.asdict(style.LIGHT),
            "dark": dataclasses.asdict(style.DARK),
        },
        "layers": [*map(_layer, layers), *_drawn_by_the_page(bases is not None)],
        "shown_words": sorted(packed.shown),
        "off_map": [
            {"word": packed.words.index(item.reason), "label": REASONS[item.reason]}
            for item in off_map(incidents)
        ],
        "incidents": _incident_layout(packed, wording.window),
        "bases": base_rows,
        "basemap": _basemap_layout(basemap),
        "reports": [_report(report) for report in context.reports],
        "notes": [
            {"source": note.source, "row": note.row, "field": note.field, "message": note.message}
            for note in context.notes[:_MOST_NOTES]
        ],
        "more_notes": max(0, len(context.notes) - _MOST_NOTES),
        "background": [f"{item.text} ({item.reason})" for item in context.background],
        "attributions": [*basemap.attributions, SOFTWARE],
    }
    return {
        "config": as_json_block(config),
        "rows": packed.rows.block,
        "sites": packed.sites.block,
        "names": as_json_block(_names(names_around(basemap, _points(incidents, bases)))),
        "shapes": packed.shapes,
        "discs": packed.discs.block,
        "texts": packed.texts.block,
        "base-shapes": pack_paths(base_shapes, steps_per_degree=STEPS_PER_DEGREE),
        "land": pack_paths(basemap.land, steps_per_degree=_COARSE_STEPS),
        "lines": _lines(basemap.boundaries, _COARSE_STEPS),
        "fine-land": pack_paths(basemap.fine_land, steps_per_degree=_FINE_STEPS),
        "fine-lines": _lines(basemap.fine_boundaries, _FINE_STEPS),
    }


def _incident_layout(
    packed: PackedRows, window: tuple[datetime | None, datetime | None] | None
) -> dict[str, Any]:
    return {
        "rows": packed.rows.length,
        "dated": packed.dated,
        "sites": packed.sites.length,
        "row_columns": packed.rows.layout,
        "site_columns": packed.sites.layout,
        "discs": packed.discs.length,
        "disc_columns": packed.discs.layout,
        "steps_per_degree": STEPS_PER_DEGREE,
        "types": [dataclasses.asdict(item) for item in packed.styles],
        "shown": packed.words,
        "facets": [{"name": item.name, "words": item.words} for item in packed.facets],
        "time": packed.period,
        "window": _first_window(packed.period, window),
        "texts": {
            "offsets": packed.texts.offsets,
            "fields": packed.texts.fields,
            "constants": packed.constants,
            "rows_per_chunk": packed.texts.rows_per_chunk,
        },
    }


def _points(incidents: gpd.GeoDataFrame, bases: gpd.GeoDataFrame | None) -> NDArray[np.float64]:
    """Where somebody may look closely: dots, middles of areas, the bases near them."""
    shown = how_shown(incidents)
    drawn = incidents[shown.isin([str(word) for word in DRAWN])]
    points = np.asarray(drawn.geometry.array)
    lone = shapely.is_missing(points)
    points[lone] = shapely.centroid(np.asarray(drawn["footprint"].array)[lone])
    if not len(points) and bases is not None:
        points = shapely.centroid(np.asarray(bases.geometry.array))
    points = points[~(shapely.is_missing(points) | shapely.is_empty(points))]
    return np.column_stack([shapely.get_x(points), shapely.get_y(points)])


def _names(names: Names) -> dict[str, Any]:
    def columns(items: Sequence[PlaceName]) -> dict[str, list[Any]]:
        return {
            "name": [item.name for item in items],
            "lon": [round(item.lon * _NAME_STEPS) for item in items],
            "lat": [round(item.lat * _NAME_STEPS) for item in items],
            "weight": [round(item.weight) for item in items],
        }

    return {"places": columns(names.places), "countries": columns(names.countries)}


def _basemap_layout(basemap: Basemap) -> dict[str, Any]:
    return {
        "steps_per_degree": _COARSE_STEPS,
        "fine_steps_per_degree": _FINE_STEPS,
        "fine_boxes": basemap.fine_boxes,
        "disputed": [int(item.disputed) for item in basemap.boundaries],
        "fine_disputed": [int(item.disputed) for item in basemap.fine_boundaries],
        "country_names": [dataclasses.asdict(item) for item in basemap.country_names],
        "widths": style.LINE_WIDTHS,
        "dash": style.DISPUTED_DASH,
    }


def _layer(layer: MapLayer) -> dict[str, Any]:
    rows = None if layer.table is None else len(layer.table)
    return {"kind": layer.kind, "name": layer.name, "visible": layer.visible, "rows": rows}


def _drawn_by_the_page(has_bases: bool) -> list[dict[str, Any]]:
    """Layers without rows of their own: they show those of others in another way."""
    kinds = [("density", "Density, cells of equal area")]
    if has_bases:
        kinds.append(("rings", "Distance around bases"))
    return [{"kind": kind, "name": name, "visible": False, "rows": None} for kind, name in kinds]


def _lines(boundaries: Sequence[Boundary], steps: int) -> str:
    return pack_paths([item.geometry for item in boundaries], steps_per_degree=steps)


def _bases(bases: gpd.GeoDataFrame | None) -> tuple[list[dict[str, Any]], list[Any]]:
    """Bases as JSON; one without a point is not drawn, its outline is kept once per row."""
    rows: list[dict[str, Any]] = []
    shapes: list[Any] = []
    if bases is None:
        return rows, shapes
    for base in as_base_table(bases).to_dict("records"):
        point = base["geometry"]
        if point is None:
            continue
        if point.geom_type != "Point":
            point = shapely.point_on_surface(point)
        number = None
        if base["footprint"] is not None and pd.isna(base["radius_m"]):
            number = len(shapes)
            shapes.append(base["footprint"])
        row: dict[str, Any] = {
            "lon": round(point.x, 5),
            "lat": round(point.y, 5),
            "shape": number,
            "radius_m": None if pd.isna(base["radius_m"]) else round(float(base["radius_m"])),
            "from": _minutes(base["valid_from"]),
            "to": _minutes(base["valid_to"]),
            "aliases": base["aliases"],
        }
        for name in ("site", "name", "country", "kind", "tenant", "source"):
            row[name] = None if pd.isna(base[name]) else base[name]
        rows.append(row)
    return rows, shapes


def _minutes(moment: Any) -> int | None:  # noqa: ANN401 - a naive timestamp or null
    if pd.isna(moment):
        return None
    return int(np.datetime64(pd.Timestamp(moment), "m").astype(np.int64))


def _first_window(
    period: tuple[int, int] | None, window: tuple[datetime | None, datetime | None] | None
) -> tuple[int, int] | None:
    if period is None or window is None:
        return None
    start, end = (_minutes(bound) if bound is not None else None for bound in window)
    return (period[0] if start is None else start, period[1] if end is None else end)


def _report(report: Report) -> dict[str, Any]:
    return {
        "report": report.report_id,
        "title": report.title or report.source_name,
        "publisher": report.publisher,
        "url": report.url,
        "published": None if report.published is None else report.published.isoformat(),
        "licence": report.licence,
    }


def _default_title(period: tuple[int, int] | None) -> str:
    return "Incidents" if period is None else f"Incidents, {_period_text(period)}"


def _headline(
    incidents: gpd.GeoDataFrame, period: tuple[int, int] | None, as_of: date | datetime | None
) -> str:
    shown = how_shown(incidents)
    total = totals(incidents)
    parts = [] if period is None else [_period_text(period)]
    parts.append(_counted(total.incidents, "incident"))
    if total.same:
        parts[-1] += f" ({total.same:,} more proposed to be the same)"
    if total.incidents > total.killed_unknown:
        parts.append(f"{total.killed:,} killed")
        if total.killed_unknown:
            parts[-1] += f" (not known for {_counted(total.killed_unknown, 'incident')})"
    off = off_map(incidents)
    if off:
        parts.append(_off_map_text(off))
    areas = int((shown == DRAWN[-1]).sum())
    if areas:
        parts.append(f"{_counted(areas, 'row')} drawn as areas")
    if as_of is not None:
        parts.append(f"as of {_day_text(as_of)}")
    return " · ".join(parts)


def _off_map_text(off: Sequence[OffMap]) -> str:
    text = f"not on the map: {_counted(sum(item.rows for item in off), 'row')}"
    known = [item for item in off if item.rows > item.killed_unknown]
    if known:
        text += f" with {sum(item.killed for item in known):,} killed"
    return text


def _empty_note(incidents: gpd.GeoDataFrame) -> str | None:
    if incidents.empty:
        return "There are no incidents to show."
    if how_shown(incidents).isin([str(word) for word in DRAWN]).any():
        return None
    return "No row has a location that can be drawn; all are listed under “Not on the map”."


def _credit(basemap: Basemap, disclaimer: str | None, data: Sequence[str]) -> str:
    sources = "; ".join([*data[:_CREDITED], *basemap.attributions])
    note = disclaimer or "Boundaries: de facto point of view, no opinion on any status is implied."
    return f"{sources}. {note}" if sources else note


def _data_sources(incidents: gpd.GeoDataFrame) -> list[str]:
    """Name the sources that stand behind several rows, a dataset and not a report, with licence."""
    counts = incidents["sources"].value_counts()
    found: list[str] = []
    for text, count in sorted(counts.items(), key=lambda item: (-item[1], str(item[0]))):
        if count < _ROWS_OF_A_DATASET:
            break
        try:
            sources = json.loads(str(text))
        except ValueError:
            continue
        for source in sources if isinstance(sources, list) else ():
            # what states a licence asks to be named; the articles behind a table do not
            if isinstance(source, dict) and source.get("licence"):
                parts = [source.get(name) for name in ("title", "publisher", "licence")]
                name = ", ".join(str(part) for part in parts if part)
                if name and name not in found:
                    found.append(name)
    return found[:_MOST_DATA_SOURCES]


def _period_text(period: tuple[int, int]) -> str:
    first = datetime(1970, 1, 1) + timedelta(minutes=period[0])
    # the interval is half-open: its last day is the one before a midnight
    last = datetime(1970, 1, 1) + timedelta(minutes=period[1] - 1)
    if first.date() == last.date():
        return _day_text(first)
    return f"{_day_text(first)} to {_day_text(last)}"


def _day_text(day: date | datetime) -> str:
    # strftime's month names depend on the locale
    months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
    return f"{day.day} {months[day.month - 1]} {day.year}"


def _counted(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
