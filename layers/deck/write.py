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
from ..carto.text import clipped, wrap, xml_safe
from .claims import unmatched_numbers
from .facts import day_text
from .package import LEDGER_NS, placeholder_indexes
from .shapes import ShapeWriter
from .spec import (
    MARGIN,
    SLIDE_HEIGHT_PT,
    SLIDE_WIDTH_PT,
    Box,
    ChartBlock,
    DeckSpec,
    MapBlock,
    SlideSpec,
    TableBlock,
    TextBlock,
)

_LEDGER_PART = "/customXml/sitmap.xml"
_INK = "1F2933"
_FAINT = "5B6670"
_HEADLINE_BOX = (MARGIN, 24.0, SLIDE_WIDTH_PT - 2 * MARGIN, 52.0)
_TITLE_BOX = (72.0, 150.0, SLIDE_WIDTH_PT - 144, 100.0)
_HEADLINE_SIZES = (20.0, 18.0, 16.0, 14.0)
_TITLE_SIZES = (36.0, 30.0, 24.0, 20.0)
_PRESETS = {
    "circle": "ellipse",
    "square": "rect",
    "triangle": "triangle",
    "diamond": "diamond",
    "triangle_down": "flowChartMerge",
    "hexagon": "hexagon",
    "star": "star5",
    "cross": "mathMultiply",
}
_CELL_PADDING = 5.0
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
    writer = ShapeWriter(slide.shapes._spTree)  # noqa: SLF001 - python-pptx offers no other way
    written: dict[str, list[str]] = {}
    first = spec.key == "title"
    sizes, box = (_TITLE_SIZES, _TITLE_BOX) if first else (_HEADLINE_SIZES, _HEADLINE_BOX)
    title = xml_safe(spec.title)
    size = next((s for s in sizes if len(wrap(title, box[2], s, bold=True)) <= 2), sizes[-1])
    title_shape = slide.shapes.title
    if title_shape is not None:
        _fill(title_shape, title, size, box)
        written[title_shape.name] = [title]
    blocks = list(spec.blocks)
    subtitle = blocks.pop(0) if first else None
    for placeholder in list(slide.placeholders):
        if placeholder.placeholder_format.idx == 0:
            continue
        if placeholder.placeholder_format.idx == 1 and isinstance(subtitle, TextBlock):
            text = "\n".join(subtitle.lines)
            _fill(placeholder, text, subtitle.size, subtitle.box, colour=_FAINT, bold=False)
            written[placeholder.name] = list(subtitle.lines)
            subtitle = None
        else:
            placeholder._element.getparent().remove(placeholder._element)  # noqa: SLF001 - as above
    for block in blocks if subtitle is None else [subtitle, *blocks]:
        if isinstance(block, MapBlock):
            _add_map(slide, writer, block)
        elif isinstance(block, TableBlock):
            written[block.name] = _add_table(slide, block)
        elif isinstance(block, ChartBlock):
            _add_chart(slide, block)
            numbers = [[str(value) for value in values] for _, values, _ in block.series]
            written[block.name] = [" ".join(row) for row in numbers] + list(block.categories)
        else:
            written[block.name] = _add_text(writer, block)
    written.update(_finish(ShapeWriter(slide.shapes._spTree), deck_spec))  # noqa: SLF001
    _write_notes(slide, spec, deck_spec)
    return {"key": spec.key, "texts": written}


