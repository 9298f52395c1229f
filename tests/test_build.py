"""How the packaged data is made, and what is packaged."""

import io
import re
import subprocess
import tarfile
import tomllib
import zipfile
from datetime import date
from hashlib import sha256
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import pytest
import shapely

from geo.errors import InputError
from geo.gazetteer import build, build_sources
from geo.gazetteer.build_admin1 import _divided
from geo.gazetteer.build_areas import GRID_DEG, check_cut, polygonal, simplified
from geo.gazetteer.build_notes import shipped, write_sources
from geo.gazetteer.build_overlay import build_bases, day_after, first_day, read_overlay
from geo.gazetteer.build_settlements import keys_of
from geo.gazetteer.build_sources import Package, fetch
from geo.gazetteer.names import is_name
from geo.gazetteer.titles import similar, without_class
from geo.reference import DATA

MEGABYTE = 1_000_000


def test_the_packaged_data_keeps_its_limits() -> None:
    sizes = [path.stat().st_size for path in DATA.rglob("*") if path.is_file()]
    assert sum(sizes) <= 40 * MEGABYTE
    assert max(sizes) <= 12 * MEGABYTE
    assert (DATA / "countries_light.parquet").stat().st_size < 1.2 * MEGABYTE


def test_sources_lists_every_packaged_file_with_its_hash() -> None:
    text = (DATA / "SOURCES.md").read_text("utf-8")
    pattern = r"^\| `([^`]+)` \| (\d+) \| (.+) \| (.+) \| `([0-9a-f]{64})` \|$"
    rows = re.findall(pattern, text, re.MULTILINE)
    listed = {name: (int(size), digest) for name, size, _, _, digest in rows}
    found = {
        path.relative_to(DATA).as_posix(): (
            path.stat().st_size,
            sha256(path.read_bytes()).hexdigest(),
        )
        for path in shipped(DATA)
    }
    # a difference means: run python -m geo.gazetteer.build --overlay-only
    assert listed == found


def test_sources_names_every_package_with_licence() -> None:
    text = (DATA / "SOURCES.md").read_text("utf-8")
    for package, digest in build_sources.MEMBERS.values():
        assert f"| {package.name} | {package.version} |" in text
        assert package.licence in text
        assert digest in text


@pytest.mark.parametrize(
    ("toml", "table", "parquet", "column", "prefix"),
    [
        ("seas", "sea", "areas", "place_id", "sea:"),
        ("regions", "region", "areas", "place_id", "region:"),
        ("sites", "site", "bases", "site", ""),
    ],
)
def test_every_overlay_entry_is_built(
    toml: str, table: str, parquet: str, column: str, prefix: str
) -> None:
    entries = tomllib.loads((DATA / "overlay" / f"{toml}.toml").read_text("utf-8"))[table]
    built = set(pq.read_table(DATA / f"{parquet}.parquet", columns=[column])[column].to_pylist())
    assert {f"{prefix}{entry['id']}" for entry in entries} <= built


def make_wheel(path: Path, files: dict[str, bytes]) -> None:
    with zipfile.ZipFile(path, "w") as wheel:
        for name, content in files.items():
            wheel.writestr(name, content)


def make_ball(path: Path, files: dict[str, bytes]) -> None:
    with tarfile.open(path, "w:gz") as ball:
        for name, content in files.items():
            member = tarfile.TarInfo(name)
            member.size = len(content)
            ball.addfile(member, io.BytesIO(content))


@pytest.mark.parametrize(("registry", "make"), [("PyPI", make_wheel), ("npm", make_ball)])
def test_only_the_named_file_leaves_an_archive(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, registry: str, make: object
) -> None:
    package = Package("some-data", "1.0", registry, "public domain", "2024")
    content = b"right"
    cache = tmp_path / "cache"
    cache.mkdir()
    assert callable(make)
    make(cache / package.archive, {"data/x.csv": content, "../escaped": b"x", "other": b"y"})
    digest = sha256(content).hexdigest()
    monkeypatch.setitem(build_sources.MEMBERS, "data/x.csv", (package, digest))
    path = fetch("data/x.csv", cache)
    assert path.read_bytes() == content
    assert not (tmp_path / "escaped").exists()
    assert [p for p in cache.rglob("*") if p.is_file()] == [cache / package.archive, path]


