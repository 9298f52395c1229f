"""Words that name a person in a text: behind a title, a first name, an initial, before an age."""

from __future__ import annotations

from functools import cached_property

from ..models import PlaceKind
from .hints import Hints
from .marked import MarkedText
from .not_places import not_places
from .tokens import Span
from .vocabulary import vocabulary

_LONGEST_NAME = 4
_AGES = range(10, 100)
_QUOTES = frozenset("\"'”’»")
_SPEAKS = frozenset({"added", "asked", "complained", "explained", "recalled", "said", "says"})
_SAID = frozenset({"said", "says", "told", "testified", "pleaded", "added", "recalled"})


class Persons:
    """Tells persons in one marked text."""

    def __init__(self, marked: MarkedText, hints: Hints) -> None:
        self._marked = marked
        self._hints = hints
        self._tokens = marked.tokens
        self._lower = {token.lower for token in marked.tokens if token.text[0].islower()}
        self._words = vocabulary()
        self._not = not_places()
        self._known = self._words.spatial | self._words.not_nouns | self._words.participles

    def person(self, start: int, *, located: bool) -> Span | None:
        """
        Find a person: a title or a first name with capitalised words behind it.

        Parameters
        ----------
        start
            Index of the first token.
        located
            Whether a preposition of place stands before it.

        Returns
        -------
        span
            The tokens of title and name; null where no person starts.
        """
        if not self._tokens[start].is_capitalised or self._marked.is_loud(start):
            return None
        titled = self._not.person_titles.match(self._tokens, start)
        at = start if titled is None else titled[1]
        if titled is None and not self._is_given(start):
            return None
        if titled is not None and self._text(at) in {",", ".", "of"}:
            return None
        end = at
        while end < len(self._tokens) and end - at < _LONGEST_NAME and self._is_name_word(end):
            end += 1
        if titled is None and (end - start < 2 or located or self._is_public(start + 1)):
            return None
        if titled is None and (self._marked.is_titled(start) or self._whole_name(start, end)):
            return None
        if titled is None and self._is_province(start) and not self._is_surname(start + 1):
            return None
        if titled is not None and self._is_titled_place(start, end):
            return None
        return (start, end) if end > at else None

    def is_called(self, index: int, *, well_known: bool) -> bool:
        """
        Tell whether the text uses a word as the name of a person somewhere.

        Parameters
        ----------
        index
            Index of the token.
        well_known
            Whether it is the name of a large city too; then the surest signs alone count.

        Returns
        -------
        is_called
            True behind a title, a first name or an initial, and before an age or "said"; and
            behind an unknown capitalised word where the name is not well known.
        """
        word = self._tokens[index].lower
        if word in self._sure:
            return True
        return not well_known and (word in self._likely or word in self._hints.surnames)

    def is_stranger(self, index: int) -> bool:
        """Tell whether a token is a capitalised word that can be part of somebody's name."""
        token = self._tokens[index]
        if not token.is_capitalised or not token.is_word or token.text.isupper():
            return False
        if token.lower in self._lower or token.lower in self._not.common_words:
            return False
        if token.lower in self._known or self._is_public(index) or self._marked.names_at(index):
            return False
        if self._words.part_adjectives.match(self._tokens, index) is not None:
            return False
        if self._words.types.match(self._tokens, index) is not None:
            return False
        return self._not.person_titles.match(self._tokens, index) is None

    @cached_property
    def _sure(self) -> frozenset[str]:
        return frozenset(
            self._tokens[index].lower for index in self._single() if self._is_surely_called(index)
        )

    @cached_property
    def _likely(self) -> frozenset[str]:
        return frozenset(
            self._tokens[index].lower
            for index in self._single()
            if (self._follows(index) and self.is_stranger(index - 1))
            or (self._is_given(index) and self.is_stranger_at(index + 1))
        )

    def _single(self) -> list[int]:
        """Indexes of the capitalised words outside of headings."""
        return [
            index
            for index, token in enumerate(self._tokens)
            if token.is_capitalised
            and not (self._marked.is_loud(index) or self._marked.is_titled(index))
        ]

    def _is_surely_called(self, index: int) -> bool:
        word = self._tokens[index].lower
        if self._follows(index) and self._is_given(index - 1) and not self._is_public(index):
            return True
        if self._text(index - 1) == "." and self._is_initial(index - 2):
            return True
        if self._is_age(index + 1) or (
            word in self._not.surnames and self._text(index + 1) in _SAID
        ):
            return True
        if self._speaks(index):
            return True
        surname = self._follows(index + 1) and self._text(index + 1) in self._not.surnames
        return surname and self._is_given(index) and self._tokens[index + 1].is_capitalised

    def _speaks(self, index: int) -> bool:
        """Whether a quotation and "said" stand before a word, and no office of a town behind it."""
        if self._text(index - 1) not in _SPEAKS or self._text(index - 2) not in _QUOTES:
            return False
        office = self._text(index + 1) in self._not.common_words and self._follows(index + 1)
        return not (office or self._is_public(index + 1))

    def is_stranger_at(self, index: int, *, behind: bool = True) -> bool:
        """Tell whether a word of somebody's name stands at a token, or before it, one blank off."""
        return self._follows(index) and self.is_stranger(index if behind else index - 1)

    def _follows(self, index: int) -> bool:
        """Whether one blank alone stands before a token."""
        if not 0 < index < len(self._tokens):
            return False
        return self._marked.text[self._tokens[index - 1].end : self._tokens[index].start] == " "

    def _is_given(self, index: int) -> bool:
        token = self._tokens[index]
        if not token.is_capitalised or token.lower not in self._not.given_names:
            return False
        # a dateline in capitals before the first sentence: WASHINGTON Barack Obama said
        return not (token.text.isupper() and self._follows(index + 1))

    def _is_initial(self, index: int) -> bool:
        if index < 1 or len(self._tokens[index].text) != 1 or not self._follows(index):
            return False
        return self._tokens[index].is_capitalised and self._tokens[index - 1].is_capitalised

    def _is_age(self, comma: int) -> bool:
        """Whether ", 28," stands at a token."""
        age = self._text(comma + 1)
        closed = self._text(comma + 2) in {",", "."}
        return self._text(comma) == "," and closed and age.isdecimal() and int(age) in _AGES

    def _is_public(self, index: int) -> bool:
        """Whether a word is of the offices and institutions of a place: "Dublin City Manager"."""
        if index >= len(self._tokens):
            return False
        if self._words.types.match(self._tokens, index) is not None:
            return True
        return self._tokens[index].lower in self._not.public_words

    def _is_name_word(self, index: int) -> bool:
        token = self._tokens[index]
        if not token.is_capitalised or not token.is_word:
            return False
        return index == 0 or self._follows(index) or self._text(index - 1) == "."

    def _is_surname(self, index: int) -> bool:
        return self._text(index) in self._not.surnames

    def _is_province(self, index: int) -> bool:
        """Whether a first name is first of all a country or a province: Georgia, Texas."""
        names = self._marked.names_at(index)
        areas = (PlaceKind.COUNTRY, PlaceKind.ADMIN1)
        return bool(names) and names[-1][0].candidates[0].kind in areas

    def _is_titled_place(self, start: int, end: int) -> bool:
        """Whether a known name of a class begins with a title: Prince Edward Island."""
        return any(
            stop >= end and stop - start > 2 and self._words.types.match(self._tokens, stop - 1)
            for _, stop in self._marked.names_at(start)
        )

    def _whole_name(self, start: int, end: int) -> bool:
        """Whether the gazetteer knows the words from start to end as one name."""
        return any(stop >= end for _, stop in self._marked.names_at(start))

    def _text(self, index: int) -> str:
        return self._tokens[index].lower if 0 <= index < len(self._tokens) else ""
