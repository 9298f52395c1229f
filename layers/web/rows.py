"""The incident table as packed columns: sorted by time, spots and areas kept once."""

from __future__ import annotations

from collections.abc import Container, Iterable
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from ..layer import Shown, radius_m
from ..style import EventStyle, event_styles
from .facets import Facet, days_until_known, facets_of, happening_numbers
from .pack import Columns, Texts, pack_columns, pack_paths, pack_texts

STEPS_PER_DEGREE = 10_000
"""Grid of outlines: about 11 m."""

POINT_STEPS_PER_DEGREE = 100_000
"""Grid of points: about 1 m."""

OTHER_TYPES = "other types"
"""Where the rarest types go when there are more than the page can tell apart."""

_MOST_TYPES = 200
_DAY = 1440
_MOST_KILLED = 2**31 - 2
_DETAIL = 0.002
_LESS_DETAIL = 0.03

_WORDS = [str(word) for word in Shown]
_DOTS = (Shown.POINT, Shown.NEAR, Shown.HOLLOW)

_TEXTS = (
    "incident_id", "kind", "title", "source_event_type", "time_zone", "time_precision", "place",
    "precision", "location_rule", "countries_stated", "countries_located", "country_stated",
    "country_located", "admin1", "admin2", "actor", "target", "claimed_by", "attributed_to",
    "attributed_by", "denied_by", "status", "source_grade", "information_grade", "same_as",
    "evidence", "sources", "nearest_base", "nearest_border",
)  # fmt: skip
_COUNTS = (
    "count_low", "count_best", "count_high", "killed_low", "killed_best", "killed_high",
    "injured_low", "injured_best", "injured_high",
)  # fmt: skip
_ENUMS = ("kind", "precision", "status", "time_precision")
_METRES = (
    "uncertainty_m", "base_distance_m", "base_distance_min_m", "base_distance_max_m",
    "border_distance_m",
)  # fmt: skip
_LONG_TEXTS = ("title", "location_rule", "evidence", "sources")


@dataclass(frozen=True, slots=True)
class Saving:
    """What to leave out where space is short: long texts, corners of outlines."""

    drop_text: bool = False
    simplify: bool = False

    def notes(self) -> list[str]:
        """Tell what is missing, for the page."""
        found = []
        if self.drop_text:
            found.append("titles, location rules, quotes and sources were left out to save space")
        if self.simplify:
            found.append(
                f"areas are drawn to {_LESS_DETAIL:.0%} of their size, coasts and borders coarsely,"
                " to save space; points are where they were"
            )
        return found


@dataclass(frozen=True, slots=True)
class PackedRows:
    """
    The data blocks of the incidents and what the page needs to read them.

    `dated` rows come first, by start; `period` is their first start and last end in civil minutes
    since 1970, null when nothing is dated. `held` are the fields of a row that are no texts
    because a column or a facet holds them.
    """

    rows: Columns
    sites: Columns
    shapes: str
    discs: Columns
    texts: Texts
    held: tuple[str, ...]
    constants: dict[str, str]
    styles: tuple[EventStyle, ...]
    facets: tuple[Facet, ...]
    words: tuple[str, ...]
    shown: frozenset[str]
    dated: int
    period: tuple[int, int] | None


