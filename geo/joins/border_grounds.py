"""Borders where part of a country counted to another: on a day, or in a point of view."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache, partial
from typing import TYPE_CHECKING

import numpy as np
import shapely

from .. import reference
from ..geodesy import LineIndex
from ..geodesy.search import SAME_M
from ..reference import country_geometry
from .border_dates import border_columns, border_lines_of, states_on
from .columns import measured_points, start_days, text_values
from .views import break_days

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    import geopandas as gpd
    import pandas as pd
    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

    from ..reference.view import Ground, Rule, View
    from .line_spans import Nearest

    FloatArray = NDArray[np.float64]
    IntArray = NDArray[np.intp]
    Names = NDArray[np.object_]

_BESIDE_DEG = 0.02
"""How far the line round a ground and the packaged line at the same place may lie apart."""
_LEAST_DEG2 = 0.02
"""About 200 square kilometres: less is no ground but what two drawings of one line leave."""
_FOOT_M = 1.0
_BESIDE_M = 3_200.0
"""More than the diagonal of that in metres."""
_BOX_DEG = 0.5
_ROUND_HERE_DEG = np.array([-8.0, -8.0, 8.0, 8.0])
_LEAST_DEGREE_M = 100_000.0
"""Less than a degree of latitude, and than one of longitude on the equator."""

Pair = tuple[str, str]
States = tuple[tuple[str, str], ...]
"""What today's countries were part of on a day, as pairs in order."""


@dataclass(frozen=True, eq=False)
class Change:
    """Ground that is packaged with `holder` and counts to `to` from `since` to before `until`."""

    holder: str
    to: str
    since: date | None
    until: date | None
    area: BaseGeometry

    @cached_property
    def beside(self) -> BaseGeometry:
        """The area and a little round it, prepared."""
        wide: BaseGeometry = shapely.buffer(self.area, _BESIDE_DEG)
        shapely.prepare(wide)
        return wide

    @cached_property
    def outline(self) -> LineIndex:
        """Index of the outline of the area."""
        return LineIndex([shapely.boundary(self.area)])

    @cached_property
    def inner(self) -> list[BaseGeometry]:
        """The outline of the area where it runs through the ground of the holder."""
        edge = shapely.boundary(_clipped(self.holder, self.area))
        around = shapely.buffer(edge, _BESIDE_DEG, quad_segs=2)
        return _lines(shapely.difference(shapely.boundary(self.area), around))


@lru_cache(maxsize=4)
def changes_of(view: View) -> tuple[Change, ...]:
    """List the grounds that count to one other country than they are packaged with."""
    found: list[Change] = []
    for number, ground in enumerate(view.grounds):
        if ground.codes:
            continue
        for rule in ground.rules:
            for holder in ground.of:
                if not holder or len(rule.countries) != 1 or rule.countries[0] == holder:
                    continue
                shape = _area(ground, holder, _before(view.grounds[:number], rule))
                if shape is not None:
                    found.append(Change(holder, rule.countries[0], rule.since, rule.until, shape))
    return tuple(found)


def _before(grounds: Sequence[Ground], rule: Rule) -> list[BaseGeometry]:
    """Give the grounds that decide first while a rule holds."""
    return [
        ground.geometry
        for ground in grounds
        if not ground.codes and any(_overlap(other, rule) for other in ground.rules)
    ]


def _overlap(one: Rule, other: Rule) -> bool:
    apart = one.until is not None and other.since is not None and one.until <= other.since
    before = other.until is not None and one.since is not None and other.until <= one.since
    return not (apart or before)


def _area(ground: Ground, holder: str, before: list[BaseGeometry]) -> BaseGeometry | None:
    shape = shapely.intersection(ground.geometry, _clipped(holder, ground.geometry))
    for other in before:
        if shapely.intersects(other, shape):
            shape = shapely.difference(shape, other)
    parts = [
        part
        for part in shapely.get_parts(shape)
        if shapely.get_dimensions(part) == 2 and shapely.area(part) >= _LEAST_DEG2
    ]
    large: BaseGeometry | None = shapely.multipolygons(parts) if parts else None
    return large


def _clipped(holder: str, around: BaseGeometry) -> BaseGeometry:
    west, south, east, north = shapely.bounds(around)
    box = shapely.box(west - _BOX_DEG, south - _BOX_DEG, east + _BOX_DEG, north + _BOX_DEG)
    shape: BaseGeometry = shapely.intersection(country_geometry(holder), box)
    return shape


