"""Every text of the page stands in one file, so that it can be read, checked and translated."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import layers

ASSETS = Path(layers.__file__).parent / "web" / "assets"

# words of the browser and of formats, and a report's name in the incident table
NO_TEXTS = {
    "tilePane", "overlayPane", "shadowPane", "popupPane", "fromBase64", "noopener noreferrer",
    "ArrowDown", "Escape", "PageDown", "PageUp", "transferToImageBitmap",
    "Point", "Feature", "FeatureCollection", "MultiPolygon",
    "edit, not applied", "system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', sans-serif",
}  # fmt: skip
WORDS = re.compile(r"[A-Z][a-z]{2,}|[a-z]{2,} [a-z]{2,}")


def _literals(code: str) -> list[str]:
    bare = re.sub(r"/\*\*(?:[^*]|\*(?!/))*\*/|(?m:^[ \t]*//.*$)", "", code)
    found = re.findall(r'"([^"\n]*)"|`([^`]*)`', bare)
    return [re.sub(r"\$\{[^}]*\}", "", quoted or template) for quoted, template in found]


@pytest.mark.parametrize(
    "file", sorted(path.name for path in ASSETS.glob("*.js") if path.name != "strings.js")
)
def test_no_script_but_the_strings_holds_words_for_people(file: str) -> None:
    literals = _literals((ASSETS / file).read_text(encoding="utf-8"))
    # class names of elements are words too, and written small
    texts = {text for text in literals if WORDS.search(text) and "sitmap-" not in text}
    assert texts <= NO_TEXTS


def test_the_skeleton_holds_no_words_but_those_for_a_browser_without_scripts() -> None:
    skeleton = (ASSETS / "skeleton.html").read_text(encoding="utf-8")
    without = re.sub(r"<noscript>.*?</noscript>", "", skeleton, flags=re.DOTALL)
    texts = re.sub(r"<[^>]*>|&#\d+;", "", without)
    assert not re.search(r"\w", texts)
    assert re.findall(r'(?<!data-)\b(?:title|aria-label|placeholder)="', without) == []


def test_every_text_that_the_skeleton_asks_for_exists() -> None:
    skeleton = (ASSETS / "skeleton.html").read_text(encoding="utf-8")
    strings = (ASSETS / "strings.js").read_text(encoding="utf-8")
    for key in re.findall(r'data-(?:text|label|title)="(\w+)"', skeleton):
        assert re.search(rf"^    {key}: \"", strings, re.MULTILINE), key


def test_no_name_is_given_twice() -> None:
    # the files are joined to one script, in which the second function of a name replaces the first
    given = re.compile(r"^(?:async )?(?:function|class|const|let) (\w+)", re.MULTILINE)
    code = "\n".join(file.read_text(encoding="utf-8") for file in sorted(ASSETS.glob("*.js")))
    names = given.findall(code)
    assert len(names) > 100
    assert {name for name in names if names.count(name) > 1} == set()
