"""Banks of rivers and shores of lakes: "the west bank of the Euphrates", "its left bank"."""

from __future__ import annotations

from dataclasses import replace

from ..gazetteer import lookup
from ..models import Place, PlaceKind
from .border_grammar import BorderGrammar
from .name_grammar import Parsed
from .syntax import Bank, Name, Node, Toponym

RIVER = "river"
"""What the gazetteer calls a river."""
_LAKE = "lake"


class BankGrammar(BorderGrammar):
    """Reads which side of a river or of a lake something lies on."""

    def bank(self, start: int) -> Parsed | None:
        """Read "[on] the west bank of X", "the left bank of X", "the northern shore of X"."""
        relation = self.words("bank_relation", start)
        at = self.after_articles(start if relation is None else relation)
        side = self._side(at)
        if side is None:
            return None
        noun = self.words("bank_nouns", side[1])
        if noun is None or self.text(noun) != "of":
            return None
        water = self.water(noun + 1)
        if water is None:
            return None
        region = self._named_so(at, noun, water[0])
        return (region or Bank(side[0], water[0])), water[1]

    def owned_bank(self, owner: Node, start: int) -> Parsed | None:
        """Read what follows "the Dnipro's": "east bank"."""
        side = self._side(start)
        noun = None if side is None else self.words("bank_nouns", side[1])
        water = _as_water(owner) or (_river(owner.toponym) if isinstance(owner, Name) else None)
        if side is None or noun is None or water is None:
            return None
        return Bank(side[0], water), noun

    def _side(self, at: int) -> tuple[str, int] | None:
        """Read "west", "western", "left"."""
        found = self.vocabulary.bank_sides.match(self.tokens, at)
        return found or self.vocabulary.part_adjectives.match(self.tokens, at)

    def water(self, start: int, *, is_sure: bool = True) -> Parsed | None:
        """
        Read the name of a river or a lake.

        Parameters
        ----------
        start
            Index of the token, or of an article before it.
        is_sure
            Whether the words say that it is water; else "the" must show that "the Dnipro" is no
            town, and a country of the name is meant first.

        Returns
        -------
        water
            The name, with "river" on either side of it or not, and the index of the token behind;
            null where no river or lake is named.
        """
        at = self.after_articles(start)
        behind = at + 1 if self.text(at) == RIVER else at
        for first in (at, behind):
            for toponym, end in self.marked.names_at(first):
                water = _as_water(Name(toponym))
                if water is None and (is_sure or (at > start and not _is_country(toponym))):
                    water = _river(toponym)
                if water is not None:
                    return water, end + 1 if self.text(end) == RIVER else end
        return None

    def _named_so(self, start: int, end: int, water: Node) -> Node | None:
        """Give the region that the words name where they stand in capitals: the West Bank."""
        for toponym, behind in self.marked.names_at(start):
            if behind != end or not self.is_name_start(end - 1) or not isinstance(water, Name):
                continue
            if any(
                _share_ground(place, river)
                for place in toponym.candidates
                for river in water.toponym.candidates
            ):
                return Name(toponym)
        return None


def is_river(node: Node) -> bool:
    """Tell whether a name means a river whatever else bears it: the Euphrates, not the Jordan."""
    return (
        isinstance(node, Name)
        and all(place.subkind == RIVER for place in node.toponym.candidates)
        and node.toponym.kinds == frozenset({PlaceKind.REGION})
    )


def _is_country(toponym: Toponym) -> bool:
    return toponym.candidates[0].kind is PlaceKind.COUNTRY


def _river(toponym: Toponym) -> Name | None:
    """Read a name that another place bears alone as the river of that name: the Dnipro."""
    rivers = tuple(lookup(f"{toponym.text} {RIVER}"))
    return _as_water(Name(replace(toponym, candidates=rivers))) if rivers else None


def _as_water(node: Node) -> Name | None:
    """Keep the readings of a name that are a river or a lake; null where none is."""
    if not isinstance(node, Name):
        return None
    waters = tuple(place for place in node.toponym.candidates if _is_water(place))
    if not waters:
        return None
    kinds = frozenset(place.kind for place in waters)
    return Name(replace(node.toponym, candidates=waters, kinds=kinds))


def _is_water(place: Place) -> bool:
    return place.subkind == (_LAKE if place.kind is PlaceKind.SEA else RIVER)


def _share_ground(place: Place, river: Place) -> bool:
    """Whether a region lies in a country that a river flows through."""
    return place.kind is PlaceKind.REGION and not set(place.countries).isdisjoint(river.countries)