@dataclass(frozen=True, eq=False)
class Replaced:
    """Packaged border pieces that are none, or another, on a day; and what stands instead."""

    gone: tuple[BaseGeometry, ...]
    lines: tuple[BaseGeometry, ...]
    names: tuple[str, ...]
    kept: tuple[BaseGeometry, ...]
    kept_names: tuple[str, ...]

    @cached_property
    def gone_index(self) -> LineIndex:
        """Index of the packaged pieces that are none."""
        return LineIndex(self.gone)

    @cached_property
    def new_index(self) -> LineIndex:
        """Index of the lines that stand instead."""
        return LineIndex(self.lines)

    def nearest_kept(self, lon: FloatArray, lat: FloatArray) -> tuple[FloatArray, Names]:
        """Give the nearest of the packaged lines that are left; those round here first."""
        west, south, east, north = self._box
        index, names = self._round_here
        metres, which, _, _ = index.nearest(lon, lat)
        wide = np.minimum(lon - west, east - lon) * np.cos(np.radians(np.minimum(np.abs(lat), 85)))
        room = np.minimum(wide, np.minimum(lat - south, north - lat)) * _LEAST_DEGREE_M
        called = names[which]
        far = np.flatnonzero(metres > room)
        if len(far):
            metres[far], which, _, _ = LineIndex(self.kept).nearest(lon[far], lat[far])
            called[far] = np.array(self.kept_names, dtype=object)[which]
        return metres, called

    @property
    def _box(self) -> FloatArray:
        bounds: FloatArray = shapely.total_bounds(self.gone) + _ROUND_HERE_DEG
        return np.clip(bounds, [-180, -90, -180, -90], [180, 90, 180, 90])

    @cached_property
    def _round_here(self) -> tuple[LineIndex, Names]:
        clipped = shapely.clip_by_rect(np.array(self.kept, dtype=object), *self._box)
        held = np.flatnonzero(~shapely.is_empty(clipped))
        return LineIndex(clipped[held].tolist()), np.array(self.kept_names, dtype=object)[held]


def on_their_ground(incidents: gpd.GeoDataFrame, answer: pd.DataFrame, view: View) -> pd.DataFrame:
    """
    Put right the borders round ground that counted to another country, by day and view.

    Parameters
    ----------
    incidents
        As ``distance_to_border`` takes them; ``start`` is the day, today's borders without it.
    answer
        ``border_distance_m`` and ``nearest_border`` of the packaged lines, as `on_their_day` gives
        them. Not modified.
    view
        Point of view.

    Returns
    -------
    answer
        The same columns: in 2010 no border lay between Crimea and the rest of Ukraine; in the view
        ``un`` none does, and one runs along the west of the Golan Heights. Ground that is open
        between several countries keeps its packaged lines. Same rows, order and index.
    """
    if not changes_of(view):
        return answer
    lon, lat = measured_points(incidents)
    metres = answer["border_distance_m"].to_numpy(dtype=float, na_value=np.nan).copy()
    names = text_values(answer["nearest_border"]).copy()
    # every line that is gone, and every other one, runs along such ground
    concerned = np.flatnonzero(_outlines(view).may_reach(lon, lat, metres + _BESIDE_M))
    reaches = np.stack(
        [
            change.outline.may_reach(lon[concerned], lat[concerned], metres[concerned] + _BESIDE_M)
            for change in changes_of(view)
        ]
    )
    for some, day in _by_day(incidents.iloc[concerned], view):
        states = states_on(view, day)
        valid = _valid_on(view, day, states)
        mine = concerned[some[reaches[list(valid)][:, some].any(axis=0)]]
        if len(mine):
            replaced = _replaced(view, valid, tuple(sorted(states.items())))
            there = lon[mine], lat[mine]
            metres[mine], names[mine] = _corrected(*there, (metres[mine], names[mine]), replaced)
    return border_columns(metres, names, answer.index)


def borders_of_days(incidents: gpd.GeoDataFrame, view: View) -> list[tuple[IntArray, Nearest]]:
    """Give which incidents have the borders of one day, and how to find the nearest of these."""
    return [(mine, partial(_nearest_on, view, day)) for mine, day in _by_day(incidents, view)]


@lru_cache(maxsize=4)
def _outlines(view: View) -> LineIndex:
    return LineIndex([shapely.boundary(change.area) for change in changes_of(view)])


def _nearest_on(
    view: View, day: date | None, lon: FloatArray, lat: FloatArray
) -> tuple[FloatArray, Names]:
    states = states_on(view, day)
    answer = border_lines_of(view).of_day(lon, lat, states)
    replaced = replaced_on(view, day, states)
    return answer if replaced is None else _corrected(lon, lat, answer, replaced)


