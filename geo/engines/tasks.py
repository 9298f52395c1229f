"""What one worker does with one piece of a dataset, whatever the engine."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ..errors import SchemaError
from ..joins import join_all
from ..models import Precision
from ..proximity import nearest, within_distance
from ..proximity.questions import MATCHES
from ..table import as_base_table, as_incident_table, write_geoparquet
from ..timewindow import Window, select
from .dataset import Piece, batches_of, part_name

TOLD_COLUMNS = ("incident_id", "start", "event_type", "place", "precision")
"""What an answer repeats of its incident."""

_READ_COLUMNS = (*TOLD_COLUMNS, "end", "footprint", "uncertainty_m")


@dataclass(frozen=True, slots=True)
class Within:
    """Ask which incidents lie within `radius_m` metres of a base."""

    radius_m: float


@dataclass(frozen=True, slots=True)
class Nearest:
    """Ask for the `k` nearest bases of every incident."""

    k: int


@dataclass(frozen=True, slots=True)
class Joins:
    """Ask for the joined columns of every incident."""


@dataclass(frozen=True, slots=True)
class Work:
    """The question, what it is asked of, and the folder that takes the answer; null for none."""

    question: Within | Nearest | Joins
    bases: gpd.GeoDataFrame | None
    window: Window | None
    types: tuple[str, ...]
    folder: Path | None


@dataclass(frozen=True, slots=True)
class Done:
    """
    What came of one piece.

    `rows` were read, `selected` of them lie in the window and are of the types asked for,
    `unlocated` of those have no point; `answers` rows were written. `counts` has one row per base,
    one column per grade.
    """

    piece: int
    rows: int
    selected: int
    unlocated: int
    answers: int
    counts: NDArray[np.int64]


def work_on(piece: Piece, work: Work) -> Done:
    """Answer the question for one piece, a batch at a time, each written as a part of its own."""
    bases = 0 if work.bases is None else len(work.bases)
    counts = np.zeros((bases, len(MATCHES)), dtype=np.int64)
    rows = selected = unlocated = answers = 0
    columns = None if isinstance(work.question, Joins) else _READ_COLUMNS
    for number, batch in enumerate(batches_of(piece, columns)):
        kept = _selected(batch, work, piece.path)
        try:
            answer, base, grade = _answer(kept, work)
        except SchemaError as error:
            raise type(error)(f"{piece.path}: {error}") from error
        np.add.at(counts, (base, grade), 1)
        if work.folder is not None:
            _write(answer, work, work.folder / part_name(piece.number, number))
        rows += len(batch)
        selected += len(kept)
        unlocated += int(kept.geometry.isna().sum())
        answers += len(answer)
    return Done(piece.number, rows, selected, unlocated, answers, counts)


def _selected(batch: gpd.GeoDataFrame, work: Work, path: Path) -> gpd.GeoDataFrame:
    if work.window is not None:
        batch = select(batch, work.window)
    if work.types:
        if "event_type" not in batch.columns:
            raise SchemaError(f"{path}: has no column 'event_type' to choose types by")
        batch = batch[batch["event_type"].isin(work.types)]
    return batch


def _answer(
    batch: gpd.GeoDataFrame, work: Work
) -> tuple[gpd.GeoDataFrame, NDArray[np.intp], NDArray[np.intp]]:
    """Give the rows to write, and base and grade of each where grades are counted."""
    nothing = np.empty(0, dtype=np.intp)
    if isinstance(work.question, Joins) or work.bases is None:
        return join_all(batch, work.bases), nothing, nothing
    bases = work.bases
    if isinstance(work.question, Nearest):
        if "precision" in batch.columns:
            # the middle of a country has no nearest base
            batch = batch[(batch["precision"] != Precision.COUNTRY).fillna(value=True)]
        answer = nearest(batch, bases, work.question.k)
        return _told(batch, bases, answer), nothing, nothing
    answer = within_distance(batch, bases, radius_m=work.question.radius_m)
    grade = pd.Index(MATCHES).get_indexer(pd.Index(answer["match"]))
    base = answer["base"].to_numpy(dtype=np.intp)
    return _told(batch, bases, answer), base, grade


def _told(
    batch: gpd.GeoDataFrame, bases: gpd.GeoDataFrame, answer: pd.DataFrame
) -> gpd.GeoDataFrame:
    """Put words to an answer: what happened, which base, and the point of the incident."""
    columns = [*(name for name in TOLD_COLUMNS if name in batch.columns), "geometry"]
    found = as_incident_table(batch.loc[answer["incident"], columns])
    position = answer["base"].astype("Int64").to_numpy(dtype=np.intp, na_value=-1)
    site = pd.DataFrame(bases[["name", "base_id", "tenant", "internal"]]).reindex(position)
    told = found[[*TOLD_COLUMNS, "geometry"]].set_axis(answer.index)
    told.insert(0, "incident", answer["incident"].astype("int64"))
    for name in ("base", "base_id", "tenant", "internal"):
        told[name] = site["name" if name == "base" else name].set_axis(answer.index)
    for name in answer.columns.difference(["incident", "base"], sort=False):
        told[name] = answer[name]
    return told


def _write(answer: gpd.GeoDataFrame, work: Work, path: Path) -> None:
    if isinstance(work.question, Joins):
        write_geoparquet(answer, path)
    else:
        answer.to_parquet(path, index=False)


def with_positions(bases: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Complete a base table and number its rows from 0, as the counts do."""
    return as_base_table(bases).reset_index(drop=True)


def counts_of(bases: gpd.GeoDataFrame, done: Sequence[Done]) -> pd.DataFrame:
    """Add up the grades of every base, in the order of the bases."""
    total = np.sum([one.counts for one in done], axis=0, dtype=np.int64, initial=0)
    total = np.broadcast_to(total, (len(bases), len(MATCHES)))
    counts = pd.DataFrame(total, columns=list(MATCHES))
    for place, name in enumerate(("base_id", "name", "tenant")):
        counts.insert(place, name, bases[name].to_numpy())
    return counts
