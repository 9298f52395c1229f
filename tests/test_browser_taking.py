"""Taking a view away: link, picture, CSV, GeoJSON, print, what the page says about itself."""

from __future__ import annotations

import csv
import io
import json
import re
import zlib
from datetime import date, datetime
from pathlib import Path
from urllib.parse import quote

import pytest
import shapely
from pages import Opened, incident, open_page
from playwright.sync_api import Browser

from geo.files import formula_unsafe
from geo.models import Precision, Report
from geo.table import incidents_from_records
from layers.web import build_map

pytestmark = pytest.mark.browser


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "map.html"


def _days(file: Path) -> None:
    rows = [
        incident(
            f"{day:02d}",
            title=f"Day {day}",
            actor="A" if day % 2 else "B",
            start=datetime(2024, 1, day),
            end=datetime(2024, 1, day + 1),
        )
        for day in range(1, 21)
    ]
    build_map(incidents_from_records(rows), title="Days", as_of=date(2024, 2, 1)).save(file)


def _downloaded(page: Opened, kind: str) -> bytes:
    with page.tab.expect_download() as started:
        page.tab.locator(f"#take-{kind}").click()
    return Path(started.value.path()).read_bytes()


def test_a_link_opens_what_was_seen(browser: Browser, file: Path) -> None:
    _days(file)
    page = open_page(browser, file)
    page.set_window(4, 14)
    page.tab.locator("#mode").select_option("grow")
    actors = page.tab.locator("#facets details").first
    actors.locator("summary").click()
    actors.locator("label", has_text="B").locator("input").uncheck()
    page.tab.get_by_role("checkbox", name="Borders").uncheck()
    page.tab.evaluate("map.setView([33.5, 38.5], 9, { animate: false })")
    page.tab.locator("#search").fill("day")
    page.tab.wait_for_timeout(900)
    page.tab.locator("#rows button.row", has_text="Day 7").click()
    page.tab.locator(".popup h3").wait_for()
    page.tab.locator("#take-link").click()
    page.tab.wait_for_timeout(500)
    assert page.text("#told").startswith("The ")
    address, said = page.tab.url, page.text("#shown")
    assert said == "5 Jan 2024 to 14 Jan 2024: 5 incidents"
    other = open_page(browser, file, state=address.split("#")[1])
    other.tab.locator(".popup h3").wait_for()
    other.tab.wait_for_timeout(600)
    assert other.text("#shown") == said
    assert other.text(".popup h3") == "Day 7"
    assert other.tab.locator("#search").input_value() == "day"
    assert other.tab.locator("#mode").input_value() == "grow"
    assert not other.tab.locator("#layers input[value=borders]").is_checked()
    assert other.tab.evaluate("map.getZoom()") == 9
    assert other.tab.url == address
    assert other.errors == []


def test_a_link_holds_every_control(browser: Browser, file: Path) -> None:
    _days(file)
    page = open_page(browser, file)
    page.tab.locator("#presets [data-days='7']").click()
    page.tab.locator("#zoom").click()
    page.tab.locator("#loop").click()
    page.tab.locator("#speed").select_option("4")
    page.tab.locator("#step").select_option("week")
    page.tab.locator("#size-by").select_option("killed")
    page.tab.locator("#layers input[value=density]").check()
    page.tab.locator("#tab-about").click()
    page.tab.locator("#panel-toggle").click()
    page.tab.wait_for_timeout(1000)
    other = open_page(browser, file, state=page.tab.url.split("#")[1])
    state = """() => [
      ...["speed", "step", "mode", "size-by"].map((id) => document.getElementById(id).value),
      ...["loop", "zoom", "panel-toggle", "tab-about"].map((id) => {
        const { ariaPressed, ariaExpanded, ariaSelected } = document.getElementById(id);
        return ariaPressed || ariaExpanded || ariaSelected;
      }),
      document.querySelector("#layers input[value=density]").checked,
      document.getElementById("shown").textContent,
    ]"""
    expected = ["4", "week", "move", "killed", "true", "true", "false", "true", True]
    said = "14 Jan 2024 to 20 Jan 2024: 7 incidents"
    assert page.tab.evaluate(state) == [*expected, said]
    assert other.tab.evaluate(state) == [*expected, said]
    assert other.errors == []
    # a link without any of it leaves the page as it opens
    plain = open_page(browser, file, state="tab=legend")
    assert plain.tab.evaluate(state)[:8] == [
        "1", "day", "move", "incidents", "false", "false", "true", "false",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "state",
    [
        "v=NaN,Infinity,x&t=never/ever&m=bad/worse&row=99999&tab=__proto__&hide=constructor",
        f"q={quote('<img src=x onerror=window.hit=1>')}&not-type=999999.-1.x",
        "only-type=" + "1." * 5000,
        "%",
    ],
)
def test_an_address_that_says_nonsense_does_no_harm(
    browser: Browser, file: Path, state: str
) -> None:
    _days(file)
    page = open_page(browser, file, state=state)
    page.tab.wait_for_timeout(500)
    assert page.text("#shown").startswith("1 Jan 2024 to 20 Jan 2024: ")
    assert page.errors == []
    assert page.tab.evaluate("window.hit === undefined")


