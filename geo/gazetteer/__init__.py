"""Names to candidate places: a packaged index, opened by mapping it into memory."""

from .names import fold, fold_with_offsets
from .search import (
    Match,
    get,
    lookup,
    matches_at,
    misspelt,
    nearest_city,
    places_of,
    suggest,
)

__all__ = [
    "Match",
    "fold",
    "fold_with_offsets",
    "get",
    "lookup",
    "matches_at",
    "misspelt",
    "nearest_city",
    "places_of",
    "suggest",
]
