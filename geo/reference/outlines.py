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
from typing import TYPE_CHECKING, Any, NamedTuple

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

IntArray = NDArray[np.int64]

_WORD = np.dtype("<u4")
_SINGLE = {GeometryType.POLYGON: GeometryType.MULTIPOLYGON}
_SINGLE[GeometryType.LINESTRING] = GeometryType.MULTILINESTRING
_HEAD_WORDS = 6
_HEAD_BYTES = 4 * _HEAD_WORDS


class Rings(NamedTuple):
    """
    The rings of some areas, or the parts of some lines, one after the other.

    `corners` are degrees, shape (n, 2), longitude first; `per_ring` counts those of each ring,
    `owner` is the position of its area, ascending, among `areas` of them.
    """

    corners: NDArray[np.float64]
    per_ring: IntArray
    owner: IntArray
    areas: int


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
        shape: BaseGeometry = self.several([row])[0]
        return shape

    def several(self, rows: Iterable[int]) -> NDArray[np.object_]:
        """Give the geometries of some rows, in their order; all are areas or all are lines."""
        raw = self._unpacked(rows)
        if not raw:
            return np.empty(0, object)
        heads, per_part, per_ring, corners = _read(raw)
        kinds = [GeometryType(kind) for kind in heads[:, 0].tolist()]
        levels, counts = [_offsets(per_ring)], heads[:, 3]
        if len(per_part):
            levels, counts = [*levels, _offsets(per_part)], heads[:, 2]
        kind = _SINGLE.get(kinds[0], kinds[0])
        shapes: NDArray[np.object_] = shapely.from_ragged_array(
            kind, corners, (*levels, _offsets(counts))
        )
        alone = np.array([kind in _SINGLE for kind in kinds])
        shapes[alone] = shapely.get_geometry(shapes[alone], 0)
        return shapes

    def rings(self, rows: Iterable[int]) -> Rings:
        """Give the rings of some rows, of which no geometry is made."""
        raw = self._unpacked(rows)
        if not raw:
            return rings_of(np.empty(0, object))
        heads, _, per_ring, corners = _read(raw)
        owner = np.repeat(np.arange(len(raw)), heads[:, 3])
        return Rings(corners, per_ring, owner, len(raw))

    def _unpacked(self, rows: Iterable[int]) -> list[bytes]:
        at = np.fromiter(rows, np.int64)
        begin, end = (self._first + self._starts[at + step].astype(np.int64) for step in (0, 1))
        try:
            return [
                zlib.decompress(self._file[first:last])
                for first, last in zip(begin.tolist(), end.tolist(), strict=True)
            ]
        except zlib.error as error:
            raise self._damaged() from error

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

    def rings(self, rows: Iterable[int]) -> Rings:
        """Give the rings of some rows."""
        return rings_of(self.several(rows))


def rings_of(shapes: NDArray[np.object_]) -> Rings:
    """Give the rings of Polygons and MultiPolygons in degrees, longitude first."""
    parts, of_area = shapely.get_parts(shapes, return_index=True)
    rings, of_part = shapely.get_rings(parts, return_index=True)
    per_ring = shapely.get_num_coordinates(rings).astype(np.int64)
    return Rings(shapely.get_coordinates(rings), per_ring, of_area[of_part], len(shapes))


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


def _read(raw: Sequence[bytes]) -> tuple[IntArray, IntArray, IntArray, NDArray[np.float64]]:
    """Read some outlines at once: heads, rings per part, corners per ring, corners in degrees."""
    heads = np.frombuffer(b"".join(item[:_HEAD_BYTES] for item in raw), "<i4")
    heads = heads.reshape(-1, _HEAD_WORDS).astype(np.int64)
    _, width, parts, rings, x, y = heads.T
    per_part, after_parts = _words(raw, np.full(len(raw), _HEAD_BYTES), parts)
    per_ring, begin = _words(raw, after_parts, rings)
    size = (np.fromiter(map(len, raw), np.int64) - begin) // width
    steps = np.zeros(size.sum(), np.int64)
    for place in range(width.max()):
        first = begin + place * size
        plane = _pieces(raw, np.where(width > place, first, 0), np.where(width > place, size, 0))
        values = np.frombuffer(plane, np.uint8).astype(np.int64) << 8 * place
        if len(values) == len(steps):
            steps |= values
        else:
            steps[np.repeat(width > place, size)] |= values
    # zigzag: 0, 1, 2, 3 stand for 0, -1, 1, -2
    steps = (steps >> 1) ^ -(steps & 1)
    # of each outline a run of longitudes, then one of latitudes
    runs = np.repeat(size // 2 + 1, 2)
    starts = np.cumsum(runs) - runs
    units = np.empty(runs.sum(), np.int64)
    later = np.ones(len(units), bool)
    later[starts] = False
    units[later] = steps
    units[starts] = np.column_stack([x, y]).ravel()
    np.cumsum(units, out=units)
    before = np.where(starts > 0, units[starts - 1], 0)
    units -= np.repeat(before, runs)
    is_lon = np.repeat(np.arange(len(runs)) % 2 == 0, runs)
    corners = np.column_stack([units[is_lon], units[~is_lon]]) / UNITS_PER_DEGREE
    return heads, per_part, per_ring, corners


def _words(raw: Sequence[bytes], begin: IntArray, count: IntArray) -> tuple[IntArray, IntArray]:
    """Read so many numbers of each outline; give them and where the next thing begins."""
    words = np.frombuffer(_pieces(raw, begin, 4 * count), _WORD).astype(np.int64)
    return words, begin + 4 * count


def _pieces(raw: Sequence[bytes], begin: IntArray, size: IntArray) -> bytes:
    spans = zip(raw, begin.tolist(), (begin + size).tolist(), strict=True)
    return b"".join([item[first:last] for item, first, last in spans])


def _offsets(counts: IntArray) -> IntArray:
    return np.concatenate([[0], np.cumsum(counts)])
