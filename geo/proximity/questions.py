"""Nearest, within a distance, how many: answers as plain tables, graded where places are vague."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from ..errors import ParameterError
from ..geodesy import PointIndex
from ..timewindow import Window, select
from .answers import labels, metres, period_words, ranks, whole, words
from .extents import Side, side_of, spans
from .pairs import (
    OUTSIDE,
    Periods,
    nearest_pairs,
    pairs_in_reach,
    row_order,
)
from .shapes import incidents_near_shapes, shape_spans
from .shares import shares_inside

if TYPE_CHECKING:
    import geopandas as gpd
    from numpy.typing import NDArray

    FloatArray = NDArray[np.float64]
    IntArray = NDArray[np.intp]

MATCHES = ("inside", "possible", "too_vague", "centre_only")
"""The grades of `within_distance`, surest first."""
INSIDE, POSSIBLE, TOO_VAGUE, CENTRE_ONLY = range(4)
LARGEST_DISTANCE_M = 20_003_931.5
"""From pole to pole on WGS 84."""


def nearest(
    incidents: gpd.GeoDataFrame,
    bases: gpd.GeoDataFrame,
    k: int = 1,
    *,
    max_m: float | None = None,
    within: Window | None = None,
) -> pd.DataFrame:
    """
    Find the nearest bases of every incident.

    Parameters
    ----------
    incidents
        Points in EPSG:4326, longitude first, null allowed; where there are such columns,
        ``footprint`` or ``uncertainty_m`` give the extent and ``start``, ``end`` the time. A row
        of the precision ``country`` without either extends over the country that
        ``countries_stated``, ``country_stated`` or ``country_located`` names, else the one that
        holds its point. Not modified.
    bases
        Points in EPSG:4326; ``footprint`` or ``radius_m`` give the extent (else a point),
        ``valid_from``, ``valid_to`` the half-open period. Lines and areas may stand among them,
        cut at the antimeridian or not: every distance is then to their nearest part, 0 inside an
        area. Not modified.
    k
        How many bases per incident, at least 1; fewer where there are fewer.
    max_m
        Greatest `distance_m`, inclusive, more than 0; null for any.
    within
        Take only the incidents that may have happened in this window (`timewindow.select`).

    Returns
    -------
    answer
        Rows: ``incident``, ``base`` (index labels), ``rank`` from 1, ``distance_m`` (centre to
        centre, which ranks), ``distance_min_m``, ``distance_max_m`` (footprint to footprint; null
        where the extent of the incident is unknown) and ``period``: ``inside`` the period of the
        base, or ``possible`` where the incident is undated or dated too loosely to tell. A base
        whose period surely misses the incident is passed over. In the order of the incidents,
        nearest first, equal distances by ``base_id``, else by position. An incident that is
        rejected, without geometry or without any base keeps one row of nulls; no row at all where
        a table is empty.

    Raises
    ------
    CrsError
        If a table is not in EPSG:4326.
    SchemaError
        If a geometry is no point, or a radius or time is not one.
    ParameterError
        If `k` is less than 1 or `max_m` is not a number more than 0.
    """
    _check_nearest(k, max_m)
    incidents = incidents if within is None else select(incidents, within)
    ours, theirs, periods = _sides(incidents, bases, without_point=False)
    row, base, centre_m = nearest_pairs(
        ours, theirs, periods, row_order(bases, "base_id"), k, np.inf if max_m is None else max_m
    )
    asked = len(incidents) if len(bases) else 0
    rank = ranks(row)
    if len(row) < asked:
        # a row of nulls for every incident without an answer, in its place
        missing = np.setdiff1d(np.arange(asked), row)
        order = np.argsort(np.concatenate([row, missing]), kind="stable")
        row = np.concatenate([row, missing])[order]
        base = np.concatenate([base, np.full(len(missing), -1)])[order]
        rank = np.concatenate([rank, missing])[order]
        centre_m = np.concatenate([centre_m, np.full(len(missing), np.nan)])[order]
    none = base < 0
    period = np.where(none, -1, periods.of(row, base))
    return pd.DataFrame(
        {
            "incident": incidents.index.take(row),
            "base": labels(bases.index, base),
            "rank": whole(rank, none),
            **_distances(ours, theirs, row, base, centre_m),
            "period": period_words(period),
        }
    )


def within_distance(
    incidents: gpd.GeoDataFrame,
    bases: gpd.GeoDataFrame,
    *,
    radius_m: float,
    within: Window | None = None,
    share_inside: bool = False,
) -> pd.DataFrame:
    """
    Find the incidents that are, or may be, within a distance of a base.

    Parameters
    ----------
    incidents, bases
        As `nearest` takes them.
    radius_m
        Distance in metres, inclusive, more than 0.
    within
        As `nearest` takes it.
    share_inside
        Add a column ``share_inside``: the share of the incident's area that lies within the
        distance of the base or its footprint, 0 to 1, to about 1 %; null where the extent is
        unknown. Radii up to 1 000 km.

    Returns
    -------
    answer
        Rows: ``incident``, ``base`` (index labels), ``distance_m`` (centre to centre),
        ``distance_min_m``, ``distance_max_m`` (least and greatest distance between the
        footprints; null where the extent of the incident is unknown), ``match`` and ``period``
        (as `nearest`). ``match`` is ``inside`` where every part of both lies within the distance,
        ``possible`` where a part does, ``too_vague`` where a part does and the uncertainty of the
        incident is larger than the distance asked for or it is known only to a country,
        ``centre_only`` where its extent is unknown and its centre lies within the distance. In
        the order of the incidents, nearest base first, equal distances by ``base_id``, else by
        position. An incident without geometry is graded by its footprint, its `distance_m` null,
        and is no hit without one either. A rejected incident is no hit; a base whose period surely
        misses the incident is none, and `excluded_bases` says so.

    Raises
    ------
    CrsError, SchemaError
        As `nearest`.
    ParameterError
        If `radius_m` is not a number more than 0.
    """
    incidents = incidents if within is None else select(incidents, within)
    hits = find_hits(incidents, bases, radius_m)
    fits = hits.period != OUTSIDE
    kept: pd.DataFrame = hits.answer.assign(period=period_words(hits.period)).loc[fits]
    if share_inside:
        shares = shares_inside(hits.ours, hits.theirs, hits.row[fits], hits.base[fits], radius_m)
        kept = kept.assign(share_inside=metres(shares))
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
    hits = find_hits(incidents, bases, radius_m)
    answer, period, base = hits.answer, hits.period, hits.base
    since = hits.periods.valid_from.to_numpy()[base]
    until = hits.periods.valid_to.to_numpy()[base]
    reasons = [
        f"{listed_period(start, end)}, the incident lies outside"
        for start, end in zip(since, until, strict=True)
    ]
    told = answer.assign(reason=pd.Series(reasons, index=answer.index, dtype="string"))
    excluded: pd.DataFrame = told.loc[period == OUTSIDE]
    return excluded.reset_index(drop=True)


def nearest_incidents(
    bases: gpd.GeoDataFrame,
    incidents: gpd.GeoDataFrame,
    k: int = 5,
    *,
    max_m: float | None = None,
    within: Window | None = None,
) -> pd.DataFrame:
    """
    Find the incidents nearest to every base or other place, in a window of time.

    Parameters
    ----------
    bases, incidents
        As `nearest` takes them; `bases` may be any points, lines and areas.
    k
        How many incidents per base, at least 1; fewer where there are fewer.
    max_m, within
        As `nearest` takes them.

    Returns
    -------
    answer
        Rows: ``base``, ``incident`` (index labels), ``rank`` from 1, ``distance_m``,
        ``distance_min_m``, ``distance_max_m`` and ``period``, as `nearest`. In the order of the
        bases, nearest first, equal distances by ``incident_id``, else by position. An incident
        that is rejected or surely outside the period of a base is passed over; a base without any
        incident has no row.

    Raises
    ------
    CrsError, SchemaError, ParameterError
        As `nearest`.
    """
    _check_nearest(k, max_m)
    incidents = incidents if within is None else select(incidents, within)
    ours = side_of(incidents, argument="incidents", radius="uncertainty_m")
    theirs = side_of(bases, argument="bases", radius="radius_m", lines_and_areas=True)
    periods = Periods(incidents, bases)
    order = row_order(incidents, "incident_id")
    index = PointIndex(ours.lon, ours.lat, order)
    greatest = np.inf if max_m is None else max_m

    def may(base: IntArray, row: IntArray) -> NDArray[np.bool_]:
        return periods.may(row, base)

    which, metres_to = index.nearest(
        theirs.lon, theirs.lat, k, max_m=greatest, may=may if periods.matter else None
    )
    base, place = np.nonzero(which >= 0)
    row, centre_m = which[base, place], metres_to[base, place]
    if theirs.shapes:
        shaped = incidents_near_shapes(ours, theirs, k, greatest, order, may)
        row, base, centre_m = (
            np.concatenate(parts) for parts in zip((row, base, centre_m), shaped, strict=True)
        )
        by_base = np.argsort(base, kind="stable")
        row, base, centre_m = row[by_base], base[by_base], centre_m[by_base]
    return pd.DataFrame(
        {
            "base": bases.index.take(base),
            "incident": incidents.index.take(row),
            "rank": whole(ranks(base), np.zeros(len(base), dtype=np.bool_)),
            **_distances(ours, theirs, row, base, centre_m),
            "period": period_words(periods.of(row, base)),
        }
    )


@dataclass(frozen=True, slots=True)
class Hits:
    """Graded pairs, those of another period too, with positions and what they were read from."""

    answer: pd.DataFrame
    row: IntArray
    base: IntArray
    period: NDArray[np.int8]
    ours: Side
    theirs: Side
    periods: Periods


def check_metres(argument: str, value: float) -> None:
    """Refuse what is no distance, with ParameterError."""
    if isinstance(value, bool | str) or not (math.isfinite(value) and value > 0):
        raise ParameterError(f"`{argument}` is {value!r}; give metres as a number, more than 0")
    if value > LARGEST_DISTANCE_M:
        raise ParameterError(
            f"`{argument}` is {value!r}; no two places on Earth are further apart than"
            f" {LARGEST_DISTANCE_M:,.0f} m"
        )


def _check_nearest(k: int, max_m: float | None) -> None:
    if k < 1:
        raise ParameterError(f"`k` is {k!r}; give a whole number, 1 or more")
    if max_m is not None:
        check_metres("max_m", max_m)


def find_hits(incidents: gpd.GeoDataFrame, bases: gpd.GeoDataFrame, radius_m: float) -> Hits:
    """Give every graded pair within `radius_m`, whatever its period."""
    check_metres("radius_m", radius_m)
    ours, theirs, periods = _sides(incidents, bases, without_point=True)
    row, base, centre_m = pairs_in_reach(ours, theirs, row_order(bases, "base_id"), radius_m)
    if len(ours.pointless):
        # the middle of several places is none of them
        centre_m[np.isin(row, ours.pointless)] = np.nan
    distances = _distances(ours, theirs, row, base, centre_m)
    least, greatest = (
        distances[name].to_numpy(dtype=float, na_value=np.nan)
        for name in ("distance_min_m", "distance_max_m")
    )
    unknown = np.isnan(least)
    partly = np.where(ours.stated_m[row] > radius_m, TOO_VAGUE, POSSIBLE)
    match = np.where(greatest <= radius_m, INSIDE, partly)
    match[unknown] = CENTRE_ONLY
    # a whole country within reach says nothing of where in it, nor whether it was on land
    match[np.isinf(ours.stated_m[row])] = TOO_VAGUE
    answer = pd.DataFrame(
        {
            "incident": incidents.index.take(row),
            "base": bases.index.take(base),
            **distances,
            "match": words(MATCHES, match),
        }
    )
    hit = np.where(unknown, centre_m, least) <= radius_m
    row, base = row[hit], base[hit]
    return Hits(answer.loc[hit], row, base, periods.of(row, base), ours, theirs, periods)


def _sides(
    incidents: gpd.GeoDataFrame, bases: gpd.GeoDataFrame, *, without_point: bool
) -> tuple[Side, Side, Periods]:
    ours = side_of(
        incidents, argument="incidents", radius="uncertainty_m", without_point=without_point
    )
    theirs = side_of(bases, argument="bases", radius="radius_m", lines_and_areas=True)
    return ours, theirs, Periods(incidents, bases)


def _distances(
    ours: Side, theirs: Side, row: IntArray, base: IntArray, centre_m: FloatArray
) -> dict[str, Any]:
    found = np.flatnonzero(base >= 0)
    if len(found) == len(row):
        least, greatest = spans(ours, theirs, row, base, centre_m)
    else:
        least, greatest = np.full(len(row), np.nan), np.full(len(row), np.nan)
        least[found], greatest[found] = spans(
            ours, theirs, row[found], base[found], centre_m[found]
        )
    if theirs.shapes:
        shaped = found[np.isin(base[found], list(theirs.shapes))]
        least[shaped], greatest[shaped] = shape_spans(
            ours, theirs, row[shaped], base[shaped], centre_m[shaped]
        )
    return {
        "distance_m": metres(centre_m),
        "distance_min_m": metres(least),
        "distance_max_m": metres(greatest),
    }


def listed_period(since: Any, until: Any) -> str:  # noqa: ANN401 - any kind of time, NaT open
    """Say in words when a base was what it is listed as."""
    days = [None if pd.isna(day) else f"{pd.Timestamp(day):%Y-%m-%d}" for day in (since, until)]
    parts = [f"{word} {day}" for word, day in zip(("from", "to"), days, strict=True) if day]
    return " ".join(["listed", *parts])
