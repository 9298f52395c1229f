"""Hits of ``sitmap near`` among sites: all within a distance, or the nearest few."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from geo.errors import ParameterError
from geo.proximity import nearest, within_distance

from .near_counts import Question, match_column

if TYPE_CHECKING:
    import geopandas as gpd

_BASE = ("name", "base_id", "tenant", "internal")
TARGET_COLUMNS = ("base", "base_id", "tenant", "internal")
"""What rows say of their site, in the order of the columns of the base table."""


def held_by(sites: gpd.GeoDataFrame, tenant: str | None) -> Any:  # noqa: ANN401 - a mask
    """Tell which bases a tenant holds, by name whatever the case; raises ParameterError."""
    if tenant is None:
        return np.ones(len(sites), dtype=bool)
    held = sites["tenant"].fillna("").str.casefold().str.strip() == tenant.casefold().strip()
    if not held.any():
        known = sorted(set(sites["tenant"].dropna()))
        raise ParameterError(
            f"`--tenant` is {tenant!r}; the bases are held by {', '.join(known) or 'nobody named'}"
        )
    return held.to_numpy(dtype=bool)


def within(
    incidents: gpd.GeoDataFrame, sites: gpd.GeoDataFrame, question: Question
) -> pd.DataFrame:
    """Grade every pair in every ring; the widest has all pairs."""
    hits = within_distance(incidents, sites, radius_m=question.rings_m[-1])
    for ring in question.rings_m[:-1]:
        closer = within_distance(incidents, sites, radius_m=ring)[["incident", "base", "match"]]
        name = match_column(ring, question)
        hits = hits.merge(
            closer.rename(columns={"match": name}), on=["incident", "base"], how="left"
        )
    if question.nearest is not None:
        hits = _ranked(hits, sites, question.nearest)
    return hits.reset_index(drop=True)


def nearest_sites(
    incidents: gpd.GeoDataFrame, sites: gpd.GeoDataFrame, question: Question
) -> pd.DataFrame:
    """Find the nearest sites; the tenants of one site are one site."""
    wanted = question.nearest or 1
    most = int(site_names(sites).value_counts().max()) if len(sites) else 1
    found = nearest(incidents, sites, k=wanted * most)
    found = found[found["base"].notna()].drop(columns="rank").reset_index(drop=True)
    found["match"] = pd.Series(None, index=found.index, dtype="string")
    return _ranked(found, sites, wanted)


def _ranked(hits: pd.DataFrame, sites: gpd.GeoDataFrame, wanted: int) -> pd.DataFrame:
    """Rank the sites of every incident, in the order of the rows, and keep the first ones."""
    names = site_names(sites).loc[hits["base"].to_numpy(dtype=np.intp)].to_numpy()
    first = ~pd.DataFrame({"row": hits["incident"].array, "site": names}).duplicated()
    counted = first.groupby(hits["incident"].to_numpy(), sort=False).cumsum().to_numpy()
    # the tenants of one site lie side by side only where nothing else is as far away
    pairs = pd.DataFrame({"row": hits["incident"].array, "site": names, "rank": counted})
    rank = pairs.groupby(["row", "site"], sort=False)["rank"].transform("min").to_numpy()
    kept: pd.DataFrame = hits.assign(rank=rank)[rank <= wanted]
    return kept.reset_index(drop=True)


def site_names(sites: gpd.GeoDataFrame) -> pd.Series[str]:
    """Name the site of every base; the tenants of one site share it."""
    names: pd.Series[str] = sites["site"].fillna(sites["base_id"])
    return names


def with_bases(hits: pd.DataFrame, sites: gpd.GeoDataFrame) -> pd.DataFrame:
    """Add what rows say of their site; ``base`` becomes its name."""
    taken = sites.loc[hits["base"].to_numpy(dtype=np.intp), list(_BASE)]
    values = {column: taken[name].array for column, name in zip(TARGET_COLUMNS, _BASE, strict=True)}
    return hits.rename(columns={"base": "base_row"}).assign(**values)
