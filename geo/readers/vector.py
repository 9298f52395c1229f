"""Vector files of any geometry, turned to WGS 84: GeoJSON, GeoPackage, shapefile, KML."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import shapely
from pyproj import CRS

from ..errors import CrsError, InputError
from ..files import MAX_TABLE_BYTES, check_input
from ..table import WGS84
from .geojson import cell_text, geometries_of, load_geojson
from .placemarks import read_placemarks
from .result import ReadingLog, column_names, shortened

if TYPE_CHECKING:
    from numpy.typing import NDArray

VECTOR_ENDINGS = (".geojson", ".json", ".gpkg", ".shp", ".zip", ".kml")
"""Endings of the vector files that are read; a .zip holds one shapefile."""

_MOST_PACKED = 100
"""Times that a packed file may grow; shapefiles pack to a tenth, bombs to a thousandth."""


def read_vector(
    path: Path, log: ReadingLog, *, layer: str | None = None
) -> tuple[pd.DataFrame, NDArray[np.object_]]:
    """
    Read the attributes and geometries of a vector file.

    Parameters
    ----------
    path
        GeoJSON, GeoPackage, shapefile (also zipped) or KML, told by its ending.
    log
        Takes what was assumed: the layer, the coordinate system turned from, heights dropped,
        faults of outlines repaired.
    layer
        Name of the layer of a GeoPackage; null takes the first with geometry.

    Returns
    -------
    cells
        Attributes as text, one row per feature, the index its 1-based number; null is blank.
    geometry
        One geometry of any type per row, EPSG:4326, longitude first, valid, without heights; null
        where the feature has none or an empty one.

    Raises
    ------
    InputError
        If the file cannot be read; the message names it.
    CrsError
        If the file states no coordinate system.
    """
    ending = path.suffix.lower()
    if ending not in VECTOR_ENDINGS:
        raise InputError(
            f"the ending {path.suffix!r} is none that is read here; give one of"
            f" {', '.join(VECTOR_ENDINGS)}",
            path=path,
        )
    check_input(path, max_bytes=MAX_TABLE_BYTES)
    if ending == ".kml":
        return read_placemarks(path, log)
    if ending in {".geojson", ".json"}:
        cells, shapes = geometries_of(load_geojson(path), log, path)
        geometry = np.asarray(shapes, dtype=object)
    else:
        cells, geometry = _with_gdal(path, log, layer)
    return cells, cleaned(geometry, log)


def cleaned(geometry: NDArray[np.object_], log: ReadingLog) -> NDArray[np.object_]:
    """
    Make geometries plain: two dimensions, valid, empty ones null; each change is noted.

    Parameters
    ----------
    geometry
        Geometries of any type and nulls.
    log
        Takes the rows that were changed.

    Returns
    -------
    geometry
        The same rows in the same order.
    """
    shapes = geometry.copy()
    deep = np.flatnonzero(shapely.has_z(shapes))
    if len(deep):
        log.assume(f"heights (z) of {len(deep):,} features are left out")
        shapes[deep] = shapely.force_2d(shapes[deep])
    for row in np.flatnonzero(~shapely.is_missing(shapes) & shapely.is_empty(shapes)):
        log.skip("the geometry is empty; kept as unknown", row=int(row) + 1)
        shapes[row] = None
    for row in np.flatnonzero(~shapely.is_missing(shapes) & ~shapely.is_valid(shapes)):
        reason = shapely.is_valid_reason(shapes[row])
        log.assume(f"the outline was repaired: {shortened(reason)}", row=int(row) + 1)
        shapes[row] = shapely.make_valid(shapes[row])
    return shapes


def _with_gdal(
    path: Path, log: ReadingLog, layer: str | None
) -> tuple[pd.DataFrame, NDArray[np.object_]]:
    if path.suffix.lower() == ".zip":
        _refuse_bombs(path)
    try:
        layers = [str(name) for name, kind in pyogrio.list_layers(path) if kind is not None]
        if not layers:
            raise InputError("has no layer with geometry", path=path)
        if layer is not None and layer not in layers:
            raise InputError(f"has no layer {layer!r}; it has {column_names(layers)}", path=path)
        frame: Any = pyogrio.read_dataframe(path, layer=layer or layers[0])
    except (RuntimeError, ValueError, OSError) as error:
        if isinstance(error, InputError):
            raise
        raise InputError(f"cannot be read; {error}", path=path) from error
    if len(layers) > 1 and layer is None:
        log.assume(f"read from layer {shortened(layers[0])} of {len(layers)}")
    if frame.crs is None:
        raise CrsError(
            f"{path}: states no coordinate system (a shapefile needs its .prj); set it, for"
            " example with ogr2ogr -a_srs EPSG:4326"
        )
    geometry = frame.geometry
    if not CRS.from_user_input(frame.crs).equals(CRS(WGS84), ignore_axis_order=True):
        log.assume(f"coordinates turned from {frame.crs.name} to WGS 84")
        geometry = gpd.GeoSeries(geometry).to_crs(WGS84)
    numbers = pd.RangeIndex(1, len(frame) + 1)
    plain = pd.DataFrame(frame.drop(columns=frame.geometry.name)).set_axis(numbers)
    cells = pd.DataFrame(
        {str(name): plain[name].map(cell_text) for name in plain.columns}, index=numbers
    ).astype("str")
    return cells, np.asarray(geometry.array, dtype=object)


def _refuse_bombs(path: Path) -> None:
    try:
        with zipfile.ZipFile(path) as archive:
            size = sum(item.file_size for item in archive.infolist())
    except (zipfile.BadZipFile, OSError) as error:
        raise InputError(f"is no zip archive that can be read; {error}", path=path) from error
    if size > MAX_TABLE_BYTES or size > _MOST_PACKED * max(path.stat().st_size, 1_000_000):
        raise InputError(f"unpacks to {size:,} bytes; unpack it and give the file", path=path)
