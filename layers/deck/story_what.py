"""The slides that say what happened, when, by whom and how gravely."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from .. import style
from .claims import Claims
from .data import Data
from .facts import counted, killed_by_party
from .layout import table_bottom, under
from .listing import FEW, few_listed
from .spec import Block, Box, ChartBlock, SlideSpec, TableBlock, TextBlock

_MOST_SERIES = 5
_MOST_ROWS, _MOST_TYPES = 16, 8
_ROW, _TALL = 24.0, 32.0
_FOOT = 24.0
_LEAST_CHART = 110.0
_OTHER = "7F8A93"
_LEAST_PERIODS = 2
_COLOURS = (
    "0072B2", "D55E00", "009E73", "CC79A7", "E69F00", "56B4E9", "F0E442", "4D4D4D", "B07AA1",
)  # fmt: skip
_BASES = {"claimed": "D55E00", "attributed": "E69F00", "named as a party": "2F5B7C",
          "unknown": "7F8A93"}  # fmt: skip
_SEVERITY = (("none", 0, 0), ("1 to 4", 1, 4), ("5 to 24", 5, 24), ("25 or more", 25, None))
_PARTY = {"side_a": "side A", "side_b": "side B", "civilian": "civilians", "unknown": "unknown"}


def timeline_slide(data: Data) -> SlideSpec | None:
    """Count happenings per period and type as a native chart."""
    periods = data.periods
    shown = range(len(periods.starts))
    if len(data.told_periods) < _LEAST_PERIODS:
        # one column alone says no more than a number
        return None
    left, top, width, height = data.page.body
    claims = Claims()
    rows = data.rows.assign(_period=periods.of_row)
    placed = rows[rows["_period"] >= 0]
    types = placed["event_type"].astype(object).fillna(style.UNSTATED_LABEL)
    order = types.value_counts()
    order = order.sort_index().sort_values(ascending=False, kind="stable")
    named = list(order.index[: _MOST_SERIES if len(order) > _MOST_SERIES + 1 else len(order)])
    looks = style.event_styles(data.rows["event_type"].dropna())
    series = []
    for kind in [*named, None]:
        chosen = placed[types == kind] if kind is not None else placed[~types.isin(named)]
        if not len(chosen):
            continue
        look = looks.get(kind)
        values = chosen["_period"].value_counts()
        numbers = tuple(int(values.get(number, 0)) for number in shown)
        colour = _OTHER if look is None else look.colour.removeprefix("#")
        label = "other types" if kind is None else (kind if look is None else look.label)
        series.append((label, numbers, colour))
    partial = [number for number in shown if periods.partial[number]]
    labels = tuple(periods.label(number) + ("*" if number in partial else "") for number in shown)
    inside = claims.count("in periods", len(placed), "happenings whose time lies in one period")
    total = claims.count("incidents", len(rows), "happenings")
    title = f"{inside} of {total} incidents are dated to one {periods.kind}"
    beside = len(rows) - len(placed)
    if beside:
        number = claims.count("spanning", beside, "happenings undated or spanning several periods")
        killed = int(rows.loc[rows["_period"] < 0, "killed_best"].sum())
        deaths = claims.count("spanning killed", killed, "their deaths, best estimates")
        title += f"; {number} are undated or span several, with {deaths} deaths"
    note = "Partly covered periods are marked *. " if partial else ""
    chart = ChartBlock(
        "Timeline",
        labels,
        _distinct(series),
        (left, top, width, height - 26),
        f"Incidents per {periods.kind}, stacked by type: {len(labels)} periods",
    )
    text = TextBlock(
        "Timeline note",
        (f"{note}n = {inside} incidents. Weeks begin on Monday; times are civil.",),
        data.page.foot,
        size=10,
        faint=True,
    )
    return SlideSpec("timeline", title, (chart, text), claims.all())


def _distinct(
    series: list[tuple[str, tuple[int, ...], str]],
) -> tuple[tuple[str, tuple[int, ...], str], ...]:
    """Give each series a colour of its own: on maps types of one colour differ by shape."""
    taken: set[str] = set()
    told = []
    for name, numbers, colour in series:
        free = (one for one in (colour, *_COLOURS) if one not in taken)
        own = next(free, colour)
        taken.add(own)
        told.append((name, numbers, own))
    return tuple(told)


def actors_slide(data: Data) -> SlideSpec | None:
    """Count who claimed, to whom was attributed, who was named as a party, and unknown, apart."""
    rows = data.rows
    if not len(rows):
        return None
    claims = Claims()
    basis, groups = _by_actor(rows)
    cells = [("On what basis", "Who", "Incidents", "Deaths known")]
    cells += [(word, who, f"{number:,}", f"{dead:,}") for word, who, number, dead in groups]
    numbers = {word: int((basis == word).sum()) for word in _BASES}
    claimed = claims.count("claimed", numbers["claimed"], "claimed_by is known")
    attributed = claims.count("attributed", numbers["attributed"], "attributed_to, no claim")
    named = claims.count("named", numbers["named as a party"], "actor is known, nothing else")
    unknown = claims.count("unknown", numbers["unknown"], "nobody is named")
    total = claims.say("incidents", counted(len(rows), "incident", "incidents"), "happenings")
    title = f"{total}: {claimed} claimed, {attributed} attributed, {named} with a named party only,"
    title += f" {unknown} by unknown"
    page = data.page
    left, top, width, height = page.body
    room = (left, top, width, height - _FOOT)
    widths = page.widths(150, 470, 120, 148)
    alt = "Incidents by actor and basis"
    row = _TALL if len(rows) <= FEW else _ROW
    table = TableBlock("Actors", tuple(cells), widths, left, top, alt, height=row * len(cells))
    beside = under(table, room)
    blocks: list[Block] = [table]
    told_at, size = page.foot, 10
    if len(rows) <= FEW:
        listed = few_listed(rows, beside, who=True)
        blocks.append(listed)
        told_at, size = under(listed, room), 14
    elif len(groups) > 1 and beside[3] >= _LEAST_CHART:
        blocks.append(_actors_chart(groups, beside))
    else:
        blocks = [replace(table, height=room[3])]
        rest = under(replace(table, height=room[3]), room)
        told_at, size = (rest, 14) if rest[3] >= _LEAST_CHART else (told_at, size)
    note = TextBlock(
        "Actors note",
        (("A claim goes before an attribution. Named as a party: the source lists the actor as one"
         " side, which says nothing about who struck whom."),),
        told_at,
        size=size,
        faint=True,
    )  # fmt: skip
    return SlideSpec("actors", title, (*blocks, note), claims.all())


def _by_actor(rows: pd.DataFrame) -> tuple[pd.Series[str], list[tuple[str, str, int, int]]]:
    """Give the basis of each row, and basis, name, incidents and deaths of the largest groups."""
    basis = pd.Series("unknown", index=rows.index, dtype=object)
    name = pd.Series(None, index=rows.index, dtype=object)
    for word, column in (
        ("named as a party", "actor"),
        ("attributed", "attributed_to"),
        ("claimed", "claimed_by"),
    ):
        known = rows[column].notna()
        basis[known] = word
        name[known] = rows.loc[known, column].astype(object)
    frame = pd.DataFrame(
        {"basis": basis, "name": name.fillna("–"), "killed": rows["killed_best"].fillna(0)}
    )
    sums = frame.groupby(["basis", "name"], sort=True)["killed"].agg(["size", "sum"])
    present = [word for word in _BASES if word in sums.index.get_level_values(0)]
    # each basis gets as many rows, one of them for all others, as fit below each other
    most = min(5, _MOST_ROWS // len(present) - 1)
    groups = []
    for word in present:
        part = pd.DataFrame(sums.loc[word]).sort_values(by="size", ascending=False, kind="stable")
        for who, numbers in part[:most].iterrows():
            groups.append((word, str(who)[:70], int(numbers["size"]), int(numbers["sum"])))
        rest = part[most:]
        if len(rest):
            others = counted(len(rest), "other", "others")
            groups.append((word, others, int(rest["size"].sum()), int(rest["sum"].sum())))
    return basis, groups


def _actors_chart(groups: list[tuple[str, str, int, int]], box: Box) -> ChartBlock:
    categories = tuple("nobody named" if word == "unknown" else who for word, who, *_ in groups)
    series = tuple(
        (basis, tuple(number if word == basis else 0 for word, _, number, _ in groups), colour)
        for basis, colour in _BASES.items()
        if any(word == basis for word, *_ in groups)
    )
    alt = "Incidents by actor, the basis as colour"
    return ChartBlock("Actors chart", categories, series, box, alt, "bars")


def severity_slide(data: Data) -> SlideSpec | None:
    """Cross type with deaths, and split deaths by party where the source does."""
    rows = data.rows
    if not len(rows):
        return None
    claims = Claims()
    types = rows["event_type"].astype(object).fillna(style.UNSTATED_LABEL)
    killed = rows["killed_best"].astype("Float64")
    order = types.value_counts().sort_index().sort_values(ascending=False, kind="stable")
    head = ("Type", *(f"killed {label}" for label, _, _ in _SEVERITY), "not known", "Deaths known")
    cells: list[tuple[str, ...]] = [head]
    named = list(order.index[:_MOST_TYPES])
    groups = [(str(kind), (types == kind).to_numpy()) for kind in named]
    if len(order) > len(named):
        rest = counted(len(order) - len(named), "other type", "other types")
        groups.append((rest, (~types.isin(named)).to_numpy()))
    series = []
    for label, mask in groups:
        classes = tuple(_within(killed[mask], low, high) for _, low, high in _SEVERITY)
        series.append((label, (*classes, int(killed[mask].isna().sum()))))
        cells.append((label, *(f"{n:,}" for n in (*series[-1][1], int(killed[mask].sum())))))
    sums = [sum(column) for column in zip(*(numbers for _, numbers in series), strict=True)]
    cells.append(("All", *(f"{number:,}" for number in (*sums, int(killed.sum())))))
    total = claims.count("killed", data.facts.total.killed, "sum of best estimates")
    severe = claims.say(
        "severe", counted(sums[3], "incident", "incidents"), "happenings with 25 deaths or more"
    )
    claims.say("threshold", "25", "lower bound of the highest class")
    title = f"{total} deaths known; {severe} with 25 or more"
    page = data.page
    left, top, width, height = page.body
    widths = page.widths(208, 110, 110, 110, 120, 110, 120)
    alt = "Incidents by type and deaths"
    room = (_ROW if len(rows) > FEW or killed_by_party(rows) else _TALL) * len(cells)
    table = TableBlock("Severity", tuple(cells), widths, left, top, alt, height=room)
    below = under(table, (left, top, width, height))
    blocks: list[Block] = [table]
    parties = killed_by_party(rows)
    if parties:
        blocks += _parties(data, parties, below, claims)
        shift = page.widths(330)[0]
        below = (below[0] + shift, below[1], below[2] - shift, below[3])
        below = page.turned(below)
    if len(rows) <= FEW and not parties:
        blocks.append(few_listed(rows, below, who=False))
    elif len(rows) > FEW and below[3] >= _LEAST_CHART:
        looks = style.event_styles(rows["event_type"].dropna())
        colours = {look.label: look.colour.removeprefix("#") for look in looks.values()}
        labels = (*(label for label, _, _ in _SEVERITY), "not known")
        shown = _distinct([(name, numbers, colours.get(name, _OTHER)) for name, numbers in series])
        alt = "Incidents by number of deaths, stacked by type"
        blocks.append(ChartBlock("Severity chart", labels, shown, below, alt))
    return SlideSpec("severity", title, tuple(blocks), claims.all())


def _parties(data: Data, parties: dict[str, int], room: Box, claims: Claims) -> list[Block]:
    """Sum deaths by party, with how many rows are split."""
    left, top, _, height = room
    cells = [("Deaths by party", "Deaths")]
    cells += [(_PARTY.get(key, key), f"{value:,}") for key, value in parties.items()]
    cells.append(("All parties", f"{sum(parties.values()):,}"))
    alt = "Deaths by party, of the rows whose source splits them"
    widths = data.page.widths(220, 90)
    most = min(height - 40, _ROW * len(cells))
    table = TableBlock("Parties", tuple(cells), widths, left, top, alt, height=most)
    split = int(data.rows["killed_by_party"].notna().sum())
    number = claims.say(
        "split", counted(split, "incident", "incidents"), "happenings with deaths by party"
    )
    text = f"The source splits deaths by party for {number}; best estimates."
    box = data.page.turned((left, table_bottom(table) + 6, sum(widths), 30.0))
    return [table, TextBlock("Parties note", (text,), box, 10, faint=True)]


def _within(killed: pd.Series[float], low: int, high: int | None) -> int:
    inside = killed.ge(low) if high is None else killed.between(low, high)
    return int(inside.fillna(False).sum())
