"""An answer of ``sitmap near`` for people: a headline, a table, and what to know about it."""

from __future__ import annotations

import io
import os
import sys
from typing import TYPE_CHECKING, Any

import pandas as pd
from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from geo.reference import BORDER_PRECISION_M

from .near import OF_BORDERS, country_doubts, has_own_sites
from .near_counts import GRADES, match_column, undated_count
from .options import UNIT_NAMES, in_unit
from .terminal import shown

if TYPE_CHECKING:
    from .near import Answer
    from .near_counts import Question
    from .selecting import Selected

WORDS: dict[str, str] = {
    "inside": "inside",
    "possible": "possible",
    "too_vague": "too vague",
    "centre_only": "centre only",
}
STYLES = {"inside": "bold green", "possible": "yellow", "too_vague": "dim", "centre_only": "cyan"}
_MEANINGS = {
    "inside": "the whole area that holds the incident (90 %) lies within the distance",
    "possible": "a part of that area does",
    "too_vague": "a part does, but the place is known less precisely than the distance asked for",
    "centre_only": "the point does; how precisely it is known is not stated",
}
_PIPED_WIDTH = 120
_LEAST_WIDTH = 60
_WIDE = 100
_SHOWN_ROWS = 60
_SHOWN_EXCLUDED = 15
_SHOWN_VAGUE = 15
_SHOWN_PERIODS = 60
_DATE_WIDTH = 10
_LEAST_COLUMN = 8
_ID_WIDTH = 12
_ONE_DECIMAL_BELOW = 10


def as_table(answer: Answer, selected: Selected, *, marking: str | None) -> str:
    """
    Say an answer to people.

    Parameters
    ----------
    answer
        The answer.
    selected
        What it was asked of.
    marking
        Printed on top; null for none.

    Returns
    -------
    text
        Lines for the width of the terminal, 120 where nobody watches (``COLUMNS`` where set); in
        colour on a terminal only.
    """
    stream = io.StringIO()
    terminal = sys.stdout.isatty()
    columns = os.environ.get("COLUMNS", "")
    piped = int(columns) if columns.isdigit() else _PIPED_WIDTH
    width = max(Console().width if terminal else piped, _LEAST_WIDTH)
    console = Console(file=stream, width=width, force_terminal=terminal, highlight=False)
    if marking:
        console.print(Text(shown(marking), style="bold"))
    for headline in _headline(answer, selected):
        console.print(headline)
    if answer.periods is not None:
        console.print()
        _print_periods(console, answer)
    elif len(answer.rows):
        rows = _for_reading(answer)
        vague = (rows["match"] == "too_vague").fillna(value=False).to_numpy(dtype=bool)
        if not vague.all():
            console.print()
            _print_rows(console, rows[~vague], answer.question, width)
        if vague.any():
            console.print()
            _print_vague(console, rows[vague], answer.question)
    if len(answer.excluded):
        console.print()
        _print_excluded(console, answer)
    console.print()
    for line in _notes(answer, selected):
        console.print(Text(line, style="dim"))
    return "\n".join(line.rstrip() for line in stream.getvalue().splitlines()) + "\n"


def _headline(answer: Answer, selected: Selected) -> list[Text]:
    question = answer.question
    target = _target(question)
    as_of = "" if selected.as_of is None else f", as of {selected.as_of:%Y-%m-%d}"
    held = f" held by {question.tenant}" if question.tenant else ""
    if not question.rings_m:
        rows = _counted(answer.rows["incident_id"].nunique(), "row")
        many = f"The {question.nearest} nearest to" if (question.nearest or 1) > 1 else "Nearest to"
        what = f"{many} {rows}, of {_plural(question)}{held}{as_of}."
        return [Text(shown(what), style="bold")]
    lines = []
    for counts in answer.rings:
        line = Text(
            shown(f"Within {rounded(counts['within_m'], question)} of {target}{held}{as_of}: "),
            style="bold",
        )
        told = [(grade, counts[grade]) for grade in GRADES if counts[grade]]
        sure = [(grade, number) for grade, number in told if grade != "too_vague"]
        for place, (grade, number) in enumerate(sure):
            line.append(", " if place else "")
            line.append(f"{number:,} {_headword(grade)}", style=STYLES[grade])
        if not sure:
            line.append("no incident")
        if counts["too_vague"]:
            line.append(f"; apart from these {counts['too_vague']:,} too vague to say", "dim")
        if counts["series_and_aggregates"]:
            line.append(f"; {counts['series_and_aggregates']:,} series or totals, not counted")
        lines.append(line.append("."))
    return lines


