"""The command ``sitmap near``: what it prints for people and for machines."""

import csv
import io
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import geopandas as gpd
import pytest
from shapely import LineString
from typer.testing import CliRunner

from geo.errors import InputError, ParameterError, SitmapError
from layers.cli.app import app

TABLE = """id,date,lat,lon,type,place,precision
1,2024-01-28,33.31,38.70,drone attack,Tower 22,place
2,2024-02-01,33.79,42.44,rocket attack,Ain al-Asad,near
3,2024-02-11,33.20,38.70,rocket attack,the desert,admin1
4,2024-02-12,33.20,38.70,rocket attack,Jordan,country
5,2012-02,33.79,42.44,rocket attack,Ain al-Asad,
6,,33.31,38.70,rocket attack,undated,place
7,2024-02-12,,,rocket attack,nowhere,
"""
SITES = """name,lat,lon,radius_m,tenant,valid_from,valid_to
Outpost,33.31,38.70,500,US,2016,2024-02-01
Outpost,33.31,38.70,500,JO,2016,
Depot,33.79,42.44,500,IQ,,
"""


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "t.csv").write_text(TABLE, encoding="utf-8")
    (tmp_path / "sites.csv").write_text(SITES, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "120")
    return tmp_path


pytestmark = pytest.mark.usefixtures("here")


def near(*arguments: str, sites: str | None = "sites.csv") -> str:
    """Run the command in this process and give what it prints."""
    bases = [] if sites is None else ["--bases", sites]
    done = CliRunner().invoke(app, ["near", "t.csv", *bases, *arguments])
    if done.exception is not None:
        raise done.exception
    return done.stdout


def as_json(*arguments: str, sites: str | None = "sites.csv") -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(near(*arguments, "--json", sites=sites))
    return loaded


def pairs(answer: dict[str, Any], *names: str) -> list[tuple[Any, ...]]:
    return [tuple(row[name] for name in names) for row in answer["rows"]]


def test_grades_are_counted_apart_and_each_incident_once() -> None:
    answer = as_json("--within", "50km")
    # 1 and 6 are settlements of 2 km, 2 is within 25 km, 3 and 4 are vaguer than 50 km, 5 has no
    # precision; two tenants of one site are one incident
    assert answer["counts"] == {
        "inside": 3,
        "possible": 0,
        "too_vague": 2,
        "centre_only": 1,
        "series_and_aggregates": 0,
        "reported_again": 0,
    }
    told = near("--within", "50km").splitlines()[1]
    assert told == (
        "Within 50 km of a base, as of 2024-02-12: 3 inside, 1 by the centre only; apart from these"
        " 2 too vague to say."
    )
    assert (answer["asked"], answer["without_point"]) == (7, 1)


@pytest.mark.parametrize("width", [80, 100, 120])
@pytest.mark.parametrize(
    "arguments",
    [
        ("--within", "50km"),
        ("--within", "50km,100km"),
        ("--within", "30nmi", "--tenant", "US"),
        ("--nearest", "2"),
        ("--within", "50km", "--by", "month"),
        ("--of", "borders", "--within", "20mi"),
    ],
)
def test_a_table_keeps_to_the_width_and_is_aligned(
    monkeypatch: pytest.MonkeyPatch, width: int, arguments: Sequence[str]
) -> None:
    monkeypatch.setenv("COLUMNS", str(width))
    lines = near(*arguments, sites=None if "borders" in arguments else "sites.csv").splitlines()
    assert max(map(len, lines)) <= width
    assert not any(line != line.rstrip() for line in lines)
    assert "\x1b" not in "".join(lines)
    header = next((line for line in lines if line.startswith("date ")), None)
    if header is not None:
        where = header.index("where")
        rows = lines[lines.index(header) + 1 :]
        for row in rows[: rows.index("")]:
            assert row[where - 1] == " "
            assert row[where] != " "
            assert row[:4] == "unda" or row[:4].isdigit()


def test_a_terminal_gets_colour(monkeypatch: pytest.MonkeyPatch) -> None:
    from layers.cli import near_people

    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    monkeypatch.setattr("sys.stdout", Terminal())
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.delenv("NO_COLOR", raising=False)
    from layers.cli.near import answer_of
    from layers.cli.near_counts import Question
    from layers.cli.selecting import Wanted, select

    selected = select(Wanted([Path("t.csv")], bases="sites.csv"))
    answer = answer_of(selected, Question((50_000.0,), "km"))
    assert "\x1b[" in near_people.as_table(answer, selected, marking=None)


def test_rings_grade_every_distance() -> None:
    answer = as_json("--within", "200,20km")
    assert [ring["within_m"] for ring in answer["rings"]] == [20_000.0, 200_000.0]
    first = answer["rows"][0]
    assert (first["match_20000m"], first["match"]) == ("inside", "inside")
    vague = next(row for row in answer["rows"] if row["incident_id"] == "id:3")
    # an uncertainty of 100 km is vaguer than 20 km and not than 200 km
    assert (vague["match_20000m"], vague["match"]) == ("too_vague", "inside")
    assert near("--within", "20km,200km").count("Within ") == 2


