"""Briefs: processor time and size of whole decks, labels, and shapes beside python-pptx's own."""

import io
import math
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import numpy as np
import pytest
import shapely
from decks import SITES, ucdp_like
from lxml import etree
from pptx import Presentation

import geo
from geo.gazetteer.entries import settlements
from geo.joins import join_all
from layers import build_deck, build_static_map
from layers.carto import Frame, Paint
from layers.carto.labels import Anchor, place
from layers.deck.shapes import ShapeWriter

SYRIA = "incidents/ucdp_ged_syria_2016_2019.csv.gz"
SHAPE = "{http://schemas.openxmlformats.org/presentationml/2006/main}sp"
VERTICES = 4_000


T = TypeVar("T")


def spent(work: Callable[[], T]) -> tuple[float, T]:
    begin = time.process_time()
    result = work()
    return time.process_time() - begin, result


def told(name: str, source: Path, sites: Path | None) -> None:
    """Print what a full storyline costs, twice for the bytes."""
    bases = geo.bases() if sites is None else geo.read_bases(sites)
    reading, result = spent(lambda: geo.read(source))
    joining, incidents = spent(lambda: join_all(result.incidents, bases))
    first, brief = spent(lambda: build_deck(incidents, bases))
    again, other = spent(lambda: build_deck(incidents, bases))
    deck = Presentation(io.BytesIO(brief.content))
    shapes = [sum(1 for _ in slide._element.iter(SHAPE)) for slide in deck.slides]
    map_seconds, picture = spent(lambda: build_static_map(incidents, bases))
    same = all(
        picture.content(kind) == build_static_map(incidents, bases).content(kind)
        for kind in ("svg", "png")
    )
    print(
        f"\n{name}: {len(incidents):,} rows, {len(shapes)} slides, {len(brief.content) / 1e3:.0f}"
        f" KB, at most {max(shapes):,} shapes a slide; processor seconds: read {reading:.1f},"
        f" join {joining:.1f}, deck {first:.1f}, again {again:.1f}, one map {map_seconds:.1f};"
        f" same bytes: pptx {brief.content == other.content}, svg and png {same}"
    )


@pytest.mark.parametrize("rows", [200, 10_000])
def bench_full_storyline(rows: int, tmp_path: Path) -> None:
    (tmp_path / "sites.csv").write_text(SITES)
    ucdp_like(rows).to_csv(tmp_path / "events.csv", index=False)

    told("own table", tmp_path / "events.csv", tmp_path / "sites.csv")


def bench_syria(eval_data: Path) -> None:
    told("UCDP Syria, packaged sites", eval_data / SYRIA, None)


def bench_labels() -> None:
    """Name the 80 largest towns of 35 to 48 E, 29 to 38 N on the map of a slide."""
    rows = settlements.rows[:-1]
    lon, lat = rows["lon"] / 1e5, rows["lat"] / 1e5
    inside = (lon >= 35) & (lon <= 48) & (lat >= 29) & (lat <= 38)
    towns = [settlements.place(row) for row in np.flatnonzero(inside)[:80].tolist()]
    frame = Frame.around((35, 29, 48, 38), left=36, top=84, width=690, height=392)
    anchors = [Anchor(town.name, *frame.to_page(town.lon, town.lat), 5.0) for town in towns]

    seconds, (placed, _) = spent(lambda: place(anchors, size=9, frame=frame.box, obstacles=[]))

    points = [shapely.Point(anchor.x, anchor.y) for anchor in anchors]
    strange = 0
    for item in placed:
        x, y, width, height = item.box
        text = shapely.box(x, y, x + width, y + height)
        nearest = min(range(len(points)), key=lambda at: text.distance(points[at]))
        strange += anchors[nearest].text != item.text
    print(f"\nlabels: {len(placed)} of 80 placed in {seconds:.2f} processor seconds;", end=" ")
    print(f"{strange} nearer to another point than to their own")


def bench_freeform() -> None:
    """Write one outline of 4,000 corners by our XML and by python-pptx's builder."""
    turns = np.linspace(0, 2 * math.pi, VERTICES, endpoint=False)
    ring = [(300 + 200 * math.cos(t), 270 + 200 * math.sin(t)) for t in turns.tolist()]
    deck = Presentation()
    slide = deck.slides.add_slide(deck.slide_layouts[6])
    writer = ShapeWriter(etree.fromstring(etree.tostring(slide.shapes._spTree)))

    def theirs() -> None:
        builder = slide.shapes.build_freeform(*ring[0], scale=12_700)
        builder.add_line_segments(ring[1:])
        builder.convert_to_shape()

    ours = min(
        spent(lambda: writer.freeform([ring], Paint(fill="D9DEE2"), name="Ring"))[0]
        for _ in range(5)
    )
    peer, _ = spent(theirs)

    print(
        f"\nfreeform of {VERTICES:,} corners: python-pptx {peer:.1f} s, ours {ours * 1e3:.1f} ms,"
    )
    print(f"ratio {peer / max(ours, 1e-6):,.0f} x")
