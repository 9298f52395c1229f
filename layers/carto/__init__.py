"""Static cartography: one map as primitives in page points, for every static renderer."""

from .draw import WORLD, Panel, draw_scene, drawn_extent, map_extent, panel_corner
from .frame import Frame
from .ground import draw_ground
from .legend import draw_key, draw_legend
from .marks import MAX_MARKS, MAX_SINGLE, Drawn, LegendEntry, fullest_circle
from .naming import Naming
from .projection import Chosen, choose_projection
from .scene import Label, Mark, Outline, Paint, Primitive, Scene, moved
from .sheet import StaticMap, build_static_map, map_notes

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
    "Naming",
    "Outline",
    "Paint",
    "Panel",
    "Primitive",
    "Scene",
    "StaticMap",
    "build_static_map",
    "choose_projection",
    "draw_ground",
    "draw_key",
    "draw_legend",
    "draw_scene",
    "drawn_extent",
    "fullest_circle",
    "map_extent",
    "map_notes",
    "moved",
    "panel_corner",
]
