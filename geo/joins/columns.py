"""What the joins read of an incident table, and how their columns are made."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import shapely

from ..geodesy import distance_m
from ..models import Precision
from ..table import as_lists
from ..timewindow import civil_times

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    import geopandas as gpd
    from numpy.typing import NDArray

    FloatArray = NDArray[np.float64]
    IntArray = NDArray[np.intp]

AREA_PRECISIONS = (str(Precision.REGION), str(Precision.COUNTRY))
"""Rows whose area says where they are, not their point."""
NO_DISTANCE = (str(Precision.COUNTRY),)
"""Rows from whose point no distance is measured: the middle of a country is no place."""


_LOOKED_AT = (
    "footprint",
    "uncertainty_m",
    "precision",
    "start",
    "end",
    "countries_stated",
    "country_stated",
    "country_located",
)


def looked_at(incidents: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Take the columns that the joins read, so that rows are picked out of few columns."""
    names = [name for name in _LOOKED_AT if name in incidents.columns]
    return incidents[[*names, incidents.geometry.name]]


def coordinates(incidents: gpd.GeoDataFrame) -> tuple[FloatArray, FloatArray]:
    """Read the points, as degrees; NaN for a null or empty geometry."""
    points = np.array(incidents.geometry, dtype=object)
    # an empty point has no coordinate to get
    points[shapely.is_empty(points)] = None
    return shapely.get_x(points), shapely.get_y(points)


def measured_points(incidents: gpd.GeoDataFrame) -> tuple[FloatArray, FloatArray]:
    """Read the points that distances are measured from; NaN where one would be false precision."""
    lon, lat = coordinates(incidents)
    vague = np.isin(precisions(incidents), NO_DISTANCE)
    return np.where(vague, np.nan, lon), np.where(vague, np.nan, lat)


def footprints(incidents: gpd.GeoDataFrame) -> NDArray[np.object_]:
    """Read the footprints; null where there is none or no such column."""
    shapes = np.full(len(incidents), None, dtype=object)
    if "footprint" in incidents.columns:
        given: NDArray[np.object_] = np.asarray(incidents["footprint"], dtype=object)
        drawn = np.flatnonzero(shapely.is_geometry(given))
        drawn = drawn[~shapely.is_empty(given[drawn])]
        shapes[drawn] = given[drawn]
    return shapes


def sizes_m(incidents: gpd.GeoDataFrame) -> FloatArray:
    """Read how far the extent reaches from each point, in metres; NaN where unknown."""
    sizes = np.full(len(incidents), np.nan)
    if "uncertainty_m" in incidents.columns:
        given: Any = pd.to_numeric(incidents["uncertainty_m"])
        sizes = given.to_numpy(dtype=float, na_value=np.nan).copy()
    lon, lat = coordinates(incidents)
    shapes = footprints(incidents)
    shapes[np.isfinite(sizes) | np.isnan(lon)] = None
    corners, row = shapely.get_coordinates(shapes, return_index=True)
    if len(row):
        reach = distance_m(lon[row], lat[row], corners[:, 0], corners[:, 1])
        sizes[np.unique(row)] = 0.0
        np.maximum.at(sizes, row, reach)
    return sizes


def precisions(incidents: gpd.GeoDataFrame) -> NDArray[np.object_]:
    """Words of the column, null counting as unknown; all null where there is no such column."""
    if "precision" not in incidents.columns:
        return np.full(len(incidents), None, dtype=object)
    words = incidents["precision"].astype("string").fillna(str(Precision.UNKNOWN))
    return words.to_numpy(dtype=object)


def stated_countries(incidents: gpd.GeoDataFrame) -> list[tuple[str, ...]]:
    """Read what countries the source states for each row; none where unknown."""
    which, different = stated_numbers(incidents)
    return [different[number] for number in which.tolist()]


