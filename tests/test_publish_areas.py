"""The public profile beside the user's own admin areas: names and P-codes of the coarse place."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import pytest
from shapely import Point

from geo.publish import PublicPolicy, public_table
from geo.publish.cells import Grid
from geo.readers import read_admin
from geo.readers.boundaries import AdminAreas
from geo.table import to_flat

# north of Baghdad, far from borders and packaged sites
RAW = (43.2171, 34.6832)
CELL = Grid(10_000).box(Grid(10_000).cell_at(*RAW))
ROOM_DEG = 1e-4


@pytest.fixture
def areas(tmp_path: Path) -> AdminAreas:
    """Give a district of 20 m round the raw point, and the one that it is cut out of."""
    small = Point(RAW).buffer(ROOM_DEG)
    path = tmp_path / "districts.geojson"
    frame = gpd.GeoDataFrame(
        {
            "ADM2_EN": ["Quarter", "Rest"],
            "ADM2_PCODE": ["IQ0101", "IQ0102"],
            "ADM1_EN": ["Inner", "Outer"],
            "ADM1_PCODE": ["IQ01", "IQ02"],
        },
        geometry=[small, CELL.buffer(0.5).difference(small)],
        crs="EPSG:4326",
    )
    frame.to_file(path)
    return read_admin(path)


def rows(*points: tuple[float, float]) -> gpd.GeoDataFrame:
    columns = {
        "incident_id": [f"own:{number}" for number in range(len(points))],
        "precision": "place",
        "uncertainty_m": 500.0,
        "country_stated": "IQ",
        "status": "confirmed",
    }
    return gpd.GeoDataFrame(columns, geometry=[Point(xy) for xy in points], crs="EPSG:4326")


def test_a_p_code_made_public_is_that_of_the_coarse_place(areas: AdminAreas) -> None:
    public = public_table(rows(RAW), PublicPolicy(), admin=areas).incidents

    told = public[["admin2_located", "admin2_pcode", "admin1_located", "admin1_pcode"]]
    assert told.iloc[0].tolist() == ["Rest", "IQ0102", "Outer", "IQ02"]
    assert not public.geometry.iloc[0].within(Point(RAW).buffer(ROOM_DEG))


def test_no_cell_of_a_public_row_names_the_area_of_the_raw_point(areas: AdminAreas) -> None:
    west, south, _, _ = CELL.bounds
    elsewhere = (west + ROOM_DEG, south + ROOM_DEG)

    inside, outside = (
        to_flat(public_table(rows(point), PublicPolicy(), admin=areas).incidents)
        for point in (RAW, elsewhere)
    )

    assert inside.to_csv() == outside.to_csv()
    assert not any(word in inside.to_csv() for word in ("Quarter", "Inner", "IQ0101", "IQ01;"))


@pytest.mark.parametrize("area", ["admin1", "country"])
def test_a_wider_public_area_has_the_p_code_of_no_raw_point(areas: AdminAreas, area: str) -> None:
    public = public_table(rows(RAW), PublicPolicy(area=area), admin=areas).incidents

    codes = public.filter(like="_pcode").iloc[0].dropna().tolist()
    assert not {"IQ0101", "IQ01"} & set(codes)
