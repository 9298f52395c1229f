"""
The public profile: one derived table for every output that leaves the house.

Locations are coarsened first; whatever is computed from a location is computed after that, from
the coarse one. What could lead back is left out, and an attack on the result is made before
anything is written. What it is for, and where it ends: ``RESPONSIBLE_USE.md`` beside this file.
"""

from .fields import coarse_distances
from .leaks import LeakReport
from .licences import citations, refuse_restricted, restricted_rows
from .policy import PublicPolicy
from .table import PublicTable, public_table

INTERNAL = "INTERNAL – not for publication"
"""The mark on every output that is not public."""

__all__ = [
    "INTERNAL",
    "LeakReport",
    "PublicPolicy",
    "PublicTable",
    "citations",
    "coarse_distances",
    "public_table",
    "refuse_restricted",
    "restricted_rows",
]
