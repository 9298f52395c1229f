"""
The spatial grammar: from tokens and names to a tree of places and relations.

::

    phrase   = chain, { ("," | "and"), chain }        a list of like places is a union
    chain    = item, { ", item" | "in item" | "'s item" | "(item)" | [","] relation }
    item     = coordinates | distance | border | meeting | triangle | way | outskirts | near
             | coast | course | kind | typed | part | name

GRAMMAR.md beside this file writes down every form with examples. The words are in
``phrases.toml`` and ``relations.toml``. The parser looks ahead a bounded number of tokens, nests
`MOST_NESTED` deep and reads no item twice at one depth, so a text is read in time linear in its
length.
"""

from __future__ import annotations

from collections.abc import Callable

from ..gazetteer.names import ARTICLES
from .border_grammar import country_side
from .containment import is_shore, may_contain
from .coordinates import coordinates_at
from .grids import grid_at
from .joints import alike, contradicts, described_by, is_measured, is_sea, may_meet
from .kind_grammar import KindGrammar
from .marked import MarkedText
from .name_grammar import AREAS, Parsed, limited
from .syntax import (
    Both,
    Name,
    Near,
    Node,
    Offset,
    Offshore,
    PlusCode,
    Union,
    Within,
)
from .vocabulary import openers, rules_opened_by

MOST_NESTED = 8
"""Relations inside relations that are read: "north of the hills south of Goma" has three."""
_MOST_LINKS = 4
"""Relations that one chain may hold."""
_MOST_MEMBERS = 12
"""Places that one list may hold."""

_RULES_OF_NAMES = frozenset({"border", "way", "triangle", "coast", "typed", "kind"})
_OF_DIGITS = frozenset({"distance"})


