"""Names, and names with a type word: "Homs province", "the Syrian city of Homs"."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import replace

from ..gazetteer import lookup
from ..models import NameKind, PlaceKind
from .marked import MarkedText, Named
from .modifiers import is_modifier
from .syntax import Name, Node, Part, Toponym, Within, head
from .vocabulary import Phrases, vocabulary

Parsed = tuple[Node, int]
"""A phrase and the index of the token behind it."""

_OF = frozenset({"of", "de", "d'", "du", "des", "del"})
_FIELDS = frozenset({PlaceKind.AIRFIELD, PlaceKind.SITE})
_AIRFIELDS = ("International Airport", "Airport", "Air Base")
"""How airfields are called after a town."""
AREAS = (PlaceKind.COUNTRY, PlaceKind.ADMIN1, PlaceKind.REGION, PlaceKind.CONTINENT, PlaceKind.SEA)


class NameGrammar(ABC):
    """
    Reads names out of one marked text; the root of the readers of all other forms.

    Parameters
    ----------
    marked
        The text; every index counts its tokens.
    is_typed
        Whether it is a phrase that a person typed: it names a place whatever it is.
    """

    def __init__(self, marked: MarkedText, *, is_typed: bool = False) -> None:
        self.marked = marked
        self.is_typed = is_typed
        self.tokens = marked.tokens
        self.vocabulary = vocabulary()
        self._words: dict[str, Phrases[bool]] = self.vocabulary.words

    @abstractmethod
    def nested(self, start: int) -> Parsed | None:
        """Read any form as a part of another one, as far as the nesting may go."""

    def text(self, at: int) -> str:
        """Give a token in lower case, empty behind the last one."""
        return self.tokens[at].lower if at < len(self.tokens) else ""

    def words(self, group: str, at: int) -> int | None:
        """Give the index behind a phrase of a word group that starts at a token."""
        phrases = self._words[group]
        # nearly every call ends here
        if at >= len(self.tokens) or not phrases.opens(self.tokens[at].lower):
            return None
        found = phrases.match(self.tokens, at)
        return None if found is None else found[1]

    def skip(self, group: str, at: int) -> int:
        """Give the index behind a phrase of a word group where one stands, else the token's own."""
        behind = self.words(group, at)
        return at if behind is None else behind

    def skip_comma(self, at: int) -> int:
        """Give the index behind a comma at a token, else the token's own."""
        return at + 1 if self.text(at) == "," else at

    def after_articles(self, at: int) -> int:
        """Give the index behind an article at a token, else the token's own."""
        return self.skip("articles", at)

    def behind_relation(self, at: int) -> int:
        """Give the index behind an article of any language known, "la" but not "La"."""
        behind = self.after_articles(at)
        if behind == at and at < len(self.tokens) and self.tokens[at].text[0].islower():
            behind = self.skip("foreign_articles", at)
        return behind

    def is_name_start(self, at: int) -> bool:
        """Tell whether a token begins with a capital."""
        return at < len(self.tokens) and self.tokens[at].is_capitalised

    def name(self, start: int) -> Parsed | None:
        """Read a name, longest first, with the type word behind it."""
        for toponym, end in self.marked.names_at(start):
            if toponym.is_demonym or is_modifier(self.marked, toponym, start, end):
                if end - start > 1:
                    return None  # no Hong in "the Hong Kong government"
                continue
            places = tuple(p for p in toponym.candidates if p.name_kind is not NameKind.DEMONYM)
            # a copy takes time, and hardly any name is a nation's too
            same = len(places) == len(toponym.candidates)
            plain = toponym if same else replace(toponym, candidates=places)
            own = None if end - start < 2 else self.vocabulary.types.match(self.tokens, end - 1)
            if own is not None and own[0] <= _FIELDS and _is_airfield(plain):
                return Name(limited(plain, own[0])), end
            meeting = self.words("tri_border", end)
            if meeting is not None and plain.has(PlaceKind.REGION):
                return Name(limited(plain, frozenset({PlaceKind.REGION}))), meeting
            kinds = self.vocabulary.types.match(self.tokens, end)
            if kinds is not None:
                typed = limited(plain, kinds[0])
                if typed is not plain:
                    return Name(replace(typed, end=self.tokens[kinds[1] - 1].end)), kinds[1]
                airfield = _airfield(plain) if PlaceKind.AIRFIELD in kinds[0] else None
                if airfield is not None:
                    return Name(airfield), kinds[1]
            return Name(plain), end
        return None

    def nation(self, start: int) -> Named | None:
        """Read whose something is: "Syrian", "US"."""
        return next(filter(_is_nation, self.marked.names_at(start)), None)

    def typed(self, start: int) -> Parsed | None:
        """Read "city of X", "Syrian city of X", "northern Syrian border town of X"."""
        adjective = self.vocabulary.part_adjectives.match(self.tokens, start)
        at = start if adjective is None else adjective[1]
        nation = self.nation(at)
        at = at if nation is None else nation[1]
        if adjective is not None and self.words("part_words", at) is not None:
            return None  # "the northern region of X" is a part of it
        owner = None if nation is not None else self._owner(at)
        at = at if owner is None else owner[1]
        found = self._class_at(at)
        if found is None:
            return None
        kinds, at = found
        whole = next(iter(self.marked.names_at(at - 1)), None)
        if whole is not None and whole[1] > at and self.is_name_start(at - 1):
            return None  # Port Sudan is no port of Sudan
        if self.text(at) in _OF:
            at = self.behind_relation(at + 1)
        named = self.name(at)
        if named is None or not isinstance(named[0], Name):
            return None
        airfield = _airfield(named[0].toponym) if kinds <= _FIELDS else None
        node: Node = Name(airfield or limited(named[0].toponym, kinds))
        outer = nation or owner
        if outer is not None:
            node = Within(node, Name(outer[0]))
        trailing = self.vocabulary.trailing_directions.match(self.tokens, named[1])
        if trailing is not None:
            return Part(trailing[0], node), trailing[1]
        return node, named[1]

    def _class_at(self, at: int) -> tuple[frozenset[PlaceKind], int] | None:
        """Read a type word with the words that may describe it before it."""
        types = self.vocabulary.types_before
        found = types.match(self.tokens, at)
        described = self.words("describing", at)
        if described is not None:
            # "the state capital X", where "state" is a type word too
            found = types.match(self.tokens, described) or found
        while found is None:
            described = self.words("describing", at)
            if described is None:
                return None
            at = described
            found = types.match(self.tokens, at)
        return found

    def _owner(self, start: int) -> Named | None:
        """Read the city whose suburb is spoken of: "the Damascus suburb of Douma"."""
        for toponym, end in self.marked.names_at(start):
            kinds = self.vocabulary.types.match(self.tokens, end)
            if kinds is not None and self.text(kinds[1]) == "of" and not toponym.is_demonym:
                return toponym, end
        return None


