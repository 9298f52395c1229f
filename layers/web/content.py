"""What a page holds besides its code: the data blocks and the texts around the map."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
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
from ..layer import DRAWN, REASONS, LayerKind, MapLayer, off_map
from .ground import admin_lines, with_fine_ground
from .names import Names, names_around
from .pack import as_json_block, pack_paths
from .rows import STEPS_PER_DEGREE, PackedRows, pack_rows
from .tiles import Tiles
from .wording import (
    SOFTWARE,
    Wording,
    credit_of,
    data_sources,
    day_text,
    default_title,
    empty_note,
    headline_of,
    tile_lines,
)

BLOCKS = (
    "config", "rows", "sites", "shapes", "discs", "texts", "names", "base-shapes", "land",
    "lines", "fine-land", "fine-lines", "admin",
)  # fmt: skip
"""Names of the data blocks of every page, in their order."""

_COARSE_STEPS = 200
_FINE_STEPS = 2_000
_NAME_STEPS = 10_000
_MOST_NOTES = 200
_WORLD = (-140.0, -50.0, 160.0, 65.0)
_TIME_NOTE = (
    "Times are civil times at the place, as reported; a date without a clock time is the whole day."
    " A row known only to a week, month or year counts in every window that it may lie in."
)


@dataclass(frozen=True, slots=True)
class Context:
    """What was read beside the incidents and is told on the page."""

    notes: Sequence[Note]
    reports: Sequence[Report]
    background: Sequence[Background]


def page_blocks(
    layers: Sequence[MapLayer],
    incidents: gpd.GeoDataFrame,
    shown: pd.Series[str],
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
    shown
        How each row is drawn, as ``layers.layer.how_shown`` gives it.
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
    packed = pack_rows(incidents, shown, wording.saving)
    bases = next((layer.table for layer in layers if layer.kind == LayerKind.BASES), None)
    points = _points(incidents, shown, bases)
    if not wording.saving.simplify:
        basemap = with_fine_ground(basemap, points)
    admin = admin_lines(basemap.fine_boxes)
    base_rows, base_shapes = _bases(bases)
    title = wording.title or default_title(packed.period)
    headline = headline_of(incidents, shown, packed.period, wording.as_of)
    data = data_sources(incidents)
    notes = [*(Note("page", text) for text in wording.saving.notes()), *context.notes]
    config = {
        "title": title,
        "headline": headline,
        "as_of": None if wording.as_of is None else day_text(wording.as_of),
        "citation": f"{title}. {headline}. Made with sitmap.",
        "marking": wording.marking,
        "empty": empty_note(shown, wording.empty_reason),
        "credit": credit_of(basemap, wording, data),
        "tiles": None if wording.tiles is None else dataclasses.asdict(wording.tiles),
        "data": data,
        "disclaimer": wording.disclaimer or DISCLAIMER,
        "time_note": _TIME_NOTE,
        "view": list(extent or _WORLD),
        "palettes": {
            "light": dataclasses.asdict(style.LIGHT),
            "dark": dataclasses.asdict(style.DARK),
        },
        "layers": [
            *map(_layer, layers),
            *_drawn_by_the_page(bases is not None, bool(admin), wording.tiles),
        ],
        "shown_words": sorted(packed.shown),
        "off_map": [
            {"word": packed.words.index(item.reason), "label": REASONS[item.reason]}
            for item in off_map(incidents, shown=shown)
        ],
        "incidents": _incident_layout(packed, wording.window),
        "bases": base_rows,
        "basemap": _basemap_layout(basemap),
        "reports": [_report(report) for report in context.reports],
        "notes": [
            {"source": note.source, "row": note.row, "field": note.field, "message": note.message}
            for note in notes[:_MOST_NOTES]
        ],
        "more_notes": max(0, len(notes) - _MOST_NOTES),
        "background": [f"{item.text} ({item.reason})" for item in context.background],
        "attributions": [*tile_lines(wording.tiles), *basemap.attributions, SOFTWARE],
    }
    return {
        "config": as_json_block(config),
        **_row_blocks(packed),
        "names": as_json_block(_names(names_around(basemap, points))),
        "base-shapes": pack_paths(base_shapes, steps_per_degree=STEPS_PER_DEGREE),
        "land": pack_paths(basemap.land, steps_per_degree=_COARSE_STEPS),
        "lines": _lines(basemap.boundaries, _COARSE_STEPS),
        "fine-land": pack_paths(basemap.fine_land, steps_per_degree=_FINE_STEPS),
        "fine-lines": _lines(basemap.fine_boundaries, _FINE_STEPS),
        "admin": pack_paths(admin, steps_per_degree=_FINE_STEPS),
    }


def layer_blocks(
    incidents: gpd.GeoDataFrame, shown: pd.Series[str], name: str, as_of: datetime | None
) -> dict[str, str]:
    """
    Make the data blocks of the incidents alone, for a map of somebody's own.

    Parameters
    ----------
    incidents
        A complete incident table, as ``layers.layer.drawable`` gives it.
    shown
        How each row is drawn, as ``layers.layer.how_shown`` gives it.
    name
        What the layer is called.
    as_of
        State of knowledge; null when not known.

    Returns
    -------
    blocks
        Name to text of each block; the one named ``config`` describes the others.
    """
    packed = pack_rows(incidents, shown)
    config = {
        "name": name,
        "headline": headline_of(incidents, shown, packed.period, as_of),
        "credit": "; ".join(data_sources(incidents)),
        "palette": dataclasses.asdict(style.LIGHT),
        "incidents": _incident_layout(packed, None),
        "reports": [],
    }
    return {"config": as_json_block(config), **_row_blocks(packed)}


def _row_blocks(packed: PackedRows) -> dict[str, str]:
    return {
        "rows": packed.rows.block,
        "sites": packed.sites.block,
        "shapes": packed.shapes,
        "discs": packed.discs.block,
        "texts": packed.texts.block,
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
            "fields": (*packed.texts.fields, *packed.held),
            "held": packed.held,
            "constants": packed.constants,
            "rows_per_chunk": packed.texts.rows_per_chunk,
        },
    }


def _points(
    incidents: gpd.GeoDataFrame, shown: pd.Series[str], bases: gpd.GeoDataFrame | None
) -> NDArray[np.float64]:
    """Where somebody may look closely: dots, middles of areas, the bases near them."""
    drawn = shown.isin([str(word) for word in DRAWN]).to_numpy(dtype=bool)
    points = np.asarray(incidents.geometry.array)[drawn]
    lone = shapely.is_missing(points)
    points[lone] = shapely.centroid(np.asarray(incidents["footprint"].array)[drawn][lone])
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


def _drawn_by_the_page(
    has_bases: bool, has_admin: bool, tiles: Tiles | None
) -> list[dict[str, Any]]:
    """Layers without rows of their own: they show those of others in another way."""
    kinds = [("density", "Density, cells of equal area")]
    if has_bases:
        kinds += [
            ("rings", "Distance around bases"),
            ("links", "Lines to the nearest base"),
            ("heat", "Rows around each base"),
        ]
    found = [{"kind": kind, "name": name, "visible": False, "rows": None} for kind, name in kinds]
    if has_admin:
        name = "Provinces, first-level areas"
        found.insert(0, {"kind": "admin", "name": name, "visible": True, "rows": None})
    if tiles is not None:
        name = f"Background tiles, from {tiles.origin}"
        found.insert(0, {"kind": "tiles", "name": name, "visible": True, "rows": None})
    return found


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
