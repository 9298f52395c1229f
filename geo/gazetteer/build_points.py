"""The point that stands for each country, area and continent, kept inside its ground."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import shapely

from ..errors import InputError
from ..reference import read_table
from .build_areas import Shape
from .build_settlements import DEGREE

_FARTHEST_DEG = 1.0  # of an area that still is the one GeoNames means, and not a later division
_STEP_DEG = 0.02
_CAPITAL_DEG = 0.1

Point = tuple[float, float]


class Points:
    """
    GeoNames' points and names by entry.

    Parameters
    ----------
    out
        Folder of the packaged data; its Parquet files must be there.
    overlay
        Content of points.toml, which goes before the packages.
    """

    def __init__(self, out: Path, overlay: dict[str, Any]) -> None:
        self._out = out
        self._told: dict[str, Point] = {
            entry["id"]: (float(entry["lon"]), float(entry["lat"])) for entry in overlay["point"]
        }
        self._unused = set(self._told)
        rows = read_table("divisions", folder=out).to_pylist()
        self._rows = {(row["level"], row["iso"]): row for row in rows if row["iso"]}
        self._rows |= {(row["level"], row["code"]): row for row in rows}
        self._capitals = _capitals(out)
        self._shapes: dict[str, dict[str, list[bytes]]] = {}

    def names(self, level: str, code: str | None) -> list[str]:
        """Give the names that GeoNames has for an area."""
        row = self._rows.get((level, code or ""))
        return [] if row is None else row["names"]

    def geonameid(self, level: str, code: str | None) -> int | None:
        """Give the geonameid of an area, null where GeoNames has none by this code."""
        row = self._rows.get((level, code or ""))
        return None if row is None else row["geonameid"]

    def of(self, entry: dict[str, Any], code: str | None) -> dict[str, Any]:
        """
        Give an entry its point.

        Parameters
        ----------
        entry
            With `id`, `kind`, `lon` and `lat`; the point of points.toml, else that of GeoNames by
            `code`, else its own. One that lies outside is moved to the nearest ground.
            GeoNames' point of a country is left where it is the capital's.
        code
            Code of the continent or country, GeoNames' or ISO 3166-2 code of the first-level area.

        Returns
        -------
        entry
            The same with its point.
        """
        told = self._told.get(entry["id"])
        self._unused.discard(entry["id"])
        row = self._rows.get((entry["kind"], code or ""), {})
        if told is None and row.get("lon") is not None:
            told = (row["lon"], row["lat"])
            capital = self._capitals.get(code or "") if entry["kind"] == "country" else None
            if capital is not None and shapely.Point(told).distance(capital) < _CAPITAL_DEG:
                return entry
        if told is None:
            return entry
        key = entry["id"].partition(":")[2] if row or code else entry["id"]
        shape = self._shape(entry["kind"], key)
        away = shapely.distance(shape, shapely.Point(told))
        if away > _FARTHEST_DEG and entry["kind"] == "admin1":
            return entry
        lon, lat = point_on(shape, told)
        return entry | {"lon": lon, "lat": lat}

    def check_all_used(self) -> None:
        """Refuse an id in points.toml that no entry has."""
        if self._unused:
            raise InputError(f"points.toml: no entry {min(self._unused)!r}")

    def _shape(self, kind: str, key: str) -> Shape:
        if kind not in self._shapes:
            table, column = {
                "continent": ("countries", "continent"),
                "country": ("countries", "country"),
                "admin1": ("admin1", "admin1_id"),
            }.get(kind, ("areas", "place_id"))
            read = read_table(table, [column, "geometry"], self._out)
            found: dict[str, list[bytes]] = {}
            for value, wkb in zip(*read.to_pydict().values(), strict=True):
                found.setdefault(value, []).append(wkb)
            self._shapes[kind] = found
        shapes = shapely.from_wkb(np.array(self._shapes[kind][key], dtype=object))
        return shapes[0] if len(shapes) == 1 else shapely.union_all(shapes)


def _capitals(out: Path) -> dict[str, shapely.Point]:
    """Give the capital of each country as GeoNames has it."""
    rows = np.load(out / "settlements.npy")[:-1]
    codes = json.loads((out / "settlements.json").read_text("utf-8"))
    rows = rows[rows["feature"] == codes["feature"].index("PPLC")]
    return {
        codes["country"][row["country"]]: shapely.Point(row["lon"] / DEGREE, row["lat"] / DEGREE)
        for row in rows
    }


def point_on(shape: Shape, point: Point) -> Point:
    """
    Keep a point that lies inside a shape, else move it to the nearest ground.

    Parameters
    ----------
    shape
        Polygon or MultiPolygon in degrees.
    point
        (lon, lat).

    Returns
    -------
    point
        (lon, lat) inside the shape, to 5 decimals.
    """
    if shapely.contains_xy(shape, *point):
        return round(point[0], 5), round(point[1], 5)
    at = shapely.Point(point)
    near = shapely.distance(shape, at)
    for step in range(1, 50):
        reach = shapely.buffer(at, near + step * _STEP_DEG)
        inside = shapely.get_parts(shapely.intersection(shape, reach))
        inside = inside[shapely.area(inside) > 0]
        for part in inside[np.argsort(-shapely.area(inside), kind="stable")]:
            found = shapely.point_on_surface(part)
            moved = round(found.x, 5), round(found.y, 5)
            if shapely.contains_xy(shape, *moved):
                return moved
    raise InputError(f"no ground near {point}")
