"""Rows of the incident table as rows of a table on a slide."""

from __future__ import annotations

import geopandas as gpd
import pandas as pd

from geo.models import Casualties, Incident, Kind
from geo.table import incidents_to_records

from .direction import quoted
from .facts import period_text
from .spec import Box, TableBlock

HEAD = ("Date", "What", "Where", "How surely", "Killed", "Nearest base")
"""The columns of the list."""

FEW = 4
"""Up to so many incidents are listed beside the numbers that are made from them."""

_TELLING_M = 100_000.0


def few_listed(rows: gpd.GeoDataFrame, box: Box, *, who: bool) -> TableBlock:
    """
    List a few incidents, so that a small table does not stand alone.

    Parameters
    ----------
    rows
        Happenings, of the columns of the incident table.
    box
        The room for the list.
    who
        Whether the last column names the actor instead of the deaths.

    Returns
    -------
    table
        One row per incident in the order of time.
    """
    left, top, width, height = box
    cells: list[tuple[str, ...]] = [(*HEAD[:4], "Who" if who else "Killed")]
    for item in incidents_to_records(rows.sort_values("start", kind="stable")):
        date, what, where, surely, killed, _ = row_texts(item, "")
        actor = item.claimed_by or item.attributed_to or item.actor or "not stated"
        cells.append((date, what, where, surely, actor if who else killed))
    parts = (0.2, 0.2, 0.25, 0.15, 0.2)
    alt = "The incidents that these numbers are made from"
    widths = tuple(width * part for part in parts)
    return TableBlock("Incidents listed", tuple(cells), widths, left, top, alt, height=height)


def row_texts(incident: Incident, nearest_base: str) -> tuple[str, ...]:
    """Give the cells of one row of the list, as `HEAD` names them."""
    what = _what(incident) + kind_words(incident.kind, incident.count_low)
    surely = str(incident.precision)
    if incident.uncertainty_m is not None:
        surely += f", {incident.uncertainty_m / 1000:,.0f} km"
    return (
        period_text(incident.start, incident.end),
        what,
        incident.place or "not stated",
        surely,
        killed_text(incident.casualties),
        nearest_base,
    )


def killed_text(casualties: Casualties) -> str:
    """Write the best estimate of deaths, and the low one where it differs."""
    low, best = casualties.killed_low, casualties.killed_best
    if best is None:
        return "unknown" if low is None else f"{low:,} or more"
    if low is None or low == best:
        return f"{best:,}"
    # some sources state a low estimate above their best one
    return f"{best:,} ({low:,} or more)" if low < best else f"{best:,} (low {low:,})"


def nearest_bases(incidents: gpd.GeoDataFrame) -> list[str]:
    """Name the nearest base and its distance, where they were joined and are known."""
    if "nearest_base" not in incidents:
        return ["–"] * len(incidents)
    columns = ("nearest_base", "base_distance_m", "base_distance_min_m", "base_distance_max_m")
    cells: pd.DataFrame = incidents[list(columns)].astype(object)
    return [_distance(*row) for row in cells.where(cells.notna(), None).to_numpy().tolist()]


def _distance(
    name: str | None, centre_m: float | None, min_m: float | None, max_m: float | None
) -> str:
    if name is None or centre_m is None:
        return "–"
    if min_m is None or max_m is None:
        return f"{quoted(name)}, {centre_m / 1000:,.0f} km"
    if max_m - min_m > _TELLING_M:
        return "too vague to say"
    return f"{quoted(name)}, {min_m / 1000:,.0f} to {max_m / 1000:,.0f} km"


def _what(incident: Incident) -> str:
    return incident.event_type or incident.title or "not stated"


def kind_words(kind: Kind | str, low: int | None) -> str:
    """Say what a row counts where it is no single incident; an empty text where it is."""
    if kind == Kind.AGGREGATE:
        return ", a stated total" if low is None else f", {low:,} or more"
    return ", several" if kind == Kind.SERIES else ""
