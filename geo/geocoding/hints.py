"""What a language model says of the tokens of a text, for the rules to weigh."""

from __future__ import annotations

from collections.abc import Iterable

from .marked import MarkedText
from .ner import Entity
from .tokens import Span


class Hints:
    """
    Names that a model found, by token.

    Parameters
    ----------
    marked
        The text.
    entities
        What the model found in it; names in lines of capitals are left out, where it errs.
    """

    def __init__(self, marked: MarkedText, entities: Iterable[Entity] = ()) -> None:
        self._over: dict[int, tuple[Span, Entity]] = {}
        for entity in entities:
            first = marked.token_after(entity.start)
            end = marked.token_after(entity.end)
            if first < end and not marked.is_loud(first):
                self._over.update(dict.fromkeys(range(first, end), ((first, end), entity)))
        people = [span for span, entity in self._over.values() if entity.is_person]
        places = [span for span, entity in self._over.values() if entity.is_place]
        self.surnames = frozenset(
            marked.tokens[end - 1].lower for start, end in people if end - start > 1
        ) - frozenset(marked.tokens[start].lower for start, end in places if end - start == 1)
        """Last words of what the model takes for names of persons, and never for a place."""

    def place_from(self, start: int) -> Span | None:
        """Give the place that the model found from a token on; null where none starts there."""
        span, entity = self._over.get(start, ((0, 0), None))
        return span if entity is not None and entity.is_place and span[0] == start else None

    def places(self) -> list[Span]:
        """Give the places that the model found and that are no building, in order."""
        return sorted({span for span, entity in self._over.values() if entity.is_region})

    def is_place(self, span: Span) -> bool:
        """Tell whether the model takes exactly these tokens for a place."""
        return self.place_from(span[0]) == span

    def is_in_person(self, span: Span) -> bool:
        """Tell whether tokens are a piece of what the model takes for a person's name."""
        over, entity = self._over.get(span[0], ((0, 0), None))
        return entity is not None and entity.is_person and over != span and span[1] <= over[1]

    def is_person(self, span: Span) -> bool:
        """Tell whether the model takes exactly these tokens for a person."""
        over, entity = self._over.get(span[0], ((0, 0), None))
        return entity is not None and entity.is_person and over == span
