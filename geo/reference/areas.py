"""Countries, first-level and second-level areas, seas and regions, and what holds a point."""

from __future__ import annotations

from functools import cache, lru_cache
from typing import TYPE_CHECKING

from ..errors import ParameterError
from .layer import Area, Layer, StoredTable

if TYPE_CHECKING:
    from numpy.typing import ArrayLike
    from shapely.geometry.base import BaseGeometry


@cache
def _layer(name: str, key: str) -> Layer:
    return Layer(StoredTable(name), key)


def country_layer() -> Layer:
    """Give the countries (10m), one row per area, in order of `area_id`."""
    return _layer("countries", "area_id")


def light_country_layer() -> Layer:
    """Give the countries drawn coarsely (50m), for base maps of continents and the world."""
    return _layer("countries_light", "area_id")


def admin1_layer() -> Layer:
    """
    Give the first-level areas of the world, in order of `admin1_id` (ISO 3166-2 where it has one).

    Columns `approximate` (divided between settlements), `superseded` (an old outline) and `joined`
    (above the level that points are told by); the last two kinds come after all others.
    """
    return _layer("admin1", "admin1_id")


def admin2_layer() -> Layer:
    """Give the second-level areas: counties of the United States, in order of FIPS number."""
    return _layer("admin2", "admin2_id")


def district_layer() -> Layer:
    """Give the second-level areas that are drawn roughly from their settlements; they overlap."""
    return _layer("districts", "admin2_id")


def area_layer() -> Layer:
    """Give the seas and regions of the overlay, in order of `place_id`."""
    return _layer("areas", "place_id")


@cache
def countries() -> tuple[Area, ...]:
    """Give every country area (10m), in order of `area_id`."""
    layer = country_layer()
    return tuple(layer.area(row) for row in range(len(layer)))


@cache
def light_countries() -> tuple[Area, ...]:
    """Give every country area (50m), in order of `area_id`."""
    layer = light_country_layer()
    return tuple(layer.area(row) for row in range(len(layer)))


@cache
def country_rows() -> dict[str, list[int]]:
    """Rows of each ISO code, the state itself before areas that are only counted to it."""
    columns = country_layer().columns
    rows: dict[str, list[int]] = {}
    for row, code in enumerate(columns["country"]):
        if code is not None:
            rows.setdefault(code, []).append(row)
    for found in rows.values():
        found.sort(key=lambda row: columns["iso_a3"][row] is None)
    return rows


def country(code: str) -> Area:
    """
    Give the main area of a country.

    Parameters
    ----------
    code
        ISO 3166-1 alpha-2, or XK.

    Returns
    -------
    area
        The state's own area, without those that are only counted to it (Somaliland, Baikonur).

    Raises
    ------
    ParameterError
        If no country has this code.
    """
    rows = country_rows().get(code)
    if not rows:
        raise ParameterError(f"`code`: {code!r} is no country; give an ISO 3166-1 alpha-2 code")
    return country_layer().area(rows[0])


@lru_cache(maxsize=64)
def country_geometry(code: str) -> BaseGeometry:
    """
    Give the ground of a country: the union of all its areas.

    Parameters
    ----------
    code
        ISO 3166-1 alpha-2, or XK.

    Returns
    -------
    geometry
        Polygon or MultiPolygon in degrees, cut at the antimeridian.

    Raises
    ------
    ParameterError
        If no country has this code.
    """
    import shapely

    rows = country_rows().get(code)
    if not rows:
        raise ParameterError(f"`code`: {code!r} is no country; give an ISO 3166-1 alpha-2 code")
    shapes = [country_layer().geometry(row) for row in rows]
    return shapes[0] if len(shapes) == 1 else shapely.union_all(shapes)


def is_country(code: str) -> bool:
    """Tell whether a code is that of a packaged country."""
    return code in country_rows()


def admin1_geometry(admin1_id: str) -> BaseGeometry | None:
    """Give the ground of a first-level area, null where the id is not packaged."""
    row = admin1_layer().row_of.get(admin1_id)
    return None if row is None else admin1_layer().geometry(row)


def countries_at(lons: ArrayLike, lats: ArrayLike) -> list[str | None]:
    """
    Tell the country of each point.

    Parameters
    ----------
    lons, lats
        Points in degrees.

    Returns
    -------
    codes
        ISO alpha-2 codes, null at sea, on ground of no state, and for NaN. Within
        `BORDER_PRECISION_M` of a border the answer may be the neighbour.
    """
    return _values_at(country_layer(), "country", lons, lats)


def admin1_at(lons: ArrayLike, lats: ArrayLike) -> list[str | None]:
    """Tell the `admin1_id` of each point, null where there is none; as `countries_at`."""
    return _values_at(admin1_layer(), "admin1_id", lons, lats)


def admin2_at(lons: ArrayLike, lats: ArrayLike) -> list[str | None]:
    """Tell the `admin2_id` of each point, null outside the United States; as `countries_at`."""
    return _values_at(admin2_layer(), "admin2_id", lons, lats)


def seas_at(lons: ArrayLike, lats: ArrayLike) -> list[str | None]:
    """Tell the `place_id` of the smallest named sea at each point, null where there is none."""
    return _values_at(_sea_layer(), "place_id", lons, lats)


@cache
def _sea_layer() -> Layer:
    """Give the seas, smallest first, so that a strait wins over the sea it belongs to."""
    import shapely

    areas = area_layer()
    seas = [row for row, kind in enumerate(areas.columns["kind"]) if kind == "sea"]
    seas.sort(key=lambda row: float(shapely.area(areas.geometry(row))))
    return Layer(StoredTable("areas"), "place_id", seas)


def _values_at(layer: Layer, column: str, lons: ArrayLike, lats: ArrayLike) -> list[str | None]:
    values = layer.columns[column]
    return [values[row] if row >= 0 else None for row in layer.rows_at(lons, lats)]
