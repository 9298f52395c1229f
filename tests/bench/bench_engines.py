"""
Nearest base, and pairs within 50 km: our time, the time of other libraries, and their errors.

``python tests/bench/bench_engines.py [POINTS]``. Time is taken on POINTS points, fewer where a
peer is too slow; errors on 10,000 points like them and 2,000 hard ones, against `pyproj.Geod` over
every pair. The limit is one `Geod.inv` over as many pairs as there are points. Needs the
dependency group ``bench``; PostGIS is asked where ``SITMAP_POSTGIS_URL`` names a server.
"""

from __future__ import annotations

import argparse
import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import sampling
from peers import SERVER, Peer, PeerError, peers

import geo
from geo.geodesy import GEOD

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from peers import IntArray, Points

    FloatArray = NDArray[np.float64]

POINTS = 100_000
RANDOM_POINTS, HARD_POINTS = 10_000, 2_000
RADIUS_M = 50_000.0
_SAME_M = 0.001
_SLOW_S = 15.0


@dataclass
class Sitmap:
    """Our public functions, tables and grades included."""

    name: str = "sitmap"
    most: int | None = None

    def nearest(self, points: Points, sites: Points) -> IntArray:
        position: IntArray = geo.nearest(_table(points), _table(sites))["base"].to_numpy(np.intp)
        return position

    def pairs(self, points: Points, sites: Points, metres: float) -> tuple[IntArray, IntArray]:
        answer = geo.within_distance(_table(points), _table(sites), radius_m=metres)
        return answer["incident"].to_numpy(), answer["base"].to_numpy()


@dataclass(frozen=True)
class Truth:
    """Exact metres of every point (rows) to every site (columns)."""

    points: Points
    metres: FloatArray

    def wrong(self, nearest: IntArray) -> int:
        """Count the points whose answer is further than the nearest site, or that have none."""
        chosen = self.metres[np.arange(len(nearest)), nearest]
        return int(((nearest < 0) | (chosen > self.metres.min(axis=1) + _SAME_M)).sum())

    def missed_and_extra(self, pairs: tuple[IntArray, IntArray]) -> tuple[int, int]:
        """Count the pairs within the radius that were not given, and those given beyond it."""
        given = np.zeros(self.metres.shape, dtype=bool)
        given[pairs] = True
        within = self.metres <= RADIUS_M
        return int((within & ~given).sum()), int((given & ~within).sum())


def truth_of(points: Points, sites: Points) -> Truth:
    """Measure every pair."""
    rows = [
        GEOD.inv(np.full_like(sites[0], x), np.full_like(sites[0], y), *sites)[2]
        for x, y in zip(*points, strict=True)
    ]
    return Truth(points, np.array(rows))


def compare(count: int) -> None:
    """Print one line per library."""
    sites = sampling.bases()
    points = sampling.incidents(count)[:2]
    random = sampling.incidents(RANDOM_POINTS, seed=2)[:2]
    hard = sampling.hard_points(*sites, HARD_POINTS)
    every = truth_of(
        (np.concatenate([random[0], hard[0]]), np.concatenate([random[1], hard[1]])), sites
    )
    few = Truth(hard, every.metres[RANDOM_POINTS:])
    pick = np.random.default_rng(5).integers(0, len(sites[0]), count)
    limit = _seconds(lambda: GEOD.inv(*points, sites[0][pick], sites[1][pick]))
    limit /= count
    print(f"\n{len(sites[0]):,} sites, {count:,} points; one Geod.inv: {limit * 1e6:.2f} us")
    print(f"{'':24}{'nearest':>22}{'wrong':>16}{'within 50 km':>22}{'missed':>10}{'extra':>8}")
    own: tuple[float, float] | None = None
    for peer in (Sitmap(), *peers()):
        truth = every if peer.most is None else few
        try:
            own = _line(peer, points, sites, truth, own)
        except PeerError as error:
            print(f"{peer.name:24} not asked: {error}")
    if not os.environ.get(SERVER):
        print(f"PostGIS not asked: {SERVER} names no server")


def _line(
    peer: Peer, points: Points, sites: Points, truth: Truth, own: tuple[float, float] | None
) -> tuple[float, float]:
    lon, lat = points[0][: peer.most], points[1][: peer.most]
    nearest_s = _seconds(lambda: peer.nearest((lon, lat), sites))
    pairs_s = _seconds(lambda: peer.pairs((lon, lat), sites, RADIUS_M))
    wrong = truth.wrong(peer.nearest(truth.points, sites))
    missed, extra = truth.missed_and_extra(peer.pairs(truth.points, sites, RADIUS_M))
    each = nearest_s / len(lon), pairs_s / len(lon)
    base = own or each
    checked = len(truth.points[0])
    print(
        f"{peer.name:24}{each[0] * 1e6:9.2f} us {each[0] / base[0]:7.2f} x"
        f"{wrong:8,} of {checked:6,}"
        f"{each[1] * 1e6:9.2f} us {each[1] / base[1]:7.2f} x{missed:10,}{extra:8,}",
        flush=True,
    )
    return base


def _seconds(ask: Callable[[], object]) -> float:
    """Give the better of two: the first pays for what is loaded once."""
    best = np.inf
    for _ in range(2):
        begin = time.perf_counter()
        ask()
        best = min(best, time.perf_counter() - begin)
        if best > _SLOW_S:
            break
    return float(best)


def _table(points: Points) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(geometry=gpd.points_from_xy(*points), crs="EPSG:4326")


def bench_engines() -> None:
    compare(POINTS)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("points", type=int, nargs="?", default=POINTS)
    compare(parser.parse_args().points)
