"""The incidents on a folium map of somebody's own: drawn, filtered and told as on our page."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import folium
import nbformat
import pytest
from nbclient import NotebookClient
from pages import incident
from playwright.sync_api import Browser, Route
from playwright.sync_api import Page as Tab

import layers
from geo.errors import CrsError, ParameterError
from geo.table import incidents_from_records
from layers.web import IncidentLayer

LEAFLET = Path(layers.__file__).parent / "web" / "assets" / "leaflet"
HOSTILE = (
    '{{7*7}} {% raw %} {#c#} <img src=x onerror="window.hit=1"> </script><script>window.hit=1'
    "</script> ${window.hit=1} `${window.hit=1}` \\`"
)
PLACE = (33.3, 38.7)  # latitude first, as folium has it


def _rows(title: str, days: range, lon: float = 38.7) -> Any:
    return incidents_from_records(
        [
            incident(
                f"{title} {day}",
                title=title,
                event_type="armed clash" if day % 2 else "air strike",
                geometry=(lon, 33.3),
                start=datetime(2024, 1, day),
                end=datetime(2024, 1, day + 1),
            )
            for day in days
        ]
    )


def _map() -> folium.Map:
    return folium.Map(location=PLACE, zoom_start=8, tiles=None)


def _rendered(page: folium.Map) -> str:
    text: str = page.get_root().render()
    return text


def test_text_of_the_data_is_never_run_as_a_template_and_stands_nowhere() -> None:
    page = _map()
    IncidentLayer(_rows(HOSTILE, range(1, 4))).add_to(page)
    html = _rendered(page)
    assert "onerror" not in re.sub(r"<script>\(\(\).*?</script>", "", html, flags=re.DOTALL)
    assert "{{7*7}}" not in html
    assert not re.search(r"\b49 \{", html)
    # drawn a second time, as a notebook does, it holds nothing twice
    again = _rendered(page)
    assert again.count('type="text/plain"') == html.count('type="text/plain"') == 6


@pytest.mark.parametrize("name", ["", "<b>x</b>", "{{7*7}}", "{% raw %}", "`a`", "${1}", "a\\b"])
def test_a_name_that_folium_would_run_is_refused(name: str) -> None:
    with pytest.raises(ParameterError, match="`name` is"):
        IncidentLayer(_rows("a", range(1, 2)), name=name)


def test_another_crs_is_refused_and_a_layer_without_a_map_says_so() -> None:
    rows = _rows("a", range(1, 2))
    with pytest.raises(CrsError):
        IncidentLayer(rows.to_crs(3857))
    with pytest.raises(ParameterError, match="add_to"):
        IncidentLayer(rows).render()


def test_the_code_is_in_the_page_once_however_many_layers_there_are() -> None:
    page = _map()
    for name in ("One", "Two", "Three"):
        IncidentLayer(_rows(name, range(1, 3)), name=name).add_to(page)
    html = _rendered(page)
    assert html.count("window.sitmapLayer =") == 1
    assert len(re.findall(r'type="text/plain" id="incident_layer_\w+-config"', html)) == 3


def _serve(route: Route) -> None:
    """Give Leaflet from the copy in the package; whatever else folium asks for stays away."""
    url = route.request.url
    if "leaflet@" in url and url.endswith(("leaflet.js", "leaflet.css")):
        name = url.rsplit("/", 1)[1]
        kind = "text/javascript" if name.endswith("js") else "text/css"
        route.fulfill(body=(LEAFLET / name).read_bytes(), content_type=kind)
    else:
        route.abort()


@pytest.fixture
def tab(browser: Browser) -> Iterator[Tab]:
    context = browser.new_context(viewport={"width": 1000, "height": 700})
    context.route(re.compile("^https?:"), _serve)
    tab = context.new_page()
    tab.set_default_timeout(8_000)
    yield tab
    context.close()


def _open(tab: Tab, page: folium.Map, file: Path, layers_shown: int) -> list[str]:
    errors: list[str] = []
    tab.on("pageerror", lambda error: errors.append(str(error)))
    page.save(str(file))
    tab.goto(file.as_uri(), wait_until="domcontentloaded")
    tab.locator(".sitmap-layer").nth(layers_shown - 1).wait_for()
    return errors


def _set(tab: Tab, layer: int, low: int, high: int) -> str:
    box = tab.locator(".sitmap-layer").nth(layer)
    for number, value in ((0, 0), (1, high), (0, low)):
        box.locator("input[type=range]").nth(number).evaluate(
            "(e, v) => { e.value = v; e.dispatchEvent(new Event('input')); }", value
        )
    return box.locator("output").inner_text()


def _painted(tab: Tab) -> list[int]:
    """Count the pixels that each canvas has painted."""
    counts: list[int] = tab.evaluate(
        """() => [...document.querySelectorAll(".leaflet-overlay-pane canvas")].map((canvas) => {
          const { width, height } = canvas;
          const data = canvas.getContext("2d").getImageData(0, 0, width, height).data;
          let painted = 0;
          for (let i = 3; i < data.length; i += 4) if (data[i]) painted++;
          return painted;
        })"""
    )
    return counts


@pytest.mark.browser
def test_the_layer_draws_filters_and_tells_what_was_typed(tab: Tab, tmp_path: Path) -> None:
    page = _map()
    IncidentLayer(_rows(HOSTILE, range(1, 21)), name="Attacks").add_to(page)
    errors = _open(tab, page, tmp_path / "own.html", 1)
    box = tab.locator(".sitmap-layer")
    assert box.locator("strong").inner_text() == "Attacks"
    assert box.locator("output").inner_text() == "1 Jan 2024 to 20 Jan 2024: 20 incidents"
    assert _painted(tab)[0] > 50
    # from the fifth day on, three days; clashes on 5 and 7
    assert _set(tab, 0, 4, 7) == "5 Jan 2024 to 7 Jan 2024: 3 incidents"
    box.locator("summary").click()
    box.locator("label", has_text="rmed clash").locator("input").uncheck()
    assert box.locator("output").inner_text() == "5 Jan 2024 to 7 Jan 2024: 1 incident"
    tab.mouse.click(500, 350)
    tab.locator(".sitmap-popup .detail h3").wait_for()
    assert tab.locator(".sitmap-popup .detail h3").evaluate("e => e.textContent") == HOSTILE
    tab.locator(".leaflet-popup-close-button").click()
    box.locator("label", has_text="ir strike").locator("input").uncheck()
    assert _painted(tab) == [0]
    assert tab.evaluate("window.hit === undefined")
    assert tab.locator("img[src=x]").count() == 0
    assert errors == []


@pytest.mark.browser
def test_several_layers_keep_apart_and_leave_with_the_layer_control(
    tab: Tab, tmp_path: Path
) -> None:
    page = _map()
    IncidentLayer(_rows("First", range(1, 4)), name="First").add_to(page)
    IncidentLayer(_rows("Second", range(1, 11), lon=39.4), name="Second").add_to(page)
    IncidentLayer(_rows("Hidden", range(1, 3)), name="Hidden", show=False).add_to(page)
    folium.LayerControl(collapsed=False).add_to(page)
    errors = _open(tab, page, tmp_path / "own.html", 2)
    tab.wait_for_timeout(200)
    assert tab.locator(".sitmap-layer strong").all_inner_texts() == ["Second", "First"]
    outputs = tab.locator(".sitmap-layer output")
    assert _set(tab, 0, 0, 1) == "1 Jan 2024: 1 incident"
    assert outputs.nth(1).inner_text() == "1 Jan 2024 to 3 Jan 2024: 3 incidents"
    tab.mouse.click(500, 350)
    tab.locator(".sitmap-popup > h3").wait_for()
    assert tab.locator(".sitmap-popup > h3").inner_text() == "3 incidents here"
    tab.locator(".leaflet-control-layers label", has_text="First").locator("input").uncheck()
    tab.locator(".leaflet-control-layers label", has_text="Hidden").locator("input").check()
    tab.locator(".sitmap-layer strong", has_text="Hidden").wait_for()
    assert sorted(tab.locator(".sitmap-layer strong").all_inner_texts()) == ["Hidden", "Second"]
    assert len(_painted(tab)) == 2
    assert errors == []


@pytest.mark.browser
@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::UserWarning")
def test_a_notebook_shows_the_layer(tab: Tab, tmp_path: Path) -> None:
    cell = """
