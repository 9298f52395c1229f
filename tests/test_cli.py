"""The command line: what it prints, its exit codes, its one-line errors."""

import json
from pathlib import Path

import pytest
from command import sitmap

REPORT = """2024-03-11
Two soldiers were killed on March 10 when a drone struck an outpost near Kidal, in northern Mali.
"""
TABLE = """id,date,lat,lon,type,place,killed
1,2024-01-28,33.31,38.70,drone attack,Tower 22,3
2,2024-02-01,33.79,42.44,rocket attack,Ain al-Asad,
"""


@pytest.fixture
def report(tmp_path: Path) -> Path:
    path = tmp_path / "report.txt"
    path.write_text(REPORT, encoding="utf-8")
    return path


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "table.csv"
    path.write_text(TABLE, encoding="utf-8")
    return path


def test_read_tells_what_was_found(report: Path, tmp_path: Path) -> None:
    done = sitmap("read", report, cwd=tmp_path)

    assert done.returncode == 0, done.stderr
    assert "Kidal" in done.stdout


def test_read_as_json_has_the_five_parts(table: Path, tmp_path: Path) -> None:
    done = sitmap("read", table, "--json", cwd=tmp_path)

    answer = json.loads(done.stdout)
    assert list(answer) == ["reports", "incidents", "background", "assumed", "skipped"]
    assert [row["killed_best"] for row in answer["incidents"]] == [3, None]
    assert answer["incidents"][0]["geometry"] == {"type": "Point", "coordinates": [38.7, 33.31]}


def test_map_and_brief_write_their_files(table: Path, tmp_path: Path) -> None:
    for command, name in (("map", "map.html"), ("brief", "brief.pptx")):
        done = sitmap(command, table, "-o", tmp_path / name, cwd=tmp_path)
        assert done.returncode == 0, done.stderr
        assert (tmp_path / name).stat().st_size > 10_000


def test_near_finds_the_base_at_the_incident(table: Path, tmp_path: Path) -> None:
    done = sitmap("near", table, "--within", "50km", "--json", cwd=tmp_path)

    assert done.returncode == 0, done.stderr
    names = {row["base"] for row in json.loads(done.stdout)["rows"]}
    assert "Tower 22" in names


def test_from_and_to_keep_whole_days(table: Path, tmp_path: Path) -> None:
    done = sitmap(
        "map",
        table,
        "-o",
        "m.html",
        "--from",
        "2024-01-28",
        "--to",
        "2024-01-28",
        "--json",
        cwd=tmp_path,
    )

    assert json.loads(done.stdout)["incidents"] == 1


def test_locate_as_json_has_exactly_the_fields_of_a_location(tmp_path: Path) -> None:
    done = sitmap("locate", "Goma", "--json", cwd=tmp_path)

    best = json.loads(done.stdout)[0]
    assert list(best) == [
        "phrase",
        "name",
        "country",
        "lon",
        "lat",
        "precision",
        "uncertainty_m",
        "probability",
        "geonameid",
        "footprint",
        "rule",
        "ucdp_where_prec",
        "acled_geo_precision",
    ]
    # Goma lies at 1.68 S, 29.22 E (GeoNames 216281)
    assert best["country"] == "CD"
    assert best["lon"] == pytest.approx(29.22, abs=0.1)
    assert best["lat"] == pytest.approx(-1.68, abs=0.1)


def test_an_unknown_place_is_an_answer_and_no_point(tmp_path: Path) -> None:
    done = sitmap("locate", "Qwertzuiopolis", "--json", cwd=tmp_path)

    best = json.loads(done.stdout)[0]
    assert done.returncode == 0
    assert (best["precision"], best["lon"], best["lat"]) == ("unknown", None, None)


