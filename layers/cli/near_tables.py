"""The tables of an answer of ``sitmap near`` for people: rows, sites, periods, what is left out."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from .near_counts import GRADES, match_column
from .near_words import (
    STYLES,
    WORDS,
    counted,
    date_of,
    days_of,
    distance_of,
    headword,
    period_of,
    rounded,
    short_id,
    text_of,
    what_of,
    where_of,
)
from .terminal import shown

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import Console

    from .near import Answer
    from .near_counts import Question

_WIDE = 100
_SHOWN_ROWS = 60
_SHOWN_BESIDE_SITES = 25
_SHOWN_SITES = 20
_SHOWN_EXCLUDED = 15
_SHOWN_VAGUE = 15
_SHOWN_PERIODS = 60
_LEAST_COLUMN = 8


def print_hits(console: Console, answer: Answer, line: str) -> None:
    """Print sites where the rows are many, then the surest rows, then what is too vague."""
    rows = _in_order(answer)
    sites, tenants = _one_per_site(rows)
    vague = (sites["match"] == "too_vague").fillna(value=False).to_numpy(dtype=bool)
    many = int((~vague).sum()) > _SHOWN_ROWS and len(answer.sites) > 1
    if many:
        console.print()
        _print_sites(console, answer, line)
    if not vague.all():
        console.print()
        most = _SHOWN_BESIDE_SITES if many else _SHOWN_ROWS
        some = sites[~vague]
        _print_rows(console, _with_tenants(some.head(most), tenants), answer.question, line)
        if len(some) > most:
            console.print(f"and {len(some) - most:,} more rows; --format csv gives all")
    if vague.any():
        console.print()
        _print_vague(console, sites[vague], answer.question)


def _in_order(answer: Answer) -> pd.DataFrame:
    """Put the surest first, of these the earliest; the nearest of each incident as they were."""
    rows = answer.rows
    if not answer.question.rings_m:
        return rows
    grade = rows["match"].map({grade: place for place, grade in enumerate(GRADES)})
    start = rows["start"].to_numpy(dtype="datetime64[us]")
    never = np.datetime64("9999-12-31", "us")
    order = np.lexsort((np.where(np.isnat(start), never, start), grade.to_numpy(dtype=np.intp)))
    ordered: pd.DataFrame = rows.iloc[order]
    return ordered


_SITE = ["incident_id", "base", "distance_m", "distance_min_m"]


def _one_per_site(rows: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame | None]:
    """Give one row per site, and who holds it: its tenants lie at one distance."""
    if "base" not in rows.columns:
        return rows, None
    return rows.drop_duplicates(_SITE), rows[[*_SITE, "tenant"]].drop_duplicates()


def _with_tenants(rows: pd.DataFrame, tenants: pd.DataFrame | None) -> pd.DataFrame:
    if tenants is None or rows.empty:
        return rows
    some = tenants[tenants["incident_id"].isin(rows["incident_id"])]
    held = some.groupby(_SITE, sort=False, dropna=False)["tenant"].agg(_together)
    keys = pd.MultiIndex.from_frame(rows[_SITE])
    return rows.assign(tenant=held.reindex(keys).to_numpy())


def _together(tenants: pd.Series[str]) -> str:
    return ", ".join(dict.fromkeys(tenants.dropna())) or "not stated"


def _print_rows(console: Console, rows: pd.DataFrame, question: Question, line: str) -> None:
    wide = console.width >= _WIDE
    records = rows.to_dict("records")
    rings = question.rings_m
    columns: list[tuple[str, list[str]]] = []
    if wide and rows["event_type"].notna().any():
        columns.append(("what", [what_of(row) for row in records]))
    columns.append(("where", [where_of(row) for row in records]))
    columns.append((line, [text_of(row.get("base", row.get("nearest_border"))) for row in records]))
    if wide and "base" in rows.columns:
        columns.append(("held by", [text_of(row["tenant"]) for row in records]))
    dates = [date_of(row) for row in records]
    ids = [short_id(row["incident_id"]) for row in records]
    distances = [distance_of(row, question) for row in records]
    titles = ["how surely"] if len(rings) == 1 else [rounded(ring, question) for ring in rings]
    grades = [[_grade(row[match_column(ring, question)]) for row in records] for ring in rings]
    fixed = [("date", dates), ("id", ids), (question.unit, distances)]
    fixed += [
        (title, [cell.plain for cell in cells]) for title, cells in zip(titles, grades, strict=True)
    ]
    taken = sum(_width(title, cells) for title, cells in fixed)
    left = console.width - taken - 2 * (len(fixed) + len(columns))
    widths = _shared(left, [_width(title, cells) for title, cells in columns])
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    table.add_column("date", no_wrap=True)
    table.add_column("id", no_wrap=True)
    for (title, _), width in zip(columns, widths, strict=True):
        table.add_column(title, overflow="ellipsis", no_wrap=True, max_width=width)
    table.add_column(question.unit, justify="right", no_wrap=True, min_width=_width(*fixed[2]))
    for title, cells in fixed[3:]:
        table.add_column(title, no_wrap=True, min_width=_width(title, cells))
    for number in range(len(records)):
        words = [dates[number], ids[number], *(cells[number] for _, cells in columns)]
        words.append(distances[number])
        surely = (cells[number] for cells in grades)
        table.add_row(*(Text(shown(word)) for word in words), *surely)
    console.print(table)


def _width(title: str, cells: Sequence[str]) -> int:
    return max(map(len, [title, *cells]))


def _shared(left: int, wanted: Sequence[int]) -> list[int]:
    """Share columns of text among cells: the narrow get what they want, the wide what is left."""
    widths = list(wanted)
    while sum(widths) > left and max(widths) > _LEAST_COLUMN:
        widths[widths.index(max(widths))] -= 1
    return widths


def _print_vague(console: Console, rows: pd.DataFrame, question: Question) -> None:
    """Tell each place once: where so little is known, no site is more likely than another."""
    distance = rounded(question.rings_m[-1], question)
    console.print(Text(f"Too vague to say whether within {distance}:", style="bold"))
    target = "base" if "base" in rows.columns else "nearest_border"
    nearest = rows.sort_values("distance_min_m", kind="stable").drop_duplicates("incident_id")
    others = rows["incident_id"].value_counts() - 1
    nearest = nearest.sort_index().assign(others=lambda some: some["incident_id"].map(others))
    records = nearest.to_dict("records")
    said = nearest.assign(
        where=[where_of(row) for row in records],
        told=[f"{distance_of(row, question)} {question.unit}" for row in records],
        target=[text_of(row[target]) for row in records],
    )
    groups = list(said.groupby(["where", "told", "target"], sort=False))
    for (where, told, name), some in groups[:_SHOWN_VAGUE]:
        row = some.iloc[0].to_dict()
        line = f"{date_of(row)}  {short_id(row['incident_id'])}  {what_of(row)}, {where}"
        if len(some) > 1:
            line = f"{days_of(some['start'])}  {len(some):,} rows  {where}"
        line += f": {told} from {name}"
        more = int(some["others"].max())
        if more:
            line += f", and {'up to ' if len(some) > 1 else ''}{counted(more, 'more site')}"
        _print_line(console, line, STYLES["too_vague"])
    if len(groups) > _SHOWN_VAGUE:
        rest = sum(len(some) for _, some in groups[_SHOWN_VAGUE:])
        console.print(f"  and {rest:,} more; --format csv gives all")


def _print_sites(console: Console, answer: Answer, line: str) -> None:
    shown_grades = [grade for grade in GRADES if answer.sites[grade].any()]
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    table.add_column(line, no_wrap=True, overflow="ellipsis")
    for grade in shown_grades:
        table.add_column(headword(grade), justify="right", no_wrap=True)
    for row in answer.sites.head(_SHOWN_SITES).to_dict("records"):
        numbers = (
            Text(f"{row[grade]:,}", style=STYLES[grade]) if row[grade] else Text("–")
            for grade in shown_grades
        )
        table.add_row(Text(shown(row["target"])), *numbers)
    console.print(table)
    if len(answer.sites) > _SHOWN_SITES:
        console.print(f"and {len(answer.sites) - _SHOWN_SITES:,} more; --json gives all")


def print_periods(console: Console, answer: Answer) -> None:
    """Print how many there were in each calendar period."""
    periods = answer.periods
    if periods is None or periods.empty:
        console.print("No incident has a date, so none falls into a period.")
        return
    question = answer.question
    many = len(question.rings_m) > 1
    whole = periods[periods["target"].isna()]
    if len(whole) > _SHOWN_PERIODS:
        any_counted = whole[[*GRADES, "loosely_dated"]].sum(axis=1) > 0
        console.print(f"{question.by}s without any are left out")
        whole = whole[any_counted]
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    table.add_column(str(question.by), no_wrap=True)
    if many:
        table.add_column("within", justify="right", no_wrap=True)
    for name in (*map(headword, GRADES), "loosely dated"):
        table.add_column(name, justify="right")
    for row in whole.head(_SHOWN_PERIODS).to_dict("records"):
        cells = [period_of(row["start"], str(question.by))]
        cells += [rounded(row["within_m"], question)] if many else []
        numbers = [row[name] for name in (*GRADES, "loosely_dated")]
        table.add_row(*cells, *(Text(f"{n:,}" if n else "–") for n in numbers))
    console.print(table)
    if len(whole) > _SHOWN_PERIODS:
        console.print(f"and {len(whole) - _SHOWN_PERIODS:,} more; --format csv gives all")


def print_excluded(console: Console, answer: Answer) -> None:
    """Print what lies near and is no hit, one line per site and reason."""
    question = answer.question
    within = bool(question.rings_m)
    title = "Not counted, though within the distance:" if within else "Passed over, though closer:"
    console.print(Text(title, style="bold"))
    groups = list(answer.excluded.groupby(["base", "reason"], sort=False, dropna=False))
    groups.sort(key=lambda group: -len(group[1]))
    for (base, reason), some in groups[:_SHOWN_EXCLUDED]:
        row = some.iloc[int(some["distance_m"].astype(float).fillna(np.inf).argmin())].to_dict()
        distance = f"{distance_of(row, question)} {question.unit}"
        if len(some) == 1:
            line = f"{date_of(row)}  {row['incident_id']}  {text_of(base)}, {distance}: {reason}"
        else:
            words = str(reason).replace("the incident lies outside", "the incidents lie outside")
            line = f"{text_of(base)}, {len(some):,} rows of {days_of(some['start'])}, the nearest"
            line += f" {distance}: {words}"
        _print_line(console, line)
    if len(groups) > _SHOWN_EXCLUDED:
        rest = sum(len(some) for _, some in groups[_SHOWN_EXCLUDED:])
        console.print(f"  and {rest:,} more rows; --json gives all")


def _print_line(console: Console, line: str, style: str = "") -> None:
    console.print(Padding(Text(shown(line), style=style), (0, 0, 0, 2)))


def _grade(grade: object) -> Text:
    return Text(WORDS[grade], style=STYLES[grade]) if isinstance(grade, str) else Text("–")
