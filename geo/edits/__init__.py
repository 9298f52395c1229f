"""A person's corrections: read from a file, applied after every reading, named as evidence."""

from .applying import EDIT_REPORT, apply_edits
from .reading import EDITABLE_FIELDS, Edit, read_edits

__all__ = ["EDITABLE_FIELDS", "EDIT_REPORT", "Edit", "apply_edits", "read_edits"]
