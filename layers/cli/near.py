"""The question of ``sitmap near`` put to ``geo``, and its answer as tables."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from geo.errors import ParameterError
from geo.models import Precision
from geo.proximity import excluded_bases, nearest, within_distance
from geo.proximity.questions import listed_period

from .near_counts import Question, counted, match_column, per_period

if TYPE_CHECKING:
    import geopandas as gpd

    from .selecting import Selected

OF_BORDERS = "borders"

_INCIDENT = (
    "incident_id",
    "kind",
    "start",
    "end",
    "time_precision",
    "event_type",
    "place",
    "country_stated",
    "country_located",
    "country_rule",
    "country_doubt",
    "precision",
)
_OWN_ADMIN = re.compile(r"admin[0-9]+_(located|pcode)|admin_snap_m")
"""The columns of the user's own admin areas."""
_OUTSIDE = ", the incident lies outside"
_BASE = ("name", "base_id", "tenant", "internal")
_DISTANCES = ("distance_m", "distance_min_m", "distance_max_m")
_TARGET_COLUMNS = ("base", "base_id", "tenant", "internal")
_BORDER_COLUMNS = ("nearest_border",)


@dataclass(frozen=True, slots=True)
class Answer:
    """
    What came of a `Question`.

    `rows` has a row per incident and site, surest first within the order of the incidents; `rings`
    counts happenings per distance and grade, `periods` per calendar period too (null where not
    asked for); `excluded` are the pairs left out, with the reason; `asked` counts the rows asked
    about, `unlocated` those of them without a point, `vague` those left out because they are known
    only to a country, which has no nearest site or line.
    """

    question: Question
    rows: pd.DataFrame
    rings: list[dict[str, Any]]
    periods: pd.DataFrame | None
    excluded: pd.DataFrame
    asked: int
    unlocated: int
    vague: int


def answer_of(
    selected: Selected, question: Question, lines: tuple[list[Any], list[str]] | None = None
) -> Answer:
    """
    Answer a question about distances.

    Parameters
    ----------
    selected
        The incidents with their joins, and the bases to measure from.
    question
        What is asked.
    lines
        Lines to measure from instead of bases, and their names; null where there are none.

    Returns
    -------
    answer
        The tables; metres throughout.

    Raises
    ------
    ParameterError
        If the question does not fit what it is asked of.
    """
    incidents = selected.incidents.reset_index(drop=True)
    excluded = _no_exclusions()
    vague = 0
    # the middle of a country is no place to measure from
    placed = incidents["precision"].astype("string").fillna("") != str(Precision.COUNTRY)
    whole_country = int((~placed & incidents.geometry.notna()).sum())
    if question.of == OF_BORDERS or lines is not None:
        if question.nearest not in {None, 1}:
            raise ParameterError(
                f"`--nearest` is {question.nearest}; of borders and lines only the nearest one is"
                " known: leave it out or give 1"
            )
        hits = _of_lines(incidents, lines, question)
        vague = whole_country
    else:
        sites = selected.sites
        if sites is None:
            raise ParameterError("`--bases` is 'none'; near needs bases to measure from")
        sites = sites.reset_index(drop=True)
        held = held_by(sites, question.tenant)
        if question.rings_m:
            hits = _within(incidents, sites[held], question)
            excluded = _excluded(incidents, sites, held, hits, question)
        else:
            vague = whole_country
            hits = _nearest_sites(incidents[placed], sites[held], question)
            excluded = _passed_over(incidents, placed, sites, held, hits, question)
        hits = _with_bases(hits, sites)
    rows = _rows(incidents, hits, question)
    return Answer(
        question=question,
        rows=rows,
        rings=[counted(incidents, hits, ring, question) for ring in question.rings_m],
        periods=None if question.by is None else per_period(incidents, hits, question),
        excluded=excluded,
        asked=len(incidents),
        unlocated=int(incidents.geometry.isna().sum()),
        vague=vague,
    )


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


