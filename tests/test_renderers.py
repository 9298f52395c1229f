"""One map, drawn as PNG, SVG, PDF and PowerPoint shapes: the same shapes, places and colours."""

import io
import subprocess
from datetime import datetime
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pytest
import shapely
from decks import pdf_of
from PIL import Image
from playwright.sync_api import Browser

from geo.models import Incident, Precision
from geo.table import incidents_from_records
from layers import style
from layers.carto import Label, Mark, Outline, Scene
from layers.carto.picture import picture_bytes
from layers.carto.svg import svg_bytes
from layers.deck import plan_deck
from layers.deck.package import open_deck, package_bytes
from layers.deck.spec import MapBlock, Wording
from layers.deck.write import write_slides
from layers.layer import drawable

# 13.33 by 7.5 inches at 96 dots: a CSS pixel of the browser is a dot here
SIZE = (1280, 720)
PER_POINT = 96 / 72
TYPES = ("shelling", "air strike", "drone attack", "armed clash")


def rows() -> gpd.GeoDataFrame:
    """Lay incidents of four types on a grid across coasts and borders; two are areas."""
    day = datetime(2024, 1, 1)
    return incidents_from_records(
        [
            Incident(
                f"id-{number}",
                title=f"Incident {number}",
                event_type=TYPES[number % 4],
                start=day,
                end=day.replace(hour=12),
                geometry=(34.2 + number % 6, 30.5 + number // 6),
                precision=Precision.ADMIN1 if number in {8, 21} else Precision.PLACE,
                uncertainty_m=40_000.0 if number in {8, 21} else 2_000.0,
            )
            for number in range(30)
        ]
    )


class Drawn:
    """One map of one deck, and what each renderer made of it, as pixels."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        sites = gpd.GeoDataFrame(
            {"site": ["a", "b"], "name": ["Alpha", "Bravo"]},
            geometry=gpd.points_from_xy([36.6, 38.6], [33.9, 31.9]),
            crs="EPSG:4326",
        )
        wording = Wording("Title", datetime(2024, 1, 2), None, None)
        self.spec = plan_deck(drawable(rows()), sites, wording, slides=["map"])
        block: Any = self.spec.slides[0].blocks[0]
        assert isinstance(block, MapBlock)
        self.scene: Scene = block.scene
        self.png = self._pixels(picture_bytes(self.scene, 960, 540, kind="png", title="Map"))

    def pdf(self) -> Any:
        content = picture_bytes(self.scene, 960, 540, kind="pdf", title="Map")
        (self.folder / "map.pdf").write_bytes(content)
        return self._page(self.folder / "map.pdf")

    def svg(self, browser: Browser) -> Any:
        tab = browser.new_page(viewport={"width": SIZE[0], "height": SIZE[1]})
        content = svg_bytes(self.scene, 960, 540, title="Map").decode()
        tab.set_content(f"<style>body {{ margin: 0 }}</style>{content.split('?>', 1)[1]}")
        picture = tab.screenshot()
        tab.close()
        return self._pixels(picture)

    def slide(self, soffice: str) -> Any:
        deck = open_deck()
        write_slides(deck, self.spec)
        (self.folder / "brief.pptx").write_bytes(package_bytes(deck))
        return self._page(pdf_of(self.folder / "brief.pptx", soffice, self.folder))

    def _page(self, pdf: Path) -> Any:
        scale = ["-scale-to-x", str(SIZE[0]), "-scale-to-y", str(SIZE[1])]
        command = ["pdftoppm", *scale, "-png", "-singlefile", str(pdf), str(pdf)]
        subprocess.run(command, check=True, timeout=120)
        return self._pixels(Path(f"{pdf}.png").read_bytes())

    def _pixels(self, content: bytes) -> Any:
        picture = Image.open(io.BytesIO(content)).convert("RGB")
        # on white paper, where a renderer leaves it out
        return np.asarray(picture.resize(SIZE, Image.Resampling.BOX), dtype=float)

    def marks(self) -> list[Mark]:
        """Give the symbols that lie on open ground: no other and no name near them."""
        found = [item for item in self.scene.primitives if isinstance(item, Mark)]
        boxes = [item.box for item in self.scene.primitives if isinstance(item, Label)]
        texts = [shapely.box(x, y, x + wide, y + high) for x, y, wide, high in boxes]
        clear = []
        for mark in found:
            here = shapely.Point(mark.x, mark.y)
            near = [m for m in found if m is not mark and np.hypot(m.x - mark.x, m.y - mark.y) < 16]
            alone = not near and all(here.distance(box) > 9 for box in texts)
            if mark.group == "Incidents" and mark.paint.fill and alone:
                clear.append(mark)
        return clear

    def open_ground(self) -> Any:
        """Give which pixels of the map no letter touches: fonts differ, the rest must not."""
        outlines = [item for item in self.scene.primitives if isinstance(item, Outline)]
        frame = next(item for item in outlines if item.name == "Frame")
        free = np.zeros(SIZE[::-1], dtype=bool)
        xs, ys = zip(*frame.rings[0], strict=True)
        free[_dots(min(ys)) : _dots(max(ys)), _dots(min(xs)) : _dots(max(xs))] = True
        for item in self.scene.primitives:
            if isinstance(item, Label):
                x, y, wide, high = item.box
                wide = wide * 1.15
                free[_dots(y - 3) : _dots(y + high + 3), _dots(x - 6) : _dots(x + wide + 6)] = False
        return free


def _dots(points: float) -> int:
    return max(round(points * PER_POINT), 0)


@pytest.fixture(scope="module")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> Drawn:
    return Drawn(tmp_path_factory.mktemp("renderers"))


@pytest.fixture(
    scope="module", params=["pdf", "svg", pytest.param("slide", marks=pytest.mark.office)]
)
def other(request: pytest.FixtureRequest, drawn: Drawn) -> Any:
    if request.param == "pdf":
        return drawn.pdf()
    tool = request.getfixturevalue("browser" if request.param == "svg" else "soffice")
    return drawn.svg(tool) if request.param == "svg" else drawn.slide(tool)


def test_symbols_have_the_same_colours(drawn: Drawn, other: Any) -> None:
    marks = drawn.marks()

    assert {mark.name for mark in marks} >= {"Incident 0", "Incident 11"}
    assert len({mark.shape for mark in marks}) == len(TYPES)
    for mark in marks:
        x, y = _dots(mark.x), _dots(mark.y)
        colours = [pixels[y, x] for pixels in (drawn.png, other)]
        # of 255: opacities are rounded to a percent and edges are smoothed in other ways
        assert np.abs(colours[0] - colours[1]).max() <= 6, mark


def test_symbols_stand_at_the_same_places_in_the_same_sizes(drawn: Drawn, other: Any) -> None:
    for mark in drawn.marks():
        told = [_ink(pixels, mark) for pixels in (drawn.png, other)]
        middles = np.array([[item[0], item[1]] for item in told])
        # dots; a dot is three quarters of a point
        assert np.abs(middles[0] - middles[1]).max() <= 0.6, mark
        assert told[1][2] == pytest.approx(told[0][2], rel=0.15), mark


def _ink(pixels: Any, mark: Mark) -> tuple[float, float, float]:
    """Middle and amount of what is darker or more coloured than the ground, around a symbol."""
    reach = _dots(mark.size)
    x, y = _dots(mark.x), _dots(mark.y)
    part = pixels[y - reach : y + reach + 1, x - reach : x + reach + 1]
    ground = np.median(np.concatenate([part[0], part[-1], part[:, 0], part[:, -1]]), axis=0)
    weight = np.abs(part - ground).max(axis=2)
    weight = np.where(weight > 40, weight, 0)
    rows_, columns = np.mgrid[0 : part.shape[0], 0 : part.shape[1]]
    return (
        float((columns * weight).sum() / weight.sum()),
        float((rows_ * weight).sum() / weight.sum()),
        float(weight.sum()),
    )


def test_sea_and_land_lie_at_the_same_places(drawn: Drawn, other: Any) -> None:
    free = drawn.open_ground()
    sea = np.array([int(style.LIGHT.sea[at : at + 2], 16) for at in (1, 3, 5)])

    wet = [(np.abs(pixels - sea).max(axis=2) <= 8) & free for pixels in (drawn.png, other)]

    assert wet[0].sum() > 20_000
    assert (wet[0] & wet[1]).sum() / (wet[0] | wet[1]).sum() > 0.98


def test_the_pictures_are_equal_but_for_the_edges_of_lines(drawn: Drawn, other: Any) -> None:
    free = drawn.open_ground()

    apart = np.abs(drawn.png - other).max(axis=2)[free]

    assert free.sum() > 300_000
    # dashes start elsewhere and edges are smoothed differently: thin lines, no areas
    assert float((apart > 24).mean()) < 0.02
    assert float(np.median(apart)) <= 2
