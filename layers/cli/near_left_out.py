"""What ``sitmap near`` leaves out though it lies near: another tenant, another time; and why."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from geo.proximity import excluded_bases, within_distance
from geo.proximity.questions import listed_period

from .near_counts import DISTANCES, Question
from .near_sites import nearest_sites, site_names, with_bases

if TYPE_CHECKING:
    import geopandas as gpd

_OUTSIDE = ", the incident lies outside"


def no_exclusions() -> pd.DataFrame:
    """Give the table of what was left out without a row."""
    names = ("incident_id", "start", "base", "base_id", *DISTANCES, "reason")
    return pd.DataFrame({name: pd.Series(dtype=object) for name in names})


def excluded_within(
    incidents: gpd.GeoDataFrame,
    sites: gpd.GeoDataFrame,
    held: Any,  # noqa: ANN401 - a mask
    hits: pd.DataFrame,
    question: Question,
) -> pd.DataFrame:
    """List what lies within the distance and is no hit, with the reason."""
    radius_m = question.rings_m[-1]
    parts = [excluded_bases(incidents, sites[held], radius_m=radius_m)]
    if question.tenant is not None and not held.all():
        other = within_distance(incidents, sites[~held], radius_m=radius_m)
        words = [_held_by_others(sites, base, question) for base in other["base"]]
        parts.append(other.assign(reason=pd.array(words, dtype="string")))
    left_out = pd.concat(parts, ignore_index=True)
    return _told(incidents, sites, hits, left_out[left_out["match"] != "too_vague"])


def passed_over(
    incidents: gpd.GeoDataFrame,
    placed: pd.Series[bool],
    sites: gpd.GeoDataFrame,
    held: Any,  # noqa: ANN401 - a mask
    hits: pd.DataFrame,
    question: Question,
) -> pd.DataFrame:
    """List which of the nearest sites are no answer though they lie closer, with the reason."""
    never = pd.Series(pd.NaT, index=sites.index, dtype="datetime64[us]")
    always = sites.assign(valid_from=never, valid_to=never)
    near = nearest_sites(incidents[placed], always, question)
    farthest = hits.groupby("incident")["distance_m"].max()
    limit = near["incident"].map(farthest).astype("Float64").fillna(np.inf)
    near = near[(near["distance_m"] < limit).to_numpy(dtype=bool)]
    held_at = dict(zip(sites.index, held, strict=True))
    words = [
        f"{listed_period(sites.loc[base, 'valid_from'], sites.loc[base, 'valid_to'])}{_OUTSIDE}"
        if held_at[base]
        else _held_by_others(sites, base, question)
        for base in near["base"]
    ]
    return _told(incidents, sites, hits, near.assign(reason=pd.array(words, dtype="string")))


def _held_by_others(sites: gpd.GeoDataFrame, base: Any, question: Question) -> str:  # noqa: ANN401
    name = sites.loc[base, "tenant"]
    held = "nobody named" if pd.isna(name) or name == "unknown" else name
    return f"held by {held}, not by {question.tenant}"


def _told(
    incidents: gpd.GeoDataFrame, sites: gpd.GeoDataFrame, hits: pd.DataFrame, left_out: pd.DataFrame
) -> pd.DataFrame:
    """Give one line per incident and site left out, but for sites that are a hit all the same."""
    site = site_names(sites)
    found = set(zip(hits["incident"], site.loc[hits["base"].to_numpy(dtype=np.intp)], strict=True))
    pairs = zip(
        left_out["incident"], site.loc[left_out["base"].to_numpy(dtype=np.intp)], strict=True
    )
    # a site that is a hit by another of its periods needs no excuse
    missed = np.array([pair not in found for pair in pairs], dtype=bool)
    left_out = left_out[missed].sort_values(["incident", "distance_m"], kind="stable")
    if left_out.empty:
        return no_exclusions()
    told = with_bases(left_out, sites)
    told["site"] = told["base"].where(told["base"].notna(), told["base_id"])
    reasons = told.groupby(["incident", "site"], sort=False)["reason"].transform(_reasons)
    told = told.assign(reason=reasons).drop_duplicates(["incident", "site"])
    where = told["incident"].to_numpy(dtype=np.intp)
    return pd.DataFrame(
        {
            "incident_id": incidents.loc[where, "incident_id"].to_numpy(),
            "start": incidents.loc[where, "start"].to_numpy(),
            **{name: told[name].to_numpy() for name in ("base", "base_id")},
            **{name: told[name].round(0).to_numpy() for name in DISTANCES},
            "reason": told["reason"].to_numpy(),
        }
    )


def _reasons(reasons: pd.Series[str]) -> str:
    """Say in one line why a site is no hit: its periods first, then who else held it."""
    told = list(dict.fromkeys(reasons))
    periods = [
        text.removeprefix("listed ").removesuffix(_OUTSIDE) for text in told if _OUTSIDE in text
    ]
    parts = [f"listed {' and '.join(periods)}{_OUTSIDE}"] if periods else []
    held = [text.removeprefix("held by ") for text in told if _OUTSIDE not in text]
    if held:
        holders = [text.rpartition(", not by ")[0] for text in held]
        parts.append(
            f"held by {' and '.join(holders)}, not by {held[0].rpartition(', not by ')[2]}"
        )
    return "; ".join(parts)
