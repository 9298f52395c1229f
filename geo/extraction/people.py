"""Lists of people around a verb, counted: "a commander and one of his guards" are two."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from .numbers import Quantity, exactly, quantity_pattern, read_number, read_quantity
from .words import compiled, lexicon, squeezed

_TOKEN = re.compile(r"\d[\d,.]*\d|\w[\w'’.-]*\w|\w|[^\w\s]")
_LONGEST_MODIFIER = 6
_SUBJECT_REACH = 28
_LONGEST_GAP = 10
_NOBODY = {"one", "nobody", "none", "who", "which", "that", "it", "what", "nothing", "anyone"}
_PLURALS = {"people", "men", "women", "children", "troops", "personnel", "police", "crew"}


@dataclass(frozen=True, slots=True)
class _Token:
    text: str
    start: int
    end: int

    @property
    def low(self) -> str:
        return self.text.lower()


@dataclass(frozen=True, slots=True)
class People:
    """
    One list of people: how many, and the tokens it spans.

    `added` tells that they come on top of others, `bare` that only a number stands there.
    """

    quantity: Quantity
    first: int
    last: int
    added: bool
    bare: bool = False


class PeopleReader:
    """Reads lists of people before and after the verbs of one sentence."""

    def __init__(self, text: str, start: int, end: int) -> None:
        self.text = text
        self.tokens = [
            _Token(match.group(), match.start(), match.end())
            for match in _TOKEN.finditer(text, start, end)
        ]
        self.quantities = {
            match.start(): match for match in _quantities().finditer(text, start, end)
        }

    def around(self, verb: re.Match[str]) -> People | None:
        """
        Find the people that a verb of killing or wounding is about.

        Parameters
        ----------
        verb
            The match of the verb.

        Returns
        -------
        people
            Its object, else its subject where it is passive or has none; null for nobody, for a
            thing, and for what may or did not happen.
        """
        low, high = verb.span()
        before = [i for i, token in enumerate(self.tokens) if token.start < low]
        after = next((i for i, token in enumerate(self.tokens) if token.start >= high), None)
        word = squeezed(verb.group()).lower()
        last = before[-1] if before else -1
        passive, subject_end = self._skip_auxiliaries(last)
        if subject_end is None or self._is_nobody(subject_end):
            return None
        people = None
        if not passive and word not in _set("verbs", "subject_only") and after is not None:
            people = self.people_from(after)
        if people is None and not word.endswith("ing"):
            reach = passive or word in _set("verbs", "subject_only")
            people = self._people_before(subject_end, direct=not reach)
            if people is None and passive:
                people = self._one_person(subject_end, last)
        return people

    def span(self, people: People, low: int, high: int) -> tuple[int, int]:
        """
        Give the span of people together with other words.

        Parameters
        ----------
        people
            What this reader found.
        low, high
            The span of their verb.

        Returns
        -------
        span
            Offsets into the text.
        """
        first, last = self.tokens[people.first], self.tokens[people.last]
        return min(low, first.start), max(high, last.end)

    def _one_person(self, subject: int, last: int) -> People | None:
        """Count the subject of "was killed" as one, unless it is nobody or a thing."""
        words = {token.low for token in self.tokens[max(0, subject - 2) : subject + 1]}
        verbs = {token.low for token in self.tokens[subject + 1 : last + 1]}
        if subject < 0 or "was" not in verbs or words & _NOBODY:
            return None
        if _singular(self.tokens[subject].low) in _set("people", "not_people"):
            return None
        return People(exactly(1), subject, subject, added=False)

    def people_at(self, position: int) -> People | None:
        """
        Read the list of people that begins at an offset.

        Parameters
        ----------
        position
            Offset into the text.

        Returns
        -------
        people
            Null where no people stand there.
        """
        index = next((i for i, t in enumerate(self.tokens) if t.start >= position), None)
        return None if index is None else self.people_from(index)

    def people_from(self, index: int) -> People | None:
        """
        Read the list of people that begins at a token.

        Parameters
        ----------
        index
            Number of the token.

        Returns
        -------
        people
            Null where no people stand there.
        """
        people = self._one(index)
        if people is None or people.bare:
            return people
        while True:
            following = self._after_conjunction(people.last + 1)
            more = None if following is None else self._one(following)
            if following is None or more is None or more.bare or self._is_part_of(more):
                return people
            if self.tokens[following - 1].text == "," and not self._goes_on(more):
                return people
            people = People(people.quantity + more.quantity, people.first, more.last, people.added)

    def _skip_auxiliaries(self, index: int) -> tuple[bool, int | None]:
        """Go back over "have been": is it passive, and where does the subject end; null: unreal."""
        passive = False
        while index >= 0:
            word = self.tokens[index].low
            if word in _set("stops", "modal"):
                return passive, None
            if word not in _set("stops", "auxiliaries"):
                break
            passive = passive or word in {"was", "were", "been", "being", "be", "are", "is"}
            index -= 1
        return passive, index

    def _people_before(self, last: int, *, direct: bool) -> People | None:
        """Read the list of people that ends at a token, or shortly before a phrase of place."""
        first = max(0, last - _SUBJECT_REACH)
        best: tuple[int, People] | None = None
        for index in range(first, last + 1):
            if self.tokens[index].text in {";", ":", "—"}:
                best = None
                continue
            if best is not None and index <= best[1].last:
                continue
            people = self.people_from(index)
            if people is None or people.last > last or self._is_part(index):
                continue
            if self._is_held(people):
                continue
            gap = self._gap(people.last, last)
            limit = 0 if direct else _LONGEST_GAP
            if gap <= limit and not (people.bare and gap):
                best = best if best is not None and best[0] <= gap else (gap, people)
        return None if best is None else best[1]

    def _gap(self, index: int, last: int) -> int:
        """Count the tokens between the people and the verb, a parenthesis of commas left out."""
        index += 1
        if index <= last and self.tokens[index].text == "," and self.tokens[last].text == ",":
            return 0
        return last - index + 1

    def _is_part(self, index: int) -> bool:
        before = " ".join(token.low for token in self.tokens[max(0, index - 3) : index])
        return any(before.endswith(word) for word in _set("stops", "part_of"))

    def _is_nobody(self, index: int) -> bool:
        """Tell "nobody was hurt" and "no one was hurt"."""
        words = [token.low for token in self.tokens[max(0, index - 1) : index + 1]]
        return words[-1:] in (["nobody"], ["none"]) or words == ["no", "one"]

    def _is_held(self, people: People) -> bool:
        """Tell the people of "detained seven men" and "seven men were later detained"."""
        held = _set("stops", "held")
        if people.first and self.tokens[people.first - 1].low in held:
            return True
        behind = [token.low for token in self.tokens[people.last + 1 : people.last + 4]]
        return behind[:1] in (["was"], ["were"]) and bool(held & set(behind[1:]))

    def _goes_on(self, people: People) -> bool:
        """Tell "three soldiers, a nurse and a guard" from "three soldiers, a nurse said"."""
        counted = self.tokens[people.first].start in self.quantities
        behind = self.tokens[people.last + 1 : people.last + 2]
        return counted or bool(behind and behind[0].low in {",", "and"})

    def _is_part_of(self, people: People) -> bool:
        """Tell "three of them children" behind a number."""
        words = [token.low for token in self.tokens[people.first : people.first + 3]]
        return words[1:3] in (["of", "them"], ["of", "whom"])

    def _after_conjunction(self, index: int) -> int | None:
        words = [token.low for token in self.tokens[index : index + 3]]
        if words[:2] in ([",", "and"], [",", "plus"]):
            return index + 2
        if words == ["as", "well", "as"]:
            return index + 3
        return index + 1 if words[:1] in (["and"], [","], ["plus"]) else None

    def _one(self, index: int) -> People | None:
        """Read one member of a list: a number, a person with an article, a name with a title."""
        if index >= len(self.tokens):
            return None
        token = self.tokens[index]
        match = self.quantities.get(token.start)
        if match is not None:
            return self._counted(index, match)
        if token.low in {"a", "an", "another", "the", "his", "her", "their", "its"}:
            if index + 1 < len(self.tokens) and self.tokens[index + 1].start in self.quantities:
                return self._one(index + 1)
            head = self._head(index + 1)
            if head is None or not self._is_singular(head):
                return None
            return People(exactly(1), index, head, token.low == "another")
        if token.low in _set("stops", "titles") and token.text[0].isupper():
            return self._named(index)
        return None

    def _counted(self, index: int, match: re.Match[str]) -> People | None:
        quantity = read_quantity(match.group())
        if quantity is None:
            return None
        behind = next(
            (i for i in range(index, len(self.tokens)) if self.tokens[i].start >= match.end()),
            len(self.tokens),
        )
        words = [token.low for token in self.tokens[behind : behind + 2]]
        added = bool(words) and words[0] in {"more", "other", "others", "additional"}
        head = self._head(behind)
        if head is not None:
            return People(quantity, index, head, added)
        following = words[0] if words else "."
        # "5,000 km" or "3.5%" are no people, and neither is a year
        if following in {"%", "$"} or _looks_like_year(match.group()):
            return None
        if added:
            return People(quantity, index, behind, added)
        if following in _set("stops", "words") or not following[0].isalnum():
            return People(quantity, index, behind - 1, added, bare=True)
        unknown = self._unknown_head(behind)
        return None if unknown is None else People(quantity, index, unknown, added)

    def _unknown_head(self, index: int) -> int | None:
        """Take the last word of a short phrase, such as the name of a people we do not list."""
        last = index
        for position in range(index, min(index + _LONGEST_MODIFIER, len(self.tokens))):
            word = self.tokens[position].low
            if not word[0].isalnum() or word in _set("stops", "words"):
                break
            if _singular(word) in _set("people", "not_people"):
                return None
            last = position
        return last if self.tokens[last].low.endswith(("s", "i", "ese")) else None

    def _head(self, index: int) -> int | None:
        """Find the word that names people, behind at most six words that describe them."""
        found = None
        for position in range(index, min(index + _LONGEST_MODIFIER + 1, len(self.tokens))):
            word = self.tokens[position].low
            if word == "of" and position - index <= 1:
                continue
            if not word[0].isalnum() or word in _set("stops", "words"):
                break
            if _singular(word) in _set("people", "not_people"):
                return None
            if word in _people():
                found = position
            elif found is not None:
                break
        return found

    def _is_singular(self, head: int) -> bool:
        word = self.tokens[head].low
        return not (word.endswith("s") or word in _PLURALS)

    def _named(self, index: int) -> People | None:
        last = index
        for position in range(index + 1, min(index + 6, len(self.tokens))):
            text = self.tokens[position].text
            if text == ".":
                continue
            if not text[0].isupper():
                break
            last = position
        return None if last == index else People(exactly(1), index, last, added=False)


def _looks_like_year(words: str) -> bool:
    number = read_number(words)
    return len(words) == 4 and number is not None and 1900 <= number <= 2100


def _singular(word: str) -> str:
    return word[:-1] if word.endswith("s") and not word.endswith("ss") else word


@cache
def _set(table: str, name: str) -> frozenset[str]:
    tables = lexicon("casualties")
    return frozenset(tables[table][name]) if name in tables[table] else frozenset()


@cache
def _people() -> frozenset[str]:
    words = {word.split()[-1] for word in lexicon("casualties")["people"]["words"]}
    return frozenset(words | {f"{word}s" for word in words})


@cache
def _quantities() -> re.Pattern[str]:
    return compiled(quantity_pattern())
