"""Parsed columns to the incident table: ids, points, sources, defaults."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import shapely

from ..errors import InputError
from ..models import DEFAULT_RADIUS_M, Stance
from ..table import WGS84, as_incident_table
from .cells import FloatArray
from .result import ReadingLog, TableRead
from .words import arrow_text, json_strings, longer_than, text_column, without_blanks

_TITLE_LENGTH = 120
_AT_ONCE = 50_000

UNUSABLE_COORDINATES = "coordinates given, but not usable"
"""Rule of a row whose coordinates are wrong; such a row is not placed by its name."""


def assembled(
    columns: Mapping[str, Any],
    points: Any,  # noqa: ANN401 - an array of shapely points and nulls
    *,
    index: pd.Index[int],
    log: ReadingLog,
    path: Path,
) -> TableRead:
    """
    Make the incident table of one source and check that it holds anything to locate.

    Parameters
    ----------
    columns
        Columns of the incident table, each with the index `index`.
    points
        One Point (lon, lat) or null per row.
    index
        1-based number of each record in the source.
    log
        Takes what the ids and the places needed; its notes go into the result.
    path
        The input, for the message.

    Returns
    -------
    read
        The incident table with a fresh 0..n-1 index, rows in the order of the source.

    Raises
    ------
    InputError
        If no row has a point, an area or the name of a place.
    """
    data = {name: _whole_column(values, index) for name, values in columns.items()}
    geometry = gpd.GeoSeries(points, index=index, crs=WGS84)
    # a large table is not to stand in memory twice
    whole = pd.DataFrame(data | {"geometry": geometry}, index=index, copy=False)
    frame = gpd.GeoDataFrame(whole, geometry="geometry", copy=False)
    located = geometry.notna() | frame.get("place", pd.Series(None, index=index)).notna()
    if not located.any():
        named = [note for note in log.skipped if note.row is not None]
        first = min(named, key=lambda note: note.row or 0, default=None)
        why = "" if first is None else f"; the first reason, row {first.row}: {first.message}"
        raise InputError(
            f"no row is usable: none of {len(frame):,} rows has a point or the name of a place"
            f"{why}",
            path=path,
        )
    _name_unlocated(located, log)
    wrong = frame.get("location_rule", pd.Series(None, index=index)) == UNUSABLE_COORDINATES
    waiting = int((located & geometry.isna() & ~wrong.fillna(value=False)).sum())
    if waiting:
        log.assume(f"{waiting:,} rows have no coordinates; they are placed by name")
    table = as_incident_table(frame.reset_index(drop=True))
    table["incident_id"] = distinct_ids(table["incident_id"])
    return TableRead(table, tuple(log.assumed), tuple(log.skipped))


def _whole_column(values: Any, index: pd.Index[int]) -> Any:  # noqa: ANN401 - any kind of column
    # a word or number that all rows share is not to become an object per row
    if isinstance(values, str):
        return pd.Series(values, index, dtype="string")
    return pd.Series(values, index, dtype="Int64" if isinstance(values, int) else None)


def _name_unlocated(located: pd.Series[bool], log: ReadingLog) -> None:
    rows = located.index[~located].tolist()
    if rows:
        some = ", ".join(str(row) for row in rows[:20])
        more = f" and {len(rows) - 20:,} more" if len(rows) > 20 else ""
        log.skip(f"{len(rows):,} rows have no location and are on no map: rows {some}{more}")


def points_of(lon: FloatArray, lat: FloatArray) -> Any:  # noqa: ANN401 - an array of shapes
    """
    Make points, null where a coordinate is NaN.

    Parameters
    ----------
    lon, lat
        Degrees.

    Returns
    -------
    points
        Array of shapely Points (lon, lat) and nulls.
    """
    # pyarrow keeps what it has freed for itself
    pa.default_memory_pool().release_unused()
    points = np.full(len(lon), None, dtype=object)
    known = np.isfinite(lon) & np.isfinite(lat)
    points[known] = shapely.points(lon[known], lat[known])
    return points


def distinct_ids(ids: pd.Series[str]) -> pd.Series[str]:
    """
    Tell equal ids apart by their ordinal.

    Parameters
    ----------
    ids
        One id per row, no null.

    Returns
    -------
    ids
        The first of equals as it is, the second with ``#2`` behind, and so on.
    """
    if len(pd.factorize(ids)[1]) == len(ids):
        return ids
    ordinal = ids.groupby(ids).cumcount() + 1
    return ids.where(ordinal == 1, ids + "#" + ordinal.astype("string"))


def one_each(codes: pd.Series[str]) -> pd.Series[Any]:
    """
    Give each code as a list of its own.

    Parameters
    ----------
    codes
        Text, null where unknown.

    Returns
    -------
    lists
        One code per list, empty where unknown; rows with one code share their list.
    """
    position, distinct = pd.factorize(codes)
    lists = np.empty(len(distinct) + 1, dtype=object)
    for number, code in enumerate(distinct):
        lists[number] = [code]
    lists[-1] = []
    return pd.Series(lists[position], index=codes.index, dtype=object)


def row_ids(cells: pd.DataFrame) -> pd.Series[str]:
    """
    Make ids for rows that have none.

    Parameters
    ----------
    cells
        Text cells as read.

    Returns
    -------
    ids
        ``row:`` and twelve hexadecimal digits of the SHA-256 of names and cells, so that an id
        survives other rows coming, going and changing order. Equal rows have equal ids.
    """
    ordered = cells[sorted(cells.columns)].fillna("")
    head = "\x1f".join(ordered.columns)
    columns = [arrow_text(ordered[name]) for name in ordered.columns]
    rows = pc.binary_join_element_wise(*columns, pa.scalar("\x1e", pa.large_string()))
    start = f"{head}\x1e".encode()
    ids = (
        "row:" + hashlib.sha256(start + row.encode()).hexdigest()[:12]
        for batch in range(0, len(rows), _AT_ONCE)
        for row in rows[batch : batch + _AT_ONCE].to_pylist()
    )
    return text_column(pa.array(ids, pa.large_string()), cells.index.to_series(name=None))


def default_radius(precision: pd.Series[str], has_point: Any) -> pd.Series[float]:  # noqa: ANN401
    """
    Give the uncertainty of rows whose source states a precision class and no area.

    Parameters
    ----------
    precision
        Our precision words.
    has_point
        Boolean per row; without a point the radius is unknown.

    Returns
    -------
    uncertainty_m
        Metres after `geo.models.DEFAULT_RADIUS_M`, null where that has no value.
    """
    radius = {str(word): metres for word, metres in DEFAULT_RADIUS_M.items()}
    return precision.map(radius).astype("Float64").where(has_point)


def sources_json(rows: Sequence[Sequence[Mapping[str, str | None]]]) -> pd.Series[str]:
    """
    Write the sources of each row as JSON text.

    Parameters
    ----------
    rows
        Per row its sources, each with any of the keys of `geo.models.Source`; give each
        different list once, many rows share one.

    Returns
    -------
    texts
        One JSON list per row with every key in every item, null for a row without sources.
    """
    keys = ("report", "title", "publisher", "url", "published", "licence")
    texts: list[str | None] = []
    for sources in rows:
        items = [{key: source.get(key) for key in keys} for source in sources]
        text = json.dumps(items, ensure_ascii=False, separators=(",", ":"))
        texts.append(text if items else None)
    return pd.Series(texts, dtype="string")


def evidence_json(cells: pd.Series[str], *, field: str, report: str) -> pd.Series[str]:
    """
    Write what a row says in words as evidence.

    Parameters
    ----------
    cells
        Text of each row, null or blank where there is none; the index is the number of the record.
    field
        What the text is evidence of.
    report
        The source; each item names it with the row.

    Returns
    -------
    texts
        One JSON list of one item per row, null for a row without text.
    """
    words = arrow_text(cells)
    words = without_blanks(words)
    if words.null_count == len(words):
        return pd.Series(pd.NA, index=cells.index, dtype="string", name=cells.name)
    quoted = json_strings(words)
    # the report ends in the number of the row, inside its quotes
    head = f'[{{"field":{_quoted(field)},"value":'
    place = f',"stance":{_quoted(Stance.STATED)},"report":{_quoted(f"{report}, row ")[:-1]}'
    rows = pa.array(cells.index.to_numpy()).cast(pa.large_string())
    length = pc.utf8_length(words).cast(pa.large_string())
    parts = (head, quoted, place, rows, '","start":0,"end":', length, ',"quote":', quoted, "}]")
    texts = pc.binary_join_element_wise(
        *(pa.scalar(part, pa.large_string()) if isinstance(part, str) else part for part in parts),
        pa.scalar("", pa.large_string()),
    )
    return text_column(texts, cells)


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def titles(lines: pd.Series[str]) -> pd.Series[str]:
    """
    Cut texts to the length of a title.

    Parameters
    ----------
    lines
        One line each, null where unknown.

    Returns
    -------
    titles
        At most 120 characters, cut at a space and marked with an ellipsis where cut.
    """
    words = arrow_text(lines)
    long = longer_than(words, _TITLE_LENGTH)
    if pc.any(long).as_py():
        starts = pc.utf8_slice_codeunits(words.filter(long), 0, _TITLE_LENGTH - 1)
        cut = pa.array((_cut(start) for start in starts.to_pylist()), pa.large_string())
        words = pc.replace_with_mask(words, long, cut)
    return text_column(words, lines)


def _cut(start: str) -> str:
    return start.rsplit(" ", 1)[0].rstrip(",;:") + "…"
