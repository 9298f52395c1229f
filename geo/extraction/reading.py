"""One sentence to what it tells: incidents, background, and passages that give neither."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from ..models import Kind
from .assertion import Several, has_word, is_counted_or_qualified, is_definite, times_of
from .background import War, find_wars, is_old
from .calendar import Interval, midnight
from .casualties import CasualtyCount
from .claims import Claims, claims_of
from .context import Context
from .grouping import INDEFINITE, Group, asserted, grouped, is_accident, sequence
from .happening import Happening, Passage
from .moments import DateMention, Modifier
from .parties import victims_of
from .places import Site, own_site, sites_of
from .roles import actor_of, target_of
from .triggers import Form, Trigger, is_violent
from .words import compiled

_FAR_DATE = 260
_BETWEEN = 40
_OF_SPEECH = 200


@dataclass(frozen=True, slots=True)
class Reading:
    """What one sentence tells; `claims` are those that belong to no incident of the sentence."""

    context: Context
    happenings: tuple[Happening, ...] = ()
    wars: tuple[War, ...] = ()
    old: tuple[Happening, ...] = ()
    skipped: tuple[Passage, ...] = ()
    claims: tuple[Claims, ...] = ()
    casualties: tuple[CasualtyCount, ...] = ()


def read_sentence(context: Context, *, published: date | None) -> Reading:
    """
    Read one sentence.

    Parameters
    ----------
    context
        The sentence with everything found in it.
    published
        Date of the report.

    Returns
    -------
    reading
        Nothing linked yet; values that the sentence does not state are null.
    """
    wars = find_wars(context)
    triggers, skipped = asserted(context, wars)
    groups = grouped(context, triggers)
    claims = claims_of(context)
    if not groups:
        counts = () if is_accident(context) else context.casualties
        return Reading(context, (), wars, (), skipped, claims, counts)
    shares = _shared_casualties(context, groups)
    owners = [_claim_owner(context, groups, item) for item in claims]
    happenings = [
        _happening(
            context,
            groups,
            index,
            wars,
            casualties=shares[index],
            claims=tuple(c for c, owner in zip(claims, owners, strict=True) if owner == index),
            published=published,
        )
        for index in range(len(groups))
    ]
    happenings = _with_shared_actor(context, happenings)
    kept: list[Happening] = []
    old: list[Happening] = []
    passages = list(skipped)
    loose: list[Claims] = []
    for happening in happenings:
        opens_war = happening.date is None and _opens_war(context, happening, wars)
        if opens_war or is_old(happening.interval, published):
            old.append(happening)
        elif happening.weak and happening.kind is Kind.SERIES:
            reason = "a toll over a period, no incident"
            passages.append(Passage(happening.trigger.start, happening.trigger.end, reason))
        elif _is_to_come(happening, published):
            reason = "dated after the report"
            passages.append(Passage(happening.trigger.start, happening.trigger.end, reason))
        elif _is_bare(happening):
            reason = "several incidents are named without time, place or number"
            loose += happening.claims
            passages.append(Passage(happening.trigger.start, happening.trigger.end, reason))
        else:
            kept.append(happening)
    return Reading(context, tuple(kept), wars, tuple(old), tuple(passages), tuple(loose))


def _happening(
    context: Context,
    groups: Sequence[Group],
    index: int,
    wars: Sequence[War],
    *,
    casualties: tuple[CasualtyCount, ...],
    claims: tuple[Claims, ...],
    published: date | None,
) -> Happening:
    group = groups[index]
    main = group.main
    site = _site_of(context, groups, index)
    found = _date_of(context, groups, index, wars)
    if found is not None and _is_premodifier(context, found, group):
        found = replace(found, modifier=Modifier.ON)
    elif found is not None and _is_of_speech(context, found):
        # "police said on Sunday": it happened by Sunday
        found = replace(found, modifier=Modifier.UNTIL)
    interval = _passed((None, None) if found is None else found.interval(published), published)
    several = group.several or times_of(context, main)
    if several is None and _is_lasting(context, main, found):
        several = Several(None, main.start, main.end)
    kind = Kind.INCIDENT
    if several is not None:
        kind = Kind.SERIES if several.quantity is None else Kind.AGGREGATE
    ordered = (main, *(item for item in group.triggers if item is not main))
    return Happening(
        context,
        ordered,
        group.event_type,
        kind,
        several,
        found,
        None,
        interval,
        site,
        None,
        casualties,
        next((p for p in (actor_of(context, t) for t in ordered) if p is not None), None),
        next((p for p in (target_of(context, t) for t in ordered) if p is not None), None)
        or victims_of(context, casualties),
        claims,
        definite=all(is_definite(context, item) for item in group.triggers),
        weak=main.form is Form.WEAK,
        answers=has_word(context, main, "response") is not None,
        other=has_word(context, main, "other") is not None,
    )


def _is_lasting(context: Context, trigger: Trigger, found: DateMention | None) -> bool:
    """Tell a verb or a mass noun over a period: "have shelled the town since May"."""
    if found is None or found.start is None or found.end is None:
        return False
    if found.modifier is not Modifier.SINCE and found.kind != "past":
        return False
    if found.kind == "past" and found.end - found.start <= timedelta(days=2):
        return False
    return INDEFINITE.search(context.before(trigger.start, 30)) is None


def _with_shared_actor(context: Context, happenings: list[Happening]) -> list[Happening]:
    """Give "stormed a school and abducted pupils" one actor."""
    shared: list[Happening] = []
    for happening in happenings:
        before = context.before(happening.trigger.start, 30)
        joined = happening.actor is None and shared and _AND_VERB.search(before)
        shared.append(replace(happening, actor=shared[-1].actor) if joined else happening)
    return shared


def _opens_war(context: Context, happening: Happening, wars: Sequence[War]) -> bool:
    """Tell "the war began when fighters attacked the south": how a war began."""
    first, last = happening.trigger.start, happening.trigger.end
    return any(
        (war.end <= first and _WHEN.fullmatch(context.text, war.end, first) is not None)
        or (last <= war.start and _LED_TO.search(context.text, last, war.start) is not None)
        for war in wars
    )


def _passed(interval: Interval, published: date | None) -> Interval:
    """Cut an interval at the end of the day of the report, unless it lies behind it."""
    start, end = interval
    if end is None or published is None:
        return interval
    latest = midnight(published + timedelta(days=1))
    return interval if start is not None and start >= latest else (start, min(end, latest))


def _is_to_come(happening: Happening, published: date | None) -> bool:
    start = happening.interval[0]
    if start is None or published is None:
        return False
    return start.date() > published


def _is_bare(happening: Happening) -> bool:
    """Tell a plural that the sentence only mentions: nothing could be said about it in a row."""
    if happening.several is None or is_counted_or_qualified(happening.several, happening.trigger):
        return False
    return happening.site is None and happening.date is None


def _date_of(
    context: Context, groups: Sequence[Group], index: int, wars: Sequence[War]
) -> DateMention | None:
    group = groups[index]
    best: tuple[int, DateMention] | None = None
    for item in context.dates:
        if _is_record(context, item):
            continue
        taken = any(war.date is item for war in wars) and item.modifier is Modifier.ON
        if taken and not _is_premodifier(context, item, group):
            continue
        owner = next(
            (i for i, other in enumerate(groups) if _is_premodifier(context, item, other)), index
        )
        if owner != index and item.modifier is not Modifier.SINCE:
            continue
        cost = _cost(context, groups, index, item)
        nearest = min(range(len(groups)), key=lambda i: _cost(context, groups, i, item))
        if nearest != index and cost > 0 and _separated(context, group, groups[nearest]):
            continue
        if _is_of_speech(context, item):
            cost += _OF_SPEECH
        if cost <= _FAR_DATE + _OF_SPEECH and (best is None or cost < best[0]):
            best = (cost, item)
    return None if best is None else best[1]


def _is_of_speech(context: Context, item: DateMention) -> bool:
    """Tell "police said on Sunday": the day of the words, not of the deed."""
    return (
        item.modifier is Modifier.ON
        and _SAID.search(context.before(item.start_char, 30)) is not None
    )


def _is_record(context: Context, item: DateMention) -> bool:
    """Tell "the deadliest since 2021": how long nothing like it happened."""
    if item.modifier is not Modifier.SINCE:
        return False
    return _RECORD.search(context.before(item.start_char, 70)) is not None


def _cost(context: Context, groups: Sequence[Group], index: int, item: DateMention) -> int:
    if _is_premodifier(context, item, groups[index]):
        return 0
    return _reach(context, groups, index, (item.start_char, item.end_char))


def _reach(context: Context, groups: Sequence[Group], index: int, span: tuple[int, int]) -> int:
    """Measure how far words are from an incident; between two they belong to the first."""
    group = groups[index]
    reach = min(context.distance((t.start, t.end), span) for t in group.triggers)
    between = any(other.span[1] <= span[0] < group.span[0] for other in groups)
    return reach + (_BETWEEN if between else 0)


def _is_premodifier(context: Context, item: DateMention, group: Group) -> bool:
    """Tell "the Jan 28 attack" and "Monday's bombing"."""
    return any(
        item.end_char <= trigger.start
        and _ADJECTIVES.fullmatch(context.text, item.end_char, trigger.start) is not None
        for trigger in group.triggers
        if trigger.form is Form.NOUN
    )


def _site_of(context: Context, groups: Sequence[Group], index: int) -> Site | None:
    group = groups[index]
    for trigger in group.triggers:
        site = own_site(context, trigger, sites_of(context, trigger))
        if site is None:
            continue
        span = (site.start, site.end)
        nearest = min(range(len(groups)), key=lambda i: _reach(context, groups, i, span))
        if nearest == index or not _separated(context, group, groups[nearest]):
            return site
    return None


def _separated(context: Context, left: Group, right: Group) -> bool:
    """Tell two incidents of a sentence that follow one another in time."""
    low, high = sorted([left.span, right.span])
    return sequence().search(context.text, low[0], high[1]) is not None


def _shared_casualties(
    context: Context, groups: Sequence[Group]
) -> list[tuple[CasualtyCount, ...]]:
    """Give each count of people to the nearest incident, before it rather than behind."""
    shared: list[list[CasualtyCount]] = [[] for _ in groups]
    violent = [i for i, g in enumerate(groups) if any(is_violent(t.event_type) for t in g.triggers)]
    eligible = violent or list(range(len(groups)))
    for count in context.casualties:
        span = (count.start_char, count.end_char)

        def cost(index: int, span: tuple[int, int] = span) -> int:
            group = groups[index]
            clause_end = context.clause_end(span[1])
            # "were killed in a drone attack" looks ahead, "injuries, drawing strikes" does not
            ahead = 15 if group.main.start < clause_end else 150
            behind = ahead if group.main.start > span[1] else 0
            return behind + min(context.distance((t.start, t.end), span) for t in group.triggers)

        shared[min(eligible, key=cost)].append(count)
    return [tuple(counts) for counts in shared]


def _claim_owner(context: Context, groups: Sequence[Group], claims: Claims) -> int:
    span = claims.cue or (context.start, context.start)
    return min(
        range(len(groups)),
        key=lambda i: min(context.distance((t.start, t.end), span) for t in groups[i].triggers),
    )


_AND_VERB = compiled(r"\b(?:and|then|before|while)\s+(?:\w+ly\s+|also\s+|then\s+)?$")
_ADJECTIVES = compiled(
    r"(?:['’]s?)?(?:[\s,-]+(?!and\b|after\b|in\b|on\b|when\b|by\b)[\w-]+){0,3}[\s-]+"
)
_SAID = compiled(
    r"\b(?:said|says|told\s+\w+|reported|announced|added|confirmed|stated|tweeted|claimed)\s+"
    r"(?:in\s+a\s+statement\s+)?(?:late\s+|early\s+)?(?:on\s+)?$"
)
_RECORD = compiled(
    r"\b(?:first|deadliest|worst|largest|biggest|bloodiest|most|highest|heaviest)\b[^,;]{0,60}$"
)
_WHEN = compiled(r"[^,;:]{0,20}\b(?:when|after|with|as)\b[^,;:]{0,60}")
_LED_TO = compiled(
    r"\b(?:triggered|triggering|sparked|sparking|ignited|igniting|started|led\s+to)\b"
)
