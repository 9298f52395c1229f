"""
The spatial grammar: from tokens and names to a tree of places and relations.

::

    phrase   = chain, { ("," | "and"), chain }        a list of like places is a union
    chain    = item, { ", item" | "in item" | "'s item" | "(item)" | [","] relation }
    item     = coordinates | distance | border | between | outskirts | near | typed | part | name
    distance = [about] NUMBER UNIT [to the] DIRECTION of place | NUMBER UNIT from place
             | DIRECTION of place
    border   = [near] the A-B border | the border between A and B | A's border [with B]
    part     = northern PLACE | the north of PLACE | the northern part of PLACE | PLACE's north
    typed    = [Syrian] city of NAME
    name     = NAME [TYPE]

The words are in ``phrases.toml``. The parser looks ahead a bounded number of tokens and reads no
item twice, so a text is read in time linear in its length.
"""

from __future__ import annotations

from dataclasses import replace

from ..gazetteer.names import ARTICLES
from ..models import NameKind, PlaceKind
from .border_grammar import BorderGrammar, Parsed
from .containment import may_contain
from .coordinates import coordinates_at
from .marked import MarkedText, Named
from .modifiers import is_modifier
from .quantities import distance_at
from .syntax import (
    Between,
    Both,
    Name,
    Near,
    Node,
    Offset,
    Outskirts,
    Part,
    Toponym,
    Union,
    Within,
    head,
)
from .vocabulary import openers

_MOST_LINKS = 4
"""Relations that one chain may hold."""
_MOST_MEMBERS = 12
"""Places that one list may hold."""

_AREAS = (PlaceKind.COUNTRY, PlaceKind.ADMIN1, PlaceKind.REGION, PlaceKind.CONTINENT, PlaceKind.SEA)
_WHOLES = (PlaceKind.COUNTRY, PlaceKind.CONTINENT, PlaceKind.SEA)
_POINTS = frozenset({PlaceKind.SETTLEMENT, PlaceKind.SITE, PlaceKind.AIRFIELD})
"""What a distance is measured from, where a name can mean it."""


