"""What a deck consists of, before any file format: slides of typed blocks."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from ..carto import Scene
from .claims import Claim

Box = tuple[float, float, float, float]
"""``(left, top, width, height)`` in points on a page of 960 by 540."""

SLIDE_WIDTH_PT = 960.0
SLIDE_HEIGHT_PT = 540.0
MARGIN = 36.0
BODY = (MARGIN, 84.0, SLIDE_WIDTH_PT - 2 * MARGIN, 392.0)
"""The room between headline and sources."""


@dataclass(frozen=True, slots=True)
class TextBlock:
    """Paragraphs; `bold_first` sets the first line apart."""

    name: str
    lines: tuple[str, ...]
    box: Box
    size: float = 12.0
    bold_first: bool = False
    faint: bool = False


@dataclass(frozen=True, slots=True)
class TableBlock:
    """A native table; the first row is the header, `widths` are points."""

    name: str
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[float, ...]
    left: float
    top: float
    alt: str
    size: float = 10.5


@dataclass(frozen=True, slots=True)
class ChartBlock:
    """A native stacked column chart; one value per category and series, colours ``RRGGBB``."""

    name: str
    categories: tuple[str, ...]
    series: tuple[tuple[str, tuple[int, ...], str], ...]
    box: Box
    alt: str


@dataclass(frozen=True, slots=True)
class MapBlock:
    """A finished map; its coordinates are the slide's."""

    scene: Scene
    alt: str


Block = TextBlock | TableBlock | ChartBlock | MapBlock


@dataclass(frozen=True, slots=True)
class SlideSpec:
    """One slide: `key` names its kind, `notes` are sentences for whoever presents it."""

    key: str
    title: str
    blocks: tuple[Block, ...]
    claims: tuple[Claim, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Input:
    """One file that the deck was made from: its name without folders, and its SHA-256."""

    name: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Wording:
    """
    Texts that a person may set; `marking` is null for none.

    `judgements` are free sentences: numbers in them that match no computed value are flagged.
    """

    title: str
    as_of: datetime | None
    marking: str | None
    disclaimer: str | None
    judgements: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DeckSpec:
    """A deck: its texts, its slides in order, what it was made from."""

    wording: Wording
    slides: tuple[SlideSpec, ...]
    inputs: tuple[Input, ...] = ()
    flagged: tuple[str, ...] = field(default=())
