"""Building the HTML map, beside folium's own time plugin in the same run."""

import time

import folium
import geopandas as gpd
import numpy as np
import pandas as pd
from folium.plugins import TimestampedGeoJson

from layers import build_map

ROWS = 20_000


def bench_build() -> None:
    random = np.random.default_rng(7)
    start = pd.Timestamp("2020-01-01") + pd.to_timedelta(random.integers(0, 1800, ROWS), unit="D")
    incidents = gpd.GeoDataFrame(
        {
            "event_type": random.choice(["armed clash", "air strike", "shelling"], ROWS),
            "title": [f"Incident {number}" for number in range(ROWS)],
            "precision": "place",
            "start": start,
            "end": start + pd.Timedelta(days=1),
        },
        geometry=gpd.points_from_xy(random.uniform(35, 48, ROWS), random.uniform(30, 37, ROWS)),
        crs="EPSG:4326",
    )

    begin = time.perf_counter()
    built = build_map(incidents)
    ours = built.html
    own = time.perf_counter() - begin

    points = incidents.geometry
    begin = time.perf_counter()
    features = [
        {
            "type": "Feature",
            "geometry": {"type": "Point", "coordinates": [lon, lat]},
            "properties": {"times": [day.isoformat()], "popup": title},
        }
        for lon, lat, day, title in zip(
            points.x, points.y, incidents["start"], incidents["title"], strict=True
        )
    ]
    page = folium.Map()
    collection = {"type": "FeatureCollection", "features": features}
    TimestampedGeoJson(collection).add_to(page)  # type: ignore[no-untyped-call]
    theirs = page.get_root().render()
    peer = time.perf_counter() - begin

    print(f"\n{ROWS:,} rows: ours {own:.2f} s, {len(ours) / 1e6:.2f} MB with base map; ", end="")
    print(f"TimestampedGeoJson {peer:.2f} s, {len(theirs) / 1e6:.2f} MB without")
    packed = built.sizes["rows"] + built.sizes["sites"]
    texts = built.sizes["texts"]
    print(f"bytes per row: {packed / ROWS:.1f} without text, {texts / ROWS:.1f} of text")
    print(f"ratio: time {own / peer:.2f} x, size {len(ours) / len(theirs):.2f} x")