def test_other_bytes_than_those_reviewed_are_an_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = Package("some-data", "1.0", "PyPI", "public domain", "2024")
    make_wheel(tmp_path / package.archive, {"x.csv": b"changed"})
    monkeypatch.setitem(build_sources.MEMBERS, "x.csv", (package, "0" * 64))
    with pytest.raises(InputError, match="was reviewed"):
        fetch("x.csv", tmp_path)


def test_a_package_without_the_file_is_an_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = Package("some-data", "1.0", "npm", "public domain", "2024")
    make_ball(tmp_path / package.archive, {"package/other": b""})
    monkeypatch.setitem(build_sources.MEMBERS, "package/x", (package, "0" * 64))
    with pytest.raises(InputError, match="holds no file 'package/x'"):
        fetch("package/x", tmp_path)


@pytest.mark.parametrize(("registry", "client"), [("PyPI", "pip"), ("npm", "npm")])
def test_a_package_comes_through_the_ordinary_client_at_its_pinned_version(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, registry: str, client: str
) -> None:
    package = Package("some-data", "1.0", registry, "public domain", "2024")
    ran: list[list[str]] = []

    def run(command: list[str], **_: object) -> None:
        ran.append(command)

    monkeypatch.setattr(subprocess, "run", run)
    monkeypatch.setitem(build_sources.MEMBERS, "x", (package, "0" * 64))
    with pytest.raises(InputError, match="did not bring"):
        fetch("x", tmp_path)
    assert client in ran[0]
    assert ran[0][-1] in {"some-data==1.0", "some-data@1.0"}


def test_simplified_neighbours_keep_their_edge_and_the_seam() -> None:
    rng = np.random.default_rng(7)
    ys = np.linspace(0, 10, 400)
    middle = np.column_stack([175 + rng.normal(0, 0.001, 400), ys])
    west = shapely.Polygon([*middle, (170, 10), (170, 0)])
    east = shapely.Polygon([*middle, (180, 10), (180, 0)])
    shapes = simplified(np.array([west, east], dtype=object), 0.01)
    assert shapely.coverage_is_valid(shapes)
    assert shapely.get_num_coordinates(shapes[0]) < 100
    assert shapes[1].bounds[2] == 180
    xy = shapely.get_coordinates(shapes)
    assert (xy / GRID_DEG == np.round(xy / GRID_DEG)).all()


def test_a_shape_over_the_antimeridian_is_refused() -> None:
    over = shapely.Polygon([(179, 0), (-179, 0), (-179, 1), (179, 1)])
    with pytest.raises(InputError, match="antimeridian"):
        check_cut(np.array([over], dtype=object))
    beyond = shapely.box(179, 0, 181, 1)
    with pytest.raises(InputError, match="outside the world"):
        check_cut(np.array([beyond], dtype=object))


def test_only_polygons_are_kept() -> None:
    mixed = shapely.GeometryCollection(
        [shapely.Point(0, 0), shapely.LineString([(0, 0), (1, 1)]), shapely.box(0, 0, 1, 1)]
    )
    assert polygonal(mixed).equals(shapely.box(0, 0, 1, 1))


def test_an_outline_is_divided_between_its_settlements() -> None:
    points = np.array([(1.0, 1.0), (3.0, 1.0), (3.0, 1.5)])
    parts = _divided(shapely.box(0, 0, 4, 2), [0, 1, 2], points, ["A", "B", "B"])
    # the cell edge runs half way between x = 1 and x = 3 for the lower city
    assert parts["A"].area + parts["B"].area == pytest.approx(8)
    assert shapely.contains_xy(parts["A"], 1.9, 0.5)
    assert shapely.contains_xy(parts["B"], 2.1, 0.5)
    assert _divided(shapely.box(0, 0, 4, 2), [1, 2], points, ["A", "B", "B"]) == {
        "B": shapely.box(0, 0, 4, 2)
    }


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("2017", date(2017, 1, 1), date(2018, 1, 1)),
        ("2016-12", date(2016, 12, 1), date(2017, 1, 1)),
        ("2024-02-29", date(2024, 2, 29), date(2024, 3, 1)),
        ("", None, None),
        (None, None, None),
    ],
)
def test_a_period_begins_on_its_first_day_and_ends_after_its_last(
    text: str | None, start: date | None, end: date | None
) -> None:
    assert first_day(text) == start
    assert day_after(text) == end


