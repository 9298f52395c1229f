"""What the legend filters by besides the type: actor, country, precision, status; and sameness."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo.models import Kind, Precision, Status

from ..layer import same_groups

_MOST_VALUES = 5_000
_SEVERAL = "several countries"
_PUBLISHED = re.compile(r'"published"\s*:\s*"(\d{4}-\d{2}-\d{2})')


@dataclass(frozen=True, slots=True)
class Facet:
    """
    One thing to filter by.

    `codes` holds one number per row into `words`; 0 is a row that states none, and ``words[0]`` is
    null. A facet is `shortened` where its last word stands for several rare ones.
    """

    name: str
    codes: NDArray[np.int64]
    words: tuple[str | None, ...]
    shortened: bool = False


def facets_of(incidents: gpd.GeoDataFrame) -> list[Facet]:
    """
    Give the facets of an incident table that tell its rows apart.

    Parameters
    ----------
    incidents
        A complete incident table, in the order of the page.

    Returns
    -------
    facets
        Actor, country, precision and status, in that order; one that has a single value is left
        out. Precision and status keep the order of their enums, the others are sorted by
        frequency, then by name; beyond 5,000 values the rarest are put together.
    """
    precisions, statuses = [str(item) for item in Precision], [str(item) for item in Status]
    found = [
        _frequent("actor", incidents["actor"]),
        _frequent("country", _country(incidents)),
        _listed("precision", incidents["precision"].fillna(str(Precision.UNKNOWN)), precisions),
        _listed("status", incidents["status"], statuses),
    ]
    return [facet for facet in found if len(np.unique(facet.codes)) > 1]


def happening_numbers(incidents: gpd.GeoDataFrame) -> NDArray[np.int64]:
    """
    Give one number to all rows that are proposed to be one happening.

    Parameters
    ----------
    incidents
        A complete incident table, in the order of the page.

    Returns
    -------
    group
        One number per row from 1, equal for rows of kind ``incident`` that are proposed to be one
        and the same and are not rejected; 0 for every other row.
    """
    group = np.zeros(len(incidents), dtype=np.int64)
    single = incidents["kind"].eq(Kind.INCIDENT).fillna(False).to_numpy(dtype=bool)
    single &= ~incidents["status"].eq(Status.REJECTED).fillna(False).to_numpy(dtype=bool)
    linkable = incidents[["incident_id", "same_as"]][single]
    heads = np.asarray(same_groups(linkable), dtype=np.int64)
    several = np.bincount(heads, minlength=len(heads)) > 1
    group[single] = np.where(several[heads], np.cumsum(several)[heads], 0)
    return group


def days_until_known(incidents: gpd.GeoDataFrame, start: NDArray[np.int64]) -> NDArray[np.int64]:
    """
    Give how many days after its start an incident was first published.

    Parameters
    ----------
    incidents
        A complete incident table, in the order of the page.
    start
        Civil minutes since 1970, one per row; 0 where undated.

    Returns
    -------
    days
        From 1: whole days from the day of the start to the earliest date of publication among its
        sources, plus one; a report from before the start counts as the same day. 0 where no
        source states a date.
    """
    days = np.zeros(len(incidents), dtype=np.int64)
    column = incidents["sources"]
    if column.isna().all():
        return days
    for row in np.flatnonzero(column.notna().to_numpy()):
        dates = _PUBLISHED.findall(column.iloc[row])
        if dates:
            try:
                first = int(np.datetime64(min(dates), "D").astype(np.int64))
            except ValueError:
                continue
            days[row] = max(0, first - int(start[row]) // 1440) + 1
    return days


def _country(incidents: gpd.GeoDataFrame) -> pd.Series[Any]:
    """Where it was located; what the source states only where nothing was located."""
    country = incidents["country_located"].astype(object)
    for name in ("countries_located", "country_stated", "countries_stated"):
        missing = country.isna()
        if not missing.any():
            break
        if incidents[name].isna().all():
            continue
        column = incidents[name].astype(object)
        if name.startswith("countries"):
            column = column.map(_one_of)
        country = country.where(~missing, column)
    return country


def _one_of(codes: Any) -> str | None:  # noqa: ANN401 - a list of codes or null
    if codes is None or not len(codes):
        return None
    return str(codes[0]) if len(codes) == 1 else _SEVERAL


def _frequent(name: str, column: pd.Series[Any]) -> Facet:
    numbers, distinct = pd.factorize(column)
    counts = np.bincount(numbers + 1, minlength=len(distinct) + 1)[1:]
    ranked = sorted(range(len(distinct)), key=lambda item: (-counts[item], str(distinct[item])))
    kept = ranked[:_MOST_VALUES]
    words: list[str | None] = [None, *(str(distinct[item]) for item in kept)]
    if len(ranked) > len(kept):
        words.append(f"{len(ranked) - len(kept):,} others")
    code_of = np.full(len(distinct) + 1, len(words) - 1, dtype=np.int64)
    code_of[kept] = np.arange(1, len(kept) + 1)
    # pandas numbers what is null -1, which is the last place of the list
    code_of[-1] = 0
    return Facet(name, code_of[numbers], tuple(words), shortened=len(ranked) > len(kept))


def _listed(name: str, column: pd.Series[Any], order: list[str]) -> Facet:
    numbers, distinct = pd.factorize(column)
    code_of = np.array([*(order.index(str(word)) + 1 for word in distinct), 0], dtype=np.int64)
    return Facet(name, code_of[numbers], (None, *order))