def test_the_csv_holds_what_is_in_view_and_no_formula(browser: Browser, file: Path) -> None:
    texts = ['=HYPERLINK("http://x")', "+1", "-1", "@SUM(A1)", "\tx", 'plain, "quoted"\nline']
    rows = [incident(str(number), title=text, actor=text) for number, text in enumerate(texts)]
    rows.append(incident("far", title="far", geometry=(-70, -30)))
    build_map(incidents_from_records(rows), title="../Ünsafe: <name>").save(file)
    page = open_page(browser, file)
    page.tab.evaluate("map.setView([33.3, 38.7], 9, { animate: false })")
    with page.tab.expect_download() as started:
        page.tab.locator("#take-csv").click()
    assert started.value.suggested_filename == "unsafe-name.csv"
    content = Path(started.value.path()).read_bytes().decode("utf-8-sig")
    read = list(csv.DictReader(io.StringIO(content, newline="")))
    assert [formula_unsafe(row["title"]) for row in read] == texts
    assert not any(cell[:1] in "=+-@\t\r" for row in read for cell in row.values() if cell)
    assert {(row["lon"], row["lat"], row["start"]) for row in read} == {
        ("38.7", "33.3", "2024-01-28T00:00:00")
    }
    page.check(file)


def test_the_geojson_holds_points_areas_and_nulls(browser: Browser, file: Path) -> None:
    hole = shapely.box(38, 33, 39, 33.3)
    area = shapely.difference(shapely.box(37, 32.4, 40, 33.6), hole)
    rows = [
        incident("point", title="{{7*7}}"),
        incident("area", precision=Precision.REGION, footprint=area),
    ]
    build_map(incidents_from_records(rows)).save(file)
    page = open_page(browser, file)
    collection = json.loads(_downloaded(page, "geojson"))
    point, region = sorted(collection["features"], key=lambda feature: feature["geometry"] is None)
    assert collection["sitmap_schema"] == 1
    assert point["geometry"] == {"type": "Point", "coordinates": [38.7, 33.3]}
    assert point["properties"]["title"] == "{{7*7}}"
    assert point["properties"]["end"] == "2024-01-29T00:00:00"
    footprint = shapely.from_geojson(json.dumps(region["properties"]["footprint"]))
    # 3 by 1.2 less 1 by 0.3
    assert footprint.area == pytest.approx(3.3, abs=1e-6)
    assert "longitude" not in region["properties"]
    page.check(file)


def test_the_picture_is_larger_than_the_map_and_not_blank(browser: Browser, file: Path) -> None:
    _days(file)
    page = open_page(browser, file)
    content = _downloaded(page, "png")
    assert content[:8] == b"\x89PNG\r\n\x1a\n"
    width, height = (int.from_bytes(content[at : at + 4]) for at in (16, 20))
    box = page.tab.locator("#map_sitmap").bounding_box()
    assert box is not None
    # twice the pixels of the map, and room for title, legend and sources
    assert width == 2 * round(box["width"])
    assert height > 2 * round(box["height"]) + 200
    assert zlib.crc32(content) != 0
    page.check(file)


def test_print_shows_the_picture_alone(browser: Browser, file: Path, tmp_path: Path) -> None:
    _days(file)
    page = open_page(browser, file)
    printed = page.tab.pdf(path=str(tmp_path / "map.pdf"))
    assert printed.startswith(b"%PDF")
    assert page.tab.locator("#print-sheet").count() == 1
    page.tab.emulate_media(media="print")
    assert page.tab.locator("#head").is_hidden()
    assert page.tab.locator("#print-sheet").is_visible()


def test_the_page_says_where_it_comes_from(browser: Browser, file: Path) -> None:
    table = incidents_from_records([incident("one")])
    report = Report("r", "text", title="Gazette", licence="CC BY 4.0", publisher="Gazette Ltd")
    build_map(table, title="One", as_of=date(2024, 2, 1), reports=[report]).save(file)
    page = open_page(browser, file)
    page.tab.locator("#tab-about").click()
    about = page.text("#about")
    for text in (
        "As of 1 Feb 2024",
        "No filters",
        "CC BY 4.0",
        "imply no opinion on the status of any territory",
        "GeoNames (CC BY 4.0)",
        "Leaflet (BSD 2-Clause)",
        "One. 28 Jan 2024 · 1 incident · as of 1 Feb 2024. Made with sitmap",
    ):
        assert text in about
    page.tab.locator("#tab-legend").click()
    page.tab.locator("#types input").first.uncheck()
    page.tab.locator("#tab-about").click()
    assert "Filters: types: none" in page.text("#about")
    page.check(file)


@pytest.mark.parametrize("size", ["1280x800", "390x844", "844x390"])
@pytest.mark.parametrize("paper", ["A4", "Letter"])
def test_whatever_the_screen_and_the_paper_one_page_is_printed(
    browser: Browser, file: Path, size: str, paper: str
) -> None:
    _days(file)
    page = open_page(browser, file, size=size, scheme="dark")
    for landscape in (False, True):
        printed = page.tab.pdf(format=paper, landscape=landscape)
        assert len(re.findall(rb"/Type\s*/Page\b(?!s)", printed)) == 1, landscape
    # afterwards the screen is as it was
    canvas = page.tab.locator(".leaflet-overlay-pane canvas")
    sides = canvas.evaluate("(e) => [e.width, parseFloat(e.style.width)]")
    assert sides[0] == pytest.approx(sides[1], abs=1)
