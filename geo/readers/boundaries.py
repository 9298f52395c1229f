"""The user's own boundaries: countries or border lines, and admin areas with their P-codes."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pyarrow as pa
import shapely

from ..errors import InputError
from ..models import Note
from ..reference import Layer
from .cells import text
from .columns import folded_name
from .countries import country_codes
from .result import ReadingLog, column_names
from .vector import read_vector

if TYPE_CHECKING:
    from numpy.typing import NDArray

_ISO2 = (
    "iso_a2_eh",
    "iso_a2",
    "iso2",
    "iso_2",
    "iso3166_1_alpha_2",
    "country_code",
    "adm0_pcode",
    "admin0pcode",
    "country_a2",
)
_ISO3 = (
    "iso_a3_eh",
    "iso_a3",
    "iso3",
    "iso_3",
    "iso3cd",
    "adm0_a3",
    "gid_0",
    "shapegroup",
    "iso_code",
    "iso",
)
_COUNTRY_NAMES = (
    "adm0_en",
    "adm0_name",
    "admin0name_en",
    "name_0",
    "country",
    "name_en",
    "name",
    "admin",
    "shapename",
    "romnam",
    "cntry_name",
    "sovereignt",
)
_SIDES = (
    ("country_a", "country_b"),
    ("adm0_a3_l", "adm0_a3_r"),
    ("adm0_left", "adm0_right"),
    ("left", "right"),
)
_LEVEL_NAME = re.compile(r"(?:adm|admin)_?([1-5])_?(?:name)?_?(en|fr|es|pt|ar|ru|name)?[0-9]?")
_LEVEL_CODE = re.compile(r"(?:adm|admin)_?([1-5])_?p?_?code")
_GADM_NAME, _GADM_CODE = re.compile(r"name_([1-5])"), re.compile(r"gid_([1-5])")
_LANGUAGES = ("en", "name", None, "fr", "es", "pt", "ru", "ar")
_PLAIN_NAMES = ("shapename", "name_en", "name", "label", "title")
_PLAIN_CODES = ("pcode", "p_code", "shapeiso", "iso_3166_2", "shapeid", "code", "id")
_VINTAGE = ("validon", "valid_on", "date", "valid_from", "vintage", "year")
_AREAS = (shapely.GeometryType.POLYGON, shapely.GeometryType.MULTIPOLYGON)
_LINES = (shapely.GeometryType.LINESTRING, shapely.GeometryType.MULTILINESTRING)
_LEAST_MAPPED = 0.5


@dataclass(frozen=True, slots=True)
class Boundaries:
    """
    Countries or border lines of the user's, EPSG:4326, longitude first.

    `countries` has the columns ``country`` (ISO alpha-2 or XK, null where none was recognised) and
    ``name``; null where the file holds lines. `lines` are borders between two states, `names` the
    pair or name of each; empty where areas share no edge.
    """

    source: str
    countries: Layer | None
    lines: tuple[Any, ...]
    names: tuple[str, ...]
    assumed: tuple[Note, ...] = ()
    skipped: tuple[Note, ...] = ()


@dataclass(frozen=True, slots=True)
class AdminAreas:
    """
    Admin areas of the user's, EPSG:4326; `names` and `codes` map a level to one text per area.

    `vintage` is the date that the file states for itself, null where it states none.
    """

    source: str
    layer: Layer
    names: dict[int, list[str | None]]
    codes: dict[int, list[str | None]]
    vintage: str | None = None
    assumed: tuple[Note, ...] = field(default=())
    skipped: tuple[Note, ...] = field(default=())


def read_boundaries(path: str | Path) -> Boundaries:
    """
    Read countries (areas) or borders (lines) to use instead of the packaged ones.

    Parameters
    ----------
    path
        GeoJSON, GeoPackage, shapefile (also zipped) or KML; another coordinate system than WGS 84
        is turned and said.

    Returns
    -------
    boundaries
        Areas with the country of each, found from codes or names in any usual column, and the
        edges that two countries share; or lines with their pair. What was taken is in `assumed`.

    Raises
    ------
    InputError
        If the file cannot be read, mixes areas and lines, or no country is recognised.
    CrsError
        If the file states no coordinate system.
    """
    path = Path(path)
    log = ReadingLog(path.name)
    cells, geometry = read_vector(path, log)
    cells, geometry = _known(cells, geometry, log, path)
    kinds = shapely.get_type_id(geometry)
    if np.isin(kinds, _LINES).all():
        names = _line_names(cells, log)
        return Boundaries(
            path.name, None, tuple(geometry), names, tuple(log.assumed), tuple(log.skipped)
        )
    if not np.isin(kinds, _AREAS).all():
        raise InputError(
            "holds points or a mixture; give areas (countries) or lines (borders)", path=path
        )
    codes, names_of = _countries(cells, log, path)
    layer = _layer(geometry, codes, names_of)
    lines, pairs = _shared_edges(geometry, codes, names_of)
    if not lines:
        log.assume("no two areas share an edge; distances are measured to the packaged borders")
    return Boundaries(
        path.name, layer, tuple(lines), tuple(pairs), tuple(log.assumed), tuple(log.skipped)
    )


def read_admin(path: str | Path) -> AdminAreas:
    """
    Read admin areas to use beside the packaged ones: COD-AB, geoBoundaries, GADM or any other.

    Parameters
    ----------
    path
        GeoJSON, GeoPackage, shapefile (also zipped) or KML; another coordinate system than WGS 84
        is turned and said.

    Returns
    -------
    areas
        One row per area, with the names and codes of every level that its columns give
        (``ADM1_EN, ADM1_PCODE``, ``adm2_name``, ``admin1Name_en``, ``NAME_1, GID_1``,
        ``shapeName, shapeISO``, ``name, code``). What was taken is in `assumed`.

    Raises
    ------
    InputError
        If the file cannot be read, holds anything but areas, or no column holds names.
    CrsError
        If the file states no coordinate system.
    """
    path = Path(path)
    log = ReadingLog(path.name)
    cells, geometry = read_vector(path, log)
    cells, geometry = _known(cells, geometry, log, path)
    wrong = np.flatnonzero(~np.isin(shapely.get_type_id(geometry), _AREAS))
    if len(wrong):
        raise InputError(
            f"holds a {geometry[wrong[0]].geom_type}; admin areas are polygons",
            path=path,
            row=int(cells.index[wrong[0]]),
        )
    name_columns, code_columns = _levels(cells, path)
    taken = [f"{column!r} as name of level {level}" for level, column in name_columns.items()]
    taken += [f"{column!r} as code of level {level}" for level, column in code_columns.items()]
    log.assume(f"columns taken: {', '.join(taken)}")
    vintage = _vintage(cells)
    log.assume(
        "the file states no date; its vintage is unknown"
        if vintage is None
        else f"the areas are of {vintage}, as the file states"
    )
    names = {level: _values(cells[column]) for level, column in name_columns.items()}
    codes = {level: _values(cells[column]) for level, column in code_columns.items()}
    layer = _layer(geometry, ["-"] * len(geometry), [None] * len(geometry))
    return AdminAreas(
        path.name, layer, names, codes, vintage, tuple(log.assumed), tuple(log.skipped)
    )


def _known(
    cells: pd.DataFrame, geometry: NDArray[np.object_], log: ReadingLog, path: Path
) -> tuple[pd.DataFrame, NDArray[np.object_]]:
    """Leave out what has no geometry, and say so."""
    if not len(geometry):
        raise InputError("holds no features; nothing can be read from it", path=path)
    missing = shapely.is_missing(geometry)
    named = {note.row for note in log.skipped}
    for row in cells.index[missing]:
        if row not in named:
            log.skip("has no geometry; left out", row=int(row))
    if missing.all():
        raise InputError("no feature has a geometry that can be used", path=path)
    areas = geometry[~missing]
    # repairing an outline may leave lines and points beside the area
    for row in np.flatnonzero(
        shapely.get_type_id(areas) == shapely.GeometryType.GEOMETRYCOLLECTION
    ):
        parts = [part for part in shapely.get_parts(areas[row]) if part.area > 0]
        areas[row] = shapely.union_all(parts) if parts else areas[row]
    return cells[~missing], areas


def _layer(
    geometry: NDArray[np.object_], codes: list[str | None], names: list[str | None]
) -> Layer:
    return Layer(
        pa.table(
            {
                "area_id": pa.array([str(row) for row in range(len(geometry))]),
                "country": pa.array(codes, pa.string()),
                "name": pa.array(names, pa.string()),
                "geometry": pa.array(shapely.to_wkb(geometry).tolist(), pa.binary()),
            }
        ),
        "area_id",
    )


def _countries(
    cells: pd.DataFrame, log: ReadingLog, path: Path
) -> tuple[list[str | None], list[str | None]]:
    """Code and name of each area: the columns that give most, gaps filled from the next one."""
    folded = {folded_name(str(name)): str(name) for name in reversed(cells.columns)}
    quiet = ReadingLog(path.name)
    codes = pd.Series(None, index=cells.index, dtype="string")
    taken: list[str] = []
    for wanted in (*_ISO2, *_ISO3, *_COUNTRY_NAMES):
        column = folded.get(wanted)
        if column is None or codes.notna().all():
            continue
        found = country_codes(cells[column], quiet)
        if codes.isna().all() and found.notna().mean() < _LEAST_MAPPED:
            continue
        if (codes.isna() & found.notna()).any():
            taken.append(repr(column))
            codes = codes.fillna(found)
    if codes.isna().all():
        raise InputError(
            "no column holds country codes or names; columns found:"
            f" {column_names(cells.columns)}; name one iso_a2, iso_a3 or name",
            path=path,
        )
    log.assume(f"country of each area taken from {', '.join(taken)}")
    name = next((folded[wanted] for wanted in _COUNTRY_NAMES if wanted in folded), None)
    names: list[str | None] = [None] * len(cells) if name is None else _values(cells[name])
    for row, code, called in zip(cells.index, codes, names, strict=True):
        if pd.isna(code):
            log.skip(f"no country is recognised for {called!r}; its ground is of no state", row=row)
    return [None if pd.isna(code) else str(code) for code in codes], names


def _shared_edges(
    geometry: NDArray[np.object_], codes: list[str | None], names: list[str | None]
) -> tuple[list[Any], list[str]]:
    """Edges that areas of two countries share; coasts are shared by nobody."""
    labels = [code or name for code, name in zip(codes, names, strict=True)]
    pairs: dict[tuple[str, str], list[Any]] = {}
    tree = shapely.STRtree(geometry)
    first, second = tree.query(geometry, predicate="intersects")
    edges = shapely.boundary(geometry)
    for one, other in zip(first.tolist(), second.tolist(), strict=True):
        a, b = labels[one], labels[other]
        if one >= other or a is None or b is None or a == b:
            continue
        shared = shapely.line_merge(_lines_of(shapely.intersection(edges[one], edges[other])))
        if not shared.is_empty:
            pairs.setdefault((min(a, b), max(a, b)), []).append(shared)
    return (
        [shapely.union_all(lines) for lines in pairs.values()],
        [f"{a}-{b}" for a, b in pairs],
    )


def _lines_of(shape: Any) -> Any:  # noqa: ANN401 - shapely's shapes have no useful common type
    parts = shapely.get_parts(shape)
    return shapely.multilinestrings([part for part in parts if part.geom_type == "LineString"])


def _line_names(cells: pd.DataFrame, log: ReadingLog) -> tuple[str, ...]:
    folded = {folded_name(str(name)): str(name) for name in reversed(cells.columns)}
    quiet = ReadingLog(log.source)
    for left, right in _SIDES:
        if left in folded and right in folded:
            log.assume(f"borders named from {folded[left]!r} and {folded[right]!r}")
            sides: list[list[str]] = []
            for column in (folded[left], folded[right]):
                found = country_codes(cells[column], quiet)
                sides.append(found.fillna(text(cells[column])).fillna("?").tolist())
            return tuple("-".join(sorted(pair)) for pair in zip(*sides, strict=True))
    called = next((folded[name] for name in _PLAIN_NAMES if name in folded), None)
    if called is None:
        log.assume("no column names the borders; they are numbered")
        return tuple(f"line {row}" for row in cells.index)
    log.assume(f"borders named from {called!r}")
    return tuple(
        f"line {row}" if name is None else name
        for row, name in zip(cells.index, _values(cells[called]), strict=True)
    )


def _levels(cells: pd.DataFrame, path: Path) -> tuple[dict[int, str], dict[int, str]]:
    """Columns of the names and of the codes, by level."""
    folded = {folded_name(str(name)): str(name) for name in reversed(cells.columns)}
    candidates: dict[int, dict[str | None, str]] = {}
    codes: dict[int, str] = {}
    for short, column in folded.items():
        if code := _LEVEL_CODE.fullmatch(short) or _GADM_CODE.fullmatch(short):
            codes.setdefault(int(code[1]), column)
        elif gadm := _GADM_NAME.fullmatch(short):
            candidates.setdefault(int(gadm[1]), {}).setdefault(None, column)
        elif name := _LEVEL_NAME.fullmatch(short):
            candidates.setdefault(int(name[1]), {}).setdefault(name[2], column)
    names = {
        level: next(found[language] for language in _LANGUAGES if language in found)
        for level, found in sorted(candidates.items())
    }
    if not names:
        plain = next((folded[name] for name in _PLAIN_NAMES if name in folded), None)
        if plain is None:
            raise InputError(
                f"no column holds names of areas; columns found: {column_names(cells.columns)};"
                " name one ADM1_EN or name",
                path=path,
            )
        level = _stated_level(cells, folded)
        names = {level: plain}
        code_column = next(
            (folded[name] for name in _PLAIN_CODES if name in folded and cells[folded[name]].any()),
            None,
        )
        codes = {} if code_column is None else {level: code_column}
    return names, dict(sorted(codes.items()))


def _stated_level(cells: pd.DataFrame, folded: dict[str, str]) -> int:
    """Level that geoBoundaries states (``ADM2``), else the first."""
    if "shapetype" in folded:
        digits = re.search(r"[1-5]", str(cells[folded["shapetype"]].iloc[0]))
        return int(digits[0]) if digits else 1
    return 1


def _vintage(cells: pd.DataFrame) -> str | None:
    folded = {folded_name(str(name)): str(name) for name in reversed(cells.columns)}
    for name in _VINTAGE:
        if name in folded:
            values = sorted({str(value)[:10] for value in _values(cells[folded[name]]) if value})
            if values:
                return values[-1]
    return None


def _values(cells: pd.Series[str]) -> list[str | None]:
    told: list[Any] = text(cells).tolist()
    return [None if pd.isna(value) else str(value) for value in told]
