"""The user's own bases: CSV or GeoJSON to the base table; every bad row is an error."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd

from ..errors import InputError
from ..files import safe_name
from ..table import WGS84, as_base_table
from ..timewindow import parse_bound
from .assembly import distinct_ids, points_of
from .axes import refuse_swapped_axes
from .cells import degrees, metres, on_the_globe, text
from .columns import SYNONYMS, folded_name
from .countries import country_codes
from .delimited import read_delimited
from .detection import detect
from .geojson import features_of, load_geojson
from .result import ReadingLog, column_names
from .shapes import Shapes

_NAMES: dict[str, tuple[str, ...]] = {
    "base_id": ("base_id", "id"),
    "name": ("name", "base", "title", "site_name", "label"),
    "site": ("site",),
    "aliases": ("aliases", "alias", "other_names"),
    "country": ("country", "country_code", "iso2"),
    "kind": ("kind", "type", "category"),
    "tenant": ("tenant", "operator", "force", "user", "owner"),
    "radius_m": ("radius_m", "radius", "uncertainty_m"),
    "valid_from": ("valid_from", "from", "start", "opened", "since"),
    "valid_to": ("valid_to", "to", "end", "closed", "until"),
    "source": ("source", "reference", "url"),
    "lat": SYNONYMS["lat"],
    "lon": SYNONYMS["lon"],
}


def bases_from_file(path: Path) -> gpd.GeoDataFrame:
    """
    Read the user's own bases; see `geo.readers.read_bases`.

    Parameters
    ----------
    path
        CSV or GeoJSON.

    Returns
    -------
    bases
        The base table, rows in the order of the file.

    Raises
    ------
    InputError
        If the file or one of its rows cannot be read.
    """
    log = ReadingLog(path.name)
    shapes: Shapes | None = None
    if detect(path) == "geojson":
        cells, shapes = features_of(load_geojson(path), log, path)
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
    radii = metres(fields["radius_m"], log)
    for first in log.skipped:
        raise InputError(first.message.removesuffix("; kept as unknown"), path=path, row=first.row)
    for missing, what in ((names.isna(), "no name"), (np.isnan(lon), "no coordinates")):
        rows = cells.index[np.asarray(missing, dtype=bool)]
        if len(rows):
            raise InputError(
                f"a base has {what}; columns found: {column_names(cells.columns)}",
                path=path,
                row=int(rows[0]),
            )
    starts = [_day(row, cell, path) for row, cell in fields["valid_from"].items()]
    ends = [_day(row, cell, path) for row, cell in fields["valid_to"].items()]
    _check_periods(starts, ends, cells.index, path)
    data: dict[str, Any] = {
        "base_id": _ids(fields, names),
        "site": text(fields["site"]).fillna(names),
        "name": names,
        "aliases": fields["aliases"].fillna(""),
        "country": codes,
        "kind": text(fields["kind"]),
        "tenant": text(fields["tenant"]),
        "footprint": pd.Series(None if shapes is None else shapes.areas, index=cells.index),
        "radius_m": radii,
        "valid_from": pd.Series(starts, index=cells.index, dtype="datetime64[us]"),
        "valid_to": pd.Series(ends, index=cells.index, dtype="datetime64[us]"),
        "source": text(fields["source"]).fillna(path.name),
    }
    geometry = gpd.GeoSeries(points_of(lon, lat), index=cells.index, crs=WGS84)
    bases = gpd.GeoDataFrame(pd.DataFrame(data, index=cells.index), geometry=geometry)
    return as_base_table(bases.reset_index(drop=True))


def _coordinates(fields: dict[str, pd.Series[str]], shapes: Shapes | None, log: ReadingLog) -> Any:  # noqa: ANN401
    if shapes is None:
        return degrees(fields["lon"], fields["lat"], log)
    import shapely

    return shapely.get_x(shapes.points), shapely.get_y(shapes.points)


def _ids(fields: dict[str, pd.Series[str]], names: pd.Series[str]) -> pd.Series[str]:
    made = names.map(lambda name: f"user:{safe_name(name)}").astype("string")
    return distinct_ids(text(fields["base_id"]).fillna(made))


def _day(row: Any, cell: str, path: Path) -> date | None:  # noqa: ANN401 - a label of the index
    if not str(cell).strip():
        return None
    try:
        bound, _ = parse_bound(str(cell).strip())
    except ValueError as error:
        raise InputError(str(error), path=path, row=int(row)) from error
    return bound


def _check_periods(
    starts: list[date | None], ends: list[date | None], index: pd.Index[int], path: Path
) -> None:
    for row, start, end in zip(index, starts, ends, strict=True):
        if start is not None and end is not None and end <= start:
            raise InputError(
                f"valid_to {end:%Y-%m-%d} is not after valid_from {start:%Y-%m-%d}",
                path=path,
                row=int(row),
            )
