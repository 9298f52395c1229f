"""The user's own bases, from CSV or any vector file, to the base table."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from ..errors import InputError
from ..files import safe_name
from ..table import WGS84, as_base_table
from ..timewindow import parse_bound
from .assembly import distinct_ids, points_of
from .axes import refuse_swapped_axes
from .cells import degrees, on_the_globe, text
from .columns import SYNONYMS, folded_name
from .countries import country_codes
from .delimited import read_delimited
from .result import ReadingLog, column_names, shortened
from .shapes import Shapes, shapes_of
from .vector import VECTOR_ENDINGS, read_vector

logger = logging.getLogger(__name__)

Value = TypeVar("Value")

LARGEST_RADIUS_M = 1_000_000.0
"""A site with a larger radius is a mistake, mostly of the unit."""

_NAMES: dict[str, tuple[str, ...]] = {
    "base_id": ("base_id", "id"),
    "name": ("name", "base", "title", "site_name", "label"),
    "site": ("site",),
    "aliases": ("aliases", "alias", "other_names"),
    "country": ("country", "country_code", "iso2"),
    "kind": ("kind", "type", "category"),
    "tenant": ("tenant", "operator", "force", "user", "owner"),
    "radius": (
        "radius_m",
        "radius_km",
        "radius_mi",
        "radius_nmi",
        "radius",
        "uncertainty_m",
        "uncertainty_km",
    ),
    "valid_from": ("valid_from", "from", "start", "opened", "since"),
    "valid_to": ("valid_to", "to", "end", "closed", "until"),
    "source": ("source", "reference", "url"),
    "lat": SYNONYMS["lat"],
    "lon": SYNONYMS["lon"],
}
_METRES = {"m": 1.0, "km": 1_000.0, "mi": 1_609.344, "nmi": 1_852.0}
_RADIUS = re.compile(r"([+-]?[0-9]*\.?[0-9]+(?:e[0-9]+)?)\s*([a-z]*)")
_LEFT_OUT = "this base is left out"
_MOST_NAMED = 10
_NO_ROWS = "has no rows, so there is no base to measure from"
_DESCRIBED = "the coordinates of the features"


def bases_from_file(path: Path) -> gpd.GeoDataFrame:
    """
    Read the user's own bases; see `geo.readers.read_bases`.

    Parameters
    ----------
    path
        CSV, GeoJSON, GeoPackage, shapefile or KML.

    Returns
    -------
    bases
        The base table, rows in the order of the file, `internal` throughout. A row without a name
        or without coordinates that can be a place is left out, with a warning; ``attrs`` holds
        under ``left_out`` a line for each, with its row and what is wrong. A file with a header
        and no rows gives an empty table.

    Raises
    ------
    InputError
        If the file cannot be read, none of its rows can be a base, or a radius, date or country
        of a base cannot be read; every such row is named.
    CrsError
        If a vector file states no coordinate system.
    """
    log = ReadingLog(path.name)
    shapes: Shapes | None = None
    if path.suffix.lower() in VECTOR_ENDINGS:
        cells, geometry = read_vector(path, log)
        shapes = shapes_of(geometry, described=_DESCRIBED, log=log)
    else:
        cells = read_delimited(path, log)
    folded = {folded_name(str(name)): str(name) for name in reversed(cells.columns)}
    fields = {
        field: cells[next(folded[name] for name in names if name in folded)]
        if any(name in folded for name in names)
        else pd.Series("", index=cells.index, dtype="str", name=field)
        for field, names in _NAMES.items()
    }
    lon, lat = _coordinates(fields, shapes, log)
    codes = country_codes(fields["country"], log)
    refuse_swapped_axes(lon, lat, codes, path=path, columns="the coordinates")
    lon, lat = on_the_globe(lon, lat, cells.index, log)
    names = text(fields["name"]).fillna(text(fields["site"]))
    fit = _fit(cells, names, lon, log, path)
    kept = np.flatnonzero(fit)
    left_out = [note for note in log.skipped if note.message.endswith(_LEFT_OUT)]
    cells, names, codes = cells.iloc[kept], names.iloc[kept], codes.iloc[kept]
    fields = {field: column.iloc[kept] for field, column in fields.items()}
    lon, lat = lon[kept], lat[kept]
    faults: list[InputError] = []
    radii = _each(fields["radius"], lambda row, cell: _radius(row, cell, fields["radius"]), faults)
    starts = _each(fields["valid_from"], _day, faults)
    ends = _each(fields["valid_to"], _day, faults)
    faults += _wrong_periods(starts, ends, cells.index)
    _refuse(faults, path)
    _tell(log, names, fields["tenant"], starts)
    data: dict[str, Any] = {
        "base_id": _ids(fields, names),
        "site": text(fields["site"]).fillna(names),
        "name": names,
        "aliases": fields["aliases"].fillna(""),
        "country": codes,
        "kind": text(fields["kind"]),
        "tenant": text(fields["tenant"]),
        "footprint": pd.Series(
            None if shapes is None else np.asarray(shapes.areas, dtype=object)[kept],
            index=cells.index,
        ),
        "radius_m": pd.Series(radii, index=cells.index, dtype="Float64"),
        "valid_from": pd.Series(starts, index=cells.index, dtype="datetime64[us]"),
        "valid_to": pd.Series(ends, index=cells.index, dtype="datetime64[us]"),
        "source": text(fields["source"]).fillna(path.name),
        "internal": pd.Series(data=True, index=cells.index, dtype="boolean"),
    }
    places = gpd.GeoSeries(points_of(lon, lat), index=cells.index, crs=WGS84)
    bases = gpd.GeoDataFrame(pd.DataFrame(data, index=cells.index), geometry=places)
    table = as_base_table(bases.reset_index(drop=True))
    table.attrs["left_out"] = [
        f"{note.source}, row {note.row}: {note.message}" for note in left_out
    ]
    if table.empty:
        table.attrs["left_out"].append(f"{path.name}: {_NO_ROWS}")
        logger.warning("%s: %s", path.name, _NO_ROWS)
    return table


def _fit(
    cells: pd.DataFrame,
    names: pd.Series[str],
    lon: Any,  # noqa: ANN401 - an array
    log: ReadingLog,
    path: Path,
) -> Any:  # noqa: ANN401 - a mask
    """Tell which rows can be bases, and note the others; a row with any other fault is refused."""
    reasons: dict[int, str] = {}
    for note in log.skipped:
        if note.row is not None:
            reasons.setdefault(note.row, note.message.removesuffix("; kept as unknown"))
    faults: dict[int, str] = {}
    for row, nameless, placeless in zip(cells.index, names.isna(), np.isnan(lon), strict=True):
        if placeless:
            faults[int(row)] = reasons.get(int(row), "no coordinates")
        elif nameless:
            faults[int(row)] = "no name"
    _refuse(
        [InputError(reason, row=row) for row, reason in reasons.items() if row not in faults], path
    )
    if faults and len(faults) == len(cells):
        listed = "; ".join(f"row {row}: {reason}" for row, reason in faults.items())
        raise InputError(
            f"no base has a name and coordinates; {listed}; columns found:"
            f" {column_names(cells.columns)}",
            path=path,
        )
    log.skipped.clear()
    for row, reason in faults.items():
        log.skip(f"{reason}; {_LEFT_OUT}", row=row)
        logger.warning("%s, row %d: %s; %s", path.name, row, reason, _LEFT_OUT)
    return ~cells.index.isin(list(faults))


def _coordinates(fields: dict[str, pd.Series[str]], shapes: Shapes | None, log: ReadingLog) -> Any:  # noqa: ANN401
    if shapes is None:
        return degrees(fields["lon"], fields["lat"], log)
    return shapely.get_x(shapes.points), shapely.get_y(shapes.points)


def _ids(fields: dict[str, pd.Series[str]], names: pd.Series[str]) -> pd.Series[str]:
    made = names.map(lambda name: f"user:{safe_name(name)}").astype("string")
    return distinct_ids(text(fields["base_id"]).fillna(made))


def _each(
    cells: pd.Series[str],
    read: Callable[[Any, str], Value | None],
    faults: list[InputError],
) -> list[Value | None]:
    """Read every cell, and put down those that cannot be read."""
    values: list[Value | None] = []
    for row, cell in cells.items():
        try:
            values.append(read(row, cell))
        except InputError as error:
            faults.append(error)
            values.append(None)
    return values


def _refuse(faults: list[InputError], path: Path) -> None:
    """Refuse a file for all its faults at once: a wrong radius or period gives wrong answers."""
    if len(faults) == 1:
        row = faults[0].row
        raise InputError(str(faults[0]).removeprefix(f"row {row}: "), path=path, row=row)
    if faults:
        faults = sorted(faults, key=lambda fault: fault.row or 0)
        more = f"; and {len(faults) - _MOST_NAMED} more" if len(faults) > _MOST_NAMED else ""
        raise InputError("; ".join(map(str, faults[:_MOST_NAMED])) + more, path=path)


def _radius(row: Any, cell: str, column: pd.Series[str]) -> float | None:  # noqa: ANN401
    """Read a radius in metres: with its unit in the cell, or in the name of the column."""
    words = str(cell).strip().casefold()
    if not words:
        return None
    found = _RADIUS.fullmatch(words)
    unit = "" if found is None else found[2] or folded_name(str(column.name)).rpartition("_")[2]
    if found is None or (found[2] and unit not in _METRES):
        raise InputError(
            f"no radius in metres: {shortened(cell)}; write 500 m, 2 km, 1 mi or 1 nmi",
            row=int(row),
        )
    if unit not in _METRES:
        raise InputError(
            f"the radius {shortened(cell)} has no unit; write 500 m or 2 km, or name the column"
            " radius_m",
            row=int(row),
        )
    metres = float(found[1]) * _METRES[unit]
    if not 0 < metres <= LARGEST_RADIUS_M:
        raise InputError(
            f"no radius in metres: {shortened(cell)}; it has to be more than 0 and at most"
            f" {LARGEST_RADIUS_M / 1000:,.0f} km; leave it blank where it is unknown",
            row=int(row),
        )
    return metres


def _tell(
    log: ReadingLog, names: pd.Series[str], tenants: pd.Series[str], starts: list[date | None]
) -> None:
    """Say what a person would want to know before trusting an answer."""
    keys = pd.DataFrame({"name": names, "tenant": tenants, "start": starts}, index=names.index)
    again = keys[keys.duplicated(keep=False)]
    for name, rows in again.groupby("name", sort=False):
        listed = ", ".join(str(row) for row in rows.index)
        log.assume(f"rows {listed} have the same name {shortened(name)}; told apart by base_id")
    for note in log.assumed:
        row = "" if note.row is None else f", row {note.row}"
        logger.warning("%s%s: %s", note.source, row, note.message)


def _day(row: Any, cell: str) -> date | None:  # noqa: ANN401 - a label of the index
    if not str(cell).strip():
        return None
    try:
        bound, _ = parse_bound(str(cell).strip())
    except ValueError as error:
        raise InputError(str(error), row=int(row)) from error
    return bound


def _wrong_periods(
    starts: list[date | None], ends: list[date | None], index: pd.Index[int]
) -> list[InputError]:
    return [
        InputError(
            f"valid_to {end:%Y-%m-%d} is not after valid_from {start:%Y-%m-%d}", row=int(row)
        )
        for row, start, end in zip(index, starts, ends, strict=True)
        if start is not None and end is not None and end <= start
    ]
