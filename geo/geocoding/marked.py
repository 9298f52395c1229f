"""A text with its tokens and the gazetteer names in it."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise

from ..gazetteer import fold_with_offsets, lookup, matches_at
from ..gazetteer.names import ARTICLES
from ..gazetteer.titles import is_generic
from ..models import NameKind, Place
from .fragments import is_fragment
from .priors import by_prior
from .syntax import Toponym
from .tokens import Token, tokenise
from .vocabulary import vocabulary

Named = tuple[Toponym, int]
"""A toponym and the index of the token behind it."""

_CONTRACTION = re.compile(r"['’](?:ve|d|ll|re|m|t)$")
_BREAKS = frozenset(',;:()[]{}!?"“”«»،؛…—/')
_SHARE = 0.7
_LEAST_WORDS = 3
_LEAST_LETTERS = 4
_SHORTEST_STEM = 3
_ARTICLE_LETTERS = 3
_LONGEST_SHORT = 5


class MarkedText:
    """
    Tokens of a text and, for each, the names that start there.

    Parameters
    ----------
    text
        Any text.
    strict
        Whether capital letters are asked for in scripts that have them, as in running text; a
        phrase typed by a person needs none.
    """

    def __init__(self, text: str, *, strict: bool = True) -> None:
        self.text = text
        self.tokens = tokenise(text)
        self._strict = strict
        self._folded, self._offsets = fold_with_offsets(text)
        self._starts = [token.start for token in self.tokens]
        self._ends = [token.end for token in self.tokens]
        self._names: dict[int, tuple[Named, ...]] = {}
        self._matched: dict[int, tuple[Named, ...]] = {}
        self._loud: set[int] = set()
        self._titled: set[int] = set()
        self._mark_lines()

    def is_loud(self, index: int) -> bool:
        """Tell whether a token stands in a line of capitals, where capitals say nothing."""
        return index in self._loud

    def is_titled(self, index: int) -> bool:
        """Tell whether a token stands in a headline, where every word has a capital."""
        return index in self._titled

    def token_after(self, offset: int) -> int:
        """Give the index of the first token that starts at or behind an offset."""
        return bisect_left(self._starts, offset)

    def token_at(self, offset: int) -> int:
        """Give the index of the token that holds an offset: of "وحماة" for its name too."""
        return max(bisect_right(self._starts, offset) - 1, 0)

    def names_at(self, index: int) -> tuple[Named, ...]:
        """
        Give the names that start at a token, longest first.

        Parameters
        ----------
        index
            Index of the token; beyond the last one there are no names.

        Returns
        -------
        names
            Toponyms with the index of the token behind each; in running text without pieces of
            longer names.
        """
        if index >= len(self.tokens):
            return ()
        if index not in self._names:
            found = self._matched_at(index)
            if self._strict and not self.is_loud(index):
                found = tuple(
                    named
                    for named in found
                    if not is_fragment(self.tokens, named, index, self._matched_at)
                )
            self._names[index] = found
        return self._names[index]

    def _matched_at(self, index: int) -> tuple[Named, ...]:
        if index not in self._matched:
            self._matched[index] = tuple(self._find(index))
        return self._matched[index]

    def _find(self, index: int) -> list[Named]:
        token = self.tokens[index]
        if not (token.is_word or token.text[0].isdecimal()):
            return []
        if self._strict and not self._may_begin(index):
            return []
        if not self._strict and token.lower in vocabulary().not_nouns:
            return []
        if token.lower in vocabulary().stop_words or _CONTRACTION.search(token.lower):
            return []
        found = self._matches(index, token.start) + self._behind_article(index)
        found.sort(key=lambda named: -named[1])
        if token.text.islower() and vocabulary().words["generic"].match(self.tokens, index):
            found = [named for named in found if named[1] > index + 1]
        if not found and token.is_caseless:
            found = self._behind_prefix(index, token)
        if not found and "\u0400" <= token.text[0] <= "\u04ff":
            found = self._inflected(index, token)
        return found

    def _matches(self, index: int, start: int) -> list[Named]:
        """Look names up that start at an offset inside the token."""
        at = bisect_left(self._offsets, start)
        if at == len(self._offsets) or self._offsets[at] != start:
            return []
        found: list[Named] = []
        for match in matches_at(self._folded, at):
            end = bisect_right(self._starts, self._offsets[match.end - 1])
            if self._holds_together(index, end):
                self._add(found, index, start, end)
        return found

    def _add(self, found: list[Named], index: int, start: int, end: int) -> None:
        """Add the reading of the words from an offset to a token, if there is one."""
        stop = self._ends[end - 1]
        written = self.text[start:stop]
        tied = index > 0 and self.tokens[index - 1].text in {",", "("}
        candidates = _readings(written, with_context=tied)
        if not self._strict and (tied or end - index == len(self.tokens)):
            candidates = _with_capitals(written, candidates, with_context=tied)
        if not candidates and self._has_point(index, end):
            # "Ky." is packaged with its full stop, which is no part of the token
            candidates = _readings(f"{written}.", with_context=tied)
        if not candidates:
            return
        initials = written.isupper() and len(written) > 1  # NSW takes no full stop, W.Va does
        if not initials and end < len(self.tokens) and _dotted(candidates, self.tokens[end], stop):
            end, stop = end + 1, stop + 1
        found.append((Toponym(start, stop, written, candidates), end))

    def _has_point(self, index: int, end: int) -> bool:
        """Whether a full stop stands right behind a short word, or behind some with stops: W.Va."""
        if end >= len(self.tokens) or (end - index > 1 and self.tokens[index + 1].text != "."):
            return False
        word, point = self.tokens[end - 1], self.tokens[end]
        short = all(len(token.text) <= _LONGEST_SHORT for token in self.tokens[index:end])
        return short and point.text == "." and point.start == word.end

    def _behind_article(self, index: int) -> list[Named]:
        """Find a name that is packaged without its article: al-Qaim, El Obeid."""
        behind = index + 1
        if behind < len(self.tokens) and self.tokens[behind].text == "-":
            behind += 1
        if behind >= len(self.tokens) or self.tokens[index].lower not in ARTICLES:
            return []
        if self._strict and not self._may_begin(behind):
            return []
        start = self.tokens[index].start
        found: list[Named] = []
        for toponym, end in self._matches(behind, self.tokens[behind].start):
            self._add(found, index, start, end)
            if found and found[-1][0].end < toponym.end:
                found.pop()
        return found

    def _behind_prefix(self, index: int, token: Token) -> list[Named]:
        """Find the name behind a conjunction or preposition written together with it."""
        words = vocabulary()
        if words.nations.match(self.tokens, index) is not None:
            return []  # "the Turkish forces" names a nation
        prefixes = words.hebrew_prefixes if "\u0590" <= token.text[0] <= "\u05ff" else ()
        if "\u0600" <= token.text[0] <= "\u06ff":
            prefixes = words.arabic_prefixes
        for prefix in prefixes:
            if token.text.startswith(prefix):
                found = self._matches(index, token.start + len(prefix))
                if found and len(found[0][0].text) >= _SHORTEST_STEM:
                    return found
        return []

    def _inflected(self, index: int, token: Token) -> list[Named]:
        """Find the base form of a name with a Slavic case ending."""
        area = self._inflected_area(index, token)
        if area:
            return area
        for ending, bases in vocabulary().cyrillic_endings:
            stem = token.lower.removesuffix(ending)
            if stem == token.lower or len(stem) < _SHORTEST_STEM:
                continue
            for base in bases:
                candidates = _readings(stem + base, with_context=False)
                if candidates:
                    return [(Toponym(token.start, token.end, token.text, candidates), index + 1)]
        return []

    def _inflected_area(self, index: int, token: Token) -> list[Named]:
        """Find an area that an adjective names: "Белгородской области"."""
        words = vocabulary()
        if index + 1 >= len(self.tokens):
            return []
        noun = words.slavic_nouns.get(self.tokens[index + 1].lower)
        if noun is None:
            return []
        end = self.tokens[index + 1].end
        for ending, base in words.slavic_adjectives:
            stem = token.lower.removesuffix(ending)
            if stem == token.lower or not stem.endswith("к"):
                continue
            candidates = _readings(f"{stem}{base} {noun}", with_context=False)
            if candidates:
                written = self.text[token.start : end]
                return [(Toponym(token.start, end, written, candidates), index + 2)]
        return []

    def _may_begin(self, index: int) -> bool:
        token = self.tokens[index]
        if token.is_capitalised or token.is_caseless or token.text[0].isdecimal():
            return True
        # al-Qaim, el-Obeid: an article in lower case, tied to a capital
        if len(token.text) > _ARTICLE_LETTERS or index + 2 >= len(self.tokens):
            return False
        hyphen, noun = self.tokens[index + 1], self.tokens[index + 2]
        return hyphen.text == "-" and hyphen.start == token.end and noun.is_capitalised

    def _holds_together(self, start: int, end: int) -> bool:
        """Tell whether the tokens of a match are one name and not a list or two sentences."""
        tokens = self.tokens[start:end]
        if any(token.text in _BREAKS for token in tokens):
            return False
        if any(
            one.text == "." and two.is_word and len(tokens[n - 1].text) > _ARTICLE_LETTERS
            for n, (one, two) in enumerate(pairwise(tokens))
            if n
        ):
            return False
        if any("\n\n" in self.text[one.end : two.start] for one, two in pairwise(tokens)):
            return False
        if not self._strict or len(tokens) == 1:
            return True
        last, before = tokens[-1], tokens[-2]
        tied = before.text in {"-", "'", "’", "`"}
        if last.is_capitalised or not last.text[0].islower() or tied:
            return True
        # the "Far North region" is called by its class
        named = self.text[tokens[0].start : before.end]
        return vocabulary().types.opens(last.lower) and is_generic(named)

    def _lines(self) -> Iterator[range]:
        """Indexes of the tokens of each line."""
        first = 0
        for index in range(1, len(self.tokens)):
            if "\n" in self.text[self.tokens[index - 1].end : self.tokens[index].start]:
                yield range(first, index)
                first = index
        yield range(first, len(self.tokens))

    def _mark_lines(self) -> None:
        """Find the lines in which capitals say nothing: headings and headlines."""
        for line in self._lines():
            words = [self.tokens[index].text for index in line if self.tokens[index].is_word]
            words = [word for word in words if len(word) >= _LEAST_LETTERS]
            if len(words) < _LEAST_WORDS:
                continue
            if sum(word.isupper() for word in words) >= _SHARE * len(words):
                self._loud.update(line)
            elif self.tokens[line[-1]].text == ".":
                continue
            elif sum(word[0].isupper() for word in words) >= _SHARE * len(words):
                self._titled.update(line)


@lru_cache(maxsize=50_000)
def _readings(written: str, *, with_context: bool) -> tuple[Place, ...]:
    """Places that a spelling may mean, likeliest first."""
    return by_prior(lookup(written, with_context=with_context), written)


def _with_capitals(
    written: str, candidates: tuple[Place, ...], *, with_context: bool
) -> tuple[Place, ...]:
    """Add what a word typed in small letters means in capitals: "goma, drc", "usa"."""
    if not written.islower():
        return candidates
    known = {place.place_id for place in candidates}
    loud = _readings(written.upper(), with_context=with_context)
    more = [place for place in loud if place.place_id not in known]
    return by_prior((*candidates, *more), written) if more else candidates


def _dotted(candidates: tuple[Place, ...], token: Token, stop: int) -> bool:
    """Whether the full stop behind an abbreviation such as "Ky." belongs to it."""
    return (
        token.text == "."
        and token.start == stop
        and all(place.name_kind is NameKind.ABBREVIATION for place in candidates)
    )
