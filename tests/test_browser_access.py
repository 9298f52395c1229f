"""What WCAG 2.2 AA asks of the page, measured in it: contrast, targets, focus, motion, reflow."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pandas as pd
import pytest
from pages import Opened, incident, open_page
from playwright.sync_api import Browser

from geo.models import Casualties, Kind, Note, Report
from geo.table import incidents_from_records
from layers.web import build_map

pytestmark = pytest.mark.browser

MEASURES = """
window.measures = (() => {
  const light = (c) => {
    const part = (v) => (v <= 10.31475 ? v / 255 / 12.92 : ((v / 255 + 0.055) / 1.055) ** 2.4);
    return 0.2126 * part(c[0]) + 0.7152 * part(c[1]) + 0.0722 * part(c[2]);
  };
  const parts = (text) => [...text.match(/[\\d.]+/g).map(Number), 1].slice(0, 4);
  const over = (a, b) => [0, 1, 2].map((i) => a[i] * a[3] + b[i] * (1 - a[3]));
  const ground = (element) => {
    const seen = [];
    for (let e = element; e; e = e.parentElement) {
      const colour = parts(getComputedStyle(e).backgroundColor);
      seen.push(colour);
      if (colour[3] === 1) break;
    }
    return seen.reverse().reduce((below, colour) => over(colour, below), [255, 255, 255]);
  };
  const contrast = (one, other) => {
    const [low, high] = [light(one), light(other)].sort((a, b) => a - b);
    return (high + 0.05) / (low + 0.05);
  };
  const isSeen = (e) => e.checkVisibility() && e.getBoundingClientRect().width > 0;
  return {
    /** texts whose colour and ground are too near to each other */
    faint() {
      const found = [];
      const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
      let texts = 0;
      while (walker.nextNode()) {
        const e = walker.currentNode.parentElement;
        if (!walker.currentNode.textContent.trim() || !isSeen(e)) continue;
        if (e.closest("script, noscript")) continue;
        texts++;
        const below = ground(e);
        const ratio = contrast(over(parts(getComputedStyle(e).color), below), below);
        if (ratio < 4.5) found.push([e.outerHTML.slice(0, 90), ratio]);
      }
      return { found, texts };
    },
    /** controls that are smaller than 24 by 24 pixels, a box together with its label */
    small() {
      const controls = [...document.querySelectorAll("button, input, select, summary, a[href]")];
      return controls.filter(isSeen).map((e) => {
        const box = (e.type === "checkbox" ? e.closest("label") : e).getBoundingClientRect();
        return [e.outerHTML.slice(0, 90), box.width, box.height];
      }).filter(([, width, height]) => width < 23.99 || height < 23.99);
    },
    /** how the focus is shown */
    focus() {
      const e = document.activeElement;
      const style = getComputedStyle(e);
      const below = ground(e.parentElement);
      return {
        name: e.id || e.className || e.tagName, shown: e.matches(":focus-visible"),
        width: parseFloat(style.outlineWidth), style: style.outlineStyle,
        contrast: contrast(parts(style.outlineColor), below),
      };
    },
  };
})();
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    file = tmp_path / "map.html"
    rows = [
        incident(
            f"{day:02d}",
            title=f"Day {day}",
            event_type="attack" if day % 2 else "shelling",
            actor="AB"[day % 2],
            start=datetime(2024, 1, day),
            end=datetime(2024, 1, day + 1),
            casualties=Casualties(killed_best=day),
        )
        for day in range(1, 29)
    ]
    rows.append(incident("count", kind=Kind.AGGREGATE, title="Many since October", geometry=None))
    table = incidents_from_records(rows)
    table["sources"] = json.dumps([{"report": "r", "url": "https://example.org/a"}])
    table["evidence"] = json.dumps(
        [
            {
                "field": "actor",
                "value": "A",
                "stance": stance,
                "report": "r",
                "quote": f"it {stance}",
            }
            for stance in ("stated", "claimed", "attributed", "denied")
        ]
    )
    table["start_utc"] = pd.Series([pd.NaT] * len(table), dtype="datetime64[us, UTC]")
    reports = [Report("r", "text", title="The Gazette", url="https://example.org/a")]
    notes = [Note("rows.csv", "a cell was left out", 12, "killed")]
    build_map(table, reports=reports, notes=notes, marking="INTERNAL").save(file)
    return file


