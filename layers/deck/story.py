"""The slides that say what happened, in numbers."""

from __future__ import annotations

from geo import reference
from geo.errors import ParameterError

from ..layer import off_map
from .claims import Claims
from .data import Data
from .direction import quoted
from .facts import counted, day_text
from .layout import GAP
from .periods import likelihood
from .spec import Box, FigureBlock, SlideSpec, TextBlock

_MOST_COUNTRIES = 5


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
        words = "; ".join(map(quoted, data.origin.filters))
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
    return quoted(data.wording.naming.of(name) or name)


def _sources_line(data: Data, claims: Claims) -> str:
    names = ", ".join(map(quoted, data.facts.sources[:4])) or "not stated"
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
    most = None if data.near is None or data.near.empty else data.near.iloc[0]
    if most is not None and int(most["inside"]) + int(most["possible"]):
        name = claims.say("top base", data.called(str(most["name"])), "site with most inside 50 km")
        inside = claims.count("top inside", int(most["inside"]), "surely within 50 km of that site")
        possible = claims.count("top possible", int(most["possible"]), "possibly within 50 km")
        claims.say("distance", "50 km", "distance asked for")
        texts.append(
            f"Of the sites listed {name} has most incidents around it: {inside} surely within"
            f" 50 km, {possible} more possibly."
        )
    whole = facts.total.incidents
    sources = claims.say(
        "sources",
        counted(len(facts.sources), "named source", "named sources"),
        "distinct publishers or titles",
    )
    word = confidence(data)
    placed = "no single incident is told apart"
    if whole:
        share = claims.share("exact", data.exact, whole, "precision exact or place, of happenings")
        placed = f"{share} of the incidents are known to a place or better, by {sources}"
    texts.append(f"Confidence is {word}: {placed}.")
    lines = [f"{number}. {text}" for number, text in enumerate(texts, start=1)]
    lines += list(data.wording.judgements)
    for number in range(1, len(texts) + 1):
        claims.say(f"point {number}", str(number), "number of the point")
    left, top, width, height = data.page.body
    beside = data.page.widths(230)[0]
    room = data.page.turned((left, top, width - beside - 30, height))
    block = TextBlock("Key judgements", tuple(lines), room, size=20)
    box = (left + width - beside, top, beside, height)
    figures = _figures(data, claims, box)
    title = f"Key judgements: {counted(facts.total.incidents, 'incident', 'incidents')},"
    title += f" {counted(facts.total.killed, 'death', 'deaths')} known"
    title += f"; confidence is {word}" if whole else ""
    return SlideSpec("judgements", title, (block, *figures), claims.all())


def _figures(data: Data, claims: Claims, box: Box) -> list[FigureBlock]:
    """Set the numbers of the whole deck large, below each other."""
    facts = data.facts
    told = [
        (f"{facts.total.incidents:,}", "incidents, each once"),
        (f"{facts.total.killed:,}", "deaths known, best estimates"),
        (f"{facts.off_rows:,}", "rows that are not on the map"),
        (f"{facts.off_killed:,}", "deaths on rows not on the map"),
    ]
    if facts.total.incidents:
        exact = claims.share("exact", data.exact, facts.total.incidents, "exact or place")
        told.append((exact, "of incidents placed to a town"))
    left, top, width, height = box
    high = height / len(told)
    return [
        FigureBlock(f"Figure {number}", claims.say(f"figure {number}", value, caption), caption,
                    (left, top + (number - 1) * high, width, high - GAP))
        for number, (value, caption) in enumerate(told, start=1)
    ]  # fmt: skip


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
    if change.before == change.after:
        text = f"Reported incidents stayed the same: {low} ({first}) and {high} ({last})."
    if change.probability is not None:
        term = likelihood(change.probability)
        text += f" That the underlying rate rose has this likelihood: {term}."
    else:
        text += " The series is too short to tell a change from chance."
    return text


def off_map_text(data: Data, claims: Claims) -> str:
    """Say what is not on the map, for a headline."""
    facts = data.facts
    if not facts.rows:
        return f"Nothing to draw: {claims.count('rows', 0, 'rows of the table')} rows were chosen"
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
