"""``--profile public`` on the command line: what is written, marked, and refused."""

from __future__ import annotations

import base64
import csv
import json
import re
import subprocess
import tomllib
import zipfile
import zlib
from pathlib import Path

import pytest
from command import sitmap

import geo
from geo import reference
from geo.publish import restricted_rows

SITE = (43.2171, 34.6832)
SETTINGS = '[public]\ngrid_km = 10\ndelay_hours = 72\nnames = ["Jane Roe"]\n'
STATEMENT = "public, coarsened to 10 km, delayed 72 hours"


@pytest.fixture
def case(tmp_path: Path) -> Path:
    """Give a folder with events round an own site, the site, and settings."""
    with (tmp_path / "secret-events.csv").open("w", newline="", encoding="utf-8") as file:
        table = csv.writer(file)
        table.writerow(["id", "date", "latitude", "longitude", "country", "actor", "title"])
        for number in range(6):
            lat, lon = SITE[1] + 0.01 * number, SITE[0] - 0.01 * number
            title = "Rocket at Camp Foxtrot"
            table.writerow(
                [f"e{number}", f"2024-01-0{number + 1}", lat, lon, "Iraq", "Jane Roe", title]
            )
    (tmp_path / "own-sites.csv").write_text(
        f"name,lat,lon,radius\nCamp Foxtrot,{SITE[1]},{SITE[0]},1 km\n", encoding="utf-8"
    )
    (tmp_path / "sitmap.toml").write_text(SETTINGS, encoding="utf-8")
    return tmp_path


