"""Every number on every slide is one that plain pandas counts in the input file; no other is."""

import io
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
import shapely
from decks import SITES, ucdp_like
from numerals import Expected, audit
from pptx import Presentation
from pyproj import Geod
from recount import RADIUS, Counted
from recounted_cells import cells, day, days, labels, others, text
from sentences import FIXED, RULES
from typer.testing import CliRunner

import geo
from layers.carto import Frame, choose_projection, drawn_extent
from layers.cli.app import app
from layers.layer import drawable

SYRIA = "incidents/ucdp_ged_syria_2016_2019.csv.gz"


@dataclass(frozen=True)
class Told:
    """A finished deck, the file it was made from, and the rows as they are drawn."""

    content: bytes
    deck: Any
    counted: Counted
    incidents: Any


def shapes(told: Told, key: str, group: str) -> list[Any]:
    slide = next(s for s in told.deck.slides if s._element.cSld.get("name") == key)
    found = [shape for shape in slide.shapes if shape.name == group]
    return list(found[0].shapes) if found else []


def values(told: Told) -> dict[str, dict[str, str]]:
    """Count what the sentences say, slide by slide."""
    own, raw = told.counted, told.counted.raw
    before, after = own.change
    spread, earlier_months, z, _ = own.test
    names = [f"{month:%b %Y}" for month in own.complete.index[-2:]]
    last = raw["date_end"].max()
    inside = raw[own.month.notna()]
    beside = raw[own.month.isna()]
    top = own.near.iloc[0]
    panels = own.shown_months.iloc[-6:]
    general = {
        "rows": text(len(raw)), "incidents": text(len(raw)), "killed": text(raw["best"].sum()),
        "period": days(raw["date_start"].min(), last), "as_of": day(last),
        "off": text(len(own.off)), "off_killed": text(own.off["best"].sum()),
        "drawn": text(len(own.drawn)), "exact": f"{own.exact} %",
        "sources": text(len(own.offices)), "more_sources": text(len(own.offices) - 4),
        "before": text(before), "after": text(after), "earlier": names[0], "later": names[1],
        "spread": f"{spread:.1f}", "earlier_months": text(earlier_months), "z": f"{z:+.1f}",
        "top_inside": text(top["inside"]), "top_possible": text(top["possible"]),
        "dated": text(len(inside)), "spanning": text(len(beside)),
        "spanning_killed": text(beside["best"].sum()), "none": "0",
        "severe": text((raw["best"] >= 25).sum()),
        "sites_inside": text((own.near["inside"] > 0).sum()), "sites": text(len(own.near)),
        "panel_total": text(panels["size"].sum()), "panels": text(len(panels)),
        "panel_vague": text((own.month[own.off.index].isin(panels.index)).sum()),
        "listed": text(min(56, len(raw))), "pages": text(-(-min(56, len(raw)) // 14)),
    }  # fmt: skip
    kept = own.drawn[own.month[own.drawn.index].isin(panels.index)]
    types = {"clash": "armed clash", "attack": "attack"}
    counts = {key: text((own.type[kept.index] == name).sum()) for key, name in types.items()}
    by_slide = {"": general, "map": drawn(told, "map"), "panels": circles(told, "panels") | counts}
    for number, row in enumerate(own.near.head(3).itertuples(), start=1):
        by_slide[f"base-{number}"] = drawn(told, f"base-{number}", str(row.name)) | {
            "inside": text(row.inside), "possible": text(row.possible), "vague": text(row.vague),
        }  # fmt: skip
    by_slide |= {f"annex-{number}": {"page": str(number)} for number in range(1, 5)}
    return by_slide


def circles(told: Told, key: str) -> dict[str, str]:
    """Read off the shapes themselves how many rows each circle counts."""
    marks = [shape.name for shape in shapes(told, key, "Incidents")]
    if not all(name.endswith((" rows", "1 row")) for name in marks):
        return {}
    counts = [int(name.split()[0].replace(",", "")) for name in marks]
    # area in proportion from 26 points down to 5
    least = max(int(max(counts) * (5 / 26) ** 2), 1)
    power = 10 ** (len(str(max(counts))) - 1)
    high = next(step * power for step in (5, 2, 1) if step * power <= max(counts))
    return {
        "dots": text(sum(counts)), "circles": text(len(counts)), "largest": text(max(counts)),
        "least": text(least), "size_1": text(high), "size_2": text(high // 10),
    }  # fmt: skip


def drawn(told: Told, key: str, site: str | None = None) -> dict[str, str]:
    """Count what lies in the frame of a map: points by projection, areas by their circles."""
    own = told.counted
    extent = drawn_extent(told.incidents, None)
    chosen = choose_projection(extent)
    if site is not None:
        at = own.sites.set_index("name").loc[site]
        high = 50_000 * 1.25 / 111_000
        wide = high / np.cos(np.radians(at["lat"]))
        extent = (at["lon"] - wide, at["lat"] - high, at["lon"] + wide, at["lat"] + high)
    # 13.33 by 7.5 inches with margins, headline, legend and sources
    frame = Frame.around(extent, left=36, top=84, width=690, height=392, chosen=chosen)
    dots = own.drawn[own.drawn["where_prec"] <= 2]
    inside = shapely.contains_xy(
        frame.box, *frame.to_page_many(dots["longitude"].to_numpy(), dots["latitude"].to_numpy())
    )
    vague = own.drawn[own.drawn["where_prec"] > 2]
    reach = {at: disc(frame, *at) for at in areas(vague)}
    there = np.array([reach[at].intersects(frame.box) for at in areas(vague)], dtype=bool)
    seen = pd.concat([dots[inside], vague[there]])
    types = own.type[seen.index].value_counts()
    counted = circles(told, key)
    near = dots[inside & (dots["where_prec"] == 2)] if not counted else dots.iloc[:0]
    return counted | {
        "clash": text(types.get("armed clash", 0)), "attack": text(types.get("attack", 0)),
        "beyond": text(len(own.drawn) - len(seen)),
        "areas": text(len({*areas(vague[there]), *areas(near)})),
        "outlined": text(len(shapes(told, key, "Areas"))), "dots": text(inside.sum()),
    }  # fmt: skip


def areas(rows: Any) -> list[tuple[float, float, float]]:
    radius = rows["where_prec"].map(RADIUS)
    return list(zip(rows["longitude"], rows["latitude"], radius, strict=True))


def disc(frame: Frame, lon: float, lat: float, radius_m: float) -> shapely.Polygon:
    turns = np.linspace(0, 360, 48, endpoint=False)
    around = [np.full(48, value) for value in (lon, lat, radius_m)]
    x, y, _ = Geod(ellps="WGS84").fwd(around[0], around[1], turns, around[2])
    return shapely.Polygon(np.column_stack(frame.to_page_many(x, y)))


def figures(own: Counted) -> dict[tuple[str, str], set[str]]:
    """Count the large numbers beside the key judgements, in their order."""
    told = [text(len(own.raw)), text(own.raw["best"].sum()), text(len(own.off)),
            text(own.off["best"].sum()), f"{own.exact} %"]  # fmt: skip
    return {("judgements", f"Figure {n}"): {one} for n, one in enumerate(told, start=1)}


@pytest.fixture(scope="module", params=["single symbols", "circles", "UCDP Syria"])
def told(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Told:
    folder = tmp_path_factory.mktemp("every")
    (folder / "sites.csv").write_text(SITES)
    if request.param == "UCDP Syria":
        path: Path = request.getfixturevalue("eval_data") / SYRIA
    else:
        path = folder / "events.csv"
        ucdp_like(260 if request.param == "single symbols" else 1_500).to_csv(path, index=False)
    command = ["brief", str(path), "--bases", str(folder / "sites.csv"), "--period", "month"]
    done = CliRunner().invoke(app, [*command, "-o", str(folder / "brief.pptx"), "-q"])
    assert done.exit_code == 0, done.output
    raw = pd.read_csv(path, parse_dates=["date_start", "date_end"], low_memory=False)
    counted = Counted(raw, pd.read_csv(folder / "sites.csv"))
    content = (folder / "brief.pptx").read_bytes()
    deck = Presentation(io.BytesIO(content))
    return Told(content, deck, counted, drawable(geo.read(path).incidents))


def expected(told: Told) -> Expected:
    own = told.counted
    panels = own.shown_months.iloc[-6:]["size"]
    stars = dict(zip(own.months.index, labels(own), strict=True))
    return Expected(
        RULES,
        values(told),
        cells(own),
        {
            ("timeline", "Timeline"): set(labels(own)),
            ("change", "Change chart"): {f"{month:%b %Y}" for month in own.complete.index[-25:]},
            ("severity", "Severity chart"): {"1 to 4", "5 to 24", "25 or more"},
            ("actors", "Actors chart"): {others(own)},
            **figures(own),
            ("panels", "Panels"): {
                f"{stars[month]}: {number} incident{'' if number == 1 else 's'}"
                for month, number in panels.items()
            },
        },
        FIXED,
        {*own.sites["name"], *own.offices.index, *own.raw["where_coordinates"].dropna(),
         *own.raw["side_a"]},
    )  # fmt: skip


def test_every_number_of_a_finished_deck_is_counted_again_in_the_input_file(told: Told) -> None:
    explained, wrong = audit(told.deck, expected(told))

    assert not wrong, "\n".join(wrong)
    # 13 kinds of slides; 56 rows of the annex alone hold more than 300
    assert explained > 500


def test_a_number_changed_on_any_slide_is_not_explained(told: Told) -> None:
    deck: Any = Presentation(io.BytesIO(told.content))
    changed = set()
    for slide in deck.slides:
        for run in slide.shapes.title.text_frame.paragraphs[0].runs:
            false = re.sub(r"\d+", "987", run.text, count=1)
            if false != run.text:
                run.text = false
                changed.add(slide._element.cSld.get("name"))

    _, wrong = audit(deck, expected(told))

    assert len(changed) >= 12
    assert {key for key in changed if not any(f"slide='{key}'" in line for line in wrong)} == set()
