"""What the property tests draw from: places on earth, edges of the map included, times, tables."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import geopandas as gpd
from hypothesis import strategies as st
from shapely import MultiPolygon, Point, Polygon, box

from geo.models import (
    Casualties,
    Evidence,
    Incident,
    Kind,
    Precision,
    Source,
    Stance,
    Status,
    TimePrecision,
)

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


words = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), min_size=1, max_size=20
)
maybe_words = st.none() | words
counts = st.none() | st.integers(0, 100_000)
civil_times = st.datetimes(datetime(1990, 1, 1), datetime(2030, 1, 1)).map(
    lambda time: time.replace(microsecond=0)
)


@st.composite
def squares(draw: st.DrawFn) -> Polygon:
    west, south = draw(st.floats(-170, 160)), draw(st.floats(-80, 70))
    return box(west, south, west + draw(st.floats(0.1, 5)), south + draw(st.floats(0.1, 5)))


areas = (
    st.none() | squares() | st.builds(lambda a: MultiPolygon([a, box(175, 75, 176, 76)]), squares())
)


@st.composite
def incidents(draw: st.DrawFn, incident_id: str) -> Incident:
    start = draw(st.none() | civil_times)
    return Incident(
        incident_id,
        kind=draw(st.sampled_from(Kind)),
        count_low=draw(counts),
        title=draw(maybe_words),
        start=start,
        end=None if start is None else start + timedelta(minutes=draw(st.integers(1, 9999))),
        start_utc=draw(st.none() | civil_times.map(lambda time: time.replace(tzinfo=UTC))),
        time_precision=draw(st.sampled_from(TimePrecision)),
        place=draw(maybe_words),
        geometry=draw(st.none() | st.tuples(st.floats(-180, 180), st.floats(-90, 90))),
        footprint=draw(areas),
        uncertainty_m=draw(st.none() | st.floats(1, 1e6)),
        precision=draw(st.sampled_from(Precision)),
        countries_stated=tuple(draw(st.lists(st.sampled_from(["SY", "IQ", "XK"]), max_size=2))),
        same_as=tuple(draw(st.lists(st.from_regex(r"[a-z]+:[0-9]+", fullmatch=True), max_size=2))),
        casualties=Casualties(draw(counts), draw(counts), draw(counts)),
        status=draw(st.sampled_from(Status)),
        evidence=tuple(
            draw(
                st.lists(
                    st.builds(
                        Evidence,
                        words,
                        words,
                        st.sampled_from(Stance),
                        words,
                        st.integers(0, 9),
                        st.integers(0, 9),
                        words,
                    ),
                    max_size=2,
                )
            )
        ),
        sources=tuple(
            draw(st.lists(st.builds(Source, words, published=st.none() | st.dates()), max_size=2))
        ),
    )


incident_lists = (
    st.integers(0, 4)
    .flatmap(lambda count: st.tuples(*(incidents(f"row:{number}") for number in range(count))))
    .map(list)
)
