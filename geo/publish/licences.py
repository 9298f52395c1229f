"""Licences: rows that must not be passed on, and how every output cites its sources."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import pandas as pd

from ..errors import ParameterError

if TYPE_CHECKING:
    from datetime import datetime

    import geopandas as gpd

    from .sites import Words

NOT_PASSED_ON = {
    "ACLED": re.compile(r"\bacled\b|armed conflict location", re.IGNORECASE),
    "GTD": re.compile(r"\bgtd\b|global ?terrorism", re.IGNORECASE),
}
"""Data whose terms of use forbid passing on rows, and how its name is recognised."""

# an escape in the JSON text may hide a letter of a name
_HINT = r"acled|armed.conflict|gtd|global.?terrorism|\\u"
_SPEAKING = ("licence", "publisher", "report")
NOT_STATED = "source not stated"


def restricted_rows(incidents: gpd.GeoDataFrame) -> dict[str, int]:
    """
    Count rows of data whose terms forbid passing them on.

    Parameters
    ----------
    incidents
        The incident table.

    Returns
    -------
    counts
        Name of the data to rows, only where there are any: told by the licence, publisher
        or name of a source, or by the prefix of the id.
    """
    texts = incidents["sources"].fillna("")
    # each row of a long table may have sources of its own: only these are worth parsing
    doubtful = texts.str.contains(_HINT, case=False).to_numpy(bool)
    ids = incidents["incident_id"].fillna("")
    restricted = {}
    for name, pattern in NOT_PASSED_ON.items():
        mine = ids.str.startswith(f"{name.lower()}:").to_numpy(bool, copy=True)
        known = {text: _is_of(text, pattern) for text in texts[doubtful].unique()}
        mine[doubtful] |= texts[doubtful].map(known).to_numpy(bool)
        if mine.any():
            restricted[name] = int(mine.sum())
    return restricted


def refuse_restricted(incidents: gpd.GeoDataFrame) -> None:
    """
    Refuse to make rows public whose terms forbid it.

    Parameters
    ----------
    incidents
        The incident table.

    Raises
    ------
    ParameterError
        If it holds rows of ACLED or GTD.
    """
    for name, rows in restricted_rows(incidents).items():
        raise ParameterError(
            f"{rows:,} rows are raw {name} data, whose terms of use forbid passing rows on; leave"
            " that source out, or write an output marked private with `--profile internal`"
        )


def citation(text: Any, secret: Words, accessed: datetime | None) -> str:  # noqa: ANN401 - a cell
    """
    Cite the sources of a row without leading to the row.

    Parameters
    ----------
    text
        The cell ``sources``: JSON text, or null.
    secret
        Names that must not appear.
    accessed
        The state of knowledge; null where unknown.

    Returns
    -------
    sources
        JSON text: publisher, licence and day of access of each different source; titles, links,
        dates of publication and names of files are left out.
    """
    day = None if accessed is None else f"{accessed:%Y-%m-%d}"
    cited: dict[tuple[str, str | None], dict[str, str | None]] = {}
    for source in _sources(text):
        publisher = source.get("publisher") or NOT_STATED
        licence = source.get("licence")
        if secret.found_in(publisher) or re.search(r"[/\\]", str(publisher)):
            publisher = NOT_STATED
        if licence is not None and secret.found_in(licence):
            licence = None
        cited[str(publisher), licence] = {
            "report": str(publisher),
            "publisher": str(publisher),
            "licence": licence,
            "title": None if day is None else f"accessed {day}",
        }
    ordered = sorted(
        cited.values(), key=lambda item: (str(item["publisher"]), str(item["licence"]))
    )
    return json.dumps(ordered, ensure_ascii=False)


def citations(incidents: gpd.GeoDataFrame) -> list[str]:
    """
    Give the sources of public rows as lines.

    Parameters
    ----------
    incidents
        A public table.

    Returns
    -------
    lines
        One per publisher and licence, in the order of the alphabet.
    """
    lines = set()
    for text in incidents["sources"].dropna().unique():
        for source in _sources(text):
            line = str(source["publisher"])
            if source.get("licence"):
                line += f" ({source['licence']})"
            if source.get("title"):
                line += f", {source['title']}"
            lines.add(line)
    return sorted(lines)


def _sources(text: Any) -> list[dict[str, Any]]:  # noqa: ANN401 - a cell
    if text is None or pd.isna(text):
        return [{}]
    try:
        found = json.loads(str(text))
    except ValueError:
        return [{}]
    return [item for item in found if isinstance(item, dict)] or [{}]


def _is_of(text: str, pattern: re.Pattern[str]) -> bool:
    return any(
        pattern.search(str(source.get(key) or "").replace("_", " "))
        for source in _sources(text)
        for key in _SPEAKING
    )
