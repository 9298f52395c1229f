"""Where three or more countries meet, and what lies between three or more towns."""

from __future__ import annotations

import shapely
from shapely import MultiPoint
from shapely.geometry.base import BaseGeometry

from ..geodesy.antimeridian import areas_only
from ..geodesy.bands import clipped, widened
from ..models import Precision
from ..reference.waters import on_ground
from .areas import Area, kilometres, label_of
from .bands import ground_of, plain, shape_to_cut
from .borders import border_line
from .circles import circle
from .points import point_of

MEETING_M = 100_000.0
"""
How far from the point where three borders meet "the tri-border area" reaches: the cities of
Liptako-Gourma that reports name with it (Ansongo, Dori, Tillabéri) lie 70 to 130 km from it.
"""

_TOUCH_DEG = 0.1
"""How far apart the ends of drawn borders that meet may lie."""
_RIM_SHARE = 0.1


def meeting_of(sides: list[Area]) -> Area:
    """
    Draw the land round the point where the borders of three or more areas meet.

    Parameters
    ----------
    sides
        The areas.

    Returns
    -------
    area
        The part of their own ground within `MEETING_M` of the point; their union without a point
        where their borders do not meet, said in the rule.
    """
    labels = ", ".join(label_of(side) for side in sorted(sides, key=label_of))
    codes = tuple(dict.fromkeys(code for side in sides for code in side.countries))
    point = _common_point(sides)
    if point is None:
        return Area(
            footprint=areas_only(shapely.union_all([side.footprint for side in sides])),
            precision=Precision.REGION,
            rule=f"union({labels}) (their borders do not meet in one point)",
            countries=codes,
            has_point=False,
        )
    around = circle((point.x, point.y), MEETING_M)
    return Area(
        footprint=on_ground([shape_to_cut(side) for side in sides], around),
        precision=Precision.REGION,
        rule=f"tri_border({labels}, {kilometres(MEETING_M)})",
        countries=codes,
    )


def triangle_of(corners: list[Area]) -> Area:
    """
    Draw what lies between three or more towns, a tenth of its size around it included.

    Parameters
    ----------
    corners
        The towns.

    Returns
    -------
    area
        The hull of their points, widened.
    """
    labels = ", ".join(label_of(corner) for corner in corners)
    hull = shapely.convex_hull(MultiPoint([point_of(corner) for corner in corners]))
    size_m = max(shapely.length(hull) / 4 * 111_195.0, 10_000.0)
    rim = min(_RIM_SHARE * size_m, 100_000.0)
    return Area(
        footprint=widened(hull, rim),
        precision=Precision.REGION,
        rule=f"triangle({labels}, {kilometres(rim)})",
        countries=tuple(dict.fromkeys(code for corner in corners for code in corner.countries)),
    )


def _common_point(sides: list[Area]) -> shapely.Point | None:
    """Find where the border of the first two comes near the ground of all others."""
    first, second, *others = sides
    line = border_line(sorted((first, second), key=label_of))
    if line is None:
        return None
    near: BaseGeometry = line
    for other in others:
        window = shapely.box(*line.bounds).buffer(1.0)
        reach = shapely.buffer(clipped(plain(ground_of(other)), window), _TOUCH_DEG)
        near = shapely.intersection(near, reach)
    return None if near.is_empty else near.representative_point()