def _within(
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


def _nearest_sites(
    incidents: gpd.GeoDataFrame, sites: gpd.GeoDataFrame, question: Question
) -> pd.DataFrame:
    """Find the nearest sites; the tenants of one site are one site."""
    wanted = question.nearest or 1
    most = int(_site_names(sites).value_counts().max()) if len(sites) else 1
    found = nearest(incidents, sites, k=wanted * most)
    found = found[found["base"].notna()].drop(columns="rank").reset_index(drop=True)
    found["match"] = pd.Series(None, index=found.index, dtype="string")
    return _ranked(found, sites, wanted)


def _ranked(hits: pd.DataFrame, sites: gpd.GeoDataFrame, wanted: int) -> pd.DataFrame:
    """Rank the sites of every incident, in the order of the rows, and keep the first ones."""
    names = _site_names(sites).loc[hits["base"].to_numpy(dtype=np.intp)].to_numpy()
    first = ~pd.DataFrame({"row": hits["incident"].array, "site": names}).duplicated()
    counted = first.groupby(hits["incident"].to_numpy(), sort=False).cumsum().to_numpy()
    # the tenants of one site lie side by side only where nothing else is as far away
    pairs = pd.DataFrame({"row": hits["incident"].array, "site": names, "rank": counted})
    rank = pairs.groupby(["row", "site"], sort=False)["rank"].transform("min").to_numpy()
    kept: pd.DataFrame = hits.assign(rank=rank)[rank <= wanted]
    return kept.reset_index(drop=True)


def _site_names(sites: gpd.GeoDataFrame) -> pd.Series[str]:
    names: pd.Series[str] = sites["site"].fillna(sites["base_id"])
    return names


def _of_lines(
    incidents: gpd.GeoDataFrame, lines: tuple[list[Any], list[str]] | None, question: Question
) -> pd.DataFrame:
    """Grade distances to lines: least and greatest by the uncertainty round the point."""
    from geo.joins.border_dates import borders_of_lines

    measured = incidents if lines is None else borders_of_lines(incidents, *lines)
    metres = measured["border_distance_m"].to_numpy(dtype=float, na_value=np.nan)
    radius = incidents["uncertainty_m"].to_numpy(dtype=float, na_value=np.nan)
    least, most = np.maximum(metres - radius, 0.0), metres + radius
    known = np.isfinite(radius)
    hits = pd.DataFrame(
        {
            "incident": incidents.index,
            "nearest_border": measured["nearest_border"],
            "distance_m": pd.Series(metres, dtype="Float64"),
            "distance_min_m": pd.Series(least, dtype="Float64"),
            "distance_max_m": pd.Series(most, dtype="Float64"),
        }
    )
    reach = np.where(known, least, metres)
    kept = np.isfinite(metres)
    for ring in question.rings_m:
        partly = np.where(radius > ring, "too_vague", "possible")
        match = np.where(known, np.where(most <= ring, "inside", partly), "centre_only")
        column = pd.Series(match, index=hits.index, dtype="string").where(reach <= ring)
        hits[match_column(ring, question)] = column
    if question.rings_m:
        kept &= reach <= question.rings_m[-1]
    else:
        hits["match"] = pd.Series(None, index=hits.index, dtype="string")
    found: pd.DataFrame = hits[kept].reset_index(drop=True)
    return found


def _with_bases(hits: pd.DataFrame, sites: gpd.GeoDataFrame) -> pd.DataFrame:
    taken = sites.loc[hits["base"].to_numpy(dtype=np.intp), list(_BASE)]
    values = {
        column: taken[name].array for column, name in zip(_TARGET_COLUMNS, _BASE, strict=True)
    }
    return hits.rename(columns={"base": "base_row"}).assign(**values)


def _rows(incidents: gpd.GeoDataFrame, hits: pd.DataFrame, question: Question) -> pd.DataFrame:
    rows = pd.DataFrame(incidents.loc[hits["incident"], list(_INCIDENT)]).reset_index(drop=True)
    target = _TARGET_COLUMNS if "base" in hits.columns else _BORDER_COLUMNS
    for name in filter(_OWN_ADMIN.fullmatch, map(str, incidents.columns)):
        rows[name] = incidents.loc[hits["incident"], name].reset_index(drop=True)
    grades = [match_column(ring, question) for ring in question.rings_m] or ["match"]
    others = [name for name in ("rank", "period") if name in hits.columns]
    for name in (*target, *_DISTANCES, *grades, *others):
        values = hits[name].reset_index(drop=True)
        rows[name] = values.round(0) if name in _DISTANCES else values
    return rows


def _no_exclusions() -> pd.DataFrame:
    names = ("incident_id", "start", "base", "base_id", *_DISTANCES, "reason")
    return pd.DataFrame({name: pd.Series(dtype=object) for name in names})


def _excluded(
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


def _passed_over(
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
    near = _nearest_sites(incidents[placed], always, question)
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
    return f"held by {'nobody named' if pd.isna(name) else name}, not by {question.tenant}"


def _told(
    incidents: gpd.GeoDataFrame, sites: gpd.GeoDataFrame, hits: pd.DataFrame, left_out: pd.DataFrame
) -> pd.DataFrame:
    """Give one line per incident and site left out, but for sites that are a hit all the same."""
    site = _site_names(sites)
    found = set(zip(hits["incident"], site.loc[hits["base"].to_numpy(dtype=np.intp)], strict=True))
    pairs = zip(
        left_out["incident"], site.loc[left_out["base"].to_numpy(dtype=np.intp)], strict=True
    )
    # a site that is a hit by another of its periods needs no excuse
    missed = np.array([pair not in found for pair in pairs], dtype=bool)
    left_out = left_out[missed].sort_values(["incident", "distance_m"], kind="stable")
    if left_out.empty:
        return _no_exclusions()
    told = _with_bases(left_out, sites)
    told["site"] = told["base"].where(told["base"].notna(), told["base_id"])
    reasons = told.groupby(["incident", "site"], sort=False)["reason"].transform(_reasons)
    told = told.assign(reason=reasons).drop_duplicates(["incident", "site"])
    where = told["incident"].to_numpy(dtype=np.intp)
    return pd.DataFrame(
        {
            "incident_id": incidents.loc[where, "incident_id"].to_numpy(),
            "start": incidents.loc[where, "start"].to_numpy(),
            **{name: told[name].to_numpy() for name in ("base", "base_id")},
            **{name: told[name].round(0).to_numpy() for name in _DISTANCES},
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


def country_doubts(answer: Answer) -> list[dict[str, Any]]:
    """
    Count the rows of an answer that lie so near a border that their country is in doubt.

    Parameters
    ----------
    answer
        The answer.

    Returns
    -------
    doubts
        Per pair of countries ``country_located``, ``country_doubt`` and ``rows``, in the order of
        the codes; empty where no row is in doubt.
    """
    rows = answer.rows.drop_duplicates("incident_id")
    rows = rows[rows["country_doubt"].notna()]
    counted: dict[tuple[str, str], int] = {}
    for one, other in zip(rows["country_located"].fillna(""), rows["country_doubt"], strict=True):
        counted[one, other] = counted.get((one, other), 0) + 1
    return [
        {"country_located": one or None, "country_doubt": other, "rows": many}
        for (one, other), many in sorted(counted.items())
    ]


def has_own_sites(answer: Answer, selected: Selected) -> bool:
    """
    Tell whether an answer names sites of the user's, as hits or as what was left out.

    Parameters
    ----------
    answer, selected
        The answer, and what it was asked of.

    Returns
    -------
    has
        Whether any of the rows, or of the pairs left out, has a site that is internal.
    """
    sites = selected.sites
    if sites is None or "base_id" not in answer.rows.columns:
        return False
    own = set(sites.loc[sites["internal"].fillna(value=True).astype(bool), "base_id"])
    return bool(own & {*answer.rows["base_id"], *answer.excluded["base_id"]})


def lines_of_file(path: Path) -> tuple[list[Any], list[str]] | None:
    """
    Read lines to measure from (roads, pipelines, borders), where a file holds such.

    Parameters
    ----------
    path
        Any file that ``--of`` names.

    Returns
    -------
    lines, names
        LineStrings or MultiLineStrings in degrees; null where the file holds points or areas, or
        is no vector file.

    Raises
    ------
    SitmapError
        If it is a vector file that cannot be read.
    """
    from geo.readers.vector import VECTOR_ENDINGS

    if path.suffix.lower() not in VECTOR_ENDINGS:
        return None
    from geo.readers.result import ReadingLog
    from geo.readers.vector import read_vector

    _, geometry = read_vector(path, ReadingLog(path.name))
    kinds = {shape.geom_type for shape in geometry if shape is not None}
    if not kinds or kinds - {"LineString", "MultiLineString"}:
        return None
    from geo.readers import read_boundaries

    borders = read_boundaries(path)
    return list(borders.lines), list(borders.names)
