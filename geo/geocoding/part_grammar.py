"""Parts and coasts: "northern Jordan", "the far north of Mali", "Yemen's west coast"."""

from __future__ import annotations

from ..models import PlaceKind
from .name_grammar import NameGrammar, Parsed, is_area, limited
from .syntax import BEYOND_KM, Bank, Both, Coast, Name, Node, Offshore, Part, Union, head

_REGIONS = frozenset({PlaceKind.REGION, PlaceKind.COUNTRY})
"""What has parts, where a name can mean it: northern Gaza is of the strip and not of the city."""
_MOST_DIRECTIONS = 4
"""Directions that one list may hold: "northern, central and eastern Mali"."""


class PartGrammar(NameGrammar):
    """Reads parts of places and their coasts."""

    def part(self, start: int) -> Parsed | None:
        """Read "northern X", "northern and eastern X", "northern part of X", "the north of X"."""
        adjectives = self._adjectives(start)
        if adjectives is not None:
            directions, at = adjectives
            behind = self.words("part_words", at)
            whole = self._whole(at) if behind is None else self._of(behind)
            if whole is not None:
                typed = None if behind is None else self.vocabulary.types.match(self.tokens, at)
                return _parts(directions, _typed(whole[0], typed)), whole[1]
        noun = self.vocabulary.part_nouns.match(self.tokens, start)
        if noun is None:
            return None
        whole = self._of(noun[1])
        is_middle = noun[0] == "C" and self.text(noun[1]) != "in"
        if whole is None or not (is_middle or is_area(whole[0]) or has_parts(whole[0])):
            return None
        return _parts([noun[0]], whole[0]), whole[1]

    def owned_part(self, owner: Node, start: int) -> Parsed | None:
        """Read what follows "Jordan's": "north", "northern part", "far north"."""
        adjectives = self._adjectives(start)
        if adjectives is not None:
            behind = self.words("part_words", adjectives[1])
            if behind is not None:
                typed = self.vocabulary.types.match(self.tokens, adjectives[1])
                return _parts(adjectives[0], _typed(owner, typed)), behind
        noun = self.vocabulary.part_nouns.match(self.tokens, start)
        if noun is None or self.is_name_start(noun[1]):
            return None
        return Part(noun[0], owner), noun[1]

    def bare_part(self, start: int) -> Parsed | None:
        """Read a direction with an area right behind it: "شمال سوريا"."""
        found = self.vocabulary.bare_directions.match(self.tokens, start)
        if found is None:
            return None
        whole = self.name(found[1])
        river = None if whole is None else head(whole[0])
        if river is not None and whole and river.candidates[0].subkind == "river":
            return Bank(found[0], whole[0], BEYOND_KM), whole[1]
        if whole is None or not (found[0] == "C" or is_area(whole[0]) or has_parts(whole[0])):
            return None
        return _parts([found[0]], whole[0]), whole[1]

    def coast(self, start: int) -> Parsed | None:
        """Read "the Mediterranean coast of Syria", "the Yemeni coast", "Yemeni waters"."""
        at = self.behind_relation(start)
        adjective = self.vocabulary.part_adjectives.match(self.tokens, at)
        at = at if adjective is None else adjective[1]
        sea = self._sea(at)
        at = at if sea is None else sea[1]
        direction = None if adjective is None else adjective[0]
        along = None if sea is None else sea[0]
        noun = self.words("coast_nouns", at)
        if noun is not None:
            whole = self._of(noun) or self._caseless(noun)
            if whole is not None:
                return _coast(whole[0], direction, along), whole[1]
            return None
        nation = self.nation(at)
        if nation is None:
            return None
        owner: Node = Name(nation[0])
        return self.owned_coast(owner, nation[1], direction)

    def owned_coast(self, owner: Node, start: int, direction: str | None = None) -> Parsed | None:
        """Read what follows "Yemen's": "coast", "Red Sea coast", "western coast", "waters"."""
        water = self.words("waters", start)
        if water is not None:
            return Offshore(None, None, owner, None), water
        adjective = self.vocabulary.part_adjectives.match(self.tokens, start)
        at = start if adjective is None else adjective[1]
        sea = self._sea(at)
        at = at if sea is None else sea[1]
        noun = self.words("coast_nouns", at)
        if noun is None:
            return None
        direction = direction if adjective is None else adjective[0]
        return _coast(owner, direction, None if sea is None else sea[0]), noun

    def _caseless(self, at: int) -> Parsed | None:
        """Read the owner right behind a noun, as Arabic has it."""
        is_so = at < len(self.tokens) and self.tokens[at].is_caseless
        return self.name(at) if is_so else None

    def _adjectives(self, start: int) -> tuple[list[str], int] | None:
        """Read "northern", "northern and central", "northern, central and eastern"."""
        words = self.vocabulary.part_adjectives
        first = words.match(self.tokens, start)
        if first is None:
            return None
        directions, at = [first[0]], first[1]
        while len(directions) < _MOST_DIRECTIONS:
            behind = at + 1 if self.text(at) == "," else at
            behind = self.skip("joining", behind)
            more = None if behind == at else words.match(self.tokens, behind)
            if more is None:
                break
            directions.append(more[0])
            at = more[1]
        return directions, at

    def _whole(self, start: int) -> Parsed | None:
        found = self.name(start)
        return found or self.typed(start)

    def _of(self, at: int) -> Parsed | None:
        """Read "of X" or "in X", where X may be a part itself: "the north of central Mali"."""
        link = self.words("of", at)
        if link is None:
            return None
        behind = self.behind_relation(link)
        found = self.name(link) or self._whole(behind)
        if found is not None:
            return found
        inner = self.nested(behind)
        return inner if inner is not None and isinstance(inner[0], Part) else None

    def _sea(self, start: int) -> Parsed | None:
        """Read a sea that a coast is named after: "Mediterranean", "Red Sea"."""
        for toponym, end in self.marked.names_at(start):
            seas = tuple(place for place in toponym.candidates if place.kind is PlaceKind.SEA)
            if seas and self.words("coast_nouns", end) is not None:
                return Name(toponym), end
        return None


def has_parts(node: Node) -> bool:
    """Whether a name can mean a region or a country: one with parts that news tells of."""
    return isinstance(node, Name) and node.toponym.has(*_REGIONS)


def _typed(whole: Node, typed: tuple[frozenset[PlaceKind], int] | None) -> Node:
    """Keep what a class between part and name allows: "the southern countryside of Idlib"."""
    if typed is None or not isinstance(whole, Name) or whole.toponym.kinds is not None:
        return whole
    return Name(limited(whole.toponym, typed[0]))


def _parts(directions: list[str], whole: Node) -> Node:
    if isinstance(whole, Name) and whole.toponym.kinds is None:
        whole = Name(limited(whole.toponym, _REGIONS))
    parts = tuple(Part(direction, whole) for direction in directions)
    return parts[0] if len(parts) == 1 else Union(parts)


def _coast(whole: Node, direction: str | None, sea: Node | None) -> Node:
    coast = Coast(whole, sea)
    return coast if direction is None else Both(coast, Part(direction, whole))
