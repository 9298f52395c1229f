"""Paragraphs, sentences and quoted passages of a report, with the offsets kept."""

import re
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from .words import lexicon

_BLANK_LINE = re.compile(r"\n[ \t\r\f\v]*(?:\n[ \t\r\f\v]*)+")
_END = re.compile(r"[.!?…]+[\"”’')\]]*(?=\s)|[.!?…]+[\"”’')\]]*$|[。؟!]+(?=\s|$)")
_LAST_WORD = re.compile(r"(\S+)$")
_INITIAL = re.compile(r"[(\"“‘']*[A-Z]\.$")
_DOTTED = re.compile(r"[(\"“‘']*(?:[A-Za-z]\.){2,}$")
_LOWER_START = re.compile(r"\s+[\"“‘'(\[]*[a-z]")
_NEXT_WORD = re.compile(r"\s+[\"“‘'(\[]*(\w+)")
_DIGIT_NEXT = re.compile(r"\s+\d")
_TERMINAL = re.compile(r"[.!?:;,…][\"”’')\]]*\s*$")
_BULLET = re.compile(r"[-*•–]\s|\d+[.)]\s")
_LONGEST_HEADING = 18
_LONGEST_SENTENCE = 2_000
_SHORT_HEADING = 6
_LONGEST_TITLE = 250
_WRAPPED = range(40, 96)


@dataclass(frozen=True, slots=True)
class Sentence:
    """
    One sentence: ``text[start:end]`` of the report, blanks at both ends left out.

    `paragraph` counts from 0; `heading` tells a line that is a title and asserts nothing.
    """

    start: int
    end: int
    paragraph: int
    heading: bool = False


def split_sentences(text: str, *, start: int = 0) -> tuple[Sentence, ...]:
    """
    Split a text into sentences.

    Parameters
    ----------
    text
        The text of a report.
    start
        Offset of the first character to read.

    Returns
    -------
    sentences
        In the order of the text, without overlap; every character that is not blank is in exactly
        one. A sentence never crosses a paragraph. Line breaks inside a paragraph that is
        wrapped at a fixed width are blanks.
    """
    found: list[Sentence] = []
    paragraphs = _paragraphs(text, start)
    for number, (low, high) in enumerate(paragraphs):
        if _is_heading(text[low:high], first=number == 0 and len(paragraphs) > 1):
            found.append(Sentence(low, high, number, heading=True))
            continue
        for a, b in _sentences_of(text, low, high):
            found.extend(Sentence(*part, number) for part in _of_bearable_length(text, a, b))
    return tuple(found)


def quoted_spans(text: str, *, start: int = 0) -> tuple[tuple[int, int], ...]:
    """
    Find the passages in quotation marks.

    Parameters
    ----------
    text
        The text of a report.
    start
        Offset of the first character to read.

    Returns
    -------
    spans
        Pairs of offsets without the marks, in the order of the text. A mark that is not closed in
        its paragraph quotes to the end of the paragraph when it is curved, nothing otherwise.
    """
    spans: list[tuple[int, int]] = []
    for low, high in _paragraphs(text, start):
        opened: int | None = None
        curved = False
        for index in range(low, high):
            letter = text[index]
            if opened is None and letter in "“«„":
                opened, curved = index + 1, True
            elif opened is None and letter == '"':
                opened, curved = index + 1, False
            elif opened is not None and (letter in "”»" if curved else letter == '"'):
                spans.append((opened, index))
                opened = None
        if opened is not None and curved:
            spans.append((opened, high))
    return tuple(spans)


def _paragraphs(text: str, start: int) -> list[tuple[int, int]]:
    blocks: list[tuple[int, int]] = []
    position = start
    for gap in _BLANK_LINE.finditer(text, start):
        blocks.append((position, gap.start()))
        position = gap.end()
    blocks.append((position, len(text)))
    lines_are_paragraphs = not _is_wrapped(text[start:])
    found = []
    for low, high in blocks:
        for a, b in _lines(text, low, high) if lines_are_paragraphs else [(low, high)]:
            trimmed = _trimmed(text, a, b)
            if trimmed is not None:
                found.append(trimmed)
    return found


def _is_wrapped(text: str) -> bool:
    """Tell a text whose lines were broken at a fixed width from one with a line per paragraph."""
    lines = [line.strip() for line in text.split("\n")]
    followed = [line for line, after in pairwise(lines) if line and after]
    if not followed:
        return False
    broken = [line for line in followed if len(line) in _WRAPPED and not _TERMINAL.search(line)]
    return len(broken) * 2 > len(followed)


def _lines(text: str, low: int, high: int) -> list[tuple[int, int]]:
    found = []
    while low < high:
        end = text.find("\n", low, high)
        end = high if end < 0 else end
        found.append((low, end))
        low = end + 1
    return found


def _trimmed(text: str, low: int, high: int) -> tuple[int, int] | None:
    while low < high and text[low].isspace():
        low += 1
    while high > low and text[high - 1].isspace():
        high -= 1
    return (low, high) if low < high else None


def _is_heading(paragraph: str, *, first: bool) -> bool:
    words = paragraph.split()
    if "\n" in paragraph or _TERMINAL.search(paragraph) or _BULLET.match(paragraph):
        return False
    if not words or len(words) > _LONGEST_HEADING or len(paragraph) > _LONGEST_TITLE:
        return False
    if not any(letter.isalpha() for letter in paragraph):
        return False
    capitals = sum(word[0].isupper() or not word[0].isalpha() for word in words)
    return first or len(words) <= _SHORT_HEADING or capitals >= 0.6 * len(words)


def _sentences_of(text: str, low: int, high: int) -> list[tuple[int, int]]:
    found = []
    position = low
    for end in _END.finditer(text, low, high):
        if end.end() < high and not _is_boundary(text, position, end, high):
            continue
        trimmed = _trimmed(text, position, end.end())
        if trimmed is not None:
            found.append(trimmed)
        position = end.end()
    rest = _trimmed(text, position, high)
    if rest is not None:
        found.append(rest)
    return found


def _of_bearable_length(text: str, low: int, high: int) -> list[tuple[int, int]]:
    """Cut what is far too long for a sentence, such as a table or a text made to waste time."""
    found = []
    while high - low > _LONGEST_SENTENCE:
        cut = text.rfind(" ", low + 1, low + _LONGEST_SENTENCE)
        cut = low + _LONGEST_SENTENCE if cut < 0 else cut
        trimmed = _trimmed(text, low, cut)
        if trimmed is not None:
            found.append(trimmed)
        low = cut
    rest = _trimmed(text, low, high)
    return found if rest is None else [*found, rest]


def _is_boundary(text: str, low: int, end: re.Match[str], high: int) -> bool:
    if _LOWER_START.match(text, end.end(), high):
        return False
    if not end.group().startswith(".") or end.group().startswith(".."):
        return True
    word_match = _LAST_WORD.search(text[max(low, end.start() - 40) : end.start() + 1])
    word = "" if word_match is None else word_match.group(1)
    bare = word.strip("(\"“‘'[").lower()
    if bare in _words("never_end"):
        return False
    if bare in _words("end_unless_number"):
        return not _DIGIT_NEXT.match(text, end.end(), high)
    if _DOTTED.match(word) or bare in _words("end_before_starter"):
        following = _NEXT_WORD.match(text, end.end(), high)
        return following is not None and following.group(1) in _words("starters")
    return not _INITIAL.match(word)


@cache
def _words(name: str) -> frozenset[str]:
    return frozenset(lexicon("sentences")[name])
