"""The review sheet: what it shows, what it takes back, what it refuses."""

import json
import subprocess
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from review_sheets import QUOTE, ROWS, exported, filled, table_of, write_book
from shapely import Point
from strategies import incident_lists

from geo import table, writers
from geo.edits import Edit, apply_edits, read_edits
from geo.edits.columns import COLUMNS, SHEET
from geo.errors import InputError, ParameterError, SchemaError
from geo.models import Incident
from geo.readers.workbook import sheets_of

PERSON = {"by": "Ana", "why": "morgue list"}
ENDINGS = list(writers.REVIEW_ENDINGS)


@pytest.fixture(params=ENDINGS)
def sheet(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    return exported(ROWS, tmp_path / f"review{request.param}")


def corrected(path: Path, **cells: object) -> Path:
    return filled(path, {"ucdp:1": {**PERSON, **cells}})


def test_a_sheet_has_one_row_per_incident_and_empty_correction_columns(tmp_path: Path) -> None:
    rows = table_of(exported(ROWS, tmp_path / "review.csv"))
    assert list(rows) == ["ucdp:1", "ucdp:2", "row:3"]
    row = rows["ucdp:1"]
    assert list(row) == list(COLUMNS)
    assert (row["when"], row["killed"]) == (
        "2024-01-28 to 2024-01-30 (unknown)",
        "2 (low 1, high 5)",
    )
    assert QUOTE in row["quotes"]
    assert row["sources"] == "A report, A paper"
    assert row["located"].startswith("38.70000,33.31000 r=14.0km")
    assert (rows["row:3"]["killed"], rows["row:3"]["kind"]) == ("unknown", "series (low 2)")
    assert all(row[name] == "" for name in COLUMNS if name.startswith("new_"))


def test_a_sheet_without_corrections_gives_none(sheet: Path) -> None:
    assert read_edits(sheet) == []


def test_corrections_come_back_with_who_and_why(sheet: Path) -> None:
    corrected(sheet, new_killed_best=3, new_title="+1 at the gate", new_location="Goma, DR Congo")
    found = read_edits(sheet)
    assert [(edit.field, edit.value) for edit in found] == [
        ("title", "+1 at the gate"),
        ("location", "Goma, DR Congo"),
        ("killed_best", "3"),
    ]
    assert {(edit.by, edit.why, edit.row) for edit in found} == {("Ana", "morgue list", 1)}
    rows, notes = apply_edits(ROWS, found)
    assert notes == []
    assert (rows["title"].iloc[0], rows["killed_best"].iloc[0]) == ("+1 at the gate", 3)
    # Goma: 29.22 E, 1.68 S (GeoNames 216281)
    assert rows.geometry.iloc[0].distance(Point(29.22, -1.68)) < 0.2
    said = [item for item in json.loads(rows["evidence"].iloc[0]) if item["report"] == "edit"]
    assert {item["quote"] for item in said} == {"Ana: morgue list"}


def test_dates_and_numbers_as_a_spreadsheet_stores_them_are_read(tmp_path: Path) -> None:
    path = exported(ROWS, tmp_path / "review.xlsx")
    corrected(path, new_start="2024-01-27", new_killed_best=3.0)
    assert {edit.value for edit in read_edits(path)} == {"2024-01-27", "3"}


@settings(max_examples=8, deadline=None)
@given(records=incident_lists)
@pytest.mark.parametrize("ending", ENDINGS)
def test_any_table_gives_a_sheet_that_is_accepted_as_written(
    ending: str, records: list[Incident], tmp_path_factory: pytest.TempPathFactory
) -> None:
    rows = table.incidents_from_records(records)
    if rows["incident_id"].duplicated().any():
        return
    assert read_edits(exported(rows, tmp_path_factory.mktemp("out") / f"review{ending}")) == []


def test_the_same_table_gives_the_same_bytes(sheet: Path, tmp_path: Path) -> None:
    again = exported(ROWS, tmp_path / f"again{sheet.suffix}")
    assert again.read_bytes() == sheet.read_bytes()


def test_no_cell_of_a_sheet_is_a_formula(tmp_path: Path) -> None:
    with zipfile.ZipFile(exported(ROWS, tmp_path / "review.xlsx")) as book:
        page = book.read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in page
    assert "HYPERLINK" in page
    assert "sheetProtection" in page
    lines = (exported(ROWS, tmp_path / "review.csv")).read_text("utf-8-sig").splitlines()
    assert not [line for line in lines if line.startswith(("=", "+", "@")) or ",=" in line]


def test_a_new_sheet_takes_the_place_of_the_old_one(sheet: Path, tmp_path: Path) -> None:
    corrected(sheet, new_killed_best=3, new_location="38.70,33.31 r=2km", split_into=2, note="x")
    first = read_edits(sheet)
    for ending in ENDINGS:
        again = exported(ROWS, tmp_path / f"again{ending}", edits=first)
        assert values(read_edits(again)) == values(first)


def values(edits: list[Edit]) -> list[tuple[str, ...]]:
    return [(e.incident_id, e.field, e.value, e.by, e.why) for e in edits]


@pytest.mark.parametrize("ending", [".xlsx", ".csv"])
def test_a_sheet_that_libreoffice_saved_comes_back(
    ending: str, soffice: str, tmp_path: Path
) -> None:
    path = exported(ROWS, tmp_path / f"review{ending}")
    edits = [Edit("ucdp:1", "location", "38.70,33.31 r=2km", "Ana", "photo", path.name, 1)]
    exported(ROWS, path, edits=[*edits, Edit("ucdp:2", "note", "-1 or =1", "Ben", "x", "", 2)])
    saved = tmp_path / "saved"
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = [soffice, profile, "--headless", "--convert-to", ending[1:], "--outdir", str(saved)]
    subprocess.run([*command, str(path)], capture_output=True, check=False, timeout=180)
    if not (saved / path.name).exists():
        pytest.skip("soffice opens no sheets; install LibreOffice Calc")
    assert values(read_edits(saved / path.name)) == values(read_edits(path))
    assert len(read_edits(path)) == 2


# what is refused


@pytest.mark.parametrize(
    ("cells", "message"),
    [
        ({"new_status": "maybe"}, "row 1: 'status' takes draft, confirmed, rejected"),
        ({"new_killed_best": "-3"}, "'killed_best' takes a whole number"),
        ({"new_start": "28/01/2024"}, "row 1: '28/01/2024' is no date"),
        ({"split_into": "1"}, "'split_into' takes the number of incidents"),
        ({"merge_with": "ucdp:1"}, "names the incident itself"),
        ({"new_location": "POLYGON ((0 0, 2 2, 2 0, 0 2, 0 0))"}, "Self-intersection"),
        ({"note": "x", "by": ""}, "by of .ucdp:1. must not be blank"),
        ({"note": "x", "why": ""}, "why of 'ucdp:1' must not be blank"),
        ({"settled": "perhaps"}, "'settled' takes 'yes' or nothing"),
        (
            {"title": "Corrected in the wrong place"},
            "'title' of 'ucdp:1' was changed to .*new_title",
        ),
        ({"killed": "3"}, "'killed' of 'ucdp:1' was changed .*'new_killed_low'"),
        ({"read_check": "1.0"}, "'read_check' is not as it was written"),
    ],
)
def test_a_bad_cell_is_one_clear_error(sheet: Path, cells: dict[str, object], message: str) -> None:
    corrected(sheet, **cells)
    with pytest.raises(InputError, match=message) as caught:
        read_edits(sheet)
    assert sheet.name in str(caught.value)
    assert "row 1" in str(caught.value)


def test_an_unknown_id_is_an_error(sheet: Path) -> None:
    filled(sheet, {"ucdp:2": {"incident_id": "ucdp:9"}})
    with pytest.raises(InputError, match="row 2: 'incident_id' 'ucdp:9' or 'read_check' is not as"):
        read_edits(sheet)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("new_title", "corrected title", "lacks the column 'new_title'"),
        ("why", "reason", "lacks the column 'why'"),
        ("note", "new_title", "lacks the column 'note'"),
    ],
)
@pytest.mark.parametrize("ending", [".xlsx", ".csv"])
def test_a_changed_header_is_an_error(
    ending: str, old: str, new: str, message: str, tmp_path: Path
) -> None:
    path = exported(ROWS, tmp_path / f"review{ending}")
    if ending == ".csv":
        text = path.read_text("utf-8-sig")
        path.write_text(text.replace(f",{old},", f",{new},", 1), "utf-8")
    else:
        rows = sheets_of(path)[SHEET]
        rows[0][rows[0].index(old)] = new
        write_book(path, rows)
    with pytest.raises(InputError, match=f"the header was changed: it {message}"):
        read_edits(path)


