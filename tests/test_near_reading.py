"""An answer of ``sitmap near`` as a reader finds it: many rows summed up, reports counted once."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from layers.cli.app import app

SITES = "name,lat,lon,tenant,valid_from\nNorth,1.0,1.0,US,2020\nSouth,0.5,1.0,IQ,\n"


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    Path(tmp_path, "sites.csv").write_text(SITES, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "120")


def near(rows: list[str], *arguments: str) -> str:
    table = "\n".join(["id,date,lat,lon,type,place,precision", *rows])
    Path("t.csv").write_text(table + "\n", encoding="utf-8")
    done = CliRunner().invoke(app, ["near", "t.csv", "--bases", "sites.csv", *arguments])
    if done.exception is not None:
        raise done.exception
    return done.stdout


def days(number: int, lat: float, first: int = 0) -> list[str]:
    """Give rows on as many days, the latest first."""
    return [
        f"{first + day},2021-{1 + day // 28:02}-{1 + day % 28:02},{lat},1.0,raid,town,place"
        for day in reversed(range(number))
    ]


def test_many_rows_are_summed_up_by_site_and_the_earliest_stand_first() -> None:
    told = near([*days(70, 1.0), *days(5, 0.5, first=100)], "--within", "20km").splitlines()
    at = told.index(next(line for line in told if line.startswith("site ")))
    assert [line.split() for line in told[at : at + 3]] == [
        ["site", "inside"], ["North", "70"], ["South", "5"],
    ]  # fmt: skip
    shown = [line.split()[0] for line in told if " town " in line]
    assert shown == sorted(shown)
    assert shown[0] == "2021-01-01"
    assert f"and {75 - len(shown)} more rows; --format csv gives all" in told
    answer = json.loads(near(days(3, 1.0), "--within", "20km", "--json"))
    assert [(site["target"], site["inside"]) for site in answer["sites"]] == [("North", 3)]


def test_few_rows_stand_alone() -> None:
    told = near([*days(5, 1.0), *days(5, 0.5, first=100)], "--within", "20km")
    assert "site  " not in told.split("date", 1)[0]


def test_what_is_left_out_for_one_reason_is_one_line() -> None:
    before = [f"{day},2019-01-{1 + day:02},1.0,1.0,raid,town,place" for day in range(9)]
    told = " ".join(near(before, "--within", "20km").split())
    assert (
        "North, 9 rows of 2019-01-01 to 2019-01-09, the nearest 0 to 2.0 km: listed from"
        " 2020-01-01, the incidents lie outside" in told
    )
    one = " ".join(near(before[:1], "--within", "20km").split())
    assert "2019-01-01 id:0 North, 0 to 2.0 km: listed from 2020-01-01, the incident lies" in one


def test_vague_rows_of_one_place_are_one_line() -> None:
    vague = [f"{day},2021-01-{1 + day:02},1.0,1.0,raid,Province,admin1" for day in range(9)]
    told = " ".join(near(vague, "--within", "20km").split())
    assert "2021-01-01 to 2021-01-09 9 rows Province: 0 to 100 km from" in told
    assert "no incident; 9 too vague to say" in told


def test_words_take_the_room_that_is_there() -> None:
    name = "a village with quite a long name near the river"
    told = near([f"1,2021-01-01,1.0,1.0,,{name},place"], "--within", "20km")
    assert name in told
    # no event type is known, so no column for it
    assert " what " not in told
    assert max(map(len, told.splitlines())) <= 120


def test_a_report_of_what_another_row_reports_is_counted_once(tmp_path: Path) -> None:
    text = "2024-01-29\nA drone struck a base in Amman on 28 January. "
    text += "An armed group claimed the drone attack in Amman on 28 January.\n"
    Path(tmp_path, "report.txt").write_text(text, encoding="utf-8")
    amman = "name,lat,lon\nCentre,31.95,35.93\n"
    Path(tmp_path, "amman.csv").write_text(amman, encoding="utf-8")
    command = ["near", "report.txt", "--bases", "amman.csv", "--within", "50km", "--json"]
    answer = json.loads(CliRunner().invoke(app, command).stdout)
    counted = answer["counts"]
    happened = counted["inside"] + counted["possible"] + counted["too_vague"]
    assert happened + counted["reported_again"] == len(answer["rows"])
    assert happened == 1


def test_an_undated_row_has_a_public_answer_too() -> None:
    rows = [*days(2, 1.0), "9,,1.0,1.0,raid,town,place"]
    Path("t.csv").write_text(
        "\n".join(["id,date,lat,lon,type,place,precision", *rows]) + "\n", encoding="utf-8"
    )
    command = ["near", "t.csv", "--of", "borders", "--profile", "public", "--as-of", "2024-01-01"]
    answer = json.loads(CliRunner().invoke(app, [*command, "--json"]).stdout)
    assert [row["start"] is None for row in answer["rows"]] == [False, False, True]
