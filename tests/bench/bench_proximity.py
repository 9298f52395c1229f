"""
The distance questions over a million points, beside one vectorised Geod.inv in the same run.

Seconds are those of the processor, so that other work on the machine counts less. Correctness is
asserted, seconds are not. `SITMAP_BENCH_POINTS` sets another number of points.
"""

import importlib.util
import os
import resource
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import geopandas as gpd
import numpy as np
import shapely
from sampling import bases, hard_points, incidents

import geo
from geo import geodesy, reference
from geo.geodesy import lines
from geo.joins import join_all
from geo.readers import read_source

T = TypeVar("T")
COUNT = int(os.environ.get("SITMAP_BENCH_POINTS", "1000000"))
EVAL = Path(os.environ.get("SITMAP_EVAL", Path(__file__).parents[3] / "shared")) / "data"
RADIUS_M = 50_000.0


def best_of(work: Callable[[], T], times: int = 2) -> tuple[T, float]:
    """Give the result and the least seconds of the processor."""
    seconds = []
    for _ in range(times - 1):
        # its answer is given back: two at once are no user's memory
        begin = time.process_time()
        work()
        seconds.append(time.process_time() - begin)
    begin = time.process_time()
    result = work()
    seconds.append(time.process_time() - begin)
    return result, min(seconds)


def told(name: str, seconds: float, limit: float, count: int = COUNT) -> None:
    """Print one row: seconds, points per second, and the ratio to the limit for so many points."""
    ratio = seconds / (limit * count / COUNT)
    print(f"{name:<52}{seconds:8.2f} s {count / seconds / 1e3:9.0f} k/s {ratio:7.2f} x")


def table(lon: Any, lat: Any) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(geometry=shapely.points(lon, lat), crs=4326)


def resident_mb() -> float:
    """Memory of this process now, in MB; 0 where the system does not tell."""
    path = Path("/proc/self/statm")
    if not path.exists():
        return 0.0
    return int(path.read_text().split()[1]) * resource.getpagesize() / 2**20


def border_index() -> lines.LineIndex:
    return lines.LineIndex(
        [line.geometry for line in reference.border_lines() if line.country_a and line.country_b]
    )


def bench_million_points() -> None:
    imported = resident_mb()
    sample, (base_lon, base_lat) = incidents(COUNT), bases()
    lon, lat = sample.lon, sample.lat
    del sample
    points, sites = table(lon, lat), table(base_lon, base_lat)
    own = resident_mb() - imported
    which = geodesy.PointIndex(base_lon, base_lat).nearest(lon, lat)[0][:, 0]

    _, limit = best_of(lambda: geodesy.GEOD.inv(lon, lat, base_lon[which], base_lat[which]), 3)
    print(f"\n{COUNT:,} points, 1,000 bases, one process; ratios to Geod.inv over as many pairs")
    told("Geod.inv, point to nearest base", limit, limit)
    _, near = best_of(lambda: geo.nearest(points, sites))
    told("geo.nearest", near, limit)
    hits, within = best_of(lambda: geo.within_distance(points, sites, radius_m=RADIUS_M))
    told(f"geo.within_distance 50 km, {len(hits):,} pairs", within, limit)
    del hits

    layer = reference.country_layer()
    layer.rows_at(lon[:10], lat[:10])
    _, first = best_of(lambda: reference.countries_at(lon, lat), 1)
    countries, place = best_of(lambda: layer.rows_at(lon, lat))
    told("country of points, the countries cut up first", first, limit)
    told("country of points, once they are", place, limit)
    some = min(COUNT, 20_000)
    tree = shapely.STRtree(layer.geometries)
    few = shapely.points(lon[:some], lat[:some])
    pairs, plain = best_of(lambda: tree.query(few, predicate="intersects"), 1)
    told("  plain STRtree join on the same polygons", plain, limit, some)
    print(f"  {plain / some / (place / COUNT):.0f} times faster than the plain tree")
    found = np.full(some, len(layer))
    np.minimum.at(found, pairs[0], pairs[1])
    assert (np.where(found == len(layer), -1, found) == countries[:some]).all()

    index, build = best_of(border_index, 1)
    print(f"border index built in {build:.2f} s")
    few_lon, few_lat = lon[: COUNT // 4], lat[: COUNT // 4]
    lines._WORTH_COMPILING = lines._WORTH_WALKING = 10**12
    without, slow = best_of(lambda: index.nearest(few_lon, few_lat), 1)
    told("nearest border, without the extra `fast`", slow, limit, len(few_lon))
    if importlib.util.find_spec("numba") is None:
        print("nearest border with `fast`: not installed")
        return
    lines._WORTH_COMPILING, lines._WORTH_WALKING = 100_000, 1_000
    _, compiling = best_of(lambda: index.nearest(lon[:100_000], lat[:100_000]), 1)
    fast, quick = best_of(lambda: index.nearest(lon, lat))
    told("nearest border, with `fast`", quick, limit)
    print(f"  first 100,000 points with compilation {compiling:.2f} s")
    assert (fast[1][: COUNT // 4] == without[1]).all()
    assert np.abs(fast[0][: COUNT // 4] - without[0]).max() < 1e-5
    print(f"all four together: {near + within + place + quick:.2f} s, ", end="")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"peak {peak:.0f} MB, of which {own:.0f} MB are the points and tables asked about")


def bench_not_one_is_wrong() -> None:
    base_lon, base_lat = bases()
    hard_lon, hard_lat = hard_points(base_lon, base_lat)
    sample = incidents(10_000, seed=11)
    lon, lat = np.concatenate([sample.lon, hard_lon]), np.concatenate([sample.lat, hard_lat])
    answer = geo.nearest(table(lon, lat), table(base_lon, base_lat))
    hits = geo.within_distance(table(lon, lat), table(base_lon, base_lat), radius_m=RADIUS_M)
    wrong, truth = 0, []
    for row, (x, y) in enumerate(zip(lon, lat, strict=True)):
        metres = geodesy.distance_m(float(x), float(y), base_lon, base_lat)
        wrong += bool(metres.min() != answer["distance_m"].iloc[row])
        truth += [(row, int(base)) for base in np.flatnonzero(metres <= RADIUS_M)]
    given = set(zip(hits["incident"], hits["base"], strict=True))
    missed, extra = set(truth) - given, given - set(truth)
    print(
        f"\n{len(lon):,} points x {len(base_lon):,} bases by brute force: {wrong} wrong nearest, "
    )
    print(f"{len(missed)} missed and {len(extra)} extra of {len(truth):,} pairs within 50 km")
    assert not wrong
    assert not missed
    assert not extra


def bench_world_events() -> None:
    path = EVAL / "incidents" / "ucdp_ged_global_176k_14col.csv.gz"
    if not path.exists():
        print("\nworld events: the evaluation data is not here; set SITMAP_EVAL to its folder")
        return
    # the whole package is imported on the way
    sites = geo.bases()
    begin = time.process_time()
    rows: Any = read_source(path)
    reading = time.process_time() - begin
    begin = time.process_time()
    joined = join_all(rows.incidents, sites)
    joining = time.process_time() - begin
    print(f"\nworld events, {len(joined):,} rows: read {reading:.2f} s, all joins {joining:.2f} s,")
    print(f"together {reading + joining:.2f} s")
