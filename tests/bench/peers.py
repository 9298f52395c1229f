"""
How other libraries answer the same two questions: nearest base, and pairs within a distance.

A peer takes points and sites in degrees, longitude first. `nearest` gives the position of a site
per point, -1 where it has no answer; `pairs` the positions of points and sites. Each is written as
its own documentation proposes, and imported only when it is asked.
"""

from __future__ import annotations

import os
import warnings
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Any, Protocol

import geopandas as gpd
import numpy as np
import shapely

if TYPE_CHECKING:
    from numpy.typing import NDArray

    FloatArray = NDArray[np.float64]
    IntArray = NDArray[np.intp]
    Points = tuple[FloatArray, FloatArray]

MEAN_RADIUS_M = 6_371_008.8
METRES_PER_DEGREE = 111_195.08
SERVER = "SITMAP_POSTGIS_URL"


class PeerError(Exception):
    """A peer that cannot be asked; the others are."""


class Peer(Protocol):
    """One way to answer."""

    name: str
    most: int | None

    def nearest(self, points: Points, sites: Points) -> IntArray: ...

    def pairs(self, points: Points, sites: Points, metres: float) -> tuple[IntArray, IntArray]: ...


@dataclass
class Geopandas:
    """`sjoin_nearest` and `sjoin(predicate="dwithin")` in one projection."""

    name: str
    crs: str
    unit_m: float = 1.0
    most: int | None = None

    def nearest(self, points: Points, sites: Points) -> IntArray:
        with warnings.catch_warnings():
            # that degrees are no distances is what is measured here
            warnings.filterwarnings("ignore", "Geometry is in a geographic CRS", UserWarning)
            found = gpd.sjoin_nearest(self._frame(points), self._frame(sites), how="inner")
        answer = np.full(len(points[0]), -1, dtype=np.intp)
        # of sites equally near in the projection the first
        found = found[~found.index.duplicated()]
        answer[found.index] = found["index_right"]
        return answer

    def pairs(self, points: Points, sites: Points, metres: float) -> tuple[IntArray, IntArray]:
        found = gpd.sjoin(
            self._frame(points),
            self._frame(sites),
            predicate="dwithin",
            distance=metres / self.unit_m,
        )
        return found.index.to_numpy(), found["index_right"].to_numpy()

    def _frame(self, points: Points) -> gpd.GeoDataFrame:
        shapes = gpd.GeoSeries(gpd.points_from_xy(*points), crs="EPSG:4326").to_crs(self.crs)
        # a pole has no place in some projections
        there = np.flatnonzero(np.isfinite(shapely.get_coordinates(shapes)).all(axis=1))
        return gpd.GeoDataFrame(geometry=shapes.iloc[there])


