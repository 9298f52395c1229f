"""The slides that say what happened, in numbers."""

from __future__ import annotations

import pandas as pd

from geo import reference
from geo.errors import ParameterError
from geo.models import Kind

from .. import style
from ..layer import off_map
from .claims import Claims
from .data import Data
from .facts import counted, day_text, killed_by_party
from .periods import likelihood
from .spec import ChartBlock, SlideSpec, TableBlock, TextBlock

_MOST_SERIES = 5
_MOST_COUNTRIES = 5
_OTHER = "7F8A93"
_LEAST_PERIODS = 2
_SEVERITY = (("none", 0, 0), ("1 to 4", 1, 4), ("5 to 24", 5, 24), ("25 or more", 25, None))
_PARTY = {"side_a": "side A", "side_b": "side B", "civilian": "civilians", "unknown": "unknown"}


def title_slide(data: Data) -> SlideSpec:
    """Say what the deck is about, of which time, from which sources."""
    claims = Claims()
    facts = data.facts
    rows = claims.count("rows", facts.rows, "rows of the incident table after filters")
    for text in (facts.period, day_text(data.wording.as_of)):
        claims.say(text, text, "first and last day of the rows; state of knowledge")
    claims.say("title", data.wording.title, "composed from the period, or given by the user")
    lines: tuple[str, ...] = (
        f"{rows} {'row' if facts.rows == 1 else 'rows'}: {kinds(data, claims)}",
        f"Period {facts.period}. State of knowledge {day_text(data.wording.as_of)}.",
        _sources_line(data, claims),
    )
    if data.origin.filters:
        words = "; ".join(data.origin.filters)
        lines = (*lines, f"Chosen: {claims.say('filters', words, 'filters as asked for')}.")
    where = _area_line(data)
    if where:
        claims.say("area", where, "countries that the rows state or lie in, most rows first")
        lines = (where, *lines)
    box = (72.0, data.page.height * 0.48, data.page.width - 144, 130.0)
    block = TextBlock("Subtitle", lines, box, size=18, faint=True)
    return SlideSpec("title", data.wording.title, (block,), claims.all())


def _area_line(data: Data) -> str:
    """Name the countries that the rows are about; an empty text where none is known."""
    located, stated = data.table["countries_located"], data.table["countries_stated"]
    counts: dict[str, int] = {}
    for there, said in zip(located, stated, strict=True):
        for code in {*(there if len(there) else said)}:
            counts[code] = counts.get(code, 0) + 1
    order = sorted(counts, key=lambda code: (-counts[code], code))
    names = [_country_name(data, code) for code in order[:_MOST_COUNTRIES]]
    rest = len(order) - len(names)
    return ", ".join(names) + (f" and {rest} more" if rest else "")


def _country_name(data: Data, code: str) -> str:
    try:
        name = reference.country(code).name
    except ParameterError:
        return code
    return data.wording.naming.of(name) or name


def _sources_line(data: Data, claims: Claims) -> str:
    names = ", ".join(data.facts.sources[:4]) or "not stated"
    rest = len(data.facts.sources) - 4
    claims.say("source names", names, "publishers as the sources name them")
    more = claims.count("more sources", rest, "further sources") if rest > 0 else ""
    return f"Sources: {names}" + (f" and {more} more" if more else "")


def kinds(data: Data, claims: Claims) -> str:
    """Say how many rows of which kind there are."""
    facts = data.facts
    parts = [
        claims.say(
            "incidents",
            counted(facts.total.incidents, "incident", "incidents"),
            "happenings: rows of kind incident, not rejected, those proposed to be the same once",
        )
    ]
    if facts.total.same:
        same = claims.count("same", facts.total.same, "rows proposed to be the same as another")
        parts[0] += f" ({same} more proposed to be the same)"
    if facts.series:
        parts.append(f"{claims.count('series', facts.series, 'rows of kind series')} series")
    if facts.aggregates:
        stated = counted(facts.aggregates, "stated total", "stated totals")
        parts.append(claims.say("aggregates", stated, "rows of kind aggregate"))
    return ", ".join(parts)


