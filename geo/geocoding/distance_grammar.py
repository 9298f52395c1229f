"""Distances, directions and ways: "50 km south of X", "off Hodeidah", "on the road from A to B"."""

from __future__ import annotations

import re
from dataclasses import replace

from ..models import PlaceKind
from .bank_grammar import BankGrammar, is_river
from .border_grammar import country_side
from .name_grammar import Parsed, is_area, limited
from .part_grammar import has_parts
from .quantities import Distance, distance_at
from .syntax import (
    BEYOND_KM,
    Bank,
    Between,
    Border,
    Both,
    Coast,
    Course,
    Name,
    Near,
    Node,
    Offset,
    Offshore,
    Outskirts,
    Part,
    Toward,
)

_WHOLES = (PlaceKind.COUNTRY, PlaceKind.CONTINENT, PlaceKind.SEA)
_POINTS = frozenset({PlaceKind.SETTLEMENT, PlaceKind.SITE, PlaceKind.AIRFIELD})
"""What a distance is measured from, where a name can mean it."""
_LONG = (PlaceKind.SEA, PlaceKind.REGION, PlaceKind.BORDER)
"""What something can lie along."""
_ROAD_LETTERS = re.compile(r"[A-Z]{1,3}")
_RIVER_KM = 10.0
"""Added to a distance from a river, whose bends are not packaged."""
_JUST_KM = 10.0
"""How far "just north of" reaches."""
_COURSE = {"upstream": "upstream", "upriver": "upstream"} | {
    "downstream": "downstream",
    "downriver": "downstream",
}


