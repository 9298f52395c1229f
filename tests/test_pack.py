"""The packed data blocks: what is written can be read back, by an independent reading here."""

import base64
import json
import zlib

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from layers.web.pack import (
    ROWS_PER_CHUNK,
    as_block,
    as_json_block,
    pack_columns,
    pack_paths,
    pack_texts,
    varints,
)


def _inflated(block: str) -> bytes:
    return zlib.decompress(base64.b64decode(block), -15)


def _numbers(encoded: bytes) -> list[int]:
    numbers, value, shift = [], 0, 0
    for byte in encoded:
        value |= (byte & 127) << shift
        shift += 7
        if byte < 128:
            numbers.append(value >> 1 if value % 2 == 0 else -(value >> 1) - 1)
            value, shift = 0, 0
    return numbers


def test_varints_are_those_of_protocol_buffers() -> None:
    # Protocol Buffers, "Encoding": sint32 0, -1, 1, -2 are 0, 1, 2, 3 on the wire; 150 as varint
    # is 96 01, so zigzag 150 is the number 75
    numbers = np.array([0, -1, 1, -2, 75], dtype=np.int64)
    assert varints(numbers) == bytes([0, 1, 2, 3, 0x96, 0x01])


@given(st.lists(st.integers(-(2**33), 2**33 - 1)))
def test_varints_come_back(values: list[int]) -> None:
    assert _numbers(varints(np.array(values, dtype=np.int64))) == values


def test_a_block_is_base64_of_deflate_and_the_same_each_time() -> None:
    content = b"</script><script>alert(1)</script>" * 50
    block = as_block(content)
    assert _inflated(block) == content
    assert not set(block) - set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=")
    assert as_block(content) == block


def test_json_refuses_numbers_that_are_no_json() -> None:
    with pytest.raises(ValueError, match="not JSON compliant"):
        as_json_block({"value": float("nan")})


def test_a_lone_surrogate_does_not_stop_the_page() -> None:
    assert _inflated(as_json_block(["\ud800"])) == b'["\xed\xa0\x80"]'


def test_columns_are_little_endian_byte_planes() -> None:
    packed = pack_columns({"a": np.array([1, -2]), "b": np.array([7, 255], dtype=np.uint8)})
    # -2 is FE FF FF FF in two's complement; planes hold the first bytes of all rows, then the next
    assert _inflated(packed.block) == bytes.fromhex("01fe 00ff 00ff 00ff 07ff")
    assert packed.layout == (("a", "i32"), ("b", "u8"))
    assert packed.length == 2


def test_paths_are_steps_on_the_grid_without_the_closing_point() -> None:
    square = shapely.Polygon([(1, 2), (3, 2), (3, 4), (1, 4)])
    numbers = _numbers(_inflated(pack_paths([square], steps_per_degree=10)))
    # one shape, one ring, four points; then (10, 20), +20 east, +20 north, -20 east
    assert numbers == [1, 1, 4, 10, 20, 20, 0, 0, 20, -20, 0]


def test_holes_and_parts_are_paths_of_one_shape() -> None:
    hole = [(3, 3), (3, 6), (6, 6), (6, 3)]
    holed = shapely.Polygon([(0, 0), (9, 0), (9, 9), (0, 9)], [hole])
    both = shapely.MultiPolygon([holed, shapely.box(20, 0, 21, 1)])
    line = shapely.LineString([(0, 0), (1, 1), (2, 0)])
    assert _numbers(_inflated(pack_paths([both], steps_per_degree=1)))[:5] == [1, 3, 4, 4, 4]
    assert _numbers(_inflated(pack_paths([line], steps_per_degree=1)))[:3] == [1, 1, 3]


def test_points_that_fall_together_on_the_grid_are_kept_once() -> None:
    line = shapely.LineString([(0, 0), (0.01, 0.01), (1, 0)])
    assert _numbers(_inflated(pack_paths([line], steps_per_degree=1))) == [1, 1, 2, 0, 0, 1, 0]


def test_no_paths_are_no_paths() -> None:
    assert _numbers(_inflated(pack_paths([], steps_per_degree=1))) == [0]


def test_texts_come_in_chunks_and_leave_out_what_nobody_knows() -> None:
    rows = ROWS_PER_CHUNK + 1
    titles = [f"title {row}" for row in range(rows)]
    packed = pack_texts({"title": titles, "actor": [None] * rows}, rows=rows)
    assert packed.fields == ("title",)
    first, second, end = packed.offsets
    assert end == len(packed.block)
    chunk = json.loads(_inflated(packed.block[second:end]))
    assert chunk == [[f"title {ROWS_PER_CHUNK}"]]
    assert len(json.loads(_inflated(packed.block[first:second]))) == ROWS_PER_CHUNK


def test_rows_without_any_text_are_still_rows() -> None:
    packed = pack_texts({}, rows=2)
    assert json.loads(_inflated(packed.block)) == [[], []]
