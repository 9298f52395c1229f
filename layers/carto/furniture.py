"""What stands around the data of a map: graticule, scale bar, true north, locator."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import shapely
from shapely.geometry.base import BaseGeometry

from geo import reference

from .. import style
from .frame import Frame
from .projection import Chosen
from .scene import HALO, Label, Mark, Outline, Paint, Scene
from .text import text_width

_INK = "1A1A1A"
_STEPS_DEG = (0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30)
_LINES_ACROSS = 6
_LOCATOR = (96.0, 66.0)
_LOCATOR_SPAN_DEG = 55.0
_LOCATOR_UP_TO_DEG = 30.0
_LOCATOR_TOLERANCE_DEG = 0.2
_LOCATOR_TOLERANCE = 0.6
_BAR_SHARE = 0.2


@dataclass(frozen=True, slots=True)
class Corner:
    """A corner of the frame."""

    left: bool
    top: bool


_CORNERS = (
    Corner(left=False, top=False),
    Corner(left=True, top=False),
    Corner(left=False, top=True),
    Corner(left=True, top=True),
)


def draw_graticule(scene: Scene, frame: Frame) -> None:
    """Draw meridians and parallels at round degrees, with their numbers at the frame's edges."""
    west, south, east, north = frame.lonlat_bounds()
    span = max(east - west, north - south)
    step = next((one for one in _STEPS_DEG if span / one <= _LINES_ACROSS), _STEPS_DEG[-1])
    lines = []
    for number in range(math.ceil(west / step), math.floor(east / step) + 1):
        lon = (number * step + 180) % 360 - 180
        lines.append(shapely.LineString([(lon, max(south, -90)), (lon, min(north, 90))]))
    for number in range(math.ceil(south / step), math.floor(north / step) + 1):
        lat = number * step
        if -90 < lat < 90:
            lines += [
                shapely.LineString([(low, lat), (high, lat)]) for low, high in _turns(west, east)
            ]
    paint = Paint(line="B9C3CA", width=0.35)
    drawn = shapely.GeometryCollection([frame.draw(line) for line in lines])
    scene.add_lines(drawn, paint, group="Graticule", name=f"Graticule, every {step:g}°")
    decimals = max(0, -math.floor(math.log10(step))) if step < 1 else 0
    top, bottom = frame.top, frame.top + frame.height
    for number in range(math.ceil(west / step), math.floor(east / step) + 1):
        lon = (number * step + 180) % 360 - 180
        x = _crossing(frame, lon)
        if x is not None and frame.left + 130 < x < frame.left + frame.width - 130:
            text = f"{abs(lon):.{decimals}f}°{'E' if lon > 0 else 'W' if lon < 0 else ''}"
            _edge_label(scene, text, x, bottom - 6)
    for number in range(math.ceil(south / step), math.floor(north / step) + 1):
        lat = number * step
        y = _level(frame, lat)
        if y is not None and top + 20 < y < bottom - 60:
            text = f"{abs(lat):.{decimals}f}°{'N' if lat > 0 else 'S' if lat < 0 else ''}"
            _edge_label(scene, text, frame.left + text_width(text, 7) / 2 + 4, y)


def corners_for(scene: Scene, frame: Frame, *, locator: bool) -> list[Corner | None]:
    """
    Choose a corner for locator, scale bar and arrow so that they hide the fewest marks.

    Parameters
    ----------
    scene
        The map with its marks.
    frame
        Its frame.
    locator
        Whether there is a locator; it may stand anywhere, the others only on the globe.

    Returns
    -------
    corners
        Of the three, in this order; null for one that has no place. Of choices that hide as many
        the first counts: locator in the lower right, then scale bar in the lower left.
    """
    marks = [item for item in scene.primitives if isinstance(item, Mark)]
    standing: list[Corner | None] = [*on_globe(frame, _CORNERS)]
    choices: list[list[Corner | None]] = [
        [first, second, third]
        for first in (_CORNERS if locator else (None,))
        for second in (standing or [None])
        for third in ([one for one in standing if one != second] or [None])
        if first is None or first not in {second, third}
    ]
    grounds = (_locator_ground, _bar_ground, _north_ground)
    hidden = {
        (piece, corner): _hidden(marks, ground(frame, corner))
        for piece, ground in enumerate(grounds)
        for corner in _CORNERS
    }

    def cost(choice: list[Corner | None]) -> int:
        return sum(hidden[at, one] for at, one in enumerate(choice) if one is not None)

    return min(choices, key=cost, default=[None, None, None])


def quiet_corner(scene: Scene, frame: Frame) -> Corner:
    """Give the corner in which a scale bar hides the fewest marks."""
    marks = [item for item in scene.primitives if isinstance(item, Mark)]
    corners = on_globe(frame, _CORNERS) or list(_CORNERS)
    return min(corners, key=lambda corner: _hidden(marks, _bar_ground(frame, corner)))


