"""Columns, places, cells and texts in the page's own functions, against Python's figures."""

from __future__ import annotations

import math

import numpy as np
import pytest
import shapely
from page_code import PageCode, drawing
from playwright.sync_api import Browser
from pyproj import Geod

from geo.files import formula_unsafe
from layers.web.pack import pack_columns, pack_paths, pack_texts

pytestmark = pytest.mark.browser

# one degree of longitude on the equator of the sphere of the Web Mercator world
DEGREE_M = 40_075_016.685_578_49 / 360


@pytest.fixture(scope="module")
def code(browser: Browser) -> PageCode:
    return PageCode(browser)


def _metres(one: list[float], other: list[float]) -> float:
    return float(Geod(ellps="WGS84").inv(one[0], one[1], other[0], other[1])[2])


def test_packed_columns_come_out_as_they_went_in(code: PageCode) -> None:
    draw = np.random.default_rng(3)
    columns = {
        "small": draw.integers(0, 256, 500),
        "middle": draw.integers(0, 65_536, 500),
        "wide": np.r_[draw.integers(-(2**31), 2**31, 498), -(2**31), 2**31 - 1],
        "zero": np.zeros(500, dtype=np.int64),
    }
    packed = pack_columns(columns)
    found = code(
        """(async () => {
          const columns = unpacked(await inflate(a), b, c);
          return Object.fromEntries(
            Object.entries(columns).map(([name, kept]) => [name, [...kept]]));
        })()""",
        packed.block,
        packed.layout,
        packed.length,
    )
    assert found == {name: values.tolist() for name, values in columns.items()}


def test_packed_outlines_come_out_on_their_grid(code: PageCode) -> None:
    hole = shapely.box(10.25, -4.5, 10.5, -4.25)
    shapes = [
        shapely.difference(shapely.box(10, -5, 11, -4), hole),
        shapely.MultiPolygon([shapely.box(-180, 60, -179.5, 61), shapely.box(179.5, 60, 180, 61)]),
    ]
    block = pack_paths(shapes, steps_per_degree=10_000)
    found = code(
        """(async () => {
          const block = document.createElement("p");
          block.id = "packed";
          block.textContent = a;
          document.body.append(block);
          const shapes = await readShapes("packed", 10000);
          return shapes.map(({ paths }) => paths.map(({ points }) =>
            Array.from({ length: points.length / 2 }, (_, i) =>
              [rounded(lonOf(points[2 * i])), rounded(latOf(points[2 * i + 1]))])));
        })()""",
        block,
    )
    rings = [shapely.get_rings(shapely.get_parts(shape)) for shape in shapes]
    assert found == [
        [[list(point) for point in ring.coords[:-1]] for ring in of_shape] for of_shape in rings
    ]


def test_texts_are_read_chunk_by_chunk_from_any_piece_of_the_block(code: PageCode) -> None:
    titles = [f"Row {number} ünï \u202e" for number in range(2_500)]
    packed = pack_texts({"title": titles}, rows=len(titles))
    found = code(
        """(async () => {
          const block = document.createElement("p");
          block.id = "texts";
          // pieces that end within chunks, as a parser makes them
          for (let at = 0; at < a.length; at += 777) {
            block.append(document.createTextNode(a.slice(at, at + 777)));
          }
          document.body.append(block);
          const texts = new Texts("texts", b, []);
          const rows = [0, 1023, 1024, 2499];
          return Promise.all(rows.map(async (row) => (await texts.row(row)).title));
        })()""",
        packed.block,
        {
            "offsets": packed.offsets,
            "fields": packed.fields,
            "constants": {},
            "rows_per_chunk": packed.rows_per_chunk,
        },
    )
    assert found == [titles[row] for row in (0, 1023, 1024, 2499)]


def test_world_coordinates_are_those_of_web_mercator(code: PageCode) -> None:
    draw = drawing(2)
    places = [(draw.uniform(-180, 180), draw.uniform(-85, 85)) for _ in range(100)]
    found = code.table(
        "[worldX(a), worldY(b), lonOf(worldX(a)), latOf(worldY(b))]", [*map(list, places)]
    )
    for (lon, lat), (x, y, lon_back, lat_back) in zip(places, found, strict=True):
        # EPSG:3857, scaled to the square from 0 to 1
        assert x == pytest.approx((lon + 180) / 360, abs=1e-12)
        north = math.log(math.tan(math.pi / 4 + math.radians(lat) / 2))
        assert y == pytest.approx(0.5 - north / (2 * math.pi), abs=1e-12)
        assert (lon_back, lat_back) == pytest.approx((lon, lat), abs=1e-9)
    # the map ends where it is square; the pole itself is drawn on its edge
    assert code("[worldY(90), worldY(-90)]") == pytest.approx([0, 1], abs=1e-12)