class DistanceGrammar(BankGrammar):
    """Reads how far from a place, in which direction, or on which way to it something lies."""

    def distance(self, start: int, context: Node | None = None) -> Parsed | None:
        """Read a distance with or without direction, or a direction without a distance."""
        measured = distance_at(self.tokens, start)
        if measured is None:
            at_sea = context is not None and _is_sea(context)
            told = self._direction(start, None, start, of_areas=at_sea)
            return told or self._inside_or_off(start, None, context)
        distance, at = measured
        return self._direction(start, distance, at) or self._inside_or_off(at, distance, context)

    def place(self, start: int, context: Node | None = None) -> Parsed | None:
        """Read what a distance is measured from: a border, a name, or a phrase of its own."""
        at = self.behind_relation(start)
        at = self.words("middle", at) or self.words("middle", start) or at
        at = self.behind_relation(at)
        direction = self.vocabulary.directions.match(self.tokens, at)
        if direction is not None and self.words("direction_link", direction[1]) is not None:
            return self.nested(at)  # and no town called North
        told = self.border_core(at, context) or self.typed(at)
        if told is not None:
            return told
        named = self.name(at)
        if named is None and self.text(start) not in self.vocabulary.words["articles"].openers:
            named = self.name(start)  # "la Paz" written small
        if named is None:
            return self.nested(at)
        if not isinstance(named[0], Name) or named[0].toponym.kinds:
            return named
        if named[0].toponym.candidates[0].kind in _WHOLES:
            return named
        return Name(limited(named[0].toponym, _POINTS)), named[1]

    def outskirts(self, start: int) -> Parsed | None:
        """Read "on the outskirts of X", "the southern suburbs of X", "just outside X"."""
        at = self.words("outskirts", start)
        if at is not None:
            reference = self.place(at)
            if reference is None or is_area(reference[0]):
                return None
            return Outskirts(reference[0]), reference[1]
        at = self.after_articles(self.skip("containing", start))
        at = self.after_articles(at + 1 if self.text(at) == "on" else at)
        side = self.vocabulary.part_adjectives.match(self.tokens, at)
        noun = None if side is None else self.words("outskirt_nouns", side[1])
        if side is None or noun is None or self.text(noun) != "of":
            return None
        reference = self.place(noun + 1)
        if reference is None or is_area(reference[0]):
            return None
        return Part(side[0], Outskirts(reference[0])), reference[1]

    def owned_outskirts(self, owner: Node, start: int) -> Parsed | None:
        """Read what follows "Beirut's": "southern suburbs", "outskirts"."""
        side = self.vocabulary.part_adjectives.match(self.tokens, start)
        noun = self.words("outskirt_nouns", start if side is None else side[1])
        if noun is None or is_area(owner):
            return None
        rim = Outskirts(owner)
        return (rim if side is None else Part(side[0], rim)), noun

    def near(self, start: int) -> Parsed | None:
        """Read "near X", "around X", "along the X", "on the eastern bank of X"."""
        at = self.words("near", start) or self.words("around", start)
        if at is not None:
            coast = self.coast(at)
            if coast is not None:
                return coast
            reference = self.place(at)
            return None if reference is None else (Near(reference[0]), reference[1])
        along = self.words("along", start)
        at = self.behind_relation(start if along is None else along)
        side = self.vocabulary.part_adjectives.match(self.tokens, at)
        bank = self.words("bank", at if side is None else side[1])
        at = self.behind_relation(at if bank is None else bank)
        if along is None and bank is None:
            return None
        told = None if side is None else self.bank(start)
        if told is not None:
            return told
        coast = self.coast(at)
        if coast is not None and isinstance(coast[0], Coast | Both):
            return coast
        reference = self.name(at)
        if reference is None or not isinstance(reference[0], Name):
            return None
        if reference[0].toponym.candidates[0].kind not in _LONG:
            return None
        return Near(reference[0]), reference[1]

    def way(self, start: int, context: Node | None = None) -> Parsed | None:
        """Read "between A and B", "on the road from A to B", "the A-B highway", "the road to B"."""
        first_word = self.after_articles(self.skip("road_along", start))
        at = self._behind_number(first_word)
        told = self.words("road", start) or self.words("between", start)
        told = told or self.words("road_between", at)
        if told is None and at > first_word and self.text(at) in {"between", "from"}:
            told = at + 1
        if told is not None:
            return self._pair(told)
        target = self.words("road_to", at)
        if target is not None:
            place = self.name(self.after_articles(target))
            if place is None or is_area(place[0]):
                return None
            from_here = context is not None and not is_area(context)
            start_of = _reference(context) if context is not None and from_here else None
            road = Toward(place[0]) if start_of is None else Between(start_of, place[0])
            return road, place[1]
        first = self.name(at)
        if first is None or self.text(first[1]) not in {"-", "–", "‑", "to"}:
            return None
        second = self.name(first[1] + 1)
        behind = None if second is None else self.words("road_nouns", second[1])
        if second is None or behind is None:
            return None
        return Between(first[0], second[0]), behind

    def _behind_number(self, start: int) -> int:
        """Skip the number of a road: "the M5 highway between A and B", "Highway 1 from A to B"."""
        at = self.skip("road_nouns", start)
        if at < len(self.tokens) and _ROAD_LETTERS.fullmatch(self.tokens[at].text):
            at += 2 if self.text(at + 1) == "-" else 1
        if not self.text(at).isdecimal():
            return start
        is_named = self.text(at + 1) in {"between", "from"} or self.words("road_nouns", at + 1)
        return at + 1 if is_named else start

    def course(self, start: int) -> Parsed | None:
        """Read "upstream of X", "downriver from X"."""
        sense = _COURSE.get(self.text(start))
        link = None if sense is None else self.words("direction_link", start + 1)
        if sense is None or link is None:
            return None
        reference = self.place(link)
        return None if reference is None else (Course(sense, reference[0]), reference[1])

    def _direction(
        self, start: int, distance: Distance | None, at: int, *, of_areas: bool = False
    ) -> Parsed | None:
        """Read "[50 km] [to the] south of X" behind a distance."""
        low, high, said = None, None, None
        if distance is not None:
            low, high, said = distance.low_km, distance.high_km, distance.said
        else:
            just = self.words("just", start)
            at = just or self.skip("about", start)
            if just is not None:
                low, high, said = 0.0, _JUST_KM, "just"
        bare = self.vocabulary.bare_directions.match(self.tokens, at)
        if bare is not None and bare[0] != "C":
            reference = self.place(self.skip("of", bare[1]))
            named = self.name(bare[1])
            whole = named is not None and (is_area(named[0]) or has_parts(named[0]))
            if reference is None or (low is None and (whole or is_area(reference[0]))):
                return None
            return Offset(low, high, bare[0], reference[0], said), reference[1]
        direct = self.words("to_the", at)
        found = self.vocabulary.directions.match(self.tokens, at if direct is None else direct)
        found = found or self.vocabulary.directions.match(self.tokens, at)
        side = self.vocabulary.part_adjectives.match(self.tokens, at)
        if found is None and side is not None and distance and self.text(side[1]) == "from":
            found = side  # "18 km southern from X"
        link = None if found is None else self.words("direction_link", found[1])
        if found is None or link is None:
            return None
        reference = self.place(link)
        if reference is None:
            return None
        named = self.name(self.behind_relation(link))
        river = self.water(link, is_sure=False)
        if river is not None and is_river(river[0]):
            far = BEYOND_KM if high is None else high + _RIVER_KM
            return Bank(found[0], river[0], far), river[1]
        if distance is None and not of_areas and named is not None and is_area(named[0]):
            return None
        return Offset(low, high, found[0], reference[0], said), reference[1]

    def _inside_or_off(
        self, at: int, distance: Distance | None, context: Node | None
    ) -> Parsed | None:
        """Read "inside the X border", "off the coast of X", "from X" behind a distance or none."""
        low = None if distance is None else distance.low_km
        high = None if distance is None else distance.high_km
        inside = self.words("just", at) if distance is None else None
        if inside is not None and self.words("inside", inside) is not None:
            at, low, high = inside, 0.0, _JUST_KM
        found = self.inside_border(at, low, high) or self._off(at, low, high, context)
        if found is not None or distance is None:
            return found
        link = self.words("away", at)
        if link is None and distance.low_km == 0 and self.text(at) == "of":
            link = at + 1
        if link is None:
            return None
        reference = self.place(link, context and country_side(context))
        if reference is None:
            return None
        return Offset(low, high, None, reference[0], distance.said), reference[1]

    def _off(
        self, start: int, low: float | None, high: float | None, context: Node | None
    ) -> Parsed | None:
        """Read "off [the coast of] X", "off X's Red Sea coast", "off the Yemeni coast"."""
        at = self.words("off", start)
        if at is None:
            return None
        noun = self.words("coast_nouns", self.after_articles(at))
        measured = context.reference if isinstance(context, Offset | Near) else context
        if noun == len(self.tokens) and isinstance(measured, Name):
            return Offshore(low, high, measured, None), noun
        behind = self.behind_relation(self.skip("off_coast", at))
        shore = self.coast(at)
        if shore is None:
            place = self.place(behind)
            owned = None if place is None else self.words("possessive", place[1])
            if place is not None and owned is not None:
                shore = self.owned_coast(place[0], owned)
            if shore is None:
                return None if place is None else (Offshore(low, high, place[0], None), place[1])
        return _offshore(shore[0], low, high), shore[1]

    def _pair(self, start: int) -> Parsed | None:
        """Read "A and B" or "A to B" behind "between" or "the road from"."""
        first = self._end(start)
        link = None if first is None else self.words("pair_links", first[1])
        if first is not None and link is None and self._tied(first[1]):
            link = first[1]  # "and" is written together with the second name
        second = None if link is None else self._end(link)
        if first is None or second is None:
            return None
        if _is_country(first[0]) and _is_country(second[0]) and self.text(start - 1) == "between":
            return Border(first[0], second[0]), second[1]
        typed = self.vocabulary.plural_types.match(self.tokens, second[1])
        if typed is not None and self.text(start - 1) == "between":
            sides = [_limited(side[0], typed[0]) for side in (first, second)]
            if all(sides):
                return Border(*sides), typed[1]
        if is_area(first[0]) or is_area(second[0]):
            return None
        return Between(first[0], second[0]), second[1]

    def _end(self, start: int) -> Parsed | None:
        """Read one end of a way, a town where the name can mean one."""
        at = self.after_articles(start)
        classes = self.vocabulary.plural_places.match(self.tokens, at)
        if classes is not None and self.text(classes[1]) == "of":
            at = self.after_articles(classes[1] + 1)
        found = self.name(at) or self.typed(at)
        if found is None or not isinstance(found[0], Name) or found[0].toponym.kinds:
            return found
        if found[0].toponym.candidates[0].kind in _WHOLES:
            return found
        return Name(limited(found[0].toponym, _POINTS)), found[1]


