"""
Which place a name means: every reading scored, in several passes over all names of a text.

A score is a sum of what the gazetteer says (`priors`), what the words beside the name say, and what
the other names of the text say (`context`), in units of log-odds. The first pass leaves the
context out; each further one uses what the names were believed to mean before it, so that
countries and provinces settle first and towns follow. The softmax over the readings of a name,
with "none of these" among them, is its probability.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np

from ..models import NameKind, Place, PlaceKind
from .containment import contains
from .context import Floats, Ints, TextContext, Voice, are_neighbours
from .priors import priors
from .syntax import Link, Links, Toponym

SURE = 0.7
"""Probability from which on a reading explained once holds for the whole text."""

_NONE_OF_THESE = 1.0
_UNKNOWN_NEARBY = 0.5
"""
Share of what the other names say of a place of their own province that speaks for one that the
gazetteer lacks: a text on one county names hamlets, and their namesakes lie far away. It makes no
other reading the best one.
"""
_EXPECTED_COUNTRY = 4.5
_RIGHT_TYPE = 4.0
_WRONG_TYPE = -3.0
_SAME_NAME = 6.0
_TOLD = {Link.INSIDE: (5.0, -3.0), Link.BESIDE: (2.0, 0.0)}
"""What a link to another name adds where it holds, and where it does not."""
_LAPSE = 0.03
"""
Share of names that mean what no entry of the gazetteer is, however well one fits: a street, a
person, a hamlet. Checked against news texts, where of the readings that score highest 3 to 5 in 100
are wrong, and rounded.
"""
_LAPSE_IN_LONGER = 0.5
"""The same for a name that only stands inside a longer one that is not known: "Squirrel Hill"."""
_PASSES = 3
_INERTIA = 0.5
"""Share of the belief before a pass that is kept, so that beliefs do not swing to and fro."""
_MOST_READINGS = 50
_MOST_TOLD = 4
_MOST_OTHERS = 25

Readings = tuple[tuple[Place, float], ...]
"""Places with their probabilities, most probable first."""

_Key = tuple[str, frozenset[PlaceKind] | None, tuple[object, ...]]


class Resolution:
    """The readings of every name of a text, found by the span of the name."""

    def __init__(
        self,
        readings: dict[tuple[int, int], Readings],
        settled: frozenset[tuple[int, int]] = frozenset(),
    ) -> None:
        self._readings = readings
        self._settled = settled

    def readings(self, toponym: Toponym) -> Readings:
        """Give the readings of one name, most probable first."""
        return self._readings[toponym.start, toponym.end]

    def best(self, toponym: Toponym) -> tuple[Place, float]:
        """Give the most probable reading of one name and its probability."""
        return self.readings(toponym)[0]

    def choosing(self, toponym: Toponym, rank: int) -> Resolution:
        """Give the same resolution with one reading of one name put first and settled."""
        span = toponym.start, toponym.end
        readings = self.readings(toponym)
        chosen = (readings[rank], *readings[:rank], *readings[rank + 1 :])
        return Resolution({**self._readings, span: chosen}, self._settled | {span})

    def is_settled(self, toponym: Toponym) -> bool:
        """Whether one reading of a name was chosen, so that the others are out of the question."""
        return (toponym.start, toponym.end) in self._settled


@dataclass(slots=True)
class _Use:
    """All uses of a name with the same words beside it; they share their readings."""

    toponym: Toponym
    told: list[tuple[Link, Toponym]]
    count: int = 0
    places: tuple[Place, ...] = ()
    others: list[tuple[Link, int]] = field(default_factory=list)

    @property
    def name(self) -> str:
        return self.toponym.text.casefold()


def resolve(
    toponyms: Sequence[Toponym],
    links: Links | None = None,
    expected: Iterable[str] = (),
) -> Resolution:
    """
    Score every reading of every name of a text.

    Parameters
    ----------
    toponyms
        The names, each with its candidates.
    links
        Which names the text says lie in one another or side by side; null: none.
    expected
        Country codes that are likely before anything is read, such as the outlet's own.

    Returns
    -------
    resolution
        For every name its readings, most probable first.
    """
    uses, use_of = _uses(toponyms, links or Links())
    if not uses:
        return Resolution({})
    for use in uses:
        use.places = _likely(use, uses)
    if len(uses) == 1 and not uses[0].others:
        # nothing is said of a name but by other names
        alone = _alone(uses, frozenset(expected))
        belief = _softmax(alone, np.zeros(1, dtype=np.int64))
        return Resolution(dict.fromkeys(use_of, _sorted(uses[0].places, belief)))
    context = TextContext([Voice(use.name, use.count, use.places) for use in uses])
    told = _Told(uses, context)
    alone = _alone(uses, frozenset(expected))
    starts = context.starts
    belief = _softmax(alone, starts)
    belief = _softmax(alone + told.score(belief), starts)
    for number in range(_PASSES):
        last = number == _PASSES - 1
        none = _NONE_OF_THESE + _UNKNOWN_NEARBY * context.of_unknown(belief) if last else None
        new = _softmax(alone + told.score(belief) + context.support(belief), starts, none)
        belief = new if last else _INERTIA * belief + (1 - _INERTIA) * new
    rims = [*starts.tolist(), len(context.places)]
    shared = [
        _sorted(use.places, belief[rims[number] : rims[number + 1]])
        for number, use in enumerate(uses)
    ]
    return Resolution({span: shared[number] for span, number in use_of.items()})


def _uses(
    toponyms: Sequence[Toponym], links: Links
) -> tuple[list[_Use], dict[tuple[int, int], int]]:
    """Gather the names of a text; a name only spoken of by another one counts for nothing."""
    uses: list[_Use] = []
    number_of: dict[_Key, int] = {}

    def number(toponym: Toponym, told: list[tuple[Link, Toponym]]) -> int:
        words = tuple((kind, other.text.casefold(), other.kinds) for kind, other in told)
        key = (toponym.text.casefold(), toponym.kinds, words)
        if key not in number_of:
            number_of[key] = len(uses)
            uses.append(_Use(toponym, told))
        return number_of[key]

    use_of: dict[tuple[int, int], int] = {}
    for toponym in toponyms:
        at = number(toponym, links.of(toponym)[:_MOST_TOLD])
        uses[at].count += 1
        use_of[toponym.start, toponym.end] = at
    for use in tuple(uses):
        for kind, other in use.told:
            known = use_of.get((other.start, other.end))
            use.others.append((kind, number(other, []) if known is None else known))
    return uses, use_of


def _likely(use: _Use, uses: Sequence[_Use]) -> tuple[Place, ...]:
    """Keep the readings to be scored: of a great many, those that fit what is told first."""
    places = use.toponym.candidates
    if len(places) <= _MOST_READINGS:
        return places
    others = [(kind, uses[at].toponym.candidates[:_MOST_TOLD]) for kind, at in use.others]

    def misfits(place: Place) -> int:
        return sum(not any(_fits(kind, place, o) for o in some) for kind, some in others)

    return tuple(sorted(places, key=misfits)[:_MOST_READINGS])


def _alone(uses: Sequence[_Use], expected: frozenset[str]) -> Floats:
    """Score every reading by its entry, its type word and the countries that are expected."""
    scores: list[float] = []
    for use in uses:
        kinds = use.toponym.kinds
        for place, prior in zip(use.places, priors(use.places, use.toponym.text), strict=True):
            score = prior
            if kinds is not None:
                score += _RIGHT_TYPE if place.kind in kinds else _WRONG_TYPE
            if expected and not expected.isdisjoint(place.countries):
                score += _EXPECTED_COUNTRY
            scores.append(score)
    return np.array(scores)


class _Told:
    """What the words beside a name say of its readings, and of the same name elsewhere."""

    def __init__(self, uses: Sequence[_Use], context: TextContext) -> None:
        starts = context.starts.tolist()
        self._links: list[tuple[slice, slice, Floats, float, float]] = []
        for number, use in enumerate(uses):
            for kind, at in use.others:
                others = uses[at].places[:_MOST_OTHERS]
                link = Link.BESIDE if _are_listed(use, uses[at]) else kind
                rows = slice(starts[number], starts[number] + len(use.places))
                columns = slice(starts[at], starts[at] + len(others))
                holds = np.array([[_agreement(link, p, o) for o in others] for p in use.places])
                self._links.append((rows, columns, holds, *_TOLD[link]))
        self._explained = self._same_names(uses, starts)

    @staticmethod
    def _same_names(uses: Sequence[_Use], starts: Sequence[int]) -> tuple[Ints, Ints]:
        """Pair the readings of a name without words beside it with those where there are some."""
        told: dict[tuple[str, str], list[int]] = {}
        for number, use in enumerate(uses):
            if use.told:
                for rank, place in enumerate(use.places):
                    told.setdefault((use.name, place.place_id), []).append(starts[number] + rank)
        pairs = [
            (starts[number] + rank, source)
            for number, use in enumerate(uses)
            if not use.told
            for rank, place in enumerate(use.places)
            for source in told.get((use.name, place.place_id), ())
        ]
        both = np.array(pairs, dtype=np.int64).reshape(-1, 2)
        return both[:, 0], both[:, 1]

    def score(self, belief: Floats) -> Floats:
        """Give what to add to each reading, given what all names are believed to mean."""
        scores = np.zeros(len(belief))
        for rows, columns, holds, gain, loss in self._links:
            share = holds @ belief[columns]
            scores[rows] += share * gain + (1.0 - share) * loss
        unexplained, explained = self._explained
        if not len(explained):
            return scores
        sure = np.where(belief[explained] >= SURE, belief[explained], 0.0)
        best = np.zeros(len(belief))
        np.maximum.at(best, unexplained, sure)
        return scores + _SAME_NAME * best


def _agreement(kind: Link, place: Place, other: Place) -> float:
    """How far two readings fit a link; things named side by side are mostly of one kind."""
    fits = float(_fits(kind, place, other))
    if kind is Link.INSIDE and place.kind is PlaceKind.REGION and len(place.countries) > 1:
        fits /= len(place.countries)  # it lies there in part
    return fits + (place.kind is other.kind) if kind is Link.BESIDE else fits


def _fits(kind: Link, place: Place, other: Place) -> bool:
    if kind is Link.INSIDE:
        return contains(other, place)
    return any(are_neighbours(a, b) for a in place.countries for b in other.countries)


def _are_listed(inner: _Use, outer: _Use) -> bool:
    """Whether "X, Y" is a list: two countries, or two provinces of one country in full."""
    first, second = inner.toponym.candidates, outer.toponym.candidates[0]
    if second.kind is PlaceKind.COUNTRY:
        return first[0].kind is PlaceKind.COUNTRY and first[0].place_id != second.place_id
    if second.kind is not PlaceKind.ADMIN1 or second.name_kind is not NameKind.OFFICIAL:
        return False
    return any(
        place.kind is PlaceKind.ADMIN1
        and place.name_kind is NameKind.OFFICIAL
        and place.countries == second.countries
        and place.place_id != second.place_id
        for place in first[:_MOST_TOLD]
    )


def _softmax(scores: Floats, starts: Ints, none: Floats | None = None) -> Floats:
    """Give probabilities over the readings of each name, those of `none` of these left out."""
    if len(starts) == 1:
        least = _NONE_OF_THESE if none is None else float(none[0])
        top = max(float(scores.max()), least)
        weights = np.exp(scores - top)
        return np.asarray(weights / (weights.sum() + math.exp(least - top)))
    none = np.full(len(starts), _NONE_OF_THESE) if none is None else none
    name = np.zeros(len(scores), np.intp)
    name[starts[1:]] = 1
    np.cumsum(name, out=name)
    tops = np.maximum(np.maximum.reduceat(scores, starts), none)
    weights = np.exp(scores - tops[name])
    totals = np.add.reduceat(weights, starts) + np.exp(none - tops)
    probabilities: Floats = weights / totals[name]
    return probabilities


def _sorted(places: Sequence[Place], belief: Floats) -> Readings:
    is_piece = all(place.name_kind is NameKind.FUZZY for place in places)
    rest = 1.0 - (_LAPSE_IN_LONGER if is_piece else _LAPSE)
    pairs = zip(places, (rest * belief).tolist(), strict=True)
    return tuple(sorted(pairs, key=lambda pair: (-pair[1], pair[0].place_id)))
