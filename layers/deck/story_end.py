"""The slides that close: change, confidence and sources, method, list of incidents."""

from __future__ import annotations

from importlib.metadata import version

import geopandas as gpd
import pandas as pd

from geo.models import Casualties, Incident
from geo.table import incidents_to_records

from ..carto import MAX_SINGLE
from .claims import Claims
from .data import Data
from .facts import counted, period_text
from .periods import LEAST_PERIODS, likelihood
from .spec import SlideSpec, TableBlock, TextBlock
from .story import confidence, kind_words, kinds

ANNEX_ROWS = 14
ANNEX_PAGES = 4
_TELLING_M = 100_000.0


def change_slide(data: Data) -> SlideSpec | None:
    """Compare the last complete period with the one before it, with a test where it means much."""
    if data.compared is None:
        return None
    claims = Claims()
    change, deaths = data.compared.change, data.compared.deaths
    first, last = data.compared.labels
    kind, length = data.compared.kind, len(data.compared.series)
    claims.say("periods", f"{first} {last}", "the two periods that are compared")
    low = claims.count("before", change.before, f"happenings in {first}")
    high = claims.count("after", change.after, f"happenings in {last}")
    link = "in the " if kind == "week" else "in "
    title = f"Incidents: {low} {link}{first}, {high} {link}{last}"
    cells = [
        ("", first, last, "Difference"),
        ("Incidents", low, high, f"{change.after - change.before:+,}"),
        ("Deaths known", f"{deaths[0]:,}", f"{deaths[1]:,}", f"{deaths[1] - deaths[0]:+,}"),
    ]
    lines = []
    if change.probability is None or change.dispersion is None or change.z is None:
        least = claims.count("least", LEAST_PERIODS, "complete periods needed for a test")
        lines.append(
            f"No test: fewer than {least} complete {kind}s before the last, or nothing in them."
            " The spread between them is not known, so a difference may be chance."
        )
    else:
        spread = claims.say(
            "dispersion",
            f"{change.dispersion:.1f}",
            "variance over mean of complete periods before the last, at least 1",
            rounding="one decimal",
        )
        z = claims.say(
            "z", f"{change.z:+.1f}", "difference over its spread", rounding="one decimal"
        )
        before = claims.count("series", length, "complete periods before the last")
        lines += [
            (
                f"Counts spread {spread} times as much as chance alone (Poisson) would give, over"
                f" {before} complete {kind}s before the last."
            ),
            f"With that spread the difference is {z} standard deviations.",
            f"That the underlying rate rose has this likelihood: {likelihood(change.probability)}.",
            f"Confidence is {confidence(data)}: see the slide on confidence and sources.",
        ]
    if kind == "window":
        lines.append("The window asked for is compared with the one of equal length before it.")
    elif any(data.periods.partial):
        lines.append("Periods covered in part are left out.")
    lines.append("An incident counts where its whole time lies in the period.")
    left, top, width, _ = data.page.body
    table = TableBlock(
        "Change",
        tuple(cells),
        data.page.widths(200, 230, 230, 140),
        left,
        top,
        f"{first} against {last}",
        13,
    )
    text = TextBlock("Change note", tuple(lines), (left, top + 110, width, 180), 14)
    return SlideSpec("change", title, (table, text), claims.all())


def confidence_slide(data: Data) -> SlideSpec:
    """Count by location precision and by source."""
    claims = Claims()
    rows = data.table
    killed = rows["killed_best"].fillna(0)
    cells = [("Location known to", "Rows", "Deaths known")]
    for word, at in rows.groupby(rows["precision"].astype(object), sort=False).groups.items():
        cells.append((str(word), f"{len(at):,}", f"{int(killed.loc[at].sum()):,}"))
    cells[1:] = sorted(cells[1:], key=lambda row: -int(row[1].replace(",", "")))
    off = [("Not on the map", "Rows", "Deaths known")]
    off += [(item.label, f"{item.rows:,}", f"{item.killed:,}") for item in data.facts.off]
    whole = data.facts.total.incidents
    share = claims.share("exact", data.exact, whole, "precision exact or place, of happenings")
    title = f"Confidence is {confidence(data)}: {share} of incidents are placed to a town or better"
    page = data.page
    left, top = page.body[:2]
    right_at = left + page.widths(450)[0]
    widths = page.widths(200, 90, 120)
    blocks: list[TableBlock | TextBlock] = [
        TableBlock("Precision", tuple(cells), widths, left, top, "Rows by precision")
    ]
    if data.facts.off:
        widths = page.widths(240, 80, 118)
        blocks.append(
            TableBlock("Off the map", tuple(off), widths, right_at, top, "Rows not drawn")
        )
    counts = [("Source", "Rows")]
    counts += [(name[:60], f"{number:,}") for name, number in data.facts.source_rows[:8]]
    if len(data.facts.source_rows) > 8:
        counts.append((f"{len(data.facts.source_rows) - 8:,} more sources", "–"))
    top += 30 + 21 * len(off) if data.facts.off else 0
    if len(counts) > 1:
        widths = page.widths(320, 118)
        blocks.append(
            TableBlock("Sources table", tuple(counts), widths, right_at, top, "Rows by source")
        )
    claims.say("rule", "75 % 40 %", "thresholds of the grade")
    rule = TextBlock(
        "Confidence rule",
        (("High: 75 % or more placed to a town or better and two sources or more. Low: below 40 %."
         " Moderate: between. A row may name several sources."),),
        page.foot,
        size=10,
        faint=True,
    )  # fmt: skip
    return SlideSpec("confidence", title, (*blocks, rule), claims.all())


