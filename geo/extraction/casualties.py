"""Killed and injured people in a sentence, as ranges with their spans."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from .numbers import Quantity, exactly, quantity_pattern, read_number, read_quantity
from .words import compiled, lexicon, phrases, squeezed

KILLED = "killed"
INJURED = "injured"

_TOKEN = re.compile(r"\d[\d,.]*\d|\w[\w'’.-]*\w|\w|[^\w\s]")
_LONGEST_MODIFIER = 6
_SUBJECT_REACH = 28
_LONGEST_GAP = 10
_NOBODY = {"one", "nobody", "none", "who", "which", "that", "it", "what", "nothing", "anyone"}
_PLURALS = {"people", "men", "women", "children", "troops", "personnel", "police", "crew"}


@dataclass(frozen=True, slots=True)
class CasualtyCount:
    """
    One count of people.

    `outcome` is ``killed`` or ``injured``; the span covers the count and its verb. `added` tells
    that the words add to what was said before ("a third soldier also died").
    """

    outcome: str
    quantity: Quantity
    start_char: int
    end_char: int
    added: bool = False


@dataclass(frozen=True, slots=True)
class _Token:
    text: str
    start: int
    end: int

    @property
    def low(self) -> str:
        return self.text.lower()


@dataclass(frozen=True, slots=True)
class _People:
    quantity: Quantity
    first: int
    last: int
    added: bool
    bare: bool = False


def find_casualties(text: str, start: int, end: int) -> tuple[CasualtyCount, ...]:
    """
    Find the counts of killed and injured people in a sentence.

    A number is read with its qualifier by ``lexicon/quantities.toml``; people named one by one are
    counted ("a commander and one of his guards" are two); "including three children" is a part of
    a number and not counted again. "No injuries" is 0, "no casualties" is 0 for both; "no reports
    of casualties" is nothing, because it says that nothing is known.

    Parameters
    ----------
    text
        The text of a report.
    start, end
        The sentence.

    Returns
    -------
    counts
        In the order of the text, offsets into `text`.
    """
    if not _any_verb().search(text, start, end):
        return ()
    reader = _SentenceReader(text, start, end)
    found = [*_zeros(text, start, end), *_tolls(text, start, end)]
    for outcome, pattern in _verbs():
        for match in pattern.finditer(text, start, end):
            count = reader.around(match, outcome)
            if count is not None:
                found.append(count)
    for outcome, pattern in _of_phrases():
        for match in pattern.finditer(text, start, end):
            people = reader.people_at(match.end())
            if people is not None:
                found.append(reader.count(outcome, people, match.start(), match.end()))
    return _distinct(found)


class _SentenceReader:
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

    def around(self, verb: re.Match[str], outcome: str) -> CasualtyCount | None:
        low, high = verb.span()
        before = [i for i, token in enumerate(self.tokens) if token.start < low]
        after = next((i for i, token in enumerate(self.tokens) if token.start >= high), None)
        word = squeezed(verb.group()).lower()
        last = before[-1] if before else -1
        passive, subject_end = self._skip_auxiliaries(last)
        if subject_end is None:
            return None
        people = None
        if not passive and word not in _set("verbs", "subject_only") and after is not None:
            people = self.people_from(after)
        if people is None and not word.endswith("ing"):
            reach = passive or word in _set("verbs", "subject_only")
            people = self._people_before(subject_end, direct=not reach)
            if people is None and passive:
                people = self._one_person(subject_end, last)
        return None if people is None else self.count(outcome, people, low, high)

    def _one_person(self, subject: int, last: int) -> _People | None:
        """Count the subject of "was killed" as one, unless it is nobody or a thing."""
        words = {token.low for token in self.tokens[max(0, subject - 2) : subject + 1]}
        verbs = {token.low for token in self.tokens[subject + 1 : last + 1]}
        if subject < 0 or "was" not in verbs or words & _NOBODY:
            return None
        if _singular(self.tokens[subject].low) in _set("people", "not_people"):
            return None
        return _People(exactly(1), subject, subject, added=False)

    def count(self, outcome: str, people: _People, low: int, high: int) -> CasualtyCount:
        return CasualtyCount(
            outcome,
            people.quantity,
            min(low, self.tokens[people.first].start),
            max(high, self.tokens[people.last].end),
            people.added,
        )

    def people_at(self, position: int) -> _People | None:
        index = next((i for i, t in enumerate(self.tokens) if t.start >= position), None)
        return None if index is None else self.people_from(index)

    def people_from(self, index: int) -> _People | None:
        """Read a list of people that begins at a token."""
        people = self._one(index)
        if people is None:
            return None
        while True:
            following = self._after_conjunction(people.last + 1)
            more = None if following is None else self._one(following)
            if following is None or more is None or more.bare or self._is_part_of(more):
                return people
            if self.tokens[following - 1].text == "," and not self._goes_on(more):
                return people
            people = _People(people.quantity + more.quantity, people.first, more.last, people.added)

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

    def _people_before(self, last: int, *, direct: bool) -> _People | None:
        """Read the list of people that ends at a token, or shortly before a phrase of place."""
        first = max(0, last - _SUBJECT_REACH)
        best: tuple[int, _People] | None = None
        for index in range(first, last + 1):
            if self.tokens[index].text in {";", ":", "—"}:
                best = None
                continue
            if best is not None and index <= best[1].last:
                continue
            people = self.people_from(index)
            if people is None or people.last > last or self._is_part(index):
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

    def _goes_on(self, people: _People) -> bool:
        """Tell "three soldiers, a nurse and a guard" from "three soldiers, a nurse said"."""
        counted = self.tokens[people.first].start in self.quantities
        behind = self.tokens[people.last + 1 : people.last + 2]
        return counted or bool(behind and behind[0].low in {",", "and"})

    def _is_part_of(self, people: _People) -> bool:
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

    def _one(self, index: int) -> _People | None:
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
            return _People(exactly(1), index, head, token.low == "another")
        if token.low in _set("stops", "titles") and token.text[0].isupper():
            return self._named(index)
        return None

    def _counted(self, index: int, match: re.Match[str]) -> _People | None:
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
            return _People(quantity, index, head, added)
        following = words[0] if words else "."
        # "5,000 km" or "3.5%" are no people, and neither is a year
        if following in {"%", "$"} or _looks_like_year(match.group()):
            return None
        if added:
            return _People(quantity, index, behind, added)
        if following in _set("stops", "words") or not following[0].isalnum():
            return _People(quantity, index, behind - 1, added, bare=True)
        unknown = self._unknown_head(behind)
        return None if unknown is None else _People(quantity, index, unknown, added)

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

    def _named(self, index: int) -> _People | None:
        last = index
        for position in range(index + 1, min(index + 6, len(self.tokens))):
            text = self.tokens[position].text
            if text == ".":
                continue
            if not text[0].isupper():
                break
            last = position
        return None if last == index else _People(exactly(1), index, last, added=False)


def _zeros(text: str, start: int, end: int) -> list[CasualtyCount]:
    found = []
    for match in _zero().finditer(text, start, end):
        words = match.group().lower()
        outcomes = [KILLED] if re.search(r"killed|deaths|fatalities", words) else [INJURED]
        if "casualties" in words:
            outcomes = [KILLED, INJURED]
        # "none were reported" leaves open that some are found later
        quantity = Quantity(0, 0, None) if words.endswith("reported") else exactly(0)
        found += [CasualtyCount(name, quantity, *match.span()) for name in outcomes]
    return found


def _tolls(text: str, start: int, end: int) -> list[CasualtyCount]:
    """Read "the death toll rose to 45", "12 deaths", "dozens of mostly minor injuries"."""
    found = []
    for match in _toll().finditer(text, start, end):
        for name, outcome in (("toll", KILLED), ("deaths", KILLED), ("hurt", INJURED)):
            quantity = None if match[name] is None else read_quantity(match[name])
            if quantity is not None:
                found.append(CasualtyCount(outcome, quantity, *match.span()))
    return found


def _distinct(found: list[CasualtyCount]) -> tuple[CasualtyCount, ...]:
    """Keep one count per outcome and place in the text: of two that overlap, the longer."""
    kept: list[CasualtyCount] = []
    for count in sorted(found, key=lambda item: (item.start_char - item.end_char, item.start_char)):
        if not any(
            count.outcome == other.outcome
            and count.start_char < other.end_char
            and other.start_char < count.end_char
            for other in kept
        ):
            kept.append(count)
    return tuple(sorted(kept, key=lambda item: item.start_char))


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


@cache
def _verbs() -> tuple[tuple[str, re.Pattern[str]], ...]:
    verbs = lexicon("casualties")["verbs"]
    return tuple((name, compiled(rf"\b{phrases(verbs[name])}\b")) for name in (KILLED, INJURED))


@cache
def _any_verb() -> re.Pattern[str]:
    verbs = lexicon("casualties")["verbs"]
    words = phrases([*verbs[KILLED], *verbs[INJURED], "toll", "harmed"])
    return compiled(
        rf"\b(?:{words}|deaths?|fatalit\w+|injur\w+|casualt\w+|li[fv]es|killings?|murders?|assassination|execution)\b"
    )


@cache
def _of_phrases() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return (
        (
            KILLED,
            compiled(
                r"\b(?:(?:the\s+)?(?:deaths?|killings?|murders?|assassination|execution)\s+of"
                r"|(?:claimed|took|cost)\s+the\s+lives\s+of)\s+"
            ),
        ),
        (INJURED, compiled(r"\b(?:the\s+)?(?:wounding|injury|injuries)\s+(?:of|to)\s+")),
    )


@cache
def _zero() -> re.Pattern[str]:
    unknown = r"(?!(?:\w+\s+)?(?:reports?|word|information|details|news|figures?|claims?)\b)"
    none = rf"(?:no|without(?:\s+any)?|not\s+cause(?:\s+any)?|zero)\s+{unknown}(?:\w+\s+){{0,2}}?"
    later = r"(?:\s+(?:was|were|have\s+been|had\s+been)\s+(?:\w+\s+)?reported)?"
    return compiled(
        rf"\b{none}(?:casualties|injuries|deaths|fatalities)\b{later}"
        r"|\b(?:no\s+one|nobody|none\s+of\s+\w+(?:\s+\w+)?)\s+(?:was|were|had\s+been)\s+"
        r"(?:reported(?:ly)?\s+)?(?:hurt|injured|wounded|harmed|killed)\b"
    )


@cache
def _toll() -> re.Pattern[str]:
    quantity = quantity_pattern()
    return compiled(
        rf"\bdeath\s+toll\s+(?:[^\s.;]+\s+){{0,8}}?(?:to|at|of|is|was|reached)\s+(?P<toll>{quantity})"
        rf"|(?P<deaths>{quantity})\s+(?:[\w-]+\s+){{0,3}}?(?:deaths|fatalities|lives)\b"
        rf"|(?P<hurt>{quantity})\s+(?:[\w-]+\s+){{0,3}}?injuries\b"
    )
