"""The public table: what is left out, what is coarsened, in which order it stands."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd

from ..errors import ParameterError
from ..models import Status
from ..table import as_incident_table, to_flat
from .coarse import Coarsener, known_of, on_grid
from .fields import Surroundings, derive
from .leaks import LeakReport, attack
from .licences import refuse_restricted
from .sites import Words, named_bases, own_sites, public_sites

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from ..readers.boundaries import AdminAreas, Boundaries
    from ..reference.view import View
    from .policy import PublicPolicy

_UNPUBLISHED = (Status.DRAFT, Status.REJECTED)
# from the middle of a cell this reaches everything within one cell of any place in it
_CELLS_FROM_BASES = 2.0


@dataclass(frozen=True, slots=True)
class PublicTable:
    """
    What may be published.

    `incidents` is an incident table with all joins, `sites` the base table without the user's own
    sites (null for none), `report` tells what was done and how attacks on it went. `statement`
    stands on every output.
    """

    incidents: gpd.GeoDataFrame
    sites: gpd.GeoDataFrame | None
    report: LeakReport
    statement: str


def public_table(
    incidents: gpd.GeoDataFrame,
    policy: PublicPolicy,
    *,
    as_of: datetime | None = None,
    sites: gpd.GeoDataFrame | None = None,
    point_of_view: str | Path | View | None = None,
    borders: Boundaries | None = None,
    admin: AdminAreas | None = None,
) -> PublicTable:
    """
    Derive the one table that all public outputs are made from.

    Parameters
    ----------
    incidents
        The incident table, EPSG:4326, longitude first; drafts and rejected rows may be in it. Not
        modified.
    policy
        How coarse, how late, whose names stay out.
    as_of
        The state of knowledge, civil time; needed where there is a delay.
    sites
        The base table. Its `internal` rows are the user's own sites: they are left out, their
        names must not appear, and rows beside them are published as one block.
    point_of_view, borders, admin
        As ``geo.joins.join_all`` takes them, for the joins that are made again.

    Returns
    -------
    public
        Rows sorted by what is public of them, ``incident_id`` counting them, index 0..n-1. The
        geometry is a point inside the footprint (a cell, a wider area, a first-level area or the
        disc of a named base); both are null where only the country is told. Of rows proposed to
        be the same one is kept. The same input gives the same table, and rows that differ only by
        their place inside a cell give the same rows.

    Raises
    ------
    CrsError
        If a table is not in EPSG:4326.
    SchemaError
        If a column holds a value that it must not hold.
    ParameterError
        If there is a delay without a state of knowledge, if rows must not be passed on by their
        terms of use, or if an attack finds more than the policy promises: nothing is given then.
    """
    if policy.delay_hours and as_of is None:
        raise ParameterError(
            f"a delay of {policy.delay_hours:g} hours needs the date it counts from; give `as_of`"
            " (`--as-of YYYY-MM-DD`)"
        )
    table = as_incident_table(incidents)
    rows, left_out = _released(table, policy, as_of)
    refuse_restricted(rows)
    own = own_sites(sites)
    site_names = Words(name for site in own for name in site.names)
    secret = Words([*(name for site in own for name in site.names), *policy.names])
    shown = public_sites(sites, secret)
    around = Surroundings(shown, point_of_view, borders, admin)
    guarded = on_grid(own, policy.cell_m)
    known = known_of(rows, named_bases(guarded, site_names, _CELLS_FROM_BASES * policy.cell_m))
    coarsener = Coarsener(policy, guarded)
    placed = coarsener.place(known)
    derived = derive(rows, known, placed, policy, secret, as_of or _latest(rows), around)
    public = _ordered(derived, _labels(rows))
    left_out["proposed to be the same as another row"] = len(rows) - len(public)
    # a fresh one: nothing that was worked out for one publication may steer another
    report = attack(public, known, placed, Coarsener(policy, guarded), own, secret)
    report = dataclasses.replace(
        report,
        rows_read=len(table),
        rows_left_out={reason: count for reason, count in left_out.items() if count},
        sites_left_out=len(own),
    )
    failed = [item for item in report.attacks if not item.passed]
    if failed:
        raise ParameterError(
            f"nothing was published: {failed[0].name}: {failed[0].finding}; take a larger"
            " `grid_km`, or `area` = 'admin1'"
        )
    return PublicTable(public, shown, report, policy.statement)


def _released(
    table: gpd.GeoDataFrame, policy: PublicPolicy, as_of: datetime | None
) -> tuple[gpd.GeoDataFrame, dict[str, int]]:
    status = table["status"].fillna(str(Status.CONFIRMED)).to_numpy(dtype=object)
    left_out = {f"status {word}": int((status == word).sum()) for word in _UNPUBLISHED}
    kept = ~np.isin(status, _UNPUBLISHED)
    if policy.delay_hours and as_of is not None:
        last = table["end"].fillna(table["start"] + pd.Timedelta(days=1))
        latest = as_of - timedelta(hours=policy.delay_hours)
        undated = last.isna().to_numpy()
        late = (last > latest).fillna(value=False).to_numpy(dtype=bool)
        left_out["undated, so no delay can be kept"] = int((kept & undated).sum())
        left_out["within the delay"] = int((kept & late).sum())
        kept &= ~(undated | late)
    return table[kept].reset_index(drop=True), left_out


def _labels(rows: gpd.GeoDataFrame) -> NDArray[np.intp]:
    """Give rows that are proposed to be the same the same number."""
    row_of = {name: row for row, name in enumerate(rows["incident_id"]) if not pd.isna(name)}
    label = np.arange(len(rows), dtype=np.intp)
    for row, others in enumerate(rows["same_as"]):
        for other in others:
            if other in row_of:
                pair = label[row], label[row_of[other]]
                label[label == max(pair)] = min(pair)
    return label


def _latest(rows: gpd.GeoDataFrame) -> datetime | None:
    """Give the last day of the rows: the state of knowledge where none is told."""
    last = rows["end"].max() - pd.Timedelta(microseconds=1)
    known = [day for day in (last, rows["start"].max()) if not pd.isna(day)]
    return max(known).to_pydatetime() if known else None


def _ordered(derived: gpd.GeoDataFrame, label: NDArray[np.intp]) -> gpd.GeoDataFrame:
    """Sort by what is public, keep the deadliest of rows that are the same, count the rows."""
    cells = to_flat(derived).drop(columns=["incident_id", "footprint"])
    keys = [
        tuple("" if cell is None else str(cell) for cell in row)
        for row in cells.itertuples(index=False, name=None)
    ]
    # the undated last
    start = derived["start"].astype("string").fillna("undated").tolist()
    order = sorted(range(len(derived)), key=lambda row: (start[row], keys[row]))
    killed = derived["killed_best"].fillna(-1).tolist()
    best: dict[int, int] = {}
    for row in order:
        first = best.setdefault(int(label[row]), row)
        if killed[row] > killed[first]:
            best[int(label[row])] = row
    chosen = set(best.values())
    kept = derived.iloc[[row for row in order if row in chosen]].reset_index(drop=True)
    wide = len(str(len(kept)))
    names = [f"public-{number:0{wide}}" for number in range(1, len(kept) + 1)]
    kept["incident_id"] = pd.Series(names, index=kept.index, dtype="string")
    return kept