def _headword(grade: str) -> str:
    return {"centre_only": "by the centre only"}.get(grade, WORDS[grade])


def _print_rows(console: Console, rows: pd.DataFrame, question: Question, width: int) -> None:
    wide = width >= _WIDE
    rings = question.rings_m
    distances = [_distance(row, question) for row in rows.head(_SHOWN_ROWS).to_dict("records")]
    titles = ["how surely"] if len(rings) == 1 else [rounded(ring, question) for ring in rings]
    fixed = [_DATE_WIDTH, max(map(len, [*distances, question.unit]))]
    fixed += [
        max(len(title), _grade_width(rows, ring, question))
        for title, ring in zip(titles, rings, strict=True)
    ]
    held = wide and "base" in rows.columns
    names = ["what", "where", "border" if question.of == OF_BORDERS else "site", "held by"]
    shares = [0.24 if wide else 0.0, 0.3, 0.3, 0.16 if held else 0.0]
    ids = [_short(row) for row in rows.head(_SHOWN_ROWS)["incident_id"]]
    fixed.append(max(map(len, ids), default=1))
    left = width - sum(fixed) - 2 * (len(fixed) + sum(share > 0 for share in shares))
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    table.add_column("date", no_wrap=True, min_width=_DATE_WIDTH)
    table.add_column("id", no_wrap=True, min_width=fixed[-1])
    for name, share in zip(names, shares, strict=True):
        if share:
            most = max(int(left * share / sum(shares)), _LEAST_COLUMN)
            table.add_column(name, overflow="ellipsis", no_wrap=True, max_width=most)
    table.add_column(question.unit, justify="right", no_wrap=True, min_width=fixed[1])
    for title, least in zip(titles, fixed[2:-1], strict=True):
        table.add_column(title, no_wrap=True, min_width=least)
    for row in rows.head(_SHOWN_ROWS).to_dict("records"):
        cells = [_date(row), _short(row["incident_id"])]
        if wide:
            cells.append(_what(row))
        cells += [_where(row), _text(row.get("base", row.get("nearest_border")))]
        if held:
            cells.append(_text(row["tenant"]))
        cells.append(_distance(row, question))
        grades = [row[match_column(ring, question)] for ring in rings]
        table.add_row(*(Text(shown(cell)) for cell in cells), *map(_grade, grades))
    console.print(table)
    if len(rows) > _SHOWN_ROWS:
        console.print(f"and {len(rows) - _SHOWN_ROWS:,} more rows; --format csv gives all")


def _print_vague(console: Console, rows: pd.DataFrame, question: Question) -> None:
    """Tell each incident once: where so little is known, no site is more likely than another."""
    distance = rounded(question.rings_m[-1], question)
    console.print(Text(f"Too vague to say whether within {distance}:", style="bold"))
    name = "base" if "base" in rows.columns else "nearest_border"
    groups = list(rows.groupby("incident_id", sort=False))
    for _, sites in groups[:_SHOWN_VAGUE]:
        row = sites.iloc[sites["distance_min_m"].argmin()].to_dict()
        line = f"{_date(row)}  {_short(row['incident_id'])}  {_what(row)}, {_where(row)}: "
        line += f"{_distance(row, question)} {question.unit} from {_text(row[name])}"
        if len(sites) > 1:
            line += f", and {_counted(len(sites) - 1, 'more site')}"
        console.print(Padding(Text(shown(line), style=STYLES["too_vague"]), (0, 0, 0, 2)))
    if len(groups) > _SHOWN_VAGUE:
        console.print(f"  and {len(groups) - _SHOWN_VAGUE:,} more; --format csv gives all")


def _grade_width(rows: pd.DataFrame, ring: float, question: Question) -> int:
    grades = rows[match_column(ring, question)].dropna()
    return max((len(WORDS[grade]) for grade in grades), default=1)


