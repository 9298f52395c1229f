"""The legend of a map: what is drawn, how much a circle counts, what is beside the map."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from .. import style
from ..layer import OffMap
from .marks import SMALLEST, Drawn, LegendEntry
from .scene import Label, Mark, Outline, Paint, Scene
from .text import text_width, wrap

_INK = "1F2933"
_MOST_TYPES = 9
_LINE = 16.0
_SIZE = 10.5
_GREY = "6F7377"


def draw_legend(
    scene: Scene,
    drawn: Drawn,
    off: Sequence[OffMap],
    *,
    left: float,
    top: float,
    width: float,
) -> float:
    """
    Draw the legend of what is on the map, and count aloud what is not.

    Parameters
    ----------
    scene
        Gets the primitives.
    drawn
        As `draw_incidents` gives it.
    off
        What is not on the map and why.
    left, top, width
        Where, in points.

    Returns
    -------
    bottom
        Where the legend ends, in points.
    """
    column = _Column(scene, left, top, width)
    column.line("On the map", bold=True)
    for entry in drawn.legend[:_MOST_TYPES]:
        column.kind(entry)
    column.rest(drawn.legend[_MOST_TYPES:])
    for count, diameter in drawn.sizes:
        column.circle(count, diameter)
    column.hollow(drawn.hollow)
    if any(item.group == "Bases" for item in scene.primitives):
        paint = Paint("FFFFFF", 1.0, style.LIGHT.base.removeprefix("#"), 1.2)
        column.symbol("square", 7, paint, "base")
        column.line("base", indent=16)
    if any(item.group == "Areas" for item in scene.primitives):
        column.area()
    if off or drawn.outside:
        column.top += 6
        column.line("Not on the map", bold=True)
    if drawn.outside:
        column.line(f"{drawn.outside:,}: beyond the frame")
    for item in off:
        text = f"{item.rows:,}: {item.label}"
        if item.killed:
            text += f" ({item.killed:,} {'death' if item.killed == 1 else 'deaths'})"
        column.line(text)
    return column.top


def draw_key(
    scene: Scene, entries: Sequence[LegendEntry], *, left: float, top: float, width: float
) -> None:
    """Draw the symbols of several panels in one line, most frequent first, as many as fit."""
    at = left
    for entry in _together(entries):
        room = text_width(f"{entry.label} ({entry.count:,})", _SIZE) + 34
        if at + room > left + width:
            break
        _Column(scene, at, top, room).kind(entry)
        at += room


def _together(entries: Sequence[LegendEntry]) -> list[LegendEntry]:
    """Add up what several maps draw of one kind; a symbol goes before an area."""
    kinds: dict[str, LegendEntry] = {}
    for entry in entries:
        known = kinds.get(entry.label, replace(entry, count=0))
        kinds[entry.label] = replace(
            known,
            count=known.count + entry.count,
            shape=entry.shape if known.shape == "area" else known.shape,
            filled=known.filled or entry.filled,
        )
    return sorted(kinds.values(), key=lambda item: (-item.count, item.label))


class _Column:
    """Writes lines and symbols below each other."""

    def __init__(self, scene: Scene, left: float, top: float, width: float) -> None:
        self.scene, self.left, self.top, self.width = scene, left, top, width

    def line(self, text: str, *, bold: bool = False, indent: float = 0.0) -> None:
        for part in wrap(text, self.width - indent, _SIZE, bold=bold):
            box = (self.left + indent, self.top, self.width - indent, _LINE)
            self.scene.primitives.append(Label("Legend", part, box, _SIZE, _INK, "l", bold))
            self.top += _LINE - 2
        self.top += 2

    def symbol(self, shape: str, size: float, paint: Paint, name: str) -> None:
        x, y = self.left + 6, self.top + _LINE / 2
        self.scene.primitives.append(Mark("Legend", shape, x, y, size, paint, name))

    def kind(self, entry: LegendEntry) -> None:
        fill = entry.colour if entry.filled else None
        if entry.shape == "area":
            self.outline(entry.colour, entry.label)
        elif entry.shape:
            self.symbol(entry.shape, 9, Paint(fill, 1.0, "1A1A1A", 0.5), entry.label)
        # circles count all kinds together: there is no symbol that a kind could stand beside
        self.line(f"{entry.label} ({entry.count:,})", indent=16 if entry.shape else 0)

    def rest(self, entries: Sequence[LegendEntry]) -> None:
        if entries:
            number = sum(entry.count for entry in entries)
            self.line(f"{len(entries)} further types ({number:,})", indent=16)

    def circle(self, count: int, diameter: float) -> None:
        step = max(diameter - _LINE, 0.0) / 2
        self.top += step
        word = f"{count:,} {'row' if count == 1 else 'rows'}"
        word = f"up to {word}" if count > 1 and diameter <= SMALLEST else word
        x, y = self.left + 13, self.top + _LINE / 2
        paint = Paint("D55E00", 0.6, "1A1A1A", 0.5)
        self.scene.primitives.append(
            Mark("Legend", "circle", x, y, diameter, paint, f"circle of {word}")
        )
        self.line(word, indent=32)
        self.top += step

    def hollow(self, count: int) -> None:
        if count:
            self.symbol("circle", 9, Paint(None, 1.0, "1A1A1A", 0.6), "hollow")
            self.line(f"hollow: precision not stated ({count:,})", indent=16)

    def area(self) -> None:
        self.outline(_GREY, "area")
        self.line("area or radius that is meant", indent=16)

    def outline(self, colour: str, name: str) -> None:
        left, top = self.left, self.top
        ring = [(left, top + 3), (left + 12, top + 3), (left + 12, top + 13), (left, top + 13)]
        paint = Paint(fill=colour, opacity=0.12, line=colour, width=0.8, dash=True)
        self.scene.primitives.append(Outline("Legend", [[*ring, ring[0]]], paint, name))