import folium, geopandas, pandas, layers
rows = geopandas.GeoDataFrame(
    {"title": ["In a notebook"], "start": [pandas.Timestamp("2024-01-05")], "precision": "place"},
    geometry=geopandas.points_from_xy([38.7], [33.3]), crs=4326)
page = folium.Map([33.3, 38.7], zoom_start=8, tiles=None)
layers.IncidentLayer(rows).add_to(page)
page
"""
    notebook = nbformat.v4.new_notebook()  # type: ignore[no-untyped-call]
    notebook.cells.append(nbformat.v4.new_code_cell(cell))  # type: ignore[no-untyped-call]
    folder = {"metadata": {"path": str(tmp_path)}}
    NotebookClient(notebook, timeout=120, kernel_name="python3", resources=folder).execute()
    shown = notebook.cells[0].outputs[-1]["data"]["text/html"]
    file = tmp_path / "cell.html"
    file.write_text(f"<!doctype html><meta charset=utf-8>{shown}", encoding="utf-8")
    tab.goto(file.as_uri(), wait_until="domcontentloaded")
    for _ in range(100):
        if any(frame.locator(".sitmap-layer output").count() for frame in tab.frames[1:]):
            break
        time.sleep(0.05)
    frame = tab.frames[1]
    frame.locator(".sitmap-layer output").wait_for()
    assert frame.locator(".sitmap-layer output").inner_text() == "5 Jan 2024: 1 incident"
