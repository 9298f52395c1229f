"""The words of a table for what happened, to our short list."""

from __future__ import annotations

import re

import pandas as pd

# the words that tables use; those of sentences are in the lexicon of geo.extraction, same types
_TYPES = (
    ("air strike", r"air/drone strikes?"),
    ("shelling", r"shelling/artillery"),
    ("drone attack", r"drones?|uavs?|uas|unmanned"),
    ("air strike", r"air[- ]?strikes?|airstrikes?|aerial|air raids?|air attacks?|warplanes?"),
    ("missile or rocket attack", r"rockets?|missiles?"),
    ("shelling", r"shelling|artillery|mortars?|bombardments?"),
    ("suicide bombing", r"suicide"),
    (
        "bombing",
        r"v?b?ieds?|bomb(?:ing)?s?|explosions?|explosives?|(?:land)?mines?|grenades?|blasts?",
    ),
    ("sexual violence", r"sexual|rape"),
    ("abduction", r"abductions?|kidnap\w*|hostages?|disappearances?"),
    ("assassination", r"assassinat\w*"),
    ("armed clash", r"battles?|clash\w*|fighting|combat|firefights?|skirmish\w*"),
    ("shooting", r"shoot\w*|gunfire|small arms|snipers?"),
    ("maritime attack", r"maritime|piracy|hijack\w*|vessels?|ships?"),
    ("arson or sabotage", r"arson|sabotage|property destruction"),
    ("riot", r"riots?|mob violence|looting"),
    ("protest", r"protests?|demonstrations?|rall(?:y|ies)"),
    ("arrest", r"arrests?|detentions?"),
    ("attack", r"attacks?|violence|assaults?|ambush\w*|raids?|killings?|murders?|massacres?"),
)
EVENT_TYPES = (*sorted({word for word, _ in _TYPES}), "other")
"""The short list of event types, in order of the alphabet, ``other`` last."""

_PATTERNS = tuple((word, re.compile(rf"\b(?:{pattern})\b")) for word, pattern in _TYPES)


def event_types(source_types: pd.Series[str]) -> pd.Series[str]:
    """
    Give our event type for what a source calls an event.

    Parameters
    ----------
    source_types
        Text, null where unknown; the most specific words of the source.

    Returns
    -------
    types
        A word of the short list; ``other`` where none fits, null where the source has none.
    """
    known = {
        text: next(
            (word for word, pattern in _PATTERNS if pattern.search(text.casefold())), "other"
        )
        for text in source_types.dropna().unique()
    }
    return source_types.map(known).astype("string")
