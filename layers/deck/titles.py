"""Headlines, and the subtitle of the first slide: into placeholders, as large as fits."""

from __future__ import annotations

from typing import Any

from pptx.dml.color import RGBColor
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.slide import Slide
from pptx.util import Emu, Pt

from ..carto.text import clipped, wrap, xml_safe
from .direction import direct
from .spec import FAINT, INK, LINE, Box, Page, TextBlock

_HEADLINE_SIZES = (20.0, 18.0, 16.0, 14.0, 12.0)
_TITLE_SIZES = (36.0, 30.0, 24.0, 20.0, 16.0)


def write_title(
    slide: Slide, text: str, subtitle: TextBlock | None, page: Page, lang: str
) -> dict[str, list[str]]:
    """Fill the title, and the subtitle where the layout has one; remove other placeholders."""
    left, _, width, _ = page.line
    sizes, box = _HEADLINE_SIZES, (left, 24.0, width, 52.0)
    if subtitle is not None:
        sizes, box = _TITLE_SIZES, (72.0, page.height * 0.27, page.width - 144, 100.0)
    title, size = _fitted(xml_safe(text), sizes, box)
    written: dict[str, list[str]] = {}
    for placeholder in list(slide.placeholders):
        number = placeholder.placeholder_format.idx
        if number == 0:
            at = MSO_ANCHOR.MIDDLE if subtitle is None else MSO_ANCHOR.BOTTOM
            _fill(placeholder, title, size, box, page, lang, anchor=at)
            written[placeholder.name] = [title]
        elif number == 1 and subtitle is not None:
            lines = "\n".join(subtitle.lines)
            _fill(
                placeholder, lines, subtitle.size, subtitle.box, page, lang,
                faint=True, anchor=MSO_ANCHOR.TOP,
            )  # fmt: skip
            written[placeholder.name] = list(subtitle.lines)
        else:
            placeholder._element.getparent().remove(placeholder._element)  # noqa: SLF001 - no other way
    return written


def _fitted(title: str, sizes: tuple[float, ...], box: Box) -> tuple[str, float]:
    """Give the largest size at which a title fits its box; cut it where none does."""
    for size in sizes:
        if len(wrap(title, box[2], size, bold=True)) * size * LINE <= box[3]:
            return title, size
    lines = wrap(title, box[2], sizes[-1], bold=True)[: int(box[3] / (sizes[-1] * LINE))]
    lines[-1] = clipped(f"{lines[-1]} …", box[2], sizes[-1], bold=True)
    return " ".join(lines), sizes[-1]


def _fill(
    placeholder: Any,  # noqa: ANN401 - a placeholder with a text frame
    text: str,
    size: float,
    box: Box,
    page: Page,
    lang: str,
    *,
    faint: bool = False,
    anchor: MSO_ANCHOR = MSO_ANCHOR.MIDDLE,
) -> None:
    frame = placeholder.text_frame
    frame.word_wrap = True
    frame.margin_left = frame.margin_right = Emu(0)
    frame.text = xml_safe(text)
    for paragraph in frame.paragraphs:
        paragraph.alignment = PP_ALIGN.RIGHT if page.mirrored else PP_ALIGN.LEFT
        for run in paragraph.runs:
            run.font.size = Pt(size)
            run.font.bold = not faint
            colour = FAINT if faint else INK
            run.font.color.rgb = RGBColor(*bytes.fromhex(colour))  # type: ignore[no-untyped-call]
        direct(paragraph._p, paragraph.text, lang, align="r")  # noqa: SLF001 - no other way
    left, top, width, height = (Emu(Pt(value)) for value in box)
    placeholder.left, placeholder.top = left, top
    placeholder.width, placeholder.height = width, height
    frame.vertical_anchor = anchor
