"""How the page's own functions draw: cells, names, edges, directions of scripts."""

from __future__ import annotations

import math
from itertools import pairwise
from typing import Any

import pytest
from page_code import PageCode, drawing
from pages import contrast
from playwright.sync_api import Browser

from layers.style import DARK, LIGHT, Palette, event_styles

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def code(browser: Browser) -> PageCode:
    return PageCode(browser)


@pytest.mark.parametrize("view", [(33.0, 40.0, 6), (-60.0, 179.0, 4), (10.0, 0.0, 1)])
def test_cells_of_density_cover_equal_ground_and_lose_no_row(
    code: PageCode, view: tuple[float, float, int]
) -> None:
    lat, lon, zoom = view
    draw = drawing(9)
    near = 300 / 2**zoom
    places = [
        [(lon + draw.uniform(-near, near) + 180) % 360 - 180, lat + draw.uniform(-near, near) / 4]
        for _ in range(500)
    ]
    counts = [draw.randrange(1, 5) for _ in places]
    found: dict[str, Any] = code(
        """(() => {
          const scale = 256 * 2 ** c;
          const view = { width: 900, height: 600, scale,
            left: worldX(b[1]) * scale - 450, top: worldY(b[0]) * scale - 300 };
          const incidents = {
            siteX: Float64Array.from(a, ([lon]) => worldX(lon)),
            siteY: Float64Array.from(a, ([, lat]) => worldY(lat)),
            sine: Float64Array.from(a, ([, lat]) => Math.sin(lat * Math.PI / 180)),
            siteCount: Uint32Array.from(d), active: a.length,
            activeSites: Uint32Array.from(a, (_, i) => i),
          };
          const density = new Density(incidents, () => 1);
          const { counts, firstRow, rows, first, across, begin } = density.cells(view);
          const { edges, columns } = density.bands;
          const cells = [];
          for (let row = 0; row < rows; row++) for (let k = 0; k < across[row]; k++) {
            const rowsIn = counts[begin[row] + k];
            if (!rowsIn) continue;
            const all = columns[firstRow + row];
            const column = (first[row] + k) % all;
            const north = Math.asin(edges[firstRow + row]) * 180 / Math.PI;
            const south = Math.asin(edges[firstRow + row + 1]) * 180 / Math.PI;
            const [west, east] = [lonOf(column / all), lonOf((column + 1) / all)];
            cells.push([west, south, east, north, rowsIn]);
          }
          return { cells, all: incidents.siteCount.reduce((sum, one) => sum + one, 0) };
        })()""",
        places,
        [lat, lon],
        zoom,
        counts,
    )
    # Lambert's cylindrical projection: the ground between two parallels is as their sines
    areas = [
        (east - west) * (math.sin(math.radians(north)) - math.sin(math.radians(south)))
        for west, south, east, north, _ in found["cells"]
    ]
    assert max(areas) == pytest.approx(min(areas), rel=1e-6)
    for west, south, east, north, rows in found["cells"]:
        inside = sum(
            count
            for (x, y), count in zip(places, counts, strict=True)
            if west - 1e-9 <= x < east + 1e-9 and south - 1e-9 <= y <= north + 1e-9
        )
        assert rows == inside
    assert sum(cell[4] for cell in found["cells"]) <= found["all"]
    assert found["cells"]


@pytest.mark.parametrize(("middle", "zoom"), [(0.5, 1), (0.38, 2), (0.42, 6), (0.1, 4)])
def test_no_cell_of_density_is_a_stripe_and_none_covers_more_ground(
    code: PageCode, middle: float, zoom: int
) -> None:
    bands: dict[str, list[float]] = code(
        """(() => {
          const scale = 256 * 2 ** b;
          const view = { width: 900, height: 600, scale, left: 0, top: a * scale - 300 };
          const { edges, columns } = bandsOf(equalAreaGrid(view));
          return { edges: [...edges], columns: [...columns] };
        })()""",
        middle,
        zoom,
    )
    edges, columns = bands["edges"], bands["columns"]
    assert edges[0] == 1
    assert edges[-1] == -1
    heights = [north - south for north, south in pairwise(edges)]
    areas = [high / count for high, count in zip(heights, columns, strict=True)]
    assert max(areas) == pytest.approx(min(areas), rel=1e-6)
    # beyond 84 degrees there is only ice, and the square of Web Mercator ends at 85.05
    for (north, south), count in zip(pairwise(edges), columns, strict=True):
        if max(abs(north), abs(south)) < math.sin(math.radians(84)):
            high = (math.atanh(north) - math.atanh(south)) / (2 * math.pi)
            assert high * count < 3, (north, south)


def test_names_are_whole_where_there_is_room_and_keep_off_symbols(code: PageCode) -> None:
    found = code(
        """(() => {
          const context = document.createElement("canvas").getContext("2d");
          const style = { font: "11px sans-serif", colour: "#000000", halo: "#ffffff", gap: 5 };
          const at = [];
          context.fillText = (text, x) => at.push(x);
          const labels = new Labels([0, 0, 200, 100]);
          labels.reserve(100, 50, 6);
          // beside a point at the right edge, and beside one with room
          labels.write(context, "Deir ez-Zor", 190, 20, style);
          labels.write(context, "Homs", 20, 80, style);
          return [...at, labels.isCovered({ x: 103, y: 48 }), labels.isCovered({ x: 20, y: 80 })];
        })()"""
    )
    assert found[0] < 190
    assert found[1:] == [25, True, False]


def test_the_point_of_an_area_is_in_the_part_that_is_seen(code: PageCode) -> None:
    found = code(
        """(() => {
          const points = Float64Array.of(0, 0, 1, 0, 1, 1, 0, 1);
          const shape = { paths: [{ points, box: [0, 0, 1, 1] }], box: [0, 0, 1, 1] };
          return [innerPoint(shape), innerPoint(shape, [0.5, -1, 2, 0.5]),
            innerPoint(shape, [0.5, 0, 2, 1], 0.2)];
        })()"""
    )
    assert found == [[0.5, 0.5], [0.75, 0.25], [0.75, 0.2]]


@pytest.mark.parametrize("palette", [LIGHT, DARK])
def test_every_symbol_has_an_edge_that_stands_out(code: PageCode, palette: Palette) -> None:
    types = [None, *"abcdefghijklmnopqrstuvwxyz"]
    for style in event_styles(types).values():
        colour = style.colour if palette is LIGHT else style.dark_colour
        edge = code("edgeOf(a, b)", colour, palette.land)
        # WCAG 2.2, 1.4.11: graphics of 3 to 1 against the ground beside them
        assert contrast(edge, palette.land) >= 3, style
        if contrast(colour, palette.land) >= 3:
            assert edge.upper() == colour.upper()


def test_a_text_from_right_to_left_is_kept_apart_from_what_follows(code: PageCode) -> None:
    assert code("isolated(a)", "Tower 22") == "Tower 22"
    # first strong isolate and its end (Unicode Standard Annex 9)
    assert code("isolated(a)", "التنف") == "\u2068التنف\u2069"
    directions = code.table(
        "runsFromRight(a)", [["التنف 22"], ["22 התנף"], ["Al-Tanf التنف"], ["22"]]
    )
    assert directions == [True, True, False, False]
