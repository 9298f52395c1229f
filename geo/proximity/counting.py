"""How many incidents lie within distances of each base, per ring and calendar period."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from ..errors import ParameterError
from ..timewindow import Window, intervals, select, split
from .pairs import OUTSIDE
from .questions import CENTRE_ONLY, INSIDE, MATCHES, POSSIBLE, TOO_VAGUE, check_metres, find_hits

if TYPE_CHECKING:
    import geopandas as gpd
    from numpy.typing import NDArray

    FloatArray = NDArray[np.float64]
    IntArray = NDArray[np.intp]


def counts(
    incidents: gpd.GeoDataFrame,
    bases: gpd.GeoDataFrame,
    *,
    radius_m: float | Sequence[float],
    by: str | None = None,
    within: Window | None = None,
) -> pd.DataFrame:
    """
    Count the incidents within a distance of each base, by how surely they are.

    Parameters
    ----------
    incidents, bases
        As `within_distance` takes them; every row of `incidents` counts once per base, so leave
        out duplicates and aggregates first.
    radius_m
        Distance in metres, inclusive, more than 0; or several, rising, which bound rings: up to
        the first, beyond it up to the second, and so on.
    by
        ``day``, ``week`` (from Monday), ``month`` or ``year`` to count per calendar period; null
        for all time together.
    within
        Take only the incidents that may have happened in this window (`timewindow.select`).

    Returns
    -------
    counts
        For one radius and no period: one row per base, in their order, with their index. Else one
        row per base, ring and period, in this order, with the columns ``base`` (index label),
        ``ring_from_m`` (exclusive but for 0) and ``ring_to_m`` where there are rings, ``start``
        and ``end`` (half-open; both null for what is undated) where there are periods; periods
        run without a gap from the first that any hit touches to the last. Behind them
        ``inside``, ``possible``, ``too_vague``, ``centre_only``, as `within_distance` grades: a
        footprint that reaches into two rings, or a time into two periods, is ``possible`` in
        both. The grades are never added up: ``inside`` are the sure ones. 0 is counted, not
        unknown.

    Raises
    ------
    CrsError, SchemaError
        As `within_distance`.
    ParameterError
        If a radius is not a number more than 0, several do not rise, or `by` is no period.
    """
    edges = _edges(radius_m)
    if by is not None and by not in {"day", "week", "month", "year"}:
        raise ParameterError(f"`by` is {by!r}; give day, week, month or year")
    incidents = incidents if within is None else select(incidents, within)
    hits = find_hits(incidents, bases, edges[-1])
    least, centre, greatest = (
        hits.answer[name].to_numpy(dtype=float, na_value=np.nan)
        for name in ("distance_min_m", "distance_m", "distance_max_m")
    )
    parts: list[tuple[IntArray, IntArray, IntArray]] = []
    for number, (inner, outer) in enumerate(itertools.pairwise(edges)):
        vague = hits.ours.stated_m[hits.row] > outer
        grade = _ring_grades(least, centre, greatest, inner, outer, vague)
        grade[(grade >= 0) & np.isinf(hits.ours.stated_m[hits.row])] = TOO_VAGUE
        at = np.flatnonzero((grade >= 0) & (hits.period != OUTSIDE))
        parts.append((np.full(len(at), number), at, grade[at]))
    ring, at, grade = (np.concatenate(part) for part in zip(*parts, strict=True))
    at, ring, period, grade, windows = _periods(incidents, hits.row, at, ring, grade, by)
    shape = (len(bases), len(edges) - 1, len(windows), len(MATCHES))
    table = np.zeros(shape, dtype=np.int64)
    np.add.at(table, (hits.base[at], ring, period, grade), 1)
    numbers = {match: table[..., place].reshape(-1) for place, match in enumerate(MATCHES)}
    if by is None and len(edges) == 2:
        return pd.DataFrame(numbers, index=bases.index)
    base_at, ring_at, period_at = (axis.reshape(-1) for axis in np.indices(shape[:3]))
    columns: dict[str, Any] = {"base": bases.index.take(base_at)}
    if len(edges) > 2:
        columns["ring_from_m"] = np.array(edges[:-1])[ring_at]
        columns["ring_to_m"] = np.array(edges[1:])[ring_at]
    if by is not None:
        for name in ("start", "end"):
            days = pd.Series([getattr(window, name) for window in windows], dtype="datetime64[us]")
            columns[name] = days.to_numpy()[period_at]
    return pd.DataFrame({**columns, **numbers})


def _edges(radius_m: float | Sequence[float]) -> list[float]:
    given: Any = radius_m
    many = isinstance(given, Sequence | np.ndarray) and not isinstance(given, str)
    radii: list[float] = list(given) if many else [given]
    if not radii:
        raise ParameterError(f"`radius_m` is {radius_m!r}; give at least one distance")
    for radius in radii:
        check_metres("radius_m", radius)
    if any(b <= a for a, b in itertools.pairwise(radii)):
        raise ParameterError(f"`radius_m` is {radii!r}; give rising distances")
    return [0.0, *(float(radius) for radius in radii)]


def _ring_grades(
    least: FloatArray,
    centre: FloatArray,
    greatest: FloatArray,
    inner: float,
    outer: float,
    vague: NDArray[np.bool_],
) -> IntArray:
    """Grade pairs for one ring; -1 for no hit."""
    unknown = np.isnan(least)
    beyond = inner > 0
    meets = (least <= outer) & ((greatest > inner) | (not beyond))
    whole = (greatest <= outer) & ((least > inner) | (not beyond))
    grade = np.where(whole, INSIDE, np.where(vague, TOO_VAGUE, POSSIBLE))
    grade = np.where(meets, grade, -1)
    at_centre = (centre <= outer) & ((centre > inner) | (not beyond))
    return np.asarray(np.where(unknown, np.where(at_centre, CENTRE_ONLY, -1), grade), dtype=np.intp)


def _periods(
    incidents: gpd.GeoDataFrame,
    row: IntArray,
    at: IntArray,
    ring: IntArray,
    grade: IntArray,
    by: str | None,
) -> tuple[IntArray, IntArray, IntArray, IntArray, list[Window]]:
    """Put every hit into each period that its time touches."""
    if by is None:
        return at, ring, np.zeros(len(at), dtype=np.intp), grade, [Window(None, None)]
    start, end = intervals(incidents)
    begins = start.to_numpy(dtype="datetime64[us]")[row[at]]
    ends = end.to_numpy(dtype="datetime64[us]")[row[at]]
    dated = ~(np.isnat(begins) | np.isnat(ends))
    windows: list[Window] = []
    if dated.any():
        first, last = (pd.Timestamp(t) for t in (begins[dated].min(), ends[dated].max()))
        windows = split(first.to_pydatetime(), last.to_pydatetime(), by)
    edges = np.array([window.start for window in windows], dtype="datetime64[us]")
    opening = np.searchsorted(edges, begins[dated], side="right") - 1
    closing = np.searchsorted(edges, ends[dated], side="left") - 1
    touched = closing - opening + 1
    hit = np.repeat(np.flatnonzero(dated), touched)
    period = np.arange(len(hit)) - np.repeat(np.cumsum(touched) - touched - opening, touched)
    graded = grade[hit]
    graded[(np.repeat(touched, touched) > 1) & (graded == INSIDE)] = POSSIBLE
    never = np.flatnonzero(~dated)
    if len(never):
        hit = np.concatenate([hit, never])
        period = np.concatenate([period, np.full(len(never), len(windows))])
        graded = np.concatenate([graded, grade[never]])
        windows = [*windows, Window(None, None)]
    return at[hit], ring[hit], period, graded, windows