def pack_rows(
    incidents: gpd.GeoDataFrame,
    shown: pd.Series[str],
    saving: Saving = Saving(),
) -> PackedRows:
    """
    Pack an incident table for the page.

    Parameters
    ----------
    incidents
        A complete incident table, as ``layers.layer.drawable`` gives it.
    shown
        How each row is drawn, as ``layers.layer.how_shown`` gives it.
    saving
        What to leave out.

    Returns
    -------
    packed
        Every row of the table, drawn or not. Points are rounded to 1e-5 degree, outlines to 1e-4
        degree and simplified by 0.2 % of their size, 3 % where space is to be saved.
    """
    start, end = civil_minutes(incidents)
    order = np.lexsort((np.arange(len(start)), end.filled(0), start.filled(2**40)))
    dated = int(start.count())
    table = incidents
    if (np.diff(order) != 1).any():
        table, shown = incidents.iloc[order], shown.iloc[order]
    begin, finish = start[order][:dated].data, end[order][:dated].data
    codes, words = pd.factorize(shown)
    word = np.array([_WORDS.index(name) for name in words], dtype=np.uint8)[codes]
    site, sites = _sites(table, shown)
    shape, outlines, discs = _shapes(table, shown)
    detail = _LESS_DETAIL if saving.simplify else _DETAIL
    shapes = [_simplified(outline, detail) for outline in outlines]
    code, styles = _types(table["event_type"])
    killed = table["killed_best"].clip(0, _MOST_KILLED).to_numpy(np.float64, na_value=-1.0) + 1
    columns: dict[str, NDArray[Any]] = {
        "start_step": _padded(np.diff(begin, prepend=0), len(table)),
        "minutes": _padded(finish - begin, len(table)),
        "type": code,
        "shown": word,
        "site": site,
        "shape": shape,
        "killed": killed.astype(np.int64),
        "same": happening_numbers(table),
        "known": days_until_known(table, _padded(begin, len(table))),
    }
    facets = facets_of(table)
    constants = _constant_words(table)
    held = _held(table, facets)
    told = {*constants, *held, *(_LONG_TEXTS if saving.drop_text else ())}
    columns |= {facet.name: facet.codes for facet in facets}
    return PackedRows(
        rows=pack_columns(columns),
        sites=pack_columns(sites),
        shapes=pack_paths(shapes, steps_per_degree=STEPS_PER_DEGREE),
        discs=pack_columns(discs),
        texts=pack_texts(_fields(table, told), rows=len(table)),
        held=held,
        constants=constants,
        styles=styles,
        facets=tuple(facets),
        words=tuple(_WORDS),
        shown=frozenset(words),
        dated=dated,
        period=(int(begin[0]), int(finish.max())) if dated else None,
    )


def civil_minutes(incidents: gpd.GeoDataFrame) -> tuple[Any, Any]:
    """
    Give the half-open interval of each row in whole civil minutes since 1970.

    Parameters
    ----------
    incidents
        A complete incident table.

    Returns
    -------
    start, end
        Masked integer arrays; masked where `start` is null. A missing end is a day after a start
        at midnight, else a minute after it; every interval is at least a minute long.
    """
    start, end = (incidents[name].to_numpy("datetime64[us]") for name in ("start", "end"))
    undated = np.isnat(start)
    first = _minutes(start)
    usual = np.where(first % _DAY == 0, first + _DAY, first + 1)
    last = np.where(np.isnat(end), usual, -_minutes(end, sign=-1))
    last = np.maximum(last, first + 1)
    return np.ma.masked_array(first, undated), np.ma.masked_array(last, undated)


def _minutes(moments: NDArray[Any], sign: int = 1) -> NDArray[np.int64]:
    """Round down to minutes after the sign is applied, so that ``-1`` gives minutes rounded up."""
    known = np.where(np.isnat(moments), np.datetime64(0, "us"), moments)
    whole: NDArray[np.int64] = sign * known.astype(np.int64) // 60_000_000
    return whole


def _padded(values: NDArray[np.int64], length: int) -> NDArray[np.int64]:
    return np.pad(values, (0, length - len(values)))


