"""KML placemarks as rows; the file is hostile until read: no entities, no network, no bombs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import shapely
from lxml import etree

from ..errors import InputError
from ..files import check_input
from .result import ReadingLog, shortened

if TYPE_CHECKING:
    from numpy.typing import NDArray

MAX_KML_BYTES = 100_000_000
"""Largest KML file that is read."""

_DEEPEST = 20
_LEAST_RING = 4
_LEAST_LINE = 2


def read_placemarks(path: Path, log: ReadingLog) -> tuple[pd.DataFrame, NDArray[np.object_]]:
    """
    Read the placemarks of a KML file.

    Parameters
    ----------
    path
        The file; a .kmz has to be unpacked first.
    log
        Takes what was left out.

    Returns
    -------
    cells
        One row per placemark in the order of the file, the index its 1-based number: ``name``,
        ``valid_from``, ``valid_to`` (of a TimeSpan, as written), ``id``, and the names of its
        ExtendedData, which win. Descriptions are left out: they are web pages. Blank is unknown.
    geometry
        Its geometry in EPSG:4326 (KML has no other), longitude first, heights left out; null
        where there is none.

    Raises
    ------
    InputError
        If the file is no KML, has a document type or entities, or holds no placemark.
    """
    check_input(path, max_bytes=MAX_KML_BYTES)
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, recover=False
    )
    try:
        tree = etree.parse(str(path), parser)
    except (etree.XMLSyntaxError, OSError) as error:
        raise InputError(f"is no KML that can be read; {error}", path=path) from error
    info: Any = tree.docinfo
    if info.doctype or info.internalDTD is not None:
        raise InputError(
            "has a document type, which KML does not need and which can hide entities; remove it",
            path=path,
        )
    marks = [item for item in tree.getroot().iter() if _tag(item) == "Placemark"]
    if not marks:
        raise InputError("holds no Placemark; nothing can be read from it", path=path)
    rows: list[dict[str, str]] = []
    geometry = np.full(len(marks), None, dtype=object)
    deep = 0
    for number, mark in enumerate(marks, start=1):
        rows.append(_cells(mark))
        try:
            shapes, heights = _shapes(mark)
        except ValueError as error:
            log.skip(f"unreadable geometry: {shortened(str(error))}; kept as unknown", row=number)
            continue
        deep += heights
        if shapes:
            geometry[number - 1] = shapes[0] if len(shapes) == 1 else _collected(shapes)
    if deep:
        log.assume(f"heights (z) of {deep:,} features are left out")
    cells = pd.DataFrame(rows, index=pd.RangeIndex(1, len(rows) + 1)).fillna("").astype("str")
    return cells, geometry


def _cells(mark: Any) -> dict[str, str]:  # noqa: ANN401 - lxml's elements
    cells: dict[str, str] = {}
    if mark.get("id"):
        cells["id"] = str(mark.get("id"))
    for item in mark.iter():
        tag, text = _tag(item), (item.text or "").strip()
        if tag == "name" and item.getparent() is mark:
            cells.setdefault("name", text)
        elif tag == "begin":
            cells.setdefault("valid_from", text)
        elif tag == "end":
            cells.setdefault("valid_to", text)
        elif tag == "SimpleData" and item.get("name"):
            cells[str(item.get("name"))] = item.text or ""
        elif tag == "Data" and item.get("name"):
            value = next((child.text for child in item if _tag(child) == "value"), None)
            cells[str(item.get("name"))] = value or ""
    return cells


def _shapes(mark: Any) -> tuple[list[Any], bool]:  # noqa: ANN401
    shapes: list[Any] = []
    heights = False
    for item in _geometries(mark, 0):
        tag = _tag(item)
        if tag == "Polygon":
            rings = {"outerBoundaryIs": [], "innerBoundaryIs": []}  # type: dict[str, list[Any]]
            for side in item:
                if _tag(side) in rings:
                    for ring in side.iter():
                        if _tag(ring) == "LinearRing":
                            points, deep = _points(ring, _LEAST_RING)
                            rings[_tag(side)].append(points)
                            heights |= deep
            if len(rings["outerBoundaryIs"]) != 1:
                raise ValueError("a Polygon without one outer boundary")
            shapes.append(shapely.Polygon(rings["outerBoundaryIs"][0], rings["innerBoundaryIs"]))
        else:
            points, deep = _points(item, 1 if tag == "Point" else _LEAST_LINE)
            heights |= deep
            shapes.append(
                shapely.Point(points[0]) if tag == "Point" else shapely.LineString(points)
            )
    return shapes, heights


def _geometries(parent: Any, depth: int) -> Iterator[Any]:  # noqa: ANN401
    if depth > _DEEPEST:
        raise ValueError("geometries inside each other too deep")
    for item in parent:
        tag = _tag(item)
        if tag in {"Point", "LineString", "LinearRing", "Polygon"}:
            yield item
        elif tag == "MultiGeometry":
            yield from _geometries(item, depth + 1)


def _points(item: Any, least: int) -> tuple[list[tuple[float, float]], bool]:  # noqa: ANN401
    text = next((child.text or "" for child in item if _tag(child) == "coordinates"), "")
    points: list[tuple[float, float]] = []
    heights = False
    for triple in text.split():
        parts = triple.split(",")
        lon, lat = float(parts[0]), float(parts[1] if len(parts) > 1 else "nan")
        if not (-360 <= lon <= 360 and -90 <= lat <= 90):
            raise ValueError(f"{triple} is no lon,lat")
        heights |= len(parts) > 2 and float(parts[2] or 0) != 0
        points.append((lon, lat))
    if len(points) < least:
        raise ValueError(f"{len(points)} points where {least} are needed")
    return points, heights


def _collected(shapes: Iterable[Any]) -> Any:  # noqa: ANN401
    """Keep the parts as they are: a union would swallow the point inside its own area."""
    shapes = list(shapes)
    if all(isinstance(shape, shapely.Polygon) for shape in shapes):
        return shapely.MultiPolygon(shapes)
    return shapely.GeometryCollection(shapes)


def _tag(item: Any) -> str:  # noqa: ANN401 - a comment's tag is a function
    return item.tag.rpartition("}")[2] if isinstance(item.tag, str) else ""
