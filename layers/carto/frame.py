"""A map frame: an extent, the projection that suits it, and the way to page points."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import Proj
from shapely.geometry.base import BaseGeometry

from geo.errors import ParameterError
from geo.geodesy import distance_m

from .projection import Chosen, choose_projection

_NICE_STEPS = (1, 2, 5)
_TOLERANCE = 0.25


@dataclass(frozen=True)
class Frame:
    """
    A rectangle on the page and the projection that fills it.

    Page coordinates are points, x to the right and y down, from the page's upper left corner.
    Build one with `Frame.around`.
    """

    left: float
    top: float
    width: float
    height: float
    projection: Proj
    projection_name: str
    centre_lon: float
    west_m: float
    north_m: float
    points_per_m: float

    @classmethod
    def around(
        cls,
        extent: tuple[float, float, float, float],
        *,
        left: float,
        top: float,
        width: float,
        height: float,
        chosen: Chosen | None = None,
    ) -> Frame:
        """
        Fit an extent into a rectangle of the page.

        The projection is the one that distorts the extent least (`choose_projection`).

        Parameters
        ----------
        extent
            ``(west, south, east, north)`` in degrees; east may exceed 180 where the extent
            crosses the antimeridian.
        left, top, width, height
            The rectangle in points.
        chosen
            Projection of another frame, so that both compare; null chooses one for this extent.

        Returns
        -------
        frame
            The frame; the extent is centred in it and wholly inside.

        Raises
        ------
        ParameterError
            If the extent is not ordered west to east and south to north within 360 by 180 degrees.
        """
        west, south, east, north = extent
        if not (west < east <= west + 360 and -90 <= south < north <= 90):
            raise ParameterError(f"`extent` is {extent!r}; it needs west < east, south < north")
        chosen = chosen or choose_projection(extent)
        x, y = chosen.projection(*_outline(extent))
        wide, high = np.ptp(x), np.ptp(y)
        points_per_m = min(width / wide, height / high)
        return cls(
            left=left,
            top=top,
            width=width,
            height=height,
            projection=chosen.projection,
            projection_name=chosen.name,
            centre_lon=(west + east) / 2,
            west_m=float((x.min() + x.max()) / 2 - width / points_per_m / 2),
            north_m=float((y.min() + y.max()) / 2 + height / points_per_m / 2),
            points_per_m=float(points_per_m),
        )

    @property
    def box(self) -> shapely.Polygon:
        """The rectangle in page points."""
        return shapely.box(self.left, self.top, self.left + self.width, self.top + self.height)

    def to_page(self, lon: float, lat: float) -> tuple[float, float]:
        """Give the page position in points of one place, longitude first, in degrees."""
        x, y = self.projection(lon, lat)
        return self._page_x(x), self._page_y(y)

    def to_page_many(
        self, lon: NDArray[np.float64], lat: NDArray[np.float64]
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Give the page positions of many places at once, longitudes first, in degrees."""
        page = self._transform(np.column_stack([lon, lat]))
        return page[:, 0], page[:, 1]

    def to_lonlat(self, x: float, y: float) -> tuple[float, float]:
        """Give the place, longitude first, in degrees, at one page position in points."""
        east_m = (x - self.left) / self.points_per_m + self.west_m
        north_m = self.north_m - (y - self.top) / self.points_per_m
        lon, lat = self.projection(east_m, north_m, inverse=True)
        return float(lon), float(lat)

    def lonlat_bounds(self) -> tuple[float, float, float, float]:
        """
        Give the degrees that the frame shows.

        Returns
        -------
        bounds
            ``(west, south, east, north)``; the longitudes are unwrapped about the centre, so that
            west may lie below -180 or east above 180. A frame over a pole spans all longitudes.
        """
        return self._bounds

    @cached_property
    def _bounds(self) -> tuple[float, float, float, float]:
        steps = np.linspace(0.0, 1.0, 41)
        x, y = (grid.ravel() for grid in np.meshgrid(steps, steps))
        lon, lat = self.projection(
            self.west_m + x * self.width / self.points_per_m,
            self.north_m - y * self.height / self.points_per_m,
            inverse=True,
        )
        seen = np.isfinite(lon) & np.isfinite(lat)
        offset = (lon[seen] - self.centre_lon + 180) % 360 - 180
        if not seen.all() or np.abs(lat[seen]).max() > 88 or np.ptp(offset) > 300:
            return (
                self.centre_lon - 180,
                float(lat[seen].min()) if lat[seen].min() > -80 else -90.0,
                self.centre_lon + 180,
                float(lat[seen].max()) if lat[seen].max() < 80 else 90.0,
            )
        return (
            float(self.centre_lon + offset.min()),
            max(-90.0, float(lat[seen].min())),
            float(self.centre_lon + offset.max()),
            min(90.0, float(lat[seen].max())),
        )

    def draw(self, geometry: BaseGeometry) -> BaseGeometry:
        """
        Project a geometry onto the page and clip it to the frame.

        Parameters
        ----------
        geometry
            Any geometry in degrees, longitude first, cut at the antimeridian.

        Returns
        -------
        drawn
            The visible part in page points, vertices closer than a quarter point dropped; empty
            where nothing is visible.
        """
        if not len(self.rows_that_may_show(np.array([geometry], dtype=np.object_))):
            return shapely.GeometryCollection()
        page = self._projected(geometry)
        if page.area > 0:
            page = shapely.make_valid(page)
        return shapely.intersection(shapely.simplify(page, _TOLERANCE), self.box)

    def draw_coverage(
        self, geometries: NDArray[np.object_]
    ) -> tuple[NDArray[np.object_], NDArray[np.int64]]:
        """
        Project areas that fit together, so that neighbours still do.

        Parameters
        ----------
        geometries
            Polygons and MultiPolygons in degrees, longitude first, cut at the antimeridian.

        Returns
        -------
        drawn, rows
            Those that may be visible, in page points, a margin beyond the frame included, and
            their positions in `geometries`. They are simplified together to a quarter of a point
            (Visvalingam and Whyatt 1993, as GEOS does it for coverages): a border that two areas
            share stays shared.
        """
        rows = self.rows_that_may_show(geometries)
        # grid steps far below what is seen: the same point reached from two sides is one again
        pages = [
            shapely.transform(self._projected(geometry), lambda at: np.round(at, 3))
            for geometry in geometries[rows]
        ]
        flat = [_polygonal(page) for page in pages]
        kept = [place for place, shape in enumerate(flat) if not shape.is_empty]
        if not kept:
            return np.array([], dtype=np.object_), np.array([], dtype=np.int64)
        simple = shapely.coverage_simplify(
            np.array([flat[place] for place in kept], dtype=np.object_), _TOLERANCE
        )
        return shapely.make_valid(simple), rows[kept]

    def rows_that_may_show(self, geometries: NDArray[np.object_]) -> NDArray[np.int64]:
        """Give the positions of the geometries (degrees) that may reach into the frame."""
        west, south, east, north = self.lonlat_bounds()
        bounds = shapely.bounds(geometries).reshape(-1, 4)
        margin = 0.05 * max(east - west, north - south)
        beside = np.ones(len(bounds), dtype=bool)
        for turn in (-360.0, 0.0, 360.0):
            beside &= (bounds[:, 2] + turn < west - margin) | (bounds[:, 0] + turn > east + margin)
        outside = beside | (bounds[:, 3] < south - margin) | (bounds[:, 1] > north + margin)
        return np.flatnonzero(~(outside | np.isnan(bounds[:, 0])))

    def scale_bar(self, x: float, y: float, *, longest: float) -> tuple[float, float]:
        """
        Size a scale bar that is true where it stands.

        Parameters
        ----------
        x, y
            Left end of the bar in page points.
        longest
            The most points that the bar may take.

        Returns
        -------
        metres, points
            A round length (1, 2 or 5 times a power of ten) and the points it takes there, solved
            along the bar on the ellipsoid.
        """
        reach = self._metres_between(x, y, x + longest)
        power = 10.0 ** math.floor(math.log10(reach))
        metres = max(step * power for step in _NICE_STEPS if step * power <= reach)
        points = longest * metres / reach
        for _ in range(4):
            points *= metres / self._metres_between(x, y, x + points)
        return metres, points

    def north_at(self, x: float, y: float) -> float:
        """Give the direction of true north at a page point, in degrees to the right of up."""
        lon, lat = self.to_lonlat(x, y)
        ahead_x, ahead_y = self.to_page(lon, min(lat + 0.01, 90.0))
        here_x, here_y = self.to_page(lon, min(lat + 0.01, 90.0) - 0.01)
        return math.degrees(math.atan2(ahead_x - here_x, here_y - ahead_y))

    def _projected(self, geometry: BaseGeometry) -> BaseGeometry:
        """Cut a geometry to the surroundings of the frame and project it, not simplified."""
        west, south, east, north = self.lonlat_bounds()
        margin = 0.05 * max(east - west, north - south)
        low, high = max(south - margin, -90.0), min(north + margin, 90.0)
        pieces = []
        for turn in (-360.0, 0.0, 360.0):
            left, right = max(west - margin + turn, -180.0), min(east + margin + turn, 180.0)
            if left < right:
                piece = shapely.intersection(geometry, shapely.box(left, low, right, high))
                pieces += [] if piece.is_empty else [piece]
        step_deg = max((east - west) / 60, 0.01)
        dense = shapely.segmentize(shapely.GeometryCollection(pieces), step_deg)
        return shapely.transform(dense, self._transform)

    def _metres_between(self, x: float, y: float, x_end: float) -> float:
        return float(distance_m(*self.to_lonlat(x, y), *self.to_lonlat(x_end, y)))

    def _page_x(self, east_m: float) -> float:
        return self.left + (east_m - self.west_m) * self.points_per_m

    def _page_y(self, north_m: float) -> float:
        return self.top + (self.north_m - north_m) * self.points_per_m

    def _transform(self, coordinates: NDArray[np.float64]) -> NDArray[np.float64]:
        x, y = self.projection(coordinates[:, 0], coordinates[:, 1])
        return np.column_stack(
            [
                self.left + (x - self.west_m) * self.points_per_m,
                self.top + (self.north_m - y) * self.points_per_m,
            ]
        )


def _polygonal(page: BaseGeometry) -> BaseGeometry:
    parts = shapely.get_parts(shapely.get_parts(page))
    return shapely.MultiPolygon([part for part in parts if isinstance(part, shapely.Polygon)])


def _outline(
    extent: tuple[float, float, float, float],
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    west, south, east, north = extent
    lon, lat = np.linspace(west, east, 33), np.linspace(south, north, 33)
    return (
        np.concatenate([lon, lon, np.full(33, west), np.full(33, east), lon]),
        np.concatenate(
            [np.full(33, south), np.full(33, north), lat, lat, np.full(33, (south + north) / 2)]
        ),
    )
