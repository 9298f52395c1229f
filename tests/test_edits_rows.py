"""Rows that are one incident and are merged; a row that is several and is split."""

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import pytest
from review_sheets import exported, filled

from geo import table
from geo.edits import Edit, apply_edits, read_edits
from geo.errors import InputError
from geo.models import Casualties, Evidence, Incident, Kind, Note, Source, Stance, Status
from layers.layer import drawable, totals

QUOTE = "two attacks killed five people"
INCIDENTS = [
    Incident(
        "id:a",
        title="Attack",
        start=datetime(2024, 1, 28),
        end=datetime(2024, 1, 29),
        geometry=(38.7, 33.3),
        casualties=Casualties(5, 5, 5),
        status=Status.CONFIRMED,
        evidence=(Evidence("killed_best", "5", Stance.STATED, "r-1", 0, 30, QUOTE),),
        sources=(Source("r-1"),),
    ),
    Incident("id:b", title="Attack again", geometry=(38.7, 33.3), status=Status.CONFIRMED,
             actor="A group", sources=(Source("r-2"),)),
    Incident("id:c", title="Another", casualties=Casualties(1, 1, 1), same_as=("id:a",),
             status=Status.CONFIRMED, geometry=(38.0, 33.0)),
    Incident("id:d", kind=Kind.AGGREGATE, count_low=150, count_best=None, count_high=None),
]  # fmt: skip
ROWS = table.incidents_from_records(INCIDENTS)


def edit(incident_id: str, field: str, value: str, row: int = 1) -> Edit:
    return Edit(incident_id, field, value, "Ana", "one event", "edits.csv", row)


def applied(*edits: Edit) -> tuple[dict[str, dict[Any, Any]], list[Note]]:
    rows, notes = apply_edits(ROWS, edits)
    assert rows.dtypes.equals(ROWS.dtypes)
    return {str(row["incident_id"]): dict(row) for _, row in rows.iterrows()}, notes


def happenings(rows: gpd.GeoDataFrame) -> tuple[int, int]:
    counted = totals(drawable(rows))
    return counted.incidents, counted.killed


def test_a_merged_row_leaves_the_totals_and_points_to_the_one_kept() -> None:
    rows, notes = applied(edit("id:b", "merge_with", "id:a"))
    assert notes == []
    assert (rows["id:b"]["status"], rows["id:b"]["same_as"]) == ("rejected", ["id:a"])
    said = json.loads(rows["id:b"]["evidence"])[-1]
    assert (said["field"], said["value"], said["quote"]) == ("merge_with", "id:a", "Ana: one event")
    # a and c are proposed to be the same: one happening of 5; b was another one, of unknown toll
    assert happenings(ROWS) == (2, 5)
    assert happenings(apply_edits(ROWS, [edit("id:b", "merge_with", "id:a")])[0]) == (1, 5)


def test_the_kept_row_gets_evidence_sources_and_what_it_did_not_know() -> None:
    rows, _ = applied(edit("id:a", "merge_with", "id:b"))
    kept = rows["id:b"]
    assert (kept["title"], kept["actor"], kept["killed_best"]) == ("Attack again", "A group", 5)
    assert kept["start"] == datetime(2024, 1, 28)
    assert [item["report"] for item in json.loads(kept["sources"])] == ["r-2", "r-1"]
    first, last = json.loads(kept["evidence"])
    assert first["quote"] == QUOTE
    assert (last["field"], last["value"], last["report"]) == ("merged", "id:a", "edit")
    # who was proposed to be the same as the merged row is so of the kept one
    assert rows["id:c"]["same_as"] == ["id:b"]


def test_rows_merged_in_a_chain_end_at_the_last() -> None:
    rows, _ = applied(edit("id:c", "merge_with", "id:a"), edit("id:a", "merge_with", "id:b"))
    assert rows["id:a"]["same_as"] == rows["id:c"]["same_as"] == ["id:b"]
    assert rows["id:b"]["same_as"] == []
    merged = [item["value"] for item in json.loads(rows["id:b"]["evidence"])]
    assert {"id:a", "id:c"} <= set(merged)


def test_rows_merged_in_a_circle_are_an_error() -> None:
    with pytest.raises(InputError, match=r"edits\.csv: row 1: .*leads back to it"):
        applied(edit("id:a", "merge_with", "id:b", 1), edit("id:b", "merge_with", "a", 2))


def test_a_merge_with_a_row_that_is_gone_is_reported() -> None:
    rows, notes = applied(edit("id:b", "merge_with", "id:z"))
    assert rows["id:b"]["status"] == "confirmed"
    assert "no incident 'id:z' was read; 'id:b' was not merged" in notes[0].message


def test_a_split_row_becomes_rows_of_one_evidence() -> None:
    rows, notes = applied(edit("id:a", "split_into", "3"))
    assert list(rows) == ["id:a", "id:a~2", "id:a~3", "id:b", "id:c", "id:d"]
    parts = [rows[name] for name in ("id:a", "id:a~2", "id:a~3")]
    assert all(QUOTE in part["evidence"] for part in parts)
    # five were killed in all, so no part has five
    assert all(pd.isna(part["killed_best"]) for part in parts)
    assert "killed_best 5" in notes[0].message
    assert [part["count_best"] for part in parts] == [1, 1, 1]


def test_each_part_takes_corrections_of_its_own() -> None:
    rows, _ = applied(
        edit("id:a", "split_into", "2", 1),
        edit("id:a", "killed_best", "3", 2),
        edit("id:a~2", "killed_best", "2", 3),
        edit("id:a~2", "start", "2024-01-29", 4),
    )
    assert (rows["id:a"]["killed_best"], rows["id:a~2"]["killed_best"]) == (3, 2)
    assert rows["id:a"]["start"] == datetime(2024, 1, 28)
    assert rows["id:a~2"]["start"] == datetime(2024, 1, 29)


def test_the_sheet_after_a_split_has_a_row_for_each_part(tmp_path: Path) -> None:
    split = [edit("id:a", "split_into", "2")]
    sheet = exported(ROWS, tmp_path / "review.xlsx", edits=split)
    filled(sheet, {"id:a~2": {"new_killed_best": 2, "by": "Ben", "why": "the text"}})
    rows, notes = apply_edits(ROWS, read_edits(sheet))
    assert rows["incident_id"].tolist()[:2] == ["id:a", "id:a~2"]
    assert rows["killed_best"].iloc[1] == 2
    assert "Ben: the text" in rows["evidence"].iloc[1]
    assert len(notes) == 1


def test_a_count_over_a_period_cannot_be_split() -> None:
    with pytest.raises(InputError, match="row 1: 'id:d' is a count over a period"):
        applied(edit("id:d", "split_into", "2"))


def test_a_note_changes_nothing_and_stays_with_the_row() -> None:
    rows, notes = applied(edit("id:c", "note", "ask the village"))
    assert notes == []
    assert "ask the village" in rows["id:c"]["evidence"]
    assert rows["id:c"]["status"] == "confirmed"


def test_rows_keep_their_index_unless_one_is_split() -> None:
    rows = ROWS.set_axis([7, 8, 9, 10], axis=0)
    kept, _ = apply_edits(rows, [edit("id:b", "merge_with", "id:a")])
    assert list(kept.index) == [7, 8, 9, 10]
    more, _ = apply_edits(rows, [edit("id:a", "split_into", "2")])
    assert list(more.index) == [0, 1, 2, 3, 4]
