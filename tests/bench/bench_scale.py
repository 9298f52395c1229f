"""
Ten million rows on one machine: time per row, peak memory over all processes, 1 worker against 2.

``python tests/bench/bench_scale.py [ROWS] [--joins]``; the dataset is made by a seeded generator in
a temporary folder. Workers start, and answer a small dataset, before the clock does; what that
takes is told apart. Processor time is that of all processes: where it is the same for 1 worker and
for 2, two free processors are twice as fast as one. Ratios count, seconds belong to the machine.
"""

from __future__ import annotations

import argparse
import shutil
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Self

import dask.config
import distributed
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
WARM_ROWS = 20_000
_SAMPLED_EVERY_S = 0.2


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


def make_dataset(folder: Path, rows: int, part_rows: int = PART_ROWS) -> None:
    """Write the table in parts, each with a seed of its own."""
    folder.mkdir()
    for number, first in enumerate(range(0, rows, part_rows)):
        table = incident_table(min(part_rows, rows - first), number)
        table.to_parquet(folder / f"incidents-{number}.parquet", row_group_size=GROUP_ROWS)


class Use:
    """Processor seconds of this process and its children, and the most memory they held at once."""

    def __init__(self) -> None:
        self.bytes = 0
        self.cpu_s = 0.0
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._processes = _family()

    def __enter__(self) -> Self:
        self.cpu_s = -_cpu_s(self._processes)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join()
        self.cpu_s += _cpu_s(self._processes)

    def _watch(self) -> None:
        while not self._stop.wait(_SAMPLED_EVERY_S):
            total = 0
            for process in self._processes:
                with suppress(psutil.Error):
                    total += process.memory_info().rss
            self.bytes = max(self.bytes, total)


@dataclass(frozen=True, slots=True)
class Cost:
    """What a question took: seconds of the clock, and of all processors together."""

    wall_s: float
    cpu_s: float


Question = Callable[[Path, Path, Memory | Dask], DatasetAnswer]


@contextmanager
def running(workers: int | None) -> Iterator[Memory | Dask]:
    """Give an engine whose workers have started; null for this process."""
    if workers is None:
        yield Memory()
        return
    with (
        tempfile.TemporaryDirectory() as scratch,
        dask.config.set({"temporary-directory": scratch}),
        distributed.LocalCluster(  # type: ignore[no-untyped-call]
            n_workers=workers,
            threads_per_worker=1,
            memory_limit=0,
            dashboard_address="127.0.0.1:0",
            silence_logs="CRITICAL",
        ) as cluster,
    ):
        yield Dask(scheduler=cluster.scheduler_address)


def measured(label: str, rows: int, ask: Callable[[], DatasetAnswer]) -> Cost:
    """Ask, print what it cost, and give that."""
    with Use() as use:
        begin = time.perf_counter()
        answer = ask()
        seconds = time.perf_counter() - begin
    print(
        f"{label:<14}{seconds:7.1f} s{use.cpu_s:8.1f} s of processors"
        f"{use.cpu_s / rows * 1e6:7.1f} us/row {answer.answers:>11,} answers"
        f"{use.bytes / 1e6:7,.0f} MB",
        flush=True,
    )
    return Cost(seconds, use.cpu_s)


def compare(rows: int, *, joins: bool) -> None:
    """Print what a question to `rows` rows costs in this process, with 1 worker and with 2."""
    bases = geo.bases()
    question: Question = (
        (lambda data, out, engine: join_dataset(data, out, bases, engine=engine))
        if joins
        else (
            lambda data, out, engine: near_dataset(
                data, out, bases, radius_m=RADIUS_M, engine=engine
            )
        )
    )
    with tempfile.TemporaryDirectory(prefix="sitmap-bench-") as scratch:
        data, warm, out = (Path(scratch, name) for name in ("data", "warm", "out"))
        begin = time.perf_counter()
        make_dataset(data, rows)
        make_dataset(warm, 4 * WARM_ROWS, WARM_ROWS)
        size = sum(part.stat().st_size for part in data.iterdir())
        print(f"\n{rows:,} rows, {size / 1e6:,.0f} MB, made in {time.perf_counter() - begin:.0f} s")
        costs = {}
        for workers, name in ((2, "2 workers"), (1, "1 worker"), (None, "this process")):
            begin = time.perf_counter()
            with running(workers) as engine:
                question(warm, out, engine)
                shutil.rmtree(out)
                print(f"{name:<14}{time.perf_counter() - begin:7.1f} s to start and warm up")
                costs[name] = measured(name, rows, partial(question, data, out, engine))
            shutil.rmtree(out)
        one, two = costs["1 worker"], costs["2 workers"]
        print(
            f"2 workers are {one.wall_s / two.wall_s:.2f} x as fast as 1 by the clock;"
            f" {2 * one.cpu_s / two.cpu_s:.2f} x by processor time, had each a processor of its own"
        )


def bench_within_50_km() -> None:
    compare(ROWS, joins=False)


def bench_joins() -> None:
    compare(ROWS, joins=True)


def _family() -> list[psutil.Process]:
    me = psutil.Process()
    return [me, *me.children(recursive=True)]


def _cpu_s(processes: list[psutil.Process]) -> float:
    total = 0.0
    for process in processes:
        with suppress(psutil.Error):
            times = process.cpu_times()
            total += times.user + times.system
    return total


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("rows", type=int, nargs="?", default=10_000_000)
    parser.add_argument("--joins", action="store_true", help="all joins instead of 50 km")
    asked = parser.parse_args()
    compare(asked.rows, joins=asked.joins)
