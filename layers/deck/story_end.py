"""The slides that close: change, confidence and sources, method, list of incidents."""

from __future__ import annotations

from importlib.metadata import version

from geo.table import incidents_to_records

from ..carto import MAX_SINGLE
from .claims import Claims
from .data import Data
from .direction import quoted
from .facts import counted
from .layout import GAP, table_bottom, under
from .listing import HEAD, nearest_bases, row_texts
from .periods import LEAST_PERIODS, likelihood
from .spec import ACCENT, Block, ChartBlock, SlideSpec, TableBlock, TextBlock
from .story import confidence, kinds

ANNEX_ROWS = 14
ANNEX_PAGES = 4
_ROW, _TALL = 24.0, 32.0
_LEAST_CHART = 110.0


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
    left, top, width, height = data.page.body
    widths = data.page.widths(258, 230, 230, 170)
    alt = f"{first} against {last}"
    table = TableBlock("Change", tuple(cells), widths, left, top, alt, 13, 96.0)
    below = under(table, (left, top, width, height))
    blocks: list[Block] = [table]
    series = (*data.compared.series, change.after)
    if len(series) > 2:
        half = width * 0.5
        chart = data.page.turned((left + half, below[1], width - half, below[3]))
        below = data.page.turned((left, below[1], half - 16, below[3]))
        alt = f"Incidents of the {kind}s that are compared"
        shown = ("incidents", series, ACCENT)
        blocks.append(ChartBlock("Change chart", data.compared.names, (shown,), chart, alt))
    blocks.append(TextBlock("Change note", tuple(lines), below, 15))
    return SlideSpec("change", title, tuple(blocks), claims.all())


def confidence_slide(data: Data) -> SlideSpec | None:
    """Count by location precision and by source."""
    rows = data.table
    if not len(rows):
        return None
    claims = Claims()
    killed = rows["killed_best"].fillna(0)
    counts = [
        (str(word), len(at), int(killed.loc[at].sum()))
        for word, at in rows.groupby(rows["precision"].astype(object), sort=False).groups.items()
    ]
    counts.sort(key=lambda item: -item[1])
    cells = [("Location known to", "Rows", "Deaths known")]
    cells += [(word, f"{number:,}", f"{dead:,}") for word, number, dead in counts]
    whole = data.facts.total.incidents
    title = f"Confidence is {confidence(data)}: no single incident is told apart"
    if whole:
        share = claims.share("exact", data.exact, whole, "precision exact or place, of happenings")
        title = f"Confidence is {confidence(data)}: {share} of incidents are placed to a town"
        title += " or better"
    page = data.page
    left, top, _, height = page.body
    room = height - 24
    widths = page.widths(200, 90, 120)
    row = _ROW if len(counts) > 1 else _TALL
    block = TableBlock("Precision", tuple(cells), widths, left, top, "Rows by precision",
                       height=row * len(cells))  # fmt: skip
    blocks: list[Block] = [block]
    below = under(block, (left, top, sum(widths), room))
    origin = _origin_tables(data, room)
    told_at, size = page.foot, 10
    if len(counts) > 1 and below[3] >= _LEAST_CHART:
        shown = (("rows", tuple(number for _, number, _ in counts), ACCENT),)
        names = tuple(word for word, *_ in counts)
        alt = "Rows by precision"
        blocks.append(ChartBlock("Precision chart", names, shown, page.turned(below), alt, "bars"))
    else:
        start = max(table_bottom(one) for one in (block, *origin)) + GAP
        told_at, size = (left, start, page.body[2], top + height - start), 14
    claims.say("rule", "75 % 40 %", "thresholds of the grade")
    rule = TextBlock(
        "Confidence rule",
        (("High: 75 % or more placed to a town or better and two sources or more. Low: below 40 %."
         " Moderate: between. A row may name several sources."),),
        told_at,
        size=size,
        faint=True,
    )  # fmt: skip
    return SlideSpec("confidence", title, (*blocks, *origin, rule), claims.all())


