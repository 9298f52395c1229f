"""GeoJSON: tables of ours, and feature collections of anybody."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import shapely
from pyproj import CRS
from pyproj.exceptions import CRSError
from shapely.geometry import shape

from ..errors import InputError, SchemaError
from ..files import MAX_TABLE_BYTES
from ..table import WGS84, from_geojson
from .decoding import read_text
from .result import ReadingLog, TableRead, shortened
from .shapes import Shapes, shapes_of
from .tables import read_cells

_DAMAGED = (
    AttributeError,
    LookupError,
    RecursionError,
    TypeError,
    ValueError,
    shapely.errors.ShapelyError,
)
_DESCRIBED = "the coordinates of the features (GeoJSON has longitude first)"


def read_geojson(path: Path, log: ReadingLog) -> TableRead:
    """
    Read events from GeoJSON.

    Parameters
    ----------
    path
        A FeatureCollection or a Feature; coordinates are (lon, lat), in WGS 84 unless an old
        ``crs`` member says otherwise.
    log
        Takes what was assumed and skipped.

    Returns
    -------
    read
        One row per feature in their order. An area is the footprint of its row.

    Raises
    ------
    InputError
        If the file is no GeoJSON, or no feature is usable.
    """
    collection = load_geojson(path)
    if "sitmap_schema" in collection:
        try:
            table = from_geojson(collection)
        except SchemaError as error:
            raise InputError(str(error), path=path) from error
        return TableRead(table, (), ())
    cells, shapes = features_of(collection, log, path)
    return read_cells(cells, log, path, shapes=shapes)


def load_geojson(path: Path) -> dict[str, Any]:
    """
    Load a GeoJSON file as nested dictionaries.

    Parameters
    ----------
    path
        The file, plain or gzip.

    Returns
    -------
    collection
        The outermost object.

    Raises
    ------
    InputError
        If the file is missing, no JSON, nested too deep, or no FeatureCollection or Feature.
    """
    text, _ = read_text(path, max_bytes=MAX_TABLE_BYTES)
    try:
        loaded = json.loads(text, parse_constant=lambda _: None)
    except (ValueError, RecursionError) as error:
        raise InputError(f"is no JSON that can be read; {error}", path=path) from error
    kind = loaded.get("type") if isinstance(loaded, dict) else None
    if kind == "Feature":
        return {"type": "FeatureCollection", "features": [loaded]}
    if kind != "FeatureCollection" or not isinstance(loaded.get("features"), list):
        raise InputError(
            f"is no GeoJSON FeatureCollection; its type is {shortened(kind)}", path=path
        )
    return dict(loaded)


def features_of(
    collection: dict[str, Any], log: ReadingLog, path: Path
) -> tuple[pd.DataFrame, Shapes]:
    """
    Split a feature collection into text cells and geometry.

    Parameters
    ----------
    collection
        A FeatureCollection.
    log
        Takes features whose geometry cannot be read.
    path
        The input, for messages.

    Returns
    -------
    cells
        Properties as text, one row per feature, the index its 1-based number. A list or object is
        JSON text, null is blank. A feature's own id is the column ``id``.
    shapes
        Points and areas in EPSG:4326.

    Raises
    ------
    InputError
        If the collection states a coordinate system that is not known.
    """
    cells, geometry = geometries_of(collection, log, path)
    return cells, shapes_of(geometry, described=_DESCRIBED, log=log)


def geometries_of(
    collection: dict[str, Any], log: ReadingLog, path: Path
) -> tuple[pd.DataFrame, Any]:
    """
    Split a feature collection into text cells and geometries of any type.

    Parameters
    ----------
    collection, log, path
        As `features_of` takes them.

    Returns
    -------
    cells, geometry
        As `features_of` gives them, but one shapely geometry or null per row, as it is.

    Raises
    ------
    InputError
        If the collection states a coordinate system that is not known.
    """
    rows = []
    geometry: list[Any] = []
    for number, feature in enumerate(collection["features"], start=1):
        entry = feature if isinstance(feature, dict) else {}
        properties = entry.get("properties")
        row = dict(properties) if isinstance(properties, dict) else {}
        if "id" in entry:
            row.setdefault("id", entry["id"])
        rows.append({str(name): cell_text(value) for name, value in row.items()})
        geometry.append(_geometry(entry.get("geometry"), number, log))
    cells = pd.DataFrame(rows, index=pd.RangeIndex(1, len(rows) + 1)).fillna("").astype("str")
    return cells, _in_wgs84(geometry, collection.get("crs"), log, path)


def cell_text(value: object) -> str:
    """
    Give any value as the text of a cell.

    Parameters
    ----------
    value
        What a property or a typed column holds.

    Returns
    -------
    text
        Null is blank; a list or object is JSON; a date is ISO 8601.
    """
    if value is None or value is pd.NaT or value is pd.NA:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, float) and value != value:  # noqa: PLR0124 - only NaN differs from itself
        return ""
    if isinstance(value, list | dict):
        return json.dumps(value, ensure_ascii=False)
    if hasattr(value, "isoformat"):
        return str(value.isoformat())
    return str(value)


def _geometry(value: Any, number: int, log: ReadingLog) -> Any:  # noqa: ANN401 - GeoJSON, a shape
    if value is None:
        return None
    try:
        return shape(value)
    except _DAMAGED as error:
        log.skip(f"unreadable geometry: {shortened(str(error))}; kept as unknown", row=number)
        return None


def _in_wgs84(geometry: list[Any], crs: object, log: ReadingLog, path: Path) -> Any:  # noqa: ANN401
    if not isinstance(crs, dict):
        return geometry
    properties = crs.get("properties")
    name = properties.get("name") if isinstance(properties, dict) else None
    try:
        stated = CRS.from_user_input(str(name))
    except CRSError as error:
        raise InputError(
            f"states the coordinate system {shortened(name)}, which is not known", path=path
        ) from error
    if stated.equals(CRS(WGS84), ignore_axis_order=True):
        return geometry
    log.assume(f"coordinates turned from {stated.name} to WGS 84")
    return gpd.GeoSeries(geometry, crs=stated).to_crs(WGS84).to_numpy()
