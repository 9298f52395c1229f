"""Packaged sites and airfields, and the ground of any gazetteer entry."""

from __future__ import annotations

from dataclasses import dataclass, fields
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from ..models import Base
from .areas import (
    admin1_layer,
    admin2_layer,
    area_layer,
    country_geometry,
    district_layer,
    is_country,
)
from .borders import border
from .layer import read_table

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry


CONTINENTS = {
    "AF": "region:africa",
    "AN": "region:antarctica",
    "AS": "region:asia",
    "EU": "region:europe",
    "NA": "region:north-america",
    "OC": "region:oceania",
    "SA": "region:south-america",
}
"""Code of a continent and the area that draws it."""


@dataclass(frozen=True, slots=True)
class Airfield:
    """One airfield of OurAirports; `military_words` tells of words in its name, nothing more."""

    ident: str
    iata: str | None
    name: str
    kind: str
    country: str | None
    lon: float
    lat: float
    aliases: tuple[str, ...]
    military_words: bool
    closed: bool


@lru_cache(maxsize=256)
def load_footprint(place_id: str) -> BaseGeometry | None:
    """
    Give the ground of a gazetteer entry.

    Parameters
    ----------
    place_id
        ``country:JO``, ``admin1:JO-MA``, ``admin2:21125``, ``sea:red-sea``, ``region:darfur``,
        ``border:JO-SY`` or ``site:tower-22`` (a geodesic disc of its radius).

    Returns
    -------
    geometry
        Polygon or MultiPolygon in degrees, for a border lines; null for a settlement, an
        airfield, and an id that is not packaged.
    """
    kind, _, key = place_id.partition(":")
    if kind == "country":
        return country_geometry(key) if is_country(key) else None
    if kind == "continent":
        kind, place_id = "region", CONTINENTS.get(key, place_id)
    if kind == "border":
        return border(*key.split("-", 1)) if "-" in key else None
    if kind == "site":
        site = next((base for base in _sites() if base.site == key), None)
        return site.footprint if site else None
    if kind in {"admin1", "admin2"}:
        layer = admin1_layer() if kind == "admin1" else admin2_layer()
    elif kind in {"sea", "region"}:
        layer, key = area_layer(), place_id
    else:
        return None
    row = layer.row_of.get(key)
    if row is None and kind == "admin2":
        layer = district_layer()
        row = layer.row_of.get(key)
    return None if row is None else layer.geometry(row)


_NO_BASES = frozenset({"refugee camp", "checkpoint", "bridge"})


@cache
def _sites() -> tuple[Base, ...]:
    from ..geodesy import disc

    rows = read_table("bases").to_pylist()
    return tuple(
        Base(
            **{key: row[key] for key in row if key != "aliases"},
            aliases=tuple(row["aliases"]),
            footprint=disc(row["lon"], row["lat"], row["radius_m"]),
        )
        for row in rows
    )


def bases() -> tuple[Base, ...]:
    """
    Give the packaged bases, one record per tenant period, in order of `base_id`.

    Sites that the gazetteer knows but nobody would call a base (refugee camps, crossings, bridges)
    are left out: distances are not measured from them unless the user lists them.
    """
    return tuple(site for site in _sites() if site.kind not in _NO_BASES)


@cache
def airfields() -> tuple[Airfield, ...]:
    """Give every airfield that is no heliport, in order of `ident`, closed ones too."""
    names = [field.name for field in fields(Airfield)]
    columns = read_table("airfields").select(names).to_pydict()
    columns["aliases"] = [tuple(aliases) for aliases in columns["aliases"]]
    return tuple(Airfield(*row) for row in zip(*columns.values(), strict=True))
