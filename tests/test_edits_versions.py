"""Corrections on a newer version of the source: what survives, what is a conflict, what is gone."""

import csv
import json
import random
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from review_sheets import exported, filled

import geo
from geo.edits import read_edits
from geo.models import ReadResult

COLUMNS = ("id", "date", "lat", "lon", "killed", "title")
PERSON = {"by": "Ana", "why": "morgue list"}
REPORT = (
    "date 2024-02-05\n\n"
    "Three soldiers were killed in a drone attack on Tower 22 in northeastern Jordan on 28 January"
    " 2024.\n\n"
    "On 4 February 2024 a rocket attack near Deir ez-Zor, Syria, injured six people.\n"
)


def source(folder: Path, rows: Iterable[Iterable[object]], *, ids: bool = True) -> Path:
    path = folder / "attacks.csv"
    first = 0 if ids else 1
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([COLUMNS[first:], *(list(row)[first:] for row in rows)])
    return path


def row_of(number: int) -> list[object]:
    return [f"a{number}", "2024-01-28", 33.0 + number / 100, 38.0, number, f"attack {number}"]


def sheet_for(path: Path, title: str, **cells: object) -> Path:
    """Export the sheet of a source and correct the row of this title."""
    incidents = geo.read(path).incidents
    name = incidents.loc[incidents["title"].str.startswith(title), "incident_id"].item()
    out = exported(incidents, path.parent / "review.xlsx")
    return filled(out, {name: {**PERSON, **cells}})


def by_title(result: ReadResult, title: str) -> Any:
    incidents = result.incidents
    return incidents[incidents["title"].str.startswith(title)].iloc[0]


@settings(max_examples=4, deadline=None)
@given(chance=st.randoms(use_true_random=False), ids=st.booleans(), number=st.integers(10, 39))
def test_an_edit_survives_a_hundred_changes_of_other_rows(
    chance: random.Random, ids: bool, number: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("source")
    rows = [row_of(item) for item in range(10, 40)]
    path = source(folder, rows, ids=ids)
    edits = sheet_for(
        path,
        f"attack {number}",
        new_killed_best=77,
        new_status="rejected",
        new_location="38.70,33.31 r=2km",
    )
    kept = rows[number - 10]
    for change in range(100):
        others = [row for row in rows if row is not kept]
        match chance.randrange(4):
            case 0:
                rows.insert(chance.randrange(len(rows)), row_of(500 + change))
            case 1 if len(others) > 3:
                rows.remove(chance.choice(others))
            case 2:
                chance.choice(others)[4] = chance.randrange(1000)
            case _:
                chance.shuffle(rows)
    path = source(folder, rows, ids=ids)
    plain, found = geo.read(path), geo.read(path, edits=edits)
    row = by_title(found, str(kept[5]))
    assert (row["killed_best"], row["status"]) == (77, "rejected")
    assert (row.geometry.x, row.geometry.y) == (38.70, 33.31)
    assert found.skipped == plain.skipped
    others_found = found.incidents[found.incidents["title"] != kept[5]]
    others_plain = plain.incidents[plain.incidents["title"] != kept[5]]
    assert others_found.drop(columns="footprint").equals(others_plain.drop(columns="footprint"))


@pytest.mark.parametrize(
    ("column", "new", "cells", "group"),
    [
        (4, 9, {"new_killed_best": 7}, "killed"),
        (1, "2024-01-29", {"new_start": "2024-01-27"}, "time"),
        (2, 34.5, {"new_location": "38.70,33.31 r=2km"}, "location"),
        (4, 9, {"new_status": "rejected"}, "killed"),
        (4, 9, {"split_into": 2}, "killed"),
    ],
)
def test_an_edit_of_what_the_source_changed_is_listed_and_not_applied(
    tmp_path: Path, column: int, new: object, cells: dict[str, object], group: str
) -> None:
    edits = sheet_for(source(tmp_path, [row_of(1), row_of(2)]), "attack 1", **cells)
    changed = row_of(1)
    changed[column] = new
    path = source(tmp_path, [changed, row_of(2)])
    plain, found = geo.read(path), geo.read(path, edits=edits)
    note = found.skipped[-1]
    assert (note.source, note.row) == ("review.xlsx", 1)
    assert f"the source of 'id:a1' changed since in {group}" in note.message
    assert "Ana: morgue list" in note.message
    same = found.incidents.drop(columns=["evidence", "footprint"])
    assert same.equals(plain.incidents.drop(columns=["evidence", "footprint"]))
    listed = json.loads(found.incidents["evidence"].iloc[0])[-1]
    assert (listed["report"], listed["quote"]) == ("edit, not applied", "Ana: morgue list")


def test_an_edit_is_applied_where_the_source_changed_elsewhere_in_the_row(tmp_path: Path) -> None:
    edits = sheet_for(source(tmp_path, [row_of(1)]), "attack 1", new_killed_best=7, note="seen")
    changed = row_of(1)
    changed[2] = 34.5
    found = geo.read(source(tmp_path, [changed]), edits=edits)
    assert found.incidents["killed_best"].item() == 7
    assert found.incidents.geometry.item().y == 34.5
    assert not [note for note in found.skipped if "changed since" in note.message]


def test_a_conflict_stays_until_a_person_settles_it(tmp_path: Path) -> None:
    first = sheet_for(source(tmp_path, [row_of(1)]), "attack 1", new_killed_best=7)
    changed = row_of(1)
    changed[4] = 9
    path = source(tmp_path, [changed])
    incidents = geo.read(path).incidents
    second = exported(incidents, tmp_path / "second.xlsx", edits=read_edits(first))
    assert geo.read(path, edits=second).incidents["killed_best"].item() == 9
    filled(second, {"id:a1": {"settled": "yes"}})
    assert geo.read(path, edits=second).incidents["killed_best"].item() == 7
    third = exported(incidents, tmp_path / "third.xlsx", edits=read_edits(second))
    assert geo.read(path, edits=third).incidents["killed_best"].item() == 7


def test_an_edit_of_a_row_that_is_gone_is_reported_and_kept_in_the_next_sheet(
    tmp_path: Path,
) -> None:
    edits = sheet_for(source(tmp_path, [row_of(1), row_of(2)]), "attack 1", new_killed_best=7)
    path = source(tmp_path, [row_of(2)])
    found = geo.read(path, edits=edits)
    assert "no incident 'id:a1' was read" in found.skipped[-1].message
    second = exported(geo.read(path).incidents, tmp_path / "second.xlsx", edits=read_edits(edits))
    back = geo.read(source(tmp_path, [row_of(2), row_of(1)]), edits=second)
    assert by_title(back, "attack 1")["killed_best"] == 7


def test_an_edit_of_a_draft_survives_changes_of_other_sentences(tmp_path: Path) -> None:
    path = tmp_path / "report.txt"
    path.write_text(REPORT, encoding="utf-8")
    edits = sheet_for(path, "Drone attack", new_status="confirmed", new_killed_best=4)
    path.write_text(REPORT.replace("injured six", "injured seven") + "\nMore later.\n", "utf-8")
    found = geo.read(path, edits=edits)
    row = by_title(found, "Drone attack")
    assert (row["status"], row["killed_best"]) == ("confirmed", 4)
    said = [note.message for note in found.skipped]
    assert any("its report changed and the sentence did not" in message for message in said)
    path.write_text(REPORT.replace("Three soldiers", "Four soldiers"), "utf-8")
    gone = geo.read(path, edits=edits)
    assert by_title(gone, "Drone attack")["status"] == "draft"
    assert "was not applied" in gone.skipped[-1].message
