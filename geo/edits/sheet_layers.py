"""A review sheet as the two layers of a GeoPackage."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import pyogrio
import shapely

from ..errors import InputError
from ..files import MAX_TABLE_BYTES, check_input
from ..readers.result import shortened
from ..table import WGS84
from .columns import AREAS, INCIDENT_ID, SHEET
from .sheet import SheetRow, check_header


def read_layers(path: Path) -> list[SheetRow]:
    """
    Read a review sheet from a GeoPackage.

    Parameters
    ----------
    path
        A file with the layers ``review`` (points) and ``footprints`` (areas), EPSG:4326.

    Returns
    -------
    rows
        In the order of the layer ``review``, each with its area.

    Raises
    ------
    InputError
        If the file is no GeoPackage, a layer was renamed or reprojected, or an area belongs to
        no row or shares its id with another.
    """
    check_input(path, max_bytes=MAX_TABLE_BYTES)
    points = _layer(path, SHEET)
    names = [str(name) for name in points.columns if name != points.geometry.name]
    check_header(names, path)
    areas: dict[str, Any] = {}
    drawn = _layer(path, AREAS)
    if INCIDENT_ID not in drawn:
        raise InputError(f"layer {AREAS!r} has no column {INCIDENT_ID!r}; give it back", path=path)
    known = set(points[INCIDENT_ID].dropna())
    for number, (incident_id, area) in enumerate(
        zip(drawn[INCIDENT_ID], drawn.geometry, strict=True), start=1
    ):
        if area is None or area.is_empty:
            continue
        if pd.isna(incident_id) or incident_id not in known:
            raise InputError(
                f"layer {AREAS!r}: {INCIDENT_ID!r} is"
                f" {'blank' if pd.isna(incident_id) else shortened(incident_id)}; write the id of"
                f" an incident of layer {SHEET!r} into the area",
                path=path,
                row=number,
            )
        if incident_id in areas:
            raise InputError(
                f"layer {AREAS!r}: a second area of {shortened(incident_id)}; keep one, or join"
                " them to one of several parts",
                path=path,
                row=number,
            )
        areas[incident_id] = shapely.force_2d(area)
    rows = []
    for number, (record, point) in enumerate(
        zip(points[names].to_dict("records"), points.geometry, strict=True), start=1
    ):
        cells = {str(name): _text(value) for name, value in record.items()}
        shown = None if point is None or point.is_empty else shapely.force_2d(point)
        rows.append(SheetRow(number, cells, shown, areas.get(cells[INCIDENT_ID]), drawn=True))
    return rows


def _layer(path: Path, name: str) -> Any:  # noqa: ANN401 - pyogrio has no types
    try:
        layers = [str(layer) for layer, _ in pyogrio.list_layers(path)]
        frame = pyogrio.read_dataframe(path, layer=name) if name in layers else None
    except (RuntimeError, ValueError) as error:
        raise InputError(f"is no GeoPackage that can be read; {error}", path=path) from error
    if frame is None:
        raise InputError(
            f"has no layer {name!r}, there is {', '.join(map(shortened, layers))}; give the layer"
            " its name back",
            path=path,
        )
    if not hasattr(frame, "geometry") or frame.crs is None or frame.crs.to_epsg() != 4326:
        raise InputError(f"layer {name!r} is not in {WGS84}; save it in {WGS84}", path=path)
    return frame


def _text(value: Any) -> str:  # noqa: ANN401 - whatever a cell holds
    if value is None or pd.isna(value):
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()
