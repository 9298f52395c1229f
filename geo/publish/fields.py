"""Which columns of a row are made public, and every one computed again from the coarse place."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from .. import reference
from ..joins import join_all
from ..joins.nearby import admin1_of_points
from ..models import DEFAULT_RADIUS_M, Precision
from ..table import WGS84, as_incident_table
from .coarse import Known, Placed, Published
from .licences import citation
from .sites import Words

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from ..readers.boundaries import AdminAreas, Boundaries
    from ..reference.view import View
    from .policy import PublicPolicy

KEPT = (
    "kind", "count_low", "count_best", "count_high", "event_type", "countries_stated",
    "country_stated", "actor", "claimed_by", "attributed_to", "attributed_by", "denied_by",
    "killed_low", "killed_best", "killed_high", "injured_low", "injured_best", "injured_high",
    "killed_by_party", "status", "source_grade", "information_grade",
)  # fmt: skip
"""Columns taken over as they are; a text with a name that must not appear is left out."""

REMOVED = (
    "title", "source_event_type", "time_zone", "start_utc", "location_rule", "admin2", "actor_id",
    "target_id", "same_as", "evidence", "country_snap_m",
)  # fmt: skip
"""Columns that are left out."""

COARSENED = (
    "incident_id", "start", "end", "time_precision", "place", "geometry", "footprint",
    "uncertainty_m", "precision", "target", "sources",
)  # fmt: skip
"""Columns whose values are replaced by coarser ones."""

Table = TypeVar("Table", bound=pd.DataFrame)

_TEXTS = (
    "event_type", "actor", "claimed_by", "attributed_to", "attributed_by", "denied_by",
    "killed_by_party",
)  # fmt: skip
_CLOCKED = ("minute", "hour")
_DAY = pd.Timedelta(days=1)
_NAMED_BY_PROVINCE = (Published.CELL, Published.ADMIN1)
_STEP_M = 1_000.0
# links, mail addresses, folders, and numbers as exact as a place
_LEADS_BACK = re.compile(r"://|www\.|\S@\S|[/\\]\w+[/\\]|\d\.\d{3}")


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What the joins are made with: public sites only, and whose borders."""

    sites: gpd.GeoDataFrame | None
    point_of_view: str | Path | View | None
    borders: Boundaries | None
    admin: AdminAreas | None


def derive(
    rows: gpd.GeoDataFrame,
    known: Known,
    placed: Sequence[Placed],
    policy: PublicPolicy,
    secret: Words,
    as_of: datetime | None,
    around: Surroundings,
) -> gpd.GeoDataFrame:
    """
    Make public rows.

    Parameters
    ----------
    rows
        Complete incident rows that are to be published.
    known
        Of it only the country of each row is used.
    placed
        The public location of each row.
    policy
        How coarse, for the words.
    secret
        Names that must not appear.
    as_of
        The state of knowledge, told as the day of access.
    around
        What the joins are made with.

    Returns
    -------
    public
        The same rows, order and index, with the columns of ``geo.joins``; distances are those of
        the coarse place, rounded to its coarseness. ``incident_id`` is null.
    """
    public = _bare(rows, known, placed, policy)
    for name in _TEXTS:
        public[name] = _without(public[name], secret)
    cells = rows["sources"].astype(object).where(rows["sources"].notna(), None)
    cited = {text: citation(text, secret, as_of) for text in cells.unique()}
    public["sources"] = pd.Series([cited[text] for text in cells], rows.index, dtype="string")
    joined = join_all(
        public,
        around.sites,
        point_of_view=around.point_of_view,
        borders=around.borders,
        admin=around.admin,
    )
    joined["place"] = _place_words(joined, placed)
    joined["country_snap_m"] = pd.Series(pd.NA, joined.index, dtype="Float64")
    for prefix in ("base_distance_", "border_distance_"):
        joined = coarse_distances(joined, prefix, policy)
    return joined


def coarse_distances(rows: Table, prefix: str, policy: PublicPolicy) -> Table:
    """
    Round distances from coarse places.

    Parameters
    ----------
    rows
        Any table with metres in columns such as ``distance_m``, ``distance_min_m`` and
        ``distance_max_m``. Not modified.
    prefix
        What the names of the columns begin with, before ``m``, ``min_m`` and ``max_m``.
    policy
        The side of its cell is what the distance from the middle is rounded to.

    Returns
    -------
    rows
        The same rows; least distances are rounded down and greatest ones up to whole kilometres.
    """
    rounded = rows.copy()
    for name, step, rounding in (
        ("m", policy.cell_m, np.round),
        ("min_m", _STEP_M, np.floor),
        ("max_m", _STEP_M, np.ceil),
    ):
        column = f"{prefix}{name}"
        if column in rounded.columns and len(rounded):
            metres = rounded[column].astype("Float64").to_numpy(dtype=float, na_value=np.nan)
            values = pd.Series(rounding(metres / step) * step, rounded.index, dtype="Float64")
            rounded[column] = values
    return rounded


