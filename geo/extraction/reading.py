"""One sentence to what it tells: incidents, background, and passages that give neither."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache

from ..models import Kind, MentionKind
from .assertion import (
    Several,
    Status,
    has_word,
    is_counted_or_qualified,
    is_definite,
    several_of,
    status_of,
)
from .background import War, find_wars, is_old
from .casualties import CasualtyCount
from .claims import Claims, claims_of
from .context import Context
from .dates import DateMention, Modifier
from .happening import Happening, Passage
from .places import Site, own_site, sites_of
from .roles import actor_of, target_of
from .triggers import Form, Trigger, compatible, find_triggers, is_violent, refined_by
from .words import compiled, lexicon, phrases, squeezed

_NAMES = (MentionKind.ORGANISATION, MentionKind.PERSON)
_FAR_DATE = 260


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


@dataclass(frozen=True, slots=True)
class _Group:
    """The triggers of one sentence that name one incident."""

    triggers: tuple[Trigger, ...]
    several: Several | None

    @property
    def main(self) -> Trigger:
        return self.triggers[0]

    @property
    def span(self) -> tuple[int, int]:
        return self.triggers[0].start, self.triggers[-1].end


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
    triggers, skipped = _asserted(context, wars)
    groups = _grouped(context, triggers)
    claims = claims_of(context)
    if not groups:
        loose = () if _is_accident(context) else context.casualties
        return Reading(context, (), wars, (), skipped, claims, loose)
    counts = _shared_casualties(context, groups)
    owners = [_claim_owner(context, groups, item) for item in claims]
    happenings = [
        _happening(
            context,
            groups,
            index,
            wars,
            casualties=counts[index],
            claims=tuple(c for c, owner in zip(claims, owners, strict=True) if owner == index),
            published=published,
        )
        for index in range(len(groups))
    ]
    happenings = _with_shared_actor(context, happenings)
    kept: list[Happening] = []
    old: list[Happening] = []
    passages = list(skipped)
    for happening in happenings:
        opens_war = happening.date is None and bool(wars)
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
            passages.append(Passage(happening.trigger.start, happening.trigger.end, reason))
        else:
            kept.append(happening)
    return Reading(context, tuple(kept), wars, tuple(old), tuple(passages))


def _asserted(context: Context, wars: Sequence[War]) -> tuple[list[Trigger], tuple[Passage, ...]]:
    """Keep the triggers that tell of something real; weak ones only where no better one stands."""
    real: list[Trigger] = []
    skipped: list[Passage] = []
    for trigger in find_triggers(context.text, context.start, context.end):
        if context.mention_over(trigger.start, trigger.end, *_NAMES) is not None:
            continue
        if any(war.date is None and war.start <= trigger.start < war.end for war in wars):
            continue
        status = status_of(context, trigger)
        if status is Status.ASSERTED:
            real.append(trigger)
        elif trigger.form is not Form.WEAK:
            skipped.append(Passage(trigger.start, trigger.end, status.value))
    strong = [trigger for trigger in real if trigger.form is not Form.WEAK]
    if strong:
        return strong, tuple(skipped)
    if _is_accident(context):
        return [], tuple(skipped)
    weak = [trigger for trigger in real if _is_told(context, trigger)]
    return weak[:1], tuple(skipped)


def _is_told(context: Context, trigger: Trigger) -> bool:
    """Tell a weak verb that says enough to be an incident: who did it, or who was harmed."""
    word = trigger.text.lower()
    if word in {"killing", "wounding", "injuring", "targeting", "kill", "kills"}:
        return word == "kills"
    near = any(
        count.start_char - 5 <= trigger.end and trigger.start <= count.end_char + 5
        for count in context.casualties
        if count.quantity.high != 0
    )
    if word in {"killed", "wounded", "injured"}:
        return near or actor_of(context, trigger) is not None
    if word == "died":
        return False
    return actor_of(context, trigger) is not None or near


def _grouped(context: Context, triggers: Sequence[Trigger]) -> list[_Group]:
    groups: list[_Group] = []
    for trigger in triggers:
        several = several_of(context, trigger)
        same = next(
            (
                index
                for index in range(len(groups) - 1, -1, -1)
                if _is_same(context, groups[index], trigger, several)
            ),
            None,
        )
        if same is None:
            groups.append(_Group((trigger,), several))
        else:
            group = groups[same]
            groups[same] = _Group(
                (*group.triggers, trigger), group.several if several is None else several
            )
    return groups


def _is_same(context: Context, group: _Group, trigger: Trigger, several: Several | None) -> bool:
    """Tell two triggers of a sentence that are two words for one incident."""
    last = group.triggers[-1]
    between = context.text[last.end : trigger.start]
    if not any(compatible(item.event_type, trigger.event_type) for item in group.triggers):
        return False
    if (group.several is None) != (several is None) and _INTRODUCED.search(between) is None:
        return False
    if several is not None and is_counted_or_qualified(several, trigger):
        return False
    if _introducing().search(between):
        return True
    if _sequence().search(between) or has_word(context, trigger, "other") is not None:
        return False
    indefinite = _INDEFINITE.search(context.before(trigger.start, 40)) is not None
    if indefinite and last.form is Form.NOUN and trigger.form is Form.NOUN:
        return False
    return not _two_places(context, last, trigger)


def _two_places(context: Context, left: Trigger, right: Trigger) -> bool:
    """Tell two triggers that each have a place of their own behind them."""
    first = [
        site
        for site in sites_of(context, left)
        if left.end <= site.start and site.end <= right.start
    ]
    second = [site for site in sites_of(context, right) if site.start >= right.end]
    return bool(first and second) and first[0].mentions != second[0].mentions


def _happening(
    context: Context,
    groups: Sequence[_Group],
    index: int,
    wars: Sequence[War],
    *,
    casualties: tuple[CasualtyCount, ...],
    claims: tuple[Claims, ...],
    published: date | None,
) -> Happening:
    group = groups[index]
    main = _main_trigger(group)
    site = _site_of(context, groups, index)
    found = _date_of(context, groups, index, wars)
    if found is not None and _is_premodifier(context, found, group):
        found = replace(found, modifier=Modifier.ON)
    interval = (None, None) if found is None else found.interval(published)
    several = group.several
    if several is None and _is_lasting(context, main, found):
        several = Several(None, main.start, main.end)
    kind = Kind.INCIDENT
    if several is not None:
        kind = Kind.SERIES if several.quantity is None else Kind.AGGREGATE
    ordered = (main, *(item for item in group.triggers if item is not main))
    return Happening(
        context,
        ordered,
        _sharpest(group),
        kind,
        several,
        found,
        None,
        interval,
        site,
        None,
        casualties,
        next((p for p in (actor_of(context, t) for t in ordered) if p is not None), None),
        next((p for p in (target_of(context, t) for t in ordered) if p is not None), None),
        claims,
        definite=all(is_definite(context, item) for item in group.triggers),
        weak=main.form is Form.WEAK,
        answers=has_word(context, main, "response") is not None,
        other=has_word(context, main, "other") is not None,
    )


def _main_trigger(group: _Group) -> Trigger:
    """Take the trigger of the sharpest type; the first of equals."""
    sharpest = _sharpest(group)
    return next(item for item in group.triggers if item.event_type == sharpest)


def _sharpest(group: _Group) -> str:
    types = [trigger.event_type for trigger in group.triggers]
    return max(
        types, key=lambda name: (sum(o in refined_by(name) for o in types), -types.index(name))
    )


def _is_lasting(context: Context, trigger: Trigger, found: DateMention | None) -> bool:
    """Tell a verb or a mass noun over a period: "have shelled the town since May"."""
    if found is None or found.start is None or found.end is None:
        return False
    if found.modifier is not Modifier.SINCE and found.kind != "past":
        return False
    if found.kind == "past" and found.end - found.start <= timedelta(days=2):
        return False
    return _INDEFINITE.search(context.before(trigger.start, 30)) is None


def _with_shared_actor(context: Context, happenings: list[Happening]) -> list[Happening]:
    """Give "stormed a school and abducted pupils" one actor."""
    shared: list[Happening] = []
    for happening in happenings:
        before = context.before(happening.trigger.start, 30)
        joined = happening.actor is None and shared and _AND_VERB.search(before)
        shared.append(replace(happening, actor=shared[-1].actor) if joined else happening)
    return shared


def _is_to_come(happening: Happening, published: date | None) -> bool:
    start = happening.interval[0]
    if start is None or published is None:
        return False
    return start.date() > published + timedelta(days=1)


def _is_bare(happening: Happening) -> bool:
    """Tell a plural that the sentence only mentions: nothing could be said about it in a row."""
    if happening.several is None or is_counted_or_qualified(happening.several, happening.trigger):
        return False
    return happening.site is None and happening.date is None


def _date_of(
    context: Context, groups: Sequence[_Group], index: int, wars: Sequence[War]
) -> DateMention | None:
    group = groups[index]
    best: tuple[int, DateMention] | None = None
    for item in context.dates:
        taken = any(war.date is item for war in wars) and item.modifier is Modifier.ON
        if taken and not _is_premodifier(context, item, group):
            continue
        owner = next(
            (i for i, other in enumerate(groups) if _is_premodifier(context, item, other)), index
        )
        if owner != index and item.modifier is not Modifier.SINCE:
            continue
        cost = 0 if _is_premodifier(context, item, group) else _cost(context, group, item)
        nearest = min(range(len(groups)), key=lambda i: _cost(context, groups[i], item))
        if nearest != index and cost > 0 and _separated(context, group, groups[nearest]):
            continue
        if cost <= _FAR_DATE and (best is None or cost < best[0]):
            best = (cost, item)
    return None if best is None else best[1]


def _cost(context: Context, group: _Group, item: DateMention) -> int:
    return min(
        context.distance((t.start, t.end), (item.start_char, item.end_char)) for t in group.triggers
    )


def _is_premodifier(context: Context, item: DateMention, group: _Group) -> bool:
    """Tell "the Jan 28 attack" and "Monday's bombing"."""
    return any(
        item.end_char <= trigger.start
        and _ADJECTIVES.fullmatch(context.text, item.end_char, trigger.start) is not None
        for trigger in group.triggers
        if trigger.form is Form.NOUN
    )


def _site_of(context: Context, groups: Sequence[_Group], index: int) -> Site | None:
    group = groups[index]
    for trigger in group.triggers:
        site = own_site(context, trigger, sites_of(context, trigger))
        if site is None:
            continue
        span = (site.start, site.end)
        nearest = min(
            range(len(groups)),
            key=lambda i: min(context.distance((t.start, t.end), span) for t in groups[i].triggers),
        )
        if nearest == index or not _separated(context, group, groups[nearest]):
            return site
    return None


def _separated(context: Context, left: _Group, right: _Group) -> bool:
    """Tell two incidents of a sentence that follow one another in time."""
    low, high = sorted([left.span, right.span])
    return _sequence().search(context.text, low[0], high[1]) is not None


def _shared_casualties(
    context: Context, groups: Sequence[_Group]
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


def _claim_owner(context: Context, groups: Sequence[_Group], claims: Claims) -> int:
    span = claims.cue or (context.start, context.start)
    return min(
        range(len(groups)),
        key=lambda i: min(context.distance((t.start, t.end), span) for t in groups[i].triggers),
    )


def _is_accident(context: Context) -> bool:
    return _accident().search(context.words) is not None


@cache
def _accident() -> re.Pattern[str]:
    return compiled(rf"\b{phrases(lexicon('casualties')['accident']['words'])}\b")


@cache
def _sequence() -> re.Pattern[str]:
    return compiled(rf"\b{phrases(lexicon('clauses')['sequence'])}\b")


@cache
def _introducing() -> re.Pattern[str]:
    return compiled(rf"\b{phrases(lexicon('clauses')['introducing'])}\s+(?:[\w-]+\s+){{0,4}}$")


_AND_VERB = compiled(r"\b(?:and|then|before|while)\s+(?:\w+ly\s+|also\s+|then\s+)?$")
_INTRODUCED = compiled(r"\b(?:in|during|by|with)\s+(?:\w+\s+){0,3}$")
_INDEFINITE = compiled(r"\b(?:an?|one|another)\s+(?:[\w-]+\s+){0,3}$")
_ADJECTIVES = compiled(
    r"(?:['’]s?)?(?:[\s,-]+(?!and\b|after\b|in\b|on\b|when\b|by\b)[\w-]+){0,3}[\s-]+"
)


def first_words(text: str, start: int, end: int) -> str:
    """Give at most 60 characters of a passage, on one line."""
    words = squeezed(text[start:end])
    return words if len(words) <= 60 else f"{words[:57]}..."
