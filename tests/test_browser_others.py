"""The core of the page in Firefox and WebKit: it opens, filters and tells the same as anywhere."""

from __future__ import annotations

import json
import shutil
import subprocess
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import webkit
from pages import incident, open_page
from playwright.sync_api import Browser

from geo.table import incidents_from_records
from layers.web import build_map

pytestmark = pytest.mark.browser

HERE = Path(__file__).parent
NODE_MODULES = HERE.parent / ".ci" / "node_modules"
HOSTILE = '<img src=x onerror="window.hit=1">{{7*7}}${window.hit=1}'
# from the fifth day on, three days
LOW, HIGH = 4, 7
# twenty days with one incident each, clashes on the odd ones: 5 and 7 of the days 5, 6 and 7
EXPECTED = {
    "headline": "1 Jan 2024 to 20 Jan 2024 · 20 incidents · as of 20 Jan 2024",
    "all": "1 Jan 2024 to 20 Jan 2024: 20 incidents",
    "window": "5 Jan 2024 to 7 Jan 2024: 3 incidents",
    "filtered": "5 Jan 2024 to 7 Jan 2024: 1 incident",
    "spot": "3 incidents here",
    "popup": HOSTILE,
    "hit": "undefined",
}
SET_WINDOW = """
for (const [id, value] of [["from", 0], ["to", arguments[1]], ["from", arguments[0]]]) {
  const input = document.getElementById(id);
  input.value = String(value);
  input.dispatchEvent(new Event("input"));
}
"""
SWITCH_CLASHES = """
const labels = [...document.querySelectorAll("#types label")];
labels.find((label) => /armed clash/i.test(label.textContent)).querySelector("input").click();
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    rows = [
        incident(
            str(day),
            title=HOSTILE if day == 5 else f"Number {day}",
            event_type="armed clash" if day % 2 else "air strike",
            start=datetime(2024, 1, day),
            end=datetime(2024, 1, day + 1),
        )
        for day in range(1, 21)
    ]
    path = tmp_path / "map.html"
    build_map(incidents_from_records(rows)).save(path)
    return path


def test_chromium_tells_what_the_other_browsers_are_held_to(browser: Browser, file: Path) -> None:
    page = open_page(browser, file)
    seen = {"headline": page.text("#headline"), "all": page.text("#shown")}
    seen["window"] = page.set_window(LOW, HIGH)
    page.tab.locator("#types label", has_text="rmed clash").locator("input").click()
    seen["filtered"] = page.text("#shown")
    page.tab.locator("#types label", has_text="rmed clash").locator("input").click()
    page.click_middle()
    seen["spot"] = page.text(".popup > h3")
    page.tab.locator(".popup button.row").first.click()
    page.tab.locator(".popup .detail h3").wait_for()
    seen["popup"] = page.text(".popup .detail h3")
    assert seen == {name: text for name, text in EXPECTED.items() if name != "hit"}
    page.check(file)


def test_firefox_opens_filters_and_counts_the_same(file: Path) -> None:
    firefox, node = shutil.which("firefox-esr") or shutil.which("firefox"), shutil.which("node")
    if firefox is None or node is None or not NODE_MODULES.is_dir():
        pytest.skip("needs firefox-esr, node and `npm ci --prefix .ci`; .ci/run installs them")
    driver = str(HERE / "firefox.mjs")
    command = [node, driver, str(NODE_MODULES), firefox, file.as_uri(), str(LOW), str(HIGH)]
    run = subprocess.run(command, capture_output=True, text=True, timeout=180, check=False)
    assert run.returncode == 0, run.stderr
    seen: dict[str, Any] = json.loads(run.stdout)
    # the page itself is no request of the page
    # pictures of the legend lie in the page itself; other browsers do not count them as requests
    asked = [url for url in seen.pop("requests") if not url.startswith("data:image/png;base64,")]
    assert set(asked) <= {file.as_uri()}
    assert seen.pop("errors") == []
    assert seen == EXPECTED


def test_webkit_opens_filters_and_counts_the_same(file: Path) -> None:
    if not webkit.is_installed():
        pytest.skip("needs webkit2gtk-driver, libwebkit2gtk-4.1-0 and xvfb; .ci/run installs them")
    seen: dict[str, Any] = {}
    with webkit.WebKit() as page:
        page.open(file.as_uri())
        page.until('document.documentElement.dataset.ready === "yes"')
        seen["headline"], seen["all"] = page.text("#headline"), page.text("#shown")
        page.run(SET_WINDOW, LOW, HIGH)
        seen["window"] = page.text("#shown")
        page.run(SWITCH_CLASHES)
        seen["filtered"] = page.text("#shown")
        page.run(SWITCH_CLASHES)
        page.click_middle("#map_sitmap")
        page.until('document.querySelector(".popup > h3")')
        seen["spot"] = page.text(".popup > h3")
        page.run('document.querySelector(".popup button.row").click()')
        page.until('document.querySelector(".popup .detail h3")')
        seen["popup"] = page.text(".popup .detail h3")
        seen["hit"] = page.run("return String(window.hit)")
        assert page.run('return performance.getEntriesByType("resource").length') == 0
    assert seen == EXPECTED
