"""A text as tokens: words, numbers and single signs, each with its offsets in the text."""

import re
from typing import NamedTuple

# Signs that a word may hold after its first letter: vowel points, combining marks, Indic signs.
_MARKS = "\u0300-\u036f\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u0900-\u0dff\u200c\u200d"
_LETTER = rf"(?:[^\W\d_]|[{_MARKS}])"
_TOKEN = re.compile(
    r"(?:[^\W\d_]\.){2,}"  # U.S., U.A.E.
    r"|\d+(?:[.,]\d+)*"
    r"|\b[dlL]['’](?=[A-ZÀ-Þ][a-zà-þ]|$)"  # l'Azawad, but O'Brien and D'Angelo
    rf"|[^\W\d_]{_LETTER}*(?:['’ʼ`](?![sS]\b){_LETTER}+)*"  # Sana'a, but Jordan + 's
    r"|['’][sS]\b"
    r"|\S"
)

Span = tuple[int, int]
"""Indexes of the first token of a name and of the token behind its last."""


class Token(NamedTuple):
    """One word, number or sign; `start` and `end` are offsets in the text."""

    start: int
    end: int
    text: str
    lower: str

    @property
    def is_word(self) -> bool:
        """Whether the token begins with a letter."""
        return self.text[0].isalpha()

    @property
    def is_capitalised(self) -> bool:
        """Whether the token begins with an upper-case letter."""
        return self.text[0].isupper()

    @property
    def is_caseless(self) -> bool:
        """Whether the token is a word of a script without upper case, such as Arabic."""
        return self.is_word and not self.text[0].isupper() and not self.text[0].islower()


def tokenise(text: str) -> list[Token]:
    """
    Cut a text into tokens.

    Parameters
    ----------
    text
        Any text.

    Returns
    -------
    tokens
        In the order of the text; white space belongs to none.
    """
    tokens = []
    for match in _TOKEN.finditer(text):
        word = match.group()
        tokens.append(Token(*match.span(), word, word.casefold().replace("’", "'")))
    return tokens