def _for_reading(answer: Answer) -> pd.DataFrame:
    """Put the surest first, one line per site: the tenants of one site lie at one distance."""
    rows = answer.rows.copy()
    if answer.question.rings_m:
        order = {grade: place for place, grade in enumerate(GRADES)}
        rows = rows.iloc[rows["match"].map(order).argsort(kind="stable")]
    if "base" not in rows.columns or rows.empty:
        return rows
    keys = ["incident_id", "base", "distance_m"]
    rows["tenant"] = rows.groupby(keys, sort=False, dropna=False)["tenant"].transform(_together)
    return rows.drop_duplicates(keys)


def _print_periods(console: Console, answer: Answer) -> None:
    periods = answer.periods
    if periods is None or periods.empty:
        console.print("No incident has a date, so none falls into a period.")
        return
    question = answer.question
    many = len(question.rings_m) > 1
    whole = periods[periods["target"].isna()]
    if len(whole) > _SHOWN_PERIODS:
        counted = whole[[*GRADES, "loosely_dated"]].sum(axis=1) > 0
        console.print(f"{question.by}s without any are left out")
        whole = whole[counted]
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    table.add_column(str(question.by), no_wrap=True)
    if many:
        table.add_column("within", justify="right", no_wrap=True)
    for name in (*map(_headword, GRADES), "loosely dated"):
        table.add_column(name, justify="right")
    for row in whole.head(_SHOWN_PERIODS).to_dict("records"):
        cells = [_period(row["start"], str(question.by))]
        cells += [rounded(row["within_m"], question)] if many else []
        numbers = [row[name] for name in (*GRADES, "loosely_dated")]
        table.add_row(*cells, *(Text(f"{n:,}" if n else "–") for n in numbers))
    console.print(table)
    if len(whole) > _SHOWN_PERIODS:
        console.print(f"and {len(whole) - _SHOWN_PERIODS:,} more; --format csv gives all")


def _print_excluded(console: Console, answer: Answer) -> None:
    rows = answer.excluded
    within = bool(answer.question.rings_m)
    title = "Not counted, though within the distance:" if within else "Passed over, though closer:"
    console.print(Text(title, style="bold"))
    for row in rows.head(_SHOWN_EXCLUDED).to_dict("records"):
        distance = f"{_distance(row, answer.question)} {answer.question.unit}"
        line = f"{_date(row)}  {row['incident_id']}  {row['base']}, {distance}: {row['reason']}"
        console.print(Padding(Text(shown(line)), (0, 0, 0, 2)))
    if len(rows) > _SHOWN_EXCLUDED:
        console.print(f"  and {len(rows) - _SHOWN_EXCLUDED:,} more; --json gives all")


def _notes(answer: Answer, selected: Selected) -> list[str]:
    question = answer.question
    lines = []
    grades = {grade for counts in answer.rings for grade in GRADES if counts[grade]}
    lines += [f"{WORDS[grade]}: {_MEANINGS[grade]}" for grade in GRADES if grade in grades]
    unit = UNIT_NAMES[question.unit]
    lines.append(f"Distances: {unit} on the WGS 84 ellipsoid, least to greatest between areas.")
    packaged = (
        f"Natural Earth, drawn for 1:10,000,000, good to about {BORDER_PRECISION_M / 1000:g} km"
    )
    if selected.borders is None:
        lines.append(f"Borders: {packaged}; point of view {selected.view}; no opinion on status.")
    elif selected.own_lines:
        lines.append(f"Borders: {selected.borders}; how precise they are is not known.")
    else:
        lines.append(
            f"Countries: {selected.borders}; how precise they are is not known. It holds no line"
            f" between two countries, so border distances are to the packaged borders: {packaged}."
        )
    lines += _about_rows(answer, selected)
    if selected.sites is not None and question.of != OF_BORDERS:
        left_out = selected.sites.attrs.get("left_out", ())
        lines += [f"Not a base: {told}." for told in left_out]
        if any(", row " in told for told in left_out):
            lines.append("Rows are counted without the header.")
    lines += [_doubt(doubt) for doubt in country_doubts(answer)]
    if has_own_sites(answer, selected):
        lines.append("Your own sites are internal: keep this answer out of public outputs.")
    return [shown(line) for line in lines]