def stated_numbers(incidents: gpd.GeoDataFrame) -> tuple[IntArray, list[tuple[str, ...]]]:
    """Give what countries the source states: which of some tuples each row has, and these."""
    count = len(incidents)
    single, many = np.zeros(count, dtype=np.intp), np.zeros(count, dtype=np.intp)
    singles: list[tuple[str, ...]] = [()]
    several: dict[tuple[str, ...], int] = {(): 0}
    if "country_stated" in incidents.columns:
        number, codes = pd.factorize(incidents["country_stated"])
        single = number + 1
        singles += [(str(code),) for code in codes]
    if "countries_stated" in incidents.columns:
        lists = as_lists(incidents["countries_stated"])
        # rows share their lists, so that few are to be looked into
        place = np.fromiter(map(id, lists), dtype=np.int64, count=count)
        _, first, back = np.unique(place, return_index=True, return_inverse=True)
        names = [several.setdefault(tuple(lists[at]), len(several)) for at in first]
        many = np.array(names, dtype=np.intp)[back]
    which, pairs = pd.factorize(single * len(several) + many)
    lists_of = list(several)
    different = [
        lists_of[pair % len(several)] or singles[pair // len(several)] for pair in pairs.tolist()
    ]
    return which, different


def alike(incidents: gpd.GeoDataFrame, breaks: Sequence[date] = ()) -> tuple[IntArray, IntArray]:
    """
    Find the rows that differ in nothing the joins look at.

    `breaks` are the days from which other borders count. Gives the position of the first row of
    each different case, and which case each row is.
    """
    lon, lat = coordinates(incidents)
    precision, words = pd.factorize(precisions(incidents))
    is_area = np.array([*(word in AREA_PRECISIONS for word in words), False])
    drawn = is_area[precision]
    shape = np.zeros(len(incidents), dtype=np.int64)
    shape[drawn] = [id(area) for area in footprints(incidents.loc[drawn])]
    days = np.array(sorted(breaks), dtype="datetime64[D]")
    starts = start_days(incidents)
    epoch = np.where(np.isnat(starts), -1, np.searchsorted(days, starts, side="right"))
    stated = stated_numbers(incidents)[0]
    return cases(lon, lat, precision, shape, epoch, stated)


def cases(*keys: NDArray[Any]) -> tuple[IntArray, IntArray]:
    """Give the first row of each different combination of keys, and which of them each row is."""
    case = np.zeros(len(keys[0]), dtype=np.intp)
    for key in keys:
        number, different = pd.factorize(key, use_na_sentinel=False)
        if len(different) > 1:
            case = pd.factorize(case * len(different) + number)[0]
    return np.unique(case, return_index=True)[1], case


def start_days(incidents: gpd.GeoDataFrame) -> NDArray[np.datetime64]:
    """Read the civil day on which each row begins; NaT where unknown."""
    days: NDArray[np.datetime64] = civil_times(incidents, "start").to_numpy("datetime64[D]")
    return days


def distinct(lon: FloatArray, lat: FloatArray) -> tuple[IntArray, IntArray]:
    """Positions of the different points, and which of them each point is."""
    keys = np.nan_to_num(lon, nan=999.0) + 1j * np.nan_to_num(lat, nan=999.0)
    _, first, back = np.unique(keys, return_index=True, return_inverse=True)
    return first, back.reshape(-1)


def unique_answers(look_up: Any, lon: FloatArray, lat: FloatArray) -> list[str | None]:  # noqa: ANN401
    """Look up each different point once."""
    place, back = distinct(lon, lat)
    answers = look_up(lon[place], lat[place])
    return [answers[number] for number in back]


def text_values(column: pd.Series[str]) -> NDArray[np.object_]:
    """Give a column of text as an array; null is None."""
    values: Any = column.astype(object).where(column.notna(), None)
    return np.asarray(values, dtype=object)


def text_column(values: Sequence[str | None], index: pd.Index[Any]) -> pd.Series[str]:
    """Make a column of text; null stays null."""
    return pd.Series(list(values), index=index, dtype="string")
