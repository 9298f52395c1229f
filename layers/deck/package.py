"""The .pptx package: our 16:9 start, no personal properties, the same bytes for the same input."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from datetime import datetime
from pathlib import Path
from typing import Any

from lxml.etree import LxmlError
from pptx import Presentation
from pptx.exc import PackageNotFoundError
from pptx.opc.constants import RELATIONSHIP_TYPE
from pptx.presentation import Presentation as Deck
from pptx.slide import SlideLayout
from pptx.util import Emu, Pt

from geo.errors import InputError

from ..carto import Paint
from ..carto.text import xml_safe
from .shapes import EMU_PER_POINT, ShapeWriter
from .spec import ACCENT, LEAST_PAGE, Page

LEDGER_NS = "urn:sitmap:ledger:1"
"""Namespace of the part in which a deck keeps what was written, so that it can be checked."""

# python-pptx refuses longer ones
_LONGEST_PROPERTY = 255
_EPOCH = (1980, 1, 1, 0, 0, 0)
_UNDATED = datetime(1980, 1, 1)
_LATIN_FONT = re.compile(rb'(<a:latin typeface=")[^"+]+"')
_COMPLEX_FONT = re.compile(rb'(<a:cs typeface=")[^"+]*"')
_BROKEN = (
    PackageNotFoundError, zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError,
    KeyError, ValueError, AttributeError, IndexError, TypeError, LxmlError,
)  # fmt: skip
_ACCENT = re.compile(rb'(<a:accent1><a:srgbClr val=")[0-9A-F]{6}')
_CLOCK = re.compile(rb">\d{4}-\d\d-\d\dT[0-9:.]+Z<")


def open_deck(template: Path | None = None) -> Deck:
    """
    Start an empty deck.

    Parameters
    ----------
    template
        A .pptx to take slide size, master, layouts and theme from; null for our own, 13.33 by 7.5
        inches.

    Returns
    -------
    deck
        A presentation without slides.

    Raises
    ------
    InputError
        If the template cannot be read, is smaller than `LEAST_PAGE`, or has no layout with a
        title.
    """
    deck = _own_deck() if template is None else _from_template(template)
    package = deck.part.package
    for name, relation in list(package._rels.items()):  # noqa: SLF001 - the start has a picture of another deck
        if relation.reltype.endswith("/thumbnail"):
            package.drop_rel(name)
    return deck


def page_of(deck: Deck, *, mirrored: bool) -> Page:
    """Give the size of a deck's slides in points."""
    width, height = deck.slide_width or 0, deck.slide_height or 0
    return Page(width / EMU_PER_POINT, height / EMU_PER_POINT, mirrored)


def describe_deck(deck: Deck, *, title: str, as_of: datetime | None, lang: str) -> None:
    """
    Set the document properties; none of them names a person.

    Parameters
    ----------
    deck
        A presentation.
    title
        Document title.
    as_of
        Written as the dates of creation and change; 1980-01-01 where null, never the clock.
    lang
        Language of the texts.
    """
    properties = deck.core_properties
    properties.title = xml_safe(title)[:_LONGEST_PROPERTY]
    properties.author = properties.last_modified_by = "sitmap"
    properties.comments = properties.keywords = properties.subject = ""
    properties.language = xml_safe(lang)[:_LONGEST_PROPERTY]
    properties.created = properties.modified = as_of or _UNDATED
    properties.revision = 1


def _own_deck() -> Deck:
    deck = Presentation()
    page = Page()
    stretch = Pt(page.width) / (deck.slide_width or 1)
    deck.slide_width, deck.slide_height = Emu(Pt(page.width)), Emu(Pt(page.height))
    # python-pptx starts at 4:3 and its layouts do not follow the slide
    for part in (deck.slide_master, *deck.slide_layouts):
        for shape in part.placeholders:
            left, width = shape.left, shape.width
            if left is not None and width is not None:
                shape.left, shape.width = Emu(round(left * stretch)), Emu(round(width * stretch))
    # every text is measured with the widths of Arial; Liberation Sans has the same
    theme: Any = deck.slide_master.part.part_related_by(RELATIONSHIP_TYPE.THEME)
    fonts = _COMPLEX_FONT.sub(rb'\1Arial"', _LATIN_FONT.sub(rb'\1Arial"', theme.blob))
    # tables and charts take their colours from the theme, ours and those a person adds
    theme._blob = _ACCENT.sub(rb"\g<1>" + ACCENT.encode(), fonts)  # noqa: SLF001 - an opaque part
    _underline_title(deck, page)
    return deck


