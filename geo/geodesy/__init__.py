"""
The only place that measures: metres on the WGS 84 ellipsoid, never on a projected plane.

Coordinates are degrees, longitude first. The edges of lines and polygons are straight in longitude
and latitude, as in GeoJSON (RFC 7946, section 3.1.1), so that containment and distance agree.
"""

from .antimeridian import cut_antimeridian
from .extent import bounding_radius_m, diameter_m, distance_to_geometry_m, farthest_m
from .lines import LineIndex
from .measure import (
    GEOD,
    area_m2,
    azimuth_deg,
    chord_assuring_m,
    chord_excluding_m,
    destination,
    distance_m,
    ecef,
    geodesic_lower_m,
    geodesic_upper_m,
    line_length_m,
    lonlat_from_ecef,
)
from .pairwise import spans_to_shapes_m
from .points import PointIndex
from .shapes import annular_sector, buffer, disc

__all__ = [
    "GEOD",
    "LineIndex",
    "PointIndex",
    "annular_sector",
    "area_m2",
    "azimuth_deg",
    "bounding_radius_m",
    "buffer",
    "chord_assuring_m",
    "chord_excluding_m",
    "cut_antimeridian",
    "destination",
    "diameter_m",
    "disc",
    "distance_m",
    "distance_to_geometry_m",
    "ecef",
    "farthest_m",
    "geodesic_lower_m",
    "geodesic_upper_m",
    "line_length_m",
    "lonlat_from_ecef",
    "spans_to_shapes_m",
]
