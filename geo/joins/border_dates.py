"""Borders other than today's packaged ones: of their day, of a point of view, of the user."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from .. import reference
from ..geodesy import LineIndex
from .columns import distinct, measured_points, start_days, text_column, text_values

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    import geopandas as gpd
    from shapely.geometry.base import BaseGeometry

    from ..reference.view import View


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
    called = [None if line < 0 else names[line] for line in which]
    return pd.DataFrame(
        {
            "border_distance_m": pd.Series(metres[back], index=incidents.index, dtype="Float64"),
            "nearest_border": text_column([called[number] for number in back], incidents.index),
        },
        index=incidents.index,
    )


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
    breaks, epochs = _epochs(view)
    days = start_days(incidents)
    ends = np.array(breaks, dtype="datetime64[D]")
    epoch = np.where(np.isnat(days), len(breaks), np.searchsorted(ends, days, side="right"))
    pairs = text_values(answer["nearest_border"])
    metres = answer["border_distance_m"].to_numpy(dtype=float, na_value=np.nan).copy()
    names = pairs.copy()
    for number in np.unique(epoch):
        mine = np.flatnonzero(epoch == number)
        states = epochs[number]
        if not states:
            continue
        renamed = {pair: _renamed(pair, states) for pair in set(pairs[mine]) - {None}}
        names[mine] = [None if pairs[row] is None else renamed[pairs[row]] for row in mine]
        gone = mine[[pairs[row] is not None and renamed[pairs[row]] is None for row in mine]]
        if len(gone):
            again = _nearest_of_day(incidents.iloc[gone], view, states)
            metres[gone] = again["metres"].to_numpy()
            names[gone] = again["pair"].to_numpy(dtype=object)
    return pd.DataFrame(
        {
            "border_distance_m": pd.Series(metres, index=answer.index, dtype="Float64"),
            "nearest_border": text_column(list(names), answer.index),
        },
        index=answer.index,
    )


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


def _nearest_of_day(
    incidents: gpd.GeoDataFrame, view: View, states: dict[str, str]
) -> pd.DataFrame:
    """Measure to the lines that are borders on every day, and to the others that were on this."""
    lon, lat = measured_points(incidents)
    place, back = distinct(lon, lat)
    x, y = lon[place], lat[place]
    (lasting, lasting_pairs), changing = _lines(view)
    metres, which, _, _ = lasting.nearest(x, y)
    pairs = [None if line < 0 else _renamed(lasting_pairs[line], states) for line in which]
    valid = [(line, name) for line, pair in changing if (name := _renamed(pair, states))]
    if valid:
        other_m, other, _, _ = LineIndex([line for line, _ in valid]).nearest(x, y)
        for at in np.flatnonzero(other_m < metres):
            metres[at], pairs[at] = other_m[at], valid[other[at]][1]
    return pd.DataFrame(
        {"metres": metres[back], "pair": pd.Series([pairs[at] for at in back], dtype=object)}
    )


@lru_cache(maxsize=4)
def _lines(view: View) -> tuple[tuple[LineIndex, list[str]], list[tuple[BaseGeometry, str]]]:
    """Index the lines that are borders in every epoch of a view, and list those that change."""
    _, epochs = _epochs(view)
    lasting: list[tuple[BaseGeometry, str]] = []
    changing: list[tuple[BaseGeometry, str]] = []
    for line in reference.border_lines():
        if line.country_a is not None and line.country_b is not None:
            pair = f"{line.country_a}-{line.country_b}"
            always = all(_renamed(pair, states) for states in epochs)
            (lasting if always else changing).append((line.geometry, pair))
    return (LineIndex([line for line, _ in lasting]), [pair for _, pair in lasting]), changing


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
