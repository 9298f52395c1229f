"""What to draw: layers as data, how each incident is shown, and what stays off the map."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from geo.models import DEFAULT_RADIUS_M, Kind, Precision, Status
from geo.table import WGS84, as_base_table, as_incident_table

from .basemap import Extent

_AREA_PRECISIONS = (Precision.ADMIN2, Precision.ADMIN1, Precision.REGION)
_METRES_PER_DEGREE = 111_320.0


class LayerKind(StrEnum):
    """What a layer holds."""

    BASEMAP = "basemap"
    BORDERS = "borders"
    AREAS = "areas"
    INCIDENTS = "incidents"
    BASES = "bases"


class Shown(StrEnum):
    """How a row is drawn, or why it is not."""

    POINT = "point"
    NEAR = "near"
    HOLLOW = "hollow"
    AREA = "area"
    COUNTRY = "country"
    AGGREGATE = "aggregate"
    SERIES = "series"
    NO_LOCATION = "no location"
    REJECTED = "rejected"


DRAWN = (Shown.POINT, Shown.NEAR, Shown.HOLLOW, Shown.AREA)
"""What is on the map; every other value of `Shown` is a reason to be beside it."""

REASONS: dict[Shown, str] = {
    Shown.COUNTRY: "known only to a whole country",
    Shown.AGGREGATE: "counts over a period, not single incidents",
    Shown.SERIES: "several incidents, number not stated",
    Shown.NO_LOCATION: "no location found",
    Shown.REJECTED: "rejected by a person",
}
"""Why a row is not on the map, for people to read."""


@dataclass(frozen=True, slots=True)
class MapLayer:
    """
    One thing that can be switched on and off, and the table it draws.

    `table` is an incident table for ``incidents`` and ``areas``, a base table for ``bases``, null
    for the layers that come with the packaged reference data. Layers are given bottom first.
    """

    kind: LayerKind
    name: str
    table: gpd.GeoDataFrame | None = None
    visible: bool = True


@dataclass(frozen=True, slots=True)
class OffMap:
    """Rows that are not drawn for one reason; `killed` sums the best estimates that are known."""

    reason: Shown
    label: str
    rows: int
    killed: int
    killed_unknown: int


@dataclass(frozen=True, slots=True)
class Totals:
    """
    The numbers of a headline, rejected rows left out.

    `incidents` counts happenings: rows of kind ``incident``, those proposed to be one and the same
    counted once; `same` is how many rows that leaves out. `killed` sums the best estimates that
    are known, of happenings proposed to be the same the highest; `killed_unknown` counts the
    happenings without one.
    """

    incidents: int
    same: int
    killed: int
    killed_unknown: int


def map_layers(
    incidents: gpd.GeoDataFrame,
    bases: gpd.GeoDataFrame | None = None,
    *,
    shown: pd.Series[str] | None = None,
) -> list[MapLayer]:
    """
    Arrange the layers of one map.

    Parameters
    ----------
    incidents
        A complete incident table, as `drawable` gives it.
    bases
        Base table in EPSG:4326, or null for no bases.
    shown
        As `how_shown` gives it; found out where null.

    Returns
    -------
    layers
        Base map, borders, areas, incidents and, where given, bases: bottom first. Rows keep their
        order and index; rows that are off the map are in no layer.

    Raises
    ------
    CrsError
        If the bases are not in EPSG:4326.
    SchemaError
        If a column of the bases holds a value that it must not hold.
    """
    shown = how_shown(incidents) if shown is None else shown
    dots = shown.isin([str(word) for word in DRAWN if word != Shown.AREA])
    layers = [
        MapLayer(LayerKind.BASEMAP, "Base map"),
        MapLayer(LayerKind.BORDERS, "Borders"),
        MapLayer(LayerKind.AREAS, "Areas of incidents", incidents[shown == Shown.AREA]),
        MapLayer(LayerKind.INCIDENTS, "Incidents", incidents[dots]),
    ]
    if bases is not None:
        layers.append(MapLayer(LayerKind.BASES, "Bases", as_base_table(bases)))
    return layers


def drawable(incidents: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """
    Complete an incident table and make every geometry a point, every area a footprint.

    Parameters
    ----------
    incidents
        GeoDataFrame in EPSG:4326, longitude first; missing columns count as unknown.

    Returns
    -------
    table
        The same rows, order and index. A geometry that is no point becomes the footprint where
        there is none, and its point is null.

    Raises
    ------
    CrsError
        If the table is not in EPSG:4326.
    SchemaError
        If a column holds a value that it must not hold.
    """
    table = as_incident_table(incidents)
    points = np.asarray(table.geometry.array)
    other = ~np.isin(shapely.get_type_id(points), (-1, 0))
    if other.any():
        footprints = np.asarray(table["footprint"].array)
        footprints = np.where(other & shapely.is_missing(footprints), points, footprints)
        table["footprint"] = gpd.GeoSeries(footprints, index=table.index, crs=WGS84)
        lone = np.where(other, None, points)  # type: ignore[call-overload]
        table["geometry"] = gpd.GeoSeries(lone, index=table.index, crs=WGS84)
    return table


def how_shown(incidents: gpd.GeoDataFrame) -> pd.Series[str]:
    """
    Decide for every row how it is drawn, or why it is not.

    Points are points and areas are areas: ``exact`` and ``place`` are dots, ``near`` is a dot in
    its radius, a point of unknown precision is hollow, ``admin2``, ``admin1`` and ``region`` are
    areas without a dot. Whole countries, series, aggregates, rejected rows and rows without any
    location are not drawn.

    Parameters
    ----------
    incidents
        A complete incident table, as `drawable` gives it.

    Returns
    -------
    shown
        One word of `Shown` per row, on the index of the table.
    """
    no_point = shapely.is_missing(np.asarray(incidents.geometry.array))
    no_area = shapely.is_missing(np.asarray(incidents["footprint"].array))
    status, kind, precision = (_Words(incidents[name]) for name in ("status", "kind", "precision"))
    # the first that holds decides
    tests = {
        Shown.REJECTED: status.are(Status.REJECTED),
        Shown.AGGREGATE: kind.are(Kind.AGGREGATE),
        Shown.SERIES: kind.are(Kind.SERIES),
        Shown.COUNTRY: precision.are(Precision.COUNTRY),
        Shown.NO_LOCATION: no_point & no_area,
        Shown.AREA: precision.are(*_AREA_PRECISIONS) | no_point,
        Shown.NEAR: precision.are(Precision.NEAR),
        Shown.POINT: precision.are(Precision.EXACT, Precision.PLACE),
    }
    number = np.select(list(tests.values()), list(range(len(tests))), default=len(tests))
    words = pd.array([*map(str, tests), str(Shown.HOLLOW)], dtype="string")
    return pd.Series(words.take(number), index=incidents.index)


class _Words:
    """A column of few words: each is compared once, not once per row."""

    def __init__(self, column: pd.Series[Any]) -> None:
        self._codes, self._words = pd.factorize(column)

    def are(self, *wanted: str) -> NDArray[np.bool_]:
        return self.replaced({str(word): True for word in wanted}, default=False)

    def replaced(self, values: Mapping[str, Any], *, default: Any) -> NDArray[Any]:  # noqa: ANN401
        # what is null has the code -1, the last place of the list
        return np.array([*(values.get(word, default) for word in self._words), default])[
            self._codes
        ]


def radius_m(incidents: gpd.GeoDataFrame) -> NDArray[np.float64]:
    """
    Give the radius in metres that stands for a row's area where it has no outline of its own.

    Parameters
    ----------
    incidents
        A complete incident table.

    Returns
    -------
    radius
        `uncertainty_m`, else the default of the row's precision class (``geo.models``), else nan.
    """
    stated = incidents["uncertainty_m"].to_numpy(dtype=float, na_value=np.nan)
    defaults = {str(key): value for key, value in DEFAULT_RADIUS_M.items() if value is not None}
    usual = _Words(incidents["precision"]).replaced(defaults, default=np.nan)
    return np.where(stated > 0, stated, usual)


def off_map(incidents: gpd.GeoDataFrame, *, shown: pd.Series[str] | None = None) -> list[OffMap]:
    """
    Count what is not on the map.

    Parameters
    ----------
    incidents
        A complete incident table, as `drawable` gives it.
    shown
        As `how_shown` gives it; found out where null.

    Returns
    -------
    counts
        One entry per reason that occurs, in the order of `REASONS`.
    """
    shown = how_shown(incidents) if shown is None else shown
    killed_best = incidents["killed_best"]
    counts = []
    for reason, label in REASONS.items():
        killed = killed_best[shown == reason]
        if len(killed):
            known = killed.dropna()
            counts.append(
                OffMap(reason, label, len(killed), int(known.sum()), len(killed) - len(known))
            )
    return counts


def totals(incidents: gpd.GeoDataFrame) -> Totals:
    """
    Count happenings and deaths, each once.

    Parameters
    ----------
    incidents
        A complete incident table, as `drawable` gives it.

    Returns
    -------
    totals
        The numbers of a headline.
    """
    rejected = incidents["status"].eq(Status.REJECTED).fillna(False).to_numpy(dtype=bool)
    # a choice of rows costs one copy per column
    needed = incidents[["incident_id", "same_as", "killed_best"]]
    single = needed[incidents["kind"].eq(Kind.INCIDENT).to_numpy(dtype=bool) & ~rejected]
    killed = (
        pd.Series(single["killed_best"].to_numpy()).groupby(np.asarray(same_groups(single))).max()
    )
    return Totals(
        incidents=len(killed),
        same=len(single) - len(killed),
        killed=int(killed.dropna().sum()),
        killed_unknown=int(killed.isna().sum()),
    )


def same_groups(rows: pd.DataFrame) -> list[int]:
    """Give each row the position of the first row that it is proposed to be the same as."""
    first = list(range(len(rows)))
    links = rows["same_as"].tolist()
    counts = np.fromiter(map(len, links), dtype=np.int64, count=len(links))
    linked = np.flatnonzero(counts).tolist()
    ids = rows["incident_id"].tolist() if linked else []
    row_of = {name: row for row, name in enumerate(ids) if not pd.isna(name)}
    for row in linked:
        for other in links[row]:
            if other in row_of:
                low, high = sorted((_first(first, row), _first(first, row_of[other])))
                first[high] = low
    return [_first(first, row) for row in range(len(rows))] if linked else first


def _first(first: list[int], row: int) -> int:
    while first[row] != row:
        row = first[row]
    return row


def extent_of(
    incidents: gpd.GeoDataFrame,
    bases: gpd.GeoDataFrame | None = None,
    *,
    shown: pd.Series[str] | None = None,
) -> Extent | None:
    """
    Give the smallest extent that holds all that is drawn.

    Parameters
    ----------
    incidents
        A complete incident table, as `drawable` gives it.
    bases
        Used only where no incident is drawn.
    shown
        As `how_shown` gives it; found out where null.

    Returns
    -------
    extent
        ``(west, south, east, north)`` in degrees with east above 180 where that is shorter; null
        when nothing is drawn.
    """
    shown = how_shown(incidents) if shown is None else shown
    needed = incidents[["geometry", "footprint", "precision", "uncertainty_m"]]
    drawn = needed[shown.isin([str(word) for word in DRAWN])]
    boxes = [_boxes(np.asarray(drawn["footprint"].array)), _point_boxes(drawn)]
    bounds = np.concatenate(boxes)
    if not len(bounds) and bases is not None:
        bounds = _boxes(np.asarray(bases.geometry.array))
    if not len(bounds):
        return None
    west, east = _shortest_span(bounds[:, 0], bounds[:, 2])
    return west, float(bounds[:, 1].min()), east, float(bounds[:, 3].max())


def as_of_date(incidents: gpd.GeoDataFrame, published: Sequence[date] = ()) -> datetime | None:
    """
    Give the latest day that the data speaks of, in civil time; no clock is read.

    Parameters
    ----------
    incidents
        A complete incident table.
    published
        Dates of the reports behind it.

    Returns
    -------
    day
        The last day of the latest interval or the latest date of publication, as midnight of that
        day; null when nothing is dated.
    """
    # intervals are half-open: a day ends where the next begins
    last = incidents["end"].max() - pd.Timedelta(microseconds=1)
    latest: list[Any] = [last, incidents["start"].max(), *published]
    known = [pd.Timestamp(item).normalize() for item in latest if not pd.isna(item)]
    return max(known).to_pydatetime() if known else None


def _boxes(shapes: NDArray[Any]) -> NDArray[np.float64]:
    """Bounds per part, so that areas cut at the antimeridian count as two ends."""
    parts = shapely.get_parts(shapes[~shapely.is_missing(shapes)])
    bounds: NDArray[np.float64] = shapely.bounds(parts)
    return bounds.reshape(-1, 4)[~np.isnan(bounds.reshape(-1, 4)).any(axis=1)]


def _point_boxes(drawn: gpd.GeoDataFrame) -> NDArray[np.float64]:
    """Bounds of points with the radius around them, in degrees good enough for a first view."""
    points = np.asarray(drawn.geometry.array)
    lon, lat = shapely.get_x(points), shapely.get_y(points)
    high = np.nan_to_num(radius_m(drawn)) / _METRES_PER_DEGREE
    wide = high / np.maximum(np.cos(np.radians(lat)), 0.05)
    boxes = np.column_stack([lon - wide, lat - high, lon + wide, lat + high])
    boxes = boxes[~np.isnan(boxes).any(axis=1)]
    boxes[:, [1, 3]] = np.clip(boxes[:, [1, 3]], -90, 90)
    return boxes


def _shortest_span(west: NDArray[np.float64], east: NDArray[np.float64]) -> tuple[float, float]:
    """Leave out the widest gap on the circle of longitudes."""
    order = np.argsort(west % 360)
    once = (west % 360)[order]
    # the turn before is put in front, because its last areas may reach into this one
    low = np.concatenate([once - 360, once])
    reach = np.maximum.accumulate(low + np.tile((east - west)[order], 2))
    gaps = once - reach[len(once) - 1 : -1]
    widest = int(gaps.argmax())
    if gaps[widest] <= 0:
        return -180.0, 180.0
    start = float((once[widest] + 180) % 360 - 180)
    return start, start + float(360 - gaps[widest])
