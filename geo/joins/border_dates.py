"""Borders other than today's packaged ones: of their day, of a point of view, of the user."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import shapely

from .. import reference
from ..geodesy import LineIndex, chord_excluding_m, ecef
from ..geodesy.search import SAME_M
from .columns import distinct, measured_points, sizes_m, start_days, text_column, text_values

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    import geopandas as gpd
    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

    from ..reference.view import View
    from .line_spans import Nearest

    FloatArray = NDArray[np.float64]


def borders_of_lines(
    incidents: gpd.GeoDataFrame, lines: Sequence[BaseGeometry], names: Sequence[str]
) -> pd.DataFrame:
    """
    Measure how far every incident is from the nearest of some lines.

    Parameters
    ----------
    incidents
        As ``distance_to_border`` takes them.
    lines, names
        LineStrings or MultiLineStrings in degrees, and what to call each.

    Returns
    -------
    answer
        ``border_distance_m`` and ``nearest_border`` as in ``distance_to_border``.
    """
    lon, lat = measured_points(incidents)
    place, back = distinct(lon, lat)
    metres, which, _, _ = LineIndex(list(lines)).nearest(lon[place], lat[place])
    called = np.array([None if line < 0 else names[line] for line in which], dtype=object)
    return border_columns(metres[back], called[back], incidents.index)


def border_columns(
    metres: FloatArray, pairs: NDArray[np.object_], index: pd.Index[Any]
) -> pd.DataFrame:
    """Make the columns of an answer from metres, NaN where unknown, and pairs, null there."""
    return pd.DataFrame(
        {
            "border_distance_m": pd.Series(metres, index=index, dtype="Float64"),
            "nearest_border": text_column(list(pairs), index),
        },
        index=index,
    )


def with_spans(answer: pd.DataFrame, incidents: gpd.GeoDataFrame) -> pd.DataFrame:
    """
    Add how near and how far the extent of each incident may be from its border.

    Parameters
    ----------
    answer
        ``border_distance_m``, ``nearest_border``. Not modified.
    incidents
        The rows that were asked for, in the same order.

    Returns
    -------
    answer
        ``border_distance_min_m``, ``border_distance_max_m`` behind ``border_distance_m``: the
        distance less and plus the uncertainty (`uncertainty_m`, else the reach of the
        footprint), not below 0. No part of the extent lies outside these, by the triangle
        inequality. Null where the distance or the uncertainty is unknown.
    """
    metres = answer["border_distance_m"].to_numpy(dtype=float, na_value=np.nan)
    size = sizes_m(incidents)
    spans = {
        "border_distance_min_m": np.maximum(metres - size, 0.0),
        "border_distance_max_m": metres + size,
    }
    wide = answer.copy()
    for place, (name, values) in enumerate(spans.items(), start=1):
        wide.insert(place, name, pd.Series(values, index=answer.index, dtype="Float64"))
    return wide


def on_their_day(incidents: gpd.GeoDataFrame, answer: pd.DataFrame, view: View) -> pd.DataFrame:
    """
    Put right the borders that were none on the day of an incident, or are none in a view.

    Parameters
    ----------
    incidents
        As ``distance_to_border`` takes them; ``start`` is the day, today's borders without it.
    answer
        ``border_distance_m`` and ``nearest_border`` from today's packaged lines. Not modified.
    view
        Point of view; only its whole countries matter here, as lines within one are not packaged.

    Returns
    -------
    answer
        The same columns: a line between two countries that were one state is passed over, and the
        pair has the codes of its day (``SU-TR``). Same rows, order and index.
    """
    epoch, epochs = _epoch_of(incidents, view)
    pairs = text_values(answer["nearest_border"])
    metres = answer["border_distance_m"].to_numpy(dtype=float, na_value=np.nan).copy()
    names = pairs.copy()
    for day in np.unique(epoch):
        mine = np.flatnonzero(epoch == day)
        states = epochs[day]
        if not states:
            continue
        number, given = pd.factorize(pairs[mine])
        renamed = np.array([*(_renamed(pair, states) for pair in given), None], dtype=object)
        names[mine] = renamed[number]
        gone = mine[(number >= 0) & pd.isna(names[mine])]
        if len(gone):
            lon, lat = measured_points(incidents.iloc[gone])
            place, back = distinct(lon, lat)
            again, called = border_lines_of(view).of_day(lon[place], lat[place], states)
            metres[gone], names[gone] = again[back], called[back]
    return border_columns(metres, names, answer.index)


def nearest_of_lines(lines: Sequence[BaseGeometry], names: Sequence[str]) -> Nearest:
    """Give how to find the nearest of some lines, and what it is called."""
    index = LineIndex(list(lines))
    called = np.array([*names, None], dtype=object)

    def nearest(lon: FloatArray, lat: FloatArray) -> tuple[FloatArray, NDArray[np.object_]]:
        metres, which, _, _ = index.nearest(lon, lat)
        return metres, called[which]

    return nearest


def states_on(view: View, day: date | None) -> dict[str, str]:
    """Give what today's countries were part of on a day (null: today), those that differ."""
    codes = sorted({code for ground in view.grounds for code in ground.codes})
    return _states(view, codes, day)


def _epoch_of(
    incidents: gpd.GeoDataFrame, view: View
) -> tuple[NDArray[np.intp], list[dict[str, str]]]:
    """Tell in which epoch each incident began, today's without a day; and who was whose in each."""
    breaks, epochs = _epochs(view)
    days = start_days(incidents)
    ends = np.array(breaks, dtype="datetime64[D]")
    epoch = np.where(np.isnat(days), len(breaks), np.searchsorted(ends, days, side="right"))
    return epoch, epochs


