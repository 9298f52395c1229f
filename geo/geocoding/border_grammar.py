"""Border phrases: "the A-B border", "the border between A and B", "A's southern border with B"."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from ..gazetteer import get
from ..models import PlaceKind
from .marked import MarkedText
from .name_grammar import Parsed
from .part_grammar import PartGrammar
from .syntax import (
    Across,
    Border,
    Both,
    Kind,
    Meeting,
    Name,
    Node,
    Offset,
    Part,
    Toponym,
    Triangle,
    Within,
    head,
)

_SIDES = (PlaceKind.COUNTRY, PlaceKind.REGION, PlaceKind.ADMIN1)
_NATIONS = (PlaceKind.COUNTRY, PlaceKind.REGION)

_LINKS = frozenset({"-", "–", "‑", "/", "and"})
_WITH = frozenset({"with", "avec", "con", "с", "з", "із", "مع", "עם"})
_BETWEEN = frozenset({"between", "of", "entre", "بين", "между", "між", "בין"})
_OF = frozenset({"de", "du", "des", "del"})
_MOST_CORNERS = 6
"""Countries that meet, or towns that make a triangle, at most."""


class BorderGrammar(PartGrammar):
    """Reads phrases about borders, and what three places enclose."""

    def __init__(self, marked: MarkedText, *, is_typed: bool = False) -> None:
        super().__init__(marked, is_typed=is_typed)
        self._sides: dict[int, Parsed | None] = {}

    def border(self, start: int) -> Parsed | None:
        """Read a border with or without "near" or "along" before it."""
        relation = self.words("border_relation", start)
        at = self.after_articles(start if relation is None else relation)
        return (
            self.side_of(at, None)
            or self.border_meeting(at)
            or self.border_core(at, None)
            or self.across(start)
        )

    def border_core(self, start: int, context: Node | None) -> Parsed | None:
        """Read "A-B border", "A border", "border between A and B", "border with B"."""
        first = self.side(start)
        if first is None:
            return self.border_noun(start, context)
        at = first[1]
        if self.words("possessive", at) is not None:
            return self.border_noun(at + 1, first[0])
        if self.text(at) in _LINKS:
            second = self.side(at + 1)
            if second is not None:
                noun = self.words("border_nouns", second[1])
                return None if noun is None else (Border(first[0], second[0]), noun)
        noun = self.words("border_nouns", at)
        if noun is None:
            return None
        if self.text(noun) == "with":
            second = self.side(self.after_articles(noun + 1))
            if second is not None:
                return Border(first[0], second[0]), second[1]
        return Border(context and _nation_side(context), first[0]), noun

    def border_noun(self, start: int, owner: Node | None) -> Parsed | None:
        """Read "border between A and B", "[southern] border [with B]"; the owner is side A."""
        adjective = self.vocabulary.part_adjectives.match(self.tokens, start)
        at = start if adjective is None else adjective[1]
        noun = self.words("border_nouns", at)
        if noun is None:
            return None
        link = self.text(noun)
        first = self.side(self.behind_relation(noun + 1))
        joint = None if first is None else self.words("pair_links", first[1])
        if link in _BETWEEN and first is not None and (joint or self._tied(first[1])):
            second = self.side(self.behind_relation(joint or first[1]))
            if second is not None:
                end = self._behind_class(second[1])
                return Border(first[0], second[0]), end
        side = None if owner is None else country_side(owner)
        if self.words("borders_before_owner", noun - 1) == noun:
            nation = self._foreign_nation(noun)
            if nation is not None:
                return self._with_second(nation, owner)
        if first is not None and (
            link in _WITH or (link in _OF and self.words("borders_before_owner", noun - 1) == noun)
        ):
            return Border(side, first[0]), first[1]
        if side is None and self.words("borders_before_owner", noun - 1) == noun:
            behind = self.side(noun)
            return None if behind is None else (Border(None, behind[0]), behind[1])
        if side is None:
            return None
        border = Border(side, None)
        return (border if adjective is None else Both(border, Part(adjective[0], side))), noun

    def _with_second(self, nation: Parsed, owner: Node | None) -> Parsed:
        """Read the other nation of "الحدود السورية العراقية", "frontière tchado-soudanaise"."""
        at = nation[1] + 1 if self.text(nation[1]) in _LINKS else nation[1]
        second = self._foreign_nation(at)
        if second is not None:
            return Border(nation[0], second[0]), second[1]
        return Border(owner and _nation_side(owner), nation[0]), nation[1]

    def _tied(self, at: int) -> bool:
        """Whether "and" is written together with the next word, as in Arabic and Hebrew."""
        return at < len(self.tokens) and self.text(at)[:1] in {"و", "ו"}

    def _behind_class(self, at: int) -> int:
        """Skip the class that two names share: "Idlib and Aleppo provinces"."""
        kinds = self.vocabulary.plural_types.match(self.tokens, at)
        return at if kinds is None else kinds[1]

    def side(self, start: int) -> Parsed | None:
        """Read one side of a border: a country, a region or a people's adjective."""
        if start not in self._sides:
            self._sides[start] = self._read_side(start)
        return self._sides[start]

    def _read_side(self, start: int) -> Parsed | None:
        for toponym, end in self.marked.names_at(start):
            sides = tuple(place for place in toponym.candidates if place.kind in _SIDES)
            if sides:
                return Name(replace(toponym, candidates=sides)), end
        return self._foreign_nation(start)

    def _foreign_nation(self, start: int) -> Parsed | None:
        """Read whose a border is in a language of which the gazetteer has no adjectives."""
        found = self.vocabulary.nations.match(self.tokens, start)
        if found is None:
            return None
        first, last = self.tokens[start].start, self.tokens[found[1] - 1].end
        place = get(f"country:{found[0]}")
        return Name(Toponym(first, last, self.marked.text[first:last], (place,))), found[1]

    def side_of(self, start: int, context: Node | None) -> Parsed | None:
        """Read "[on] the Syrian side of the [Turkish] border"."""
        at = self.after_articles(start + 1 if self.text(start) == "on" else start)
        mine = self.side(at)
        if mine is None:
            return None
        link = self.words("side_of", mine[1])
        if link is None:
            return None
        at = self.after_articles(link)
        noun = self.words("border_nouns", at)
        if noun is not None and self.text(noun) != "with":
            return Both(mine[0], Border(mine[0], context and country_side(context))), noun
        border = self.border_core(at, mine[0]) or self.name(at)
        if border is None:
            return None
        return Both(mine[0], border[0]), border[1]

    def across(self, start: int) -> Parsed | None:
        """Read "across the border from X"."""
        at = self.words("across", start)
        if at is None or self.text(at - 1) != "from":
            return None
        place = self.name(self.behind_relation(at))
        return None if place is None else (Across(place[0]), place[1])

    def border_meeting(self, start: int) -> Parsed | None:
        """Read "the tri-border area of A, B and C", "the A-B-C border", "where A, B and C meet"."""
        at = self.after_articles(start)
        noun = self.words("tri_border", at)
        if noun is not None:
            link = self.words("tri_link", noun)
            if link is None:
                return None
            many = self._corners(self.skip("borders_meet", self.after_articles(link)), self.side)
            return None if many is None else (Meeting(many[0]), self.skip("meet", many[1]))
        told = self.words("borders_meet", start)
        if told is not None:
            many = self._corners(told, self.side)
            behind = None if many is None else self.words("meet", many[1])
            return None if many is None or behind is None else (Meeting(many[0]), behind)
        noun = self.words("border_nouns", at)
        if noun is not None and self.text(noun) in {"between", "of"}:
            many = self._corners(noun + 1, self.side)
            return None if many is None else (Meeting(many[0]), many[1])
        many = self._corners(at, self.side)
        if many is None:
            return None
        behind = self.words("tri_border", many[1]) or self.words("border_nouns", many[1])
        if behind is None and all(map(_is_nation, many[0])):
            behind = self.words("triangle", many[1])
        return None if behind is None else (Meeting(many[0]), behind)

    def triangle(self, start: int) -> Parsed | None:
        """Read "the X-Y-Z triangle", "the triangle of X, Y and Z"."""
        at = self.after_articles(start)
        noun = self.words("triangle", at)
        if noun is not None:
            link = self.words("triangle_link", noun)
            many = None if link is None else self._corners(link, self.name)
            return None if many is None else (Triangle(many[0]), many[1])
        many = self._corners(at, self.name)
        behind = None if many is None else self.words("triangle", many[1])
        return None if many is None or behind is None else (Triangle(many[0]), behind)

    def inside_border(self, start: int, low: float | None, high: float | None) -> Parsed | None:
        """Read "[5 km] inside the Syrian border", "[5 km] inside Syria", behind the distance."""
        at = self.words("inside", start)
        if at is None:
            return None
        border = self.border_core(self.after_articles(at), None)
        if border is not None and isinstance(border[0], Border):
            strip: Node = border[0] if low is None else Offset(low, high, None, border[0])
            sides = [side for side in (border[0].first, border[0].second) if side is not None]
            return (strip if len(sides) > 1 else Both(sides[0], strip)), border[1]
        mine_named = self.side(self.after_articles(at))
        if mine_named is None or low is None or not _is_country(mine_named[0]):
            return None
        mine, end = mine_named
        edge: Node = Border(mine, None)
        link = self.words("away", end)
        told = None if link is None else self.border_core(self.after_articles(link), mine)
        if told is not None:
            edge, end = told
        return Both(mine, Offset(low, high, None, edge)), end

    def _corners(
        self, start: int, read: Callable[[int], Parsed | None]
    ) -> tuple[tuple[Node, ...], int] | None:
        """Read three or more names joined by hyphens, commas or "and"."""
        first = read(self.after_articles(start))
        if first is None:
            return None
        members, at = [first[0]], first[1]
        while len(members) < _MOST_CORNERS:
            link = at + 1 if self.text(at) in {*_LINKS, ","} else at
            link = link + 1 if link > at and self.text(link) == "and" else link
            more = None if link == at else read(self.after_articles(link))
            if more is None:
                break
            members.append(more[0])
            at = more[1]
        return (tuple(members), at) if len(members) >= 3 else None


def _is_country(node: Node) -> bool:
    return isinstance(node, Name) and node.toponym.has(PlaceKind.COUNTRY)


def _is_nation(node: Node) -> bool:
    name = head(node)
    return name is not None and name.candidates[0].kind is PlaceKind.COUNTRY


def _nation_side(node: Node) -> Node | None:
    """As `country_side`, but null for a province: the border meant is that of its country."""
    side = country_side(node)
    name = None if side is None else head(side)
    return side if name is not None and name.candidates[0].kind in _NATIONS else None


def country_side(node: Node) -> Node | None:
    """Take from a phrase the place whose border is meant: "northeastern Jordan" is Jordan."""
    if isinstance(node, Part):
        return country_side(node.whole)
    if isinstance(node, Within):
        return country_side(node.outer) or country_side(node.inner)
    if isinstance(node, Both):
        return country_side(node.first)
    if isinstance(node, Kind):
        return country_side(node.inner)
    if isinstance(node, Name) and node.toponym.has(*_SIDES):
        return node
    return None