def test_a_site_with_several_tenants_is_several_bases(tmp_path: Path) -> None:
    site = {
        "id": "field",
        "name": "Field",
        "country": "JO",
        "kind": "airbase",
        "lon": 36.0,
        "lat": 32.0,
        "radius_m": 3000,
        "source": "test",
        "tenants": [
            {"tenant": "US", "valid_from": "2017", "valid_to": ""},
            {"tenant": "JO", "valid_from": "", "valid_to": ""},
        ],
    }
    alone = site | {"id": "lone", "tenants": [{"tenant": "unknown"}]}
    unsaid = site | {"id": "unsaid", "tenants": []}
    build_bases({"sites": {"site": [site, alone, unsaid]}}, tmp_path)
    rows = pq.read_table(tmp_path / "bases.parquet").to_pylist()
    assert [row["base_id"] for row in rows] == ["field:JO:start", "field:US:2017", "lone", "unsaid"]
    assert rows[1]["valid_from"] == date(2017, 1, 1)
    assert rows[1]["valid_to"] is None
    assert [row["tenant"] for row in rows] == ["JO", "US", "unknown", "unknown"]


def test_building_twice_gives_the_same_bytes(tmp_path: Path) -> None:
    overlay = read_overlay(DATA)
    build_bases(overlay, tmp_path)
    assert (tmp_path / "bases.parquet").read_bytes() == (DATA / "bases.parquet").read_bytes()
    write_sources(tmp_path)
    first = (tmp_path / "SOURCES.md").read_bytes()
    write_sources(tmp_path)
    assert (tmp_path / "SOURCES.md").read_bytes() == first


def test_a_missing_overlay_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"seas\.toml"):
        read_overlay(tmp_path)


def test_the_command_ends_with_one_line_and_1_on_an_error(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    assert build.main(["--overlay-only", "--out", str(tmp_path)]) == 1
    assert len([r for r in caplog.records if r.levelname == "ERROR"]) == 1


@pytest.mark.parametrize(
    ("alternate", "expected"),
    [
        ("Guantánamo", True),
        ("GAO", False),  # an airport code
        ("USNYC", False),  # a port code
        ("swldw", False),  # machine-made
        ("'s-Hertogenbosch", True),
        ("حلب", True),
        ("Us", True),
    ],
)
def test_codes_and_transliterations_are_no_names(alternate: str, expected: bool) -> None:
    assert is_name(alternate) is expected


def test_an_article_is_stripped_only_where_arabic_is_spoken() -> None:
    assert set(keys_of("El Fasher", arabic_article=True)) == {"el fasher", "fasher"}
    assert set(keys_of("El Paso", arabic_article=False)) == {"el paso"}
    assert set(keys_of("The Hague", arabic_article=False)) == {"the hague", "hague"}
    assert "kings lynn" in set(keys_of("King's Lynn", arabic_article=False))


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("Anbar Governorate", "Anbar"),
        ("Donetsk Oblast", "Donetsk"),
        ("Municipality of Brda", "Brda"),
        ("Northern Region", "Northern Region"),
        ("Kentucky", "Kentucky"),
        ("District of Columbia", "District of Columbia"),
    ],
)
def test_a_class_word_is_stripped_where_a_name_is_left(name: str, short: str) -> None:
    assert without_class(name) == short


def test_spellings_are_told_from_other_names() -> None:
    assert similar("Nord-Kivu", ["Nord Kivu Province", "North Kivu"])
    assert not similar("Haut-Katanga", ["Katanga"])
    assert not similar("Anseba", ["Debub"])
