"""What ``sitmap near`` asks, and how its hits are counted: per distance and per period."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from geo.errors import ParameterError
from geo.timewindow import intervals, split, undated

from ..layer import totals

if TYPE_CHECKING:
    import geopandas as gpd

    from .selecting import Selected

GRADES = ("inside", "possible", "too_vague", "centre_only")
"""How surely, surest first; the words of ``geo.within_distance``."""

DISTANCES = ("distance_m", "distance_min_m", "distance_max_m")
"""Columns of metres: from centre to centre, and the least and greatest between areas."""


@dataclass(frozen=True, slots=True)
class Question:
    """
    What is asked.

    `rings_m` are distances in metres, smallest first, empty where only the `nearest` so many are
    asked for; `unit` is the one to answer people in; `of` is ``bases``, ``borders`` or the name of
    the user's file; `by` a calendar period or null; `tenant` who has to hold a base, or null.
    """

    rings_m: tuple[float, ...]
    unit: str
    of: str = "bases"
    nearest: int | None = None
    by: str | None = None
    tenant: str | None = None


def match_column(ring_m: float, question: Question) -> str:
    """Name the column that grades a ring: ``match`` for the widest."""
    return "match" if ring_m == question.rings_m[-1] else f"match_{ring_m:.0f}m"


def counted(
    incidents: gpd.GeoDataFrame, hits: pd.DataFrame, ring_m: float, question: Question
) -> dict[str, Any]:
    """Count happenings once, by the surest of their pairs; series and aggregates apart."""
    best = _best(hits, match_column(ring_m, question))
    counted: dict[str, Any] = {"within_m": ring_m}
    others = 0
    for number, grade in enumerate(GRADES):
        rows = incidents.loc[best.index[best == number]]
        counted[grade] = totals(rows).incidents
        others += int((rows["kind"] != "incident").sum())
    return {**counted, "series_and_aggregates": others}


def _best(hits: pd.DataFrame, column: str) -> pd.Series[int]:
    """Give the number of the surest grade of every incident that has one."""
    graded = hits[hits[column].notna()]
    number = graded[column].map({grade: place for place, grade in enumerate(GRADES)})
    best: pd.Series[int] = number.astype(int).groupby(graded["incident"]).min()
    return best


def per_period(incidents: gpd.GeoDataFrame, hits: pd.DataFrame, question: Question) -> pd.DataFrame:
    """Count happenings per calendar period and grade, over all sites and per site."""
    if not question.rings_m:
        raise ParameterError("`--by` counts what lies within a distance; give `--within` too")
    start, end = intervals(incidents)
    columns = ["start", "end", "target", "within_m", *GRADES, "loosely_dated"]
    if not start.notna().any():
        return pd.DataFrame({name: pd.Series(dtype=object) for name in columns})
    first_day, last_day = pd.Timestamp(start.min()), pd.Timestamp(end.max())
    windows = [
        (pd.Timestamp(window.start), pd.Timestamp(window.end))
        for window in split(first_day.to_pydatetime(), last_day.to_pydatetime(), str(question.by))
        if window.start is not None and window.end is not None
    ]
    target = "base" if "base" in hits.columns else "nearest_border"
    groups: list[tuple[str | None, pd.DataFrame]] = [(None, hits)]
    groups += [(str(name), some) for name, some in hits.groupby(target, sort=True)]
    records = []
    for name, some in groups:
        for ring in question.rings_m:
            best = _best(some, match_column(ring, question))
            rows = incidents.loc[best.index]
            first, last = start.loc[best.index], end.loc[best.index]
            for opens, closes in windows:
                sure = ((first >= opens) & (last <= closes)).to_numpy(dtype=bool)
                touched = ((first < closes) & (last > opens)).to_numpy(dtype=bool)
                if name is not None and not touched.any():
                    continue
                counts = [
                    totals(rows[sure & (best == number).to_numpy()]).incidents if sure.any() else 0
                    for number in range(len(GRADES))
                ]
                loose = touched & ~sure
                loosely = totals(rows[loose]).incidents if loose.any() else 0
                records.append((opens, closes, name, ring, *counts, loosely))
    return pd.DataFrame(records, columns=columns)


def undated_count(selected: Selected) -> int:
    """Count the incidents whose time is unknown, which no period holds."""
    return len(undated(selected.incidents))
