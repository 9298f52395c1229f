"""Every number of a brief, counted again from the input file by pandas, pyproj and arithmetic."""

import io
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from decks import SITES, cells, numbers, text_of, title_of, ucdp_like
from pptx import Presentation
from recount import WORDS, Counted

import geo
from layers import build_deck

SYRIA = "incidents/ucdp_ged_syria_2016_2019.csv.gz"


class Told(Counted):
    """A deck and the file that it was made from."""

    def __init__(self, path: Path, sites: Path) -> None:
        raw = pd.read_csv(path, parse_dates=["date_start", "date_end"], low_memory=False)
        super().__init__(raw, pd.read_csv(sites))
        brief = build_deck(geo.read(path).incidents, geo.read_bases(sites), period="month")
        slides = Presentation(io.BytesIO(brief.content)).slides
        self.slides: dict[str, Any] = {s._element.cSld.get("name"): s for s in slides}


@pytest.fixture(scope="module", params=["our own table", "UCDP Syria"])
def told(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Told:
    folder = tmp_path_factory.mktemp("recount")
    (folder / "sites.csv").write_text(SITES)
    if request.param == "UCDP Syria":
        data: Path = request.getfixturevalue("eval_data")
        return Told(data / SYRIA, folder / "sites.csv")
    path = folder / "events.csv"
    ucdp_like(700).to_csv(path, index=False)
    return Told(path, folder / "sites.csv")


def test_proximity_is_that_of_plain_distances(told: Told) -> None:
    near = told.near
    shown = near[near[["inside", "possible", "vague"]].sum(axis=1) > 0]

    rows = cells(told.slides["proximity"], "Proximity")[1:]

    assert [row[0] for row in rows] == shown["name"].tolist()
    expected = shown[["inside", "possible", "vague", "only"]].to_numpy().tolist()
    assert [[numbers(cell)[0] for cell in row[1:]] for row in rows] == expected
    assert numbers(title_of(told.slides["proximity"])) == [int((near["inside"] > 0).sum()), 4, 50]
    for number, row in enumerate(near.itertuples(), start=1):
        if f"base-{number}" in told.slides:
            slide = told.slides[f"base-{number}"]
            assert title_of(slide).startswith(f"{row.name}:")
            assert numbers(title_of(slide)) == [row.inside, 50, row.possible]
            assert numbers(text_of(slide, "Site note")) == [row.vague]


def test_actors_are_those_of_the_file(told: Told) -> None:
    sides = told.raw.groupby("side_a")["best"].agg(["size", "sum"]).sort_index()
    sides = sides.sort_values("size", ascending=False, kind="stable")

    rows = cells(told.slides["actors"], "Actors")[1:]

    expected = [
        ["named as a party", str(name), row["size"], row["sum"]]
        for name, row in sides[:5].iterrows()
    ]
    if len(sides) > 5:
        rest = sides[5:].sum()
        others = f"{len(sides) - 5} other{'s' if len(sides) > 6 else ''}"
        expected.append(["named as a party", others, rest["size"], rest["sum"]])
    assert [[*row[:2], numbers(row[2])[0], numbers(row[3])[0]] for row in rows] == expected
    # the file names parties; nobody claims, nothing is attributed
    assert numbers(title_of(told.slides["actors"])) == [len(told.raw), 0, 0, len(told.raw), 0]


def test_severity_by_type_is_that_of_the_file(told: Told) -> None:
    for row in cells(told.slides["severity"], "Severity")[1:-1]:
        # UCDP type_of_violence: 3 is one-sided, an attack; 1 and 2 are clashes
        codes = [3] if row[0] == "attack" else [1, 2]
        best = told.raw.loc[told.raw["type_of_violence"].isin(codes), "best"]
        classes = [best == 0, best.between(1, 4), best.between(5, 24), best >= 25]
        assert [numbers(cell)[0] for cell in row[1:]] == [
            *(int(one.sum()) for one in classes),
            0,
            int(best.sum()),
        ]
    assert numbers(text_of(told.slides["severity"], "Parties note")) == [len(told.raw)]


def test_headlines_and_bullets_are_those_of_the_file(told: Told) -> None:
    raw, near, months = told.raw, told.near, told.complete
    off = raw[raw["where_prec"] == 6]
    exact = round(100 * (raw["where_prec"] == 1).mean())
    offices = raw["source_office"].dropna().str.split(";").explode().str.strip()
    sources = offices[offices != ""].nunique() + 1  # and UCDP itself
    before, after = months["size"].iloc[-2], months["size"].iloc[-1]

    points = text_of(told.slides["judgements"], "Key judgements").split("\n")

    assert numbers(points[0]) == [1, len(raw), raw["best"].sum(), off["best"].sum()]
    years = [int(str(month)[:4]) for month in months.index[-2:]]
    assert numbers(points[1]) == [2, before, years[0], after, years[1]]
    top = near.iloc[0]
    assert numbers(points[2]) == [3, top["inside"], 50, top["possible"]]
    assert numbers(points[3]) == [4, exact, sources]
    drawn = len(raw) - len(off)
    assert numbers(title_of(told.slides["map"])) == [
        drawn, len(raw), len(off), off["best"].sum(),
    ]  # fmt: skip
    assert numbers(title_of(told.slides["confidence"])) == [exact]
    subtitle = next(s for s in told.slides["title"].placeholders if s.placeholder_format.idx == 1)
    assert numbers(subtitle.text_frame.text)[:2] == [len(raw), len(raw)]
    assert numbers(subtitle.text_frame.text.rsplit("\n", 1)[-1])[-1] == sources - 4
    annex = told.slides["annex-1"]
    assert numbers(title_of(annex)) == [len(raw), raw["best"].sum(), 1, 4]
    assert numbers(text_of(annex, "Rows note")) == [56, len(raw)]
    assert numbers(text_of(told.slides["method"], "Method").split("\n")[0]) == [len(raw)] * 2


def test_the_change_is_tested_with_the_spread_of_the_months_before(told: Told) -> None:
    months = told.complete
    before, after = (int(number) for number in months["size"].iloc[-2:])
    spread, earlier, z, word = told.test

    slide = told.slides["change"]
    table, text = cells(slide, "Change"), text_of(slide, "Change note")

    assert [numbers(cell)[0] for cell in table[1][1:]] == [before, after, abs(after - before)]
    deaths = months["sum"].iloc[-2:].tolist()
    assert [numbers(c)[0] for c in table[2][1:]] == [*deaths, abs(deaths[1] - deaths[0])]
    assert numbers(text)[:2] == [round(spread, 1), earlier]
    assert numbers(text)[2] == round(abs(z), 1)
    assert f"this likelihood: {word}." in text


def test_panels_and_precision_are_those_of_the_file(told: Told) -> None:
    # a last month that is covered in part and holds nothing has no panel
    table = told.months
    if not table["size"].iloc[-1]:
        table = table.iloc[:-1]
    counts = table["size"].iloc[-6:].tolist()

    assert numbers(title_of(told.slides["panels"])) == [sum(counts), 6]
    group = next(shape for shape in told.slides["panels"].shapes if shape.name == "Panels")
    assert [numbers(shape.text_frame.text)[-1] for shape in group.shapes] == counts
    sums = told.raw.groupby("where_prec")["best"].agg(["size", "sum"])
    expected = {WORDS[row[0]]: [row[1], row[2]] for row in sums.itertuples()}
    rows = cells(told.slides["confidence"], "Precision")[1:]
    assert {row[0]: [numbers(cell)[0] for cell in row[1:]] for row in rows} == expected


def test_the_map_counts_by_type_what_it_draws(told: Told) -> None:
    drawn = told.raw[told.raw["where_prec"] != 6]["type_of_violence"]
    group = next(shape for shape in told.slides["map"].shapes if shape.name == "Legend")
    texts = [shape.text_frame.text for shape in group.shapes if shape.has_text_frame]

    told_counts = {text.split(" (")[0]: numbers(text)[-1] for text in texts if " (" in text}

    assert told_counts["armed clash"] == int(drawn.isin([1, 2]).sum())
    assert told_counts["attack"] == int((drawn == 3).sum())
