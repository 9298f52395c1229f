"""The water off every coast and the band along every border, drawn once for all phrases."""

from itertools import combinations
from pathlib import Path

import numpy as np
import shapely

from ..files import write_bytes
from ..geodesy import buffer
from ..geodesy.bands import clipped, widened
from ..reference import BorderLine, read_table
from ..reference.borders import line_between, sides_of
from ..reference.outlines import packed
from ..reference.waters import (
    BAND_M,
    LEAST_SEA_DEG2,
    SHORE_DEG,
    WATER_M,
    on_ground,
    plain_outline,
    without_gaps,
)
from .build_areas import GRID_DEG, Shape, polygonal

_COAST_DEG = 0.002
"""How far the outlines that are widened to the sea may stray: two hundred metres."""


def build_waters(out: Path) -> None:
    """Write waters.outlines with the sea within `WATER_M` of every country that has some."""
    outlines, rows = _countries(out)
    tree = shapely.STRtree(outlines)
    waters: dict[str, Shape] = {}
    for code, own in sorted(rows.items()):
        ground = shapely.union_all(outlines[own])
        around = buffer(shapely.simplify(ground, _COAST_DEG), WATER_M)
        land = [clipped(outlines[row], around) for row in tree.query(around)]
        water = without_gaps(shapely.difference(around, shapely.union_all(land)))
        if water.area > LEAST_SEA_DEG2:
            waters[code] = without_gaps(_on_grid(shapely.simplify(water, SHORE_DEG)))
    content = packed(waters.values(), {"country": list(waters)})
    write_bytes(out / "waters.outlines", content)


def build_bands(out: Path) -> None:
    """Write border_bands.outlines: what lies within `BAND_M` of the borders of each country."""
    outlines, rows = _countries(out)
    plain = {code: plain_outline(shapely.union_all(outlines[own])) for code, own in rows.items()}
    lines = _lines(out)
    bands: dict[str, Shape] = {}
    for code in sorted(set().union(*(sides_of(line) for line in lines))):
        own = [line.geometry for line in lines if code in sides_of(line)]
        bands[code] = widened(shapely.line_merge(shapely.union_all(own)), BAND_M)
    pairs = {pair for line in lines for pair in combinations(sorted(sides_of(line)), 2)}
    for pair in sorted(pairs):
        line = line_between(lines, *pair)
        if line is not None:
            strip = widened(line, BAND_M)
            bands[" ".join(pair)] = on_ground([plain[code] for code in pair], strip)
    shapes = [_on_grid(band) for band in bands.values()]
    write_bytes(out / "border_bands.outlines", packed(shapes, {"countries": list(bands)}))


def _countries(out: Path) -> tuple[np.ndarray, dict[str, list[int]]]:
    """Give all outlines of countries, and the rows of each code."""
    table = read_table("countries", ["country", "geometry"], out)
    rows: dict[str, list[int]] = {}
    for row, code in enumerate(table["country"].to_pylist()):
        if code is not None:
            rows.setdefault(code, []).append(row)
    return shapely.from_wkb(np.array(table["geometry"].to_pylist(), dtype=object)), rows


def _lines(out: Path) -> list[BorderLine]:
    """Give the lines that two countries share."""
    names = [*BorderLine.__slots__]
    return [
        BorderLine(**(row | {"geometry": shapely.from_wkb(row["geometry"])}))
        for row in read_table("borders", names, out).to_pylist()
        if row["country_b"]
    ]


def _on_grid(shape: Shape) -> Shape:
    return polygonal(shapely.set_precision(shape, GRID_DEG))
