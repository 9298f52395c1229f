"""The words of the rules: the lexicon files read once, and phrases turned into patterns."""

import re
import tomllib
from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def lexicon(name: str) -> dict[str, Any]:
    """
    Read one file of the lexicon.

    Parameters
    ----------
    name
        Name of the file in ``geo/extraction/lexicon`` without its ending.

    Returns
    -------
    tables
        The file as `tomllib` reads it; the same object on every call, not to be modified.
    """
    path = files(__package__) / "lexicon" / f"{name}.toml"
    return tomllib.loads(path.read_text(encoding="utf-8"))


def phrases(words: Iterable[str]) -> str:
    """
    Make one group of a regular expression out of plain phrases.

    Parameters
    ----------
    words
        Phrases without any syntax; a space in them stands for blanks, a line break or a hyphen.

    Returns
    -------
    pattern
        A non-capturing group with the longest phrase first, without word boundaries.
    """
    ordered = sorted(set(words), key=lambda word: (-len(word), word))
    return "(?:" + "|".join(re.escape(word).replace(r"\ ", r"[\s-]+") for word in ordered) + ")"


def compiled(pattern: str) -> re.Pattern[str]:
    """
    Compile a pattern of the rules: case does not matter, because some reports are in capitals.

    Parameters
    ----------
    pattern
        A regular expression.

    Returns
    -------
    regex
        The compiled pattern.
    """
    return re.compile(pattern, re.IGNORECASE)


def squeezed(text: str) -> str:
    """
    Write a phrase on one line.

    Parameters
    ----------
    text
        Words as they stand in a report, possibly broken over lines.

    Returns
    -------
    line
        The same words with single blanks.
    """
    return " ".join(text.split())
