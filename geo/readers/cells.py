"""Columns of text cells to counts, metres and points; what cannot be read is named and null."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from .result import ReadingLog

_NO_VALUE = {"", "na", "n/a", "nan", "null", "none", "unknown", "-", "--", "?"}
_MOST_PEOPLE = 100_000_000
_DECIMAL_COMMA = re.compile(r"\s*[+-]?\d{1,3},\d+\s*")

_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}\b)")

FloatArray = NDArray[np.float64]
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
    position, distinct = pd.factorize(cells.fillna(""))
    lines = pd.array([" ".join(cell.split()) or None for cell in distinct], dtype="string")
    return pd.Series(lines.take(position), index=cells.index, name=cells.name)


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
    words = cells.fillna("").str.strip()
    grouped = words.str.contains(",", regex=False)
    plain = words.where(~grouped, words[grouped].str.replace(_THOUSANDS, "", regex=True))
    numbers = pd.to_numeric(plain, errors="coerce").astype("float64")
    fine = (numbers >= 0) & (numbers <= _MOST_PEOPLE) & (numbers == np.floor(numbers))
    bad = ~fine & ~words.str.casefold().isin(_NO_VALUE)
    log.bad_cells(cells[bad].items(), "no count of people", field=str(cells.name))
    return numbers.where(fine).astype("Int64")


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
    words = cells.fillna("").str.strip()
    numbers = pd.to_numeric(words, errors="coerce").astype("float64")
    fine = (numbers > 0) & np.isfinite(numbers)
    bad = ~fine & ~words.str.casefold().isin(_NO_VALUE)
    log.bad_cells(cells[bad].items(), "no radius in metres", field=str(cells.name))
    return numbers.where(fine).astype("Float64")


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
    pairs = lon_cells.fillna("") + ", " + lat_cells.fillna("")
    half = filled(lon_cells) != filled(lat_cells)
    log.bad_cells(pairs[half].items(), "one coordinate without the other", field=field)
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
    words = cells.fillna("").str.strip()
    comma = words.str.fullmatch(_DECIMAL_COMMA)
    if comma.any():
        log.assume(
            f"a comma stands for the decimal point in {int(comma.sum()):,} rows",
            field=str(cells.name),
        )
        words = words.where(~comma, words.str.replace(",", ".", regex=False))
    numbers = pd.to_numeric(words, errors="coerce").astype("float64").to_numpy()
    finite = np.isfinite(numbers)
    bad = pd.Series(~finite, index=cells.index) & (words != "")
    log.bad_cells(cells[bad].items(), "no coordinate in degrees", field=str(cells.name))
    return np.where(finite, numbers, np.nan)
