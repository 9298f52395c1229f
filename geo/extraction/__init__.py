"""
Reports and their mentions to drafts, by rules: no model, no network.

``sentences``, ``dates``, ``casualties`` and ``triggers`` find words, ``context`` holds what one
sentence has, ``assertion``, ``places``, ``roles`` and ``claims`` judge it, ``reading`` makes one
sentence into happenings, ``linking`` brings sentences together, ``drafts`` writes records. The
words of the rules are data in ``lexicon/*.toml``.
"""

from .extract import Extraction, extract_incidents
from .language import detect_language

__all__ = ["Extraction", "detect_language", "extract_incidents"]
