"""
Windows of civil time: half-open, as written, never shifted to another day.

An incident's ``[start, end)`` is the interval that surely holds it, in civil time at the place
(naive, no zone). Windows, steps and counts are civil time too, so a day is the day people there
lived through, whatever zone the reader sits in.
"""

from .civil import parse_bound, to_civil
from .windows import (
    Window,
    civil_times,
    intervals,
    parse_window,
    select,
    split,
    tally,
    undated,
)

__all__ = [
    "Window",
    "civil_times",
    "intervals",
    "parse_bound",
    "parse_window",
    "select",
    "split",
    "tally",
    "to_civil",
    "undated",
]
