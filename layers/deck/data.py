"""What all slides of one deck are computed from, computed once."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

import geopandas as gpd
import numpy as np
import pandas as pd

from geo.models import Precision
from geo.proximity import counts

from ..basemap import Extent
from ..carto import drawn_extent
from .change import Compared, compared
from .direction import quoted
from .facts import Facts, compute_facts, happenings
from .periods import Periods, periods_of
from .spec import Origin, Page, Wording

GRADES = ("inside", "possible", "too_vague", "centre_only")
"""How surely an incident lies within the distance; see ``geo.proximity``."""

NEAR_M = 50_000.0
"""Distance to bases that the deck reports, in metres."""

_TELLING = (Precision.EXACT, Precision.PLACE)


@dataclass(frozen=True, slots=True)
class Data:
    """
    The input of the slides.

    `table` is the complete incident table, `rows` its happenings, each once; `near` has one row
    per site with the columns site, name, lon, lat and those of `GRADES`, most inside first; null
    where there are no bases. `extent` is what the overview shows; `compared` what
    the change slide compares, null where nothing can be.
    """

    table: gpd.GeoDataFrame
    rows: gpd.GeoDataFrame
    bases: gpd.GeoDataFrame | None
    facts: Facts
    wording: Wording
    periods: Periods
    near: pd.DataFrame | None
    extent: Extent
    compared: Compared | None
    origin: Origin
    page: Page

    def called(self, name: str) -> str:
        """Give the name to write for a site, set apart where it reads from the right."""
        return quoted(self.wording.naming.of(name) or name)

    @property
    def exact(self) -> int:
        """Happenings known to a place or better."""
        return int(self.rows["precision"].isin([str(word) for word in _TELLING]).sum())

    @property
    def per_period(self) -> list[int]:
        """Happenings per period, those whose time lies in one."""
        at = self.periods.of_row
        return [int(n) for n in np.bincount(at[at >= 0], minlength=len(self.periods.starts))]

    @property
    def told_periods(self) -> list[int]:
        """Periods but those that are covered in part and hold nothing, which say nothing."""
        numbers = self.per_period
        return [n for n, partial in enumerate(self.periods.partial) if numbers[n] or not partial]


def gather(
    table: gpd.GeoDataFrame,
    bases: gpd.GeoDataFrame | None,
    wording: Wording,
    *,
    period: str | None,
    covered: tuple[datetime | None, datetime | None],
    history: gpd.GeoDataFrame | None,
    origin: Origin,
    page: Page,
) -> Data:
    """
    Compute what the slides share.

    Parameters
    ----------
    table
        A complete incident table, as ``layers.layer.drawable`` gives it.
    bases
        Base table, or null for none.
    wording
        The texts of the deck; an empty title is composed from the period.
    period
        ``week``, ``month``, ``year``, or null to choose.
    covered
        What time the data covers, half-open; null where not told.
    history
        A complete incident table that reaches back before `covered`, or null.
    origin
        How the deck came about.
    page
        What the slides are made for.

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
    facts = compute_facts(table)
    if not wording.title:
        known = facts.start is not None or facts.end is not None
        title = f"Incidents, {facts.period}" if known else "Incidents"
        wording = replace(wording, title=title if facts.rows else "No incidents")
    periods = periods_of(rows, period, covered)
    return Data(
        table=table,
        rows=rows,
        bases=bases,
        facts=facts,
        wording=wording,
        periods=periods,
        near=None if bases is None or not len(bases) else _near(rows, bases),
        extent=drawn_extent(table, bases),
        compared=compared(rows, periods, covered, history),
        origin=origin,
        page=page,
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
            **{name: answer[name].to_numpy() for name in GRADES},
        }
    )
    return table.sort_values(
        ["inside", "possible", "name"], ascending=[False, False, True], kind="stable"
    ).reset_index(drop=True)
