"""Texts that are read from the right: direction, language, and Latin letters among them."""

from __future__ import annotations

import re
import unicodedata

from lxml import etree
from lxml.etree import _Element

_DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_LATIN = re.compile(r"\(?[A-Za-z][A-Za-z0-9 .,'’/-]*[A-Za-z0-9]\)?")
_ISOLATED = re.compile("\u2068.*?\u2069")
_RIGHT_TO_LEFT = {"ar", "ckb", "dv", "fa", "he", "ps", "sd", "ug", "ur", "yi"}


def reads_right_to_left(lang: str) -> bool:
    """Tell whether a language (BCP 47: ``ar``, ``he-IL``) is written from the right."""
    return lang.lower().split("-")[0] in _RIGHT_TO_LEFT


def reads_from_the_right(text: str) -> bool:
    """
    Tell whether the first letter with a direction is Arabic, Hebrew or the like.

    What is isolated does not count (Unicode Standard Annex 9, rule P2).
    """
    for letter in _ISOLATED.sub("", text):
        direction = unicodedata.bidirectional(letter)
        if direction in {"L", "R", "AL"}:
            return direction != "L"
    return False


def text_lang(text: str, lang: str) -> str:
    """Give the language to mark a text with: that of the deck where the script can be its own."""
    if reads_from_the_right(text) == reads_right_to_left(lang):
        return "en-GB" if lang == "en" else lang
    if not reads_from_the_right(text):
        return "en-GB"
    hebrew = any("\u0590" <= letter <= "\u05ff" for letter in text)
    return "he" if hebrew else "ar"


def direct(paragraph: _Element, text: str, lang: str, *, align: str = "") -> None:
    """
    Set direction and language of a paragraph that python-pptx wrote.

    Parameters
    ----------
    paragraph
        An ``a:p`` whose runs hold the text.
    text
        Its text.
    lang
        Language of the deck.
    align
        Where the text stands if it is read from the right; empty leaves that alone.
    """
    if reads_from_the_right(text):
        layout = paragraph.find(f"{_DRAWING}pPr")
        if layout is None:
            layout = etree.Element(f"{_DRAWING}pPr")
            paragraph.insert(0, layout)
        layout.set("rtl", "1")
        if align:
            layout.set("algn", align)
        for run in paragraph.iter(f"{_DRAWING}t"):
            run.text = isolated(run.text or "")
    for style in paragraph.iter(f"{_DRAWING}rPr"):
        style.set("lang", text_lang(text, lang))


def quoted(name: str) -> str:
    """Isolate a name that reads from the right, so that the sentence around it stays in order."""
    turned = any(unicodedata.bidirectional(letter) in {"R", "AL"} for letter in name)
    return f"\u2068{name}\u2069" if turned else name


def isolated(text: str) -> str:
    """Isolate runs of Latin letters inside text that reads from the right (U+2068, U+2069)."""
    return _LATIN.sub(lambda found: f"\u2068{found[0]}\u2069", text)