def test_distances_are_within_half_a_percent_of_the_ellipsoid(code: PageCode) -> None:
    draw = drawing(4)
    pairs = [[draw.uniform(-180, 180), draw.uniform(-89, 89)] * 1 for _ in range(60)]
    rows = [[*one, *other] for one, other in zip(pairs[:30], pairs[30:], strict=True)]
    for row, metres in zip(rows, code.table("distance(a, b, c, d)", rows), strict=True):
        assert metres == pytest.approx(_metres(row[:2], row[2:]), rel=0.006)


def test_the_nearest_base_is_that_of_the_globe_over_the_antimeridian_and_the_pole(
    code: PageCode,
) -> None:
    draw = drawing(6)
    bases = [[draw.uniform(-180, 180), draw.uniform(-80, 89)] for _ in range(25)]
    bases += [[179.9, 0.0], [-179.9, 1.0], [0.0, 89.9]]
    places = [[draw.uniform(-180, 180), draw.uniform(-85, 85)] for _ in range(80)]
    places += [[-179.99, 0.0], [179.99, 1.0], [180.0, 89.99]]
    found = code(
        """(() => {
          const rows = a.map(([lon, lat], i) => ({ lon, lat, i }));
          const near = new Proximity({}, { rows });
          return b.map(([lon, lat]) => near.nearest(lon, lat, rows).i);
        })()""",
        bases,
        places,
    )
    for (lon, lat), number in zip(places, found, strict=True):
        metres = [_metres([lon, lat], base) for base in bases]
        # sphere and ellipsoid may differ where two are as near as makes no difference
        assert metres[number] <= min(metres) * 1.006


def test_rows_around_a_base_are_those_within_the_distance(code: PageCode) -> None:
    draw = drawing(8)
    spots = sorted(
        ([draw.uniform(178, 182), draw.uniform(58, 62), draw.randrange(4)] for _ in range(400)),
        key=lambda spot: spot[1],
    )
    base = [180.0, 60.0]
    found = code(
        """(() => {
          const incidents = {
            siteX: Float64Array.from(a, ([lon]) => worldX(((lon + 180) % 360) - 180)),
            siteY: Float64Array.from(a, ([, lat]) => worldY(lat)),
            siteCount: Uint32Array.from(a, ([, , rows]) => rows),
          };
          const near = new Proximity(incidents, { rows: [], ringMetres: 50000 });
          return near.rowsAround({ lon: b[0], lat: b[1] });
        })()""",
        spots,
        base,
    )
    metres = [_metres(base, [lon, lat]) for lon, lat, _ in spots]
    low, high = (
        sum(rows for (_, _, rows), far in zip(spots, metres, strict=True) if far <= limit)
        for limit in (49_700, 50_300)
    )
    assert low <= found <= high


def test_a_point_is_inside_an_outline_as_shapely_says(code: PageCode) -> None:
    hole = shapely.box(0.4, 0.4, 0.6, 0.6)
    outline = shapely.difference(shapely.Polygon([(0, 0), (1, 0.1), (0.9, 1), (0.1, 0.8)]), hole)
    rings = [list(map(list, ring.coords[:-1])) for ring in shapely.get_rings(outline)]
    draw = drawing(10)
    points = [[draw.random(), draw.random()] for _ in range(300)]
    found = code(
        """(() => {
          const paths = a.map((ring) => Float64Array.from(ring.flat()))
            .map((points) => ({ points, box: boxOf(points) }));
          const shape = { paths, box: joinedBox(paths.map(({ box }) => box)) };
          return { inside: b.map(([x, y]) => contains(shape, x, y)), middle: innerPoint(shape) };
        })()""",
        rings,
        points,
    )
    assert found["inside"] == [outline.contains(shapely.Point(point)) for point in points]
    assert outline.contains(shapely.Point(found["middle"]))


