"""Rows that are known only to a country: the extent of such a row is the whole country."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import shapely

from ..models import Precision
from ..reference import countries_at, country_geometry
from ..reference.areas import is_country
from ..table import as_lists

if TYPE_CHECKING:
    from collections.abc import Iterable

    import geopandas as gpd
    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

    FloatArray = NDArray[np.float64]
    IntArray = NDArray[np.intp]


def known_to_country(table: gpd.GeoDataFrame) -> NDArray[np.bool_]:
    """Tell which rows have the precision ``country``; none where there is no such column."""
    if "precision" not in table.columns:
        return np.zeros(len(table), dtype=bool)
    given = table["precision"].astype("string") == str(Precision.COUNTRY)
    return np.asarray(given.fillna(value=False), dtype=bool)


def country_extents(
    table: gpd.GeoDataFrame, rows: IntArray, lon: FloatArray, lat: FloatArray
) -> tuple[IntArray, list[BaseGeometry]]:
    """
    Give the area in which each of some rows lies: the country stated, else located, else round it.

    `rows` are positions, `lon`, `lat` the points of the whole table in degrees. Gives which area
    each of `rows` has, -1 where no country is known, and the areas; several stated countries are
    one area.
    """
    around = countries_at(lon[rows], lat[rows])
    named = zip(_codes(table, rows), around, strict=True)
    keys = [next((codes for codes in (*given, (at,)) if _known(codes)), ()) for given, at in named]
    number, different = pd.factorize(pd.Series(keys, dtype=object))
    none = np.array([not key for key in different], dtype=bool)
    order = np.cumsum(~none) - 1
    order[none] = -1
    return order[number].astype(np.intp), [_area(key) for key in different if key]


def _codes(table: gpd.GeoDataFrame, rows: IntArray) -> Iterable[tuple[tuple[object, ...], ...]]:
    """Give what the source states of each row, in both columns, then what was located."""
    nothing: list[tuple[object, ...]] = [()] * len(rows)
    parts = []
    for name in ("countries_stated", "country_stated", "country_located"):
        if name not in table.columns:
            parts.append(nothing)
            continue
        values = table[name].iloc[rows]
        if name == "countries_stated":
            parts.append([tuple(sorted(codes)) for codes in as_lists(values)])
        else:
            parts.append([(value,) for value in values.astype(object)])
    return zip(*parts, strict=True)


def _known(codes: tuple[object, ...]) -> bool:
    return bool(codes) and all(isinstance(code, str) and is_country(code) for code in codes)


def _area(codes: tuple[object, ...]) -> BaseGeometry:
    shapes = [country_geometry(str(code)) for code in codes]
    return shapes[0] if len(shapes) == 1 else shapely.union_all(shapes)
