"""An answer of ``sitmap near`` for people: a headline, a table, and what to know about it."""

from __future__ import annotations

import io
import os
import sys
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.text import Text

from geo.reference import BORDER_PRECISION_M

from .near import OF_BORDERS, country_doubts, has_own_sites
from .near_counts import GRADES, undated_count
from .near_tables import print_excluded, print_hits, print_periods
from .near_words import STYLES, WORDS, counted, headword, rounded
from .options import UNIT_NAMES
from .terminal import shown

if TYPE_CHECKING:
    from .near import Answer
    from .near_counts import Question
    from .selecting import Selected

_MEANINGS = {
    "inside": "the whole area that holds the incident (90 %) lies within the distance",
    "possible": "a part of that area does",
    "too_vague": "a part does, but the place is known less precisely than the distance asked for",
    "centre_only": "the point does; how precisely it is known is not stated",
}
_PIPED_WIDTH = 120
_LEAST_WIDTH = 60


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
        print_periods(console, answer)
    elif len(answer.rows):
        print_hits(console, answer, _line(answer.question))
    if len(answer.excluded):
        console.print()
        print_excluded(console, answer)
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
        rows = counted(answer.rows["incident_id"].nunique(), "row")
        several = (question.nearest or 1) > 1
        many = f"The {question.nearest} nearest" if several else "The nearest"
        each = "each of " if rows != "1 row" else ""
        what = f"{many} {_nearest_of(question, several=several)}{held} to {each}{rows}{as_of}."
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
            line.append(f"{number:,} {headword(grade)}", style=STYLES[grade])
        if not sure:
            line.append("no incident")
        if counts["too_vague"]:
            apart = "apart from these " if sure else ""
            line.append(f"; {apart}{counts['too_vague']:,} too vague to say", "dim")
        if counts["series_and_aggregates"]:
            line.append(f"; {counts['series_and_aggregates']:,} series or totals, not counted")
        lines.append(line.append("."))
    return lines


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
            verb = "holds" if loose == 1 else "hold"
            lines.append(f"{loose:,} of the pairs {verb} only if the site was held that day.")
    asked = f"{counted(answer.asked, 'row')} asked"
    if answer.unlocated:
        asked += f"; {answer.unlocated:,} without a point"
    if answer.vague:
        asked += f"; {answer.vague:,} known only to a country, not measured from"
    if question.by is not None and undated_count(selected):
        asked += f"; {undated_count(selected):,} undated, in no {question.by}"
    lines.append(asked + ".")
    again = answer.rings[-1]["reported_again"] if answer.rings else 0
    if again:
        verb = "reports" if again == 1 else "report"
        lines.append(
            f"{counted(again, 'row')} {verb} what another row reports already (same_as): counted"
            " once, by the surest."
        )
    if selected.result.skipped:
        skipped = counted(len(selected.result.skipped), "note")
        lines.append(f"{skipped} on what was skipped in the input; see: sitmap read")
    return lines


def _doubt(doubt: dict[str, Any]) -> str:
    located = doubt["country_located"] or "no country"
    verb = "lies" if doubt["rows"] == 1 else "lie"
    return (
        f"{counted(doubt['rows'], 'row')} {verb} within the tolerance of a border; located in"
        f" {located}, may be {doubt['country_doubt']}."
    )


def _target(question: Question) -> str:
    named = {"bases": "a base", OF_BORDERS: "a land border"}
    return named.get(question.of, f"a place of {question.of}")


def _line(question: Question) -> str:
    return "border" if question.of == OF_BORDERS else "site"


def _nearest_of(question: Question, *, several: bool) -> str:
    named = {"bases": "base", OF_BORDERS: "land border"}
    if question.of not in named:
        return f"of the places of {question.of}"
    return f"{named[question.of]}{'s' if several else ''}"