def limited(toponym: Toponym, kinds: frozenset[PlaceKind]) -> Toponym:
    """Keep the kinds that a type word allows; the toponym unchanged where none is left."""
    if not toponym.has(*kinds):
        return toponym
    return replace(toponym, kinds=kinds)


def is_area(node: Node) -> bool:
    """Whether the first reading of a name is a country, a region or the like."""
    name = head(node)
    if name is None:
        return False
    meant = [place for place in name.candidates if name.kinds is None or place.kind in name.kinds]
    return (meant or name.candidates)[0].kind in AREAS


def _is_airfield(name: Toponym) -> bool:
    """Whether a name is the first name of an airfield."""
    return any(
        place.kind is PlaceKind.AIRFIELD and place.name_kind is NameKind.OFFICIAL
        for place in name.candidates
    )


def _airfield(town: Toponym) -> Toponym | None:
    """Give the airfields called after a town: "Goma airport" is Goma International Airport."""
    found = {
        place.place_id: place
        for name in dict.fromkeys((town.text, *(place.name for place in town.candidates[:3])))
        for words in _AIRFIELDS
        for place in lookup(f"{name} {words}")
        if place.kind is PlaceKind.AIRFIELD
        and any(set(place.countries) & set(other.countries) for other in town.candidates)
    }
    if not found:
        return None
    fields = tuple(replace(place, name_kind=NameKind.OFFICIAL) for place in found.values())
    return replace(town, candidates=fields, kinds=frozenset({PlaceKind.AIRFIELD}))


def _is_nation(named: Named) -> bool:
    return named[0].candidates[0].kind is PlaceKind.COUNTRY
