"""The review sheet as a workbook: what was read is grey and locked, corrections are open."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import xlsxwriter

from ..edits.columns import (
    CHECK,
    COLUMNS,
    CORRECTIONS,
    INCIDENT_ID,
    READ_ONLY,
    SETTLED,
    SETTLED_WORD,
    SHEET,
    WHY,
)
from ..edits.values import UNKNOWN, WORDS
from ..errors import OutputError, SchemaError
from ..files import written_in_place
from .review_rows import ReviewRow
from .xlsx import LONGEST_CELL, MOST_ROWS

_HELP_SHEET = "help"
_LISTS_SHEET = "lists"

_WIDTHS = {
    INCIDENT_ID: 18,
    "title": 34,
    "quotes": 60,
    "when": 22,
    "located": 34,
    "place": 24,
    "new_location": 26,
    "sources": 30,
    "conflict": 24,
    "note": 26,
    WHY: 26,
}
_USUAL_WIDTH = 14
_LINE_HEIGHT = 15
_MOST_LINES = 10
_FROZEN_COLUMNS = 2
_ALLOWED = {
    "format_columns": True,
    "format_rows": True,
    "autofilter": True,
    "sort": True,
    "select_locked_cells": True,
}
# a workbook names its time of making; a fixed one keeps the bytes the same
_FIXED_DATE = datetime(1980, 1, 1, tzinfo=UTC).replace(tzinfo=None)

_HELP = (
    ("What to do", ("Leave the grey cells. Write corrections into the open cells, and who (by) and"
     " why beside them; save as .xlsx; give the file to any command with --edits.")),
    ("Blank", "No correction. The word unknown makes a value unknown."),
    ("new_location", ("A phrase (near Mafraq, Jordan); or longitude, latitude and radius"
     " (38.70,33.31 r=2km); or an area as WKT. To draw one, export the sheet as .gpkg for QGIS.")),
    ("new_start, new_end", ("2024, 2024-01, 2024-01-28 or 2024-01-28T05:30, civil time at the"
     " place. An end that is a date is included.")),
    ("new_killed_low ...", "Whole numbers from 0; low, best and high where they change together."),
    ("new_status", "confirmed, rejected or draft. A rejected row is in no total."),
    ("merge_with", ("The incident_id of the row to keep. This row is then rejected and points to"
     " it; the kept row gets its evidence and what it did not know itself.")),
    ("split_into", ("The number of incidents that this row is. The parts follow this row in the"
     " next sheet (--review with --edits), named by its id and ~2, ~3; casualties of the whole"
     " belong to no part until you give them.")),
    ("note", "Any remark; it is kept with the row and changes nothing."),
    ("conflict, settled", ("Where the source of a row changed since, its corrections are not"
     " applied. Look at the row, and write yes into settled to apply them.")),
    ("Columns at the right", "Rarely needed ones: place, kind, counts, claims, grades."),
)  # fmt: skip


def write_book(rows: Iterable[ReviewRow], path: Path) -> None:
    """
    Write the sheet as an Excel workbook; every text is a text, never a formula or a link.

    Parameters
    ----------
    rows
        The rows of the sheet, at most 1,048,575.
    path
        The output. Sheet ``review`` has one row per incident under a frozen header; the cells
        that are only read are grey and locked (without a password), words that a column takes
        are lists. Sheet ``help`` says what to write.

    Raises
    ------
    SchemaError
        If there are too many rows, or a correction is too long for a cell.
    OutputError
        If the file cannot be written.
    """
    with written_in_place(path) as temporary:
        try:
            _write(rows, temporary)
        except (xlsxwriter.exceptions.XlsxWriterException, OSError) as error:
            raise OutputError(f"{path}: could not be written as a workbook; {error}") from error


def _write(rows: Iterable[ReviewRow], temporary: Path) -> None:
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(str(temporary), options) as book:
        book.set_properties({"created": _FIXED_DATE, "author": ""})
        text = {"text_wrap": True, "valign": "top", "num_format": "@", "border": 1}
        text["border_color"] = "#D0D0D0"
        read = book.add_format({**text, "bg_color": "#EFEFEF", "font_color": "#404040"})
        filled = book.add_format({**text, "bg_color": "#FFF9DB", "locked": False})
        head = {"bold": True, "text_wrap": True, "valign": "top", "bottom": 2}
        heads = {
            True: book.add_format({**head, "bg_color": "#D6D6D6"}),
            False: book.add_format({**head, "bg_color": "#FFE88A"}),
        }
        sheet = book.add_worksheet(SHEET)
        sheet.freeze_panes(1, _FROZEN_COLUMNS)
        sheet.set_landscape()
        sheet.repeat_rows(0)
        for column, name in enumerate(COLUMNS):
            closed = name in READ_ONLY or name == CHECK
            cell = read if closed else filled
            hidden = {"hidden": True} if name == CHECK else {}
            sheet.set_column(column, column, _width(name), cell, hidden)
            sheet.write_string(0, column, name, heads[closed])
        line = 0
        for line, row in enumerate(rows, start=1):
            if line > MOST_ROWS:
                raise SchemaError(
                    f"more than {MOST_ROWS:,} rows do not fit in an Excel sheet; choose a shorter"
                    " period with --from and --to, or write .csv"
                )
            sheet.set_row(line, _LINE_HEIGHT * _lines(row))
            for column, name in enumerate(COLUMNS):
                _write_cell(sheet, line, column, row, read if name in READ_ONLY else filled)
        sheet.autofilter(0, 0, max(line, 1), len(COLUMNS) - 1)
        sheet.protect("", _ALLOWED)
        _offer_words(book, sheet, max(line, 1))
        _help(book)


def _write_cell(
    sheet: Any,  # noqa: ANN401 - xlsxwriter has no types
    line: int,
    column: int,
    row: ReviewRow,
    look: Any,  # noqa: ANN401
) -> None:
    name = COLUMNS[column]
    text = row.cells[name]
    if len(text) > LONGEST_CELL:
        raise SchemaError(
            f"{name!r} of {row.cells[INCIDENT_ID]!r} has {len(text):,} characters, more than an"
            f" Excel cell holds ({LONGEST_CELL:,}); write .gpkg or .csv"
        )
    if text:
        sheet.write_string(line, column, text, look)
    else:
        sheet.write_blank(line, column, None, look)


def _width(name: str) -> int:
    """Give the width of a column in characters; the header stands in one line with its arrow."""
    return max(_WIDTHS.get(name, _USUAL_WIDTH), len(name) + 4)


def _lines(row: ReviewRow) -> int:
    needed = 1
    for name in READ_ONLY:
        width = _width(name)
        parts = row.cells[name].split("\n")
        needed = max(needed, sum(1 + len(part) // width for part in parts))
    return min(needed, _MOST_LINES)


def _offer_words(book: Any, sheet: Any, last: int) -> None:  # noqa: ANN401 - xlsxwriter has no types
    lists = book.add_worksheet(_LISTS_SHEET)
    lists.hide()
    offered = {
        column: list(WORDS[field]) for column, field in CORRECTIONS.items() if field in WORDS
    }
    for name in ("new_event_type", "new_source_grade", "new_information_grade"):
        offered[name].append(UNKNOWN)
    offered[SETTLED] = [SETTLED_WORD]
    columns = [chr(ord("A") + number) for number in range(len(offered))]
    longest = max(map(len, offered.values()))
    for number in range(longest):
        for column, words in enumerate(offered.values()):
            if number < len(words):
                lists.write_string(number, column, words[number])
    for letter, (name, words) in zip(columns, offered.items(), strict=True):
        place = COLUMNS.index(name)
        source = f"={_LISTS_SHEET}!${letter}$1:${letter}${len(words)}"
        rule = {"validate": "list", "source": source, "error_message": f"{name}: see the list"}
        sheet.data_validation(1, place, last, place, rule)


def _help(book: Any) -> None:  # noqa: ANN401 - xlsxwriter has no types
    sheet = book.add_worksheet(_HELP_SHEET)
    bold = book.add_format({"bold": True, "valign": "top", "text_wrap": True})
    wrapped = book.add_format({"valign": "top", "text_wrap": True})
    sheet.set_column(0, 0, 24)
    sheet.set_column(1, 1, 100)
    for line, (name, words) in enumerate(_HELP):
        sheet.write_string(line, 0, name, bold)
        sheet.write_string(line, 1, words, wrapped)