def _day_in(breaks: list[date], epoch: int) -> date | None:
    """Give a day of an epoch; null for the last, which is today's."""
    if epoch == len(breaks):
        return None
    return breaks[epoch - 1] if epoch else breaks[0].replace(year=breaks[0].year - 1)


def _states(view: View, codes: Sequence[str], day: date | None) -> dict[str, str]:
    """Give what today's countries counted to on a day, those that differ."""
    states: dict[str, str] = {}
    for ground in view.grounds:
        for rule in ground.rules:
            late = rule.since is not None and day is not None and day < rule.since
            over = rule.until is not None and (day is None or day >= rule.until)
            if ground.codes and not late and not over and len(rule.countries) == 1:
                for code in ground.codes:
                    states.setdefault(code, rule.countries[0])
    return {code: states[code] for code in codes if states.get(code, code) != code}


def _renamed(pair: str, states: dict[str, str]) -> str | None:
    """Give a pair as of a day, null where both sides were one state."""
    a, _, b = pair.partition("-")
    one, other = states.get(a, a), states.get(b, b)
    return None if one == other else "-".join(sorted((one, other)))


class BorderLines:
    """
    The packaged borders in two indexes: those of every day, and those that were none on some.

    Parameters
    ----------
    view
        Point of view, which says what counted to whom before.
    """

    def __init__(self, view: View) -> None:
        _, epochs = _epochs(view)
        lines = [
            (f"{line.country_a}-{line.country_b}", line.geometry)
            for line in reference.border_lines()
            if line.country_a is not None and line.country_b is not None
        ]
        always = [all(_renamed(pair, states) for states in epochs) for pair, _ in lines]
        self._pairs = np.array([pair for pair, _ in lines], dtype=object)
        self._shapes = [shape for _, shape in lines]
        self._lasting, self._changing = np.flatnonzero(always), np.flatnonzero(~np.array(always))
        self._index = LineIndex([self._shapes[line] for line in self._lasting])
        self._indexes: dict[tuple[int, ...], LineIndex] = {}
        self._balls = {line: _ball(self._shapes[line]) for line in self._changing.tolist()}

    def nearest(self, lon: FloatArray, lat: FloatArray) -> tuple[FloatArray, NDArray[np.object_]]:
        """Give metres to the nearest border of today and its pair; NaN and null for NaN."""
        return self.of_day(lon, lat, {})

    def of_day(
        self, lon: FloatArray, lat: FloatArray, states: dict[str, str]
    ) -> tuple[FloatArray, NDArray[np.object_]]:
        """Give the same of a day on which countries were part of `states`."""
        metres, which, _, _ = self._index.nearest(lon, lat)
        line = np.where(which < 0, -1, self._lasting[which])
        valid = [at for at in self._changing.tolist() if _renamed(self._pairs[at], states)]
        # all together are asked by many points, those of one day by few
        together = [tuple(valid)] if valid and not states else [(at,) for at in valid]
        points, reach = ecef(lon, lat), chord_excluding_m(metres)
        for some in together:
            if len(some) == 1:
                middle, radius = self._balls[some[0]]
                away = np.sqrt(((points - middle) ** 2).sum(axis=1))
                if not (away - radius <= reach).any():
                    continue
            index = self._index_of(some)
            asked = np.flatnonzero(index.may_reach(lon, lat, metres))
            other_m, at, _, _ = index.nearest(lon[asked], lat[asked])
            other = np.array(some)[at]
            # of equals the line given first, as in one index
            equal = np.abs(other_m - metres[asked]) <= SAME_M
            nearer = np.where(equal, other < line[asked], other_m < metres[asked])
            metres[asked[nearer]], line[asked[nearer]] = other_m[nearer], other[nearer]
        names = np.array([*(_renamed(pair, states) for pair in self._pairs), None], dtype=object)
        return metres, names[line]

    def _index_of(self, lines: tuple[int, ...]) -> LineIndex:
        if lines not in self._indexes:
            self._indexes[lines] = LineIndex([self._shapes[line] for line in lines])
        return self._indexes[lines]


def _ball(shape: BaseGeometry) -> tuple[FloatArray, float]:
    """Middle and radius of a ball that holds a line, earth-centred metres."""
    corners, part = shapely.get_coordinates(shapely.get_parts(shape), return_index=True)
    places = ecef(corners[:, 0], corners[:, 1])
    middle = (places.min(axis=0) + places.max(axis=0)) / 2
    edges = np.sqrt((np.diff(places, axis=0) ** 2).sum(axis=1))[np.diff(part) == 0]
    # an edge, straight in degrees, may leave the ball of its ends by less than its length
    radius = np.sqrt(((places - middle) ** 2).sum(axis=1)).max() + edges.max(initial=0.0)
    return middle, float(radius)


@lru_cache(maxsize=4)
def border_lines_of(view: View) -> BorderLines:
    """Give the packaged borders as a view divides them."""
    return BorderLines(view)


@lru_cache(maxsize=4)
def _epochs(view: View) -> tuple[list[date], list[dict[str, str]]]:
    """Days on which whole countries changed, and before, between and after them who was whose."""
    grounds = [ground for ground in view.grounds if ground.codes]
    days = {day for ground in grounds for rule in ground.rules for day in (rule.since, rule.until)}
    breaks = sorted(day for day in days if day is not None)
    codes = sorted({code for ground in grounds for code in ground.codes})
    return breaks, [
        _states(view, codes, _day_in(breaks, number)) for number in range(len(breaks) + 1)
    ]