@dataclass
class BestProjection:
    """The same, each point in the projection that is best there: UTM, round the poles UPS."""

    name: str = "geopandas best by zone"
    most: int | None = None

    def nearest(self, points: Points, sites: Points) -> IntArray:
        answer = np.full(len(points[0]), -1, dtype=np.intp)
        for rows, crs in self._zones(*points):
            zone = Geopandas(crs, crs)
            answer[rows] = zone.nearest((points[0][rows], points[1][rows]), sites)
        return answer

    def pairs(self, points: Points, sites: Points, metres: float) -> tuple[IntArray, IntArray]:
        found = []
        for rows, crs in self._zones(*points):
            zone = Geopandas(crs, crs)
            row, site = zone.pairs((points[0][rows], points[1][rows]), sites, metres)
            found.append((rows[row], site))
        rows, places = (np.concatenate(some) for some in zip(*found, strict=True))
        return rows, places

    @staticmethod
    def _zones(lon: FloatArray, lat: FloatArray) -> list[tuple[IntArray, str]]:
        zone = np.minimum((lon + 180) // 6, 59).astype(np.intp) + 1
        code = np.where(lat >= 0, 32600, 32700) + zone
        code = np.where(lat > 84, 32661, np.where(lat < -80, 32761, code))
        return [(np.flatnonzero(code == one), f"EPSG:{one}") for one in np.unique(code)]


@dataclass
class BallTree:
    """scikit-learn, great circles on a sphere of the mean radius."""

    name: str = "scikit-learn BallTree"
    most: int | None = None

    def nearest(self, points: Points, sites: Points) -> IntArray:
        position: IntArray = self._tree(sites).query(self._radians(points), k=1)[1][:, 0]
        return position

    def pairs(self, points: Points, sites: Points, metres: float) -> tuple[IntArray, IntArray]:
        hits = self._tree(sites).query_radius(self._radians(points), r=metres / MEAN_RADIUS_M)
        rows = np.repeat(np.arange(len(hits)), [len(hit) for hit in hits])
        return rows, np.concatenate(hits)

    def _tree(self, sites: Points) -> Any:
        return import_module("sklearn.neighbors").BallTree(self._radians(sites), metric="haversine")

    @staticmethod
    def _radians(points: Points) -> FloatArray:
        return np.radians(np.column_stack(points[::-1]))


@dataclass
class DuckDB:
    """The extension `spatial` of DuckDB: spheroid metres, but no index that knows them."""

    name: str = "DuckDB spatial"
    most: int | None = 2_000

    def nearest(self, points: Points, sites: Points) -> IntArray:
        rows = self._asked(
            points,
            sites,
            # the spheroid functions of DuckDB take latitude first
            "SELECT p.n, arg_min(s.n, ST_Distance_Spheroid(ST_Point(p.lat, p.lon)::POINT_2D,"
            " ST_Point(s.lat, s.lon)::POINT_2D)) AS m FROM p, s GROUP BY p.n ORDER BY p.n",
        )
        return np.asarray(rows["m"], dtype=np.intp)

    def pairs(self, points: Points, sites: Points, metres: float) -> tuple[IntArray, IntArray]:
        # a degree of latitude has 110,574 m or more; longitude is free, for the poles
        rows = self._asked(
            points,
            sites,
            "SELECT p.n AS n, s.n AS m FROM p JOIN s"
            " ON s.lat BETWEEN p.lat - $tall AND p.lat + $tall"
            " WHERE ST_Distance_Spheroid(ST_Point(p.lat, p.lon)::POINT_2D,"
            " ST_Point(s.lat, s.lon)::POINT_2D) <= $metres",
            tall=metres / 110_574,
            metres=metres,
        )
        return np.asarray(rows["n"], dtype=np.intp), np.asarray(rows["m"], dtype=np.intp)

    def _asked(self, points: Points, sites: Points, query: str, **values: float) -> Any:
        connection = import_module("duckdb").connect()
        import_module("duckdb_extensions").import_extension("spatial", con=connection)
        connection.execute("LOAD spatial")
        for table, (lon, lat) in (("p", points), ("s", sites)):
            columns = import_module("pyarrow").table(
                {"n": np.arange(len(lon)), "lon": lon, "lat": lat}
            )
            connection.register(table, columns)
        return connection.execute(query, values).fetchnumpy()


@dataclass
class PostGIS:
    """Geography with a GiST index in the database that `SITMAP_POSTGIS_URL` names."""

    url: str
    name: str = "PostGIS geography"
    most: int | None = None
    _loaded: Points | None = None
    _connection: Any = None

    def nearest(self, points: Points, sites: Points) -> IntArray:
        rows = self._asked(
            points,
            sites,
            "SELECT p.n, m.n FROM p CROSS JOIN LATERAL"
            " (SELECT s.n FROM s ORDER BY s.g <-> p.g LIMIT 1) m ORDER BY p.n",
        )
        return np.array([site for _, site in rows], dtype=np.intp)

    def pairs(self, points: Points, sites: Points, metres: float) -> tuple[IntArray, IntArray]:
        rows = self._asked(
            points,
            sites,
            "SELECT p.n, s.n FROM p JOIN s ON ST_DWithin(p.g, s.g, %(metres)s)",
            metres=metres,
        )
        both = np.array(rows, dtype=np.intp).reshape(-1, 2)
        return both[:, 0], both[:, 1]

    def _asked(
        self, points: Points, sites: Points, query: str, **values: float
    ) -> list[tuple[int, int]]:
        # the same points are loaded and indexed once: a database is asked many times
        if self._loaded is None or self._loaded[0] is not points[0]:
            self._connection = self._connected()
            for table, (lon, lat) in (("p", points), ("s", sites)):
                self._load(table, lon.tolist(), lat.tolist())
            self._loaded = points
        answer: list[tuple[int, int]] = self._connection.execute(query, values).fetchall()
        return answer

    def _connected(self) -> Any:
        psycopg = import_module("psycopg")
        try:
            connection = psycopg.connect(self.url, connect_timeout=10)
            connection.execute("SELECT postgis_full_version()")
        except psycopg.Error as error:
            told = " ".join(str(error).split())
            raise PeerError(f"{SERVER} names no server with PostGIS: {told}") from error
        return connection

    def _load(self, table: str, lon: list[float], lat: list[float]) -> None:
        self._connection.execute(f"CREATE TEMP TABLE {table} (n int, g geography(Point))")
        with self._connection.cursor() as cursor, cursor.copy(f"COPY {table} FROM STDIN") as rows:
            for number, (x, y) in enumerate(zip(lon, lat, strict=True)):
                rows.write_row((number, f"SRID=4326;POINT({x!r} {y!r})"))
        self._connection.execute(f"CREATE INDEX ON {table} USING gist (g)")
        self._connection.execute(f"ANALYZE {table}")


def peers() -> list[Peer]:
    """List the peers that are there; PostGIS where a server is named."""
    found: list[Peer] = [
        Geopandas("geopandas EPSG:4326", "EPSG:4326", METRES_PER_DEGREE),
        Geopandas("geopandas EPSG:3857", "EPSG:3857"),
        Geopandas("geopandas polar aeqd", "+proj=aeqd +lat_0=90 +datum=WGS84"),
        Geopandas("geopandas EPSG:6933", "EPSG:6933"),
        BestProjection(),
        BallTree(),
        DuckDB(),
    ]
    if os.environ.get(SERVER):
        found.append(PostGIS(os.environ[SERVER]))
    return found