def _sites(
    table: gpd.GeoDataFrame, shown: pd.Series[str]
) -> tuple[NDArray[np.int64], dict[str, NDArray[Any]]]:
    """Give each row the number of its point, from 1; 0 is a row without a dot."""
    has_dot = shown.isin([str(word) for word in _DOTS]).to_numpy(dtype=bool)
    points = np.asarray(table.geometry.array)[has_dot]
    lon, lat = _on_grid(points)
    key, number = np.unique((lat << 32) + (lon + (1 << 31)), return_inverse=True)
    # only what is "near" shows its radius, so only that decides the radius of a spot
    near = (shown == Shown.NEAR).to_numpy(dtype=bool)[has_dot]
    metres = np.where(near, np.nan_to_num(radius_m(table), nan=-1.0)[has_dot], -1.0)
    radius = np.full(len(key), -1.0)
    np.maximum.at(radius, number, metres)
    site = np.zeros(len(table), dtype=np.int64)
    site[has_dot] = number + 1
    return site, {
        "lat_step": np.diff(key >> 32, prepend=0),
        "lon": (key & 0xFFFFFFFF) - (1 << 31),
        "radius_m": np.round(radius).astype(np.int64),
    }


def _on_grid(points: NDArray[Any]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    lon = np.round(shapely.get_x(points) * POINT_STEPS_PER_DEGREE)
    lat = np.round(shapely.get_y(points) * POINT_STEPS_PER_DEGREE)
    return lon.astype(np.int64), lat.astype(np.int64)


def _shapes(
    table: gpd.GeoDataFrame, shown: pd.Series[str]
) -> tuple[NDArray[np.int64], list[Any], dict[str, NDArray[np.int64]]]:
    """
    Give each row the number of its outline, from 1; 0 is a row that needs none.

    Outlines come first, then discs for areas of which only a point and a radius is known.
    """
    footprints = np.asarray(table["footprint"].array)
    points = np.asarray(table.geometry.array)
    dot = shown.isin([Shown.POINT, Shown.HOLLOW]).to_numpy(dtype=bool)
    near = (shown == Shown.NEAR).to_numpy(dtype=bool)
    wanted = ~dot & ~shapely.is_missing(footprints)
    # a disc around the dot is drawn from its radius
    wanted[near & wanted] = ~_are_discs(footprints[near & wanted], points[near & wanted])
    radius = radius_m(table)
    bare = (shown == Shown.AREA).to_numpy(dtype=bool) & ~wanted & (radius > 0)
    bare &= ~shapely.is_missing(points)
    shape = np.zeros(len(table), dtype=np.int64)
    number, distinct = pd.factorize(shapely.to_wkb(footprints[wanted]).astype(object))
    shape[wanted] = number + 1
    outlines = shapely.from_wkb(np.asarray(distinct, dtype=object))
    triples = np.column_stack([*_on_grid(points[bare]), np.round(radius[bare]).astype(np.int64)])
    discs, number = np.unique(triples, axis=0, return_inverse=True)
    shape[bare] = len(outlines) + number + 1
    columns = {"lon": discs[:, 0], "lat": discs[:, 1], "radius_m": discs[:, 2]}
    return shape, list(outlines), columns


def _simplified(outline: Any, detail: float) -> Any:  # noqa: ANN401 - a Polygon or MultiPolygon
    west, south, east, north = shapely.bounds(outline)
    simpler = shapely.simplify(outline, detail * min(east - west, north - south))
    return outline if simpler.is_empty else simpler


def _are_discs(areas: NDArray[Any], points: NDArray[Any]) -> NDArray[np.bool_]:
    """Whether an area fills its box as a circle does, with the point in the middle."""
    west, south, east, north = shapely.bounds(areas).reshape(-1, 4).T
    wide, high = east - west, north - south
    with np.errstate(invalid="ignore", divide="ignore"):
        filled = shapely.area(areas) / (wide * high) / (np.pi / 4)
        off_x = np.abs((west + east) / 2 - shapely.get_x(points)) / wide
        off_y = np.abs((south + north) / 2 - shapely.get_y(points)) / high
    round_enough = np.abs(filled - 1) < 0.03
    return round_enough & (off_x < 0.03) & (off_y < 0.03)


def _types(column: pd.Series[str]) -> tuple[NDArray[np.uint8], tuple[EventStyle, ...]]:
    kept = column.astype(object).where(column.notna(), None)
    frequency = kept.value_counts()
    if len(frequency) > _MOST_TYPES:
        ranked = sorted(frequency.items(), key=lambda item: (-int(item[1]), str(item[0])))
        common = {name for name, _ in ranked[: _MOST_TYPES - 1]}
        kept = kept.where(kept.isin(common) | kept.isna(), OTHER_TYPES)
    styles = event_styles(kept)
    present = [name for name in styles if name is not None or kept.isna().any()]
    number = {name: code for code, name in enumerate(present) if name is not None}
    codes: NDArray[np.uint8] = np.asarray(kept.map(number).fillna(len(number)), dtype=np.uint8)
    return codes, tuple(styles[name] for name in present)


def _held(table: gpd.GeoDataFrame, facets: Iterable[Facet]) -> tuple[str, ...]:
    """Name the fields that the page can tell from its columns without any loss."""
    held = []
    for facet in facets:
        name = "country_located" if facet.name == "country" else facet.name
        # a country may come from what the source states, and rare words are put together
        known = table[name].notna().to_numpy(dtype=bool)
        if not facet.shortened and ((facet.codes > 0) == known).all():
            held.append(name)
    killed = table["killed_best"]
    if killed.notna().any() and not (killed > _MOST_KILLED).any():
        held.append("killed_best")
    return tuple(held)


def _fields(table: gpd.GeoDataFrame, told: Container[str]) -> dict[str, list[Any]]:
    fields: dict[str, list[Any]] = {}
    for name in _TEXTS:
        if name in table and name not in told and not _says_nothing(table[name]):
            fields[name] = _texts(table[name])
    if "same_as" in fields:
        titles = dict(
            zip(table["incident_id"], table["title"].fillna(table["incident_id"]), strict=True)
        )
        fields["same_as"] = [
            None if ids is None else [titles.get(item, item) for item in ids]
            for ids in fields["same_as"]
        ]
    for name in (*_COUNTS, *_METRES):
        if name in table and name not in told and table[name].notna().any():
            fields[name] = [
                None if value is None else round(float(value)) for value in _objects(table[name])
            ]
    if table["start_utc"].notna().any():
        moments = table["start_utc"].dt.strftime("%Y-%m-%d %H:%M")
        fields["start_utc"] = list(_objects(moments))
    if "country_conflict" in table:
        # only a conflict is worth a word
        fields["country_conflict"] = [
            True if value is True or value == 1 else None
            for value in _objects(table["country_conflict"])
        ]
    return fields


def _objects(column: pd.Series[Any]) -> Iterable[Any]:
    return column.astype(object).where(column.notna(), None).tolist()


def _texts(column: pd.Series[Any]) -> list[Any]:
    """Give texts, lists of texts and null; what is empty says nothing and becomes null."""
    values = column.to_numpy(dtype=object).copy()
    values[column.isna().to_numpy()] = None
    if isinstance(column.dtype, pd.StringDtype):
        values[column.eq("").fillna(False).to_numpy(dtype=bool)] = None
        return list(values)
    return [
        value or None if value is None or isinstance(value, str) else [str(item) for item in value]
        for value in values
    ]


def _says_nothing(column: pd.Series[Any]) -> bool:
    """Whether no row of a column has a word; looking through it would cost a second per million."""
    if column.isna().all():
        return True
    if isinstance(column.dtype, pd.StringDtype):
        return False
    return not any(map(len, column.dropna()))


def _constant_words(table: gpd.GeoDataFrame) -> dict[str, str]:
    """Give the words that every row has in common, to be told once."""
    constants = {}
    for name in _ENUMS:
        codes, words = pd.factorize(table[name])
        if len(words) == 1 and (codes == 0).all():
            constants[name] = str(words[0])
    return constants