def _hidden(marks: Sequence[Mark], ground: BaseGeometry) -> int:
    """Count the marks that a piece of furniture would touch."""
    low_x, low_y, high_x, high_y = ground.bounds
    return sum(
        low_x - mark.size / 2 <= mark.x <= high_x + mark.size / 2
        and low_y - mark.size / 2 <= mark.y <= high_y + mark.size / 2
        for mark in marks
    )


def _locator_ground(frame: Frame, corner: Corner) -> BaseGeometry:
    width, height = _LOCATOR
    left = frame.left + (4 if corner.left else frame.width - width - 4)
    top = frame.top + (4 if corner.top else frame.height - height - 4)
    return shapely.box(left, top, left + width, top + height)


def _bar_ground(frame: Frame, corner: Corner) -> BaseGeometry:
    left, bottom, longest = _bar(frame, corner)
    return shapely.box(left - 8, bottom - 18, left + longest + 8, bottom + 8)


def _north_at(frame: Frame, corner: Corner) -> tuple[float, float]:
    x = frame.left + (20 if corner.left else frame.width - 20)
    return x, frame.top + (24 if corner.top else frame.height - 24)


def _north_ground(frame: Frame, corner: Corner) -> BaseGeometry:
    x, y = _north_at(frame, corner)
    return shapely.box(x - 14, y - 20, x + 14, y + 20)


def on_globe(frame: Frame, corners: Sequence[Corner]) -> list[Corner]:
    """Give the corners in which a scale bar and an arrow stand on the map, not beside the globe."""
    found = []
    for corner in corners:
        left, bottom, longest = _bar(frame, corner)
        # beside the globe PROJ may answer with the nearest place on it, which leads elsewhere
        if all(
            math.dist(frame.to_page(*frame.to_lonlat(x, bottom)), (x, bottom)) < 1
            for x in (left, left + longest)
        ):
            found.append(corner)
    return found


def _bar(frame: Frame, corner: Corner) -> tuple[float, float, float]:
    longest = frame.width * _BAR_SHARE
    left = frame.left + (14 if corner.left else frame.width - longest - 20)
    return left, frame.top + (34 if corner.top else frame.height - 16), longest


def draw_scale_bar(scene: Scene, frame: Frame, corner: Corner) -> BaseGeometry:
    """Draw a scale bar that is true where it stands; gives the ground it covers."""
    left, bottom, longest = _bar(frame, corner)
    metres, points = frame.scale_bar(left, bottom, longest=longest)
    text = f"{metres / 1000:,.0f} km" if metres >= 1000 else f"{metres:,.0f} m"
    ground = shapely.box(left - 8, bottom - 18, left + max(points, 40) + 8, bottom + 8)
    scene.add_area(
        ground, Paint(fill="FFFFFF", opacity=0.8), group="Furniture", name="Scale bar ground"
    )
    bar = [(left, bottom - 4), (left, bottom), (left + points, bottom), (left + points, bottom - 4)]
    paint = Paint(line=_INK, width=1.2)
    scene.primitives.append(
        Outline("Furniture", [bar], paint, "Scale bar", f"Scale: {text}", closed=False)
    )
    box = (left, bottom - 17, max(points, 60.0), 12.0)
    scene.primitives.append(Label("Furniture", text, box, 9, _INK))
    return ground


def draw_north(scene: Scene, frame: Frame, corner: Corner) -> BaseGeometry:
    """Draw an arrow to true north at its own place; gives the ground it covers."""
    x, y = _north_at(frame, corner)
    angle = math.radians(frame.north_at(x, y))

    def turned(dx: float, dy: float) -> tuple[float, float]:
        return (
            x + dx * math.cos(angle) - dy * math.sin(angle),
            y + dx * math.sin(angle) + dy * math.cos(angle),
        )

    ring = [turned(0, -14), turned(5, 6), turned(0, 2), turned(-5, 6)]
    ground = _north_ground(frame, corner)
    scene.add_area(
        ground, Paint(fill="FFFFFF", opacity=0.8), group="Furniture", name="North arrow ground"
    )
    scene.primitives.append(
        Outline("Furniture", [[*ring, ring[0]]], Paint(fill=_INK), "North arrow", "True north")
    )
    scene.primitives.append(Label("Furniture", "N", (x - 8, y + 7, 16, 11), 9, _INK, "ctr", True))
    return ground


def wants_locator(frame: Frame) -> bool:
    """Tell whether a map shows so little of the world that one must be told where it lies."""
    west, south, east, north = frame.lonlat_bounds()
    return max(east - west, north - south) <= _LOCATOR_UP_TO_DEG


