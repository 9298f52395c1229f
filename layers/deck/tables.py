"""Native tables, their rows and letters as large as their room allows."""

from __future__ import annotations

import re
from typing import Any

from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.slide import Slide
from pptx.table import _Cell
from pptx.util import Emu, Pt

from ..carto.text import clipped, xml_safe
from .direction import direct
from .layout import CELL_PADDING, table_look
from .spec import Page, TableBlock

_FIGURE = re.compile(r"[\d,+\-–.]+( \((low )?[\d,]+( or more)?\))?|unknown")


def add_table(slide: Slide, block: TableBlock, page: Page, lang: str) -> list[str]:
    """Add a table; gives the texts of its cells, row by row, as they were written."""
    look = table_look(block)
    rows, columns = len(block.rows), len(look.widths)
    width, height = sum(look.widths), look.row * len(block.rows)
    left = page.turned((block.left, 0.0, width, 0.0))[0]
    shape = slide.shapes.add_table(rows, columns, Pt(left), Pt(block.top), Pt(width), Pt(height))
    shape.name = block.name
    describe(shape, block.alt)
    table = shape.table
    if page.mirrored:
        table._tbl.get_or_add_tblPr().set("rtl", "1")  # noqa: SLF001 - python-pptx has no other way
    for index, one in enumerate(look.widths):
        table.columns[index].width = Emu(Pt(one))
    written = []
    # a heading stands over its figures; digits run from the left in every script
    figures = [_holds_figures(column) for column in zip(*block.rows, strict=True)]
    for number, cells in enumerate(block.rows):
        table.rows[number].height = Emu(Pt(look.row))
        for index, text in enumerate(cells):
            room = look.widths[index] - 2 * CELL_PADDING
            shown = clipped(xml_safe(text), room, look.size, bold=number == 0)
            cell = table.cell(number, index)
            _cell(cell, shown, look.size, header=number == 0, right=figures[index] or page.mirrored)
            direct(cell.text_frame.paragraphs[0]._p, shown, lang)  # noqa: SLF001 - no other way
            written.append(shown)
    return written


def _holds_figures(column: tuple[str, ...]) -> bool:
    told = column[1:]
    return all(_FIGURE.fullmatch(text) for text in told) and any(map(str.isdigit, "".join(told)))


def describe(shape: Any, alt: str) -> None:  # noqa: ANN401 - a graphic frame
    """Give a table or chart its alternative text."""
    shape._element.nvGraphicFramePr.cNvPr.set("descr", xml_safe(alt))  # noqa: SLF001 - no other way


def _cell(cell: _Cell, text: str, size: float, *, header: bool, right: bool) -> None:
    cell.text = text
    cell.margin_top = cell.margin_bottom = Emu(Pt(2))
    cell.vertical_anchor = MSO_ANCHOR.MIDDLE
    cell.margin_left = cell.margin_right = Emu(Pt(CELL_PADDING))
    for paragraph in cell.text_frame.paragraphs:
        if right:
            paragraph.alignment = PP_ALIGN.RIGHT
        for run in paragraph.runs:
            run.font.size = Pt(size)
            run.font.bold = header
