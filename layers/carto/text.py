"""How wide a text is, so that labels, titles and table cells can be measured before drawing."""

from __future__ import annotations

import unicodedata

# advance widths of Helvetica in thousandths of an em, code points 32 to 126 (Adobe Core 14 AFM);
# Arial and Liberation Sans have the same
_WIDTHS = (
    278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278,
    556, 556, 556, 556, 556, 556, 556, 556, 556, 556, 278, 278, 584, 584, 584, 556,
    1015, 667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556, 833, 722, 778,
    667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469, 556,
    333, 556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556,
    556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584,
)  # fmt: skip
_OTHER = 0.6
_WIDE = 1.0
_BOLD = 1.07


def text_width(text: str, size: float, *, bold: bool = False) -> float:
    """
    Measure a text.

    Parameters
    ----------
    text
        One line; marks that combine with the letter before take no room.
    size
        Font size in points.
    bold
        Whether it is set in bold.

    Returns
    -------
    width
        Points that it takes in Arial or a font of its widths; other scripts are estimated.
    """
    width = sum(_advance(unicodedata.normalize("NFD", letter)[0]) for letter in text)
    return width * size * (_BOLD if bold else 1.0)


def wrap(text: str, width: float, size: float, *, bold: bool = False) -> list[str]:
    """
    Break a text into lines that fit.

    Parameters
    ----------
    text
        Words separated by spaces; a word that is too long alone is broken anywhere.
    width
        Room in points.
    size, bold
        As `text_width`.

    Returns
    -------
    lines
        At least one line.
    """
    lines: list[str] = []
    line = ""
    for word in text.split():
        longer = f"{line} {word}".strip()
        if text_width(longer, size, bold=bold) <= width:
            line = longer
            continue
        if line:
            lines.append(line)
        line = word
        while text_width(line, size, bold=bold) > width and len(line) > 1:
            cut = _fitting(line, width, size, bold=bold)
            lines.append(line[:cut])
            line = line[cut:]
    return [*lines, line] if line or not lines else lines


def clipped(text: str, width: float, size: float, *, bold: bool = False) -> str:
    """Shorten a text with an ellipsis so that it fits a width in points."""
    if text_width(text, size, bold=bold) <= width:
        return text
    room = width - text_width("…", size, bold=bold)
    return text[: _fitting(text, room, size, bold=bold)].rstrip() + "…"


def xml_safe(text: str) -> str:
    """
    Drop the characters that XML 1.0 cannot hold.

    Parameters
    ----------
    text
        Any text.

    Returns
    -------
    safe
        The text without control characters and lone surrogates.
    """
    return "".join(
        character
        for character in text
        if character in "\t\n\r"
        or 0x20 <= ord(character) < 0xD800
        or 0xE000 <= ord(character) < 0xFFFE
        or ord(character) > 0xFFFF
    )


def _fitting(text: str, width: float, size: float, *, bold: bool) -> int:
    used = 0.0
    for index, letter in enumerate(text):
        used += text_width(letter, size, bold=bold)
        if used > width:
            return max(index, 1)
    return len(text)


def _advance(letter: str) -> float:
    code = ord(letter)
    if 32 <= code <= 126:
        return _WIDTHS[code - 32] / 1000
    if unicodedata.combining(letter):
        return 0.0
    return _WIDE if unicodedata.east_asian_width(letter) in "WF" else _OTHER
