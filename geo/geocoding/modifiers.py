"""Country names that only say whose: "US servicemen", "Iran-backed militants", "Iraq war"."""

from __future__ import annotations

from ..models import NameKind, PlaceKind
from .marked import MarkedText
from .not_places import not_places
from .syntax import Toponym
from .vocabulary import vocabulary


def is_modifier(marked: MarkedText, toponym: Toponym, start: int, end: int) -> bool:
    """
    Tell whether a name qualifies the word behind it and is no place itself.

    Parameters
    ----------
    marked
        The text.
    toponym
        The name.
    start, end
        Indexes of its first token and of the token behind it.

    Returns
    -------
    is_modifier
        True before a hyphen and a participle; and for a country before a noun in lower case
        that is no verb, when it is an abbreviation or has no preposition of place before it.
    """
    tokens, words = marked.tokens, vocabulary()
    if end >= len(tokens):
        return False
    following = tokens[end]
    if following.text in {"-", "–"} and end + 1 < len(tokens):
        return tokens[end + 1].lower in words.participles
    if toponym.candidates[0].kind is not PlaceKind.COUNTRY or not following.is_word:
        return False
    loud = marked.is_loud(start)
    if not (following.text[0].islower() or loud):
        return False
    word = following.lower
    if "\n" in marked.text[tokens[end - 1].end : following.start] or word.endswith("ly"):
        return False
    known = words.not_nouns | not_places().metonym_verbs | not_places().metonym_auxiliaries
    if word in known or word in words.verbs or words.border_nouns.match(tokens, end) is not None:
        return False
    if toponym.candidates[0].name_kind is NameKind.ABBREVIATION:
        return True
    if loud or word.endswith("ed") or words.types.match(tokens, end) is not None:
        return False
    if start and words.part_adjectives.match(tokens, start - 1) is not None:
        return False  # "northern Syria villages" lie there
    before = start - 1 if start and tokens[start - 1].lower in {"the", "both"} else start
    return not (before and tokens[before - 1].lower in words.spatial)
