"""The public profile: what a person outside can learn, and what not."""

from __future__ import annotations

import itertools
import json
import math
from collections.abc import Callable
from datetime import datetime
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from pyproj import Geod
from scipy.optimize import least_squares

import geo
from geo import reference
from geo.errors import ParameterError
from geo.publish import PublicPolicy, citations, public_table, restricted_rows
from geo.publish.cells import Grid
from geo.publish.coarse import Coarsener, Known, Placed, Published
from geo.publish.sites import Words, clearance_m, resting_point
from geo.table import to_geojson
from layers import build_deck, build_map

GEOD = Geod(ellps="WGS84")
SITE = (43.2171, 34.6832)
"""A site that is in no packaged list, north of Baghdad and far from any border."""

Point = tuple[float, float]


def rows_at(points: list[Point], **columns: Any) -> gpd.GeoDataFrame:
    days = pd.Timestamp("2024-01-01") + pd.to_timedelta(np.arange(len(points)) % 20, unit="D")
    data = {
        "incident_id": [f"own:{number}" for number in range(len(points))],
        "title": "Rocket lands beside Camp Foxtrot",
        "event_type": "attack",
        "start": days + pd.Timedelta(hours=6, minutes=31),
        "end": days + pd.Timedelta(hours=6, minutes=32),
        "time_precision": "minute",
        "place": "Camp Foxtrot",
        "precision": "place",
        "uncertainty_m": 2_000.0,
        "country_stated": "IQ",
        "actor": "a militia",
        "killed_best": [number % 3 for number in range(len(points))],
        "status": "confirmed",
        "evidence": '[{"field": "place", "quote": "at Camp Foxtrot"}]',
        "sources": json.dumps(
            [{"report": "secret-file", "publisher": "A Newspaper", "url": "https://example.org/a"}]
        ),
        **columns,
    }
    lon, lat = zip(*points, strict=True)
    shapes = gpd.points_from_xy(lon, lat)
    return gpd.GeoDataFrame(pd.DataFrame(data), geometry=shapes, crs="EPSG:4326")


def sites_with(site: Point, name: str = "Camp Foxtrot") -> gpd.GeoDataFrame:
    own = gpd.GeoDataFrame(
        {"base_id": ["user:camp"], "name": [name], "site": [name], "internal": [True]},
        geometry=gpd.points_from_xy([site[0]], [site[1]]),
        crs="EPSG:4326",
    )
    both = pd.concat([geo.bases(), own], ignore_index=True)
    return gpd.GeoDataFrame(both, geometry="geometry", crs="EPSG:4326")


def around(site: Point, count: int, spread_m: float, seed: int) -> list[Point]:
    random = np.random.default_rng(seed)
    metres = np.abs(random.normal(0, spread_m, count))
    lon, lat, _ = GEOD.fwd(
        [site[0]] * count, [site[1]] * count, random.uniform(0, 360, count), metres
    )
    return list(zip(lon, lat, strict=True))


def moved_inside(points: list[Point], grid_km: float, seed: int) -> list[Point]:
    """Put every point somewhere else in its own cell."""
    random, grid = np.random.default_rng(seed), Grid(grid_km * 1_000)
    moved = []
    for lon, lat in points:
        west, south, east, north = grid.box(grid.cell_at(lon, lat)).bounds
        share = random.uniform(0.01, 0.99, 2)
        moved.append((west + share[0] * (east - west), south + share[1] * (north - south)))
    return moved


def outputs(points: list[Point]) -> dict[str, bytes]:
    public = public_table(rows_at(points), PublicPolicy(), sites=sites_with(SITE))
    page = build_map(public.incidents, public.sites, marking=public.statement)
    deck = build_deck(public.incidents, public.sites, marking=public.statement)
    collection = json.dumps(to_geojson(public.incidents))
    return {"html": page.html.encode(), "pptx": deck.content, "geojson": collection.encode()}


def test_moving_raw_points_inside_their_cells_changes_no_byte_of_any_output() -> None:
    points = around(SITE, 30, 5_000, seed=1)

    before, after = outputs(points), outputs(moved_inside(points, 10, seed=2))

    assert before == after


