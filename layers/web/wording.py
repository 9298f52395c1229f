"""The texts around the map: title, headline, credit, and what a person asked to be said."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import geopandas as gpd
import pandas as pd

from ..basemap import Basemap
from ..layer import DRAWN, OffMap, off_map, totals
from .rows import Saving
from .tiles import Tiles

SOFTWARE = "Map library: Leaflet (BSD 2-Clause)"
"""Named on the page beside the sources of the data; its licence text stands in the package."""

_ROWS_OF_A_DATASET = 20
_MOST_DATA_SOURCES = 20
_CREDITED = 3


@dataclass(frozen=True, slots=True)
class Wording:
    """What a person wants on the page: null where nothing was asked for."""

    title: str | None
    as_of: date | datetime | None
    marking: str | None
    disclaimer: str | None
    window: tuple[datetime | None, datetime | None] | None
    tiles: Tiles | None
    saving: Saving
    empty_reason: str | None = None


def default_title(period: tuple[int, int] | None) -> str:
    """Name a map by its period, civil minutes since 1970; null where nothing is dated."""
    return "Incidents" if period is None else f"Incidents, {_period_text(period)}"


def headline_of(
    incidents: gpd.GeoDataFrame,
    shown: pd.Series[str],
    period: tuple[int, int] | None,
    as_of: date | datetime | None,
) -> str:
    """
    Say how many incidents and deaths there are, and what of them is not on the map.

    Parameters
    ----------
    incidents
        A complete incident table.
    shown
        How each row is drawn, as ``layers.layer.how_shown`` gives it.
    period
        First start and last end in civil minutes since 1970; null when nothing is dated.
    as_of
        State of knowledge; null when not known.

    Returns
    -------
    headline
        One line, parts separated by a middle dot.
    """
    total = totals(incidents)
    parts = [] if period is None else [_period_text(period)]
    parts.append(_counted(total.incidents, "incident"))
    if total.same:
        parts[-1] += f" ({total.same:,} more proposed to be the same)"
    if total.incidents > total.killed_unknown:
        parts.append(f"{total.killed:,} killed")
        if total.killed_unknown:
            parts[-1] += f" (not known for {_counted(total.killed_unknown, 'incident')})"
    off = off_map(incidents, shown=shown)
    if off:
        parts.append(_off_map_text(off))
    areas = int((shown == DRAWN[-1]).sum())
    if areas:
        parts.append(f"{_counted(areas, 'row')} drawn as areas")
    if as_of is not None:
        parts.append(f"as of {day_text(as_of)}")
    return " · ".join(parts)


def empty_note(shown: pd.Series[str], reason: str | None) -> str | None:
    """Say why nothing is drawn; null where something is."""
    if shown.empty:
        return " ".join(["There are no incidents to show.", *([reason] if reason else [])])
    if shown.isin([str(word) for word in DRAWN]).any():
        return None
    return "No row has a location that can be drawn; all are listed under “Not on the map”."


def credit_of(basemap: Basemap, wording: Wording, data: Sequence[str]) -> str:
    """Name whom the map owes its ground and data, with the note on borders: one line."""
    tiles = [] if wording.tiles is None else [wording.tiles.attribution]
    sources = "; ".join([*tiles, *data[:_CREDITED], *basemap.attributions])
    note = (
        wording.disclaimer
        or "Boundaries: de facto point of view, no opinion on any status is implied."
    )
    return f"{sources}. {note}" if sources else note


def tile_lines(tiles: Tiles | None) -> list[str]:
    """Name the server of the background tiles; empty where there are none."""
    if tiles is None:
        return []
    return [f"Background tiles, loaded from {tiles.origin}: {tiles.attribution}"]


def data_sources(incidents: gpd.GeoDataFrame) -> list[str]:
    """Name the sources that stand behind several rows, a dataset and not a report, with licence."""
    counts = incidents["sources"].value_counts()
    found: list[str] = []
    for text, count in sorted(counts.items(), key=lambda item: (-item[1], str(item[0]))):
        if count < _ROWS_OF_A_DATASET:
            break
        try:
            sources = json.loads(str(text))
        except ValueError:
            continue
        for source in sources if isinstance(sources, list) else ():
            # what states a licence asks to be named; the articles behind a table do not
            if isinstance(source, dict) and source.get("licence"):
                parts = [source.get(name) for name in ("title", "publisher", "licence")]
                name = ", ".join(str(part) for part in parts if part)
                if name and name not in found:
                    found.append(name)
    return found[:_MOST_DATA_SOURCES]


def day_text(day: date | datetime) -> str:
    """Write a day as on every map: 5 Jan 2024."""
    # strftime's month names depend on the locale
    months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
    return f"{day.day} {months[day.month - 1]} {day.year}"


def _off_map_text(off: Sequence[OffMap]) -> str:
    text = f"not on the map: {_counted(sum(item.rows for item in off), 'row')}"
    known = [item for item in off if item.rows > item.killed_unknown]
    if known:
        text += f" with {sum(item.killed for item in known):,} killed"
    return text


def _period_text(period: tuple[int, int]) -> str:
    first = datetime(1970, 1, 1) + timedelta(minutes=period[0])
    # the interval is half-open: its last day is the one before a midnight
    last = datetime(1970, 1, 1) + timedelta(minutes=period[1] - 1)
    if first.date() == last.date():
        return day_text(first)
    return f"{day_text(first)} to {day_text(last)}"


def _counted(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
