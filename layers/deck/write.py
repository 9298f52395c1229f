"""From a deck's specification to native PowerPoint slides."""

from __future__ import annotations

import json
import re
from importlib.metadata import version
from typing import Any

from lxml import etree
from lxml.etree import _Element
from pptx.chart.data import CategoryChartData
from pptx.dml.color import RGBColor
from pptx.enum.chart import XL_CHART_TYPE, XL_LEGEND_POSITION
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.opc.constants import RELATIONSHIP_TYPE
from pptx.opc.package import Part
from pptx.opc.packuri import PackURI
from pptx.presentation import Presentation as Deck
from pptx.slide import Slide, SlideLayout
from pptx.table import _Cell
from pptx.util import Emu, Pt

from geo import reference

from ..carto import Label, Mark, Outline
from ..carto.shapes import mark_rings
from ..carto.text import clipped, text_width, wrap, xml_safe
from .claims import unmatched_numbers
from .facts import day_text
from .package import LEDGER_NS, placeholder_indexes
from .shapes import ShapeWriter, direct
from .spec import (
    TOLD_GROUPS,
    Box,
    ChartBlock,
    DeckSpec,
    MapBlock,
    Page,
    SlideSpec,
    TableBlock,
    TextBlock,
)

_LEDGER_PART = "/customXml/sitmap.xml"
_INK = "1F2933"
_FAINT = "5B6670"
_HEADLINE_SIZES = (20.0, 18.0, 16.0, 14.0, 12.0)
_TITLE_SIZES = (36.0, 30.0, 24.0, 20.0, 16.0)
_LINE = 1.2
_PRESETS = {
    "circle": "ellipse",
    "square": "rect",
    "triangle": "triangle",
    "diamond": "diamond",
    "triangle_down": "flowChartMerge",
}
_CELL_PADDING = 5.0
_LEAST_CELL = 8.0
_FEW = 10
_FIGURE = re.compile(r"[\d,+\-–.]+")
# what XlsxWriter, or a spreadsheet program, would not take as plain text
_NOT_PLAIN = re.compile(r"^\s*([=+\-@{]|[a-z]+:)", re.IGNORECASE)


def write_slides(deck: Deck, spec: DeckSpec) -> None:
    """
    Write all slides of a deck, and the ledger of what was written.

    Parameters
    ----------
    deck
        A presentation without slides.
    spec
        What to write.
    """
    ledger = []
    for number, slide_spec in enumerate(spec.slides, start=1):
        slide = deck.slides.add_slide(_layout(deck, first=number == 1))
        slide._element.cSld.set("name", slide_spec.key)  # noqa: SLF001 - python-pptx only reads it
        ledger.append(_write_slide(slide, slide_spec, spec))
    _add_ledger(deck, spec, ledger)


def _layout(deck: Deck, *, first: bool) -> SlideLayout:
    """Find the layout by its placeholders: title with subtitle, or title alone."""
    wanted = {0, 1} if first else {0}
    by_name = {layout.name: layout for layout in deck.slide_layouts}
    named = by_name.get("Title Slide" if first else "Title Only")
    if named is not None:
        return named
    titled = [layout for layout in deck.slide_layouts if 0 in placeholder_indexes(layout)]
    # 10 to 12 are date, footer and number of the slide
    bare = [item for item in titled if placeholder_indexes(item) - {10, 11, 12} == wanted]
    return [*bare, *titled][0]