def test_the_name_of_an_own_site_appears_nowhere() -> None:
    rows = rows_at(
        around(SITE, 30, 5_000, seed=1), actor="guards of CAMP-FOXTROT", claimed_by="Cámp Foxtrot"
    )

    public = public_table(rows, PublicPolicy(), sites=sites_with(SITE))

    texts = json.dumps(to_geojson(public.incidents), ensure_ascii=False).casefold()
    assert "foxtrot" not in texts
    assert "foxtrot" not in json.dumps(public.report.as_dict()).casefold()
    assert public.sites is not None
    assert not public.sites["name"].str.contains("Foxtrot").any()


def solved_place(public: gpd.GeoDataFrame) -> Point:
    """Solve for one place from every number of every row, by least squares in a local plane."""
    bases = geo.bases().drop_duplicates("name").set_index("name")
    located = public[public.geometry.notna()]
    lon0, lat0 = located.geometry.x.mean(), located.geometry.y.mean()
    wide = 111_320 * math.cos(math.radians(lat0))
    known: list[tuple[float, float, float]] = []
    records: list[Any] = list(located.itertuples())
    for row in records:
        known.append((row.geometry.x, row.geometry.y, 0.0))
        for metres in (row.base_distance_m, row.base_distance_min_m, row.base_distance_max_m):
            if not pd.isna(metres):
                base = bases.loc[row.nearest_base].geometry
                known.append((base.x, base.y, float(metres)))
    told: NDArray[np.float64] = np.array(known)
    x, y = (told[:, 0] - lon0) * wide, (told[:, 1] - lat0) * 110_900

    def misfit(spot: NDArray[np.float64]) -> NDArray[np.float64]:
        missed: NDArray[np.float64] = np.hypot(spot[0] - x, spot[1] - y) - told[:, 2]
        return missed

    east, north = least_squares(misfit, [0.0, 0.0]).x
    return lon0 + east / wide, lat0 + north / 110_900


def test_a_place_solved_from_all_numbers_is_no_nearer_than_chance_in_the_cell() -> None:
    grid, random = Grid(10_000), np.random.default_rng(3)
    west, south, east, north = grid.box(grid.cell_at(*SITE)).bounds
    sites = [
        (west + u * (east - west), south + v * (north - south))
        for u, v in random.uniform(0.02, 0.98, (12, 2))
    ]
    solved, guessed = [], []
    for number, site in enumerate(sites):
        rows = rows_at(around(site, 30, 4_000, seed=number))
        public = public_table(rows, PublicPolicy(), sites=sites_with(site)).incidents
        found = solved_place(public)
        solved.append(GEOD.inv(*found, *site)[2])
        chance = [
            GEOD.inv(west + u * (east - west), south + v * (north - south), *site)[2]
            for u, v in itertools.product(np.linspace(0.05, 0.95, 10), repeat=2)
        ]
        guessed.append(min(np.mean(chance), 10_000))

    # the middle of a square cell is on average 0.383 of a side from a place in it (integral),
    # a place by chance 0.521: nothing solved may beat the middle, which needs no data at all
    assert np.mean(solved) > 0.9 * 0.383 * 10_000
    assert np.mean(guessed) == pytest.approx(0.521 * 10_000, rel=0.2)


def test_publishing_again_or_with_another_window_cannot_be_averaged_back() -> None:
    points = around(SITE, 30, 5_000, seed=4)
    rows = rows_at(points)
    sites = sites_with(SITE)
    whole = public_table(rows, PublicPolicy(), sites=sites).incidents

    parts = [
        public_table(rows.iloc[chosen], PublicPolicy(), sites=sites).incidents
        for chosen in (slice(0, 7), slice(3, 30, 2), slice(None, None, -1))
    ]

    spots = set(whole["footprint"].to_wkb())
    assert all(set(part["footprint"].to_wkb()) <= spots for part in parts)
    pd.testing.assert_frame_equal(pd.DataFrame(parts[2]), pd.DataFrame(whole))


def test_ids_count_rows_sorted_by_what_is_public() -> None:
    points = around(SITE, 12, 5_000, seed=5)
    rows = rows_at(points)
    shuffled = rows.sample(frac=1.0, random_state=1).reset_index(drop=True)

    one, other = (public_table(item, PublicPolicy()).incidents for item in (rows, shuffled))

    assert one["incident_id"].tolist() == [f"public-{number:02}" for number in range(1, 13)]
    pd.testing.assert_frame_equal(pd.DataFrame(one), pd.DataFrame(other))


