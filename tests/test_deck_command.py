"""``sitmap brief`` and ``sitmap check``: what the notes may say, what the change compares."""

import hashlib
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from decks import cells, text_of, title_of
from pptx import Presentation
from typer.testing import CliRunner

from geo.errors import OutputError, ParameterError
from layers.cli.app import app
from layers.cli.drawing import language
from layers.cli.slides import write_pdf
from layers.deck.periods import compare, equal_windows, likelihood

HEAD = "id,date,lat,lon,type,place,killed\n"


def written(folder: Path, *, per_month: tuple[int, ...]) -> Path:
    rows: list[str] = []
    for month, count in enumerate(per_month):
        for number in range(count):
            day = datetime(2023 + month // 12, 1 + month % 12, 1 + number % 28)
            rows.append(f"{len(rows)},{day:%Y-%m-%d},33.{number % 10}1,38.70,shelling,Tower 22,1")
    path = folder / "private_name" / "events.csv"
    path.parent.mkdir()
    path.write_text(HEAD + "\n".join(rows) + "\n", encoding="utf-8")
    return path


def brief(folder: Path, source: Path, *options: str) -> dict[str, Any]:
    target = folder / "jane_doe.pptx"
    done = CliRunner().invoke(app, ["brief", str(source), "-o", str(target), "-q", *options])
    assert done.exit_code == 0, done.output
    checked = CliRunner().invoke(app, ["check", str(target)])
    assert checked.output == "nothing found\n"
    slides = Presentation(str(target)).slides
    return {slide._element.cSld.get("name"): slide for slide in slides}


def notes_of(slide: Any) -> list[str]:
    return str(slide.notes_slide.notes_text_frame.text).split("\n")


def test_notes_say_how_a_slide_was_made_without_folders_output_or_names(tmp_path: Path) -> None:
    source = written(tmp_path, per_month=(3, 4))

    slides = brief(
        tmp_path, source, "--slides", "title,map", "--from", "2023-01", "--type", "shelling"
    )

    for slide in slides.values():
        lines = notes_of(slide)
        digest = hashlib.sha256(source.read_bytes()).hexdigest()
        assert f"Input: events.csv, SHA-256 {digest}" in lines
        assert "Filters: from 2023-01; type shelling." in lines
        assert "Point of view on disputed ground: de_facto." in lines
        assert (
            "Command: sitmap brief events.csv --from 2023-01 --type shelling --slides title,map"
            in lines
        )
        counts = "Rows after filters: 7; incidents, each once: 7; drawn on maps: 7; beside them: 0."
        assert counts in lines
        whole = "\n".join(lines)
        assert "private_name" not in whole
        assert "jane_doe" not in whole


def test_the_public_profile_names_no_file(tmp_path: Path) -> None:
    source = written(tmp_path, per_month=(3, 4))

    done = CliRunner().invoke(
        app,
        ["brief", str(source), "-o", str(tmp_path / "out.pptx"), "-q", "--profile", "public",
         "--as-of", "2024-06-01", "--slides", "title,method"],
    )  # fmt: skip

    assert done.exit_code == 0, done.output
    for slide in Presentation(str(tmp_path / "out.pptx")).slides:
        whole = "\n".join(notes_of(slide))
        assert "SHA-256" not in whole
        assert "events" not in whole
        assert "sitmap brief SOURCE" in whole


def test_the_change_compares_the_window_asked_for_with_the_equal_one_before(
    tmp_path: Path,
) -> None:
    # January to June 2023 hold 2 each, July to December 5 each
    source = written(tmp_path, per_month=(2,) * 6 + (5,) * 6)

    slides = brief(
        tmp_path, source, "--slides", "change,title", "--from", "2023-10", "--to", "2023-12"
    )

    table = cells(slides["change"], "Change")
    assert table[0][1:3] == ["1 Jul 2023 to 30 Sep 2023", "1 Oct 2023 to 31 Dec 2023"]
    assert table[1] == ["Incidents", "15", "15", "+0"]
    # 2 windows before July: 3 in all, fewer than 8
    assert "No test: fewer than 8 complete windows" in text_of(slides["change"], "Change note")


def test_the_change_of_a_short_series_names_both_months_without_a_test(tmp_path: Path) -> None:
    source = written(tmp_path, per_month=(28, 28, 28, 28))

    slides = brief(tmp_path, source, "--slides", "change", "--period", "month")

    assert title_of(slides["change"]) == "Incidents: 28 in Feb 2023, 28 in Mar 2023"
    assert "No test" in text_of(slides["change"], "Change note")


def test_counts_that_spread_more_than_chance_need_a_larger_difference() -> None:
    # Poisson-like: variance over mean below 1 counts as 1, z = 40 / sqrt(160) = 3.16
    even = compare(60, 100, [78, 80, 82, 79, 81, 80, 80, 80, 80])
    assert even.dispersion == 1.0
    assert even.z == pytest.approx(40 / 160**0.5)
    # mean 80, variance 8 * 30**2 / 7 = 1028.6: 12.9 times the mean, as in Syria 2016-17
    wild = compare(60, 100, [50, 110] * 4)
    assert wild.dispersion == pytest.approx(8 * 900 / 7 / 80)
    assert wild.z == pytest.approx(40 / (8 * 900 / 7 / 80 * 160) ** 0.5)
    assert even.probability is not None
    assert wild.probability is not None
    # normal distribution: 0.9992 and 0.8107 below 3.16 and 0.88
    assert even.probability == pytest.approx(0.9992, abs=0.0001)
    assert wild.probability == pytest.approx(0.8107, abs=0.0005)
    assert likelihood(even.probability) == "almost certain"
    assert likelihood(wild.probability) == "very likely"


@pytest.mark.parametrize("series", [[5] * 7, [0] * 12, []])
def test_no_test_is_made_where_the_spread_is_not_known(series: list[int]) -> None:
    assert compare(3, 9, series).probability is None


def test_windows_of_calendar_months_stay_calendar_months() -> None:
    windows = equal_windows(datetime(2024, 3, 1), datetime(2024, 4, 1), datetime(2024, 1, 1, 7))

    assert windows == [
        (datetime(2024, 1, 1), datetime(2024, 2, 1)),
        (datetime(2024, 2, 1), datetime(2024, 3, 1)),
    ]


def test_windows_of_days_have_as_many_days() -> None:
    windows = equal_windows(datetime(2024, 3, 11), datetime(2024, 3, 18), datetime(2024, 2, 26))

    assert [high - low for low, high in windows] == [timedelta(7)] * 2
    assert windows[-1][1] == datetime(2024, 3, 11)


def test_a_pdf_without_libreoffice_is_an_error_that_names_the_way_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))

    with pytest.raises(OutputError, match=r"needs LibreOffice .* sitmap map SOURCE -o MAP\.pdf"):
        write_pdf(tmp_path / "brief.pptx")


@pytest.mark.parametrize("code", ["", "arabic!", "a", "ar_EG"])
def test_what_is_no_language_code_is_refused(code: str) -> None:
    with pytest.raises(ParameterError, match="--lang"):
        language(code)


@pytest.mark.office
def test_a_pdf_is_written_beside_the_brief(soffice: str, tmp_path: Path) -> None:
    assert soffice
    source = written(tmp_path, per_month=(2, 2))

    brief(tmp_path, source, "--slides", "title,map", "--pdf")

    assert (tmp_path / "jane_doe.pdf").read_bytes().startswith(b"%PDF")


@pytest.mark.parametrize(
    ("ending", "start"), [("svg", b"<"), ("png", b"\x89PNG"), ("pdf", b"%PDF")]
)
def test_a_static_map_is_written_by_its_ending(ending: str, start: bytes, tmp_path: Path) -> None:
    source = written(tmp_path, per_month=(2, 2))
    target = tmp_path / f"map.{ending}"

    done = CliRunner().invoke(app, ["map", str(source), "-o", str(target), "-q", "--lang", "fr"])

    assert done.exit_code == 0, done.output
    assert target.read_bytes().startswith(start)
    if ending == "svg":
        assert "IRAK" in target.read_text(encoding="utf-8")
