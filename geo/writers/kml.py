"""The incident table as KML: a folder per event type, a time span per incident."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import geopandas as gpd
import shapely
from lxml import etree
from shapely import Point
from shapely.geometry.base import BaseGeometry

from ..files import written_in_place
from ..table import LAT, LON, as_incident_table, to_flat
from .batches import batches
from .export import Progress
from .look import Look

KML = "http://www.opengis.net/kml/2.2"
NO_TYPE = "type not stated"
ROW_ID = "row"

_PLAIN_COLOUR = "#6F7377"
_AREA_OPACITY = "40"
_LINE_OPACITY = "ff"
_NOT_IN_XML = re.compile("[^\\t\\n\\r\\x20-\\ud7ff\\ue000-\\ufffd\\U00010000-\\U0010ffff]")
# what the geometry says already
_GEOMETRY_CELLS = (LON, LAT, "footprint")
_SHOWN_CELLS = ("place", "start", "precision", "uncertainty_m", "actor", "killed_best", "status")


def write_kml(incidents: gpd.GeoDataFrame, path: Path, look: Look, progress: Progress) -> None:
    """
    Write the incident table as KML 2.2 (OGC 07-147r2).

    Parameters
    ----------
    incidents
        The incident table, EPSG:4326.
    path
        The output. A folder per event type, in the order of the alphabet; in each a placemark per
        row in their order, with the point and the footprint, the time span as written, and every
        column in ``ExtendedData``. Its balloon shows text with every mark-up character escaped.
    look
        Its colours are those of the folders.
    progress
        Told the rows written.

    Raises
    ------
    CrsError
        If the table is not in EPSG:4326.
    SchemaError
        If a column holds a value that it must not hold.
    OutputError
        If the file cannot be written.
    """
    table = as_incident_table(incidents).reset_index(drop=True)
    grouped = table.groupby(table["event_type"].fillna("")).indices
    rows_of = {str(name): grouped[name] for name in sorted(grouped, key=str)}
    with (
        written_in_place(path) as temporary,
        etree.xmlfile(str(temporary), encoding="utf-8") as file,
    ):
        file.write_declaration()
        with file.element("kml", nsmap={None: KML}), file.element("Document"):
            file.write(_leaf("name", "Incidents"), pretty_print=True)
            for number, name in enumerate(rows_of):
                colour = look.colours.get(name or None, _PLAIN_COLOUR)
                file.write(_style(f"type{number}", colour), pretty_print=True)
            for number, (name, positions) in enumerate(rows_of.items()):
                with file.element("Folder"):
                    file.write(_leaf("name", name or NO_TYPE), pretty_print=True)
                    for rows in batches(table.iloc[positions]):
                        for placemark in _placemarks(rows, f"type{number}"):
                            file.write(placemark, pretty_print=True)
                        progress(len(rows))


def _placemarks(rows: gpd.GeoDataFrame, style: str) -> Iterator[etree._Element]:
    cells = to_flat(rows)
    names = list(map(str, cells.columns))
    records = cells.itertuples(index=False, name=None)
    for row, point, area, record in zip(
        rows.index, rows.geometry, rows["footprint"], records, strict=True
    ):
        placemark = _placemark(dict(zip(names, record, strict=True)), style)
        # folders change the order of the rows; the ids let reading restore it
        placemark.set("id", f"{ROW_ID}{row + 1}")
        geometry = _geometry(point, area)
        if geometry is not None:
            placemark.append(geometry)
        yield placemark


def _placemark(cells: Mapping[str, Any], style: str) -> etree._Element:
    placemark = etree.Element("Placemark")
    placemark.append(_leaf("name", cells["title"] or cells["place"] or "Incident"))
    shown = [
        f"{name}: {html.escape(str(cells[name]))}"
        for name in _SHOWN_CELLS
        if cells[name] is not None
    ]
    placemark.append(_leaf("description", "<br/>".join(shown)))
    if cells["start"] is not None:
        span = etree.SubElement(placemark, "TimeSpan")
        span.append(_leaf("begin", cells["start"]))
        if cells["end"] is not None:
            span.append(_leaf("end", cells["end"]))
    placemark.append(_leaf("styleUrl", f"#{style}"))
    extended = etree.SubElement(placemark, "ExtendedData")
    for name, cell in cells.items():
        if cell is not None and name not in _GEOMETRY_CELLS:
            data = etree.SubElement(extended, "Data", name=_xml_text(name))
            data.append(_leaf("value", cell))
    return placemark


def _geometry(point: BaseGeometry | None, area: BaseGeometry | None) -> etree._Element | None:
    parts = []
    if isinstance(point, Point):
        parts.append(etree.Element("Point"))
        parts[0].append(_leaf("coordinates", f"{point.x!r},{point.y!r}"))
    for polygon in () if area is None else shapely.get_parts(area):
        element = etree.Element("Polygon")
        for ring, where in [
            (polygon.exterior, "outerBoundaryIs"),
            *((hole, "innerBoundaryIs") for hole in polygon.interiors),
        ]:
            boundary = etree.SubElement(etree.SubElement(element, where), "LinearRing")
            corners = shapely.get_coordinates(ring).tolist()
            boundary.append(_leaf("coordinates", " ".join(f"{x!r},{y!r}" for x, y in corners)))
        parts.append(element)
    if not parts:
        return None
    if len(parts) == 1:
        return parts[0]
    together = etree.Element("MultiGeometry")
    together.extend(parts)
    return together


def _style(name: str, colour: str) -> etree._Element:
    style = etree.Element("Style", id=name)
    icon = etree.SubElement(style, "IconStyle")
    icon.append(_leaf("color", _abgr(colour, _LINE_OPACITY)))
    icon.append(_leaf("scale", "0.7"))
    line = etree.SubElement(style, "LineStyle")
    line.append(_leaf("color", _abgr(colour, _LINE_OPACITY)))
    line.append(_leaf("width", "1.5"))
    etree.SubElement(style, "PolyStyle").append(_leaf("color", _abgr(colour, _AREA_OPACITY)))
    return style


def _abgr(colour: str, opacity: str) -> str:
    """Turn #RRGGBB into the aabbggrr of KML."""
    return f"{opacity}{colour[5:7]}{colour[3:5]}{colour[1:3]}".lower()


def _leaf(name: str, text: object) -> etree._Element:
    element = etree.Element(name)
    element.text = _xml_text(str(text))
    return element


def _xml_text(text: str) -> str:
    return _NOT_IN_XML.sub("\ufffd", text)
