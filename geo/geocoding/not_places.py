"""Words that look like places and are none."""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from .vocabulary import Phrases


@dataclass(frozen=True, slots=True)
class NotPlaces:
    """Everything in ``overlay/not_places.toml``, ready to be matched against tokens."""

    organisations: Phrases[bool]
    organisation_words: Phrases[bool]
    metonyms: Phrases[str]
    metonym_verbs: frozenset[str]
    metonym_auxiliaries: frozenset[str]
    person_titles: Phrases[bool]
    common_words: frozenset[str]
    foreign_words: frozenset[str]
    given_names: frozenset[str]
    surnames: frozenset[str]
    person_names: frozenset[str]
    roads: frozenset[str]
    public_words: frozenset[str]
    civic_nouns: frozenset[str]
    parties: frozenset[str]


@cache
def not_places() -> NotPlaces:
    """Read what looks like a place and is none, once."""
    data = _overlay("not_places.toml")
    return NotPlaces(
        organisations=Phrases(dict.fromkeys(data["organisations"], True)),
        organisation_words=Phrases(dict.fromkeys(data["organisation_words"], True)),
        metonyms=Phrases({entry["name"]: entry["country"] for entry in data["metonym"]}),
        metonym_verbs=frozenset(data["metonym_verbs"]),
        metonym_auxiliaries=frozenset(data["metonym_auxiliaries"]),
        person_titles=Phrases(dict.fromkeys(data["person_titles"], True)),
        common_words=frozenset(data["common_words"]),
        foreign_words=frozenset(data["foreign_words"]),
        given_names=frozenset(data["given_names"]),
        surnames=frozenset(data["surnames"]),
        person_names=frozenset(data["given_names"] + data["surnames"]),
        roads=frozenset(data["roads"]),
        public_words=frozenset(data["public_words"]),
        civic_nouns=frozenset(data["civic_nouns"]),
        parties=frozenset(data["parties"]),
    )


def _overlay(name: str) -> dict[str, Any]:
    path = resources.files("geo") / "data" / "overlay" / name
    return tomllib.loads(path.read_text(encoding="utf-8"))
