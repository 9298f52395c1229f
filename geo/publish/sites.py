"""Named sites: the packaged ones that may be named in public, and the user's own that may not."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import shapely

from .. import reference
from ..geodesy import disc, distance_m
from ..table import as_base_table, bases_from_records

if TYPE_CHECKING:
    from collections.abc import Iterable

    import geopandas as gpd
    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

CLEARANCE_M = 1_000.0
"""A published point keeps this far from the middle of any named site, or the radius of the site."""

_STEPS = 9
_ROOM_DEG = 0.3


@dataclass(frozen=True, slots=True)
class NamedBase:
    """A packaged base that a row names: its outline is known to everybody."""

    name: str
    country: str | None
    lon: float
    lat: float
    radius_m: float

    @property
    def footprint(self) -> BaseGeometry:
        """The disc that stands for the base in the packaged list."""
        return disc(self.lon, self.lat, self.radius_m)


@dataclass(frozen=True, slots=True)
class OwnSite:
    """One of the user's own sites: names that must not appear, a place that must not be found."""

    names: tuple[str, ...]
    lon: float
    lat: float


class Words:
    """
    Texts that must not appear.

    Parameters
    ----------
    texts
        Names in any spelling; case, accents and punctuation do not count.
    """

    def __init__(self, texts: Iterable[str]) -> None:
        self.folded = sorted({folded(text) for text in texts} - {""})
        joined = "|".join(re.escape(text) for text in self.folded)
        self._pattern = re.compile(rf"(?<!\w)(?:{joined})(?!\w)") if joined else None

    def found_in(self, text: object) -> bool:
        """Whether one of the names stands in a text, as whole words."""
        return self._pattern is not None and bool(self._pattern.search(folded(str(text))))