def test_cells_of_the_csv_are_no_formulas_and_read_back_as_typed(code: PageCode) -> None:
    texts = ["=1+1", "+1", "-1", "@x", "\tx", "\rx", "'=1", "plain", 'a "b", c', "line\nline", ""]
    cells = code.table("csvCell(a)", [[text] for text in texts])
    assert all(cell.startswith('"') and cell.endswith('"') for cell in cells)
    plain = [cell[1:-1].replace('""', '"') for cell in cells]
    assert not any(cell[:1] in "=+-@\t\r" for cell in plain if cell)
    assert [formula_unsafe(cell) for cell in plain] == texts
    # numbers stay numbers, unknown is an empty cell, never 0
    assert code.table("csvCell(a)", [[-5], [0], [None], [True]]) == ["-5", "0", "", "true"]


def test_only_web_addresses_become_links(code: PageCode) -> None:
    addresses = {
        "https://a.example/x": "A", "HTTP://a.example": "A", "javascript:alert(1)": "SPAN",
        "data:text/html,x": "SPAN", "//a.example": "SPAN", " https://a.example": "SPAN",
        "file:///etc/passwd": "SPAN", "vbscript:x": "SPAN", "": "SPAN",
    }  # fmt: skip
    made = code.table("makeLink(a, 'text').tagName", [[address] for address in addresses])
    assert made == list(addresses.values())


def test_search_finds_a_name_however_it_is_accented(code: PageCode) -> None:
    rows = [["Deir ez-Zōr"], ["DAYR AZ ZAWR"], ["Šibenik"], ["ﬁre"], ["هجوم"]]
    assert code.table("folded(a)", rows) == [
        "deir ez-zor",
        "dayr az zawr",
        "sibenik",
        "fire",
        "هجوم",
    ]


def test_file_names_hold_nothing_that_a_system_minds(code: PageCode) -> None:
    names = {
        "../Ünsafe: <name>": "unsafe-name",
        "": "incidents",
        "CON?": "con",
        "هجوم": "incidents",
    }
    assert code.table("fileName(a)", [[name] for name in names]) == list(names.values())
    assert len(code("fileName(a)", "x" * 10_000)) == 60


def test_a_scale_bar_is_one_two_or_five_of_a_power_of_ten(code: PageCode) -> None:
    rows = [[metres, 120] for metres in (0.3, 1, 4.7, 83, 1_200, 39_000)]
    for (per_pixel, room), bar in zip(rows, code.table("scaleBar(a, b)", rows), strict=True):
        digit = f"{bar['metres']:e}"[0]
        assert digit in "125"
        assert bar["pixels"] * per_pixel == pytest.approx(bar["metres"])
        # the next longer one, at most two and a half times as long, would not fit
        assert room / 2.5 < bar["pixels"] <= room


def test_filters_keep_apart_what_fails_once_and_what_fails_twice(code: PageCode) -> None:
    codes = [[0, 1, 2, 0, 1], [0, 0, 1, 1, 1]]
    enabled = [[1, 0, 1], [1, 0]]
    found = code(
        """(() => {
          const fails = new Uint8Array(5);
          a.forEach((codes, i) => {
            markFailing(fails, 1 << i, Uint8Array.from(codes), Uint8Array.from(b[i]));
          });
          const rows = Uint32Array.of(0, 1, 2, 3, 4);
          const almost = new Uint32Array(5);
          const [kept, aside] = passing(rows, 5, fails, almost);
          const counts = new Uint32Array(3);
          tally(Uint8Array.from(a[0]), rows, kept, counts);
          const lists = [fails, rows.subarray(0, kept), almost.subarray(0, aside), counts];
          return lists.map((list) => [...list]);
        })()""",
        codes,
        enabled,
    )
    # row 1 fails the first filter, rows 2 and 3 the second, row 4 both
    assert found == [[0, 1, 2, 2, 3], [0], [1, 2, 3], [1, 0, 0]]


def test_radii_on_the_map_are_those_of_the_ground(code: PageCode) -> None:
    # Mercator stretches by 1/cos(latitude): 2 at 60 degrees
    found = code("[worldLength(a, 0.5), worldLength(a, worldY(60))]", DEGREE_M)
    assert found == pytest.approx([1 / 360, 2 / 360], rel=1e-9)


def test_evidence_that_is_no_list_is_read_as_nothing(code: PageCode) -> None:
    texts = ["[]", "{}", "null", "3", "[1, null, {}]", "not json", '[{"quote": "x"}]']
    found = code.table("parsedList(a).length", [[text] for text in texts])
    assert found == [0, 0, 0, 0, 1, 0, 1]
