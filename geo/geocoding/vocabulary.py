"""The words that the grammar and the recognition work with, read from their TOML files."""

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources
from typing import Any, Generic, TypeVar

from ..models import PlaceKind
from .tokens import Token, tokenise

T = TypeVar("T")


class Phrases(Generic[T]):
    """Word sequences with a value each; finds the longest one that starts at a token."""

    def __init__(self, entries: Mapping[str, T]) -> None:
        self._by_first: dict[str, list[tuple[tuple[str, ...], T]]] = {}
        for phrase, value in entries.items():
            first, *rest = (token.lower for token in tokenise(phrase))
            self._by_first.setdefault(first, []).append((tuple(rest), value))
        for known in self._by_first.values():
            known.sort(key=lambda entry: -len(entry[0]))

    @property
    def openers(self) -> frozenset[str]:
        """The first words of all phrases."""
        return frozenset(self._by_first)

    def opens(self, word: str) -> bool:
        """Tell whether some phrase begins with a word in lower case."""
        return word in self._by_first

    def match(self, tokens: Sequence[Token], start: int) -> tuple[T, int] | None:
        """Give the value and the end of the longest phrase at a token, or null."""
        known = self._by_first.get(tokens[start].lower) if start < len(tokens) else None
        # nearly every call of the grammar ends here
        if known is None:
            return None
        for rest, value in known:
            end = start + 1 + len(rest)
            if not rest or rest == tuple(token.lower for token in tokens[start + 1 : end]):
                return value, end
        return None