def method_slide(data: Data) -> SlideSpec:
    """Say how the numbers were made."""
    claims = Claims()
    rows = claims.count("rows", data.facts.rows, "rows of the incident table after filters")
    claims.say("constants", f"84 50 {MAX_SINGLE} 203", "constants of the method")
    program = claims.say("version", version("sitmap"), "version of the program")
    filters = "; ".join(data.origin.filters) or "none"
    claims.say("filters", filters, "filters as asked for")
    view = claims.say("view", data.origin.point_of_view, "point of view on disputed ground")
    lines = (
        f"{rows} rows: {kinds(data, claims)}. Filters: {filters}.",
        (
            "An incident is one happening; rows proposed to be the same count once, with"
            " the highest number of deaths. Series and stated totals are never added to them."
        ),
        "Deaths are best estimates; unknown is unknown and never 0.",
        (
            "Points are drawn where a place is known, areas as areas; what is known only"
            " to a country stands beside the map. Whom ground counts to follows the point of view"
            f" {view}."
        ),
        f"Above {MAX_SINGLE} symbols circles count rows; their area is in proportion.",
        "Distances are geodesic on WGS 84; an area counts as inside 50 km only as a whole.",
        (
            "Change: quasi-Poisson comparison of equal periods, spread taken from the series;"
            " likelihood in the words of ICD 203. Likelihood and confidence are different things."
        ),
        f"Made with sitmap {program}. Every number is computed; the notes of each slide list them.",
    )
    block = TextBlock("Method", lines, data.page.body, size=14)
    return SlideSpec("method", "How these numbers were made", (block,), claims.all())


def annex_slides(data: Data) -> list[SlideSpec]:
    """List the rows: all of them, or the deadliest in the order of time."""
    table = data.table
    left, top, width, height = data.page.body
    per_page = min(ANNEX_ROWS, int((height - 78) // 21))
    room = per_page * ANNEX_PAGES
    chosen = table
    if len(table) > room:
        order = table["killed_best"].fillna(-1).sort_values(ascending=False, kind="stable")
        chosen = table.loc[order.index[:room]]
    chosen = chosen.sort_values("start", kind="stable", na_position="last")
    pages = [chosen.iloc[at : at + per_page] for at in range(0, len(chosen), per_page)]
    slides = []
    for number, page in enumerate(pages or [chosen], start=1):
        claims = Claims()
        facts = data.facts
        deaths = counted(facts.total.killed, "death", "deaths")
        title = f"{kinds(data, claims)}; {claims.say('killed', deaths, 'best estimates')} known"
        if facts.total.killed_unknown:
            unknown = claims.count("unknown", facts.total.killed_unknown, "without an estimate")
            title += f", {unknown} without a number"
        if len(pages) > 1:
            of = claims.say("page", f"{number} of {len(pages)}", "page of the list")
            title += f" ({of})"
        cells: list[tuple[str, ...]] = [
            ("Date", "What", "Where", "How surely", "Killed", "Nearest base")
        ]
        records = zip(incidents_to_records(page), _nearest_bases(page), strict=True)
        cells += [_row_texts(incident, base) for incident, base in records]
        alt = f"Table of {counted(len(page), 'row', 'rows')} of {facts.rows:,}"
        widths = data.page.widths(158, 112, 232, 110, 92, 184)
        blocks: list[TableBlock | TextBlock] = [
            TableBlock("Rows", tuple(cells), widths, left, top, alt, 10)
        ]
        if len(chosen) < len(table):
            text = f"The {len(chosen)} deadliest of {facts.rows:,} rows, in the order of time."
            box = (left, top + height - 2, width, 14.0)
            blocks.append(TextBlock("Rows note", (text,), box, 9, faint=True))
        title = title[:1].upper() + title[1:]
        slides.append(SlideSpec(f"annex-{number}", title, tuple(blocks), claims.all()))
    return slides


def _row_texts(incident: Incident, nearest_base: str) -> tuple[str, ...]:
    what = incident.event_type or incident.title or "not stated"
    what += kind_words(incident.kind, incident.count_low)
    surely = str(incident.precision)
    if incident.uncertainty_m is not None:
        surely += f", {incident.uncertainty_m / 1000:,.0f} km"
    return (
        period_text(incident.start, incident.end),
        what,
        incident.place or "not stated",
        surely,
        _killed(incident.casualties),
        nearest_base,
    )


def _killed(casualties: Casualties) -> str:
    low, best = casualties.killed_low, casualties.killed_best
    if best is None:
        return "unknown" if low is None else f"{low:,} or more"
    return f"{best:,}" if low in {None, best} else f"{best:,} ({low:,} or more)"


def _nearest_bases(incidents: gpd.GeoDataFrame) -> list[str]:
    """Name the nearest base and its distance, where they were joined and are known."""
    if "nearest_base" not in incidents:
        return ["–"] * len(incidents)
    columns = ("nearest_base", "base_distance_m", "base_distance_min_m", "base_distance_max_m")
    cells: pd.DataFrame = incidents[list(columns)].astype(object)
    return [_distance(*row) for row in cells.where(cells.notna(), None).to_numpy().tolist()]


def _distance(
    name: str | None, centre_m: float | None, min_m: float | None, max_m: float | None
) -> str:
    if name is None or centre_m is None:
        return "–"
    if min_m is None or max_m is None:
        return f"{name}, {centre_m / 1000:,.0f} km"
    if max_m - min_m > _TELLING_M:
        return "too vague to say"
    return f"{name}, {min_m / 1000:,.0f} to {max_m / 1000:,.0f} km"
