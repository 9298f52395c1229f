"""
Tables to the packed data blocks of the page.

A block is base64 text of deflate-raw bytes, so that nothing in it can end a script element or be
read as markup. Columns are little-endian byte planes; paths are delta varints on a grid.
"""

from __future__ import annotations

import base64
import json
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

ROWS_PER_CHUNK = 1024
"""Rows whose texts are inflated together when the first of them is opened."""

_LEVEL = 6
_SAMPLE = 1 << 16


@dataclass(frozen=True, slots=True)
class Columns:
    """
    One block of columns of equal length.

    `layout` names them in order with their type: ``i32`` (four byte planes), ``u16`` (two) or
    ``u8`` (one).
    """

    block: str
    length: int
    layout: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Texts:
    """Texts in chunks; `offsets` are where each chunk starts in `block`, and its end."""

    block: str
    offsets: tuple[int, ...]
    fields: tuple[str, ...]
    rows_per_chunk: int


def deflate(content: bytes) -> bytes:
    """
    Compress at a fixed level, without header and checksum.

    Parameters
    ----------
    content
        Any bytes.

    Returns
    -------
    deflated
        What ``DecompressionStream('deflate-raw')`` reads.
    """
    machine = zlib.compressobj(_LEVEL, zlib.DEFLATED, -15)
    return machine.compress(content) + machine.flush()


def as_block(content: bytes) -> str:
    """
    Make the text of one data block.

    Parameters
    ----------
    content
        Any bytes.

    Returns
    -------
    block
        base64 of the deflated bytes: letters, digits, ``+``, ``/`` and ``=`` only.
    """
    return _as_text(deflate(content))


def _as_text(deflated: bytes) -> str:
    return base64.b64encode(deflated).decode("ascii")


def as_json_block(value: Any) -> str:  # noqa: ANN401 - anything that json can write
    """
    Make the data block of a JSON value.

    Parameters
    ----------
    value
        Dicts, lists, texts, numbers, booleans and null; no nan.

    Returns
    -------
    block
        The block; keys keep their order.

    Raises
    ------
    ValueError
        If a number is not finite.
    """
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    # a lone surrogate is no Unicode text; the page decodes it as U+FFFD
    return as_block(text.encode("utf-8", "surrogatepass"))


def pack_columns(columns: Mapping[str, NDArray[Any]]) -> Columns:
    """
    Pack columns of whole numbers.

    Parameters
    ----------
    columns
        Name to array, all of one length; each takes the narrowest type that holds it and must
        fit ``i32``.

    Returns
    -------
    columns
        The block and its layout, in the order given.
    """
    planes = []
    layout = []
    length = 0
    for name, values in columns.items():
        length = len(values)
        kind, width = _narrowest(values)
        whole = values.astype(f"<{kind[0]}{width}")
        planes += [plane.tobytes() for plane in whole.view("u1").reshape(-1, width).T]
        layout.append((name, kind))
    return Columns(_as_text(deflate_planes(planes)), length, tuple(layout))


def deflate_planes(planes: Sequence[bytes]) -> bytes:
    """
    Compress byte planes one after the other into one stream.

    Parameters
    ----------
    planes
        Any bytes. Each is compressed on its own, by the search for repeated strings or by runs
        and letter frequencies alone, as a sample of it tells: digits of coordinates and codes
        without an order hardly repeat, and the search would cost ten times as long for more bytes.

    Returns
    -------
    deflated
        What ``DecompressionStream('deflate-raw')`` reads as all planes joined.
    """
    parts = []
    for plane in planes:
        middle = max(0, len(plane) - _SAMPLE) // 2
        sample = plane[middle : middle + _SAMPLE]
        ways = (zlib.Z_DEFAULT_STRATEGY, zlib.Z_RLE)
        best = min(ways, key=lambda way: len(_deflated(sample, way)))
        parts.append(_deflated(plane, best))
    # a final block without content
    return b"".join(parts) + b"\x03\x00"


def _deflated(content: bytes, strategy: int) -> bytes:
    """Compress to a part of a stream that ends on a whole byte, without the mark of the end."""
    machine = zlib.compressobj(_LEVEL, zlib.DEFLATED, -zlib.MAX_WBITS, zlib.DEF_MEM_LEVEL, strategy)
    return machine.compress(content) + machine.flush(zlib.Z_SYNC_FLUSH)


