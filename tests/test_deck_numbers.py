"""Every number of a deck, computed again from the input file with pandas alone."""

import io
import re
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from pptx import Presentation

import geo
from layers import build_deck

FILE = "incidents/ucdp_ged_syria_2016_2019.csv.gz"
SLIDES = ("title", "judgements", "timeline", "severity", "change", "confidence", "annex")


@pytest.fixture(scope="module")
def told(eval_data: Path) -> dict[str, Any]:
    result = geo.read(eval_data / FILE)
    deck = Presentation(
        io.BytesIO(build_deck(result.incidents, slides=SLIDES, period="month").content)
    )
    return {slide._element.cSld.get("name"): slide for slide in deck.slides}


@pytest.fixture(scope="module")
def raw(eval_data: Path) -> pd.DataFrame:
    return pd.read_csv(eval_data / FILE, parse_dates=["date_start", "date_end"], low_memory=False)


def cells(slide: Any, name: str) -> list[list[str]]:
    table = next(shape for shape in slide.shapes if shape.name == name).table
    return [[cell.text for cell in row.cells] for row in table.rows]


def numbers(text: str) -> list[int]:
    return [int(part.replace(",", "")) for part in re.findall(r"\d[\d,]*", text)]


def test_deaths_by_party_are_those_of_the_file(told: dict[str, Any], raw: pd.DataFrame) -> None:
    rows = {row[0]: numbers(row[1])[0] for row in cells(told["severity"], "Parties")[1:]}

    # published sums of the file: 40,982, 35,269, 26,653, 9,433, together 112,337
    assert rows == {
        "side A": int(raw["deaths_a"].sum()),
        "side B": int(raw["deaths_b"].sum()),
        "civilians": int(raw["deaths_civilians"].sum()),
        "unknown": int(raw["deaths_unknown"].sum()),
        "All parties": 112_337,
    }
    assert rows["side A"] == 40_982
    assert rows["side B"] == 35_269
    assert rows["civilians"] == 26_653
    assert rows["unknown"] == 9_433


def test_severity_table_is_that_of_the_file(told: dict[str, Any], raw: pd.DataFrame) -> None:
    row = cells(told["severity"], "Severity")[-1]
    best = raw["best"]

    assert [numbers(cell)[0] for cell in row[1:]] == [
        int((best == 0).sum()),
        int(best.between(1, 4).sum()),
        int(best.between(5, 24).sum()),
        int((best >= 25).sum()),
        0,
        int(best.sum()),
    ]
    assert numbers(told["severity"].shapes.title.text_frame.text) == [
        int(best.sum()),
        int((best >= 25).sum()),
        25,
    ]


def test_what_is_off_the_map_is_that_of_the_file(told: dict[str, Any], raw: pd.DataFrame) -> None:
    country = raw[raw["where_prec"] == 6]
    row = cells(told["confidence"], "Off the map")[1]

    assert [numbers(cell)[0] for cell in row[1:]] == [len(country), int(country["best"].sum())]
    assert int(country["best"].sum()) == 23_637
    points = next(shape for shape in told["judgements"].shapes if shape.name == "Key judgements")
    assert (
        "112,337 deaths known. Rows that are not on the map hold 23,637" in points.text_frame.text
    )


def test_the_chart_counts_months_as_the_file_does(told: dict[str, Any], raw: pd.DataFrame) -> None:
    month = raw["date_start"].dt.to_period("M")
    inside = month == raw["date_end"].dt.to_period("M")
    expected = month[inside].value_counts().sort_index()
    chart = next(shape for shape in told["timeline"].shapes if shape.name == "Timeline").chart

    totals = [
        sum(values) for values in zip(*(list(s.values) for s in chart.plots[0].series), strict=True)
    ]

    every = pd.period_range(expected.index[0], raw["date_end"].dt.to_period("M").max())
    assert totals == [int(expected.get(period, 0)) for period in every]
    beside = raw[~inside]
    title = told["timeline"].shapes.title.text_frame.text
    assert [int(inside.sum()), len(raw), len(beside), int(beside["best"].sum())] == [
        number for number in numbers(title) if number != 1
    ]


def test_the_change_is_that_of_the_file(told: dict[str, Any], raw: pd.DataFrame) -> None:
    month = raw["date_start"].dt.to_period("M")
    rows = raw[month == raw["date_end"].dt.to_period("M")]
    for column, name in ((1, "2019-10"), (2, "2019-11")):
        some = rows[rows["date_start"].dt.to_period("M") == pd.Period(name)]
        table = cells(told["change"], "Change")
        assert numbers(table[1][column]) == [len(some)]
        assert numbers(table[2][column]) == [int(some["best"].sum())]


def test_the_annex_lists_the_deadliest(told: dict[str, Any], raw: pd.DataFrame) -> None:
    killed = []
    for key, slide in told.items():
        if key.startswith("annex"):
            killed += [numbers(row[4])[0] for row in cells(slide, "Rows")[1:]]

    assert sorted(killed) == sorted(raw["best"].nlargest(56, keep="first").tolist())