def _open(browser: Browser, file: Path, **options: str) -> Opened:
    page = open_page(browser, file, **options)
    page.tab.evaluate(MEASURES)
    return page


def _each_state(page: Opened) -> Iterator[str]:
    """Bring the page into every state that shows other texts and controls, one after the other."""
    if page.tab.locator("#panel-toggle").get_attribute("aria-expanded") == "false":
        page.tab.locator("#panel-toggle").click()
    page.tab.evaluate(
        "document.querySelectorAll('#legend details').forEach((e) => (e.open = true))"
    )
    page.tab.locator("#off-map button.row").first.wait_for()
    yield "legend"
    page.tab.locator("#tab-list").click()
    page.tab.locator("#rows button.row").first.wait_for()
    yield "list"
    page.tab.locator("#tab-about").click()
    page.tab.locator("#take-link").click()
    page.tab.locator("#told:not([hidden])").wait_for()
    yield "about"
    page.tab.locator("#tab-list").click()
    page.tab.locator("#rows button.row").first.click()
    page.tab.locator(".popup .stance.denied").wait_for()
    yield "popup"
    page.tab.evaluate("map.closePopup()")
    page.tab.locator("#panel-toggle").click()
    page.tab.wait_for_timeout(300)
    page.tab.evaluate("map.setView([33.3, 38.7], 8, { animate: false })")
    page.click_middle()
    page.tab.locator(".popup button.row").first.wait_for()
    yield "list in a popup"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_text_stands_out_from_its_ground(browser: Browser, file: Path, scheme: str) -> None:
    page = _open(browser, file, scheme=scheme)
    for state in _each_state(page):
        seen = page.tab.evaluate("measures.faint()")
        assert seen["found"] == [], state
        assert seen["texts"] > 20, state
    page.check(file)


@pytest.mark.parametrize("size", ["1280x800", "390x844"])
def test_every_control_is_large_enough_for_a_finger(
    browser: Browser, file: Path, size: str
) -> None:
    page = _open(browser, file, size=size)
    for state in _each_state(page):
        assert page.tab.evaluate("measures.small()") == [], state


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_focus_is_seen_wherever_it_is(browser: Browser, file: Path, scheme: str) -> None:
    page = _open(browser, file, scheme=scheme)
    seen = {}
    for _ in range(60):
        page.tab.keyboard.press("Tab")
        focus = page.tab.evaluate("measures.focus()")
        if focus["name"] == "BODY":
            break
        seen[focus["name"]] = focus
    assert len(seen) > 20
    for name, focus in seen.items():
        assert focus["shown"], name
        assert focus["width"] >= 2, name
        assert focus["style"] != "none", name
        assert focus["contrast"] >= 3, focus


def test_who_asks_for_less_motion_gets_none(browser: Browser, file: Path) -> None:
    page = _open(browser, file, motion="reduce")
    page.tab.locator("#map_sitmap").focus()
    before = page.tab.evaluate("[map.getCenter().lng, map.getZoom()]")
    page.tab.keyboard.press("ArrowRight")
    moved = page.tab.evaluate("[map.getCenter().lng, !map._panAnim || !map._panAnim._inProgress]")
    assert moved[0] > before[0]
    assert moved[1]
    zoomed = page.tab.evaluate(
        """() => {
          map.zoomIn();
          return [map.getZoom(), Boolean(document.querySelector(".leaflet-zoom-anim"))];
        }"""
    )
    assert zoomed == [before[1] + 1, False]
    still = page.tab.evaluate(
        """() => {
          const style = getComputedStyle(document.querySelector(".leaflet-map-pane"));
          return [style.transitionDuration, style.animationName];
        }"""
    )
    assert still == ["0s", "none"]


