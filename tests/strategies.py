"""What the property tests draw from: places on earth, edges of the map included, times, tables."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import geopandas as gpd
from hypothesis import strategies as st
from shapely import Point

WGS84 = "EPSG:4326"

longitudes = st.one_of(
    st.floats(-180, 180),
    st.floats(179.5, 180),
    st.floats(-180, -179.5),
    st.sampled_from([-180.0, 0.0, 180.0]),
)
latitudes = st.one_of(
    st.floats(-90, 90), st.floats(89, 90), st.floats(-90, -89), st.sampled_from([-90.0, 0.0, 90.0])
)
places = st.tuples(longitudes, latitudes)
"""(lon, lat) anywhere, often at the antimeridian or a pole."""

moments = st.datetimes(datetime(1946, 1, 1), datetime(2050, 1, 1)).map(
    lambda moment: moment.replace(second=0, microsecond=0)
)
"""Naive civil times, whole minutes."""


def point_table(points: Sequence[tuple[float, float] | None]) -> gpd.GeoDataFrame:
    """Give points, null allowed, as a table in EPSG:4326 with nothing but a geometry."""
    shapes: Any = [None if point is None else Point(point) for point in points]
    return gpd.GeoDataFrame(geometry=gpd.GeoSeries(shapes, crs=WGS84))