def _write_slide(slide: Slide, spec: SlideSpec, deck_spec: DeckSpec) -> dict[str, object]:
    lang, page = deck_spec.wording.naming.lang, deck_spec.page
    blocks = list(spec.blocks)
    subtitle = blocks[0] if spec.key == "title" and isinstance(blocks[0], TextBlock) else None
    written = _write_title(slide, spec.title, subtitle, page, lang)
    if subtitle is not None and "\n".join(subtitle.lines) in _joined(written):
        blocks.pop(0)
    writer = ShapeWriter(slide.shapes._spTree, lang)  # noqa: SLF001 - python-pptx offers no other way
    for block in blocks:
        if isinstance(block, MapBlock):
            _add_map(slide, writer, block)
            labels = [item for item in block.scene.primitives if isinstance(item, Label)]
            for group in TOLD_GROUPS:
                told = [item.text for item in labels if item.group == group]
                written.update({group: told} if told else {})
        elif isinstance(block, TableBlock):
            written[block.name] = _add_table(slide, block, page, lang)
        elif isinstance(block, ChartBlock):
            _add_chart(slide, block)
            numbers = [[str(value) for value in values] for _, values, _ in block.series]
            written[block.name] = [" ".join(row) for row in numbers] + list(block.categories)
        else:
            written[block.name] = _add_text(writer, block, page)
    written.update(_finish(ShapeWriter(slide.shapes._spTree, lang), deck_spec))  # noqa: SLF001
    _write_notes(slide, spec, deck_spec)
    return {"key": spec.key, "texts": written}


def _joined(written: dict[str, list[str]]) -> list[str]:
    return ["\n".join(lines) for lines in written.values()]


