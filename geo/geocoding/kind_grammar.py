"""Things of a kind in an area: "US bases in Syria", "the mountains east of Kabul"."""

from __future__ import annotations

from abc import abstractmethod

from .distance_grammar import DistanceGrammar
from .name_grammar import Parsed
from .syntax import Kind, Near

_MOST_ADJECTIVES = 4


class KindGrammar(DistanceGrammar):
    """Reads classes of sites and of land with the area that they lie in."""

    @abstractmethod
    def nested_list(self, start: int) -> Parsed | None:
        """Read a list of like places as a part of another form."""

    def kind(self, start: int) -> Parsed | None:
        """Read "[US] [military] bases in X", "refugee camps near X", "the hills east of X"."""
        at = self.after_articles(start)
        for _ in range(_MOST_ADJECTIVES):
            if self.vocabulary.kinds.match(self.tokens, at) is not None:
                break
            nation = self.nation(at) if self.is_typed else None
            behind = self.words("kind_adjectives", at) if nation is None else nation[1]
            if behind is None:
                return None
            at = behind
        found = self.vocabulary.kinds.match(self.tokens, at)
        if found is None:
            return None
        number, end = found
        if any(behind >= end for _, behind in self.marked.names_at(start)) or any(
            behind >= end for _, behind in self.marked.names_at(self.after_articles(start))
        ):
            return None  # the Syrian Desert has a name
        if not self.is_typed and (number != "many" or self.text(end) == "of"):
            return None  # in a text the place alone is meant where one thing is told of
        if self.text(end) == "of" and self.vocabulary.types.match(self.tokens, at) is not None:
            return None  # "the countryside of Idlib" is typed
        word = " ".join(token.lower for token in self.tokens[at:end])
        inner = self._where(self._behind_occupants(end))
        if inner is None:
            return None
        return Kind(word, number, inner[0]), self._behind_occupants(inner[1])

    def behind_kind(self, start: int) -> int:
        """Give the index of the token at which the area begins: "Syria" in "bases in Syria"."""
        found = self.vocabulary.kinds.match(self.tokens, start)
        at = start if found is None else self._behind_occupants(found[1])
        link = self.words("kind_links", at)
        return at if link is None else self.behind_relation(link)

    def _where(self, start: int) -> Parsed | None:
        """Read where the things lie: a relation, or "in" and a phrase."""
        link = self.words("kind_links", start)
        if link is not None:
            behind = self.behind_relation(link)
            found = self.nested_list(link) or self.nested_list(behind)
            if found is not None:
                return found
            if self.text(link - 1) == "around":
                return self._around(behind)
        for rule in (self.distance, self.near, self.outskirts, self.way, self.border):
            relation = rule(start)
            if relation is not None:
                return relation
        return None

    def _around(self, start: int) -> Parsed | None:
        place = self.place(start)
        return None if place is None else (Near(place[0]), place[1])

    def _behind_occupants(self, start: int) -> int:
        """Skip who holds the things: "housing US forces"."""
        at = self.words("occupied", start)
        if at is None:
            return start
        nation = self.nation(self.after_articles(at))
        at = at if nation is None else nation[1]
        return self.words("occupants", at) or start
