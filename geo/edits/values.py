"""What an edit may say: its field, and its value as the field has it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import shapely
from shapely import MultiPolygon, Polygon

from ..models import Kind, Status
from ..readers.event_types import EVENT_TYPES
from ..readers.result import shortened
from ..timewindow import to_civil

LOCATION = "location"
TIMES = ("start", "end")
MERGE, SPLIT, NOTE = "merge_with", "split_into", "note"

UNKNOWN = "unknown"
"""The value that makes a field null."""

WORDS: dict[str, tuple[str, ...]] = {
    "kind": tuple(Kind),
    "status": tuple(Status),
    "event_type": EVENT_TYPES,
    "source_grade": tuple("ABCDEF"),
    "information_grade": tuple("123456"),
}
"""The fields that take one of a few words, with the words."""

_COUNTS = tuple(
    f"{what}_{which}"
    for what in ("count", "killed", "injured")
    for which in ("low", "best", "high")
)
_TEXTS = (
    "title",
    "place",
    "actor",
    "target",
    "claimed_by",
    "attributed_to",
    "attributed_by",
    "denied_by",
)
EDITABLE_FIELDS = (LOCATION, *TIMES, *WORDS, *_COUNTS, *_TEXTS, MERGE, SPLIT, NOTE)
"""Every field that an edit may name."""

_NEVER_NULL = {"kind", "status", "end", MERGE, SPLIT, NOTE}
_MOST_PEOPLE = 100_000_000
_MOST_PARTS = 20
_POINT = re.compile(
    r"(?P<lon>[+-]?\d+(?:\.\d+)?)\s*,\s*(?P<lat>[+-]?\d+(?:\.\d+)?)"
    r"(?:\s+r\s*=\s*(?P<radius>\d+(?:\.\d+)?)\s*(?P<unit>km|m))?"
)
_WKT = re.compile(r"(?:MULTI)?(?:POLYGON|POINT)\b\s*\(|GEOMETRYCOLLECTION\b\s*\(", re.IGNORECASE)
_AREA_FORM = "POLYGON ((38.6 33.2, 38.8 33.2, 38.8 33.4, 38.6 33.2))"
_LARGEST_RADIUS_M = 1_000_000.0
_LONGEST_WKT = 1_000_000


@dataclass(frozen=True, slots=True)
class Edit:
    """
    One correction; `source` is the name of its file without folders, `row` its 1-based row.

    `read` and `anchor` are what a review sheet remembers of the row (`geo.edits.checking`), and
    `target_anchor` of the row that it is merged with; null for an edit written by hand.
    """

    incident_id: str
    field: str
    value: str
    by: str
    why: str
    source: str
    row: int
    read: str | None = None
    anchor: str | None = None
    target_anchor: str | None = None


@dataclass(frozen=True, slots=True)
class PointWithRadius:
    """A location as degrees and metres; the event is meant to be within the radius."""

    lon: float
    lat: float
    radius_m: float


@dataclass(frozen=True, slots=True)
class DrawnArea:
    """A location as an area in EPSG:4326, longitude first, with a point inside it."""

    lon: float
    lat: float
    footprint: Polygon | MultiPolygon


def value_of(edit: Edit) -> Any:  # noqa: ANN401 - as the field has it
    """
    Give the value of an edit as its field has it.

    Parameters
    ----------
    edit
        The edit.

    Returns
    -------
    value
        A count, a word, a text, a time as written, a phrase, a `PointWithRadius` or a
        `DrawnArea`; null for ``unknown``.

    Raises
    ------
    ValueError
        If the field is none that can be edited, or cannot have this value.
    """
    name, text = edit.field, edit.value
    if name not in EDITABLE_FIELDS:
        known = ", ".join(EDITABLE_FIELDS)
        raise ValueError(f"{shortened(name)} is no field that can be edited; fields: {known}")
    if text.casefold() == UNKNOWN:
        if name in _NEVER_NULL:
            raise ValueError(f"{name!r} cannot be unknown")
        return None
    if name in WORDS:
        return _word(name, text)
    if name in _COUNTS:
        return _count(name, text)
    if name in TIMES:
        to_civil(text)
    elif name == SPLIT:
        return _parts_of(text)
    elif name == LOCATION:
        return location_of(text)
    elif name == MERGE and text == edit.incident_id:
        raise ValueError(f"{name!r} names the incident itself; write the id of the one to keep")
    return text


def _word(name: str, text: str) -> str:
    if text not in WORDS[name]:
        raise ValueError(f"{name!r} takes {', '.join(WORDS[name])}, not {shortened(text)}")
    return text


def _count(name: str, text: str) -> int:
    if not re.fullmatch(r"\d{1,9}", text) or int(text) > _MOST_PEOPLE:
        raise ValueError(f"{name!r} takes a whole number from 0, not {shortened(text)}")
    return int(text)


def _parts_of(text: str) -> int:
    if not re.fullmatch(r"\d{1,2}", text) or not 2 <= int(text) <= _MOST_PARTS:
        raise ValueError(
            f"{SPLIT!r} takes the number of incidents that the row is, 2 to {_MOST_PARTS}, not"
            f" {shortened(text)}"
        )
    return int(text)


def location_of(text: str) -> PointWithRadius | DrawnArea | str:
    """
    Read a location.

    Parameters
    ----------
    text
        "38.70,33.31 r=2km" with the longitude first, an area as WKT, or a phrase.

    Returns
    -------
    location
        The point, the area, or the phrase as it is.

    Raises
    ------
    ValueError
        If it is none of these, or lies on no globe.
    """
    if _WKT.match(text):
        return _area_of(text)
    found = _POINT.fullmatch(text)
    if found is None:
        if not re.search(r"[^\W\d_]", text):
            raise ValueError(
                f"{shortened(text)} is no location; write longitude, latitude and radius as"
                " '38.70,33.31 r=2km', or a phrase"
            )
        return text
    lon, lat = float(found["lon"]), float(found["lat"])
    if abs(lon) > 180 or abs(lat) > 90:
        raise ValueError(f"{shortened(text)} is on no globe; longitude comes first")
    if lon == 0 and lat == 0:
        raise ValueError("0,0 stands for a missing location; write 'unknown' or the real one")
    if found["radius"] is None:
        raise ValueError(
            f"{shortened(text)} has no radius; write how sure it is, as '{text} r=2km'"
        )
    radius_m = float(found["radius"]) * (1000.0 if found["unit"] == "km" else 1.0)
    if not 0 < radius_m <= _LARGEST_RADIUS_M:
        raise ValueError(
            f"the radius of {shortened(text)} must be more than 0 and at most"
            f" {_LARGEST_RADIUS_M / 1000:,.0f} km"
        )
    return PointWithRadius(lon, lat, radius_m)


def _area_of(text: str) -> DrawnArea:
    if len(text) > _LONGEST_WKT:
        raise ValueError(f"the area has {len(text):,} characters; draw it with fewer corners")
    try:
        shape = shapely.from_wkt(text)
    except shapely.errors.ShapelyError as error:
        raise ValueError(
            f"{shortened(text)} is no area that can be read; write it as {_AREA_FORM!r}"
        ) from error
    parts = [part for part in shapely.get_parts(shape) if not part.is_empty]
    parts = [inner for part in parts for inner in shapely.get_parts(part)]
    points = [part for part in parts if part.geom_type == "Point"]
    areas = [part for part in parts if part.geom_type == "Polygon"]
    if not areas or len(points) > 1 or len(points) + len(areas) != len(parts):
        raise ValueError(f"{shortened(text)} is no area; write it as {_AREA_FORM!r}")
    area = areas[0] if len(areas) == 1 else MultiPolygon(areas)
    return drawn_area(area, points[0] if points else None)


def drawn_area(area: Polygon | MultiPolygon, point: shapely.Point | None) -> DrawnArea:
    """
    Take an area that a person drew.

    Parameters
    ----------
    area
        EPSG:4326, longitude first.
    point
        Where inside it the incident is shown; null, or one outside, takes a point of the area.

    Returns
    -------
    area
        The area and its point.

    Raises
    ------
    ValueError
        If the area crosses itself, is flat, or lies on no globe.
    """
    west, south, east, north = area.bounds
    if not (-180 <= west <= east <= 180 and -90 <= south <= north <= 90):
        raise ValueError(
            f"the area reaches from {west:g},{south:g} to {east:g},{north:g}, which is on no globe;"
            " draw it in EPSG:4326, in two parts where it crosses 180 degrees"
        )
    if not area.is_valid:
        reason = shapely.is_valid_reason(area)
        raise ValueError(f"the area is not valid ({reason}); draw it so that no line crosses it")
    if area.area == 0:
        raise ValueError("the area is flat; draw it with at least three corners not in a line")
    if point is None or not area.covers(point):
        point = area.representative_point()
    return DrawnArea(point.x, point.y, area)