def test_others_see_the_map_move(browser: Browser, file: Path) -> None:
    page = _open(browser, file)
    assert page.tab.evaluate("map._zoomAnimated")


def test_a_popup_takes_the_focus_from_the_list_and_gives_it_back(
    browser: Browser, file: Path
) -> None:
    page = _open(browser, file)
    page.tab.locator("#tab-list").click()
    page.tab.locator("#rows button.row").nth(1).focus()
    page.tab.keyboard.press("Enter")
    page.tab.locator(".popup .detail").wait_for()
    page.tab.wait_for_timeout(300)
    dialog = page.tab.evaluate(
        """() => {
          const e = document.activeElement;
          return [e.className, e.getAttribute("role"), e.getAttribute("aria-label")];
        }"""
    )
    assert dialog == ["popup", "dialog", "Day 2"]
    page.tab.keyboard.press("Escape")
    page.tab.wait_for_timeout(300)
    assert page.tab.locator(".popup").count() == 0
    assert page.tab.evaluate("document.activeElement.firstChild.textContent") == "Day 2"
    page.check(file)


def test_counts_are_said_politely_and_not_during_playback(browser: Browser, file: Path) -> None:
    page = _open(browser, file)
    live = "[...document.querySelectorAll('[aria-live], [role=status]')].map((e) => e.id)"
    assert {"shown", "found", "seen", "in-view", "told"} <= set(page.tab.evaluate(live))
    shown = page.tab.locator("#shown")
    assert shown.get_attribute("aria-live") == "polite"
    page.tab.locator("#play").click()
    assert shown.get_attribute("aria-live") == "off"
    assert page.tab.locator("#play").get_attribute("aria-label") == "Pause"
    page.tab.locator("#play").click()
    assert shown.get_attribute("aria-live") == "polite"


@pytest.mark.parametrize("size", ["844x390", "320x256"])
def test_a_low_window_scrolls_and_keeps_its_map(browser: Browser, file: Path, size: str) -> None:
    # 320 by 256 is a window of 1280 by 1024 at four times its size (WCAG 2.2, 1.4.10)
    page = _open(browser, file, size=size)
    box = page.tab.locator("#map_sitmap").bounding_box()
    assert box is not None
    assert box["height"] >= 300
    width = page.tab.evaluate("document.documentElement.scrollWidth")
    assert width == int(size.split("x", maxsplit=1)[0])
    page.tab.locator("#to").scroll_into_view_if_needed()
    assert page.tab.evaluate("scrollY") > 0
    assert page.tab.evaluate("document.documentElement.scrollHeight") < 1200


def test_a_message_lies_above_the_panel_of_a_small_screen(browser: Browser, file: Path) -> None:
    page = _open(browser, file, size="390x844")
    page.tab.locator("#panel-toggle").click()
    with page.tab.expect_download():
        page.tab.locator("#take-png").click()
    page.tab.locator("#told:not([hidden])").wait_for()
    above = page.tab.evaluate(
        """() => {
          const box = document.getElementById("told").getBoundingClientRect();
          return document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2).id;
        }"""
    )
    assert above == "told"


def test_a_number_beside_arabic_keeps_its_place(browser: Browser, tmp_path: Path) -> None:
    file = tmp_path / "map.html"
    rows = [
        incident("one", title="Raid", place="التنف", casualties=Casualties(killed_best=3)),
    ]
    build_map(incidents_from_records(rows)).save(file)
    page = open_page(browser, file)
    page.tab.locator("#tab-list").click()
    page.tab.locator(".row-facts").first.wait_for()
    parts = page.tab.evaluate(
        """() => [...document.querySelectorAll(".row-facts bdi")].map((e) => {
          return [e.textContent, e.getBoundingClientRect().left];
        })"""
    )
    assert [text for text, _ in parts][-2:] == ["التنف", "3 killed"]
    lefts = [left for _, left in parts]
    assert lefts == sorted(lefts)
    assert re.search(r"التنف · 3 killed$", page.text(".row-facts"))