def _limited(node: Node, kinds: frozenset[PlaceKind]) -> Node | None:
    """Keep the readings of a name that a class allows; null where none is left."""
    if not isinstance(node, Name) or not node.toponym.has(*kinds):
        return None
    return Name(replace(node.toponym, kinds=kinds))


def _is_sea(node: Node) -> bool:
    return isinstance(node, Name) and node.toponym.candidates[0].kind is PlaceKind.SEA


def _is_country(node: Node) -> bool:
    return isinstance(node, Name) and node.toponym.candidates[0].kind is PlaceKind.COUNTRY


def _offshore(node: Node, low: float | None, high: float | None) -> Node:
    """Turn the coast of a phrase into the water off it."""
    if isinstance(node, Coast):
        return Offshore(low, high, node.whole, node.sea)
    if isinstance(node, Offshore):
        return replace(node, low_km=low, high_km=high)
    if isinstance(node, Both) and isinstance(node.second, Part):
        # the part of a country ends at its coast: the water is that off the part
        return _offshore(_replace_whole(node.first, node.second), low, high)
    return node


def _replace_whole(coast: Node, whole: Node) -> Node:
    """Give a coast of another area."""
    return replace(coast, whole=whole) if isinstance(coast, Coast) else coast


def _reference(node: Node) -> Node | None:
    """Give the place that a phrase is measured from: "10 km south of Goma" is Goma."""
    if isinstance(node, Name):
        return node
    if isinstance(node, Offset | Near | Outskirts) and isinstance(node.reference, Name):
        return node.reference
    return None
