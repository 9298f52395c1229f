"""Static cartography: one map as primitives in page points, for every static renderer."""

from .draw import MAX_MARKS, LegendEntry, draw_scene, map_extent
from .frame import Frame
from .scene import Label, Mark, Outline, Paint, Scene

__all__ = [
    "MAX_MARKS",
    "Frame",
    "Label",
    "LegendEntry",
    "Mark",
    "Outline",
    "Paint",
    "Scene",
    "draw_scene",
    "map_extent",
]
