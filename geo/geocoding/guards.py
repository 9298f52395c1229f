"""Whether words that the gazetteer knows are a place here: people, organisations, actors, words."""

from __future__ import annotations

from difflib import SequenceMatcher
from functools import cached_property, lru_cache

from ..gazetteer import fold
from ..models import NameKind, PlaceKind
from .marked import MarkedText
from .not_places import not_places
from .syntax import Toponym
from .vocabulary import vocabulary

Span = tuple[int, int]
"""Indexes of the first token and of the token behind the last."""

_AREAS = (PlaceKind.COUNTRY, PlaceKind.ADMIN1, PlaceKind.REGION, PlaceKind.SEA, PlaceKind.CONTINENT)
_WELL_KNOWN = (*_AREAS, PlaceKind.SITE, PlaceKind.BORDER)
_LINKS = frozenset({"of", "for", "the"})
_SENTENCE_ENDS = frozenset('.!?:;"“”•·«»(')
_LARGE = 15_000
"""People from which on a single word is taken for a town without a preposition before it."""
_FOREIGN = 500_000
"""The same for a name that is not the one the gazetteer puts first."""
_SAME_NAME = 0.75
"""Share of letters in common from which on two names are spellings of one (Avdiivka, Avdiyivka)."""
_LONGEST_RUN = 12
_LONGEST_NAME = 4
_MOST_AUXILIARIES = 3