def test_the_nearest_are_sites_not_tenants() -> None:
    answer = as_json("--nearest", "1")
    assert ("id:1", "Outpost", "JO", 1) in pairs(answer, "incident_id", "base", "tenant", "rank")
    assert ("id:1", "Outpost", "US", 1) in pairs(answer, "incident_id", "base", "tenant", "rank")
    assert {row["incident_id"] for row in answer["rows"]} == {
        "id:1",
        "id:2",
        "id:3",
        "id:5",
        "id:6",
    }
    assert answer["too_vague_for_nearest"] == 1
    two = as_json("--nearest", "2")
    assert {row["base"] for row in two["rows"] if row["incident_id"] == "id:1"} == {
        "Outpost",
        "Depot",
    }
    assert as_json("--nearest", "1", "--within", "10km")["rows"]


def test_another_tenant_and_another_time_are_no_hits_and_say_why(here: Path) -> None:
    answer = as_json("--within", "5km", "--tenant", "us")
    assert {row["tenant"] for row in answer["rows"]} == {"US"}
    assert ("id:1", "inside") in pairs(answer, "incident_id", "period")
    assert ("id:6", "possible") in pairs(answer, "incident_id", "period")
    reasons = {row["incident_id"]: row["reason"] for row in answer["excluded"]}
    assert reasons["id:5"].endswith("held by IQ, not by us")
    assert "id:1" not in reasons
    told = near("--within", "5km", "--tenant", "US")
    assert "Not counted, though within the distance:" in told
    assert "1 of the pairs holds only if the site was held that day" in told
    (here / "t.csv").write_text("id,date,lat,lon\n1,2024-03-01,33.31,38.70\n", encoding="utf-8")
    closed = as_json("--within", "5km", "--tenant", "US")
    assert closed["rows"] == []
    assert closed["excluded"][0]["reason"] == (
        "listed from 2016-01-01 to 2024-02-01, the incident lies outside; held by JO, not by US"
    )


def test_periods_count_what_is_dated_inside_them() -> None:
    answer = as_json("--within", "50km", "--by", "week")
    weeks = [row for row in answer["periods"] if row["target"] is None]
    by_start = {row["start"][:10]: row for row in weeks}
    # 28 January 2024 was a Sunday, 1 February the Thursday after
    assert by_start["2024-01-22"]["inside"] == 1
    assert by_start["2024-01-29"]["inside"] == 1
    # February 2012 is known to the month only, so to no single week
    assert by_start["2012-02-06"]["centre_only"] == 0
    assert by_start["2012-02-06"]["loosely_dated"] == 1
    assert "1 undated, in no week" in near("--within", "50km", "--by", "week")
    months = as_json("--within", "50km", "--by", "month")["periods"]
    february = next(r for r in months if r["target"] is None and r["start"][:7] == "2012-02")
    assert (february["centre_only"], february["loosely_dated"]) == (1, 0)
    assert {row["target"] for row in months} == {None, "Outpost", "Depot"}


def test_borders_are_asked_with_their_precision() -> None:
    answer = as_json("--of", "borders", "--within", "50km", sites=None)
    assert ("id:1", "JO-SY", "inside") in pairs(answer, "incident_id", "nearest_border", "match")
    assert answer["border_precision_m"] == 1000.0
    told = near("--of", "borders", "--within", "50km", sites=None)
    assert "good to about 1 km; point of view de_facto; no opinion on status." in told


def test_a_file_of_places_or_of_lines_may_be_asked(here: Path) -> None:
    answer = as_json("--of", "sites.csv", "--within", "5km", sites=None)
    assert {row["base"] for row in answer["rows"]} == {"Outpost", "Depot"}
    road = LineString([(38.0, 33.31), (39.0, 33.31)])
    gpd.GeoDataFrame({"name": ["Road 10"]}, geometry=[road], crs=4326).to_file(here / "r.geojson")
    answer = as_json("--of", "r.geojson", "--within", "5km", sites=None)
    assert ("id:1", "Road 10", "inside") in pairs(answer, "incident_id", "nearest_border", "match")
    with pytest.raises(ParameterError, match="`--of` names a file and `--bases` too"):
        near("--of", "sites.csv", "--within", "5km")


def test_csv_has_its_columns_even_when_empty_and_runs_no_formula(here: Path) -> None:
    empty = near("--within", "1m", "--from", "2023", "--to", "2023", "--format", "csv")
    full = near("--within", "50km", "--format", "csv")
    assert empty.count("\n") == 1
    assert empty.splitlines()[0] == full.splitlines()[0]
    (here / "t.csv").write_text("id,date,lat,lon,place\n1,2024,33.31,38.7,=1+1\n", encoding="utf-8")
    rows = list(csv.DictReader(io.StringIO(near("--within", "5km", "--format", "csv"))))
    assert rows[0]["place"] == "'=1+1"
    assert rows[0]["internal"] == "True"


