"""Static cartography: one map as primitives in page points, for every static renderer."""

from .draw import draw_scene, map_extent
from .frame import Frame
from .legend import draw_legend
from .marks import MAX_MARKS, MAX_SINGLE, Drawn, LegendEntry
from .projection import Chosen, choose_projection
from .scene import Label, Mark, Outline, Paint, Scene
from .sheet import WORLD, StaticMap, build_static_map, map_notes

__all__ = [
    "MAX_MARKS",
    "MAX_SINGLE",
    "WORLD",
    "Chosen",
    "Drawn",
    "Frame",
    "Label",
    "LegendEntry",
    "Mark",
    "Outline",
    "Paint",
    "Scene",
    "StaticMap",
    "build_static_map",
    "choose_projection",
    "draw_legend",
    "draw_scene",
    "map_extent",
    "map_notes",
]
