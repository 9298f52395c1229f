"""What a deck says about itself: notes under each slide, and the ledger of what was written."""

from __future__ import annotations

import json
from importlib.metadata import version

from lxml import etree
from pptx.opc.constants import RELATIONSHIP_TYPE
from pptx.opc.package import Part
from pptx.opc.packuri import PackURI
from pptx.presentation import Presentation as Deck
from pptx.slide import Slide

from ..carto.text import xml_safe
from .claims import unmatched_numbers
from .package import LEDGER_NS
from .spec import DeckSpec, SlideSpec

_LEDGER_PART = "/customXml/sitmap.xml"


def write_notes(slide: Slide, spec: SlideSpec, deck_spec: DeckSpec) -> None:
    """Write values with their queries, inputs, filters, counts, command and version."""
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


def add_ledger(deck: Deck, spec: DeckSpec, slides: list[dict[str, object]]) -> None:
    """Keep what was written, shape by shape, so that the deck can be checked later."""
    root = etree.Element(f"{{{LEDGER_NS}}}ledger", nsmap={None: LEDGER_NS})  # type: ignore[dict-item]
    claims = sorted({claim.text for slide in spec.slides for claim in slide.claims})
    root.text = xml_safe(json.dumps({"slides": slides, "claims": claims}, ensure_ascii=False))
    package = deck.part.package
    blob = etree.tostring(root, xml_declaration=True, encoding="utf-8")
    part = Part(PackURI(_LEDGER_PART), "application/xml", package, blob)
    deck.part.relate_to(part, RELATIONSHIP_TYPE.CUSTOM_XML)
