"""What a deck consists of, before any file format: slides of typed blocks."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from ..carto import Naming, Scene
from .claims import Claim

Box = tuple[float, float, float, float]
"""``(left, top, width, height)`` in points on the page."""

LEAST_PAGE = (600.0, 450.0)
"""Width and height in points of the smallest page that the slides fit on."""

TOLD_GROUPS = ("Legend", "Panels")
"""Groups of a map whose texts tell numbers."""

INK, FAINT = "1F2933", "5B6670"
"""Colours of text."""

ACCENT = "2F5B7C"
"""Colour of table headings, large numbers and single series."""

LINE = 1.2
"""Height of a line over the size of its letters."""

_MARGIN = 36.0
_LEGEND = 186.0


@dataclass(frozen=True, slots=True)
class Page:
    """
    The room on a slide, in points; 16:9 unless a template has another shape.

    On a `mirrored` page, for languages read from the right, the legend stands left of the map and
    texts and tables run from the right.
    """

    width: float = 960.0
    height: float = 540.0
    mirrored: bool = False

    @property
    def line(self) -> Box:
        """From margin to margin, without height."""
        return (_MARGIN, 0.0, self.width - 2 * _MARGIN, 0.0)

    @property
    def body(self) -> Box:
        """The room between headline and sources."""
        return (_MARGIN, 84.0, self.width - 2 * _MARGIN, self.height - 148.0)

    @property
    def map(self) -> Box:
        """The body without the legend."""
        left, top, width, height = self.body
        shift = _LEGEND + 12 if self.mirrored else 0.0
        return (left + shift, top, width - _LEGEND - 12, height)

    @property
    def legend(self) -> Box:
        """Beside the map."""
        left, top, width, height = self.body
        return (left if self.mirrored else left + width - _LEGEND, top, _LEGEND, height)

    @property
    def notes(self) -> Box:
        """Under the map."""
        left, top, width, height = self.body
        return (left, top + height + 2, width, 12.0)

    @property
    def foot(self) -> Box:
        """One line at the lower end of the body."""
        left, top, width, height = self.body
        return (left, top + height - 18, width, 16.0)

    def widths(self, *parts: float) -> tuple[float, ...]:
        """Scale widths that were thought out for a page of 960 points to this one."""
        share = self.body[2] / (960.0 - 2 * _MARGIN)
        return tuple(part * share for part in parts)

    def turned(self, box: Box) -> Box:
        """Give the place of a box on the mirrored page, and the box itself on any other."""
        left, top, width, height = box
        return (self.width - left - width, top, width, height) if self.mirrored else box


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
    """
    A native table; the first row is the header.

    `widths` are points, which columns that need room take from those that do not; `height` is the
    room that its rows may grow into, `size` the least size of its letters.
    """

    name: str
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[float, ...]
    left: float
    top: float
    alt: str
    size: float = 10.5
    height: float = 0.0


@dataclass(frozen=True, slots=True)
class ChartBlock:
    """
    A native chart; one value per category and series, colours ``RRGGBB``.

    `kind` is ``stacked`` for columns, ``beside`` for bars next to each other, ``bars`` where each
    category has a value in one series only.
    """

    name: str
    categories: tuple[str, ...]
    series: tuple[tuple[str, tuple[int, ...], str], ...]
    box: Box
    alt: str
    kind: str = "stacked"


@dataclass(frozen=True, slots=True)
class FigureBlock:
    """A number that stands large, with what it counts under it."""

    name: str
    value: str
    caption: str
    box: Box


@dataclass(frozen=True, slots=True)
class MapBlock:
    """A finished map; its coordinates are the slide's."""

    scene: Scene
    alt: str


Block = TextBlock | TableBlock | ChartBlock | FigureBlock | MapBlock


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
class Origin:
    """
    How a deck came about, for the notes and the method: files, filters in words, command, view.

    `command` holds no output, folder or user name; an empty one is not told.
    """

    inputs: tuple[Input, ...] = ()
    filters: tuple[str, ...] = ()
    command: str = ""
    point_of_view: str = "de_facto"


@dataclass(frozen=True, slots=True)
class Wording:
    """
    Texts that a person may set; `marking` is null for none.

    `judgements` are free sentences: numbers in them that match no computed value are flagged.
    `naming` says how countries, towns and bases are called, and in which language.
    """

    title: str
    as_of: datetime | None
    marking: str | None
    disclaimer: str | None
    judgements: tuple[str, ...] = ()
    naming: Naming = field(default_factory=Naming)


@dataclass(frozen=True, slots=True)
class DeckSpec:
    """
    A deck: its texts, its slides in order, what it was made from, the page it is made for.

    `counts` is a sentence for the notes of every slide.
    """

    wording: Wording
    slides: tuple[SlideSpec, ...]
    origin: Origin = field(default_factory=Origin)
    page: Page = field(default_factory=Page)
    counts: str = ""
    flagged: tuple[str, ...] = ()
