"""The numbers of a deck: each computed here, once, from the incident table."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import geopandas as gpd
import pandas as pd

from geo.models import Kind, Status

from ..layer import DRAWN, OffMap, Totals, how_shown, off_map, same_groups, totals


@dataclass(frozen=True, slots=True)
class Facts:
    """
    What a deck says in numbers.

    `rows`, `series`, `aggregates` and `drawn` count rows of the incident table. `start` and `end`
    are civil times, half-open, null where nothing is dated.
    """

    rows: int
    total: Totals
    series: int
    aggregates: int
    drawn: int
    off: tuple[OffMap, ...]
    start: datetime | None
    end: datetime | None
    source_rows: tuple[tuple[str, int], ...]

    @property
    def sources(self) -> tuple[str, ...]:
        """Names of the sources, most used first."""
        return tuple(name for name, _ in self.source_rows)

    @property
    def off_rows(self) -> int:
        """Rows that are not on the map, for any reason."""
        return sum(item.rows for item in self.off)

    @property
    def off_killed(self) -> int:
        """Known deaths of rows that are not on the map."""
        return sum(item.killed for item in self.off)

    @property
    def period(self) -> str:
        """The period of the data in words."""
        return period_text(self.start, self.end)


def compute_facts(incidents: gpd.GeoDataFrame) -> Facts:
    """
    Compute every number of a deck.

    Parameters
    ----------
    incidents
        A complete incident table, as ``layers.layer.drawable`` gives it.

    Returns
    -------
    facts
        The numbers.
    """
    total = totals(incidents)
    shown = how_shown(incidents)
    return Facts(
        rows=len(incidents),
        total=total,
        series=int((incidents["kind"] == Kind.SERIES).sum()),
        aggregates=int((incidents["kind"] == Kind.AGGREGATE).sum()),
        drawn=int(shown.isin([str(word) for word in DRAWN]).sum()),
        off=tuple(off_map(incidents)),
        start=_moment(incidents["start"].min()),
        end=_moment(incidents["end"].max()),
        source_rows=_sources(incidents),
    )


def happenings(incidents: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """
    Keep one row per happening: what every count and sum of the deck is made from.

    Parameters
    ----------
    incidents
        A complete incident table.

    Returns
    -------
    rows
        Rows of kind ``incident`` that nobody rejected, in their order; of those proposed to be the
        same the one with the highest best estimate of deaths, so that sums are those of
        ``layers.layer.totals``.
    """
    rejected = incidents["status"].eq(Status.REJECTED).fillna(False).to_numpy(dtype=bool)
    single = incidents[incidents["kind"].eq(Kind.INCIDENT).to_numpy(dtype=bool) & ~rejected]
    if not any(len(others) for others in single["same_as"]):
        return single
    group = same_groups(single)
    killed = pd.Series(single["killed_best"].astype("Float64").fillna(-1).to_numpy(dtype=float))
    best = killed.sort_values(ascending=False, kind="stable").groupby(group, sort=False).head(1)
    return single.iloc[sorted(best.index)]


def killed_by_party(rows: gpd.GeoDataFrame) -> dict[str, int]:
    """Sum the deaths per party over the rows whose source splits them, in the source's order."""
    sums: dict[str, int] = {}
    for text in rows["killed_by_party"].dropna():
        for party, number in json.loads(str(text)).items():
            if isinstance(number, int):
                sums[str(party)] = sums.get(str(party), 0) + number
    return sums


def counted(number: int, one: str, many: str) -> str:
    """Write a count with its noun: ``1 row``, ``16,566 rows``."""
    return f"{number:,} {one if number == 1 else many}"


def day_text(moment: datetime | None) -> str:
    """Write a day as 28 Jan 2024."""
    return "not stated" if moment is None else f"{moment.day} {moment:%b} {moment.year}"


def period_text(start: datetime | None, end: datetime | None) -> str:
    """
    Write a half-open period in days.

    Parameters
    ----------
    start, end
        Civil times; null where unknown.

    Returns
    -------
    text
        The first and the last day that the period touches, one day where they are the same.
    """
    if start is None or end is None:
        return day_text(start or end)
    first, last = day_text(start), day_text(end - timedelta(microseconds=1))
    return first if first == last else f"{first} to {last}"


def _moment(value: Any) -> datetime | None:  # noqa: ANN401 - a Timestamp or NaT
    return None if pd.isna(value) else pd.Timestamp(value).to_pydatetime()


def _sources(incidents: gpd.GeoDataFrame) -> tuple[tuple[str, int], ...]:
    """Name publishers or titles of the sources with their rows, most used first."""
    counts: dict[str, int] = {}
    for text, rows in incidents["sources"].dropna().value_counts().items():
        named = {
            str(source.get("publisher") or source.get("title") or source.get("report"))
            for source in json.loads(str(text))
        }
        for name in named - {"None"}:
            counts[name] = counts.get(name, 0) + int(rows)
    return tuple(sorted(counts.items(), key=lambda item: (-item[1], item[0])))
