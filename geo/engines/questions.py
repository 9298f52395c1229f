"""Questions to a dataset that does not fit into memory, answered as a dataset."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from ..errors import ParameterError
from .cluster import Dask
from .dataset import pieces_of, written_folder
from .memory import Memory
from .tasks import Joins, Nearest, Within, Work, counts_of, with_positions

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

    from ..timewindow import Window

Engine = Memory | Dask
Progress = Callable[[int, int], None]
"""Called with the rows done and the rows there are, after every piece."""

_MEMORY = Memory()


@dataclass(frozen=True, slots=True)
class DatasetAnswer:
    """
    What came of a question to a dataset.

    Parameters
    ----------
    folder
        The answer: GeoParquet parts whose names sort in the order of the rows; null where only
        counts were asked for.
    rows
        Rows read.
    selected
        Those of them in the window and of the types asked for.
    unlocated
        Those of the selected without a point, which no distance can be measured from.
    answers
        Rows of the answer.
    counts
        One row per base in their order: ``base_id``, ``name``, ``tenant`` and, where a distance
        was asked for, how many answers of each grade; else all 0.
    """

    folder: Path | None
    rows: int
    selected: int
    unlocated: int
    answers: int
    counts: pd.DataFrame | None


def near_dataset(
    path: Path,
    output: Path | None,
    bases: gpd.GeoDataFrame,
    *,
    radius_m: float,
    window: Window | None = None,
    types: Sequence[str] = (),
    engine: Engine = _MEMORY,
    progress: Progress | None = None,
) -> DatasetAnswer:
    """
    Find the incidents of a dataset that are, or may be, within a distance of a base.

    Parameters
    ----------
    path
        A GeoParquet file, or a folder of them: points as WKB in WGS 84, longitude first, null
        allowed; ``footprint``, ``uncertainty_m``, ``start``, ``end`` count where they are there.
    output
        The folder to make; it must not exist, or be empty. Null writes nothing and counts only.
    bases
        The base table, EPSG:4326. Not modified.
    radius_m
        Distance in metres, inclusive, more than 0.
    window
        Keep what may have happened in it; null keeps everything.
    types
        Keep these values of ``event_type``; none keeps everything.
    engine
        `Memory()`, one piece after the other in this process, or `Dask()`.
    progress
        Called with the rows done and the rows there are, after every piece.

    Returns
    -------
    answer
        Counts of rows and grades; `output` holds GeoParquet parts, EPSG:4326, with the rows of
        `geo.within_distance` in its order: ``incident`` (number of the row in the dataset, from
        0), `TOLD_COLUMNS` and the point of the incident, ``base`` (name), ``base_id``, ``tenant``,
        ``internal``, distances in metres, ``match``, ``period``. The same whatever the engine.

    Raises
    ------
    InputError, CrsError, SchemaError
        If a file is no GeoParquet in WGS 84, or holds a value it must not hold.
    OutputError
        If `output` holds anything or cannot be written; nothing is left half-written.
    ParameterError
        If `radius_m` is not more than 0, or a scheduler does not answer.
    """
    if not (math.isfinite(radius_m) and radius_m > 0):
        raise ParameterError(f"`radius_m` is {radius_m!r}; give metres, more than 0")
    work = Work(Within(radius_m), with_positions(bases), window, tuple(types), output)
    return _answered(path, work, engine, progress)


def nearest_dataset(
    path: Path,
    output: Path | None,
    bases: gpd.GeoDataFrame,
    *,
    k: int = 1,
    window: Window | None = None,
    types: Sequence[str] = (),
    engine: Engine = _MEMORY,
    progress: Progress | None = None,
) -> DatasetAnswer:
    """
    Find the nearest bases of every incident of a dataset.

    Parameters
    ----------
    path, output, bases, window, types, engine, progress
        As `near_dataset` takes them.
    k
        How many bases per incident, at least 1.

    Returns
    -------
    answer
        As `near_dataset`, with the rows of `geo.nearest` in its order and its column ``rank``.
        Incidents of precision ``country`` are left out: the middle of a country has no nearest
        base.

    Raises
    ------
    InputError, CrsError, SchemaError, OutputError, ParameterError
        As `near_dataset`; ParameterError if `k` is less than 1.
    """
    if k < 1:
        raise ParameterError(f"`k` is {k!r}; give a whole number, 1 or more")
    work = Work(Nearest(k), with_positions(bases), window, tuple(types), output)
    return _answered(path, work, engine, progress)


def join_dataset(
    path: Path,
    output: Path,
    bases: gpd.GeoDataFrame | None,
    *,
    engine: Engine = _MEMORY,
    progress: Progress | None = None,
) -> DatasetAnswer:
    """
    Add country, first-level area, border and nearest base to every incident of a dataset.

    Parameters
    ----------
    path, output, engine, progress
        As `near_dataset` takes them.
    bases
        The base table, EPSG:4326; null leaves the columns about bases null.

    Returns
    -------
    answer
        As `near_dataset`; the parts hold the incident table of `geo.joins.join_all`, row by row
        as the dataset has them.

    Raises
    ------
    InputError, CrsError, SchemaError, OutputError, ParameterError
        As `near_dataset`.
    """
    sites = None if bases is None else with_positions(bases)
    work = Work(Joins(), sites, None, (), output)
    return _answered(path, work, engine, progress)


def engine_named(name: str, scheduler: str | None = None) -> Engine:
    """
    Choose an engine by its word.

    Parameters
    ----------
    name
        ``memory`` or ``dask``.
    scheduler
        Address of a running dask scheduler; null for none.

    Returns
    -------
    engine
        The engine.

    Raises
    ------
    ParameterError
        If there is no such engine, or it takes no scheduler.
    MissingDependencyError
        If dask is asked for and not installed.
    """
    if name == "dask":
        return Dask(scheduler)
    if name != "memory":
        raise ParameterError(f"`engine` is {name!r}; it takes memory or dask")
    if scheduler is not None:
        raise ParameterError(f"`scheduler` is {scheduler!r}, but the engine is 'memory', not dask")
    return Memory()


def _answered(path: Path, work: Work, engine: Engine, progress: Progress | None) -> DatasetAnswer:
    # workers may run in another folder than this process
    pieces = pieces_of(path.resolve())
    output, done = work.folder, []
    total = sum(piece.rows for piece in pieces)
    rows = 0
    made = nullcontext(None) if output is None else written_folder(output.resolve())
    with made as folder:
        for one in engine.run(replace(work, folder=folder), pieces):
            done.append(one)
            rows += one.rows
            if progress is not None:
                progress(rows, total)
    return DatasetAnswer(
        folder=output,
        rows=rows,
        selected=sum(one.selected for one in done),
        unlocated=sum(one.unlocated for one in done),
        answers=sum(one.answers for one in done),
        counts=None if work.bases is None else counts_of(work.bases, done),
    )
