"""Columns of text cells to counts, metres and points; what cannot be read is named and null."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from .result import ReadingLog
from .words import arrow_text, distinct_cells, folded, numbers, text_column

_NO_VALUE = {"", "na", "n/a", "nan", "null", "none", "unknown", "-", "--", "?"}
_MOST_PEOPLE = 100_000_000
_DECIMAL_COMMA = re.compile(r"\s*[+-]?\d{1,3},\d+\s*")

_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}\b)")

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.intp]
BoolArray = NDArray[np.bool_]


def filled(cells: pd.Series[str]) -> pd.Series[bool]:
    """
    Tell which cells hold something.

    Parameters
    ----------
    cells
        Text.

    Returns
    -------
    filled
        False where the cell is null or blank.
    """
    return cells.fillna("").str.strip() != ""


def text(cells: pd.Series[str]) -> pd.Series[str]:
    """
    Give cells as text for one line.

    Parameters
    ----------
    cells
        Text.

    Returns
    -------
    text
        Type ``string``; white space folded to single spaces, blank is null.
    """
    return text_column(folded(arrow_text(cells)), cells)


def counts(cells: pd.Series[str], log: ReadingLog) -> pd.Series[int]:
    """
    Read numbers of people.

    Parameters
    ----------
    cells
        Text such as ``3``, ``3.0`` or ``1,200``; blank and "unknown" are unknown.
    log
        Takes the cells that are no such number: negative, with a fraction, words.

    Returns
    -------
    counts
        Type ``Int64``, null where unknown.
    """
    position, words = distinct_cells(cells)
    grouped = words.str.contains(",", regex=False)
    people = numbers(words.where(~grouped, words[grouped].str.replace(_THOUSANDS, "", regex=True)))
    fine = (people >= 0) & (people <= _MOST_PEOPLE) & (people == np.floor(people))
    _tell_bad(cells, position, words, fine, "no count of people", log)
    whole = np.where(fine, people, 0).astype(np.int64)
    values: Any = pd.arrays.IntegerArray(whole[position], ~fine[position])
    return pd.Series(values, index=cells.index, name=cells.name)


def metres(cells: pd.Series[str], log: ReadingLog) -> pd.Series[float]:
    """
    Read radii in metres.

    Parameters
    ----------
    cells
        Text; blank is unknown.
    log
        Takes the cells that are no number greater than 0.

    Returns
    -------
    metres
        Type ``Float64``, null where unknown.
    """
    position, words = distinct_cells(cells)
    radii = numbers(words)
    fine = radii > 0
    _tell_bad(cells, position, words, fine, "no radius in metres", log)
    values: Any = pd.arrays.FloatingArray(radii[position], ~fine[position])
    return pd.Series(values, index=cells.index, name=cells.name)


def degrees(
    lon_cells: pd.Series[str], lat_cells: pd.Series[str], log: ReadingLog
) -> tuple[FloatArray, FloatArray]:
    """
    Read coordinates.

    Parameters
    ----------
    lon_cells, lat_cells
        Text in decimal degrees; a comma may stand for the point. Blank is unknown.
    log
        Takes the cells that are no number, and coordinates without the other one.

    Returns
    -------
    lon, lat
        Degrees as written, also beyond the globe (see `on_the_globe`); NaN in both where either
        is unknown.
    """
    lon = _decimal(lon_cells, log)
    lat = _decimal(lat_cells, log)
    field = f"{lon_cells.name}, {lat_cells.name}"
    half = filled(lon_cells) != filled(lat_cells)
    pairs = lon_cells[half].fillna("") + ", " + lat_cells[half].fillna("")
    log.bad_cells(pairs.items(), "one coordinate without the other", field=field)
    unknown = np.isnan(lon) | np.isnan(lat)
    return np.where(unknown, np.nan, lon), np.where(unknown, np.nan, lat)


def on_the_globe(
    lon: FloatArray, lat: FloatArray, index: pd.Index[int], log: ReadingLog
) -> tuple[FloatArray, FloatArray]:
    """
    Keep the points that can be places; name the others and make them unknown.

    Parameters
    ----------
    lon, lat
        Degrees, NaN where unknown.
    index
        The number of the row of each.
    log
        Takes the rows at 0, 0, and those with a latitude beyond 90 or a longitude beyond 180.
        Longitudes that count eastward to 360 are brought back below 180.

    Returns
    -------
    lon, lat
        Longitude in [-180, 180], latitude in [-90, 90]; NaN in both where unknown.
    """
    eastward = (lon > 180) & (lon <= 360) & (np.abs(lat) <= 90)
    if eastward.any():
        log.assume(f"longitudes over 180 count eastward in {int(eastward.sum()):,} rows")
        lon = np.where(eastward, lon - 360, lon)
    unusable = np.zeros(len(lon), dtype=bool)
    for bad, reason in (
        ((lon == 0) & (lat == 0), "0, 0 stands for a missing location"),
        (np.abs(lat) > 90, "latitude beyond 90"),
        ((np.abs(lon) > 180) & (np.abs(lat) <= 90), "longitude beyond 180"),
    ):
        cells = [
            (index[int(row)], (float(lon[row]), float(lat[row]))) for row in np.flatnonzero(bad)
        ]
        log.bad_cells(cells, reason, field="longitude, latitude")
        unusable |= bad
    return np.where(unusable, np.nan, lon), np.where(unusable, np.nan, lat)


def _decimal(cells: pd.Series[str], log: ReadingLog) -> FloatArray:
    position, words = distinct_cells(cells)
    comma = words.str.contains(",", regex=False).to_numpy(dtype=bool, copy=True)
    comma[comma] = words[comma].str.fullmatch(_DECIMAL_COMMA)
    if comma.any():
        log.assume(
            f"a comma stands for the decimal point in {int(comma[position].sum()):,} rows",
            field=str(cells.name),
        )
        words = words.where(~comma, words.str.replace(",", ".", regex=False))
    values = numbers(words)
    bad = np.isnan(values) & (words != "").to_numpy(dtype=bool)
    log.bad_cells(cells[bad[position]].items(), "no coordinate in degrees", field=str(cells.name))
    return values[position]


def _tell_bad(
    cells: pd.Series[str],
    position: IntArray,
    words: pd.Series[str],
    fine: BoolArray,
    reason: str,
    log: ReadingLog,
) -> None:
    bad = ~fine & ~words.str.casefold().isin(_NO_VALUE).to_numpy(dtype=bool)
    log.bad_cells(cells[bad[position]].items(), reason, field=str(cells.name))