def _fill(
    placeholder: object, text: str, size: float, box: Box, *, colour: str = _INK, bold: bool = True
) -> None:
    frame = placeholder.text_frame  # type: ignore[attr-defined]
    frame.word_wrap = True
    frame.text = xml_safe(text)
    for paragraph in frame.paragraphs:
        paragraph.alignment = PP_ALIGN.LEFT
        for run in paragraph.runs:
            run.font.size = Pt(size)
            run.font.bold = bold
            run.font.color.rgb = RGBColor(*bytes.fromhex(colour))  # type: ignore[no-untyped-call]
    left, top, width, height = (Emu(Pt(value)) for value in box)
    placeholder.left, placeholder.top = left, top  # type: ignore[attr-defined]
    placeholder.width, placeholder.height = width, height  # type: ignore[attr-defined]
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
        return writer.preset(
            _PRESETS[item.shape], box, item.paint, name=item.name, alt=item.alt, link=link
        )
    return writer.label(
        item.text, item.box, size=item.size, colour=item.colour, align=item.align, bold=item.bold
    )


def _add_text(writer: ShapeWriter, block: TextBlock) -> list[str]:
    left, top, width, height = block.box
    colour = _FAINT if block.faint else _INK
    lines: list[str] = []
    size = block.size
    while size > 8:
        lines = [part for line in block.lines for part in wrap(line, width, size)]
        if len(lines) * size * 1.25 <= max(height, size * 1.3):
            break
        size -= 1
    text = "\n".join(xml_safe(line) for line in block.lines)
    writer.append(
        writer.label(
            text, (left, top, width, height), size=size, colour=colour, wrap=True, name=block.name,
            anchor="t", space=size * 0.4 if size > 12 else 0.0,
        )
    )  # fmt: skip
    return list(block.lines)


def _add_table(slide: Slide, block: TableBlock) -> list[str]:
    rows, columns = len(block.rows), len(block.widths)
    shape = slide.shapes.add_table(
        rows, columns, Pt(block.left), Pt(block.top), Pt(sum(block.widths)), Pt(20 * rows)
    )
    shape.name = block.name
    _describe(shape, block.alt)
    table = shape.table
    for index, width in enumerate(block.widths):
        table.columns[index].width = Emu(Pt(width))
    written = []
    for number, cells in enumerate(block.rows):
        table.rows[number].height = Emu(Pt(20))
        for index, text in enumerate(cells):
            room = block.widths[index] - 2 * _CELL_PADDING
            shown = clipped(xml_safe(text), room, block.size, bold=number == 0)
            right = number > 0 and index > 0 and bool(re.fullmatch(r"[\d,+\-–.]+", shown))
            _cell(table.cell(number, index), shown, block.size, header=number == 0, right=right)
            written.append(shown)
    return written


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
    chart.value_axis.major_gridlines.format.line.color.rgb = RGBColor(0xD9, 0xDE, 0xE2)  # type: ignore[no-untyped-call]
    chart.value_axis.format.line.fill.background()


def plain_cell(text: str) -> str:
    """Keep a text from becoming a formula or a link in the chart's workbook."""
    text = xml_safe(text)
    return f" {text}" if _NOT_PLAIN.match(text) else text


def _finish(writer: ShapeWriter, spec: DeckSpec) -> dict[str, list[str]]:
    """Put the marking on top, and date of knowledge and sources at the foot."""
    wording = spec.wording
    room = SLIDE_WIDTH_PT - 2 * MARGIN
    written: dict[str, list[str]] = {}
    if wording.marking:
        text = clipped(xml_safe(wording.marking), room, 11, bold=True)
        for name, top in (("Marking top", 6.0), ("Marking bottom", SLIDE_HEIGHT_PT - 15)):
            box = (MARGIN, top, room, 13.0)
            writer.append(
                writer.label(text, box, size=11, colour=_INK, align="ctr", bold=True, name=name)
            )
            written[name] = [text]
    credited = "; ".join(reference.ATTRIBUTIONS)
    lines = [f"As of {day_text(wording.as_of)}. Times are civil time at the place.", credited]
    box = (MARGIN, SLIDE_HEIGHT_PT - 44, room, 28.0)
    writer.append(
        writer.label("\n".join(lines), box, size=8, colour=_FAINT, wrap=True, name="Sources")
    )
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
    lines += [f"Input: {item.name}, SHA-256 {item.sha256}" for item in deck_spec.inputs]
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