class Grammar(BorderGrammar):
    """
    Reads spatial phrases out of one marked text.

    Parameters
    ----------
    marked
        The text; every index counts its tokens.
    """

    def __init__(self, marked: MarkedText) -> None:
        super().__init__(marked)
        self._items: dict[int, Parsed | None] = {}

    def may_open(self, start: int) -> bool:
        """Tell cheaply whether a phrase or a name can start at a token."""
        token = self.tokens[start]
        if not token.text[0].islower():
            return token.is_word or token.text[0].isdecimal() or token.text[0] in "+-"
        return token.lower in openers() or token.lower in ARTICLES

    def phrase(self, start: int) -> Parsed | None:
        """
        Read the longest spatial phrase that starts at a token.

        Parameters
        ----------
        start
            Index of the token.

        Returns
        -------
        phrase
            The tree and the index of the token behind the phrase; null where none starts there.
        """
        first = self._chain(start)
        if first is None:
            return None
        members, ends, closed = [first[0]], [first[1]], False
        while len(members) < _MOST_MEMBERS and not closed:
            at = ends[-1]
            if self.text(at) == ",":
                at += 1
            joined = self.words("joining", at)
            if joined is None and at == ends[-1]:
                break
            closed = joined is not None
            following = self._chain(self.after_articles(at if joined is None else joined))
            if following is None or not _alike(members[-1], following[0]):
                closed = False
                break
            members.append(following[0])
            ends.append(following[1])
        if len(members) > 1 and closed:
            return Union(tuple(members)), ends[-1]
        return first

    def container(self, start: int) -> Parsed | None:
        """
        Read what something lies in: an item, or one of its owner, "Sudan's Gezira state".

        Parameters
        ----------
        start
            Index of the token behind "in".

        Returns
        -------
        container
            The tree and the index of the token behind it; null where none starts there.
        """
        outer = self._item(self.after_articles(start))
        if outer is None or self.words("possessive", outer[1]) is None:
            return outer
        return self._owned(outer[0], outer[1] + 1) or outer

    def _chain(self, start: int) -> Parsed | None:
        parsed = self._item(start)
        for _ in range(_MOST_LINKS):
            if parsed is None:
                return None
            longer = self._link(*parsed)
            if longer is None:
                break
            parsed = longer
        return parsed

    def _link(self, node: Node, end: int) -> Parsed | None:
        """Read one more relation behind a node; null where there is none that fits."""
        sign = self.text(end)
        if self.words("possessive", end) is not None:
            return self._owned(node, end + 1)
        if sign == "(":
            outer = self._item(self.after_articles(end + 1))
            if outer is not None and self.text(outer[1]) == ")" and may_contain(outer[0], node):
                return Within(node, outer[0]), outer[1] + 1
            return None
        comma = sign == ","
        after = end + 1 if comma else end
        relation = self._relation(node, after)
        if relation is not None:
            return relation
        contained = self.words("containing", after)
        if contained is None and not comma:
            return None
        if contained is None:
            outer = self._item(self.after_articles(after))
        else:
            outer = self.container(contained)
        if outer is None or not may_contain(outer[0], node):
            return None
        if comma and contained is None and not isinstance(outer[0], Name):
            return None
        return Within(node, outer[0]), outer[1]

    def _relation(self, node: Node, start: int) -> Parsed | None:
        """Read "near the Y border", "near Y", "N km from Y" behind a node: both must hold."""
        near = self.words("border_relation", start)
        if near is not None:
            border = self.border_core(self.after_articles(near), node)
            if border is not None:
                return Both(node, border[0]), border[1]
        found = self._near(start) or self._outskirts(start) or self._distance(start)
        return None if found is None else (Both(node, found[0]), found[1])

    def _owned(self, owner: Node, start: int) -> Parsed | None:
        """Read what follows "Jordan's": a part, a border, or a place inside it."""
        border = self.border_noun(start, owner)
        if border is not None:
            return border
        noun = self.vocabulary.part_nouns.match(self.tokens, start)
        adjective = self.vocabulary.part_adjectives.match(self.tokens, start)
        at = start
        if adjective is not None:
            at = adjective[1]
            if self.words("part_words", at) is not None:
                return Part(adjective[0], owner), at + 1
        inner = self._typed(at) or self._name(at)
        if inner is not None and may_contain(owner, inner[0]):
            return Within(inner[0], owner), inner[1]
        if noun is not None and not self.is_name_start(noun[1]):
            return Part(noun[0], owner), noun[1]
        return None

    def _item(self, start: int) -> Parsed | None:
        if start not in self._items:
            self._items[start] = self._read_item(start)
        return self._items[start]

    def _read_item(self, start: int) -> Parsed | None:
        if start >= len(self.tokens):
            return None
        token = self.tokens[start]
        if token.text[0] in "+-" or token.text[0].isdecimal() or token.text[0] in "NSns":
            pair = coordinates_at(self.marked.text, token.start)
            if pair is not None:
                return pair[0], self.marked.token_after(pair[1])
        named = self._name(start)
        for rule in (
            self._distance,
            self.border,
            self._between,
            self._outskirts,
            self._near,
            self._typed,
            self._part,
        ):
            parsed = rule(start)
            if parsed is not None and (named is None or parsed[1] > named[1]):
                return parsed
        return named

    def _distance(self, start: int) -> Parsed | None:
        measured = distance_at(self.tokens, start)
        low, high, at = None, None, start
        if measured is not None:
            low, high, at = measured[0].low_km, measured[0].high_km, measured[1]
        else:
            about = self.words("about", start)
            at = start if about is None else about
        direct = self.words("to_the", at)
        direct = at if direct is None else direct
        direction = self.vocabulary.directions.match(self.tokens, direct)
        if direction is not None:
            link = self.words("direction_link", direction[1])
            if link is None:
                return None
            reference = self._place(link)
            if reference is None:
                return None
            if low is None and _is_area(reference[0]):
                return None
            return Offset(low, high, direction[0], reference[0]), reference[1]
        if low is None:
            return None
        link = self.words("away", at)
        if link is None:
            return None
        reference = self._place(link)
        if reference is None:
            return None
        return Offset(low, high, None, reference[0]), reference[1]

    def _place(self, start: int) -> Parsed | None:
        """Read what a distance is measured from: a border, or a name with or without type."""
        at = self.after_articles(start)
        at = self.words("middle", at) or self.words("middle", start) or at
        at = self.after_articles(at)
        told = self.border_core(at, None) or self._typed(at)
        if told is not None:
            return told
        named = self._name(at)
        if named is None or not isinstance(named[0], Name) or named[0].toponym.kinds:
            return named
        if named[0].toponym.candidates[0].kind in _WHOLES:
            return named
        return Name(_limited(named[0].toponym, _POINTS)), named[1]

    def _between(self, start: int) -> Parsed | None:
        at = self.words("road", start) or self.words("between", start)
        if at is None:
            return None
        first = self._name(self.after_articles(at))
        if first is None or self.text(first[1]) not in {"and", "to"} or _is_area(first[0]):
            return None
        second = self._name(self.after_articles(first[1] + 1))
        if second is None or _is_area(second[0]):
            return None
        return Between(first[0], second[0]), second[1]

    def _outskirts(self, start: int) -> Parsed | None:
        at = self.words("outskirts", start)
        if at is None:
            return None
        reference = self._place(at)
        if reference is None or _is_area(reference[0]):
            return None
        return Outskirts(reference[0]), reference[1]

    def _near(self, start: int) -> Parsed | None:
        at = self.words("near", start) or self.words("around", start)
        if at is None:
            return None
        reference = self._place(at)
        return None if reference is None else (Near(reference[0]), reference[1])

    def _typed(self, start: int) -> Parsed | None:
        """Read "city of X", "Syrian city of X", "northern Syrian border town of X"."""
        adjective = self.vocabulary.part_adjectives.match(self.tokens, start)
        at = start if adjective is None else adjective[1]
        nation = next(filter(_is_nation, self.marked.names_at(at)), None)
        at = at if nation is None else nation[1]
        found = self.vocabulary.types.match(self.tokens, at)
        while found is None:
            described = self.words("describing", at)
            if described is None:
                return None
            at = described
            found = self.vocabulary.types.match(self.tokens, at)
        kinds, at = found
        if self.text(at) == "of":
            at = self.after_articles(at + 1)
        named = self._name(at)
        if named is None or not isinstance(named[0], Name):
            return None
        node: Node = Name(_limited(named[0].toponym, kinds))
        if nation is not None:
            node = Within(node, Name(nation[0]))
        return node, named[1]

    def _part(self, start: int) -> Parsed | None:
        adjective = self.vocabulary.part_adjectives.match(self.tokens, start)
        if adjective is not None:
            direction, at = adjective
            part = self.words("part_words", at)
            if part is not None:
                of = self.words("of", part)
                whole = None if of is None else self._name(self.after_articles(of))
            else:
                whole = self._name(at)
            if whole is not None:
                return Part(direction, whole[0]), whole[1]
        noun = self.vocabulary.part_nouns.match(self.tokens, start)
        if noun is None or self.text(noun[1]) != "of":
            return None
        whole = self._name(self.after_articles(noun[1] + 1))
        if whole is None or not _is_area(whole[0]):
            return None
        return Part(noun[0], whole[0]), whole[1]

    def _name(self, start: int) -> Parsed | None:
        """Read a name, longest first, with the type word behind it."""
        for toponym, end in self.marked.names_at(start):
            if toponym.is_demonym or is_modifier(self.marked, toponym, start, end):
                continue
            places = tuple(p for p in toponym.candidates if p.name_kind is not NameKind.DEMONYM)
            plain = replace(toponym, candidates=places)
            kinds = self.vocabulary.types.match(self.tokens, end)
            if kinds is not None:
                typed = _limited(plain, kinds[0])
                if typed is not plain:
                    return Name(replace(typed, end=self.tokens[kinds[1] - 1].end)), kinds[1]
            return Name(plain), end
        return None


def _limited(toponym: Toponym, kinds: frozenset[PlaceKind]) -> Toponym:
    """Keep the kinds that a type word allows; the toponym unchanged where none is left."""
    if not toponym.has(*kinds):
        return toponym
    return replace(toponym, kinds=kinds)


def _is_nation(named: Named) -> bool:
    """Whether a name can say whose a town is: "Syrian city", "US state"."""
    return named[0].candidates[0].kind is PlaceKind.COUNTRY


def _is_area(node: Node) -> bool:
    """Whether the first reading of a name is a country, a region or the like."""
    name = head(node)
    return name is not None and name.candidates[0].kind in _AREAS


def _alike(first: Node, second: Node) -> bool:
    """Whether two phrases can stand in one list: the same form and a kind in common."""
    if isinstance(first, Within) and isinstance(second, Within | Name):
        first = first.inner
    if isinstance(second, Within):
        second = second.inner
    if type(first) is not type(second) or not isinstance(first, Name | Part):
        return False
    one, other = head(first), head(second)
    if one is None or other is None:
        return False
    return one.candidates[0].kind == other.candidates[0].kind