def draw_locator(scene: Scene, frame: Frame, corner: Corner) -> BaseGeometry:
    """Draw where in the world the map lies; gives the ground it covers."""
    west, south, east, north = frame.lonlat_bounds()
    left, top, right, bottom = _locator_ground(frame, corner).bounds
    width, height = right - left, bottom - top
    half = _LOCATOR_SPAN_DEG / 2
    lon = round((west + east) / 2)
    lat = round(max(min((south + north) / 2, 90 - half), half - 90))
    around = (lon - half * 1.6, lat - half, lon + half * 1.6, lat + half)
    small = Frame.around(
        around, left=left, top=top, width=width, height=height, chosen=_azimuthal(lon, lat)
    )
    palette = style.LIGHT
    ring = [(float(x), float(y)) for x, y in shapely.get_coordinates(small.box)]
    sea = Paint(fill=palette.sea.removeprefix("#"))
    scene.primitives.append(Outline("Locator", [ring], sea, "Locator sea"))
    land = Paint(fill="C9CFCF", line=palette.coast.removeprefix("#"), width=0.25)
    coarse = shapely.simplify(small.draw(_coarse_land()), _LOCATOR_TOLERANCE)
    scene.add_area(coarse, land, group="Locator", name="Locator land")
    x0, y0, x1, y1 = _outline(frame, small)
    here = shapely.box(x0, y0, max(x1, x0 + 4), max(y1, y0 + 4))
    scene.add_area(
        shapely.intersection(here, small.box),
        Paint(line="D55E00", width=1.2),
        group="Locator",
        name="Locator frame",
        alt=f"The map lies around {abs(lat)}°{'N' if lat >= 0 else 'S'},"
        f" {abs(lon)}°{'E' if lon >= 0 else 'W'}",
    )
    edge = Paint(line=palette.coast.removeprefix("#"), width=0.75)
    scene.primitives.append(Outline("Locator", [ring], edge, "Locator edge"))
    return small.box


@lru_cache(maxsize=1)
def _coarse_land() -> BaseGeometry:
    shapes = shapely.coverage_simplify(
        reference.light_country_layer().geometries, _LOCATOR_TOLERANCE_DEG
    )
    return shapely.union_all(shapely.make_valid(shapes))


@lru_cache(maxsize=8)
def _azimuthal(lon: float, lat: float) -> Chosen:
    from pyproj import Proj

    return Chosen(Proj(proj="laea", lon_0=lon, lat_0=lat), "Lambert azimuthal equal-area", 0.0)


def _outline(frame: Frame, small: Frame) -> tuple[float, float, float, float]:
    right, bottom = frame.left + frame.width, frame.top + frame.height
    corners = [(frame.left, frame.top), (right, frame.top), (right, bottom), (frame.left, bottom)]
    places = [small.to_page(*frame.to_lonlat(*corner)) for corner in corners]
    xs, ys = zip(*places, strict=True)
    return min(xs), min(ys), max(xs), max(ys)


def _turns(west: float, east: float) -> list[tuple[float, float]]:
    """Cut a span of longitudes at the antimeridian."""
    turns = ((west + turn, east + turn) for turn in (-360.0, 0.0, 360.0))
    parts = [(max(low, -180.0), min(high, 180.0)) for low, high in turns]
    return [part for part in parts if part[0] < part[1]]


def _crossing(frame: Frame, lon: float) -> float | None:
    """Where a meridian meets the lower edge of the frame, by halving."""
    bottom = frame.top + frame.height - 6
    low, high = frame.left, frame.left + frame.width

    def offset(x: float) -> float:
        return (frame.to_lonlat(x, bottom)[0] - lon + 180) % 360 - 180

    first, last = offset(low), offset(high)
    if not (math.isfinite(first) and math.isfinite(last)) or first > 0 or last < 0:
        return None
    for _ in range(24):
        middle = (low + high) / 2
        low, high = (middle, high) if offset(middle) < 0 else (low, middle)
    return (low + high) / 2


def _level(frame: Frame, lat: float) -> float | None:
    """Where a parallel meets the left edge of the frame, by halving."""
    x = frame.left + 10
    low, high = frame.top, frame.top + frame.height
    first, last = frame.to_lonlat(x, low)[1] - lat, frame.to_lonlat(x, high)[1] - lat
    if not (math.isfinite(first) and math.isfinite(last)) or first < 0 or last > 0:
        return None
    for _ in range(24):
        middle = (low + high) / 2
        low, high = (middle, high) if frame.to_lonlat(x, middle)[1] > lat else (low, middle)
    return (low + high) / 2


def _edge_label(scene: Scene, text: str, x: float, y: float) -> None:
    width = text_width(text, 7)
    box = (x - width / 2, y - 4.5, width, 9.0)
    scene.primitives.append(Label("Graticule", text, box, 7, "6C7176", "ctr", halo=HALO))
