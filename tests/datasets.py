"""A small dataset with everything that goes wrong in large ones."""

from __future__ import annotations

import hashlib
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

ROWS = 330


def incident_table() -> gpd.GeoDataFrame:
    """Points in the Middle East, at the antimeridian and the poles; some vague, some unknown."""
    random = np.random.default_rng(11)
    lon, lat = random.uniform(34, 46, ROWS), random.uniform(29, 37, ROWS)
    lon[:20], lat[:20] = random.choice([-179.99, 179.99], 20), random.uniform(-20, 60, 20)
    lat[20:30] = random.choice([-89.99, 89.99], 10)
    points = np.array(shapely.points(lon, lat), dtype=object)
    points[30:40] = None
    boxes = np.full(ROWS, None, dtype=object)
    boxes[50:60] = shapely.box(lon - 1, lat - 1, lon + 1, lat + 1)[50:60]
    start = pd.Series(pd.date_range("2020-01-01", periods=ROWS, freq="D", unit="us"))
    return gpd.GeoDataFrame(
        {
            "incident_id": pd.Series([f"made:{row}" for row in range(ROWS)], dtype="string"),
            "event_type": pd.Series(random.choice(["raid", "clash"], ROWS), dtype="string"),
            "start": start.where(pd.Series(random.random(ROWS) > 0.1)),
            "end": start + pd.Timedelta(days=1),
            "precision": pd.Series(random.choice(["place", "country"], ROWS), dtype="string"),
            "footprint": gpd.GeoSeries(boxes, crs="EPSG:4326"),
            "uncertainty_m": pd.Series(
                np.where(random.random(ROWS) < 0.7, random.uniform(1e3, 1e6, ROWS), np.nan)
            ).astype("Float64"),
            "source_row": np.arange(ROWS),
        },
        geometry=points,
        crs="EPSG:4326",
    )


def read_parts(folder: Path | None) -> pd.DataFrame:
    assert folder is not None
    parts = [gpd.read_parquet(part) for part in sorted(folder.iterdir())]
    whole: pd.DataFrame = pd.concat(parts, ignore_index=True)
    return whole


def digests(folder: Path) -> dict[str, str]:
    return {
        part.name: hashlib.sha256(part.read_bytes()).hexdigest()
        for part in sorted(folder.iterdir())
    }


def write_dataset(table: gpd.GeoDataFrame, folder: Path) -> Path:
    """Three files in two folders, one of them with a stale index, in row groups of 37."""
    (folder / "year=2020").mkdir()
    for name, rows in (
        ("year=2020/part-2", table[:100]),
        ("year=2020/part-10", table[100:110]),
        ("zz", table[110:]),
    ):
        rows.to_parquet(folder / f"{name}.parquet", row_group_size=37)
    table[:3].to_parquet(folder / "_metadata.parquet")
    return folder