def test_what_leads_back_is_left_out() -> None:
    public = public_table(rows_at([SITE]), PublicPolicy(), as_of=datetime(2024, 2, 1)).incidents

    row = public.iloc[0]
    for name in ("title", "evidence", "start_utc", "time_zone", "source_event_type", "admin2"):
        assert pd.isna(row[name]), name
    assert (row["start"], row["end"]) == (pd.Timestamp("2024-01-01"), pd.Timestamp("2024-01-02"))
    assert row["time_precision"] == "day"
    text = json.dumps(to_geojson(public))
    assert not any(word in text for word in ("secret-file", "example.org", "own:0"))
    assert citations(public) == ["A Newspaper, accessed 2024-02-01"]


@given(st.floats(-179, 179), st.floats(-70, 75))
def test_a_cell_holds_its_places_and_is_never_smaller_than_stated(lon: float, lat: float) -> None:
    grid = Grid(10_000)
    box = grid.box(grid.cell_at(lon, lat))

    west, south, east, north = box.bounds
    assert west - 1e-6 <= lon <= east + 1e-6
    assert south - 1e-6 <= lat <= north + 1e-6
    poleward = max(abs(south), abs(north))
    assert GEOD.inv(west, poleward, east, poleward)[2] >= 9_990
    # a degree of latitude is 110.574 km at the equator and 111.694 km at a pole
    assert (north - south) * 110_574 >= 9_900


BORDER: list[Point] = [
    (38.79, 33.37),
    (38.76, 33.30),
    (42.36, 37.07),
    (36.05, 36.2),
    (29.23, -1.66),
]


@pytest.mark.parametrize("place", BORDER)
@pytest.mark.parametrize("grid_km", [5, 20])
def test_a_published_area_never_crosses_a_border_and_is_no_sliver(
    place: Point, grid_km: int
) -> None:
    rows = rows_at([place], country_stated=None)
    code = reference.countries_at([place[0]], [place[1]])[0]
    assert code is not None

    public = public_table(rows, PublicPolicy(grid_km=grid_km)).incidents.iloc[0]

    area = public["footprint"]
    outside = shapely.difference(area, reference.country_geometry(code)).area
    assert outside / area.area < 1e-4
    assert abs(GEOD.geometry_area_perimeter(area)[0]) >= 0.45 * (grid_km * 1_000) ** 2
    assert public["country_located"] == code


def test_a_published_point_lies_inside_its_area_and_on_no_named_site() -> None:
    checked = 0
    for base in reference.bases()[::10]:
        grid = Grid(20_000)
        area = grid.box(grid.cell_at(base.lon, base.lat))
        lon, lat = resting_point(area)
        assert shapely.contains_xy(area, lon, lat)
        checked += bool(clearance_m(np.array([lon]), np.array([lat]))[0] >= 0)
    assert checked >= 0.95 * len(reference.bases()[::10])


def test_an_attack_on_a_named_base_is_published_as_its_outline_not_as_a_miss() -> None:
    missed = (38.712, 33.322)
    rows = rows_at([missed], target="Tower 22", country_stated="JO")

    public = public_table(rows, PublicPolicy(), sites=geo.bases()).incidents.iloc[0]

    tower = geo.bases().query("name == 'Tower 22'").iloc[0]
    assert public.geometry.equals(tower.geometry)
    assert public["uncertainty_m"] == tower["radius_m"]
    assert public["target"] == "Tower 22"
    assert public["footprint"].distance(tower["footprint"]) == 0


def test_a_packaged_base_called_like_an_own_site_is_not_named() -> None:
    rows = rows_at([(38.712, 33.322)], target="Tower 22", country_stated="JO")

    public = public_table(rows, PublicPolicy(), sites=sites_with((38.70, 33.31), "Tower 22"))

    assert "Tower 22" not in json.dumps(to_geojson(public.incidents))
    assert public.incidents["precision"].tolist() == ["near"]
    assert public.sites is not None
    assert "Tower 22" not in public.sites["name"].tolist()


Change = Callable[[gpd.GeoDataFrame], gpd.GeoDataFrame]