def _bare(
    rows: gpd.GeoDataFrame, known: Known, placed: Sequence[Placed], policy: PublicPolicy
) -> gpd.GeoDataFrame:
    index = rows.index
    data: dict[str, Any] = {name: rows[name] for name in KEPT}
    clocked = rows["time_precision"].isin(_CLOCKED)
    data["start"] = rows["start"].dt.floor("D")
    data["end"] = rows["end"].dt.ceil("D").where(rows["end"].notna(), data["start"] + _DAY)
    data["time_precision"] = rows["time_precision"].mask(clocked, "day")
    areas: Any = [item.area for item in placed]
    data["footprint"] = gpd.GeoSeries(areas, index=index, crs=WGS84)
    points: Any = [None if item.point is None else shapely.Point(item.point) for item in placed]
    data["uncertainty_m"] = pd.Series(
        [None if item.radius_m is None else round(item.radius_m) for item in placed],
        index,
        dtype="Float64",
    )
    countries = _countries(rows, known)
    data["precision"] = [
        str(_precision(item, some)) for item, some in zip(placed, countries, strict=True)
    ]
    only = [some if item.area is None else [] for item, some in zip(placed, countries, strict=True)]
    data["countries_located"] = pd.Series(only, index=index, dtype=object)
    data["country_located"] = [some[0] if len(some) == 1 else None for some in only]
    data["target"] = [item.base for item in placed]
    data["location_rule"] = [_rule(item, policy) for item in placed]
    geometry = gpd.GeoSeries(points, index=index, crs=WGS84)
    frame = gpd.GeoDataFrame(pd.DataFrame(data, index=index), geometry=geometry, crs=WGS84)
    return as_incident_table(frame)


def _countries(rows: gpd.GeoDataFrame, known: Known) -> list[list[str]]:
    """Countries of a row that is told by nothing else: where it lies, else as stated."""
    found = []
    for code, located, many, stated in zip(
        known.country, rows["countries_located"], rows["countries_stated"],
        rows["country_stated"], strict=True,
    ):  # fmt: skip
        one = [] if pd.isna(stated) else [str(stated)]
        found.append([code] if code else list(located) or list(many) or one)
    return found


def _precision(item: Placed, countries: list[str]) -> Precision:
    if item.kind is Published.COUNTRY:
        return Precision.COUNTRY if countries else Precision.UNKNOWN
    if item.kind is Published.ADMIN1:
        return Precision.ADMIN1
    if item.kind is Published.BASE:
        return Precision.PLACE
    # a dot in its area can be counted and read; a wide area has none
    reach = DEFAULT_RADIUS_M[Precision.NEAR]
    is_near = reach is not None and item.radius_m is not None and item.radius_m <= reach
    return Precision.NEAR if is_near else Precision.REGION


def _rule(item: Placed, policy: PublicPolicy) -> str:
    if item.kind is Published.BASE:
        return "the packaged outline of the base that the source names"
    if item.kind is Published.COUNTRY:
        return "published without a place"
    words = f"coarsened to {policy.coarseness}"
    if item.kind is Published.ADMIN1:
        return "coarsened to first-level areas"
    return words if item.kind is Published.CELL else f"{words}, widened"


def _place_words(joined: gpd.GeoDataFrame, placed: Sequence[Placed]) -> pd.Series[str]:
    lon = np.array([np.nan if item.point is None else item.point[0] for item in placed])
    lat = np.array([np.nan if item.point is None else item.point[1] for item in placed])
    codes = [None if pd.isna(code) else str(code) for code in joined["country_located"]]
    areas, _ = admin1_of_points(lon, lat, codes)
    words: list[str | None] = []
    for item, code, area, many in zip(
        placed, codes, areas, joined["countries_located"], strict=True
    ):
        if item.base is not None:
            words.append(item.base)
            continue
        names = [_country_name(one) for one in ([code] if code else many)]
        parts = [area] if area and item.kind in _NAMED_BY_PROVINCE else []
        words.append(", ".join([*parts, " and ".join(names)] if names else parts) or None)
    return pd.Series(words, joined.index, dtype="string")


@lru_cache(maxsize=512)
def _country_name(code: str) -> str:
    return reference.country(code).name if code in _codes() else code


@lru_cache(maxsize=1)
def _codes() -> frozenset[str]:
    return frozenset(item.country for item in reference.countries() if item.country)


def _without(column: pd.Series[str], secret: Words) -> pd.Series[str]:
    found = {
        text: secret.found_in(text) or _LEADS_BACK.search(text) is not None
        for text in column.dropna().unique()
    }
    return column.mask(column.map(found).fillna(value=False).to_numpy(dtype=bool))