def _underline_title(deck: Deck, page: Page) -> None:
    """Draw a line between title and subtitle on the first layout."""
    layout: Any = deck.slide_layouts.get_by_name("Title Slide")
    writer = ShapeWriter(layout.shapes._spTree)  # noqa: SLF001 - python-pptx adds no shapes to layouts
    line = (72.0, page.height * 0.46, page.width - 144, 2.0)
    writer.append(writer.preset("rect", line, Paint(fill=ACCENT), name="Line"))


def _from_template(path: Path) -> Deck:
    try:
        deck = Presentation(str(path))
        page = page_of(deck, mirrored=False)
        titled = [layout for layout in deck.slide_layouts if 0 in placeholder_indexes(layout)]
    except OSError as error:
        raise InputError(f"cannot be read; {error.strerror}", path=path) from error
    except _BROKEN as error:
        raise InputError("is no PowerPoint file that can be read", path=path) from error
    if page.width < LEAST_PAGE[0] or page.height < LEAST_PAGE[1]:
        least = " by ".join(f"{side / 72:.2f}" for side in LEAST_PAGE)
        raise InputError(f"has slides smaller than {least} inches; set a larger size", path=path)
    if not titled:
        raise InputError(
            "has no layout with a title placeholder; add layouts Title Slide, Title Only",
            path=path,
        )
    ids = deck.slides._sldIdLst  # noqa: SLF001 - python-pptx cannot remove slides
    for item in list(ids):
        deck.part.drop_rel(item.rId)
        ids.remove(item)
    for name, relation in list(deck.part.rels.items()):
        custom = relation.reltype == RELATIONSHIP_TYPE.CUSTOM_XML and not relation.is_external
        if custom and LEDGER_NS.encode() in relation.target_part.blob:
            deck.part.rels.pop(name)
    return deck


def placeholder_indexes(layout: SlideLayout) -> set[int]:
    """Give the numbers of a layout's placeholders: 0 is the title, 1 the subtitle or body."""
    placeholders: Any = layout.placeholders
    return {item.placeholder_format.idx for item in placeholders}


def package_bytes(deck: Deck) -> bytes:
    """
    Give the file of a deck, the same for the same deck.

    Parameters
    ----------
    deck
        A finished presentation.

    Returns
    -------
    content
        The .pptx with fixed member times and fixed compression.
    """
    raw = io.BytesIO()
    deck.save(raw)
    packed = io.BytesIO()
    with (
        zipfile.ZipFile(raw) as source,
        zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as target,
    ):
        for member in source.infolist():
            fixed = zipfile.ZipInfo(member.filename, date_time=_EPOCH)
            fixed.compress_type = zipfile.ZIP_DEFLATED
            content = source.read(member)
            if member.filename.endswith(".xlsx"):
                content = _undated_workbook(content)
            target.writestr(fixed, content)
    return packed.getvalue()


def _undated_workbook(content: bytes) -> bytes:
    """Rewrite a chart's workbook without the clock that its writer put into it."""
    packed = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as source,
        zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as target,
    ):
        for member in source.infolist():
            fixed = zipfile.ZipInfo(member.filename, date_time=_EPOCH)
            fixed.compress_type = zipfile.ZIP_DEFLATED
            body = source.read(member)
            if member.filename == "docProps/core.xml":
                body = _CLOCK.sub(b">1980-01-01T00:00:00Z<", body)
            target.writestr(fixed, body)
    return packed.getvalue()
