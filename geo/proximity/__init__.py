"""The distance questions: which is nearest, what is within reach, how many, what lies together."""

from .clusters import clusters
from .counting import counts
from .questions import excluded_bases, nearest, nearest_incidents, within_distance

__all__ = [
    "clusters",
    "counts",
    "excluded_bases",
    "nearest",
    "nearest_incidents",
    "within_distance",
]
