"""The distance questions: which base is nearest, which incidents are within reach, how many."""

from .questions import counts, excluded_bases, nearest, within_distance

__all__ = ["counts", "excluded_bases", "nearest", "within_distance"]