def judgements_slide(data: Data) -> SlideSpec | None:
    """Give key judgements: what the numbers say, how likely, how confident, each by itself."""
    claims = Claims()
    facts = data.facts
    texts: list[str] = []
    killed = claims.count("killed", facts.total.killed, "sum of best estimates over happenings")
    off = claims.count("off killed", facts.off_killed, "best estimates of rows not on the map")
    texts.append(
        f"{kinds(data, claims)}; {killed} deaths known."
        + (f" Rows that are not on the map hold {off} deaths." if facts.off_rows else "")
        + " This is a count of what was reported, not an estimate of all that happened."
    )
    trend = _trend(data, claims)
    if trend:
        texts.append(trend)
    top = None if data.near is None or data.near.empty else data.near.iloc[0]
    if top is not None and int(top["inside"]) + int(top["possible"]):
        name = claims.say("top base", str(top["name"]), "site with most inside 50 km")
        inside = claims.count("top inside", int(top["inside"]), "surely within 50 km of that site")
        possible = claims.count("top possible", int(top["possible"]), "possibly within 50 km")
        claims.say("distance", "50 km", "distance asked for")
        texts.append(
            f"Of the sites listed {name} has most incidents around it: {inside} surely within"
            f" 50 km, {possible} more possibly."
        )
    whole = facts.total.incidents
    share = claims.share("exact", data.exact, whole, "precision exact or place, of happenings")
    sources = claims.count("sources", len(facts.sources), "distinct publishers or titles")
    word = confidence(data)
    texts.append(
        f"Confidence is {word}: {share} of the incidents are known to a place or better, by"
        f" {sources} named {'source' if len(facts.sources) == 1 else 'sources'}."
    )
    lines = [f"{number}. {text}" for number, text in enumerate(texts, start=1)]
    lines += list(data.wording.judgements)
    for number in range(1, len(texts) + 1):
        claims.say(f"point {number}", str(number), "number of the point")
    block = TextBlock("Key judgements", tuple(lines), data.page.body, size=17)
    return SlideSpec("judgements", "Key judgements", (block,), claims.all())


def confidence(data: Data) -> str:
    """Grade: high from 75 % placed and two sources, low below 40 % placed, else moderate."""
    whole = data.facts.total.incidents
    share = data.exact / whole if whole else 0.0
    if share >= 0.75 and len(data.facts.sources) >= 2:
        return "high"
    return "low" if share < 0.40 else "moderate"


def _trend(data: Data, claims: Claims) -> str:
    if data.compared is None:
        return ""
    change = data.compared.change
    first, last = data.compared.labels
    claims.say("before label", first, "the period before the last one")
    claims.say("after label", last, "the last period")
    low = claims.count("before", change.before, f"happenings in {first}")
    high = claims.count("after", change.after, f"happenings in {last}")
    text = f"Reported incidents went from {low} ({first}) to {high} ({last})."
    if change.probability is not None:
        term = likelihood(change.probability)
        text += f" That the underlying rate rose has this likelihood: {term}."
    else:
        text += " The series is too short to tell a change from chance."
    return text


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
        tuple(series),
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