def publish(command: str, *more: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    return sitmap(
        command, "secret-events.csv", "--bases", "own-sites.csv", "--config", "sitmap.toml",
        "--as-of", "2024-02-01", "--profile", "public", *more, cwd=cwd,
    )  # fmt: skip


def all_text(path: Path) -> str:
    """Give everything that stands in a file, packed or not."""
    if path.suffix == ".pptx":
        with zipfile.ZipFile(path) as package:
            parts = [package.read(name) for name in package.namelist()]
        return "\n".join(part.decode("utf-8", "replace") for part in parts)
    text = path.read_text(encoding="utf-8")
    blocks = re.findall(r'<script type="text/plain" id="[^"]*">([^<]*)</script>', text)
    unpacked = [zlib.decompress(base64.b64decode(block), wbits=-15) for block in blocks if block]
    return "\n".join([text, *(block.decode("utf-8", "replace") for block in unpacked)])


SECRETS = re.compile(r"foxtrot|jane roe|secret-events|own-sites|/tmp/|\"e[0-5]\"", re.IGNORECASE)


@pytest.mark.parametrize(
    ("command", "name"),
    [("map", "map.html"), ("brief", "brief.pptx"), ("export", "rows.geojson")],
)
def test_an_output_carries_its_mark_and_no_secret_and_the_same_bytes(
    case: Path, command: str, name: str
) -> None:
    contents = []
    for _ in range(2):
        done = publish(command, "-o", name, cwd=case)
        assert done.returncode == 0, done.stderr
        contents.append((case / name).read_bytes())

    text = all_text(case / name)
    assert contents[0] == contents[1]
    assert STATEMENT in text
    assert not SECRETS.findall(text)
    report = json.loads((case / f"{name}.leaks.json").read_text(encoding="utf-8"))
    assert report["rows_published"] == 6
    assert all(item["passed"] for item in report["attacks"])


def test_near_answers_from_the_coarse_places(case: Path) -> None:
    done = publish("near", "--within", "100km", "--format", "csv", cwd=case)

    assert done.returncode == 0, done.stderr
    rows = list(csv.DictReader(done.stdout.splitlines()))
    assert rows
    # distances between middles are good to a cell only
    assert {float(row["distance_m"]) % 10_000 for row in rows} == {0.0}
    assert not SECRETS.findall(done.stdout)


@pytest.mark.parametrize(("command", "name"), [("map", "m.html"), ("export", "e.geojson")])
def test_an_internal_output_says_so(case: Path, command: str, name: str) -> None:
    done = sitmap(command, "secret-events.csv", "-o", name, cwd=case)

    assert done.returncode == 0, done.stderr
    assert "INTERNAL" in all_text(case / name)
    assert not (case / f"{name}.leaks.json").exists()


@pytest.mark.parametrize(
    ("settings", "more", "words"),
    [
        (SETTINGS, [], "`delay_hours` is 72"),
        ("[public]\ngrid_km = 0\n", [], "`grid_km` is 0"),
        ("[public]\ngrid_km = 5000\n", [], "`grid_km` is 5000"),
        ("[public]\ngrid = 5\n", [], "`public.grid` is no setting"),
        ("public = 5\n", [], "a table is needed"),
        ("[public]\nnames = 5\n", [], "`public.names` is 5"),
        ("", ["-o", "rows.docx"], "its ending must be one of"),
        ("", ["--profile", "secret"], "`--profile` is 'secret'"),
    ],
)
def test_bad_input_gives_one_line_and_nothing_is_written(
    case: Path, settings: str, more: list[str], words: str
) -> None:
    (case / "sitmap.toml").write_text(settings, encoding="utf-8")
    before = sorted(path.name for path in case.iterdir())

    done = sitmap(
        "export", "secret-events.csv", "--config", "sitmap.toml", "--profile", "public",
        "-o", "rows.geojson", *more, cwd=case,
    )  # fmt: skip

    assert done.returncode == 1
    assert len(done.stderr.splitlines()) == 1
    assert words in done.stderr
    assert sorted(path.name for path in case.iterdir()) == before


def test_measuring_from_an_own_file_is_refused_in_public(case: Path) -> None:
    done = publish("near", "--within", "50km", "--of", "own-sites.csv", cwd=case)

    assert done.returncode == 1
    assert "stay out of public outputs" in done.stderr


@pytest.mark.parametrize(
    ("header", "row", "name"),
    [
        (
            "event_id_cnty,event_date,event_type,country,latitude,longitude",
            "IRQ1,2024-01-02,Battles,Iraq,34.7,43.2",
            "ACLED",
        ),
        (
            "eventid,iyear,imonth,iday,gname,country,latitude,longitude,date",
            "202001020001,2020,1,2,Unknown,Iraq,34.7,43.2,2020-01-02",
            "GTD",
        ),
    ],
)
def test_raw_rows_that_must_not_be_passed_on_are_told_by_their_columns(
    tmp_path: Path, header: str, row: str, name: str
) -> None:
    (tmp_path / "events.csv").write_text(f"{header}\n{row}\n", encoding="utf-8")

    assert restricted_rows(geo.read(tmp_path / "events.csv").incidents) == {name: 1}


MEDICAL = re.compile(
    r"hospital|clinic|medical|health|ambulance|red (cross|crescent)|مستشفى", re.IGNORECASE
)


def test_packaged_bases_hold_no_medical_site_and_state_source_kind_tenant_and_dates() -> None:
    bases = geo.bases()

    texts = [bases["name"], bases["kind"], bases["aliases"].map(" ".join)]
    assert not [text for column in texts for text in column if MEDICAL.search(text)]
    assert bases[["source", "kind", "site", "tenant"]].notna().all(axis=None)
    assert (bases["source"].str.len() > 3).all()
    assert (bases["tenant"].str.len() > 1).all()
    # public knowledge of 2021: nobody was named as holding the air base on Mayun island
    assert bases.set_index("base_id").loc["mayun-air-base", "tenant"] == "unknown"
    assert {"valid_from", "valid_to"} <= set(bases.columns)
    assert len(bases) == len(reference.bases())


def test_every_tenant_of_the_packaged_list_is_named_or_called_unknown() -> None:
    text = (reference.DATA / "overlay" / "sites.toml").read_text(encoding="utf-8")
    for site in tomllib.loads(text)["site"]:
        for tenant in site["tenants"]:
            assert tenant["tenant"], site["id"]
            assert {"valid_from", "valid_to"} <= set(tenant), site["id"]
