"""Where an incident was, out of the places that a sentence mentions."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from ..geodesy import distance_m
from ..models import Mention, MentionKind, Precision
from .context import Context
from .triggers import Form, Trigger
from .words import compiled, lexicon, phrases

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

# a place before the words that tell of an incident must be this much nearer than one behind them
_BEFORE = 25
_ORDER = list(Precision)


@dataclass(frozen=True, slots=True)
class Site:
    """One place, or several joined by "and", where something is said to have happened."""

    mentions: tuple[Mention, ...]

    @property
    def start(self) -> int:
        """Offset of the first character."""
        return self.mentions[0].start_char

    @property
    def end(self) -> int:
        """Offset behind the last character."""
        return self.mentions[-1].end_char

    @property
    def rank(self) -> int:
        """How coarse the coarsest of its places is; 0 is a point."""
        return max(_ORDER.index(_precision(mention)) for mention in self.mentions)


def sites_of(context: Context, trigger: Trigger) -> tuple[Site, ...]:
    """
    Find the places where what a trigger names can have happened.

    Parameters
    ----------
    context
        The sentence.
    trigger
        The words that name the incident.

    Returns
    -------
    sites
        The nearest first; behind the trigger goes before in front of it, the same clause before
        another. Only places with a preposition of place, or as the object of the trigger: who is
        said to have acted or spoken is no site, nor is the place that something came from.
    """
    groups: list[list[Mention]] = []
    for mention in context.mentions:
        if mention.kind is not MentionKind.PLACE or mention.location is None:
            continue
        if mention.location.footprint is None or _dates_only(context, mention):
            continue
        last = groups[-1] if groups else None
        if last is not None and _joined(context.text[last[-1].end_char : mention.start_char]):
            last.append(mention)
        elif is_locative(context, mention, trigger):
            groups.append([mention])
    sites = [Site(_finest(group)) for group in groups]
    return tuple(sorted(sites, key=lambda site: _cost(context, site, trigger)))


def is_locative(context: Context, mention: Mention, trigger: Trigger) -> bool:
    """
    Tell whether a place is said to be where something happened.

    Parameters
    ----------
    context
        The sentence.
    mention
        A place in it.
    trigger
        The words that name what happened.

    Returns
    -------
    locative
        Whether a preposition of place goes before it, or the trigger takes it as its object.
    """
    if _opens_locative().match(mention.text):
        return True
    before = context.before(mention.start_char, 70)
    if _from().search(before):
        return trigger.event_type == "abduction"
    if _locative().search(before):
        return True
    gap = (
        context.text[trigger.end : mention.start_char]
        if trigger.end <= mention.start_char
        else None
    )
    takes = trigger.event_type in lexicon("places")["takes_place"] and trigger.form is not Form.NOUN
    if gap is not None and takes and _ARTICLES.fullmatch(gap):
        return True
    return _names_trigger(context, mention, trigger)


def own_site(context: Context, trigger: Trigger, sites: tuple[Site, ...]) -> Site | None:
    """
    Pick the site of one incident.

    Parameters
    ----------
    context
        The sentence.
    trigger
        The words that name the incident.
    sites
        What `sites_of` gave.

    Returns
    -------
    site
        The nearest site, or a sharper one of the same clause that lies inside it; null where the
        clause of the trigger has none.
    """
    near = [site for site in sites if _cost(context, site, trigger) < _FAR]
    if not near:
        return None
    best = near[0]
    clause = [site for site in near if _cost(context, site, trigger) < _FAR]
    inside = [
        site
        for site in clause
        if site.rank < best.rank
        and not _INCLUDING.search(context.before(site.start, 30))
        and lies_in(site, best)
    ]
    return min(inside, key=lambda site: site.rank) if inside else best


def lies_in(site: Site, area: Site) -> bool:
    """
    Tell whether the point of each place of a site lies in the footprint of another site.

    Parameters
    ----------
    site, area
        Two sites with footprints.

    Returns
    -------
    inside
        True where all points are covered.
    """
    from shapely import Point

    area_outline = outline(area)
    points = [
        Point(m.location.lon, m.location.lat)
        for m in site.mentions
        if m.location is not None and m.location.lon is not None and m.location.lat is not None
    ]
    return bool(points) and all(area_outline.covers(point) for point in points)


def outline(site: Site) -> BaseGeometry:
    """
    Give the footprint of a site.

    Parameters
    ----------
    site
        Its places have footprints.

    Returns
    -------
    footprint
        Polygon or MultiPolygon on WGS 84, longitude first: the union of all its places.
    """
    from shapely import union_all
    from shapely.geometry import shape

    shapes = [
        shape(m.location.footprint)
        for m in site.mentions
        if m.location is not None and m.location.footprint is not None
    ]
    return shapes[0] if len(shapes) == 1 else union_all(shapes)


def are_near(left: BaseGeometry, right: BaseGeometry, *, within_m: float) -> bool:
    """
    Tell whether two footprints overlap or are not far apart.

    Parameters
    ----------
    left, right
        Footprints on WGS 84.
    within_m
        The gap that is still near, in metres.

    Returns
    -------
    near
        True where the gap, between the points nearest in degrees, is at most `within_m`.
    """
    from shapely.ops import nearest_points

    if left.intersects(right):
        return True
    first, second = nearest_points(left, right)
    return distance_m(first.x, first.y, second.x, second.y) <= within_m


def _cost(context: Context, site: Site, trigger: Trigger) -> int:
    distance = context.distance((trigger.start, trigger.end), (site.start, site.end))
    return distance + (_BEFORE if site.start < trigger.start else 0)


def _finest(group: list[Mention]) -> tuple[Mention, ...]:
    """Leave out of "Baiji, Iraq" the area that only says where the first place is."""
    if len(group) == 1:
        return tuple(group)
    kept = [group[0]]
    for mention in group[1:]:
        coarser = _ORDER.index(_precision(mention)) > _ORDER.index(_precision(kept[-1]))
        if not (coarser and lies_in(Site((kept[-1],)), Site((mention,)))):
            kept.append(mention)
    return tuple(kept)


def _precision(mention: Mention) -> Precision:
    return Precision.UNKNOWN if mention.location is None else mention.location.precision


def _names_trigger(context: Context, mention: Mention, trigger: Trigger) -> bool:
    """Tell "the Kabul airport bombing": a place, not a country, right before the noun."""
    if trigger.form is not Form.NOUN or _precision(mention) is Precision.COUNTRY:
        return False
    if mention.end_char > trigger.start:
        return False
    gap = context.text[mention.end_char : trigger.start]
    return re.fullmatch(r"(?:['’]s)?(?:\s+\w+){0,2}\s+", gap) is not None


def _dates_only(context: Context, mention: Mention) -> bool:
    """Tell the place in "since war broke out in Gaza on Oct 7": it belongs to the date."""
    return any(
        date.start_char <= mention.start_char and mention.end_char <= date.end_char
        for date in context.dates
    )


def _joined(gap: str) -> bool:
    return _AND.fullmatch(gap) is not None


_FAR = 250
# "in Yemen, including around Sanaa" was not only around Sanaa
_INCLUDING = compiled(
    r"\b(?:including|such\s+as|among\s+them|notably|especially|mostly|mainly)\s+(?:\w+\s+)?$"
)
_AND = compiled(r"\s*(?:,|/|and|or|,\s*and|as\s+well\s+as|&)\s*(?:(?:in|near|on)\s+)?(?:the\s+)?")
_ARTICLES = compiled(r"(?:\s+(?:the|of|city|town|village|port|capital|and)){0,4}\s+")


@cache
def _opens_locative() -> re.Pattern[str]:
    return compiled(rf"{phrases(lexicon('places')['locative'])}\b")


@cache
def _locative() -> re.Pattern[str]:
    table = lexicon("places")
    between = phrases(table["between"])
    return compiled(
        rf"\b{phrases(table['locative'])}\s+(?:[\"“]?{between}\s+|[A-Z][\w'’-]+\s+(?=of\s)){{0,7}}[\"“]?$"
    )


@cache
def _from() -> re.Pattern[str]:
    table = lexicon("places")
    between = phrases(table["between"])
    return compiled(rf"\b{phrases(table['origin'])}\s+(?:{between}\s+){{0,4}}$")