class Grammar(KindGrammar):
    """
    Reads spatial phrases out of one marked text.

    Parameters
    ----------
    marked
        The text; every index counts its tokens.
    is_typed
        Whether it is a phrase that a person typed: it names a place whatever it is.
    """

    def __init__(self, marked: MarkedText, *, is_typed: bool = False) -> None:
        super().__init__(marked, is_typed=is_typed)
        self._rules: dict[str, Callable[[int], Parsed | None]] = {
            "distance": self.distance,
            "border": self.border,
            "way": self.way,
            "outskirts": self.outskirts,
            "near": self.near,
            "bank": self.bank,
            "triangle": self.triangle,
            "coast": self.coast,
            "course": self.course,
            "typed": self.typed,
            "bare_part": self.bare_part,
            "part": self.part,
            "kind": self.kind,
        }
        self._items: dict[tuple[int, int], Parsed | None] = {}
        self._depth = 0
        self.is_too_deep = False
        """Whether a phrase was cut because it nests deeper than `MOST_NESTED`."""

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
            if following is None or not alike(members[-1], following[0]):
                closed = False
                break
            members.append(following[0])
            ends.append(following[1])
        if len(members) > 1 and closed:
            return self._typed_list(members, ends[-1])
        return first

    def _typed_list(self, members: list[Node], end: int) -> Parsed:
        """Read a type word that all members of a list share: "Homs and Hama provinces"."""
        kinds = self.vocabulary.plural_types.match(self.tokens, end)
        if kinds is None:
            return Union(tuple(members)), end
        typed = [
            Name(limited(member.toponym, kinds[0])) if isinstance(member, Name) else member
            for member in members
        ]
        return Union(tuple(typed)), kinds[1]

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
        outer = self._item(self.behind_relation(start))
        if outer is None or self.words("possessive", outer[1]) is None:
            return outer
        return self._owned(outer[0], outer[1] + 1) or outer

    def nested(self, start: int) -> Parsed | None:
        """Read any form as a part of another one, as far as the nesting may go."""
        return self._deeper(self._item, start)

    def nested_list(self, start: int) -> Parsed | None:
        """Read a list of like places as a part of another form."""
        return self._deeper(self.phrase, start)

    def _deeper(self, read: Callable[[int], Parsed | None], start: int) -> Parsed | None:
        if self._depth == MOST_NESTED:
            self.is_too_deep = True
            return None
        self._depth += 1
        try:
            return read(start)
        finally:
            self._depth -= 1

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
            return self._bracketed(node, end + 1)
        comma = sign == ","
        after = end + 1 if comma else end
        relation = self._relation(node, after) or self._and_relation(node, after)
        return relation or self._contained(node, after, comma=comma)

    def _contained(self, node: Node, after: int, *, comma: bool) -> Parsed | None:
        """Read what a node lies in: ", Y" or "in Y"."""
        contained = self.words("containing", after)
        if contained is None and not comma:
            return None
        if contained is None:
            outer = self._item(self.after_articles(after))
        else:
            outer = self.container(contained)
        if outer is None:
            return None
        if is_sea(outer[0]) and (isinstance(node, Offshore) or is_measured(node)):
            return Both(node, outer[0]), outer[1]
        if comma and contained is None and self._is_listed(node, outer):
            return None
        if not may_contain(outer[0], node):
            if self.is_typed and contradicts(node, outer[0]):
                told = Within if isinstance(node, Name) else Both
                return told(node, outer[0]), outer[1]
            return None
        if comma and contained is None and not isinstance(outer[0], Name):
            return None
        if is_shore(node) and isinstance(outer[0], Name):
            return Within(node, Name(limited(outer[0].toponym, frozenset(AREAS)))), outer[1]
        return Within(node, outer[0]), outer[1]

    def _is_listed(self, node: Node, outer: Parsed) -> bool:
        """Whether "X, Y" begins a list of towns: "Tehran, Isfahan and Mashhad"."""
        if not isinstance(outer[0], Name) or outer[0].toponym.candidates[0].kind in AREAS:
            return False
        last = self.words("joining", self.skip_comma(outer[1]))
        following = None if last is None else self._item(self.after_articles(last))
        return following is not None and alike(node, outer[0]) and alike(outer[0], following[0])

    def _and_relation(self, node: Node, start: int) -> Parsed | None:
        """Read a second constraint in a typed phrase: "north of A and south of B"."""
        if not self.is_typed or not isinstance(node, Offset | Near):
            return None
        behind = start + 1
        return self._relation(node, behind) if self.text(start) == "and" else None

    def _bracketed(self, node: Node, start: int) -> Parsed | None:
        outer = self._item(self.after_articles(start))
        if outer is not None and self.text(outer[1]) == ")" and may_contain(outer[0], node):
            return Within(node, outer[0]), outer[1] + 1
        return None

    def _relation(self, node: Node, start: int) -> Parsed | None:
        """Read "near the Y border", "near Y", "N km from Y" behind a node: both must hold."""
        opened = self._opened(start)
        if not opened:
            return None
        near = self.words("border_relation", start)
        if near is not None:
            at = self.after_articles(near)
            border = (
                self.side_of(at, country_side(node))
                or self.border_meeting(at)
                or self.border_core(at, node)
            )
            if border is not None:
                return Both(node, border[0]), border[1]
        found = self._narrowing(node, start, opened)
        if found is None or not may_meet(node, found[0]):
            return None
        return Both(node, described_by(node, found[0])), found[1]

    def _narrowing(self, node: Node, start: int, opened: frozenset[str]) -> Parsed | None:
        """Read what narrows a node and is no border."""
        rules = ("near", self.near), ("bank", self.bank), ("outskirts", self.outskirts)
        for name, rule in rules:
            found = rule(start) if name in opened else None
            if found is not None:
                return found
        found = self.distance(start, node) if "distance" in opened else None
        if found is None and "course" in opened:
            found = self.course(start)
        along = self.words("road_along", start) is not None
        if found is None and (along or (is_shore(node) and self.text(start) == "between")):
            found = self.way(start, node)
        return found

    def _owned(self, owner: Node, start: int) -> Parsed | None:
        """Read what follows "Jordan's": a border, a coast, a part, or a place inside it."""
        told = (
            self.border_noun(start, owner)
            or self.owned_coast(owner, start)
            or self.owned_outskirts(owner, start)
            or self.owned_bank(owner, start)
        )
        if told is not None:
            return told
        part = self.owned_part(owner, start)
        inner = self.part(start) or self.typed(start) or self.name(start)
        if inner is not None and may_contain(owner, inner[0]) and not (part and part[1] > inner[1]):
            return Within(inner[0], owner), inner[1]
        return part

    def _item(self, start: int) -> Parsed | None:
        key = start, self._depth
        if key not in self._items:
            self._items[key] = self._read_item(start)
        return self._items[key]

    def _read_item(self, start: int) -> Parsed | None:
        if start >= len(self.tokens):
            return None
        pair = self._coordinates(start)
        if pair is not None:
            return pair
        opened = self._opened(start)
        if self.marked.names_at(start):
            opened |= _RULES_OF_NAMES
        best = self.name(start)
        for name, rule in self._rules.items():
            parsed = rule(start) if name in opened else None
            if parsed is not None and (best is None or parsed[1] > best[1]):
                best = parsed
        return best

    def _opened(self, at: int) -> frozenset[str]:
        """Tell cheaply which rules a token can begin, names apart."""
        if at >= len(self.tokens):
            return frozenset()
        token = self.tokens[at]
        return _OF_DIGITS if token.text[0].isdecimal() else rules_opened_by(token.lower)

    def _coordinates(self, start: int) -> Parsed | None:
        """Read coordinates in any notation, a short plus code with its town included."""
        token = self.tokens[start]
        pair = coordinates_at(self.marked.text, token.start)
        if pair is not None:
            return pair[0], self.marked.token_after(pair[1])
        grid = grid_at(self.marked.text, token.start)
        if grid is None:
            return None
        node, behind = grid
        at = self.marked.token_after(behind)
        if not isinstance(node, str):
            return node, at
        town = self.name(at + 1 if self.text(at) == "," else at)
        return None if town is None else (PlusCode(node, town[0]), town[1])
