"""What a source is, and text reports: dates, encodings, folders, junk."""

import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from sources import report, said, write

from geo.errors import InputError, ParameterError
from geo.readers import (
    ReportsRead,
    detect,
    read_source,
)
from geo.readers.decoding import decode
from geo.readers.header import published_date


@pytest.mark.parametrize(
    ("name", "content", "found"),
    [
        ("a.txt", b"x", "report"),
        ("a.csv", b"x", "csv"),
        ("a.csv.gz", b"x", "csv"),
        ("a.TSV", b"x", "csv"),
        ("a.geojson", b"x", "geojson"),
        ("a.parquet", b"x", "geoparquet"),
        ("a.gpkg", b"x", "geopackage"),
        ("a", b' {"type": "FeatureCollection"}', "geojson"),
        ("a", b"PAR1xxx", "geoparquet"),
        ("a", b"SQLite format 3\x00", "geopackage"),
    ],
)
def test_the_format_is_told_by_name_then_content(
    tmp_path: Path, name: str, content: bytes, found: str
) -> None:
    assert detect(write(tmp_path, name, content)) == found


def test_a_given_format_wins_and_an_unknown_one_is_refused(tmp_path: Path) -> None:
    path = write(tmp_path, "a.txt", "lat,lon\n33,44\n")
    assert detect(path, "csv") == "csv"
    with pytest.raises(ParameterError, match="`input_format` is 'excel'"):
        detect(path, "excel")
    with pytest.raises(InputError, match="none that is read"):
        detect(write(tmp_path, "a.docx", "x"))
    with pytest.raises(InputError, match="no such file"):
        detect(tmp_path / "missing.csv")


def test_importing_the_readers_loads_no_pandas() -> None:
    program = "import sys, geo.readers; print('pandas' in sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout.strip() == "False"


def test_reports_are_read_without_pandas(tmp_path: Path) -> None:
    write(tmp_path, "a.txt", "2024-02-05\nTwo died.")
    program = (
        "import sys; from geo.readers import read_source;"
        f"read_source({str(tmp_path)!r}); print('pandas' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout.strip() == "False"


@pytest.mark.parametrize(
    ("text", "published", "body"),
    [
        (" date 2024-02-05 Groups have claimed", date(2024, 2, 5), "Groups have claimed"),
        ("2024-02-05\nTwo people died.", date(2024, 2, 5), "Two people died."),
        ("Published: 5 February 2024\n\nTwo died.", date(2024, 2, 5), "Two died."),
        ("Feb 5, 2024\r\nTwo died.", date(2024, 2, 5), "Two died."),
        ("5 Feb 2024\nTwo died.", date(2024, 2, 5), "Two died."),
        ("A headline\n5 Feb 2024\nTwo died.", date(2024, 2, 5), "Two died."),
        ("DATE: 2024-02-05T10:00:00Z\nTwo died.", date(2024, 2, 5), "Two died."),
        ("2024-02-05 was a bad day.", None, "2024-02-05 was a bad day."),
        ("date 2024-02-31 no such day", None, "date 2024-02-31 no such day"),
        ("Two people died on 5 Feb 2024.", None, "Two people died on 5 Feb 2024."),
        ("", None, ""),
    ],
)
def test_the_first_lines_may_hold_the_date(text: str, published: date | None, body: str) -> None:
    found, start = published_date(text)
    assert found == published
    assert text[start:] == body


@pytest.mark.parametrize(
    ("text", "published"),
    [
        ("AMMAN, Feb. 3, 2024 (Newswire) -- Two died.", date(2024, 2, 3)),
        ("AMMAN, Jordan, February 3, 2024 — Two died.", date(2024, 2, 3)),
        ("(Beirut, February 3, 2024) – Two died.", date(2024, 2, 3)),
        ("Two die in Amman\n\nAmman, 3 February 2024 - Two died.", date(2024, 2, 3)),
        ("2024-02-05\nAMMAN, Feb. 3, 2024 -- Two died.", date(2024, 2, 5)),
        ("AMMAN, Feb. 3 (Newswire) -- Two died.", None),
        ("AMMAN, 30 Feb 2024 -- Two died.", None),
        ("On Saturday, Feb. 3, 2024 - the third in a week - two died.", None),
        ("Two people died in Amman, 3 February 2024, and one lived.", None),
    ],
)
def test_a_dateline_with_its_year_dates_the_report(text: str, published: date | None) -> None:
    assert published_date(text)[0] == published


def test_the_text_of_a_report_is_the_decoded_file_unchanged(tmp_path: Path) -> None:
    content = "date 2024-02-05\r\n\r\nTwo  died in Rutba.\r\n"
    found = report(tmp_path, content)
    assert found.text == content
    assert found.text[found.body_start :].startswith("Two  died")
    assert found.source_name == "report.txt"
    assert found.published == date(2024, 2, 5)


def test_the_stated_date_wins_over_the_given_one_and_both_are_said(tmp_path: Path) -> None:
    path = write(tmp_path, "a.txt", "2024-02-05\nTwo died.")
    read = read_source(path, published=date(2024, 3, 1))
    assert isinstance(read, ReportsRead)
    assert read.reports[0].published == date(2024, 2, 5)
    assert "not 2024-03-01" in said(read.assumed)
    assert report(tmp_path, "Two died.", published=date(2024, 3, 1)).published == date(2024, 3, 1)


def test_a_report_id_depends_on_name_and_content_only(tmp_path: Path) -> None:
    other = tmp_path / "elsewhere"
    other.mkdir()
    first = report(tmp_path, "Two died.")
    assert report(other, "Two died.") == first
    assert report(other, "Three died.").report_id != first.report_id
    assert first.report_id.startswith("report-")


def test_a_folder_gives_its_reports_in_order_and_names_the_unreadable(tmp_path: Path) -> None:
    write(tmp_path, "b.txt", "Two died.")
    write(tmp_path, "a.txt", "Three died.")
    write(tmp_path, "junk.txt", b"\x00\x01\x02" * 99)
    write(tmp_path, "table.csv", "a,b\n1,2\n")
    write(tmp_path, ".hidden.txt", "x")
    read = read_source(tmp_path)
    assert isinstance(read, ReportsRead)
    assert [item.source_name for item in read.reports] == ["a.txt", "b.txt"]
    assert [note.source for note in read.skipped] == ["junk.txt"]


@pytest.mark.parametrize("names", [[], ["table.csv"], [".hidden.txt"]])
def test_a_folder_without_reports_is_an_error(tmp_path: Path, names: list[str]) -> None:
    for name in names:
        write(tmp_path, name, "a,b\n1,2\n")
    with pytest.raises(InputError, match="holds no reports"):
        read_source(tmp_path)


def test_a_folder_of_unreadable_reports_is_an_error(tmp_path: Path) -> None:
    write(tmp_path, "a.txt", b"\x00" * 50)
    with pytest.raises(InputError, match="none of 1 reports can be read"):
        read_source(tmp_path)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "is empty"),
        (b" \n\n ", "holds no text"),
        (bytes(range(256)) * 20, "is binary"),
        (b"\x89PNG\r\n\x1a\n123", "a picture"),
        (b"PK\x03\x04 zip", "Office document"),
        (b"%PDF-1.7 x", "a PDF"),
        (b"\xff\xfeT\x00w\x00o\x00", None),
    ],
)
def test_what_is_no_text_is_refused(tmp_path: Path, content: bytes, message: str | None) -> None:
    if message is None:
        assert report(tmp_path, content).text == "Two"
        return
    with pytest.raises(InputError, match=message):
        read_source(write(tmp_path, "report.txt", content))