def _by_day(incidents: gpd.GeoDataFrame, view: View) -> list[tuple[IntArray, date | None]]:
    """Give the rows between two days on which something changed, and one day of theirs."""
    breaks = break_days(view)
    days = start_days(incidents)
    epoch = np.searchsorted(np.array(breaks, dtype="datetime64[D]"), days, side="right")
    epoch = np.where(np.isnat(days), len(breaks), epoch)
    found: list[tuple[IntArray, date | None]] = []
    for number in np.unique(epoch).tolist():
        day = breaks[number - 1] if number else breaks[0].replace(year=breaks[0].year - 1)
        today = number == len(breaks)
        found.append((np.flatnonzero(epoch == number), None if today else day))
    return found


def _corrected(
    lon: FloatArray, lat: FloatArray, answer: tuple[FloatArray, Names], replaced: Replaced
) -> tuple[FloatArray, Names]:
    """Take other lines where the nearest is gone on that day, and where another is nearer."""
    metres, names = answer[0].copy(), answer[1].copy()
    if replaced.gone:
        index = replaced.gone_index
        asked = np.flatnonzero(index.may_reach(lon, lat, metres + _FOOT_M))
        away = index.nearest(lon[asked], lat[asked])[0]
        lost = asked[np.abs(away - metres[asked]) <= _FOOT_M]
        if len(lost):
            metres[lost], names[lost] = replaced.nearest_kept(lon[lost], lat[lost])
    if replaced.lines:
        index = replaced.new_index
        asked = np.flatnonzero(index.may_reach(lon, lat, metres))
        away, which, _, _ = index.nearest(lon[asked], lat[asked])
        nearer = away < metres[asked] - SAME_M
        metres[asked[nearer]] = away[nearer]
        names[asked[nearer]] = np.array(replaced.names, dtype=object)[which[nearer]]
    return metres, names


def replaced_on(view: View, day: date | None, states: Mapping[str, str]) -> Replaced | None:
    """Give what other borders there were on a day (null: today); null where there were none."""
    valid = _valid_on(view, day, states)
    return _replaced(view, valid, tuple(sorted(states.items()))) if valid else None


def _valid_on(view: View, day: date | None, states: Mapping[str, str]) -> tuple[int, ...]:
    """List the numbers of the changes that hold on a day, between what were two states then."""
    return tuple(
        number
        for number, change in enumerate(changes_of(view))
        if _holds(change, day)
        and states.get(change.to, change.to) != states.get(change.holder, change.holder)
    )


def _holds(change: Change, day: date | None) -> bool:
    if day is None:
        return change.until is None
    late = change.since is not None and day < change.since
    return not (late or (change.until is not None and day >= change.until))


@lru_cache(maxsize=32)
def _replaced(view: View, valid: tuple[int, ...], states: States) -> Replaced:
    state = dict(states)
    gone: list[BaseGeometry] = []
    new: list[tuple[str | None, BaseGeometry]] = []
    kept: list[tuple[str | None, BaseGeometry]] = []
    lines = [
        ((line.country_a, line.country_b), line.geometry)
        for line in reference.border_lines()
        if line.country_a is not None and line.country_b is not None
    ]
    for change in (changes_of(view)[number] for number in valid):
        wide = change.beside
        rest: list[tuple[Pair, BaseGeometry]] = []
        for pair, shape in lines:
            if change.holder not in pair or not shapely.intersects(wide, shape):
                rest.append((pair, shape))
                continue
            other = pair[1] if pair[0] == change.holder else pair[0]
            beside = _lines(shapely.intersection(shape, wide))
            gone += beside
            new += [(_pair(other, change.to, state), piece) for piece in beside]
            rest += [(pair, piece) for piece in _lines(shapely.difference(shape, wide))]
        lines = rest
        new += [(_pair(change.holder, change.to, state), piece) for piece in change.inner]
    kept = [(_pair(*pair, state), shape) for pair, shape in lines]
    there = [(name, shape) for name, shape in kept if name is not None]
    added = [(name, shape) for name, shape in new if name is not None]
    return Replaced(
        tuple(gone),
        tuple(shape for _, shape in added),
        tuple(name for name, _ in added),
        tuple(shape for _, shape in there),
        tuple(name for name, _ in there),
    )


def _lines(shape: BaseGeometry) -> list[BaseGeometry]:
    parts = [part for part in shapely.get_parts(shape) if shapely.get_dimensions(part) == 1]
    return [part for part in parts if shapely.length(part) > 0]


def _pair(one: str, other: str, state: Mapping[str, str]) -> str | None:
    """Name the pair as of a day; null where both were one state."""
    a, b = state.get(one, one), state.get(other, other)
    return None if a == b else "-".join(sorted((a, b)))
