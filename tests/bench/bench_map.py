"""
Building the HTML map, beside what folium offers for the same rows, in one run.

Peers: TimestampedGeoJson (the time slider), FastMarkerCluster (no time) and CircleMarker (no time;
built from fewer rows, told per row). Of kepler.gl the file it exports is looked at where the
package is installed: its size and the hosts it calls.
"""

from __future__ import annotations

import importlib.util
import re
import resource
import time
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

import folium
import geopandas as gpd
from folium.plugins import FastMarkerCluster, TimestampedGeoJson
from synthetic import synthetic

from layers import build_map
from layers.web.markup import read_markup

ROWS = 100_000
MANY = 1_000_000
FEW = 2_000


def bench_build() -> None:
    rows = synthetic(ROWS)
    build_map(rows.iloc[:10])
    ours, size, hosts = _measured(lambda: build_map(rows).html)
    print(f"\n{ROWS:,} rows without text; seconds of this process, megabytes, hosts")
    print(f"{'sitmap, with base map and time':<34}{ours:>7.2f} s {size / 1e6:>7.2f} MB {hosts:>3}")
    for name, count, build in (
        ("TimestampedGeoJson", ROWS, _timestamped),
        ("FastMarkerCluster, no time", ROWS, _cluster),
        (f"CircleMarker, no time, {FEW:,} rows", FEW, _circles),
    ):
        part = rows.iloc[:count]
        seconds, peer, hosts = _measured(lambda build=build, part=part: build(part))  # type: ignore[misc]
        scale = ROWS / count
        print(
            f"{name:<34}{seconds:>7.2f} s {peer / 1e6:>7.2f} MB {hosts:>3}"
            f"   time {seconds * scale / ours:.1f} x ours, file {peer * scale / size:.1f} x ours"
        )


def bench_many() -> None:
    print()
    for whole, words in ((False, 0), (True, 0), (True, 10)):
        rows = synthetic(MANY, whole=whole, words=words)
        begin = time.process_time()
        page = build_map(rows)
        seconds = time.process_time() - begin
        most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
        packed = sum(page.sizes[name] for name in ("rows", "sites", "shapes", "discs"))
        print(
            f"{MANY:,} rows, {'all fields' if whole else 'place, time and type'}"
            f"{', titles' if words else ''}: {seconds:.1f} s of this process,"
            f" {most:.1f} GB at most, {len(page.html) / 1e6:.1f} MB, {packed / MANY:.2f} bytes"
            f" per row and {page.sizes['texts'] / MANY:.2f} of text"
        )


def bench_kepler(tmp_path: Path) -> None:
    if importlib.util.find_spec("keplergl") is None:
        print("\nkepler.gl: `pip install keplergl` in this environment to look at its export")
        return
    from keplergl import KeplerGl

    rows = synthetic(10_000)
    table = rows.drop(columns="geometry").assign(lon=rows.geometry.x, lat=rows.geometry.y)
    for name in ("start", "end"):
        table[name] = table[name].astype(str)
    file = tmp_path / "kepler.html"
    KeplerGl(data={"incidents": table}).save_to_html(file_name=str(file))
    html = file.read_text(encoding="utf-8")
    print(f"\nkepler.gl, 10,000 rows: {len(html) / 1e6:.2f} MB; calls {', '.join(_hosts(html))}")


def _measured(build: Callable[[], str]) -> tuple[float, int, int]:
    begin = time.process_time()
    html = build()
    return time.process_time() - begin, len(html.encode()), len(_hosts(html))


def _hosts(html: str) -> list[str]:
    """Name whom a page calls when it is opened: the addresses of its tags and import maps."""
    addresses = [value for _, _, value in read_markup(html).loads]
    for imports in re.findall(r'<script type="importmap[^"]*">(.*?)</script>', html, re.DOTALL):
        addresses += re.findall(r"https?://[^\"'\s]+", imports)
    return sorted({urlsplit(address).netloc for address in addresses} - {""})


def _timestamped(rows: gpd.GeoDataFrame) -> str:
    points = rows.geometry
    features = [
        {
            "type": "Feature",
            "geometry": {"type": "Point", "coordinates": [lon, lat]},
            "properties": {"times": [moment.isoformat()], "popup": kind},
        }
        for lon, lat, moment, kind in zip(
            points.x, points.y, rows["start"], rows["event_type"], strict=True
        )
    ]
    page = folium.Map()
    collection = {"type": "FeatureCollection", "features": features}
    TimestampedGeoJson(collection).add_to(page)  # type: ignore[no-untyped-call]
    return str(page.get_root().render())


def _cluster(rows: gpd.GeoDataFrame) -> str:
    page = folium.Map()
    points = list(zip(rows.geometry.y.tolist(), rows.geometry.x.tolist(), strict=True))
    FastMarkerCluster(points).add_to(page)  # type: ignore[no-untyped-call]
    return str(page.get_root().render())


def _circles(rows: gpd.GeoDataFrame) -> str:
    page = folium.Map(prefer_canvas=True)
    for lon, lat in zip(rows.geometry.x, rows.geometry.y, strict=True):
        folium.CircleMarker((lat, lon), radius=4).add_to(page)
    return str(page.get_root().render())