def folded(text: str) -> str:
    """Give a text without case, accents and punctuation, words separated by one space."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    kept = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return " ".join(re.findall(r"\w+", kept.replace("_", " ")))


def own_sites(sites: gpd.GeoDataFrame | None) -> list[OwnSite]:
    """
    Give the user's own sites.

    Parameters
    ----------
    sites
        The base table, or null.

    Returns
    -------
    own
        The rows that are `internal`, in their order; a site without a point is at the middle of
        its outline.
    """
    if sites is None:
        return []
    table = as_base_table(sites)
    found = []
    for row in table[_internal(table)].to_dict("records"):
        shape = row["geometry"] if row["geometry"] is not None else row["footprint"]
        point = None if shape is None else shapely.centroid(shape)
        names = [row["name"], row["site"], row["base_id"], *row["aliases"]]
        lon, lat = (np.nan, np.nan) if point is None else (point.x, point.y)
        found.append(OwnSite(tuple(str(name) for name in names if not pd.isna(name)), lon, lat))
    return found


def public_sites(sites: gpd.GeoDataFrame | None, secret: Words) -> gpd.GeoDataFrame | None:
    """
    Give the sites that may be shown.

    Parameters
    ----------
    sites
        The base table, or null.
    secret
        Names that must not appear.

    Returns
    -------
    sites
        The rows that are not `internal` and carry no secret name, columns of the base table only;
        null where none is left.
    """
    if sites is None:
        return None
    table = as_base_table(sites)
    named = [
        any(secret.found_in(text) for text in (name, site, *aliases))
        for name, site, aliases in zip(table["name"], table["site"], table["aliases"], strict=True)
    ]
    kept = table[~(_internal(table) | np.array(named, dtype=bool))]
    return kept if len(kept) else None


def named_bases(own: list[OwnSite], secret: Words, room_m: float) -> dict[str, list[NamedBase]]:
    """
    Give the packaged bases by their names.

    Parameters
    ----------
    own
        The user's own sites.
    secret
        Names that must not appear.
    room_m
        A packaged base nearer than this to an own site is left out: rows about it are coarsened.

    Returns
    -------
    bases
        Folded name or alias to the bases called so, one per site, in order of their ids.
    """
    table = bases_from_records(reference.bases())
    found: dict[str, list[NamedBase]] = {}
    for row in table.drop_duplicates("site").to_dict("records"):
        names = [row["name"], *row["aliases"]]
        lon, lat = row["geometry"].x, row["geometry"].y
        beside = any(distance_m(lon, lat, site.lon, site.lat) < room_m for site in own)
        if beside or pd.isna(row["radius_m"]) or any(secret.found_in(name) for name in names):
            continue
        country = None if pd.isna(row["country"]) else str(row["country"])
        base = NamedBase(str(row["name"]), country, lon, lat, float(row["radius_m"]))
        for name in sorted({folded(name) for name in names}):
            found.setdefault(name, []).append(base)
    return found


@lru_cache(maxsize=100_000)
def resting_point(area: BaseGeometry) -> tuple[float, float]:
    """
    Choose the point that stands for an area: near its middle, inside, and on no named site.

    Parameters
    ----------
    area
        Polygon or MultiPolygon in degrees.

    Returns
    -------
    lon, lat
        The place of a 9 by 9 lattice over the area that is nearest to its middle and keeps clear
        of every packaged site and airfield by `CLEARANCE_M` and its radius; where there is none,
        the one that keeps furthest away. It depends on the area alone.
    """
    west, south, east, north = area.bounds
    steps = (np.arange(_STEPS) + 0.5) / _STEPS
    lon, lat = (
        axis.ravel()
        for axis in np.meshgrid(west + steps * (east - west), south + steps * (north - south))
    )
    shapely.prepare(area)
    inside = shapely.contains_xy(area, lon, lat)
    if not inside.any():
        point = shapely.point_on_surface(area)
        return round(point.x, 5), round(point.y, 5)
    lon, lat = lon[inside], lat[inside]
    off = np.hypot(
        (lon - (west + east) / 2) / (east - west), (lat - (south + north) / 2) / (north - south)
    )
    order = np.lexsort((lon, lat, np.round(off, 9)))
    lon, lat = lon[order], lat[order]
    room = clearance_m(lon, lat)
    chosen = int(np.argmax(room >= 0)) if (room >= 0).any() else int(np.argmax(room))
    return round(float(lon[chosen]), 5), round(float(lat[chosen]), 5)


def clearance_m(lon: NDArray[np.float64], lat: NDArray[np.float64]) -> NDArray[np.float64]:
    """
    Tell how far places keep clear of every named site.

    Parameters
    ----------
    lon, lat
        Places in degrees, near each other.

    Returns
    -------
    room
        Metres to the nearest packaged site or airfield, less what it needs; below 0 is too near.
    """
    site_lon, site_lat, need = _named_sites()
    near = (np.abs(site_lat - lat.mean()) < np.ptp(lat) + _ROOM_DEG) & (
        np.abs((site_lon - lon.mean() + 180) % 360 - 180)
        < np.ptp(lon) + _ROOM_DEG / max(np.cos(np.radians(lat.mean())), 0.05)
    )
    room = np.full(len(lon), np.inf)
    for x, y, metres in zip(site_lon[near], site_lat[near], need[near], strict=True):
        room = np.minimum(room, distance_m(lon, lat, float(x), float(y)) - metres)
    return room


@lru_cache(maxsize=1)
def _named_sites() -> tuple[Any, Any, Any]:
    table = reference.read_table("bases").to_pydict()
    fields = [item for item in reference.airfields() if not item.closed]
    need = [max(CLEARANCE_M, metres or 0.0) for metres in table["radius_m"]]
    return (
        np.array([*table["lon"], *(item.lon for item in fields)]),
        np.array([*table["lat"], *(item.lat for item in fields)]),
        np.array([*need, *(CLEARANCE_M for _ in fields)]),
    )


def _internal(table: gpd.GeoDataFrame) -> NDArray[np.bool_]:
    mask: NDArray[np.bool_] = table["internal"].fillna(value=False).to_numpy(dtype=bool)
    return mask
