"""Briefs as LibreOffice draws them: nothing off the page, no text on another, totals agree."""

from pathlib import Path
from typing import Any

import pytest
from decks import SITES, cells, numbers, pdf_of, pictures_of, title_of, ucdp_like, words_of
from matplotlib.image import imread
from pptx import Presentation

import geo
from layers import build_deck

Word = tuple[str, float, float, float, float]


@pytest.fixture(scope="module")
def drawn(
    soffice: str, tmp_path_factory: pytest.TempPathFactory
) -> tuple[dict[str, Any], list[list[Word]], list[Path]]:
    folder = tmp_path_factory.mktemp("drawn")
    ucdp_like(150).to_csv(folder / "events.csv", index=False)
    (folder / "sites.csv").write_text(SITES)
    rows = geo.read(folder / "events.csv").incidents
    build_deck(rows, geo.read_bases(folder / "sites.csv"), period="month", marking="TEST").save(
        folder / "brief.pptx"
    )
    pdf = pdf_of(folder / "brief.pptx", soffice, folder)
    slides = Presentation(str(folder / "brief.pptx")).slides
    named = {slide._element.cSld.get("name"): slide for slide in slides}
    return named, words_of(pdf), pictures_of(pdf)


@pytest.mark.office
def test_every_slide_is_a_page_with_its_headline_and_its_marking(drawn: Any) -> None:
    slides, pages, pictures = drawn

    assert len(pages) == len(pictures) == len(slides)
    for slide, words in zip(slides.values(), pages, strict=True):
        told = [word for word, *_ in words]
        assert told.count("TEST") == 2
        first = title_of(slide).split()[0]
        assert first in told


@pytest.mark.office
def test_no_word_lies_off_the_page_or_on_another(drawn: Any) -> None:
    slides, pages, _ = drawn

    for key, words in zip(slides, pages, strict=True):
        for word, left, top, right, bottom in words:
            # 13.33 by 7.5 inches
            assert left >= 0, (key, word)
            assert top >= 0, (key, word)
            assert right <= 960.5, (key, word)
            assert bottom <= 540.5, (key, word)
        for number, (word, left, top, right, bottom) in enumerate(words):
            for other, x0, y0, x1, y1 in words[number + 1 :]:
                wide = min(right, x1) - max(left, x0)
                # boxes hold ascenders and descenders: lines below each other touch
                high = min(bottom, y1) - max(top, y0)
                shorter = min(bottom - top, y1 - y0)
                assert wide < 1 or high < 0.45 * shorter, (key, word, other)


@pytest.mark.office
def test_no_page_is_blank(drawn: Any) -> None:
    for picture in drawn[2]:
        pixels = imread(picture)[..., :3]
        assert float((pixels.min(axis=2) < 0.6).mean()) > 0.002


@pytest.mark.office
def test_totals_agree_between_table_chart_map_and_text(drawn: Any) -> None:
    slides, _, _ = drawn
    total = len(ucdp_like(150))

    chart = next(s for s in slides["timeline"].shapes if s.name == "Timeline").chart
    charted = int(sum(value for series in chart.plots[0].series for value in series.values))
    head = numbers(title_of(slides["timeline"]))
    assert head[0] == charted
    assert head[1] == total
    severity = cells(slides["severity"], "Severity")[-1]
    assert sum(numbers(cell)[0] for cell in severity[1:-1]) == total
    deaths = ucdp_like(150)["best"].sum()
    assert numbers(severity[-1])[0] == deaths
    parties = cells(slides["severity"], "Parties")
    assert numbers(parties[-1][1])[0] == deaths
    precision = cells(slides["confidence"], "Precision")[1:]
    assert sum(numbers(row[1])[0] for row in precision) == total
    shown, of, beside, _ = numbers(title_of(slides["map"]))
    assert shown + beside == of == total
    marks = next(s for s in slides["map"].shapes if s.name == "Incidents").shapes
    legend = next(s for s in slides["map"].shapes if s.name == "Legend").shapes
    entries = [s.text_frame.text for s in legend if s.has_text_frame and " (" in s.text_frame.text]
    by_type = [t for t in entries if t.startswith(("armed clash", "attack"))]
    assert sum(numbers(text)[-1] for text in by_type) == shown
    # areas are drawn as such; every other row has its symbol
    vague = ucdp_like(150)["where_prec"].isin([3, 4, 5]).sum()
    assert len(list(marks)) == shown - vague
