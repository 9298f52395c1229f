"""What ``sitmap near`` asks, and how its hits are counted: per distance, per site, per period."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from geo.errors import ParameterError
from geo.models import Kind, Status
from geo.timewindow import intervals, split, undated

from ..layer import same_groups

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


class Happenings:
    """
    What the rows of an incident table count as.

    Rows proposed to be the same are one happening, with the surest of their grades and the closest
    of their dates; series, aggregates and rejected rows are none.

    Parameters
    ----------
    incidents
        A complete incident table whose index counts from 0.
    """

    def __init__(self, incidents: gpd.GeoDataFrame) -> None:
        rejected = incidents["status"].eq(Status.REJECTED).fillna(value=False).to_numpy(dtype=bool)
        single = incidents["kind"].eq(Kind.INCIDENT).to_numpy(dtype=bool) & ~rejected
        rows = np.flatnonzero(single)
        self._of = np.full(len(incidents), -1, dtype=np.intp)
        self._of[rows] = same_groups(incidents[["incident_id", "same_as"]].iloc[rows])
        self._several = ~single & ~rejected
        self._start, self._end = (
            times.to_numpy(dtype="datetime64[us]") for times in intervals(incidents)
        )

    def counted(self, hits: pd.DataFrame, ring_m: float, question: Question) -> dict[str, Any]:
        """Count happenings by the surest of their pairs; series and aggregates apart."""
        best = _best(hits, match_column(ring_m, question))
        rows = best.index.to_numpy(dtype=np.intp)
        graded = self._graded(best)
        numbers = np.bincount(graded["grade"], minlength=len(GRADES)).tolist()
        return {
            "within_m": ring_m,
            **dict(zip(GRADES, numbers, strict=True)),
            "series_and_aggregates": int(self._several[rows].sum()),
            "reported_again": int((self._of[rows] >= 0).sum()) - len(graded),
        }

    def per_site(self, hits: pd.DataFrame, question: Question) -> pd.DataFrame:
        """Count happenings per site and grade within the widest distance, most first."""
        target = _target(hits)
        records = []
        for name, some in hits.groupby(target, sort=True):
            graded = self._graded(_best(some, "match"))
            numbers = np.bincount(graded["grade"], minlength=len(GRADES)).tolist()
            records.append((str(name), *numbers))
        counts = pd.DataFrame(records, columns=["target", *GRADES])
        counts = counts[counts[list(GRADES)].sum(axis=1) > 0] if question.rings_m else counts[:0]
        ordered: pd.DataFrame = counts.sort_values(
            list(GRADES), ascending=False, kind="stable", ignore_index=True
        )
        return ordered

    def per_period(self, hits: pd.DataFrame, question: Question) -> pd.DataFrame:
        """Count happenings per calendar period and grade, over all sites and per site."""
        if not question.rings_m:
            raise ParameterError("`--by` counts what lies within a distance; give `--within` too")
        columns = ["start", "end", "target", "within_m", *GRADES, "loosely_dated"]
        dated = ~np.isnat(self._start)
        if not dated.any():
            return pd.DataFrame({name: pd.Series(dtype=object) for name in columns})
        first, last = (
            pd.Timestamp(day).to_pydatetime()
            for day in (self._start[dated].min(), self._end[dated].max())
        )
        windows = split(first, last, str(question.by))
        opens, closes = (
            np.array([getattr(window, name) for window in windows], dtype="datetime64[us]")
            for name in ("start", "end")
        )
        groups: list[tuple[str | None, pd.DataFrame]] = [(None, hits)]
        groups += [(str(name), some) for name, some in hits.groupby(_target(hits), sort=True)]
        records = []
        for name, some in groups:
            for ring in question.rings_m:
                table = self._by_window(_best(some, match_column(ring, question)), opens)
                for number, counts in enumerate(table.tolist()):
                    if name is None or any(counts):
                        opened = pd.Timestamp(opens[number])
                        records.append((opened, pd.Timestamp(closes[number]), name, ring, *counts))
        return pd.DataFrame(records, columns=columns)

    def _graded(self, best: pd.Series[int]) -> pd.DataFrame:
        """Give the grade of each happening and the closest of its times."""
        rows = best.index.to_numpy(dtype=np.intp)
        found = pd.DataFrame(
            {
                "group": self._of[rows],
                "grade": best.to_numpy(dtype=np.intp),
                "start": self._start[rows],
                "end": self._end[rows],
            }
        )
        found = found[found["group"] >= 0]
        surest = found.groupby("group")["grade"].min()
        closest = found.assign(span=found["end"] - found["start"])
        closest = closest.sort_values("span", kind="stable", na_position="last")
        closest = closest.drop_duplicates("group").set_index("group").sort_index()
        return closest.assign(grade=surest)

    def _by_window(self, best: pd.Series[int], opens: Any) -> Any:  # noqa: ANN401 - arrays
        """Count per window and grade what surely lies in it; last, what may lie in it."""
        graded = self._graded(best)
        graded = graded[graded["start"].notna()]
        start = graded["start"].to_numpy(dtype="datetime64[us]")
        end = graded["end"].to_numpy(dtype="datetime64[us]")
        first = np.searchsorted(opens, start, side="right") - 1
        last = np.maximum(np.searchsorted(opens, end, side="left") - 1, first)
        table = np.zeros((len(opens), len(GRADES) + 1), dtype=np.int64)
        sure = first == last
        np.add.at(table, (first[sure], graded["grade"].to_numpy(dtype=np.intp)[sure]), 1)
        edges = np.zeros(len(opens) + 1, dtype=np.int64)
        np.add.at(edges, first[~sure], 1)
        np.add.at(edges, last[~sure] + 1, -1)
        table[:, -1] = edges.cumsum()[:-1]
        return table


def _target(hits: pd.DataFrame) -> str:
    return "base" if "base" in hits.columns else "nearest_border"


def _best(hits: pd.DataFrame, column: str) -> pd.Series[int]:
    """Give the number of the surest grade of every incident that has one."""
    graded = hits[hits[column].notna()]
    number = graded[column].map({grade: place for place, grade in enumerate(GRADES)})
    best: pd.Series[int] = number.astype(int).groupby(graded["incident"]).min()
    return best


def undated_count(selected: Selected) -> int:
    """Count the incidents whose time is unknown, which no period holds."""
    return len(undated(selected.incidents))
