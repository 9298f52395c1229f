"""Nearest, within a distance, how many: answers as plain tables, graded where places are vague."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from ..errors import ParameterError
from .extents import Side, side_of, spans
from .pairs import (
    OUTSIDE,
    PERIODS,
    Periods,
    base_order,
    nearest_pairs,
    pairs_in_reach,
)

if TYPE_CHECKING:
    import geopandas as gpd
    from numpy.typing import NDArray

    FloatArray = NDArray[np.float64]
    IntArray = NDArray[np.intp]

MATCHES = ("inside", "possible", "too_vague", "centre_only")
"""The grades of `within_distance`, surest first."""


def nearest(incidents: gpd.GeoDataFrame, bases: gpd.GeoDataFrame, k: int = 1) -> pd.DataFrame:
    """
    Find the nearest bases of every incident.

    Parameters
    ----------
    incidents
        Points in EPSG:4326, longitude first, null allowed; where there are such columns,
        ``footprint`` or ``uncertainty_m`` give the extent and ``start``, ``end`` the time. Not
        modified.
    bases
        Points in EPSG:4326; ``footprint`` or ``radius_m`` give the extent (else a point),
        ``valid_from``, ``valid_to`` the half-open period. Not modified.
    k
        How many bases per incident, at least 1; fewer where there are fewer.

    Returns
    -------
    answer
        Rows: ``incident``, ``base`` (index labels), ``rank`` from 1, ``distance_m`` (centre to
        centre, which ranks), ``distance_min_m``, ``distance_max_m`` (footprint to footprint; null
        where the extent of the incident is unknown) and ``period``: ``inside`` the period of the
        base, or ``possible`` where the incident is undated or dated too loosely to tell. A base
        whose period surely misses the incident is passed over. In the order of the incidents,
        nearest first, equal distances by ``base_id``, else by position. An incident without
        geometry or without any base keeps one row of nulls; no row at all where a table is empty.

    Raises
    ------
    CrsError
        If a table is not in EPSG:4326.
    SchemaError
        If a geometry is no point, or a radius or time is not one.
    ParameterError
        If `k` is less than 1.
    """
    if k < 1:
        raise ParameterError(f"`k` is {k!r}; give a whole number, 1 or more")
    ours, theirs, periods = _sides(incidents, bases)
    row, base, metres = nearest_pairs(ours, theirs, periods, base_order(bases), k)
    answer = _distances(ours, theirs, row, base, metres)
    answer.insert(0, "rank", pd.Series(_ranks(row), dtype="Int64"))
    answer["period"] = _period_words(periods.of(row, base))
    without = np.setdiff1d(np.arange(len(incidents) if len(bases) else 0), row)
    order = np.argsort(np.concatenate([row, without]), kind="stable")
    position = np.where(order < len(row), order, -1)
    answer = answer.reindex(position).reset_index(drop=True)
    answer.insert(0, "base", _labels(bases.index, np.append(base, -1)[position]))
    answer.insert(0, "incident", incidents.index.take(np.concatenate([row, without])[order]))
    return answer


def within_distance(
    incidents: gpd.GeoDataFrame, bases: gpd.GeoDataFrame, *, radius_m: float
) -> pd.DataFrame:
    """
    Find the incidents that are, or may be, within a distance of a base.

    Parameters
    ----------
    incidents, bases
        As `nearest` takes them.
    radius_m
        Distance in metres, inclusive, more than 0.

    Returns
    -------
    answer
        Rows: ``incident``, ``base`` (index labels), ``distance_m`` (centre to centre),
        ``distance_min_m``, ``distance_max_m`` (least and greatest distance between the
        footprints; null where the extent of the incident is unknown), ``match`` and ``period``
        (as `nearest`). ``match`` is ``inside`` where every part of both lies within the distance,
        ``possible`` where a part does, ``too_vague`` where a part does and the uncertainty of the
        incident is larger than the distance asked for, ``centre_only`` where its extent is
        unknown and its centre lies within the distance. In the order of the incidents, nearest
        base first, equal distances by ``base_id``, else by position. An incident without geometry
        is no hit; a base whose period surely misses the incident is none either, and
        `excluded_bases` says so.

    Raises
    ------
    CrsError
        If a table is not in EPSG:4326.
    SchemaError
        If a geometry is no point, or a radius or time is not one.
    ParameterError
        If `radius_m` is not a number more than 0.
    """
    answer, period = _hits(incidents, bases, radius_m)[:2]
    kept: pd.DataFrame = answer.assign(period=_period_words(period)).loc[period != OUTSIDE]
    return kept.reset_index(drop=True)


def excluded_bases(
    incidents: gpd.GeoDataFrame, bases: gpd.GeoDataFrame, *, radius_m: float
) -> pd.DataFrame:
    """
    List the pairs that `within_distance` leaves out because of the period of the base, and why.

    Parameters
    ----------
    incidents, bases, radius_m
        As `within_distance` takes them.

    Returns
    -------
    excluded
        Rows: ``incident``, ``base``, ``distance_m``, ``distance_min_m``, ``distance_max_m``,
        ``match`` as `within_distance` would have given them, and ``reason``, in words; in the
        same order.

    Raises
    ------
    CrsError, SchemaError, ParameterError
        As `within_distance`.
    """
    answer, period, base, periods = _hits(incidents, bases, radius_m)
    since, until = periods.valid_from.to_numpy()[base], periods.valid_to.to_numpy()[base]
    reasons = [
        f"listed {_listed(start, end)}, the incident lies outside"
        for start, end in zip(since, until, strict=True)
    ]
    told = answer.assign(reason=pd.Series(reasons, index=answer.index, dtype="string"))
    excluded: pd.DataFrame = told.loc[period == OUTSIDE]
    return excluded.reset_index(drop=True)


def counts(
    incidents: gpd.GeoDataFrame, bases: gpd.GeoDataFrame, *, radius_m: float
) -> pd.DataFrame:
    """
    Count the incidents within a distance of each base, by how surely they are.

    Parameters
    ----------
    incidents, bases, radius_m
        As `within_distance` takes them; every row of `incidents` counts once per base, so leave
        out duplicates and aggregates first.

    Returns
    -------
    counts
        One row per base, in their order, with their index: ``inside``, ``possible``,
        ``too_vague``, ``centre_only``. The grades are never added up: ``inside`` are the sure
        ones. 0 is counted, not unknown.

    Raises
    ------
    CrsError, SchemaError, ParameterError
        As `within_distance`.
    """
    answer, period, base, _ = _hits(incidents, bases, radius_m)
    grade = answer["match"].to_numpy(dtype=object)
    return pd.DataFrame(
        {
            match: np.bincount(base[(grade == match) & (period != OUTSIDE)], minlength=len(bases))
            for match in MATCHES
        },
        index=bases.index,
    )


def _hits(
    incidents: gpd.GeoDataFrame, bases: gpd.GeoDataFrame, radius_m: float
) -> tuple[pd.DataFrame, NDArray[np.int8], IntArray, Periods]:
    """Give every graded pair with the grade of its period and the position of its base."""
    if not (math.isfinite(radius_m) and radius_m > 0):
        raise ParameterError(f"`radius_m` is {radius_m!r}; give metres, more than 0")
    ours, theirs, periods = _sides(incidents, bases)
    row, base, metres = pairs_in_reach(ours, theirs, base_order(bases), radius_m)
    answer = _distances(ours, theirs, row, base, metres)
    least = answer["distance_min_m"].to_numpy(dtype=float, na_value=np.nan)
    greatest = answer["distance_max_m"].to_numpy(dtype=float, na_value=np.nan)
    unknown = np.isnan(least)
    partly = np.where(ours.stated_m[row] > radius_m, "too_vague", "possible")
    match = np.where(greatest <= radius_m, "inside", partly)
    answer["match"] = pd.array(np.where(unknown, "centre_only", match), dtype="string")
    answer.insert(0, "base", bases.index.take(base))
    answer.insert(0, "incident", incidents.index.take(row))
    hit = np.where(unknown, metres, least) <= radius_m
    return answer.loc[hit], periods.of(row, base)[hit], base[hit], periods


def _sides(incidents: gpd.GeoDataFrame, bases: gpd.GeoDataFrame) -> tuple[Side, Side, Periods]:
    ours = side_of(incidents, argument="incidents", radius="uncertainty_m")
    theirs = side_of(bases, argument="bases", radius="radius_m")
    return ours, theirs, Periods(incidents, bases)


def _distances(
    ours: Side, theirs: Side, row: IntArray, base: IntArray, metres: FloatArray
) -> pd.DataFrame:
    least, greatest = spans(ours, theirs, row, base, metres)
    columns = {"distance_m": metres, "distance_min_m": least, "distance_max_m": greatest}
    return pd.DataFrame(
        {name: pd.Series(values, dtype="Float64") for name, values in columns.items()}
    )


def _ranks(row: IntArray) -> IntArray:
    """Count from 1 within each run of equal rows."""
    place = np.arange(len(row))
    first = np.append(True, row[1:] != row[:-1])[: len(row)]
    return place - np.maximum.accumulate(np.where(first, place, 0)) + 1


def _labels(index: pd.Index[Any], position: IntArray) -> Any:  # noqa: ANN401 - any kind of label
    """Labels at positions, null for -1; whole numbers stay whole."""
    labels = [index[at] if at >= 0 else None for at in position]
    return pd.array(labels, dtype="Int64" if pd.api.types.is_integer_dtype(index) else object)


def _period_words(grade: NDArray[np.int8]) -> Any:  # noqa: ANN401 - the stubs have no string array
    return pd.array(np.asarray(PERIODS, dtype=object)[grade], dtype="string")


def _listed(since: np.datetime64, until: np.datetime64) -> str:
    days = [None if np.isnat(day) else str(day.astype("datetime64[D]")) for day in (since, until)]
    parts = [f"{word} {day}" for word, day in zip(("from", "to"), days, strict=True) if day]
    return " ".join(parts)
