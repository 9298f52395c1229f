"""What a page weighs: bytes per incident, the ground under it, text that can be mailed."""

from __future__ import annotations

import json

import geopandas as gpd
import pytest
from synthetic import synthetic

from layers.web import Page, build_map

ROWS = 50_000
# what a row of text weighs is told apart from where, when and what it was
_WITHOUT_TEXT = ("rows", "sites", "shapes", "discs")


def _bytes_per_row(page: Page, *extra: str) -> float:
    return sum(page.sizes[name] for name in (*_WITHOUT_TEXT, *extra)) / ROWS


@pytest.fixture(scope="module")
def whole() -> Page:
    return build_map(synthetic(ROWS, whole=True))


def test_place_time_and_type_of_an_incident_take_at_most_nine_bytes() -> None:
    assert _bytes_per_row(build_map(synthetic(ROWS))) <= 9


def test_with_actor_deaths_precision_radius_country_and_status_at_most_fourteen(
    whole: Page,
) -> None:
    # the radius of a row is told in its popup and counts as text
    assert _bytes_per_row(whole, "texts") <= 14


def test_a_page_repeats_no_actor_or_country_as_text(whole: Page) -> None:
    assert whole.sizes["texts"] / ROWS < 1


def test_the_page_with_the_world_but_without_incidents_is_small(whole: Page) -> None:
    # finer coasts, borders and names come with the place the incidents are at
    apart = {*_WITHOUT_TEXT, "texts", "fine-land", "fine-lines", "admin", "names"}
    around = len(whole.html.encode()) - sum(whole.sizes[name] for name in apart)
    assert around <= 600_000
    assert whole.sizes["fine-land"] + whole.sizes["fine-lines"] < 150_000


def test_five_thousand_rows_with_titles_and_quotes_can_be_mailed() -> None:
    rows = synthetic(5_000, whole=True, words=10)
    quotes = synthetic(5_000, words=40)["title"]
    rows["evidence"] = [
        json.dumps([{"field": "place", "stance": "stated", "report": f"r{n}", "quote": quote}])
        for n, quote in enumerate(quotes)
    ]
    rows["sources"] = [
        json.dumps([{"report": f"r{n}", "url": f"https://news.example/2024/{n * 7919}.html"}])
        for n in range(5_000)
    ]
    assert len(build_map(rows).html.encode()) < 5_000_000


def test_the_same_rows_give_the_same_bytes(whole: Page) -> None:
    assert build_map(synthetic(ROWS, whole=True)).html == whole.html


def test_rows_in_another_order_of_time_give_the_same_columns() -> None:
    rows = synthetic(2_000, whole=True)
    # no two at one minute, so that the order is one
    rows = rows[~rows["start"].duplicated(keep=False)].reset_index(drop=True)
    mixed: gpd.GeoDataFrame = rows.sample(frac=1, random_state=3)
    sizes = build_map(rows).sizes, build_map(mixed).sizes
    assert sizes[0]["rows"] == sizes[1]["rows"]
    assert sizes[0]["sites"] == sizes[1]["sites"]
