"""The question of ``sitmap near`` put to ``geo``, and its answer as tables."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from geo.errors import ParameterError
from geo.models import Precision

from .near_counts import DISTANCES, Happenings, Question, match_column
from .near_left_out import excluded_within, no_exclusions, passed_over
from .near_lines import hits_of_lines
from .near_sites import TARGET_COLUMNS, held_by, nearest_sites, with_bases, within

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
_BORDER_COLUMNS = ("nearest_border",)


@dataclass(frozen=True, slots=True)
class Answer:
    """
    What came of a `Question`.

    `rows` has a row per incident and site, surest first within the order of the incidents; `rings`
    counts happenings per distance and grade, `periods` per calendar period too (null where not
    asked for), `sites` per site or border within the widest distance; `excluded` are the pairs
    left out, with the reason; `asked` counts the rows asked about, `unlocated` those of them
    without a point, `vague` those left out because they are known only to a country, which has no
    nearest site or line.
    """

    question: Question
    rows: pd.DataFrame
    rings: list[dict[str, Any]]
    periods: pd.DataFrame | None
    sites: pd.DataFrame
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
    excluded = no_exclusions()
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
        hits = hits_of_lines(incidents, lines, question, selected)
        vague = whole_country
    else:
        sites = selected.sites
        if sites is None:
            raise ParameterError("`--bases` is 'none'; near needs bases to measure from")
        sites = sites.reset_index(drop=True)
        held = held_by(sites, question.tenant)
        if question.rings_m:
            hits = within(incidents, sites[held], question)
            excluded = excluded_within(incidents, sites, held, hits, question)
        else:
            vague = whole_country
            hits = nearest_sites(incidents[placed], sites[held], question)
            excluded = passed_over(incidents, placed, sites, held, hits, question)
        hits = with_bases(hits, sites)
    happenings = Happenings(incidents)
    return Answer(
        question=question,
        rows=_rows(incidents, hits, question),
        rings=[happenings.counted(hits, ring, question) for ring in question.rings_m],
        periods=None if question.by is None else happenings.per_period(hits, question),
        sites=happenings.per_site(hits, question),
        excluded=excluded,
        asked=len(incidents),
        unlocated=int(incidents.geometry.isna().sum()),
        vague=vague,
    )


def _rows(incidents: gpd.GeoDataFrame, hits: pd.DataFrame, question: Question) -> pd.DataFrame:
    rows = pd.DataFrame(incidents.loc[hits["incident"], list(_INCIDENT)]).reset_index(drop=True)
    target = TARGET_COLUMNS if "base" in hits.columns else _BORDER_COLUMNS
    for name in filter(_OWN_ADMIN.fullmatch, map(str, incidents.columns)):
        rows[name] = incidents.loc[hits["incident"], name].reset_index(drop=True)
    grades = [match_column(ring, question) for ring in question.rings_m] or ["match"]
    others = [name for name in ("rank", "period") if name in hits.columns]
    for name in (*target, *DISTANCES, *grades, *others):
        values = hits[name].reset_index(drop=True)
        rows[name] = values.round(0) if name in DISTANCES else values
    return rows


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
