"""Datasets of many rows: GeoParquet files, cut into pieces, read in batches, written in parts."""

from __future__ import annotations

import json
import re
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import shapely

from ..errors import CrsError, InputError, OutputError
from ..files import check_input
from ..table import WGS84

BATCH_ROWS = 100_000
"""How many rows are in memory at once in one process, and about how many make a piece."""

_LARGEST_FILE_BYTES = 2**50


@dataclass(frozen=True, slots=True)
class Piece:
    """
    Some row groups of one file, the share of one worker at a time.

    `first_row` is the number of its first row in the dataset, from 0; `number` its own.
    """

    number: int
    path: Path
    groups: tuple[int, ...]
    first_row: int
    rows: int


def is_dataset(path: Path) -> bool:
    """
    Tell whether a path is a folder of Parquet files.

    Parameters
    ----------
    path
        Any path.

    Returns
    -------
    answer
        True for a folder with a ``.parquet`` file in it or in a folder below.
    """
    return path.is_dir() and bool(_files(path))


def pieces_of(path: Path) -> list[Piece]:
    """
    Cut a dataset into pieces without reading its rows.

    Parameters
    ----------
    path
        One GeoParquet file, or a folder of them; folders below count, names that start with a dot
        or an underscore do not.

    Returns
    -------
    pieces
        In the order of the dataset: files by name, ``part-2`` before ``part-10``, rows as they
        stand. Each of about `BATCH_ROWS` rows, at least one row group. An empty file has none, an
        empty dataset one of no rows, which still tells the columns.

    Raises
    ------
    InputError
        If there is no file, or one is no GeoParquet with points as WKB.
    CrsError
        If a file is in another CRS than WGS 84, longitude first.
    """
    files = _files(path) if path.is_dir() else [path]
    if not files:
        raise InputError("holds no .parquet file; give a folder of GeoParquet files", path=path)
    pieces: list[Piece] = []
    first = 0
    for file in files:
        counts = _group_rows(file)
        taken: list[int] = []
        rows = 0
        for group, count in enumerate(counts):
            taken.append(group)
            rows += count
            if rows >= BATCH_ROWS or (group == len(counts) - 1 and rows):
                pieces.append(Piece(len(pieces), file, tuple(taken), first, rows))
                first, taken, rows = first + rows, [], 0
    return pieces or [Piece(0, files[0], (), 0, 0)]


def batches_of(
    piece: Piece, columns: Sequence[str] | None = None, rows: int = BATCH_ROWS
) -> Iterator[gpd.GeoDataFrame]:
    """
    Read a piece, some rows at a time.

    Parameters
    ----------
    piece
        One of `pieces_of`.
    columns
        Columns to read beside the geometry; those that the file lacks are left out. Null reads
        all.
    rows
        How many at a time, at most.

    Yields
    ------
    batch
        Rows in their order, EPSG:4326, longitude first, index: number of the row in the dataset.
        The point is ``geometry`` whatever its name in the file.

    Raises
    ------
    InputError
        If the file is damaged; the message names it.
    """
    first = piece.first_row
    try:
        with pq.ParquetFile(piece.path) as file:
            geo = _geo_metadata(file.schema_arrow, piece.path)
            names = file.schema_arrow.names
            if columns is not None:
                names = [n for n in names if n in columns or n == geo["primary_column"]]
            for batch in file.iter_batches(
                batch_size=rows, row_groups=list(piece.groups), columns=names, use_threads=False
            ):
                yield _frame(pa.Table.from_batches([batch]), geo, first)
                first += batch.num_rows
            if first == piece.first_row:
                yield _frame(file.schema_arrow.empty_table().select(names), geo, first)
    except (OSError, pa.ArrowException, shapely.errors.ShapelyError) as error:
        if isinstance(error, InputError):
            raise
        raise InputError(f"cannot be read; {error}", path=piece.path) from error


