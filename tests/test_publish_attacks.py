"""What the public profile must not tell, tried from outside: sites moved, files renamed."""

from __future__ import annotations

import csv
import json
from datetime import datetime
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from shapely import Point

import geo
from geo.publish import PublicPolicy, public_table
from geo.publish.cells import Grid
from geo.table import to_geojson
from geo.writers import ENDINGS

# north of Baghdad, far from borders and packaged sites
SITE = (43.2171, 34.6832)
CELL_M = 10_000.0


def own_site(lon: float, lat: float) -> gpd.GeoDataFrame:
    own = gpd.GeoDataFrame(
        {"base_id": ["user:camp"], "name": ["Camp Foxtrot"], "internal": [True]},
        geometry=[Point(lon, lat)],
        crs="EPSG:4326",
    )
    both = pd.concat([geo.bases(), own], ignore_index=True)
    return gpd.GeoDataFrame(both, geometry="geometry", crs="EPSG:4326")


def rows_at(lons: Any, lats: Any, **columns: Any) -> gpd.GeoDataFrame:
    data = {
        "incident_id": [f"own:{number}" for number in range(len(lons))],
        "start": pd.Timestamp("2024-01-01"),
        "precision": "near",
        "country_stated": "IQ",
        "status": "confirmed",
        **columns,
    }
    shapes = gpd.points_from_xy(lons, lats)
    return gpd.GeoDataFrame(pd.DataFrame(data), geometry=shapes, crs="EPSG:4326")


def published(rows: gpd.GeoDataFrame, sites: gpd.GeoDataFrame) -> str:
    return json.dumps(to_geojson(public_table(rows, PublicPolicy(), sites=sites).incidents))


def corners_of_cell(lon: float, lat: float) -> list[tuple[float, float]]:
    grid = Grid(CELL_M)
    west, south, east, north = grid.box(grid.cell_at(lon, lat)).buffer(-0.002).bounds
    return [(west, south), (west, north), (east, south), (east, north)]


@pytest.mark.parametrize("site", [SITE, (43.9, 33.9), (42.81, 35.22)])
def test_rows_of_several_precisions_tell_no_part_of_the_cell_of_an_own_site(
    site: tuple[float, float],
) -> None:
    # cells of rows known to 25 km are wider, and their edges run through the narrow ones
    random = np.random.default_rng(1)
    lons, lats = (random.normal(middle, 0.05, 9) for middle in site)
    rows = rows_at(lons, lats, uncertainty_m=[2_000.0, 12_000.0, 25_000.0] * 3)

    told = {published(rows, own_site(*corner)) for corner in corners_of_cell(*site)}

    assert len(told) == 1


def test_a_named_base_beside_an_own_site_tells_no_part_of_its_cell() -> None:
    base = geo.bases().drop_duplicates("site").set_index("site").loc["camp-speicher"]
    # two cells away: from one edge of its cell the site is nearer than a cell, from another not
    site = (base.geometry.x + 0.13, base.geometry.y)
    rows = rows_at([site[0]], [site[1]], target=base["name"], uncertainty_m=2_000.0)

    told = {published(rows, own_site(*corner)) for corner in corners_of_cell(*site)}

    assert len(told) == 1


@pytest.mark.parametrize(
    ("actor", "kept"),
    [
        ("Group A", True),
        ("a group of 1,000", True),
        ("see https://example.org/a", False),
        ("mail a.person@example.org", False),
        ("militia at 34.6832 N", False),
        ("C:\\cases\\north", False),
    ],
)
def test_a_name_that_holds_a_link_or_a_place_is_left_out(actor: str, kept: bool) -> None:
    rows = rows_at([SITE[0]], [SITE[1]], actor=actor, uncertainty_m=2_000.0)
    public = public_table(rows, PublicPolicy()).incidents
    assert public["actor"].notna().tolist() == [kept]


def case(folder: Path, name: str, seed: int) -> Path:
    """Write events beside an own site: other places, ids, links and words for another seed."""
    folder.mkdir()
    random = np.random.default_rng(seed)
    path = folder / f"{name}.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        table = csv.writer(file)
        table.writerow(["id", "date", "latitude", "longitude", "country", "title", "url", "notes"])
        for number in range(8):
            lat, lon = SITE[1] + random.uniform(-0.1, 0.1), SITE[0] + random.uniform(-0.1, 0.1)
            link, words = f"https://example.org/{seed}/{number}", f"{number} km from Camp Foxtrot"
            table.writerow(
                [f"{name}-{number}", "2024-01-05", lat, lon, "Iraq", words, link, words * seed]
            )
    return path


@pytest.mark.parametrize("ending", ENDINGS)
def test_every_format_has_the_same_bytes_wherever_in_the_block_the_rows_lie(
    ending: str, tmp_path: Path
) -> None:
    contents = []
    for name, seed in (("secret", 1), ("other", 2)):
        source = case(tmp_path / name, name, seed)
        public = public_table(
            geo.read(source).incidents,
            PublicPolicy(),
            as_of=datetime(2024, 2, 1),
            sites=own_site(*SITE),
        )
        output = geo.export(public.incidents, source.with_name(f"out{ending}"))
        contents.append(output.read_bytes())
    assert contents[0] == contents[1]