class Guards:
    """Asks what the words round a name make of it, in one marked text."""

    def __init__(self, marked: MarkedText) -> None:
        self._marked = marked
        self._tokens = marked.tokens
        self._lower = {token.lower for token in marked.tokens if token.text[0].islower()}
        self._words = vocabulary()
        self._not = not_places()

    def organisation(self, start: int) -> Span | None:
        """
        Find the name of an organisation that starts at a token and holds a place name.

        A listed name, or a run of capitalised words with one of the organisation words in it:
        "University of Jordan", "Kabul Bank". In a line of capitals only listed names count.
        """
        token = self._tokens[start]
        if not token.is_capitalised:
            return None
        listed = self._not.organisations.match(self._tokens, start)
        if listed is not None:
            return start, listed[1]
        if self._marked.is_loud(start) or self._marked.is_titled(start):
            return None
        end = self._run(start)
        if end - start < 2 or self._continues(start):
            return None
        covered = self._covered(start, end)
        if covered is None:
            return None
        for index in range(end - 1, start - 1, -1):
            word = self._not.organisation_words.match(self._tokens, index)
            if word is not None and word[1] <= end and index not in covered:
                return start, end
        return None

    def _covered(self, start: int, end: int) -> set[int] | None:
        """Give the tokens inside place names of several words; null where no name is at all."""
        covered: set[int] = set()
        place = False
        for index in range(start, end):
            names = self._marked.names_at(index)
            if names and index not in covered:
                place = True
                if names[0][1] - index > 1:
                    covered.update(range(index, names[0][1]))
        return covered if place else None

    def person(self, start: int) -> Span | None:
        """Find a person: a title or a given name with capitalised words behind it."""
        token = self._tokens[start]
        if not token.is_capitalised or self._marked.is_loud(start):
            return None
        titled = self._not.person_titles.match(self._tokens, start)
        at = start if titled is None else titled[1]
        if titled is None and token.lower not in self._not.given_names:
            return None
        if titled is not None and self._text(at) in {",", ".", "of"}:
            return None
        end = at
        while end < len(self._tokens) and end - at < _LONGEST_NAME and self._is_name_word(end):
            end += 1
        if titled is None and (end - start < 2 or self._before(start, place_only=True)):
            return None
        if titled is None and (self._marked.is_titled(start) or self._whole_name(start, end)):
            return None
        return (start, end) if end > at else None

    def seat(self, start: int) -> tuple[str, int] | None:
        """Find a seat of government that is not where something is: "the Kremlin"."""
        if not self._tokens[start].is_capitalised:
            return None
        return self._not.metonyms.match(self._tokens, start)

    def is_metonym(self, span: Span, *, country: bool) -> str | None:
        """
        Tell the country that a seat of government or a country name acts for, null where none.

        "Washington has responded", "Israel said": a name in `metonyms`, or any country, before
        one of the verbs, with at most some auxiliaries or adverbs between, and no preposition of
        place before it. The empty string stands for the country that the name itself means.
        """
        start, end = span
        seat = self._not.metonyms.match(self._tokens, start)
        if seat is not None and seat[1] != end:
            seat = None
        if (seat is None and not country) or self._before(start, place_only=False):
            return None
        for index in range(end, min(end + _MOST_AUXILIARIES + 1, len(self._tokens))):
            word = self._tokens[index].lower
            if word in self._not.metonym_verbs:
                return "" if seat is None else seat[0]
            passing = word in self._not.metonym_auxiliaries or word.endswith("ly")
            if not (passing or word in {"since", "also", "then", "now", "not", "again"}):
                return None
        return None

    def feature(self, span: Span) -> Span | None:
        """Find the thing that a name is part of and that the gazetteer lacks: "Homs Street"."""
        start, end = span
        if self._marked.is_loud(start):
            return None
        after = self._tokens[end] if end < len(self._tokens) else None
        if after is not None and after.lower in self._words.after_feature:
            return (
                (start, end + 1) if after.is_capitalised and self._adjacent(end - 1, end) else None
            )
        before = self._tokens[start - 1] if start else None
        if before is not None and before.lower in self._words.before_feature:
            tied = before.is_capitalised and self._adjacent(start - 1, start)
            return (start - 1, end) if tied else None
        return None

    def is_place(self, span: Span, toponym: Toponym) -> bool:
        """Tell whether a name that stands alone has enough about it to be a place."""
        start, end = span
        token = self._tokens[start]
        single = end - start == 1
        area = toponym.candidates[0].kind in _WELL_KNOWN
        located = self._before(start, place_only=True)
        if toponym.kinds is not None:
            return True
        if single and self._is_word(start, toponym):
            usual = token.lower not in self._words.calendar and token.is_capitalised
            return located and usual and not self._marked.is_loud(start)
        if self._joins_a_name(start, end):
            return False
        if area and token.lower not in self._not.given_names:
            return self._abbreviation_holds(start, toponym)
        if located or not single:
            return True
        return area or self._stands_alone(start, toponym)

    def _stands_alone(self, start: int, toponym: Toponym) -> bool:
        """Whether a single word without a preposition of place before it is a town."""
        token = self._tokens[start]
        if token.lower in self._surnames:
            return False
        people = max((place.population or 0) for place in toponym.candidates)
        if token.is_caseless or self._marked.is_loud(start) or self.starts_sentence(start):
            return people >= _LARGE
        if self._before(start, place_only=False):
            return True
        if token.lower in self._not.given_names:
            return False
        return people >= _FOREIGN or any(
            place.name_kind is NameKind.OFFICIAL or is_spelling(toponym.text, place.name)
            for place in toponym.candidates
        )

    def starts_sentence(self, index: int) -> bool:
        """Tell whether a token is the first of its sentence or line."""
        if index == 0:
            return True
        before = self._tokens[index - 1]
        gap = self._marked.text[before.end : self._tokens[index].start]
        return before.text in _SENTENCE_ENDS or "\n" in gap

    @cached_property
    def _surnames(self) -> frozenset[str]:
        """Words that stand behind a given name or an unknown capitalised word in this text."""
        return frozenset(
            token.lower
            for index, token in enumerate(self._tokens)
            if index
            and token.is_capitalised
            and self._adjacent(index - 1, index)
            and not (self._marked.is_loud(index) or self._marked.is_titled(index))
            and self._is_first_name(index - 1)
        )

    def _is_first_name(self, index: int) -> bool:
        token = self._tokens[index]
        given = token.is_capitalised and token.lower in self._not.given_names
        return given or self._is_stranger(index)

    def _is_acronym(self, start: int, toponym: Toponym) -> bool:
        """Whether capitals without points stand for something else than a country or a state."""
        shouted = toponym.text.isupper() and len(toponym.text) > 1 and "." not in toponym.text
        if not shouted or self._marked.is_loud(start) or self._tokens[start].is_caseless:
            return False
        return toponym.candidates[0].name_kind is not NameKind.ABBREVIATION

    def _is_word(self, start: int, toponym: Toponym) -> bool:
        """Whether a single word is more likely a word or short for something else."""
        token = self._tokens[start]
        if token.lower in self._not.common_words or token.lower in self._words.calendar:
            return True
        if token.lower in self._lower and not token.is_caseless:
            return True
        return self._is_acronym(start, toponym)

    def _abbreviation_holds(self, start: int, toponym: Toponym) -> bool:
        """Whether a two-letter code of a province has a name and a comma before it."""
        best = toponym.candidates[0]
        if best.name_kind is not NameKind.ABBREVIATION or best.kind is PlaceKind.COUNTRY:
            return True
        return len(toponym.text.replace(".", "")) > 2 or self._text(start - 1) == ","

    def _joins_a_name(self, start: int, end: int) -> bool:
        """Whether another capitalised word touches the name, as in a person's name."""
        if self._marked.is_loud(start) or self._marked.is_titled(start):
            return False
        if start and self._adjacent(start - 1, start) and self._is_stranger(start - 1):
            return True
        return end < len(self._tokens) and self._adjacent(end - 1, end) and self._is_stranger(end)

    def _is_stranger(self, index: int) -> bool:
        """Whether a token is a capitalised word that can be part of somebody's name."""
        token = self._tokens[index]
        if not token.is_capitalised or not token.is_word or token.text.isupper():
            return False
        if token.lower in self._lower or token.lower in self._not.common_words:
            return False
        known = self._words.spatial | self._words.not_nouns | self._words.participles
        if token.lower in known or self._marked.names_at(index):
            return False
        if self._words.part_adjectives.match(self._tokens, index) is not None:
            return False
        if self._words.types.match(self._tokens, index) is not None:
            return False
        return self._not.person_titles.match(self._tokens, index) is None

    def _is_name_word(self, index: int) -> bool:
        token = self._tokens[index]
        if not token.is_capitalised or not token.is_word:
            return False
        return index == 0 or self._adjacent(index - 1, index) or self._text(index - 1) == "."

    def _whole_name(self, start: int, end: int) -> bool:
        """Whether the gazetteer knows the words from start to end as one name."""
        return any(stop >= end for _, stop in self._marked.names_at(start))

    def _run(self, start: int) -> int:
        """End of the run of capitalised words that starts at a token, "of" and "for" inside."""
        end = at = start
        while at < min(len(self._tokens), start + _LONGEST_RUN):
            if at > start and not self._adjacent(at - 1, at):
                break
            token = self._tokens[at]
            if token.is_capitalised:
                end = at + 1
            elif token.lower not in _LINKS:
                break
            at += 1
        return end

    def _continues(self, start: int) -> bool:
        """Whether the token before belongs to the same run of capitals."""
        if not start or not self._adjacent(start - 1, start) or self.starts_sentence(start - 1):
            return False
        return self._tokens[start - 1].is_capitalised

    def _before(self, start: int, *, place_only: bool) -> bool:
        """Whether a preposition of place stands before a token, an article between them or not."""
        at = start - 1
        if self._text(at) in {"the", "both"}:
            at -= 1
        words = self._words.place_only if place_only else self._words.spatial
        return self._text(at) in words

    def _adjacent(self, one: int, two: int) -> bool:
        gap = self._marked.text[self._tokens[one].end : self._tokens[two].start]
        return gap == " "

    def _text(self, index: int) -> str:
        return self._tokens[index].lower if 0 <= index < len(self._tokens) else ""


@lru_cache(maxsize=10_000)
def is_spelling(written: str, name: str) -> bool:
    """
    Tell whether a name is another spelling of the official one and not another name.

    Parameters
    ----------
    written
        The name as written.
    name
        The official one.

    Returns
    -------
    is_spelling
        True from `_SAME_NAME` of the folded letters in common.
    """
    return SequenceMatcher(None, fold(written), fold(name)).ratio() >= _SAME_NAME
