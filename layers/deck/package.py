"""The .pptx package: our 16:9 start, no personal properties, the same bytes for the same input."""

from __future__ import annotations

import io
import zipfile
from datetime import datetime

from pptx import Presentation
from pptx.presentation import Presentation as Deck
from pptx.util import Emu, Pt

from .shapes import xml_safe

SLIDE_WIDTH_PT = 960.0
SLIDE_HEIGHT_PT = 540.0

_EPOCH = (1980, 1, 1, 0, 0, 0)
_UNDATED = datetime(1980, 1, 1)


def new_deck(*, title: str, as_of: datetime | None) -> Deck:
    """
    Start an empty deck of 13.33 by 7.5 inches.

    Parameters
    ----------
    title
        Document title.
    as_of
        Written as the dates of creation and change; 1980-01-01 where null, never the clock.

    Returns
    -------
    deck
        A presentation without slides; its layouts fill the wide slide.
    """
    deck = Presentation()
    stretch = Pt(SLIDE_WIDTH_PT) / (deck.slide_width or 1)
    deck.slide_width, deck.slide_height = Emu(Pt(SLIDE_WIDTH_PT)), Emu(Pt(SLIDE_HEIGHT_PT))
    # python-pptx starts at 4:3 and its layouts do not follow the slide
    for part in (deck.slide_master, *deck.slide_layouts):
        for shape in part.placeholders:
            left, width = shape.left, shape.width
            if left is not None and width is not None:
                shape.left, shape.width = Emu(round(left * stretch)), Emu(round(width * stretch))
    package = deck.part.package
    for name, relation in list(package._rels.items()):  # noqa: SLF001 - the start has a picture of another deck
        if relation.reltype.endswith("/thumbnail"):
            package.drop_rel(name)
    properties = deck.core_properties
    properties.title = xml_safe(title)
    properties.author = properties.last_modified_by = "sitmap"
    properties.comments = properties.keywords = properties.subject = ""
    properties.created = properties.modified = as_of or _UNDATED
    properties.revision = 1
    return deck


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
        zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as target,
    ):
        for member in source.infolist():
            fixed = zipfile.ZipInfo(member.filename, date_time=_EPOCH)
            fixed.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(fixed, source.read(member))
    return packed.getvalue()
