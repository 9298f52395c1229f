"""A person's corrections: read from a file, applied after every reading, named as evidence."""

from .applying import EDIT_REPORT, NOT_APPLIED_REPORT, apply_edits
from .finding import edited_ids
from .reading import read_edits
from .values import EDITABLE_FIELDS, Edit

__all__ = [
    "EDITABLE_FIELDS",
    "EDIT_REPORT",
    "NOT_APPLIED_REPORT",
    "Edit",
    "apply_edits",
    "edited_ids",
    "read_edits",
]