def test_an_unknown_column_with_cells_is_an_error(tmp_path: Path) -> None:
    path = exported(ROWS, tmp_path / "review.xlsx")
    rows = sheets_of(path)[SHEET]
    write_book(path, [[*rows[0], "my remarks"], *([*row, "x"] for row in rows[1:])])
    with pytest.raises(InputError, match="unknown column 'my_remarks'"):
        read_edits(path)


def test_columns_may_be_moved_and_rows_sorted_or_deleted(tmp_path: Path) -> None:
    path = corrected(exported(ROWS, tmp_path / "review.xlsx"), new_killed_best=3)
    rows = sheets_of(path)[SHEET]
    write_book(path, [row[::-1] for row in [rows[0], rows[2], rows[1]]])
    assert [(edit.incident_id, edit.value, edit.row) for edit in read_edits(path)] == [
        ("ucdp:1", "3", 2)
    ]


def test_a_renamed_sheet_is_an_error(tmp_path: Path) -> None:
    path = exported(ROWS, tmp_path / "review.xlsx")
    write_book(path, sheets_of(path)[SHEET], sheet="Sheet1")
    with pytest.raises(InputError, match=r"review\.xlsx: has no sheet 'review', there is 'Sheet1'"):
        read_edits(path)


def test_a_formula_is_an_error_with_its_cell(tmp_path: Path) -> None:
    path = exported(ROWS, tmp_path / "review.xlsx")
    corrected(path, new_killed_best="formula:=1+2")
    column = COLUMNS.index("new_killed_best")
    with pytest.raises(
        InputError, match=rf"row 1: cell {chr(65 + column)}2 of sheet 'review' is a"
    ):
        read_edits(path)


def test_one_row_twice_edits_one_field_twice(tmp_path: Path) -> None:
    path = corrected(exported(ROWS, tmp_path / "review.xlsx"), new_killed_best=3)
    rows = sheets_of(path)[SHEET]
    write_book(path, [*rows, rows[1]])
    with pytest.raises(InputError, match=r"row 4: edits 'killed_best' .* again, after row 1"):
        read_edits(path)


def test_a_workbook_that_is_no_sheet_of_ours_is_an_error(tmp_path: Path) -> None:
    path = tmp_path / "edits.xlsx"
    write_book(path, [["a", "b"], ["1", "2"]])
    with pytest.raises(InputError, match="lacks the column"):
        read_edits(path)
    path.write_bytes(b"no workbook")
    with pytest.raises(InputError, match=r"no \.xlsx workbook"):
        read_edits(path)


def test_a_wrong_ending_and_a_repeated_id_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ParameterError, match=r"ends in one of \.xlsx, \.csv, \.gpkg"):
        exported(ROWS, tmp_path / "review.ods")
    with pytest.raises(SchemaError, match="nulls or repeats"):
        exported(ROWS.iloc[[0, 0]], tmp_path / "review.xlsx")
    assert list(tmp_path.iterdir()) == []