def test_drafts_and_rejected_rows_stay_out_and_are_counted() -> None:
    rows = rows_at([SITE] * 3, status=["draft", "rejected", "confirmed"])

    public = public_table(rows, PublicPolicy())

    assert len(public.incidents) == 1
    assert public.report.rows_left_out == {"status draft": 1, "status rejected": 1}


def test_a_delay_leaves_out_what_may_have_ended_later_and_what_is_undated() -> None:
    rows = rows_at([SITE] * 4)
    ends: list[Any] = ["2024-01-28", "2024-01-29", "2024-01-30", None]
    rows["end"] = pd.to_datetime(ends)
    rows.loc[3, "start"] = pd.NaT

    public = public_table(rows, PublicPolicy(delay_hours=72), as_of=datetime(2024, 2, 1))

    # 1 February less 72 hours is 29 January, midnight: an interval that ends then is over
    assert len(public.incidents) == 2
    assert public.statement == "public, coarsened to 10 km, delayed 72 hours"


def test_rows_proposed_to_be_the_same_are_published_once() -> None:
    rows = rows_at([SITE, (43.4, 34.7)], same_as=[["own:1"], []], killed_best=[1, 4])

    public = public_table(rows, PublicPolicy()).incidents

    assert public["killed_best"].tolist() == [4]
    assert public["same_as"].tolist() == [[]]


def test_a_text_with_a_listed_persons_name_is_left_out() -> None:
    rows = rows_at([SITE] * 2, actor=["men of José  Pérez", "a militia"])

    public = public_table(rows, PublicPolicy(names=("Jose Perez",))).incidents

    assert sorted(public["actor"].fillna("")) == ["", "a militia"]


def test_names_are_found_as_whole_words_only() -> None:
    words = Words(["Camp Al"])

    assert words.found_in("near CAMP-AL, at night")
    assert not words.found_in("near Camp Alpha")


@pytest.mark.parametrize(
    ("source", "name"),
    [
        ({"licence": "ACLED terms of use: raw rows must not be passed on"}, "ACLED"),
        ({"report": "globalterrorismdb_0718dist.csv"}, "GTD"),
        ({"publisher": "GTD"}, "GTD"),
    ],
)
def test_rows_that_must_not_be_passed_on_are_refused(source: dict[str, str], name: str) -> None:
    rows = rows_at([SITE, SITE], sources=[json.dumps([source]), None])

    assert restricted_rows(rows) == {name: 1}
    with pytest.raises(ParameterError, match=f"1 rows are raw {name}"):
        public_table(rows, PublicPolicy())


@pytest.mark.parametrize("grid_km", [0, -3, 0.5, 5_000, math.nan, "10", True])
def test_a_grid_that_hides_nothing_or_everything_is_refused(grid_km: Any) -> None:
    with pytest.raises(ParameterError, match="`grid_km`"):
        PublicPolicy(grid_km=grid_km)


def test_a_delay_without_a_date_is_refused() -> None:
    with pytest.raises(ParameterError, match="needs the date"):
        public_table(rows_at([SITE]), PublicPolicy(delay_hours=24))


def test_nothing_is_published_when_averaging_leads_to_an_own_site(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    grid = Grid(10_000)
    west, south, _, _ = grid.box(grid.cell_at(*SITE)).bounds
    corner = (west, south)
    # as many rows in each of the four cells that meet at the site
    points = [(west + x * 0.03, south + y * 0.03) for x in (-1, 1) for y in (-1, 1)] * 5
    rows, sites = rows_at(points), sites_with(corner)
    assert public_table(rows, PublicPolicy(), sites=sites).report.attacks

    monkeypatch.setattr(Coarsener, "_guarded", lambda *_: [])

    with pytest.raises(ParameterError, match="nothing was published: averaging: comes to"):
        public_table(rows, PublicPolicy(), sites=sites)


def test_a_place_that_changes_what_is_published_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    def exact(_: Coarsener, known: Known, row: int) -> Placed:
        point = float(known.lon[row]), float(known.lat[row])
        area = shapely.Point(point).buffer(0.05)
        return Placed(Published.CELL, area, point, 5_000.0, source=area)

    monkeypatch.setattr(Coarsener, "_row", exact)

    with pytest.raises(ParameterError, match="nothing was published: exact places"):
        public_table(rows_at(around(SITE, 5, 3_000, seed=9)), PublicPolicy())
