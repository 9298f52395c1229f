"""The numbers of a deck: each computed here, once, from the incident table."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import geopandas as gpd
import pandas as pd

from geo.models import Kind

from ..layer import DRAWN, OffMap, Totals, how_shown, off_map, totals


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
    sources: tuple[str, ...]

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
        sources=_sources(incidents),
    )


def counted(number: int, one: str, many: str) -> str:
    """Write a count with its noun: ``1 row``, ``16,566 rows``."""
    return f"{number:,} {one if number == 1 else many}"


def day_text(moment: datetime | None) -> str:
    """Write a day as 28 Jan 2024; a dash where it is unknown."""
    return "–" if moment is None else f"{moment.day} {moment:%b} {moment.year}"


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


def _sources(incidents: gpd.GeoDataFrame) -> tuple[str, ...]:
    """Name publishers or titles of the sources, most used first."""
    counts: dict[str, int] = {}
    for text, rows in incidents["sources"].dropna().value_counts().items():
        for source in json.loads(str(text)):
            name = source.get("publisher") or source.get("title") or source.get("report")
            if name:
                counts[str(name)] = counts.get(str(name), 0) + int(rows)
    return tuple(sorted(counts, key=lambda name: (-counts[name], name)))
