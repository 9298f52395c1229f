"""What all slides of one deck are computed from, computed once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import geopandas as gpd
import numpy as np
import pandas as pd

from geo.models import Precision
from geo.proximity import counts

from ..basemap import Extent
from ..layer import extent_of
from .facts import Facts, happenings
from .periods import Periods, periods_of
from .spec import Wording

NEAR_M = 50_000.0
"""Distance to bases that the deck reports, in metres."""

_TELLING = (Precision.EXACT, Precision.PLACE)


@dataclass(frozen=True, slots=True)
class Data:
    """
    The input of the slides.

    `table` is the complete incident table, `rows` its happenings, each once; `near` has one row
    per site with the columns site, name, lon, lat, inside, possible, too_vague, most inside first;
    null where there are no bases. `extent` is what is drawn, null for nothing. `filters` are words
    on how the rows were chosen.
    """

    table: gpd.GeoDataFrame
    rows: gpd.GeoDataFrame
    bases: gpd.GeoDataFrame | None
    facts: Facts
    wording: Wording
    periods: Periods
    near: pd.DataFrame | None
    extent: Extent | None
    filters: tuple[str, ...] = ()

    @property
    def exact(self) -> int:
        """Happenings known to a place or better."""
        return int(self.rows["precision"].isin([str(word) for word in _TELLING]).sum())

    @property
    def per_period(self) -> list[int]:
        """Happenings per period, those whose time lies in one."""
        at = self.periods.of_row
        return [int(n) for n in np.bincount(at[at >= 0], minlength=len(self.periods.starts))]


def gather(
    table: gpd.GeoDataFrame,
    bases: gpd.GeoDataFrame | None,
    facts: Facts,
    wording: Wording,
    *,
    period: str | None,
    covered: tuple[datetime | None, datetime | None],
    filters: Sequence[str],
) -> Data:
    """
    Compute what the slides share.

    Parameters
    ----------
    table
        A complete incident table, as ``layers.layer.drawable`` gives it.
    bases
        Base table, or null for none.
    facts, wording
        The numbers of the whole deck and its texts.
    period
        ``week``, ``month``, ``year``, or null to choose.
    covered
        What time the data covers, half-open; null where not told.
    filters
        Words on how the rows were chosen.

    Returns
    -------
    data
        The input of the slides.

    Raises
    ------
    ParameterError
        If `period` is no such word.
    """
    rows = happenings(table)
    return Data(
        table=table,
        rows=rows,
        bases=bases,
        facts=facts,
        wording=wording,
        periods=periods_of(rows, period, covered),
        near=None if bases is None or not len(bases) else _near(rows, bases),
        extent=extent_of(table, bases),
        filters=tuple(filters),
    )


def _near(rows: gpd.GeoDataFrame, bases: gpd.GeoDataFrame) -> pd.DataFrame:
    """Count per site; who held it when does not matter for what happened around it."""
    sites = bases.drop_duplicates("site").reset_index(drop=True)
    sites = sites.assign(valid_from=None, valid_to=None)
    answer = counts(rows, sites, radius_m=NEAR_M)
    table = pd.DataFrame(
        {
            "site": sites["site"].astype(object),
            "name": sites["name"].astype(object),
            "lon": sites.geometry.x,
            "lat": sites.geometry.y,
            **{name: answer[name].to_numpy() for name in ("inside", "possible", "too_vague")},
        }
    )
    return table.sort_values(
        ["inside", "possible", "name"], ascending=[False, False, True], kind="stable"
    ).reset_index(drop=True)
