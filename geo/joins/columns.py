"""What the joins read of an incident table, and how their columns are made."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

from ..models import Precision
from ..table import as_incident_table
from ..timewindow import civil_times

if TYPE_CHECKING:
    from collections.abc import Sequence

    import geopandas as gpd
    from numpy.typing import NDArray

    FloatArray = NDArray[np.float64]
    IntArray = NDArray[np.intp]

AREA_PRECISIONS = (str(Precision.REGION), str(Precision.COUNTRY))
"""Rows whose area says where they are, not their point."""
NO_DISTANCE = (str(Precision.COUNTRY),)
"""Rows from whose point no distance is measured: the middle of a country is no place."""


def coordinates(incidents: gpd.GeoDataFrame) -> tuple[FloatArray, FloatArray]:
    """Read the points, as degrees; NaN for a null geometry."""
    points = np.asarray(incidents.geometry, dtype=object)
    return shapely.get_x(points), shapely.get_y(points)


def measured_points(incidents: gpd.GeoDataFrame) -> tuple[FloatArray, FloatArray]:
    """Read the points that distances are measured from; NaN where one would be false precision."""
    lon, lat = coordinates(incidents)
    vague = np.isin(precisions(incidents), NO_DISTANCE)
    return np.where(vague, np.nan, lon), np.where(vague, np.nan, lat)


def footprints(incidents: gpd.GeoDataFrame) -> list[BaseGeometry | None]:
    """Read the footprints; null where there is none or no such column."""
    given = incidents["footprint"] if "footprint" in incidents.columns else [None] * len(incidents)
    return [
        shape if isinstance(shape, BaseGeometry) and not shape.is_empty else None for shape in given
    ]


def precisions(incidents: gpd.GeoDataFrame) -> NDArray[np.object_]:
    """Words of the column, null counting as unknown; all null where there is no such column."""
    if "precision" not in incidents.columns:
        return np.full(len(incidents), None, dtype=object)
    words = incidents["precision"].astype("string").fillna(str(Precision.UNKNOWN))
    return words.to_numpy(dtype=object)


def stated_countries(incidents: gpd.GeoDataFrame) -> list[tuple[str, ...]]:
    """Read what countries the source states for each row; none where unknown."""
    stated: list[tuple[str, ...]] = [()] * len(incidents)
    if "country_stated" in incidents.columns:
        codes: list[Any] = incidents["country_stated"].tolist()
        stated = [() if pd.isna(code) else (str(code),) for code in codes]
    if "countries_stated" in incidents.columns:
        lists = as_incident_table(incidents[["countries_stated", incidents.geometry.name]])
        given = [tuple(codes) for codes in lists["countries_stated"]]
        stated = [many or one for many, one in zip(given, stated, strict=True)]
    return stated


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
