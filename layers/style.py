"""Colours, symbols and sizes as data, safe in grey print and for colour-blind readers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

OKABE_ITO = {
    "black": "#000000",
    "orange": "#E69F00",
    "sky blue": "#56B4E9",
    "bluish green": "#009E73",
    "yellow": "#F0E442",
    "blue": "#0072B2",
    "vermillion": "#D55E00",
    "reddish purple": "#CC79A7",
}
"""Eight colours that colour-blind readers tell apart (Okabe and Ito, Color Universal Design)."""

SHAPES = ("circle", "square", "triangle", "diamond", "triangle_down", "hexagon", "star", "cross")
"""Symbol outlines, so that types differ in grey print too."""

UNSTATED_LABEL = "type not stated"

# the types of the readers and of the extraction lexicon; yellow is left out, too weak on light land
_KNOWN: dict[str, tuple[str, str]] = {
    "abduction": ("reddish purple", "diamond"),
    "air strike": ("sky blue", "triangle_down"),
    "armed clash": ("blue", "cross"),
    "arrest": ("reddish purple", "square"),
    "arson or sabotage": ("orange", "star"),
    "assassination": ("vermillion", "diamond"),
    "attack": ("vermillion", "circle"),
    "bombing": ("vermillion", "star"),
    "drone attack": ("sky blue", "triangle"),
    "maritime attack": ("bluish green", "diamond"),
    "missile or rocket attack": ("orange", "triangle"),
    "other": ("black", "circle"),
    "protest": ("bluish green", "hexagon"),
    "riot": ("bluish green", "square"),
    "sexual violence": ("reddish purple", "circle"),
    "shelling": ("orange", "square"),
    "shooting": ("vermillion", "square"),
    "suicide bombing": ("black", "star"),
}
_SPARE = ("blue", "orange", "bluish green", "vermillion", "sky blue", "reddish purple", "black")
_LIGHTER = {"#000000": "#F2F2F2", "#0072B2": "#3FA3E0", "#D55E00": "#F07F2E"}


@dataclass(frozen=True, slots=True)
class EventStyle:
    """
    How one event type is drawn.

    `colour` is for light backgrounds, `dark_colour` for dark ones, both ``#RRGGBB``; `shape` is
    one of `SHAPES`. `event_type` is null for rows that state none.
    """

    event_type: str | None
    label: str
    colour: str
    dark_colour: str
    shape: str


@dataclass(frozen=True, slots=True)
class Palette:
    """The colours of everything that is no incident, ``#RRGGBB``."""

    sea: str
    land: str
    coast: str
    border: str
    admin: str
    text: str
    faint_text: str
    halo: str
    base: str
    selection: str
    density: str


LIGHT = Palette(
    sea="#DCE6EC",
    land="#F8F6F1",
    coast="#9FB2BE",
    border="#7D7F83",
    admin="#D3D0C8",
    text="#33373B",
    faint_text="#6C7176",
    halo="#FFFFFF",
    base="#1F3A5F",
    selection="#111111",
    density="#8C2D04",
)
"""For screens in the light and for print."""

DARK = Palette(
    sea="#10171D",
    land="#242B31",
    coast="#4A5963",
    border="#8B9299",
    admin="#39424A",
    text="#E4E7EA",
    faint_text="#A3ABB2",
    halo="#161B20",
    base="#9EC5F0",
    selection="#FFFFFF",
    density="#FFC27A",
)
"""For readers who ask their system for dark colours."""

LINE_WIDTHS = {"coast": 0.8, "border": 1.1, "admin": 0.6, "area": 1.4, "base": 1.4}
"""Widths in CSS pixels or points."""

DISPUTED_DASH = (5.0, 4.0)
"""Dash and gap of boundaries that are disputed, in CSS pixels or points."""

AGREED_STATUS = "agreed"
"""Status of boundary lines that are drawn solid (``geo.reference``); every other one is dashed."""


def event_styles(event_types: Iterable[str | None]) -> dict[str | None, EventStyle]:
    """
    Give every event type its own colour and shape.

    The types of our short list look the same on every map (a drone attack is a sky-blue triangle);
    other words take the next free pair, in the order of the alphabet. No two types share colour
    and shape until every pair is taken.

    Parameters
    ----------
    event_types
        Types in any order and number; null is a row that states none.

    Returns
    -------
    styles
        One style per distinct type, sorted by type, null last.
    """
    distinct = sorted({item for item in event_types if item is not None})
    taken = {_KNOWN[item] for item in distinct if item in _KNOWN}
    styles: dict[str | None, EventStyle] = {}
    for event_type in distinct:
        colour, shape = _pair(event_type, taken)
        taken.add((colour, shape))
        styles[event_type] = _style(event_type, event_type.replace("_", " "), colour, shape)
    styles[None] = EventStyle(None, UNSTATED_LABEL, "#6F7377", "#B4BAC0", "circle")
    return styles


def is_disputed(status: str | None) -> bool:
    """
    Tell whether a boundary line is drawn dashed.

    Parameters
    ----------
    status
        The line's status as ``geo.reference`` has it; null counts as agreed.

    Returns
    -------
    disputed
        True for every status but ``agreed``.
    """
    return status is not None and status != AGREED_STATUS


def _pair(event_type: str, taken: set[tuple[str, str]]) -> tuple[str, str]:
    if event_type in _KNOWN:
        return _KNOWN[event_type]
    # 7 colours and 8 shapes have no common divisor: taken in turn they give every pair once, and
    # neighbours differ in both
    turns = range(len(_SPARE) * len(SHAPES))
    pairs = ((_SPARE[turn % len(_SPARE)], SHAPES[turn % len(SHAPES)]) for turn in turns)
    return next((pair for pair in pairs if pair not in taken), ("black", "circle"))


def _style(event_type: str, label: str, colour: str, shape: str) -> EventStyle:
    light = OKABE_ITO[colour]
    return EventStyle(event_type, label, light, _LIGHTER.get(light, light), shape)
