"""From a deck's specification to native PowerPoint slides."""

from __future__ import annotations

from lxml.etree import _Element
from pptx.opc.constants import RELATIONSHIP_TYPE
from pptx.presentation import Presentation as Deck
from pptx.slide import Slide, SlideLayout

from ..carto import Label, Mark, Outline
from ..carto.shapes import mark_rings
from .charts import add_chart
from .check_layout import parts_of
from .package import placeholder_indexes
from .record import add_ledger, write_notes
from .shapes import ShapeWriter
from .spec import (
    TOLD_GROUPS,
    ChartBlock,
    DeckSpec,
    FigureBlock,
    MapBlock,
    SlideSpec,
    TableBlock,
    TextBlock,
)
from .tables import add_table
from .texts import add_edges, add_figure, add_text
from .titles import write_title

_PRESETS = {
    "circle": "ellipse",
    "square": "rect",
    "triangle": "triangle",
    "diamond": "diamond",
    "triangle_down": "flowChartMerge",
}


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
    for slide_spec in spec.slides:
        slide = deck.slides.add_slide(_layout(deck, first=slide_spec.key == "title"))
        slide._element.cSld.set("name", slide_spec.key)  # noqa: SLF001 - python-pptx only reads it
        ledger.append(_write_slide(slide, slide_spec, spec))
    add_ledger(deck, spec, ledger)


def _layout(deck: Deck, *, first: bool) -> SlideLayout:
    """Find the layout by its placeholders: title with subtitle, or title alone."""
    wanted = {0, 1} if first else {0}
    by_name = {layout.name: layout for layout in deck.slide_layouts}
    named = by_name.get("Title Slide" if first else "Title Only")
    if named is not None and wanted <= placeholder_indexes(named):
        return named
    titled = [layout for layout in deck.slide_layouts if 0 in placeholder_indexes(layout)]
    # 10 to 12 are date, footer and number of the slide
    bare = [item for item in titled if placeholder_indexes(item) - {10, 11, 12} == wanted]
    return [*bare, *titled][0]


def _write_slide(slide: Slide, spec: SlideSpec, deck_spec: DeckSpec) -> dict[str, object]:
    lang, page = deck_spec.wording.naming.lang, deck_spec.page
    blocks = list(spec.blocks)
    subtitle = blocks[0] if spec.key == "title" and isinstance(blocks[0], TextBlock) else None
    written = write_title(slide, spec.title, subtitle, page, lang)
    if subtitle is not None and "\n".join(subtitle.lines) in _joined(written):
        blocks.pop(0)
    for block in blocks:
        # a new one each time: it knows the numbers of the shapes that python-pptx has added
        writer = ShapeWriter(slide.shapes._spTree, lang)  # noqa: SLF001 - python-pptx offers no other way
        if isinstance(block, MapBlock):
            _add_map(slide, writer, block)
            labels = [item for item in block.scene.primitives if isinstance(item, Label)]
            for group in TOLD_GROUPS:
                told = [item.text for item in labels if item.group == group]
                written.update({group: told} if told else {})
        elif isinstance(block, TableBlock):
            written[block.name] = add_table(slide, block, page, lang)
        elif isinstance(block, ChartBlock):
            add_chart(slide, block, page)
            numbers = [[str(value) for value in values] for _, values, _ in block.series]
            written[block.name] = [" ".join(row) for row in numbers] + list(block.categories)
        elif isinstance(block, FigureBlock):
            written.update(add_figure(writer, block, page))
        else:
            written[block.name] = add_text(writer, block, page)
    written.update(add_edges(ShapeWriter(slide.shapes._spTree, lang), deck_spec))  # noqa: SLF001
    write_notes(slide, spec, deck_spec)
    parts = parts_of(slide._element)  # noqa: SLF001 - python-pptx offers no other way
    return {"key": spec.key, "texts": written, "parts": parts}


def _joined(written: dict[str, list[str]]) -> list[str]:
    return ["\n".join(lines) for lines in written.values()]


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
