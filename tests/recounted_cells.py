"""What every cell of every table of a deck must hold, and every value of its charts."""

from typing import Any

import pandas as pd
from recount import PARTIES, RADIUS, WORDS, Counted

Cells = dict[tuple[str, str, str, str], str]
GRADES = ("Inside 50 km", "Possibly inside", "Too vague to say", "Point inside, doubt unknown")
CLASSES = ("killed none", "killed 1 to 4", "killed 5 to 24", "killed 25 or more", "not known")


class _Sheet:
    """Notes the cells of one table or chart, row by row."""

    def __init__(self, cells: Cells, slide: str, name: str) -> None:
        self.cells, self.slide, self.name = cells, slide, name

    def row(self, label: str, heads: Any, cells: Any) -> None:
        """Note the cells of a row under their headings, numbers with their thousands apart."""
        for head, cell in zip(heads, cells, strict=True):
            told = cell if isinstance(cell, str) else f"{cell:,.0f}"
            self.cells[self.slide, self.name, label, head] = told

    def values(self, series: str, categories: Any, numbers: Any) -> None:
        """Note the values of a series of a chart."""
        self.row(series, categories, [f"{number:g}" for number in numbers])


def text(number: float) -> str:
    """Write a whole number as the deck does."""
    return f"{number:,.0f}"


def day(moment: Any) -> str:
    """Write a day as the deck does."""
    return f"{moment.day} {moment:%b %Y}"


def days(start: Any, end: Any) -> str:
    """Write the days from the first to the last."""
    return day(start) if start == end else f"{day(start)} to {day(end)}"


def cells(own: Counted) -> Cells:
    """Count every cell of every table, and every value of the charts."""
    made: Cells = {}
    for part in (_places, _actors, _severity, _times, _origins, _annex):
        part(own, made)
    return made


def others(own: Counted) -> str:
    """Name those who are not among the five with most incidents."""
    rest = own.raw["side_a"].nunique() - 5
    return f"{rest} other{'' if rest == 1 else 's'}"


def labels(own: Counted) -> tuple[str, ...]:
    """Name the months, those covered in part with a star."""
    whole = set(own.complete.index)
    return tuple(f"{m:%b %Y}{'' if m in whole else '*'}" for m in own.months.index)


def _places(own: Counted, made: Cells) -> None:
    table = _Sheet(made, "proximity", "Proximity")
    chart = _Sheet(made, "proximity", "Proximity chart")
    for site in own.near.itertuples():
        table.row(site.name, GRADES, site[2:])
        chart.values("inside", [site.name], [site.inside])
        chart.values("possibly inside", [site.name], [site.possible])


def _actors(own: Counted, made: Cells) -> None:
    table = _Sheet(made, "actors", "Actors")
    sides = own.raw.groupby("side_a")["best"].agg(["size", "sum"]).sort_index()
    sides = sides.sort_values("size", ascending=False, kind="stable")
    two = ("Incidents", "Deaths known")
    for name, side in sides[:5].iterrows():
        table.row(f"named as a party/{name}", two, side)
    rest = others(own)
    table.row(f"named as a party/{rest}", ("Who", *two), (rest, *sides[5:].sum()))
    bars = {**sides["size"][:5], rest: sides["size"][5:].sum()}
    _Sheet(made, "actors", "Actors chart").values("named as a party", bars, bars.values())


def _severity(own: Counted, made: Cells) -> None:
    table, chart = (_Sheet(made, "severity", name) for name in ("Severity", "Severity chart"))
    for name in ("armed clash", "attack", "All"):
        best = own.raw["best"] if name == "All" else own.raw.loc[own.type == name, "best"]
        classes = [best == 0, best.between(1, 4), best.between(5, 24), best >= 25, best.isna()]
        sums = [int(one.sum()) for one in classes]
        table.row(name, (*CLASSES, "Deaths known"), (*sums, best.sum()))
        chart.values(name, [head.removeprefix("killed ") for head in CLASSES], sums)
    parties = {name: own.raw[column].sum() for name, column in PARTIES.items()}
    parties["All parties"] = sum(parties.values())
    for name, number in parties.items():
        _Sheet(made, "severity", "Parties").row(name, ["Deaths"], [number])


def _times(own: Counted, made: Cells) -> None:
    table = _Sheet(made, "change", "Change")
    last = own.complete.iloc[-2:]
    names = [f"{month:%b %Y}" for month in last.index]
    table.row("", names, names)
    for name, (first, second) in (("Incidents", last["size"]), ("Deaths known", last["sum"])):
        table.row(name, (*names, "Difference"), (first, second, f"{second - first:+,}"))
    series = own.complete["size"].iloc[-25:]
    _Sheet(made, "change", "Change chart").values(
        "incidents", [f"{month:%b %Y}" for month in series.index], series
    )
    dated = pd.crosstab(own.month, own.type).reindex(own.months.index, fill_value=0)
    for name in dated.columns:
        _Sheet(made, "timeline", "Timeline").values(name, labels(own), dated[name])


def _origins(own: Counted, made: Cells) -> None:
    table, chart = (_Sheet(made, "confidence", name) for name in ("Precision", "Precision chart"))
    two = ("Rows", "Deaths known")
    for code, word in WORDS.items():
        best = own.raw.loc[own.raw["where_prec"] == code, "best"]
        table.row(word, two, (len(best), best.sum()))
        chart.values("rows", [word], [len(best)])
    off = "known only to a whole country"
    _Sheet(made, "confidence", "Off the map").row(off, two, (len(own.off), own.off["best"].sum()))
    sources = _Sheet(made, "confidence", "Sources table")
    # the room under the table of one row holds ten, and a row for the others
    for name, number in own.offices[:10].items():
        sources.row(name, ("Source", "Rows"), (name, number))
    more = f"{len(own.offices) - 10} more sources"
    sources.row(more, ("Source", "Rows"), (more, "–"))


def _annex(own: Counted, made: Cells) -> None:
    """List the deadliest 56 rows in the order of time, 14 to a slide."""
    rows = own.raw.sort_values("best", ascending=False, kind="stable").head(56)
    rows = rows.sort_values("date_start", kind="stable")
    away = own.away(rows)
    for number, row in enumerate(rows.itertuples()):
        reach = RADIUS.get(row.where_prec)
        nearest = away.loc[row.Index].min()
        near, far = max(nearest - (reach or 0), 0), nearest + (reach or 0)
        base = f"{away.loc[row.Index].idxmin()}, {near / 1000:,.0f} to {far / 1000:,.0f} km"
        if reach is None:
            base = "–"
        elif far - near > 100_000:
            base = "too vague to say"
        low = f" ({row.low:,} or more)" if row.low < row.best else ""
        low = f" (low {row.low:,})" if row.low > row.best else low
        told = {
            "Date": days(row.date_start, row.date_end),
            "What": own.type[row.Index],
            "How surely": WORDS[row.where_prec] + (f", {reach / 1000:,.0f} km" if reach else ""),
            "Killed": f"{row.best:,}{low}",
            "Nearest base": base,
        }
        table = _Sheet(made, f"annex-{number // 14 + 1}", "Rows")
        table.row(str(number % 14 + 1), told.keys(), told.values())
