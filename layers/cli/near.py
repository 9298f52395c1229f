"""How an answer of ``sitmap near`` is composed and printed."""

from __future__ import annotations

import io
import json
import sys
from datetime import datetime
from typing import Any

import geopandas as gpd
import pandas as pd
from rich.console import Console
from rich.table import Table
from rich.text import Text

from geo.files import formula_safe
from geo.proximity import within_distance
from geo.table import to_geojson

from .terminal import shown

_GRADES = {
    "inside": "inside (90 %)",
    "possible": "possible",
    "too_vague": "too vague to say",
    "centre_only": "centre only, no uncertainty known",
}
_STYLES = {"inside": "bold", "possible": "yellow", "too_vague": "dim", "centre_only": "dim"}
_COLUMNS = ("incident_id", "start", "event_type", "place", "precision")


def answer(
    incidents: gpd.GeoDataFrame,
    bases: gpd.GeoDataFrame,
    *,
    radius_m: float,
    output_format: str,
    as_of: datetime | None,
    marking: str | None,
) -> str:
    """
    Answer which incidents lie within a distance of a base.

    Parameters
    ----------
    incidents, bases
        The incident and base tables, EPSG:4326.
    radius_m
        Search radius in metres, inclusive.
    output_format
        ``table``, ``csv``, ``json`` or ``geojson``.
    as_of
        State of knowledge, printed; null where nothing is dated.
    marking
        Printed on top of a table; null for none.

    Returns
    -------
    text
        The answer, ending in a new line; rows in the order of the incidents, nearest base first.

    Raises
    ------
    SitmapError
        As ``geo.within_distance``.
    """
    hits = within_distance(incidents, bases, radius_m=radius_m)
    rows = _rows(incidents, bases, hits)
    counts = {grade: int((rows["match"] == grade).sum()) for grade in _GRADES}
    if output_format == "csv":
        texts = rows.select_dtypes(["string", "object"]).columns
        return str(
            rows.assign(**{name: _cells_safe(rows[name]) for name in texts}).to_csv(index=False)
        )
    if output_format == "json":
        value = {
            "within_m": radius_m,
            "as_of": None if as_of is None else as_of.isoformat(),
            "counts": counts,
            "rows": json.loads(rows.to_json(orient="records", date_format="iso")),
        }
        return json.dumps(value, ensure_ascii=False, indent=1) + "\n"
    if output_format == "geojson":
        found = incidents.loc[incidents.index.isin(hits["incident"])]
        return json.dumps(to_geojson(found), ensure_ascii=False) + "\n"
    return _for_people(rows, counts, len(incidents), radius_m, as_of, marking)


def _rows(incidents: gpd.GeoDataFrame, bases: gpd.GeoDataFrame, hits: pd.DataFrame) -> pd.DataFrame:
    rows = incidents.loc[hits["incident"], list(_COLUMNS)].reset_index(drop=True)
    rows["base"] = bases.loc[hits["base"], "name"].to_numpy()
    rows["base_id"] = bases.loc[hits["base"], "base_id"].to_numpy()
    rows["tenant"] = bases.loc[hits["base"], "tenant"].to_numpy()
    for column in ("distance_m", "distance_min_m", "distance_max_m", "match"):
        values = hits[column].reset_index(drop=True)
        rows[column] = values if column == "match" else values.round(0)
    return rows


def _cells_safe(column: pd.Series[Any]) -> pd.Series[Any]:
    return column.map(lambda value: formula_safe(value) if isinstance(value, str) else value)


def _for_people(
    rows: pd.DataFrame,
    counts: dict[str, int],
    asked: int,
    radius_m: float,
    as_of: datetime | None,
    marking: str | None,
) -> str:
    stream = io.StringIO()
    terminal = sys.stdout.isatty()
    width = max(Console().width, 80) if terminal else 160
    console = Console(file=stream, width=width, force_terminal=terminal, highlight=False)
    if marking:
        console.print(Text(marking, style="bold"))
    day = "unknown" if as_of is None else f"{as_of:%Y-%m-%d}"
    console.print(
        f"{asked:,} rows, within {radius_m / 1000:g} km of a base, as of {day}. "
        "Distances are kilometres on the WGS 84 ellipsoid, from footprint to footprint."
    )
    # one line per site: the tenants of one site lie at one distance
    sites = rows.groupby(["incident_id", "base", "match", "distance_m"], sort=False, dropna=False)
    rows = sites.agg({**dict.fromkeys(rows.columns, "first"), "tenant": _together})
    if len(rows):
        table = Table(box=None, pad_edge=False)
        for name in ("date", "what", "where", "base", "held by", "km", "match"):
            table.add_column(name, justify="right" if name == "km" else "left")
        for row in rows.to_dict("records"):
            table.add_row(
                *(Text(shown(text)) for text in _cells(row)),
                Text(_GRADES[row["match"]], style=_STYLES[row["match"]]),
            )
        console.print(table)
    told = ", ".join(f"{number} {_GRADES[grade]}" for grade, number in counts.items() if number)
    console.print(f"{told or 'none'}; each is an incident and a site with one tenant.")
    return stream.getvalue()


def _cells(row: dict[Any, Any]) -> list[str]:
    day = "–" if pd.isna(row["start"]) else f"{row['start']:%Y-%m-%d}"
    low, centre, high = (row[f"distance_{part}m"] for part in ("min_", "", "max_"))
    if pd.isna(low) or pd.isna(high):
        distance = f"{centre / 1000:,.0f}"
    else:
        distance = f"{low / 1000:,.0f} to {high / 1000:,.0f}"
    words = [
        "not stated" if pd.isna(row[name]) else str(row[name]) for name in ("event_type", "place")
    ]
    return [day, *words, str(row["base"]), row["tenant"], distance]


def _together(tenants: pd.Series[str]) -> str:
    return ", ".join(dict.fromkeys(tenants.dropna())) or "not stated"