def actors_slide(data: Data) -> SlideSpec | None:
    """Count who claimed, to whom was attributed, who was named as a party, and unknown, apart."""
    rows = data.rows
    if not len(rows):
        return None
    claims = Claims()
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
    counted_ = frame.groupby(["basis", "name"], sort=True)["killed"].agg(["size", "sum"])
    cells = [("On what basis", "Who", "Incidents", "Deaths known")]
    for word in ("claimed", "attributed", "named as a party", "unknown"):
        if word not in counted_.index.get_level_values(0):
            continue
        part = pd.DataFrame(counted_.loc[word]).sort_values(
            by="size", ascending=False, kind="stable"
        )
        shown = part[:5]
        for who, numbers in shown.iterrows():
            cells.append(
                (word, str(who)[:70], f"{int(numbers['size']):,}", f"{int(numbers['sum']):,}")
            )
        rest = part[5:]
        if len(rest):
            sums = rest.sum()
            cells.append(
                (word, f"{len(rest):,} others", f"{int(sums['size']):,}", f"{int(sums['sum']):,}")
            )
    claimed = claims.count("claimed", int((basis == "claimed").sum()), "claimed_by is known")
    attributed = claims.count(
        "attributed", int((basis == "attributed").sum()), "attributed_to known, no claim"
    )
    total = claims.count("incidents", len(rows), "happenings")
    noun = "incident" if len(rows) == 1 else "incidents"
    title = f"Of {total} {noun} {claimed} were claimed and {attributed} attributed"
    table = TableBlock(
        "Actors",
        tuple(cells),
        data.page.widths(150, 470, 120, 148),
        *data.page.body[:2],
        "Incidents by actor and basis",
    )
    note = TextBlock(
        "Actors note",
        (("A claim goes before an attribution. Named as a party: the source lists the actor as one"
         " side, which says nothing about who struck whom."),),
        data.page.foot,
        size=10,
        faint=True,
    )  # fmt: skip
    return SlideSpec("actors", title, (table, note), claims.all())


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
    named = list(order.index[:8])
    groups = [(str(kind), (types == kind).to_numpy()) for kind in named]
    if len(order) > len(named):
        groups.append((f"{len(order) - len(named):,} other types", (~types.isin(named)).to_numpy()))
    groups.append(("All", (types == types).to_numpy()))  # noqa: PLR0124 - a mask of every row
    for label, mask in groups:
        some = killed[mask]
        numbers = [_within(some, low, high) for _, low, high in _SEVERITY]
        numbers += [int(some.isna().sum()), int(some.sum())]
        cells.append((label, *(f"{number:,}" for number in numbers)))
    total = claims.count("killed", data.facts.total.killed, "sum of best estimates")
    severe = claims.count("severe", _within(killed, 25, None), "happenings with 25 deaths or more")
    claims.say("threshold", "25", "lower bound of the highest class")
    title = f"{total} deaths known; {severe} incidents with 25 or more"
    page = data.page
    left, top = page.body[:2]
    widths = page.widths(208, 110, 110, 110, 120, 110, 120)
    blocks: list[TableBlock | TextBlock] = [
        TableBlock("Severity", tuple(cells), widths, left, top, "Incidents by type and deaths")
    ]
    parties = killed_by_party(rows)
    if parties:
        split = int(rows["killed_by_party"].notna().sum())
        part_cells = [("Deaths by party (best estimates)", "Deaths")]
        part_cells += [(_PARTY.get(key, key), f"{value:,}") for key, value in parties.items()]
        part_cells.append(("All parties", f"{sum(parties.values()):,}"))
        top += 24 + 21 * len(cells)
        alt = "Deaths by party, of the rows whose source splits them"
        widths = page.widths(240, 110)
        blocks.append(TableBlock("Parties", tuple(part_cells), widths, left, top, alt))
        number = claims.count("split", split, "happenings whose source splits deaths by party")
        text = f"The source splits deaths by party for {number} incidents."
        beside, room = page.widths(370, 480)
        box = page.turned((left + beside, top, room, 30.0))
        blocks.append(TextBlock("Parties note", (text,), box, 11))
    return SlideSpec("severity", title, tuple(blocks), claims.all())


def _within(killed: pd.Series[float], low: int, high: int | None) -> int:
    inside = killed.ge(low) if high is None else killed.between(low, high)
    return int(inside.fillna(False).sum())


def off_map_text(data: Data, claims: Claims) -> str:
    """Say what is not on the map, for a headline."""
    facts = data.facts
    drawn = claims.count("drawn", facts.drawn, "rows drawn as a point or an area")
    rows = claims.say(
        "rows", counted(facts.rows, "row", "rows"), "rows of the incident table after filters"
    )
    text = f"{drawn} of {rows} on the map"
    if facts.off_rows:
        beside = claims.count("off", facts.off_rows, "rows not drawn, for any reason")
        text += f"; {beside} beside it"
        if facts.off_killed:
            deaths = counted(facts.off_killed, "death", "deaths")
            text += f", with {claims.say('off killed', deaths, 'their best estimates')}"
    for item in off_map(data.table):
        claims.count(f"off: {item.label}", item.rows, item.label)
        claims.count(f"off killed: {item.label}", item.killed, f"deaths of rows {item.label}")
    return text


def kind_words(kind: Kind | str, low: int | None) -> str:
    """Say what a row counts where it is no single incident; an empty text where it is."""
    if kind == Kind.AGGREGATE:
        return ", a stated total" if low is None else f", {low:,} or more"
    return ", several" if kind == Kind.SERIES else ""