def _write_title(
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
            _fill(placeholder, title, size, box, page, lang)
            written[placeholder.name] = [title]
        elif number == 1 and subtitle is not None:
            lines = "\n".join(subtitle.lines)
            _fill(placeholder, lines, subtitle.size, subtitle.box, page, lang, faint=True)
            written[placeholder.name] = list(subtitle.lines)
        else:
            placeholder._element.getparent().remove(placeholder._element)  # noqa: SLF001 - no other way
    return written


def _fitted(title: str, sizes: tuple[float, ...], box: Box) -> tuple[str, float]:
    """Give the largest size at which a title fits its box; cut it where none does."""
    for size in sizes:
        if len(wrap(title, box[2], size, bold=True)) * size * _LINE <= box[3]:
            return title, size
    lines = wrap(title, box[2], sizes[-1], bold=True)[: int(box[3] / (sizes[-1] * _LINE))]
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
            colour = _FAINT if faint else _INK
            run.font.color.rgb = RGBColor(*bytes.fromhex(colour))  # type: ignore[no-untyped-call]
        direct(paragraph._p, paragraph.text, lang, align="r")  # noqa: SLF001 - no other way
    left, top, width, height = (Emu(Pt(value)) for value in box)
    placeholder.left, placeholder.top = left, top
    placeholder.width, placeholder.height = width, height
    frame.vertical_anchor = MSO_ANCHOR.MIDDLE


def _add_map(slide: Slide, writer: ShapeWriter, block: MapBlock) -> None:
    groups: dict[str, list[_Element]] = {}
    for item in block.scene.primitives:
        groups.setdefault(item.group, []).append(_native(slide, writer, item))
    for name, members in groups.items():
        alt = block.alt if name == "Incidents" else ""
        writer.group(name, members, alt=alt)


def _native(slide: Slide, writer: ShapeWriter, item: Outline | Mark | Label) -> _Element:
    if isinstance(item, Outline):
        return writer.freeform(
            item.rings, item.paint, name=item.name, alt=item.alt, closed=item.closed
        )
    if isinstance(item, Mark):
        box = (item.x - item.size / 2, item.y - item.size / 2, item.size, item.size)
        link = ""
        if item.link:
            link = slide.part.relate_to(item.link, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
        if item.shape not in _PRESETS:
            # PowerPoint's own star, hexagon and cross have other proportions than on other maps
            return writer.freeform(
                mark_rings(item), item.paint, name=item.name, alt=item.alt, link=link
            )
        return writer.preset(
            _PRESETS[item.shape], box, item.paint, name=item.name, alt=item.alt, link=link
        )
    return writer.label(
        item.text, item.box, size=item.size, colour=item.colour, align=item.align, bold=item.bold,
        ground=item.halo,
    )  # fmt: skip


def _add_text(writer: ShapeWriter, block: TextBlock, page: Page) -> list[str]:
    left, top, width, height = block.box
    colour = _FAINT if block.faint else _INK
    lines: list[str] = []
    size = block.size
    while size > 8:
        lines = [part for line in block.lines for part in wrap(line, width, size)]
        after = 0.4 * size * len(block.lines) if size > 12 else 0.0
        if len(lines) * size * _LINE + after <= max(height, size * 1.3):
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


def _add_table(slide: Slide, block: TableBlock, page: Page, lang: str) -> list[str]:
    rows, columns = len(block.rows), len(block.widths)
    width = sum(block.widths)
    left = page.turned((block.left, 0.0, width, 0.0))[0]
    shape = slide.shapes.add_table(rows, columns, Pt(left), Pt(block.top), Pt(width), Pt(20 * rows))
    shape.name = block.name
    _describe(shape, block.alt)
    table = shape.table
    if page.mirrored:
        table._tbl.get_or_add_tblPr().set("rtl", "1")  # noqa: SLF001 - python-pptx has no other way
    rooms = [width - 2 * _CELL_PADDING for width in block.widths]
    for index, one in enumerate(block.widths):
        table.columns[index].width = Emu(Pt(one))
    heads = list(zip(block.rows[0], rooms, strict=True))
    size = block.size
    while size > _LEAST_CELL and any(
        text_width(text, size, bold=True) > room for text, room in heads
    ):
        size -= 0.5
    written = []
    # a heading stands over its figures
    figures = [_holds_figures(column) for column in zip(*block.rows, strict=True)]
    for number, cells in enumerate(block.rows):
        table.rows[number].height = Emu(Pt(20))
        for index, text in enumerate(cells):
            shown = clipped(xml_safe(text), rooms[index], size, bold=number == 0)
            cell = table.cell(number, index)
            _cell(cell, shown, size, header=number == 0, right=figures[index] != page.mirrored)
            direct(cell.text_frame.paragraphs[0]._p, shown, lang)  # noqa: SLF001 - no other way
            written.append(shown)
    return written


def _holds_figures(column: tuple[str, ...]) -> bool:
    return len(column) > 1 and all(_FIGURE.fullmatch(text) for text in column[1:])


def _describe(shape: Any, alt: str) -> None:  # noqa: ANN401 - a graphic frame
    shape._element.nvGraphicFramePr.cNvPr.set("descr", xml_safe(alt))  # noqa: SLF001 - no other way


def _cell(cell: _Cell, text: str, size: float, *, header: bool, right: bool) -> None:
    cell.text = text
    cell.margin_top = cell.margin_bottom = Emu(Pt(2))
    cell.margin_left = cell.margin_right = Emu(Pt(_CELL_PADDING))
    for paragraph in cell.text_frame.paragraphs:
        if right:
            paragraph.alignment = PP_ALIGN.RIGHT
        for run in paragraph.runs:
            run.font.size = Pt(size)
            run.font.bold = header


def _add_chart(slide: Slide, block: ChartBlock) -> None:
    data = CategoryChartData()  # type: ignore[no-untyped-call]
    data.categories = [plain_cell(label) for label in block.categories]
    for name, values, _ in block.series:
        data.add_series(plain_cell(name), values)  # type: ignore[no-untyped-call]
    left, top, width, height = (Pt(value) for value in block.box)
    kind = XL_CHART_TYPE.COLUMN_STACKED
    shape: Any = slide.shapes.add_chart(kind, left, top, width, height, data)  # type: ignore[arg-type]
    shape.name = block.name
    _describe(shape, block.alt)
    chart = shape.chart
    chart.has_legend = True
    chart.legend.position = XL_LEGEND_POSITION.TOP
    chart.legend.include_in_layout = False
    chart.legend.font.size = Pt(11)
    chart.has_title = False
    plot = chart.plots[0]
    plot.gap_width, plot.overlap = 30, 100
    for series, (_, _, colour) in zip(plot.series, block.series, strict=True):
        series.format.fill.solid()
        series.format.fill.fore_color.rgb = RGBColor(*bytes.fromhex(colour))  # type: ignore[no-untyped-call]
    for axis in (chart.category_axis, chart.value_axis):
        axis.tick_labels.font.size = Pt(10)
    chart.value_axis.minimum_scale = 0
    chart.value_axis.tick_labels.number_format = "#,##0"
    chart.value_axis.tick_labels.number_format_is_linked = False
    columns = zip(*(values for _, values, _ in block.series), strict=True)
    if max(map(sum, columns), default=0) <= _FEW:
        chart.value_axis.major_unit = 1
    chart.value_axis.major_gridlines.format.line.color.rgb = RGBColor(0xD9, 0xDE, 0xE2)  # type: ignore[no-untyped-call]
    chart.value_axis.format.line.fill.background()


def plain_cell(text: str) -> str:
    """Keep a text from becoming a formula or a link in the chart's workbook."""
    text = xml_safe(text)
    return f" {text}" if _NOT_PLAIN.match(text) else text


def _finish(writer: ShapeWriter, spec: DeckSpec) -> dict[str, list[str]]:
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
                writer.label(text, box, size=11, colour=_INK, align="ctr", bold=True, name=name)
            )
            written[name] = [text]
    credited = "; ".join(reference.ATTRIBUTIONS)
    lines = [f"As of {day_text(wording.as_of)}. Times are civil time at the place.", credited]
    size = 8.0 if text_width(credited, 8) <= room else 7.0
    box = (left, page.height - 44, room, 28.0)
    writer.append(
        writer.label("\n".join(lines), box, size=size, colour=_FAINT, align=align, wrap=True,
                     name="Sources")
    )  # fmt: skip
    return {**written, "Sources": lines}


def _write_notes(slide: Slide, spec: SlideSpec, deck_spec: DeckSpec) -> None:
    notes = slide.notes_slide.notes_text_frame
    if notes is None:
        return
    lines = [f"{claim.name} = {claim.text} ({claim.query}; rounding: {claim.rounding})"
             for claim in spec.claims]  # fmt: skip
    lines = [*spec.notes, "Computed values:", *(lines or ["none"])]
    unmatched = [
        number
        for text in (deck_spec.wording.judgements if spec.key == "judgements" else ())
        for number in unmatched_numbers(text, spec.claims)
    ]
    if unmatched:
        lines.insert(0, f"NOT COMPUTED, check by hand: {', '.join(unmatched)}")
    origin = deck_spec.origin
    lines += [f"Input: {item.name}, SHA-256 {item.sha256}" for item in origin.inputs]
    lines.append(f"Filters: {'; '.join(origin.filters) or 'none'}.")
    lines.append(deck_spec.counts)
    lines.append(f"Point of view on disputed ground: {origin.point_of_view}.")
    lines += [f"Command: {origin.command}"] if origin.command else []
    lines += ["Coordinates are WGS 84, longitude first.", f"sitmap {version('sitmap')}"]
    notes.text = xml_safe("\n".join(lines))


def _add_ledger(deck: Deck, spec: DeckSpec, slides: list[dict[str, object]]) -> None:
    root = etree.Element(f"{{{LEDGER_NS}}}ledger", nsmap={None: LEDGER_NS})  # type: ignore[dict-item]
    claims = sorted({claim.text for slide in spec.slides for claim in slide.claims})
    root.text = xml_safe(json.dumps({"slides": slides, "claims": claims}, ensure_ascii=False))
    package = deck.part.package
    blob = etree.tostring(root, xml_declaration=True, encoding="utf-8")
    part = Part(PackURI(_LEDGER_PART), "application/xml", package, blob)
    deck.part.relate_to(part, RELATIONSHIP_TYPE.CUSTOM_XML)