@pytest.mark.parametrize(
    ("text", "encoding", "found"),
    [
        ("Two died in Deir ez-Zor.", "ascii", "utf-8"),
        ("انفجار في بغداد", "utf-8", "utf-8"),
        ("Zwei Tote", "utf-8-sig", "utf-8-sig"),
        ("Zwei Tote in Köln, fünf Verletzte; “Anschlag”", "cp1252", "cp1252"),
        ("Deux morts à Bamako, déclaré le président", "cp1252", "cp1252"),
        ("قتل ثلاثة جنود في هجوم بطائرة مسيرة شمال شرق الأردن", "cp1256", "cp1256"),
        ("Два человека погибли при обстреле города", "cp1251", "cp1251"),
    ],
)
def test_the_encoding_is_found(text: str, encoding: str, found: str) -> None:
    assert decode(text.encode(encoding), path=Path("a.txt")) == (text, found)


def test_an_encoding_nobody_knows_says_what_was_tried() -> None:
    content = "東京で爆発があり、二人が死亡した。".encode("shift_jis") * 3
    with pytest.raises(
        InputError, match=r"tried utf-8 \(fails at byte 0\), cp1252, cp1256, cp1251"
    ):
        decode(content, path=Path("a.txt"))


def test_a_fallback_encoding_is_said(tmp_path: Path) -> None:
    content = "lat;lon;place\n50,9;6,9;Köln\n".encode("cp1252")
    read = read_source(write(tmp_path, "a.csv", content))
    assert "read as cp1252" in said(read.assumed)


def test_the_first_report_gives_its_date(eval_data: Path) -> None:
    read = read_source(eval_data / "reports" / "000_dbd143e31d84912d.txt")
    assert isinstance(read, ReportsRead)
    found = read.reports[0]
    assert found.published == date(2024, 2, 5)
    assert found.text[found.body_start :].startswith("Groups")
