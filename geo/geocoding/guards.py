"""Whether words that the gazetteer knows are a place here: people, organisations, actors, words."""

from __future__ import annotations

from difflib import SequenceMatcher
from functools import lru_cache

from ..gazetteer import fold
from ..models import NameKind, PlaceKind
from .hints import Hints
from .lookalikes import is_lookalike
from .marked import MarkedText
from .not_places import not_places
from .persons import Persons
from .syntax import Toponym
from .tokens import Span
from .vocabulary import vocabulary

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
_BEHIND_DATELINE = frozenset({",", "-", "–", "—", "(", "/", "'s", "’s"})
_MOST_AUXILIARIES = 3


class Guards:
    """Asks what the words round a name make of it, in one marked text."""

    def __init__(self, marked: MarkedText, hints: Hints | None = None) -> None:
        self._marked = marked
        self._hints = hints or Hints(marked)
        self._tokens = marked.tokens
        self._lower = {token.lower for token in marked.tokens if token.text[0].islower()}
        self._words = vocabulary()
        self._not = not_places()
        self._persons = Persons(marked, self._hints)

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
        """Find a person: a title or a first name with capitalised words behind it."""
        if self._hints.place_from(start) is not None:
            return None
        return self._persons.person(start, located=self._before(start, place_only=True))

    def is_plain(self, span: Span) -> bool:
        """Tell whether nothing is against a name that the model takes for a place."""
        start, end = span
        word = self._tokens[start].lower
        if end - start == 1 and (word in self._not.common_words or word in self._not.surnames):
            return False
        return not self._persons.is_called(start, well_known=False)

    def may_be_unknown(self, span: Span) -> bool:
        """Tell whether words that the gazetteer lacks stand where a place stands: "in Xinmo"."""
        start, end = span
        tokens = self._tokens[start:end]
        if not (self._before(start, place_only=True) and self.is_plain(span)) or any(
            self._marked.names_at(at) for at in range(start, end)
        ):
            return False
        return all(token.is_word and token.is_capitalised for token in tokens) and not any(
            token.text.isupper() or token.lower in self._not.given_names for token in tokens
        )

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

    def holds_places(self, feature: Span) -> bool:
        """Tell whether a thing that bears a name stands at that place; roads stand anywhere."""
        words = (self._text(feature[0]), self._text(feature[1] - 1))
        return self._not.roads.isdisjoint(words)

    def is_place(self, span: Span, toponym: Toponym) -> bool:
        """Tell whether a name that stands alone has enough about it to be a place."""
        start, end = span
        token = self._tokens[start]
        single = end - start == 1
        area = toponym.candidates[0].kind in _WELL_KNOWN
        if is_lookalike(self._tokens, span):
            return False
        before = self._before(start, place_only=True)
        located = before or self._is_told(start, end)
        if toponym.kinds is not None:
            return True
        if not (area or located) and single and self._hints.is_in_person(span):
            return False
        told = self._hints.is_place(span) and not self._persons.is_called(start, well_known=False)
        if single and self._is_word(start, toponym):
            if self._is_acronym(start, toponym) and self._text(start - 1) == "the":
                return False
            # "But police said": the capital is that of the sentence
            told_so = before or (located and not self.starts_sentence(start))
            usual = token.lower not in self._words.calendar and token.is_capitalised
            numbered = self._text(end).isdecimal()  # Spring 2002
            return told_so and usual and not (numbered or self._marked.is_loud(start))
        if self._joins_a_name(start, end) and not self._is_surely_an_area(span, toponym):
            return False
        if area and token.lower not in self._not.person_names:
            return self._abbreviation_holds(start, toponym)
        if located or told or not single:
            return True
        if area and token.lower not in self._not.surnames:
            return not self._persons.is_called(start, well_known=True)
        return self._stands_alone(start, toponym)

    def _is_told(self, start: int, end: int) -> bool:
        """Whether a dateline, a party or a word such as "police" shows a name to be a place."""
        if self._marked.is_loud(start):
            return False
        after = self._text(end)
        if self._tokens[start].text.isupper():
            return self._is_dateline(start, end)
        if after in self._not.civic_nouns and self._adjacent(end - 1, end):
            return True
        return self._is_seat(start)

    def _is_seat(self, start: int) -> bool:
        """Whether a party stands before a name: a seat in parliament, D-Oakland."""
        return self._text(start - 1) == "-" and self._text(start - 2) in self._not.parties

    def _is_dateline(self, start: int, end: int) -> bool:
        """Whether a name in capitals opens the text or a paragraph: "ATLANTA - A bus crashed"."""
        if not self.starts_sentence(start) or (end - start > 1 and self._marked.is_loud(start)):
            return False
        return self._text(end) in _BEHIND_DATELINE and len(self._tokens[start].text) > 2

    def _stands_alone(self, start: int, toponym: Toponym) -> bool:
        """Whether a single word without a preposition of place before it is a town."""
        token = self._tokens[start]
        people = max((place.population or 0) for place in toponym.candidates)
        if self._persons.is_called(start, well_known=people >= _FOREIGN):
            return False
        if people < _LARGE and self._hints.is_person((start, start + 1)):
            return self._before(start, place_only=False)
        if token.is_caseless or self._marked.is_loud(start) or self.starts_sentence(start):
            return people >= _LARGE
        if token.lower in self._not.surnames:
            return False
        if self._before(start, place_only=False):
            return True
        if token.lower in self._not.given_names:
            return False
        return people >= _FOREIGN or any(
            place.name_kind is NameKind.OFFICIAL or is_spelling(toponym.text, place.name)
            for place in toponym.candidates
        )

    def is_shouted_word(self, span: Span) -> bool:
        """Tell whether capitals say nothing about a single word that is also a name: "A CAR"."""
        start, end = span
        token = self._tokens[start]
        # US is the country more often than the pronoun
        is_word = token.lower in self._not.common_words and len(token.text) > 2
        return is_word and end - start == 1 and self._marked.is_loud(start)

    def starts_sentence(self, index: int) -> bool:
        """Tell whether a token is the first of its sentence or line."""
        if index == 0:
            return True
        before = self._tokens[index - 1]
        gap = self._marked.text[before.end : self._tokens[index].start]
        return before.text in _SENTENCE_ENDS or "\n" in gap

    def _is_acronym(self, start: int, toponym: Toponym) -> bool:
        """Whether capitals without points stand for something else than a country or a state."""
        shouted = toponym.text.isupper() and len(toponym.text) > 1 and "." not in toponym.text
        if (
            not shouted
            or self._is_dateline(start, start + 1)
            or self._marked.is_loud(start)
            or self._tokens[start].is_caseless
        ):
            return False
        return toponym.candidates[0].name_kind is not NameKind.ABBREVIATION

    def _is_word(self, start: int, toponym: Toponym) -> bool:
        """Whether a single word is more likely a word or short for something else."""
        token = self._tokens[start]
        if token.text.isupper() and len(token.text) > 1 and not self._marked.is_loud(start):
            best = toponym.candidates[0]
            if best.kind is PlaceKind.COUNTRY and best.name_kind is NameKind.ABBREVIATION:
                return False
        if token.lower in self._not.common_words or token.lower in self._words.calendar:
            return True
        is_foreign = token.lower in self._not.foreign_words and not token.text.isupper()
        if is_foreign and self._text(start - 1) != ",":
            return True  # but Sulphur, La.
        if token.lower in self._lower and not token.is_caseless:
            return True
        return self._is_acronym(start, toponym)

    def _abbreviation_holds(self, start: int, toponym: Toponym) -> bool:
        """Whether a two-letter code of a province stands as one: behind a comma, a party, "in"."""
        best = toponym.candidates[0]
        if best.name_kind is not NameKind.ABBREVIATION or best.kind is PlaceKind.COUNTRY:
            return True
        before = self._text(start - 1)
        if len(toponym.text.replace(".", "")) > 2 or before == "," or self._is_seat(start):
            return True
        points = "." in toponym.text  # B.C.; Ky. has one in its span alone
        if not points and toponym.end - toponym.start == len(toponym.text):
            return False
        if self._before(start, place_only=True):
            return True
        # neither N.J. Smith nor 300 B.C.
        behind = self._marked.token_after(toponym.end)
        name = behind < len(self._tokens) and self._tokens[behind].is_capitalised
        return points and not name and not before.isdecimal()

    def _is_surely_an_area(self, span: Span, toponym: Toponym) -> bool:
        """Whether a name is an area whatever capitals touch it: "the U.S. Census", "X County"."""
        start, end = span
        if end - start > 1:
            typed = self._words.types.match(self._tokens, end - 1)
            if typed is not None and typed[1] == end:
                return True
            best = toponym.candidates[0]
            people = best.population or 0
            known = best.kind in _AREAS or people >= _LARGE
            if best.kind not in _AREAS and people < _FOREIGN and self._goes_on(end):
                return False
            return known and not self._persons.is_stranger_at(start, behind=False)
        if "." in toponym.text:
            return True
        word = self._tokens[start].lower
        person = word in self._not.person_names
        return toponym.candidates[0].kind is PlaceKind.COUNTRY and not person

    def _goes_on(self, end: int) -> bool:
        """Whether two capitalised words continue a name, the first unknown: "Aung San Suu Kyi"."""
        return (
            self._persons.is_stranger_at(end)
            and end + 1 < len(self._tokens)
            and self._tokens[end + 1].is_capitalised
            and self._adjacent(end, end + 1)
            and self._words.types.match(self._tokens, end + 1) is None
        )

    def _joins_a_name(self, start: int, end: int) -> bool:
        """Whether another capitalised word touches the name, as in a person's name."""
        if self._marked.is_loud(start) or self._marked.is_titled(start):
            return False
        if start and self._adjacent(start - 1, start) and self._persons.is_stranger(start - 1):
            return True
        return (
            end < len(self._tokens)
            and self._adjacent(end - 1, end)
            and self._persons.is_stranger(end)
        )

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
        True from `_SAME_NAME` of the folded letters in common, and for another script.
    """
    ours, theirs = fold(written), fold(name)
    if ours[:1].isascii() != theirs[:1].isascii():
        return True  # letters of two scripts cannot be compared
    return SequenceMatcher(None, ours, theirs).ratio() >= _SAME_NAME
