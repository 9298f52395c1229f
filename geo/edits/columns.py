"""The review sheet: its columns, and which field each correction column corrects."""

from __future__ import annotations

SHEET = "review"
"""The sheet of a workbook, and the layer of points of a GeoPackage."""

AREAS = "footprints"
"""The layer of areas of a GeoPackage."""

INCIDENT_ID = "incident_id"
CHECK = "read_check"
"""What the sheet remembers of the row as it was read; see `geo.edits.checking`."""

SETTLED = "settled"
SETTLED_WORD = "yes"
"""Says that a person looked at the conflict of the row and wants the corrections applied."""

BY, WHY = "by", "why"

CORRECTIONS: dict[str, str] = {
    "new_status": "status",
    "new_title": "title",
    "new_event_type": "event_type",
    "new_start": "start",
    "new_end": "end",
    "new_location": "location",
    "new_killed_low": "killed_low",
    "new_killed_best": "killed_best",
    "new_killed_high": "killed_high",
    "new_injured_low": "injured_low",
    "new_injured_best": "injured_best",
    "new_injured_high": "injured_high",
    "new_actor": "actor",
    "new_target": "target",
    "merge_with": "merge_with",
    "split_into": "split_into",
    "note": "note",
    "new_place": "place",
    "new_kind": "kind",
    "new_count_low": "count_low",
    "new_count_best": "count_best",
    "new_count_high": "count_high",
    "new_claimed_by": "claimed_by",
    "new_attributed_to": "attributed_to",
    "new_attributed_by": "attributed_by",
    "new_denied_by": "denied_by",
    "new_source_grade": "source_grade",
    "new_information_grade": "information_grade",
}
"""Correction columns with the field that each corrects."""

COLUMNS: tuple[str, ...] = (
    *(INCIDENT_ID, "title", "new_title", "quotes"),
    *("status", "new_status", "event_type", "new_event_type"),
    *("when", "new_start", "new_end"),
    *("place", "located", "precision", "new_location"),
    *("killed", "new_killed_low", "new_killed_best", "new_killed_high"),
    *("injured", "new_injured_low", "new_injured_best", "new_injured_high"),
    *("actor", "new_actor", "target", "new_target"),
    *("same_as", "merge_with", "split_into", "note", "conflict", SETTLED, BY, WHY),
    *("sources", "new_place"),
    *("kind", "new_kind", "new_count_low", "new_count_best", "new_count_high"),
    *("claims", "new_claimed_by", "new_attributed_to", "new_attributed_by", "new_denied_by"),
    *("grades", "new_source_grade", "new_information_grade"),
    CHECK,
)
"""Every column of the sheet in order: what was read, with its corrections beside it."""

READ_ONLY: tuple[str, ...] = tuple(
    name for name in COLUMNS if name not in {*CORRECTIONS, SETTLED, BY, WHY, CHECK}
)
"""The columns that a person reads and does not change."""
