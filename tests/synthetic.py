"""
Incidents in any number for measuring maps: five years, eight types, three thousand places.

Six in ten lie on one of the places, picked as often as Zipf's law has it, the others around one.
The same number gives the same rows, sorted by time.
"""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.random import Generator
from numpy.typing import NDArray

TYPES = (
    "armed clash", "shelling", "air strike", "bombing", "protest", "riot", "abduction", "arson",
)  # fmt: skip
_PLACES = 3_000
_MINUTES = 5 * 365 * 1440
_WORDS = (
    "attack", "checkpoint", "near", "town", "reported", "by", "local", "police", "after", "night",
    "raid", "convoy", "market", "road", "soldiers", "wounded", "witnesses", "said", "two", "men",
    "on", "motorcycles", "fired", "at", "a", "patrol", "and", "fled", "north",
)  # fmt: skip


def synthetic(count: int, *, whole: bool = False, words: int = 0) -> gpd.GeoDataFrame:
    """
    Make incidents.

    Parameters
    ----------
    count
        Number of rows.
    whole
        Also give actor, deaths, precision, radius, country and status.
    words
        Words of the title; 0 for no titles.

    Returns
    -------
    incidents
        Points in EPSG:4326, longitude first; times to the minute.
    """
    random = np.random.default_rng(7)
    places = np.column_stack([random.uniform(-15, 50, _PLACES), random.uniform(-5, 37, _PLACES)])
    weight = 1 / np.arange(1, _PLACES + 1)
    place = random.choice(_PLACES, count, p=weight / weight.sum())
    around = (random.random(count) > 0.6)[:, None] * random.normal(0, 0.2, (count, 2))
    points = np.round(places[place] + around, 5)
    minutes = np.sort(random.integers(0, _MINUTES, count))
    start = pd.Timestamp("2021-01-01") + pd.to_timedelta(minutes, unit="min")
    columns: dict[str, object] = {
        "event_type": random.choice(TYPES, count, p=[0.2, 0.2, 0.1, 0.1, 0.2, 0.1, 0.05, 0.05]),
        "start": start,
        "end": start + pd.Timedelta(minutes=1),
        "precision": "place",
    }
    if whole:
        columns |= _attributes(random, count, points[:, 0])
    if words:
        chosen = np.array(_WORDS)[random.integers(0, len(_WORDS), (count, words))]
        columns["title"] = [" ".join(row) for row in chosen.tolist()]
    return gpd.GeoDataFrame(columns, geometry=gpd.points_from_xy(*points.T), crs="EPSG:4326")


def _attributes(random: Generator, count: int, lon: NDArray[np.float64]) -> dict[str, object]:
    group = np.minimum((random.pareto(1.2, count) * 5).astype(int), 299)
    killed = pd.Series(random.geometric(0.4, count) - 1, dtype="Int64")
    countries = np.array(["SN", "ML", "NE", "NG", "TD", "SD", "YE", "IQ"])
    return {
        "actor": np.array([f"Group {number}" for number in range(300)])[group],
        "killed_best": killed.mask(random.random(count) < 0.2),
        "precision": random.choice(
            ["exact", "place", "near", "admin2"], count, p=[0.1, 0.5, 0.3, 0.1]
        ),
        "uncertainty_m": random.choice([2_000.0, 5_000.0, 25_000.0], count),
        "country_located": countries[np.digitize(lon, [-10, 0, 10, 20, 30, 38, 44])],
        "status": random.choice(["draft", "confirmed"], count, p=[0.1, 0.9]),
    }