def _about_rows(answer: Answer, selected: Selected) -> list[str]:
    """Account for every row: asked, without a point, known too little, skipped."""
    question = answer.question
    lines = []
    if len(answer.rows) and "period" in answer.rows.columns:
        loose = int((answer.rows["period"] == "possible").sum())
        if loose:
            lines.append(f"{loose:,} of the pairs hold only if the site was held that day.")
    asked = f"{_counted(answer.asked, 'row')} asked"
    if answer.unlocated:
        asked += f"; {answer.unlocated:,} without a point"
    if answer.vague:
        asked += f"; {answer.vague:,} known only to a country, not measured from"
    if question.by is not None and undated_count(selected):
        asked += f"; {undated_count(selected):,} undated, in no {question.by}"
    lines.append(asked + ".")
    if selected.result.skipped:
        skipped = _counted(len(selected.result.skipped), "note")
        lines.append(f"{skipped} on what was skipped in the input; see: sitmap read")
    return lines


def _doubt(doubt: dict[str, Any]) -> str:
    located = doubt["country_located"] or "no country"
    verb = "lies" if doubt["rows"] == 1 else "lie"
    return (
        f"{_counted(doubt['rows'], 'row')} {verb} within the tolerance of a border; located in"
        f" {located}, may be {doubt['country_doubt']}."
    )


def _target(question: Question) -> str:
    named = {"bases": "a base", OF_BORDERS: "a land border"}
    return named.get(question.of, f"a place of {question.of}")


def _plural(question: Question) -> str:
    named = {"bases": "bases", OF_BORDERS: "land borders"}
    return named.get(question.of, f"the places of {question.of}")


def _grade(grade: Any) -> Text:  # noqa: ANN401 - a word or null
    return Text("–") if pd.isna(grade) else Text(WORDS[grade], style=STYLES[grade])


def _date(row: dict[Any, Any]) -> str:
    if pd.isna(row["start"]):
        return "undated"
    precision = str(row.get("time_precision"))
    return f"{row['start']:%Y-%m}" if precision == "month" else f"{row['start']:%Y-%m-%d}"


def _what(row: dict[Any, Any]) -> str:
    what = _text(row["event_type"])
    return what if row["kind"] == "incident" else f"{row['kind']}: {what}"


def _short(incident_id: Any) -> str:  # noqa: ANN401 - whatever a cell holds
    words = _text(incident_id)
    return words if len(words) <= _ID_WIDTH else f"…{words[1 - _ID_WIDTH :]}"


def _where(row: dict[Any, Any]) -> str:
    """Name the place, else the smallest area known, else the country."""
    known = (row.get(name) for name in ("place", "admin2", "admin1", "country_located"))
    return next((str(name) for name in known if name is not None and not pd.isna(name)), "–")


def _text(value: Any) -> str:  # noqa: ANN401 - whatever a cell holds
    return "–" if value is None or pd.isna(value) else str(value)


def _distance(row: dict[Any, Any], question: Question) -> str:
    low, centre, high = (row[f"distance_{part}m"] for part in ("min_", "", "max_"))
    if pd.isna(low) or pd.isna(high):
        return _number(centre, question)
    least, most = _number(low, question), _number(high, question)
    return least if least == most else f"{least} to {most}"


def _number(metres: float, question: Question) -> str:
    value = in_unit(metres, question.unit)
    return f"{value:,.1f}" if 0 < value < _ONE_DECIMAL_BELOW else f"{value:,.0f}"


def rounded(metres: float, question: Question) -> str:
    """Say a distance that was asked for in the unit it was asked in."""
    return f"{round(in_unit(metres, question.unit), 6):g} {question.unit}"


def _period(start: Any, by: str) -> str:  # noqa: ANN401 - a timestamp
    if by == "year":
        return f"{start:%Y}"
    return f"{start:%Y-%m}" if by == "month" else f"{start:%Y-%m-%d}"


def _counted(number: int, noun: str) -> str:
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def _together(tenants: pd.Series[str]) -> str:
    return ", ".join(dict.fromkeys(tenants.dropna())) or "not stated"