def _words(entries: Iterable[str]) -> Phrases[bool]:
    return Phrases(dict.fromkeys(entries, True))


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Everything in ``phrases.toml``, ready to be matched against tokens."""

    directions: Phrases[str]
    part_adjectives: Phrases[str]
    part_nouns: Phrases[str]
    bare_directions: Phrases[str]
    bank_sides: Phrases[str]
    trailing_directions: Phrases[str]
    units: Phrases[float]
    numbers: Phrases[float]
    vague_numbers: Phrases[tuple[float, float]]
    times: Phrases[float]
    travel: Phrases[tuple[float, float]]
    kinds: Phrases[str]
    types: Phrases[frozenset[PlaceKind]]
    types_before: Phrases[frozenset[PlaceKind]]
    plural_types: Phrases[frozenset[PlaceKind]]
    plural_places: Phrases[bool]
    nations: Phrases[str]
    border_nouns: Phrases[bool]
    words: dict[str, Phrases[bool]]
    stop_words: frozenset[str]
    calendar: frozenset[str]
    before_feature: frozenset[str]
    after_feature: frozenset[str]
    spatial: frozenset[str]
    place_only: frozenset[str]
    participles: frozenset[str]
    not_nouns: frozenset[str]
    verbs: frozenset[str]
    arabic_prefixes: tuple[str, ...]
    hebrew_prefixes: tuple[str, ...]
    slavic_adjectives: tuple[tuple[str, str], ...]
    slavic_nouns: dict[str, str]
    cyrillic_endings: tuple[tuple[str, tuple[str, ...]], ...]


@cache
def vocabulary() -> Vocabulary:
    """Read the words of the spatial grammar, once."""
    folder = resources.files(__package__)
    data = _joined(_read(folder / "phrases.toml"), _read(folder / "relations.toml"))
    types = {word: frozenset(map(PlaceKind, kinds)) for word, kinds in data["types"].items()}
    before = {
        word: frozenset(map(PlaceKind, kinds)) for word, kinds in data["types_before"].items()
    }
    return Vocabulary(
        directions=Phrases(data["directions"]),
        part_adjectives=Phrases(data["part_adjectives"]),
        part_nouns=Phrases(data["part_nouns"]),
        bare_directions=Phrases(_with_prefixes(data["bare_directions"], data["scripts"])),
        bank_sides=Phrases(data["bank_sides"]),
        trailing_directions=Phrases(data["trailing_directions"]),
        units=Phrases(data["units"]),
        numbers=Phrases(data["numbers"]),
        vague_numbers=Phrases({word: (lo, hi) for word, (lo, hi) in data["vague_numbers"].items()}),
        times=Phrases(data["times"]),
        travel=Phrases({word: (lo, hi) for word, (lo, hi) in data["travel"].items()}),
        kinds=Phrases(data["kinds"]),
        types=Phrases(types),
        types_before=Phrases(types | before),
        plural_places=_words([*data["plural_types"], "towns", "cities", "villages"]),
        nations=Phrases(
            {word: code for code, adjectives in data["nations"].items() for word in adjectives}
        ),
        plural_types=Phrases(
            {word: frozenset(map(PlaceKind, kinds)) for word, kinds in data["plural_types"].items()}
        ),
        border_nouns=_words(data["words"]["border_nouns"]),
        stop_words=frozenset(data["scripts"]["stop_words"]),
        calendar=frozenset(data["evidence"]["calendar"]),
        words={name: _words(entries) for name, entries in data["words"].items()},
        before_feature=frozenset(data["feature_words"]["before"]),
        after_feature=frozenset(data["feature_words"]["after"]),
        spatial=frozenset(data["evidence"]["spatial"]),
        place_only=frozenset(data["evidence"]["place_only"]),
        participles=frozenset(data["nationality"]["participles"]),
        not_nouns=frozenset(data["nationality"]["not_nouns"]),
        verbs=frozenset(data["nationality"]["verbs"]),
        arabic_prefixes=tuple(sorted(data["scripts"]["arabic"], key=len)),
        hebrew_prefixes=tuple(sorted(data["scripts"]["hebrew"], key=len)),
        slavic_adjectives=tuple(data["scripts"]["slavic_adjectives"].items()),
        slavic_nouns=data["scripts"]["slavic_nouns"],
        cyrillic_endings=tuple(
            (entry["ending"], tuple(entry["base"])) for entry in data["scripts"]["cyrillic"]
        ),
    )


@cache
def openers() -> frozenset[str]:
    """Give every word in lower case that a spatial phrase can start with."""
    words = vocabulary()
    groups = (
        "near",
        "around",
        "outskirts",
        "border_relation",
        "border_nouns",
        "between",
        "road",
        "road_along",
        "road_between",
        "road_to",
        "about",
        "at_least",
        "at_most",
        "just",
        "along",
        "bank",
        "across",
        "off",
        "waters",
        "coast_nouns",
        "tri_border",
        "borders_meet",
        "triangle",
        "side_of",
    )
    phrases: list[Phrases[Any]] = [words.words[group] for group in groups]
    phrases += [
        words.directions,
        words.part_adjectives,
        words.part_nouns,
        words.bare_directions,
        words.numbers,
        words.vague_numbers,
        words.types_before,
        words.kinds,
    ]
    return frozenset().union(*(group.openers for group in phrases))


_RULE_OPENERS = {
    "distance": (
        *("about", "at_least", "at_most", "just", "to_the", "inside", "off", "between"),
        *("numbers", "vague_numbers", "directions", "bare_directions"),
    ),
    "border": (
        *("border_relation", "articles", "border_nouns", "across", "tri_border", "borders_meet"),
        "part_adjectives",
    ),
    "way": ("road_along", "road", "between", "road_between", "road_to", "road_nouns", "articles"),
    "outskirts": ("outskirts", "containing", "articles", "part_adjectives"),
    "near": ("near", "around", "along", "bank", "articles", "foreign_articles", "part_adjectives"),
    "bank": ("bank_relation", "articles", "part_adjectives", "part_nouns", "bank_sides"),
    "triangle": ("triangle", "articles"),
    "coast": ("articles", "part_adjectives", "coast_nouns"),
    "course": ("course",),
    "typed": ("types_before", "describing", "part_adjectives"),
    "bare_part": ("bare_directions",),
    "part": ("part_adjectives", "part_nouns"),
    "kind": ("articles", "kind_adjectives", "kinds"),
}
"""The groups of words that each rule of the grammar can start with, besides a name."""


@cache
def rule_openers() -> dict[str, frozenset[str]]:
    """Give the words in lower case that each rule can start with, besides a name or digits."""
    words = vocabulary()
    return {
        rule: frozenset().union(
            *(
                (words.words[group] if group in words.words else getattr(words, group)).openers
                for group in groups
            )
        )
        for rule, groups in _RULE_OPENERS.items()
    }


def _with_prefixes(directions: dict[str, str], scripts: dict[str, Any]) -> dict[str, str]:
    """Add the directions with what Arabic and Hebrew write together with them: "בדרום"."""
    joined = dict(directions)
    for phrase, direction in directions.items():
        prefixes = scripts["hebrew"] if "\u0590" <= phrase[0] <= "\u05ff" else ()
        if "\u0600" <= phrase[0] <= "\u06ff":
            prefixes = scripts["arabic"]
        for prefix in prefixes:
            joined.setdefault(prefix + phrase, direction)
    return joined


@lru_cache(maxsize=8192)
def rules_opened_by(word: str) -> frozenset[str]:
    """Give the rules that a word in lower case can start."""
    return frozenset(rule for rule, words in rule_openers().items() if word in words)


def _joined(first: dict[str, Any], second: dict[str, Any]) -> dict[str, Any]:
    """Join two files section by section; a list of words goes on where the first one ends."""
    joined = dict(first)
    for section, entries in second.items():
        known = dict(joined.get(section, {}))
        for key, value in entries.items():
            known[key] = [*known.get(key, ()), *value] if section == "words" else value
        joined[section] = known
    return joined


def _read(path: Any) -> dict[str, Any]:  # noqa: ANN401 - importlib's Traversable
    return tomllib.loads(path.read_text(encoding="utf-8"))
