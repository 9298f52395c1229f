"""Border phrases: "the A-B border", "the border between A and B", "A's southern border with B"."""

from __future__ import annotations

from dataclasses import replace

from ..models import PlaceKind
from .marked import MarkedText
from .syntax import Border, Both, Name, Node, Part, Within
from .vocabulary import Phrases, vocabulary

Parsed = tuple[Node, int]
"""A phrase and the index of the token behind it."""

_SIDES = (PlaceKind.COUNTRY, PlaceKind.REGION, PlaceKind.ADMIN1)


class BorderGrammar:
    """
    Reads border phrases out of one marked text.

    Parameters
    ----------
    marked
        The text; every index counts its tokens.
    """

    def __init__(self, marked: MarkedText) -> None:
        self.marked = marked
        self.tokens = marked.tokens
        self.vocabulary = vocabulary()

    def border(self, start: int) -> Parsed | None:
        """Read a border with or without "near" or "along" before it."""
        relation = self.words("border_relation", start)
        at = start if relation is None else self.after_articles(relation)
        return self.border_core(at, None)

    def border_core(self, start: int, context: Node | None) -> Parsed | None:
        """Read "A-B border", "A border", "border between A and B", "border with B"."""
        first = self.side(start)
        if first is None:
            return self.border_noun(start, context)
        at = first[1]
        if self.words("possessive", at) is not None:
            return self.border_noun(at + 1, first[0])
        if self.text(at) in {"-", "–", "/", "and"}:
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
        return Border(context and _country_side(context), first[0]), noun

    def border_noun(self, start: int, owner: Node | None) -> Parsed | None:
        """Read "border between A and B", "[southern] border [with B]"; the owner is side A."""
        adjective = self.vocabulary.part_adjectives.match(self.tokens, start)
        at = start if adjective is None else adjective[1]
        noun = self.words("border_nouns", at)
        if noun is None:
            return None
        link = self.text(noun)
        first = self.side(self.after_articles(noun + 1))
        if link in {"between", "of"} and first is not None and self.text(first[1]) == "and":
            second = self.side(self.after_articles(first[1] + 1))
            if second is not None:
                return Border(first[0], second[0]), second[1]
        side = None if owner is None else _country_side(owner)
        if link == "with" and first is not None:
            return Border(side, first[0]), first[1]
        if side is None:
            return None
        border = Border(side, None)
        return (border if adjective is None else Both(border, Part(adjective[0], side))), noun

    def side(self, start: int) -> Parsed | None:
        """Read one side of a border: a country, a region or a people's adjective."""
        for toponym, end in self.marked.names_at(start):
            sides = tuple(place for place in toponym.candidates if place.kind in _SIDES)
            if sides:
                return Name(replace(toponym, candidates=sides)), end
        return None

    def is_name_start(self, at: int) -> bool:
        """Tell whether a token begins with a capital."""
        return at < len(self.tokens) and self.tokens[at].is_capitalised

    def text(self, at: int) -> str:
        """Give a token in lower case, empty behind the last one."""
        return self.tokens[at].lower if at < len(self.tokens) else ""

    def words(self, group: str, at: int) -> int | None:
        """Give the index behind a phrase of a word group that starts at a token."""
        phrases: Phrases[bool] = self.vocabulary.words[group]
        found = phrases.match(self.tokens, at)
        return None if found is None else found[1]

    def after_articles(self, at: int) -> int:
        """Give the index behind an article at a token, else the token's own."""
        behind = self.words("articles", at)
        return at if behind is None else behind


def _country_side(node: Node) -> Node | None:
    """Take from a phrase the place whose border is meant: "northeastern Jordan" is Jordan."""
    if isinstance(node, Part):
        return _country_side(node.whole)
    if isinstance(node, Within):
        return _country_side(node.outer)
    if isinstance(node, Name) and node.toponym.has(*_SIDES):
        return node
    return None
