"""An answer of ``sitmap near`` for machines: CSV, JSON, GeoJSON."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pandas as pd

from geo.errors import ParameterError
from geo.files import formula_safe
from geo.reference import BORDER_PRECISION_M
from geo.table import to_geojson

from .near import country_doubts, has_own_sites

if TYPE_CHECKING:
    from .near import Answer
    from .selecting import Selected

FORMATS = ("table", "csv", "json", "geojson")
"""What ``--format`` takes."""


def as_csv(answer: Answer) -> str:
    """
    Give the rows, or the counts per period where these were asked for, as CSV.

    Parameters
    ----------
    answer
        The answer.

    Returns
    -------
    text
        A header and one line per row, distances in metres, unknown blank; a cell that a
        spreadsheet would take for a formula has an apostrophe in front.
    """
    rows = answer.rows if answer.periods is None else answer.periods
    texts = rows.select_dtypes(["string", "object"]).columns
    safe = {name: rows[name].map(_cell_safe) for name in texts}
    return str(rows.assign(**safe).to_csv(index=False, lineterminator="\n"))


def as_json(answer: Answer, selected: Selected) -> str:
    """
    Give the whole answer as JSON.

    Parameters
    ----------
    answer
        The answer.
    selected
        What it was asked of.

    Returns
    -------
    text
        One object: what was asked, ``counts`` of the widest distance, ``rings``, ``rows``,
        ``sites`` (counts per site), ``excluded``, ``periods`` (null where not asked for).
        Distances in metres, unknown null.
    """
    return (
        json.dumps(
            {**_about(answer, selected), "rows": _records(answer.rows)}
            | {
                "sites": _records(answer.sites),
                "excluded": _records(answer.excluded),
                "periods": None if answer.periods is None else _records(answer.periods),
            },
            ensure_ascii=False,
            indent=1,
        )
        + "\n"
    )


def as_geojson(answer: Answer, selected: Selected) -> str:
    """
    Give the incidents of the answer as GeoJSON.

    Parameters
    ----------
    answer
        The answer; counts per period have no geometry.
    selected
        What it was asked of.

    Returns
    -------
    text
        A FeatureCollection in the form of ``geo.table.to_geojson``, the incidents in their order,
        each with ``near``: its rows of the answer.

    Raises
    ------
    ParameterError
        If the answer is one of counts per period.
    """
    if answer.periods is not None:
        raise ParameterError("`--by` gives counts, which have no geometry; give csv or json")
    incidents = selected.incidents.reset_index(drop=True)
    ids = answer.rows["incident_id"]
    found = incidents[incidents["incident_id"].isin(ids)]
    metres = [name for name in found.select_dtypes("Float64").columns if name.endswith("_m")]
    found = found.assign(**{name: found[name].round(1) for name in metres})
    near: dict[Any, list[Any]] = {}
    target = [name for name in answer.rows.columns if name not in incidents.columns]
    target += ["nearest_border"] if "nearest_border" in answer.rows.columns else []
    for name, record in zip(ids, _records(answer.rows[target]), strict=True):
        near.setdefault(name, []).append(record)
    collection: dict[str, Any] = to_geojson(found)
    for feature in collection["features"]:
        feature["properties"]["near"] = near[feature["properties"]["incident_id"]]
    about = {name: value for name, value in _about(answer, selected).items() if name != "rings"}
    return json.dumps({**collection, "sitmap_near": about}, ensure_ascii=False) + "\n"


def _about(answer: Answer, selected: Selected) -> dict[str, Any]:
    question = answer.question
    rings = answer.rings
    sites = selected.sites
    widest = rings[-1] if rings else {}
    return {
        "of": question.of,
        "within_m": question.rings_m[-1] if question.rings_m else None,
        "nearest": question.nearest,
        "tenant": question.tenant,
        "as_of": None if selected.as_of is None else selected.as_of.isoformat(),
        "point_of_view": selected.view if selected.borders is None else selected.borders,
        "border_precision_m": None if selected.own_lines else BORDER_PRECISION_M,
        "border_lines": selected.borders if selected.own_lines else "Natural Earth",
        "asked": answer.asked,
        "without_point": answer.unlocated,
        "too_vague_for_nearest": answer.vague,
        "country_doubts": country_doubts(answer),
        "bases_left_out": [] if sites is None else sites.attrs.get("left_out", []),
        "internal_sites": has_own_sites(answer, selected),
        "counts": {name: number for name, number in widest.items() if name != "within_m"},
        "rings": rings,
    }


def _records(rows: pd.DataFrame) -> list[dict[str, Any]]:
    loaded: list[dict[str, Any]] = json.loads(rows.to_json(orient="records", date_format="iso"))
    return loaded


def _cell_safe(value: Any) -> Any:  # noqa: ANN401 - whatever a cell holds
    return formula_safe(value) if isinstance(value, str) else value
