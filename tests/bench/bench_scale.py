"""
Ten million rows on one machine: time per row, peak memory over all processes, 1 worker against 2.

``python tests/bench/bench_scale.py [ROWS] [--joins]``; the dataset is made by a seeded generator in
a temporary folder. Ratios count, seconds belong to the machine.
"""

from __future__ import annotations

import argparse
import shutil
import tempfile
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Self

import geopandas as gpd
import numpy as np
import pandas as pd
import psutil
import sampling
import shapely

import geo
from geo.engines import Dask, DatasetAnswer, Memory, join_dataset, near_dataset

ROWS = 1_000_000
PART_ROWS = 500_000
GROUP_ROWS = 100_000
RADIUS_M = 50_000.0
_SAMPLED_EVERY_S = 0.05


def incident_table(rows: int, seed: int) -> gpd.GeoDataFrame:
    """
    Make the columns of the incident table that questions read, and some that they carry along.

    Of a hundred rows, 1 has no point, 5 have a footprint, 75 an uncertainty, the others neither;
    5 are whole countries to the joins.
    """
    random = np.random.default_rng([seed, 1])
    sample = sampling.incidents(rows, seed)
    share = random.random(rows)
    lon, lat = sample.lon, sample.lat
    points = np.array(shapely.points(lon, lat), dtype=object)
    points[share < 0.01] = None
    boxes = np.full(rows, None, dtype=object)
    boxed = (share > 0.01) & (share < 0.06) & (np.abs(lat) < 80) & (np.abs(lon) < 179)
    x, y, half = lon[boxed], lat[boxed], random.uniform(0.05, 0.5, boxed.sum())
    boxes[boxed] = shapely.box(x - half, y - half, x + half, y + half)
    start = pd.Series(np.datetime64("2020-01-01", "us") + sample.second * 1_000_000)
    uncertain = np.where((share > 0.06) & (share < 0.81), sample.uncertainty_m, np.nan)
    words = {
        "event_type": random.choice(["airstrike", "clash", "raid"], rows),
        "place": random.choice(["town", "road", "border"], rows),
        "precision": np.where(share > 0.95, "country", "place"),
    }
    return gpd.GeoDataFrame(
        {
            "incident_id": pd.Series([f"made:{seed}-{row}" for row in range(rows)], dtype="string"),
            "start": start,
            "end": start + pd.Timedelta(days=1),
            **{name: pd.Series(values, dtype="string") for name, values in words.items()},
            "footprint": gpd.GeoSeries(boxes, crs="EPSG:4326"),
            "uncertainty_m": pd.Series(uncertain).astype("Float64"),
        },
        geometry=points,
        crs="EPSG:4326",
    )


def make_dataset(folder: Path, rows: int) -> None:
    """Write the table in parts, each with a seed of its own."""
    for number, first in enumerate(range(0, rows, PART_ROWS)):
        table = incident_table(min(PART_ROWS, rows - first), number)
        table.to_parquet(folder / f"incidents-{number}.parquet", row_group_size=GROUP_ROWS)


class Peak:
    """The most memory that this process and its children held together, in bytes, by sampling."""

    def __init__(self) -> None:
        self.value = 0
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join()

    def _watch(self) -> None:
        me = psutil.Process()
        while not self._stop.wait(_SAMPLED_EVERY_S):
            total = 0
            for process in (me, *me.children(recursive=True)):
                with suppress(psutil.Error):
                    total += process.memory_info().rss
            self.value = max(self.value, total)


def measured(label: str, rows: int, ask: Callable[[], DatasetAnswer]) -> float:
    """Ask in a process of its own memory history, print what it cost, and give the seconds."""
    with Peak() as peak:
        begin = time.perf_counter()
        answer = ask()
        seconds = time.perf_counter() - begin
    print(
        f"{label:<28}{seconds:9.1f} s {seconds / rows * 1e6:9.1f} us/row"
        f" {answer.answers:>12,} answers {peak.value / 1e6:8,.0f} MB",
        flush=True,
    )
    return seconds


def compare(rows: int, *, joins: bool) -> None:
    """Print what a question to `rows` rows costs in this process, with 1 worker and with 2."""
    bases = geo.bases()
    with tempfile.TemporaryDirectory(prefix="sitmap-bench-") as scratch:
        data, out = Path(scratch, "data"), Path(scratch, "out")
        data.mkdir()
        begin = time.perf_counter()
        make_dataset(data, rows)
        size = sum(part.stat().st_size for part in data.iterdir())
        print(f"\n{rows:,} rows, {size / 1e6:,.0f} MB, made in {time.perf_counter() - begin:.0f} s")
        seconds = {}
        for name, engine in (
            ("2 workers", Dask(workers=2)),
            ("1 worker", Dask(workers=1)),
            ("this process", Memory()),
        ):
            question: Callable[[], DatasetAnswer] = partial(
                near_dataset, data, out, bases, radius_m=RADIUS_M, engine=engine
            )
            if joins:
                question = partial(join_dataset, data, out, bases, engine=engine)
            seconds[name] = measured(name, rows, question)
            shutil.rmtree(out)
        print(f"2 workers are {seconds['1 worker'] / seconds['2 workers']:.2f} x as fast as 1")


def bench_within_50_km() -> None:
    compare(ROWS, joins=False)


def bench_joins() -> None:
    compare(ROWS, joins=True)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("rows", type=int, nargs="?", default=10_000_000)
    parser.add_argument("--joins", action="store_true", help="all joins instead of 50 km")
    asked = parser.parse_args()
    compare(asked.rows, joins=asked.joins)