def pack_paths(shapes: Sequence[BaseGeometry], *, steps_per_degree: int) -> str:
    """
    Pack polygons or lines as delta varints on a grid.

    Parameters
    ----------
    shapes
        Polygons and MultiPolygons, or LineStrings and MultiLineStrings, longitude first, degrees.
    steps_per_degree
        Grid steps in one degree; 1000 is about 110 m.

    Returns
    -------
    block
        Varints (zigzag, little-endian groups of seven bits): the number of shapes, the number of
        paths of each shape, the number of points of each path, then the steps from point to point,
        longitude and latitude in turn. Rings are not closed again; holes are rings like others.
    """
    paths, owner = _paths_of(np.asarray(shapes, dtype=object))
    coordinates, path = shapely.get_coordinates(paths, return_index=True)
    grid = np.round(coordinates * steps_per_degree).astype(np.int64)
    closing = np.zeros(len(grid), dtype=bool)
    is_ring = shapely.get_type_id(paths) == 2
    ends = np.flatnonzero(np.diff(path, append=-1))
    closing[ends[is_ring]] = True
    repeated = np.zeros(len(grid), dtype=bool)
    repeated[1:] = (grid[1:] == grid[:-1]).all(axis=1) & (path[1:] == path[:-1])
    kept = ~(closing | repeated)
    grid, path = grid[kept], path[kept]
    points_per_path = np.bincount(path, minlength=len(paths))
    paths_per_shape = np.bincount(owner, minlength=len(shapes))
    steps = np.diff(grid, axis=0, prepend=np.zeros((1, 2), dtype=np.int64))
    header = np.concatenate([[len(shapes)], paths_per_shape, points_per_path]).astype(np.int64)
    return as_block(varints(np.concatenate([header, steps.ravel()])))


def varints(values: NDArray[np.int64]) -> bytes:
    """
    Write whole numbers as zigzag varints.

    Parameters
    ----------
    values
        Numbers between -2**34 and 2**34.

    Returns
    -------
    encoded
        Groups of seven bits, lowest first, the top bit set where another group follows.
    """
    zigzag = ((values << 1) ^ (values >> 63)).astype(np.uint64)
    groups = np.ones(len(zigzag), dtype=np.int64)
    for bits in (7, 14, 21, 28):
        groups += zigzag >= (1 << bits)
    starts = np.cumsum(groups) - groups
    out = np.zeros(int(groups.sum()), dtype=np.uint8)
    for number in range(5):
        has = groups > number
        more = np.where(groups[has] > number + 1, 0x80, 0)
        part = (zigzag[has] >> np.uint64(7 * number)) & np.uint64(0x7F)
        out[starts[has] + number] = part.astype(np.uint8) | more.astype(np.uint8)
    return out.tobytes()


def pack_texts(fields: Mapping[str, Sequence[Any]], *, rows: int) -> Texts:
    """
    Pack what popups show, in chunks that are inflated one by one.

    Parameters
    ----------
    fields
        Name to one JSON value per row; a field that is null in every row is left out.
    rows
        Number of rows.

    Returns
    -------
    texts
        One JSON list of rows per chunk, each row a list of values in the order of `fields`.
    """
    kept = {
        name: values for name, values in fields.items() if any(item is not None for item in values)
    }
    blocks, offsets = [], [0]
    for first in range(0, rows, ROWS_PER_CHUNK):
        columns = [values[first : first + ROWS_PER_CHUNK] for values in kept.values()]
        count = min(ROWS_PER_CHUNK, rows - first)
        chunk = [list(row) for row in zip(*columns, strict=True)] or [[]] * count
        blocks.append(as_json_block(chunk))
        offsets.append(offsets[-1] + len(blocks[-1]))
    return Texts("".join(blocks), tuple(offsets), tuple(kept), ROWS_PER_CHUNK)


def _narrowest(values: NDArray[Any]) -> tuple[str, int]:
    low, high = (int(values.min()), int(values.max())) if len(values) else (0, 0)
    if low < 0 or high > 0xFFFF:
        return "i32", 4
    return ("u8", 1) if high <= 0xFF else ("u16", 2)


def _paths_of(shapes: NDArray[Any]) -> tuple[NDArray[Any], NDArray[np.int64]]:
    parts, owner = shapely.get_parts(shapes, return_index=True)
    if len(parts) and (shapely.get_type_id(parts) == 3).all():
        rings, part = shapely.get_rings(parts, return_index=True)
        return rings, owner[part]
    return parts, owner
