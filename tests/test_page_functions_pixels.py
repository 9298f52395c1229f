"""Marks painted pixel by pixel, beside what the browser's own canvas draws."""

from __future__ import annotations

import pytest
from page_code import PageCode, drawing
from playwright.sync_api import Browser

from layers.style import DARK, LIGHT, Palette

pytestmark = pytest.mark.browser

# what the painted picture of a side of 64 pixels holds, as red, green, blue, alpha
PAINTED = """((paint) => {
  const pixels = new Pixels();
  pixels.begin(64, 64);
  paint(pixels);
  return [...pixels.image.data];
})"""
DRAWN = """((draw) => {
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = 64;
  const context = canvas.getContext("2d", { willReadFrequently: true });
  draw(context);
  return [...context.getImageData(0, 0, 64, 64).data];
})"""
SHAPES = ("circle", "square", "diamond", "triangle", "hexagon", "star", "cross", "triangle_down")


@pytest.fixture(scope="module")
def code(browser: Browser) -> PageCode:
    return PageCode(browser)


def _colours(palette: Palette) -> dict[str, str]:
    return {name: getattr(palette, name) for name in ("land", "halo", "text")}


@pytest.mark.parametrize("palette", [LIGHT, DARK])
@pytest.mark.parametrize("style", ["point", "near", "hollow"])
@pytest.mark.parametrize("ratio", [1, 2])
def test_a_painted_symbol_is_the_one_drawn_on_a_canvas(
    code: PageCode, palette: Palette, style: str, ratio: int
) -> None:
    for shape in SHAPES:
        both = code(
            f"""[
              {PAINTED}((pixels) => {{
                const stamp = new Stamps().symbol(a, "#CC3311", b, 4.5, c, d);
                pixels.stamp(stamp, 32, 32);
              }}),
              {DRAWN}((context) => {{
                context.setTransform(c, 0, 0, c, 32, 32);
                drawSymbol(context, a, 0, 0, 4.5, "#CC3311", b, d);
              }}),
            ]""",
            shape,
            style,
            ratio,
            _colours(palette),
        )
        # at another place a curve may come out a little differently
        assert both[0] == pytest.approx(both[1], abs=16), shape
        assert any(both[0])


def test_colours_over_each_other_mix_as_on_a_canvas(code: PageCode) -> None:
    draw = drawing(3)
    layers = [
        [f"#{draw.randrange(256**3):06X}", draw.choice([255, 40, 128, draw.randrange(1, 255)])]
        for _ in range(3 * 64)
    ]
    # three colours over each other in each of 64 pixels
    painted, drawn = code(
        f"""[
          {PAINTED}((pixels) => a.forEach(([ink, alpha], i) => {{
            pixels.dot(i % 64, inkOf(ink), alpha);
          }})),
          {DRAWN}((context) => a.forEach(([ink, alpha], i) => {{
            context.fillStyle = ink;
            context.globalAlpha = alpha / 255;
            context.fillRect(i % 64, 0, 1, 1);
          }})),
        ]""",
        layers,
    )
    for at in range(0, 4 * 64, 4):
        ours, theirs = painted[at : at + 4], drawn[at : at + 4]
        assert ours[3] == pytest.approx(theirs[3], abs=2)
        # a canvas keeps colours multiplied by alpha, in whole numbers
        for one, other in zip(ours[:3], theirs[:3], strict=True):
            assert one * ours[3] / 255 == pytest.approx(other * theirs[3] / 255, abs=3)


def _shares(
    code: PageCode, shares: list[tuple[str, int]], radius: float, ratio: int
) -> list[list[int]]:
    data = code(
        f"""{PAINTED}((pixels) => {{
          paintRing(pixels, new Stamps(), {{ x: 32 / c, y: 32 / c, r: b }}, a, c, d, false);
        }})""",
        shares,
        radius,
        ratio,
        _colours(LIGHT),
    )
    return [data[at : at + 4] for at in range(0, len(data), 4)]


@pytest.mark.parametrize("ratio", [1, 2])
@pytest.mark.parametrize("counts", [[3, 1], [5, 3, 2], [40, 30, 20, 10]])
def test_a_ring_is_shared_out_by_count_clockwise_from_the_top(
    code: PageCode, counts: list[int], ratio: int
) -> None:
    colours = ["#CC3311", "#0077BB", "#009988", "#AA4499"]
    shares: list[tuple[str, int]] = list(zip(colours, counts, strict=False))
    # below the radius that has room for a number the pieces reach to the middle
    pixels = _shares(code, shares, 7.0, ratio)
    found = []
    for colour, _ in shares:
        ink = [int(colour[at : at + 2], 16) for at in (1, 3, 5)]
        found.append(sum(pixel == [*ink, 255] for pixel in pixels))
    # pixels on a cut are of neither colour
    for count, share in zip(found, counts, strict=True):
        assert count / sum(found) == pytest.approx(share / sum(counts), abs=0.06)
    right, left = pixels[(32 - 4 * ratio) * 64 + 33], pixels[(32 - 4 * ratio) * 64 + 30]
    assert right[:3] == [0xCC, 0x33, 0x11]
    last = shares[-1][0]
    assert left[:3] == [int(last[at : at + 2], 16) for at in (1, 3, 5)]
    # its whole area with the edge is that of a disc of one more pixel
    covered = sum(pixel[3] for pixel in pixels) / 255
    assert covered == pytest.approx(3.14159 * (8.0 * ratio) ** 2, rel=0.02)


