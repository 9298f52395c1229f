"""Land borders with their status."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import TYPE_CHECKING

from .layer import StoredTable

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

BORDER_PRECISION_M = 1_000.0
"""Scale of the error of the packaged border lines: Natural Earth 10m is drawn for 1:10,000,000
maps, where the width of a line (0.1 mm) is 1 km on the ground. Printed beside border distances."""

_PARENT = {
    "GF": "FR",
    "GP": "FR",
    "MQ": "FR",
    "RE": "FR",
    "YT": "FR",
    "SJ": "NO",
    "BV": "NO",
    "BQ": "NL",
    "TK": "NZ",
    "CX": "AU",
    "CC": "AU",
}
"""Parts of a state that ISO 3166-1 codes apart, for asking after the state's borders."""


@dataclass(frozen=True, slots=True)
class BorderLine:
    """
    Land border of one pair and one status, a LineString or MultiLineString in degrees.

    `country_a` < `country_b`; `country_b` is null where a line divides one state (Somaliland) or
    bounds ground of no state. `status` is ``agreed``, ``disputed``, ``indefinite``,
    ``line_of_control``, ``armistice`` or ``unrecognised``; `valid_from` null where it is old.
    """

    border_id: str
    country_a: str | None
    country_b: str | None
    status: str
    name: str | None
    valid_from: date | None
    geometry: BaseGeometry


@cache
def border_lines() -> tuple[BorderLine, ...]:
    """Give every land border line, in order of its pair."""
    table = StoredTable("borders")
    names = ("border_id", "country_a", "country_b", "status", "name")
    columns = [table.values(name) for name in names]
    since = [day and date.fromisoformat(day) for day in table.values("valid_from")]
    lines = table.outlines.several(range(len(table)))
    return tuple(BorderLine(*row) for row in zip(*columns, since, lines, strict=True))


def borders_of(code: str) -> tuple[BorderLine, ...]:
    """Give the border lines of one country (ISO alpha-2), lines inside it left out."""
    return _lines_beside(code)


def sides_of(line: BorderLine) -> set[str]:
    """Give the countries beside a line; a part with a code of its own counts as its state too."""
    return {side for side in _sides(line) if side is not None}


def line_between(
    lines: Iterable[BorderLine], country_a: str, country_b: str
) -> BaseGeometry | None:
    """
    Join those of some lines that two countries share.

    Parameters
    ----------
    lines
        Border lines.
    country_a, country_b
        As in `border`.

    Returns
    -------
    geometry
        As from `border`.
    """
    import shapely

    pair = {country_a, country_b}
    if len(pair) < 2:
        return None
    shared = [line.geometry for line in lines if pair <= _sides(line, *pair)]
    if len(shared) < 2:
        return shared[0] if shared else None
    return shapely.line_merge(shapely.union_all(shared))


def _sides(line: BorderLine, *asked: str) -> set[str | None]:
    """Sides of a line; a part of a state with its own code also counts as that state."""
    sides = {line.country_a, line.country_b}
    return sides | {_PARENT.get(side or "") for side in sides if side not in asked}


@cache
def border(country_a: str, country_b: str) -> BaseGeometry | None:
    """
    Give the land border between two countries.

    Parameters
    ----------
    country_a, country_b
        ISO alpha-2 codes in either order.

    Returns
    -------
    geometry
        LineString or MultiLineString in degrees, of any status; null where they do not meet.
    """
    return line_between(_lines_beside(country_a), country_a, country_b)


def _lines_beside(code: str) -> tuple[BorderLine, ...]:
    """Border lines that a country or a part of it may be a side of."""
    return _lines_by_side().get(code, ())


@cache
def _lines_by_side() -> dict[str, tuple[BorderLine, ...]]:
    lines: dict[str, list[BorderLine]] = {}
    for line in border_lines():
        for side in sides_of(line) if line.country_b else ():
            lines.setdefault(side, []).append(line)
    return {side: tuple(found) for side, found in lines.items()}
