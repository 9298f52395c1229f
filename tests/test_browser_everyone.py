"""The page for everyone: contrast, keyboard, reduced motion, right-to-left, small screens."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from pages import contrast, incident, open_page
from playwright.sync_api import Browser

import layers
from geo.table import incidents_from_records
from layers.web import build_map

pytestmark = pytest.mark.browser

STYLES = Path(layers.__file__).parent / "web" / "assets" / "page.css"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "map.html"


def test_contrast_is_that_of_the_published_examples() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    # WebAIM's example of the lightest grey that passes on white
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)


@pytest.mark.parametrize("block", [0, 1])
def test_texts_and_edges_of_fields_have_the_contrast_of_wcag_aa(block: int) -> None:
    blocks = re.findall(r":root \{(.*?)\}", STYLES.read_text(encoding="utf-8"), re.DOTALL)
    colours = dict(re.findall(r"--(\w+): (#[0-9a-f]{6})", blocks[block]))
    for ground in ("paper", "raised"):
        for text in ("ink", "muted", "accent", "mark"):
            assert contrast(colours[text], colours[ground]) >= 4.5, (text, ground)
        assert contrast(colours["edge"], colours[ground]) >= 3, ground


def test_everything_is_reached_with_the_keyboard(browser: Browser, file: Path) -> None:
    build_map(incidents_from_records([incident("one", title="One")])).save(file)
    page = open_page(browser, file)
    seen: list[str] = []
    for _ in range(60):
        page.tab.keyboard.press("Tab")
        name = page.tab.evaluate("document.activeElement.id")
        if name:
            seen.append(name)
    order = ["skip", "panel-toggle", "map_sitmap", "search", "tab-legend", "take-link", "play"]
    order += ["step", "mode", "speed", "from", "to"]
    # a text that scrolls only where it is endless is no stop on the way
    assert not {"title", "headline", "marking", "credit"} & set(seen)
    assert [seen.index(name) for name in order] == sorted(seen.index(name) for name in order)
    page.tab.locator("#skip").focus()
    page.tab.keyboard.press("Enter")
    page.tab.locator("#rows button.row").wait_for()
    page.tab.keyboard.press("Tab")
    page.tab.keyboard.press("Enter")
    page.tab.locator(".popup h3").wait_for()
    assert page.text(".popup h3") == "One"
    page.check(file)


def test_no_control_is_without_a_name(browser: Browser, file: Path) -> None:
    build_map(incidents_from_records([incident("one", title="One")])).save(file)
    page = open_page(browser, file)
    nameless = page.tab.evaluate(
        """() => [...document.querySelectorAll("button, input, select, a[href]")]
          .filter((e) => !(e.getAttribute("aria-label") || e.textContent.trim()
            || (e.labels && e.labels[0] && e.labels[0].textContent.trim())))
          .map((e) => e.outerHTML)"""
    )
    assert nameless == []
    assert page.tab.evaluate("document.documentElement.lang") == "en"
    assert page.tab.title() == "Incidents, 28 Jan 2024"


def test_a_title_in_arabic_runs_from_right_to_left(browser: Browser, file: Path) -> None:
    title = "هجوم بطائرة مسيرة"
    build_map(incidents_from_records([incident("one", title=title)]), title=title).save(file)
    page = open_page(browser, file)
    direction = "e => getComputedStyle(e).direction"
    assert page.tab.locator("#title").evaluate(direction) == "rtl"
    page.click_middle()
    assert page.tab.locator(".popup h3").evaluate(direction) == "rtl"
    # the words around it stay as they are
    assert page.tab.locator("#headline").evaluate(direction) == "ltr"
    page.check(file)


def test_a_small_screen_scrolls_in_no_direction(browser: Browser, file: Path) -> None:
    build_map(incidents_from_records([incident("one", title="One")])).save(file)
    page = open_page(browser, file)
    for width, height in ((1440, 900), (1024, 700), (390, 844)):
        page.tab.set_viewport_size({"width": width, "height": height})
        page.tab.wait_for_timeout(200)
        size = page.tab.evaluate(
            "[document.documentElement.scrollWidth, document.documentElement.scrollHeight]"
        )
        assert size == [width, height]
        box = page.tab.locator("#map_sitmap").bounding_box()
        assert box is not None
        assert box["height"] >= 300, (width, height)
