"""Names of places that the words beside them turn into something else: money, diseases, dates."""

from __future__ import annotations

from collections.abc import Sequence

from .not_places import not_places
from .tokens import Span, Token
from .vocabulary import vocabulary

_CURRENCIES = frozenset("$€£¥")
_DISEASES = frozenset(
    {
        *("disease", "ebolavirus", "encephalitis", "fever", "flu", "haemorrhagic", "hemorrhagic"),
        *("influenza", "syndrome", "virus", "viruses"),
    }
)


def is_lookalike(tokens: Sequence[Token], span: Span) -> bool:
    """
    Tell whether what follows a name makes it something else than a place.

    Parameters
    ----------
    tokens
        The tokens of the text.
    span
        Those of the name.

    Returns
    -------
    is_lookalike
        True for money ("US$100"), a disease ("West Nile virus"), a date ("October 6") and a title
        before a name ("state Sen. Tony Strickland").
    """
    start, end = span
    if start < len(tokens) and _is_date(tokens[start:end]):
        return True
    if end >= len(tokens):
        return False
    behind = tokens[end]
    if behind.text in _CURRENCIES:
        return behind.start == tokens[end - 1].end
    return behind.lower in _DISEASES or (end - start == 1 and _is_title(tokens, start))


def _is_date(words: Sequence[Token]) -> bool:
    """Whether a month is followed by nothing but numbers, though a place is called so."""
    first, *rest = words
    return (
        bool(rest)
        and first.lower in vocabulary().calendar
        and all(word.text.isdecimal() for word in rest)
    )


def _is_title(tokens: Sequence[Token], at: int) -> bool:
    """Whether a title stands before a capitalised word."""
    titled = not_places().person_titles.match(tokens, at)
    if titled is None or titled[1] >= len(tokens):
        return False
    name = tokens[titled[1]]
    return name.is_word and name.is_capitalised and name.start <= tokens[titled[1] - 1].end + 1
