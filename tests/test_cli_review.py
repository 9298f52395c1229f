"""``sitmap export --review`` and back through ``--edits``."""

import json
from pathlib import Path

import pytest
from command import sitmap
from review_sheets import filled, table_of

PERSON = {"by": "Ana", "why": "morgue list"}
TABLE = (
    "id,date,lat,lon,killed,title\n"
    "a,2024-01-28,33.3,38.7,2,First\n"
    "b,2024-02-28,33.4,38.8,4,Second\n"
)


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "attacks.csv"
    path.write_text(TABLE, encoding="utf-8")
    return path


def test_a_sheet_goes_out_is_corrected_and_comes_back(source: Path, tmp_path: Path) -> None:
    done = sitmap("export", source, "--review", "-o", "review.xlsx", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("review.xlsx: 2 rows")
    filled(tmp_path / "review.xlsx", {"id:a": {**PERSON, "new_killed_best": 3}})
    back = sitmap("read", source, "--edits", "review.xlsx", "--json", cwd=tmp_path)
    rows = {row["incident_id"]: row for row in json.loads(back.stdout)["incidents"]}
    assert (rows["id:a"]["killed_best"], rows["id:b"]["killed_best"]) == (3, 4)
    assert "Ana: morgue list" in rows["id:a"]["evidence"]


def test_a_period_leaves_out_rows_but_never_corrected_ones(source: Path, tmp_path: Path) -> None:
    command = ("export", source, "--review", "--from", "2024-02")
    sitmap(*command, "-o", "review.csv", cwd=tmp_path)
    assert list(table_of(tmp_path / "review.csv")) == ["id:b"]
    edits = "incident_id,field,value,by,why\na,killed_best,3,Ana,list\n"
    (tmp_path / "edits.csv").write_text(edits, encoding="utf-8")
    sitmap(*command, "--edits", "edits.csv", "-o", "next.csv", cwd=tmp_path)
    rows = table_of(tmp_path / "next.csv")
    assert list(rows) == ["id:a", "id:b"]
    assert (rows["id:a"]["killed"], rows["id:a"]["new_killed_best"]) == ("2", "3")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("-o", "review.geojson"), "with `--review` its ending must be one of .xlsx, .csv, .gpkg"),
        (("-o", "no/review.xlsx"), "the folder 'no' does not exist"),
        (("-o", "review.xlsx", "--edits", "edits.csv"), "edits.csv: row 1: 'colour' is no field"),
        (("-o", "r.xlsx", "--profile", "public"), "exclude each other"),
    ],
)
def test_a_wrong_call_is_one_line_and_writes_nothing(
    source: Path, tmp_path: Path, arguments: tuple[str, ...], message: str
) -> None:
    edits = tmp_path / "edits.csv"
    edits.write_text("incident_id,field,value,by,why\na,colour,red,A,x\n", encoding="utf-8")
    done = sitmap("export", source, "--review", *arguments, cwd=tmp_path)
    assert done.returncode == 1
    assert message in done.stderr
    assert done.stderr.count("\n") == 1
    assert sorted(tmp_path.iterdir()) == [source, edits]


def test_a_bad_sheet_leaves_the_output_as_it_was(source: Path, tmp_path: Path) -> None:
    sitmap("export", source, "--review", "-o", "review.xlsx", cwd=tmp_path)
    filled(tmp_path / "review.xlsx", {"id:b": {**PERSON, "new_status": "maybe"}})
    (tmp_path / "out.geojson").write_text("before", encoding="utf-8")
    done = sitmap("export", source, "--edits", "review.xlsx", "-o", "out.geojson", cwd=tmp_path)
    assert done.returncode == 1
    assert "review.xlsx: row 2: 'status' takes" in done.stderr
    assert (tmp_path / "out.geojson").read_text("utf-8") == "before"