def test_a_large_ring_has_its_number_on_the_ground_colour(code: PageCode) -> None:
    pixels = _shares(code, [("#CC3311", 128)], 12.0, 2)
    land = [int(LIGHT.land[at : at + 2], 16) for at in (1, 3, 5)]
    text = [int(LIGHT.text[at : at + 2], 16) for at in (1, 3, 5)]
    inside = [pixels[y * 64 + x][:3] for y in range(22, 42) for x in range(22, 42)]
    assert land in inside
    darkest = min(inside, key=sum)
    assert sum(darkest) < sum(text) + 120


def test_marks_at_the_edge_are_cut_there(code: PageCode) -> None:
    data = code(
        f"""{PAINTED}((pixels) => {{
          const stamp = new Stamps().symbol("square", "#CC3311", "point", 4.5, 2, a);
          for (const [x, y] of [[0, 32], [32, 0], [-9, 5], [200, 10]]) pixels.stamp(stamp, x, y);
          paintRing(pixels, new Stamps(), {{ x: 64, y: 64, r: 12 }}, [["#0077BB", 3]], 1, a, false);
          pixels.fill(-5, 60, 3, 90, inkOf("#009988"));
        }})""",
        _colours(LIGHT),
    )
    alpha = [data[at + 3] for at in range(0, len(data), 4)]
    inked = {(at % 64, at // 64) for at, value in enumerate(alpha) if value}
    assert (0, 32) in inked
    assert (32, 0) in inked
    assert (63, 63) in inked
    assert (2, 62) in inked
    assert (3, 62) not in inked
    # nothing comes in again at the other side
    assert not [(x, y) for x, y in inked if x > 50 and y < 45]


def test_marks_do_not_wipe_away_what_is_under_them(code: PageCode) -> None:
    data = code(
        f"""{DRAWN}((context) => {{
          context.fillStyle = "#112233";
          context.fillRect(0, 0, 20, 64);
          const pixels = new Pixels();
          pixels.begin(64, 64);
          pixels.fill(10, 0, 30, 64, inkOf("#AABBCC"));
          context.scale(2, 2);
          pixels.put(context, false);
        }})"""
    )
    line = [data[4 * x : 4 * x + 4] for x in (5, 15, 25, 35)]
    under, over = [0x11, 0x22, 0x33, 255], [0xAA, 0xBB, 0xCC, 255]
    assert line == [under, over, over, [0, 0, 0, 0]]


@pytest.mark.parametrize("middle", [10.0, 179.0, -180.0])
def test_rows_in_view_are_those_between_its_edges(code: PageCode, middle: float) -> None:
    draw = drawing(5)
    places = sorted(
        ([draw.uniform(-180, 180), draw.uniform(-60, 60)] for _ in range(400)), key=lambda at: at[1]
    )
    counts = [draw.randrange(4) for _ in places]
    found = code(
        """(() => {
          const scale = 256 * 2 ** 3;
          const view = { width: 1000, height: 600, scale, margin: 50, marginTop: 30, ratio: 1,
            left: worldX(b) * scale - 500, top: 0.5 * scale - 300, worlds: [-2, -1, 0, 1, 2] };
          const active = [...c.keys()].filter((i) => c[i]);
          const incidents = {
            siteX: Float64Array.from(a, ([lon]) => worldX(lon)),
            siteY: Float64Array.from(a, ([, lat]) => worldY(lat)),
            siteCount: Uint32Array.from(c), active: active.length,
            activeSites: Uint32Array.from(active.reverse()),
            detailsOf: (sites) => Array.from(sites, () => ({})),
          };
          const sight = new Sight(incidents);
          sight.look(view);
          const marks = sight.marks(view);
          return { rows: sight.rows, sites: marks.map((mark) => mark.site),
            xs: marks.map((mark) => mark.x), radii: marks.map((mark) => mark.r),
            edge: latOf((view.top + 30) / scale) };
        })()""",
        places,
        middle,
        counts,
    )
    # 900 of 2,048 pixels around the world are 158.2 degrees
    half = 360 * 450 / 2048
    seen = [
        abs((lon - middle + 180) % 360 - 180) <= half and abs(lat) <= found["edge"]
        for lon, lat in places
    ]
    assert found["rows"] == sum(count for count, inside in zip(counts, seen, strict=True) if inside)
    drawn = {site for site, inside in enumerate(seen) if inside and counts[site]}
    assert drawn <= set(found["sites"])
    assert all(-20 <= x <= 1020 for x in found["xs"])
    # the largest rings first, so that a single incident beside them stays in sight
    assert found["radii"] == sorted(found["radii"], reverse=True)