def test_geojson_holds_each_incident_once_with_its_sites() -> None:
    found = json.loads(near("--within", "5km", "--format", "geojson"))
    ids = [feature["properties"]["incident_id"] for feature in found["features"]]
    assert len(ids) == len(set(ids))
    close = found["features"][0]["properties"]["near"]
    assert [row["tenant"] for row in close] == ["US", "JO"]
    assert found["sitmap_near"]["within_m"] == 5_000.0
    with pytest.raises(ParameterError, match="counts, which have no geometry"):
        near("--within", "5km", "--by", "day", "--format", "geojson")


def test_an_output_file_is_written_whole_in_the_format_of_its_ending(here: Path) -> None:
    near("--within", "5km", "-o", "out.geojson")
    assert json.loads((here / "out.geojson").read_text("utf-8"))["type"] == "FeatureCollection"
    near("--within", "5km", "-o", "out.csv")
    assert (here / "out.csv").read_text("utf-8").startswith("incident_id,")
    assert not [path for path in here.iterdir() if path.name.startswith(".sitmap-")]


@pytest.mark.parametrize(
    ("unit", "metres"), [("m", 1.0), ("km", 1000.0), ("mi", 1609.344), ("nmi", 1852.0)]
)
def test_answers_come_in_the_unit_asked_with(unit: str, metres: float) -> None:
    assert as_json("--within", f"20000{unit}" if unit == "m" else f"20{unit}")["within_m"] == (
        20_000 if unit == "m" else 20 * metres
    )
    told = near("--within", f"20000{unit}" if unit == "m" else f"20{unit}")
    assert told.splitlines()[1].startswith(
        f"Within {'20000' if unit == 'm' else '20'} {unit} of a base"
    )
    names = {"m": "metres", "km": "kilometres", "mi": "miles", "nmi": "nautical miles"}
    assert f"Distances: {names[unit]} on the WGS 84 ellipsoid" in told


def test_own_sites_are_called_internal() -> None:
    assert "keep this answer out of public outputs" in near("--within", "5km")
    assert "public outputs" not in near("--within", "5km", sites=None)


def test_the_point_of_view_and_own_areas_reach_the_rows(here: Path) -> None:
    (here / "t.csv").write_text("id,date,lat,lon\n1,2020-01-01,44.95,34.1\n", encoding="utf-8")
    for view, code in (("de_facto", "RU"), ("un", "UA")):
        row = as_json("--within", "900km", "--point-of-view", view, sites=None)["rows"][0]
        assert row["country_located"] == code
        assert row["country_rule"] == f"view {view}: Crimea counts to {code}"


def test_text_that_steers_a_terminal_is_not_obeyed(here: Path) -> None:
    rows = "id,date,lat,lon,place\n1,2024-01-01,33.31,38.7,\x1b[31mred\u202e[bold]x[/bold]\n"
    (here / "t.csv").write_text(rows, encoding="utf-8")
    told = near("--within", "5km")
    assert not {"\x1b", "\u202e"} & set(told)
    assert "[bold]x[/bold]" in told


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        ((), ParameterError, "give `--within`, as 50km, or `--nearest`"),
        (("--within", "50"), ParameterError, "a unit: m, km, mi or nmi"),
        (("--within", "-5km"), ParameterError, "greater than 0"),
        (("--within", "0km"), ParameterError, "greater than 0"),
        (("--within", "50km,"), ParameterError, "greater than 0"),
        (("--within", "30000km"), ParameterError, "no two places on Earth are further apart"),
        (("--within", "5parsec"), ParameterError, "a unit"),
        (("--nearest", "0"), ParameterError, "1 or more"),
        (("--nearest", "2", "--by", "week"), ParameterError, "give `--within` too"),
        (("--within", "5km", "--by", "hour"), ParameterError, "day, week, month, year"),
        (("--within", "5km", "--tenant", "X"), ParameterError, "are held by IQ, JO, US"),
        (("--within", "5km", "--point-of-view", "x"), ParameterError, "give de_facto or un"),
        (("--within", "5km", "-o", "a.pdf"), ParameterError, "`--output` is 'a.pdf'"),
        (("--within", "5km", "--admin", "no.gpkg"), InputError, "no such file"),
        (("--of", "borders", "--nearest", "2"), ParameterError, "only the nearest one"),
        (("--of", "no.csv", "--within", "1km"), ParameterError, "bases, borders or a file"),
    ],
)
def test_a_question_that_cannot_be_answered_says_what_to_do(
    arguments: tuple[str, ...], error: type[SitmapError], message: str
) -> None:
    with pytest.raises(error, match=message):
        near(*arguments)


def test_no_bases_are_nothing_to_measure_from() -> None:
    with pytest.raises(ParameterError, match="near needs bases to measure from"):
        near("--within", "5km", sites="none")