def test_doctor_finds_this_installation_healthy(tmp_path: Path) -> None:
    done = sitmap("doctor", cwd=tmp_path)

    assert done.returncode == 0, done.stdout
    assert "BAD" not in done.stdout


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("missing.csv", None, "no such file"),
        ("empty.csv", b"", "empty"),
        ("junk.txt", bytes(range(256)) * 40, "junk.txt"),
        ("columns.csv", b"colour,weight\nred,1\nblue,2\n", "colour"),
        (
            "swapped.csv",
            b"date,lat,lon\n2024-01-01,138.70,33.31\n2024-01-02,142.44,33.79\n",
            "swapped",
        ),
        ("rows.csv", b"date,lat,lon\nsoon,95.0,200.0\n,nan,nan\n", "rows.csv"),
    ],
)
def test_bad_input_gives_one_line_and_exit_code_1(
    name: str, content: bytes | None, words: str, tmp_path: Path
) -> None:
    if content is not None:
        (tmp_path / name).write_bytes(content)

    done = sitmap("map", name, "-o", "map.html", cwd=tmp_path)

    assert done.returncode == 1
    assert words in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "map.html").exists()


def test_an_empty_folder_of_reports_is_named(tmp_path: Path) -> None:
    (tmp_path / "reports").mkdir()

    done = sitmap("read", "reports", cwd=tmp_path)

    assert done.returncode == 1
    assert "reports" in done.stderr


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("map", "table.csv", "-o", "nowhere/map.html"), "does not exist"),
        (("map", "table.csv", "-o", "map.jpg"), ".html"),
        (("near", "table.csv", "--within", "50"), "unit"),
        (("near", "table.csv", "--within", "0km"), "greater than 0"),
        (("near", "table.csv", "--within", "5km", "--format", "xml"), "geojson"),
        (("map", "table.csv", "-o", "m.html", "--from", "soon"), "soon"),
        (("map", "table.csv", "-o", "m.html", "--type", "tea party"), "tea party"),
        (("map", "table.csv", "-o", "m.html", "--published", "2024"), "YYYY-MM-DD"),
    ],
)
def test_bad_options_give_one_line_and_exit_code_1(
    arguments: tuple[str, ...], words: str, table: Path, tmp_path: Path
) -> None:
    done = sitmap(*arguments, cwd=tmp_path)

    assert done.returncode == 1, (table, done.stdout)
    assert words in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


def test_an_unknown_option_is_exit_code_2(tmp_path: Path) -> None:
    assert sitmap("map", "--no-such-option", cwd=tmp_path).returncode == 2


def test_a_single_bad_row_is_named_and_kept(tmp_path: Path) -> None:
    rows = (
        "date,lat,lon,killed\n2024-01-28,33.31,38.70,3\n2024-13-45,33.4,38.6,1\n2024-02-01,0,0,2\n"
    )
    (tmp_path / "rows.csv").write_text(rows, encoding="utf-8")

    done = sitmap("read", "rows.csv", "--json", cwd=tmp_path)

    answer = json.loads(done.stdout)
    assert done.returncode == 0
    assert len(answer["incidents"]) == 3
    assert answer["incidents"][1]["start"] is None
    assert answer["incidents"][2]["geometry"] is None
    assert {note["row"] for note in answer["skipped"]} >= {2, 3}


def test_text_that_steers_a_terminal_is_shown_and_not_obeyed(tmp_path: Path) -> None:
    rows = (
        "id,date,lat,lon,place\n\x1b[31mred,2024-01-28,33.31,38.70,a\u202egnp.exe\x1b]0;title\x07\n"
    )
    (tmp_path / "rows.csv").write_text(rows, encoding="utf-8")

    done = sitmap("read", "rows.csv", cwd=tmp_path)

    assert done.returncode == 0, done.stderr
    assert "gnp.exe" in done.stdout
    assert not set("\x1b\x07\u202e") & set(done.stdout)


def test_a_correction_without_effect_is_told(table: Path, tmp_path: Path) -> None:
    edits = "incident_id,field,value,by,why\ngone,title,New,Ann,typo\n"
    (tmp_path / "edits.csv").write_text(edits, encoding="utf-8")

    done = sitmap("map", table, "-o", "m.html", "--edits", "edits.csv", cwd=tmp_path)

    assert done.returncode == 0
    assert "'gone'" in done.stderr
