"""
Names and spatial phrases to footprints: recognition, grammar, disambiguation, areas.

``tokens`` and ``marked`` find names, ``grammar`` reads phrases into the tree of ``syntax``,
``fragments``, ``lookalikes`` and ``strays`` drop what is not meant, ``ranking`` decides what names
mean from ``priors`` and ``context``, ``doubt`` says how surely, ``operators`` draws areas,
``location`` writes answers, ``spans`` looks given spans up.
``phrase`` (a phrase), ``recognition`` (a text) and ``records`` (rows) are the ways in.
"""

from .phrase import locate
from .recognition import find_mentions
from .records import geoparse

__all__ = ["find_mentions", "geoparse", "locate"]