def _origin_tables(data: Data, room: float) -> list[TableBlock]:
    """Count what is not on the map, and rows by source, below each other on the far side."""
    page = data.page
    top, right_at = page.body[1], page.body[0] + page.widths(450)[0]
    blocks: list[TableBlock] = []
    if data.facts.off:
        off = [("Not on the map", "Rows", "Deaths known")]
        off += [(item.label, f"{item.rows:,}", f"{item.killed:,}") for item in data.facts.off]
        widths = page.widths(240, 80, 118)
        one = TableBlock("Off the map", tuple(off), widths, right_at, top, "Rows not drawn",
                         height=_ROW * len(off))  # fmt: skip
        top, room = under(one, (0.0, top, 0.0, room))[1::2]
        blocks.append(one)
    sources = data.facts.source_rows
    most = int(room // _ROW) - 2
    counts = [("Source", "Rows")]
    counts += [(name[:60], f"{number:,}") for name, number in sources[:most]]
    if len(sources) > most:
        counts.append((counted(len(sources) - most, "more source", "more sources"), "–"))
    row = _ROW if len(counts) > 2 else _TALL
    if len(counts) > 1:
        blocks.append(
            TableBlock("Sources table", tuple(counts), page.widths(320, 118), right_at, top,
                       "Rows by source", height=min(row * len(counts), room))
        )  # fmt: skip
    return blocks


def method_slide(data: Data) -> SlideSpec:
    """Say how the numbers were made."""
    claims = Claims()
    number = counted(data.facts.rows, "row", "rows")
    rows = claims.say("rows", number, "rows of the incident table after filters")
    claims.say("constants", f"84 50 {MAX_SINGLE} 203", "constants of the method")
    program = claims.say("version", version("sitmap"), "version of the program")
    filters = "; ".join(map(quoted, data.origin.filters)) or "none"
    claims.say("filters", filters, "filters as asked for")
    view = claims.say("view", data.origin.point_of_view, "point of view on disputed ground")
    lines = (
        f"{rows}: {kinds(data, claims)}. Filters: {filters}.",
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
    block = TextBlock("Method", lines, data.page.body, size=18)
    return SlideSpec("method", "How these numbers were made", (block,), claims.all())


def annex_slides(data: Data) -> list[SlideSpec]:
    """List the rows: all of them, or the deadliest in the order of time."""
    table = data.table
    if not len(table):
        return []
    left, top, width, height = data.page.body
    per_page = min(ANNEX_ROWS, int((height - 78) // 21))
    lines = height - 20
    room = per_page * ANNEX_PAGES
    chosen = table
    if len(table) > room:
        order = table["killed_best"].fillna(-1).sort_values(ascending=False, kind="stable")
        chosen = table.loc[order.index[:room]]
    chosen = chosen.sort_values("start", kind="stable", na_position="last")
    pages = [chosen.iloc[at : at + per_page] for at in range(0, len(chosen), per_page)]
    slides = []
    for number, page in enumerate(pages, start=1):
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
        records = zip(incidents_to_records(page), nearest_bases(page), strict=True)
        cells = [HEAD, *(row_texts(incident, base) for incident, base in records)]
        alt = f"Table of {counted(len(page), 'row', 'rows')} of {facts.rows:,}"
        widths = data.page.widths(158, 112, 232, 110, 92, 184)
        blocks: list[TableBlock | TextBlock] = [
            TableBlock("Rows", tuple(cells), widths, left, top, alt, 10, lines)
        ]
        if len(chosen) < len(table):
            text = f"The {len(chosen)} deadliest of {facts.rows:,} rows, in the order of time."
            box = (left, top + height - 14, width, 14.0)
            blocks.append(TextBlock("Rows note", (text,), box, 9, faint=True))
        title = title[:1].upper() + title[1:]
        slides.append(SlideSpec(f"annex-{number}", title, tuple(blocks), claims.all()))
    return slides
