"""KML as a source of incidents: placemarks to cells and geometry."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import shapely

from ..table import LAT, LON, SCHEMA_KEY, wkt_of
from .flat import is_flat, read_flat
from .placemarks import read_placemarks
from .result import ReadingLog, TableRead
from .shapes import shapes_of
from .tables import read_cells

_DESCRIBED = "the coordinates of the placemarks (KML has longitude first)"
_NAMES = {"name": "title", "valid_from": "start", "valid_to": "end"}


def read_kml(path: Path, log: ReadingLog) -> TableRead:
    """
    Read events from KML.

    Parameters
    ----------
    path
        The file; KMZ has to be unpacked first.
    log
        Takes what was assumed and skipped.

    Returns
    -------
    read
        One row per placemark in their order; rows that sitmap wrote in the order they had.

    Raises
    ------
    InputError
        If the file is no KML, declares entities, or no placemark is usable.
    """
    cells, geometry = read_placemarks(path, log)
    if is_flat(cells):
        return read_flat(_with_geometry(cells, geometry), path, guarded=False)
    named = {old: new for old, new in _NAMES.items() if new not in cells.columns}
    shapes = shapes_of(geometry, described=_DESCRIBED, log=log)
    return read_cells(cells.rename(columns=named), log, path, shapes=shapes)


def _with_geometry(cells: pd.DataFrame, geometry: Any) -> pd.DataFrame:  # noqa: ANN401 - an array
    """Put point and footprint back into the cells, and the rows into the order they had."""
    points = [_part(shape, shapely.GeometryType.POINT) for shape in geometry]
    areas = [_part(shape, shapely.GeometryType.POLYGON) for shape in geometry]
    order = cells["id"].str.removeprefix("row").astype(int).to_numpy().argsort(kind="stable")
    table = cells.drop(columns=["id", *_NAMES], errors="ignore")
    table[LON] = ["" if point is None else repr(point.x) for point in points]
    table[LAT] = ["" if point is None else repr(point.y) for point in points]
    table["footprint"] = ["" if area is None else wkt_of(area) for area in areas]
    table = table.iloc[order]
    return table[[SCHEMA_KEY, *(name for name in table.columns if name != SCHEMA_KEY)]]


def _part(shape: Any, kind: int) -> Any:  # noqa: ANN401 - a shapely geometry or null
    parts = [part for part in shapely.get_parts(shape) if shapely.get_type_id(part) == kind]
    if len(parts) > 1:
        return shapely.MultiPolygon(parts)
    return parts[0] if parts else None
