"""What is told of one incident where it is drawn: its name, alternative text, link."""

from __future__ import annotations

import json
from typing import Any

import geopandas as gpd

_TOLD = ("title", "event_type", "start", "place", "precision", "sources", "_shown")


def told_of(rows: gpd.GeoDataFrame) -> list[dict[str, Any]]:
    """Read what is told of each row; unknown is null."""
    cells = rows[list(_TOLD)].astype(object)
    values = cells.where(cells.notna(), None).to_numpy(dtype=object).tolist()
    return [dict(zip(_TOLD, row, strict=True)) for row in values]


def described(row: dict[str, Any]) -> tuple[str, str]:
    """Give name and alternative text of one incident, from what the table says."""
    title = row["title"] or row["event_type"] or "Incident"
    parts = [str(title)]
    if row["start"] is not None:
        parts.append(f"{row['start']:%Y-%m-%d}")
    if row["place"] is not None:
        parts.append(str(row["place"]))
    parts.append(f"precision: {row['precision'] or 'unknown'}")
    return str(title)[:80], "; ".join(parts)[:400]


def described_many(rows: list[dict[str, Any]]) -> tuple[str, str]:
    """Give name and alternative text of an area that several incidents mean."""
    where = next((row["place"] for row in rows if row["place"]), "an area")
    name = f"{len(rows):,} rows, {where}"[:80]
    return name, f"{name}; precision: {rows[0]['precision'] or 'unknown'}"[:400]


def source_link(sources: str | None) -> str:
    """Give the first http(s) address among the sources of a row, else an empty text."""
    for source in json.loads(sources or "[]"):
        url = str(source.get("url") or "")
        if url.lower().startswith(("https://", "http://")) and url.isprintable() and " " not in url:
            return url
    return ""
