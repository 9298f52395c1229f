"""Texts of a slide: paragraphs, large figures, marking and sources at its edges."""

from __future__ import annotations

from geo import reference

from ..carto import Paint
from ..carto.text import clipped, text_width, wrap, xml_safe
from .facts import day_text
from .shapes import ShapeWriter
from .spec import ACCENT, FAINT, INK, LINE, DeckSpec, FigureBlock, Page, TextBlock

_FIGURE_SIZES = (30.0, 26.0, 22.0, 18.0, 14.0)
_CAPTION = 11.0
_BAR = 4.0


def add_text(writer: ShapeWriter, block: TextBlock, page: Page) -> list[str]:
    """Add paragraphs, smaller where they do not fit; gives them as they were written."""
    left, top, width, height = block.box
    colour = FAINT if block.faint else INK
    lines: list[str] = []
    size = block.size
    while size > 8:
        lines = [part for line in block.lines for part in wrap(line, width, size)]
        after = 0.4 * size * len(block.lines) if size > 12 else 0.0
        if len(lines) * size * LINE + after <= max(height, size * 1.3):
            break
        size -= 1
    text = "\n".join(xml_safe(line) for line in block.lines)
    writer.append(
        writer.label(
            text, (left, top, width, height), size=size, colour=colour, wrap=True, name=block.name,
            anchor="t", align=_start(page), space=size * 0.4 if size > 12 else 0.0,
        )
    )  # fmt: skip
    return list(block.lines)


def _start(page: Page) -> str:
    return "r" if page.mirrored else "l"


def add_figure(writer: ShapeWriter, block: FigureBlock, page: Page) -> dict[str, list[str]]:
    """Add a large number over what it counts, with a bar beside; gives the texts by shape."""
    left, top, width, height = page.turned(block.box)
    bar = (left + width - _BAR if page.mirrored else left, top, _BAR, height)
    writer.append(writer.preset("rect", bar, Paint(fill=ACCENT), name=f"{block.name} bar"))
    inside = width - _BAR - 10
    at = left if page.mirrored else left + _BAR + 10
    size = next(
        (one for one in _FIGURE_SIZES if text_width(block.value, one, bold=True) <= inside),
        _FIGURE_SIZES[-1],
    )
    value = clipped(xml_safe(block.value), inside, size, bold=True)
    caption = clipped(xml_safe(block.caption), inside, _CAPTION)
    align = _start(page)
    middle = top + height / 2
    boxes = ((at, middle - 1.1 * size, inside, 1.2 * size), (at, middle + 4, inside, 14.0))
    writer.append(
        writer.label(value, boxes[0], size=size, colour=ACCENT, align=align, bold=True,
                     name=block.name)
    )  # fmt: skip
    named = f"{block.name} caption"
    writer.append(
        writer.label(caption, boxes[1], size=_CAPTION, colour=FAINT, align=align, name=named)
    )
    return {block.name: [value], named: [caption]}


def add_edges(writer: ShapeWriter, spec: DeckSpec) -> dict[str, list[str]]:
    """Put the marking on top, and date of knowledge and sources at the foot."""
    wording, page = spec.wording, spec.page
    left, _, room, _ = page.line
    align = _start(page)
    written: dict[str, list[str]] = {}
    if wording.marking:
        text = clipped(xml_safe(wording.marking), room, 11, bold=True)
        for name, top in (("Marking top", 6.0), ("Marking bottom", page.height - 15)):
            box = (left, top, room, 13.0)
            writer.append(
                writer.label(text, box, size=11, colour=INK, align="ctr", bold=True, name=name)
            )
            written[name] = [text]
    credited = "; ".join(reference.ATTRIBUTIONS)
    known = "State of knowledge not stated" if wording.as_of is None else ""
    lines = [
        f"{known or f'As of {day_text(wording.as_of)}'}. Times are civil time at the place.",
        credited,
    ]
    size = 8.0 if text_width(credited, 8) <= room else 7.0
    box = (left, page.height - 44, room, 28.0)
    writer.append(
        writer.label("\n".join(lines), box, size=size, colour=FAINT, align=align, wrap=True,
                     name="Sources")
    )  # fmt: skip
    return {**written, "Sources": lines}