@contextmanager
def written_folder(path: Path) -> Iterator[Path]:
    """
    Give a new folder beside `path` and rename it into place when all went well.

    Parameters
    ----------
    path
        The folder to make; it must not exist, or be empty.

    Yields
    ------
    temporary
        An empty folder to write to.

    Raises
    ------
    OutputError
        If `path` holds anything, its parent is missing or not writable, or the rename fails.
        Nothing is left then.
    """
    if path.exists() and (not path.is_dir() or any(path.iterdir())):
        raise OutputError(f"{path}: exists already; name a new folder, or empty this one first")
    if not path.parent.is_dir():
        raise OutputError(f"{path}: the folder {str(path.parent)!r} does not exist")
    try:
        temporary = Path(tempfile.mkdtemp(prefix=".sitmap-", dir=path.parent))
    except OSError as error:
        raise OutputError(f"{path}: may not be written; {error.strerror}") from error
    try:
        yield temporary
        temporary.chmod(0o755)
        temporary.replace(path)
    except OSError as error:
        if isinstance(error, OutputError | InputError):
            raise
        raise OutputError(f"{path}: could not be written; {error}") from error
    finally:
        shutil.rmtree(temporary, ignore_errors=True)


def part_name(piece: int, batch: int) -> str:
    """Name the part of one batch so that names sort as the dataset does."""
    return f"part-{piece:06d}-{batch:04d}.parquet"


def _files(folder: Path) -> list[Path]:
    found = [
        file
        for file in folder.rglob("*.parquet")
        if file.is_file()
        and not any(part.startswith((".", "_")) for part in file.relative_to(folder).parts)
    ]
    return sorted(found, key=lambda file: _natural(str(file.relative_to(folder))))


def _natural(text: str) -> list[tuple[int, str]]:
    return [
        (int(part), "") if part.isdecimal() else (-1, part) for part in re.split(r"(\d+)", text)
    ]


def _group_rows(path: Path) -> list[int]:
    check_input(path, max_bytes=_LARGEST_FILE_BYTES)
    try:
        with pq.ParquetFile(path) as file:
            _geo_metadata(file.schema_arrow, path)
            metadata = file.metadata
            return [metadata.row_group(n).num_rows for n in range(metadata.num_row_groups)]
    except (OSError, pa.ArrowException) as error:
        if isinstance(error, InputError):
            raise
        raise InputError(f"is no Parquet file that can be read; {error}", path=path) from error


def _geo_metadata(schema: pa.Schema, path: Path) -> dict[str, Any]:
    """Read what GeoParquet says of its geometry, and refuse what would be read wrongly."""
    try:
        geo: dict[str, Any] = json.loads((schema.metadata or {})[b"geo"])
        column = geo["columns"][geo["primary_column"]]
    except (KeyError, TypeError, ValueError) as error:
        raise InputError(
            "is no GeoParquet file; write it with `sitmap export` or geopandas", path=path
        ) from error
    for name, one in geo["columns"].items():
        if one.get("encoding") != "WKB":
            raise InputError(
                f"column {name!r} is encoded as {one.get('encoding')!r}, not as WKB;"
                " write it again with geometry_encoding='WKB'",
                path=path,
            )
    # GeoParquet 1.1: no "crs" means OGC:CRS84, which is WGS 84 with longitude first
    if "crs" in column and not _is_wgs84(column["crs"]):
        name = (column["crs"] or {}).get("name", "unknown")
        raise CrsError(f"{path}: the CRS is {name!r}; write the dataset in {WGS84} first")
    return geo


def _is_wgs84(crs: dict[str, Any] | None) -> bool:
    code = (crs or {}).get("id", {})
    return (code.get("authority"), str(code.get("code"))) in {("EPSG", "4326"), ("OGC", "CRS84")}


def _frame(rows: pa.Table, geo: dict[str, Any], first: int) -> gpd.GeoDataFrame:
    primary = geo["primary_column"]
    shapes = {
        name: gpd.GeoSeries(
            shapely.from_wkb(np.array(rows.column(name).to_pylist(), dtype=object)), crs=WGS84
        )
        for name in geo["columns"]
        if name in rows.column_names
    }
    # an index that pandas noted in the file would take the place of the row numbers
    frame = rows.drop_columns(list(shapes)).to_pandas().reset_index(drop=True)
    for name in shapes.keys() - {primary}:
        frame[name] = shapes[name]
    frame["geometry"] = shapes[primary]
    frame.index = pd.RangeIndex(first, first + rows.num_rows)
    return gpd.GeoDataFrame(frame, geometry="geometry", crs=WGS84)
