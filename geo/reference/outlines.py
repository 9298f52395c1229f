"""
Outlines of a packaged layer, one file beside its table, of which one is unpacked at a time.

Reading one outline out of a Parquet file unpacks its whole row group, and opening the file takes
30 MB. Here each outline is packed by itself: the steps between its corners, counted in units of
2^-14 degree, low bytes apart from high ones. The file is mapped, so that what nobody asks for
takes no memory; it is smaller than the same outlines as WKB.
"""

from __future__ import annotations

import json
import mmap
import zlib
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import GeometryType
from shapely.geometry.base import BaseGeometry

from ..errors import ReferenceDataError

if TYPE_CHECKING:
    import pyarrow as pa

UNITS_PER_DEGREE = 1 << 14
"""Every coordinate of the packaged outlines is a whole number of these; a unit is 7 m."""

_WORD = np.dtype("<u4")
_SINGLE = {GeometryType.POLYGON: GeometryType.MULTIPOLYGON}
_SINGLE[GeometryType.LINESTRING] = GeometryType.MULTILINESTRING
_HEAD_WORDS = 6

# corners, the end of each ring among them, the end of each part among the rings
_Parts = tuple[NDArray[np.float64], NDArray[np.int64], NDArray[np.int64]]


class Outlines:
    """
    The geometries of one packaged layer, polygons or lines in EPSG:4326, longitude first.

    Parameters
    ----------
    path
        The file, as `packed` gives it.

    Raises
    ------
    ReferenceDataError
        If the file is missing or damaged.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        try:
            with path.open("rb") as stream:
                self._file = mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ)
            count, length = np.frombuffer(self._file, _WORD, 2).tolist()
            begin = 8 + 4 * (count + 1)
            self._starts = np.frombuffer(self._file, _WORD, count + 1, 8)
            self._first = begin + length
            self.keys: dict[str, list[Any]] = json.loads(
                zlib.decompress(self._file[begin : begin + length])
            )
        except (OSError, ValueError, zlib.error) as error:
            raise self._damaged() from error

    def __len__(self) -> int:
        return len(self._starts) - 1

    def __getitem__(self, row: int) -> BaseGeometry:
        kind, parts = self._unpacked(row)
        shape: BaseGeometry = _shapes([kind], [parts])[0]
        return shape

    def several(self, rows: Iterable[int]) -> NDArray[np.object_]:
        """Give the geometries of some rows, in their order."""
        unpacked = [self._unpacked(row) for row in rows]
        return _shapes([kind for kind, _ in unpacked], [parts for _, parts in unpacked])

    def _unpacked(self, row: int) -> tuple[GeometryType, _Parts]:
        begin, end = self._first + self._starts[row : row + 2].astype(np.int64)
        try:
            raw = zlib.decompress(self._file[begin:end])
        except zlib.error as error:
            raise self._damaged() from error
        kind, width, parts, rings, x, y = np.frombuffer(raw, "<i4", _HEAD_WORDS).tolist()
        at = 4 * _HEAD_WORDS
        part_ends = np.cumsum(np.frombuffer(raw, _WORD, parts, at), dtype=np.int64)
        at += 4 * parts
        ring_ends = np.cumsum(np.frombuffer(raw, _WORD, rings, at), dtype=np.int64)
        planes = np.frombuffer(raw, np.uint8, offset=at + 4 * rings).reshape(width, -1)
        steps = planes[0].astype(np.int64)
        for place in range(1, width):
            steps |= planes[place].astype(np.int64) << 8 * place
        # zigzag: 0, 1, 2, 3 stand for 0, -1, 1, -2
        steps = (steps >> 1) ^ -(steps & 1)
        corners = np.empty((len(steps) // 2 + 1, 2))
        corners[0] = x, y
        corners[1:] = steps.reshape(2, -1).T
        np.cumsum(corners, axis=0, out=corners)
        corners /= UNITS_PER_DEGREE
        return GeometryType(kind), (corners, ring_ends, part_ends)

    def _damaged(self) -> ReferenceDataError:
        return ReferenceDataError(
            f"{self._path.name}: the packaged data cannot be read; install sitmap again"
        )


class WkbOutlines:
    """
    The geometries of a table in memory.

    Parameters
    ----------
    column
        A column of WKB.
    """

    def __init__(self, column: pa.ChunkedArray[Any]) -> None:
        self._column = column.combine_chunks()

    def __getitem__(self, row: int) -> BaseGeometry:
        shape: BaseGeometry = shapely.from_wkb(self._column[row].as_py())
        return shape

    def several(self, rows: Iterable[int]) -> NDArray[np.object_]:
        """Give the geometries of some rows, in their order."""
        wkb = np.array([self._column[row].as_py() for row in rows], dtype=object)
        shapes: NDArray[np.object_] = shapely.from_wkb(wkb)
        return shapes


def packed(shapes: Iterable[BaseGeometry], keys: Mapping[str, Sequence[Any]]) -> bytes:
    """
    Give the content of a file of outlines.

    Parameters
    ----------
    shapes
        Polygons or lines, single or several, in EPSG:4326, longitude first, with coordinates
        that are whole numbers of `UNITS_PER_DEGREE`; none is empty.
    keys
        Columns of the table that are asked for whenever an outline is: JSON values, one per row.

    Returns
    -------
    content
        The same bytes for the same input.

    Raises
    ------
    ValueError
        If a coordinate lies between two units.
    """
    items = [zlib.compress(_packed(shape), 9) for shape in shapes]
    starts = np.cumsum([0, *map(len, items)]).astype(_WORD)
    text = json.dumps(keys, ensure_ascii=False, separators=(",", ":"))
    header = zlib.compress(text.encode(), 9)
    words = np.array([len(items), len(header)], _WORD)
    return b"".join([words.tobytes(), starts.tobytes(), header, *items])


def _packed(shape: BaseGeometry) -> bytes:
    units = shapely.get_coordinates(shape) * UNITS_PER_DEGREE
    corners = units.astype(np.int64)
    if (corners != units).any():
        raise ValueError(f"`shapes`: {shape.wkt[:80]} is not on the grid of the packaged data")
    parts = shapely.get_parts(shape)
    rings = shapely.get_rings(parts) if shape.area else parts
    per_part = shapely.get_num_interior_rings(parts) + 1 if shape.area else np.empty(0)
    steps = np.diff(corners, axis=0).T.ravel()
    steps = (steps << 1) ^ (steps >> 63)
    width = max(1, (int(steps.max()).bit_length() + 7) // 8)
    planes = steps.astype("<u8").view(np.uint8).reshape(-1, 8)[:, :width].T
    head = [shapely.get_type_id(shape), width, len(per_part), len(rings), *corners[0]]
    return b"".join(
        [
            np.array(head, "<i4").tobytes(),
            per_part.astype(_WORD).tobytes(),
            shapely.get_num_coordinates(rings).astype(_WORD).tobytes(),
            np.ascontiguousarray(planes).tobytes(),
        ]
    )


def _shapes(kinds: list[GeometryType], items: list[_Parts]) -> NDArray[np.object_]:
    """Put geometries together; all are areas or all are lines."""
    if not kinds:
        return np.empty(0, object)
    corners = np.concatenate([item[0] for item in items])
    levels = [_joined([item[1] for item in items], [len(item[0]) for item in items])]
    counts = [len(item[1]) for item in items]
    if len(items[0][2]):
        levels.append(_joined([item[2] for item in items], counts))
        counts = [len(item[2]) for item in items]
    levels.append(np.concatenate([[0], np.cumsum(counts)]))
    kind = _SINGLE.get(kinds[0], kinds[0])
    shapes: NDArray[np.object_] = shapely.from_ragged_array(kind, corners, tuple(levels))
    alone = np.array([kind in _SINGLE for kind in kinds])
    shapes[alone] = shapely.get_geometry(shapes[alone], 0)
    return shapes


def _joined(ends: list[NDArray[np.int64]], counts: list[int]) -> NDArray[np.int64]:
    """Give the ends of lists that follow each other, 0 before all."""
    before = np.cumsum([0, *counts[:-1]])
    moved = [end + first for end, first in zip(ends, before, strict=True)]
    return np.concatenate([[0], *moved])
