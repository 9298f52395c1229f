"""Excel workbooks to a frame of text cells."""

from __future__ import annotations

import zipfile
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pandas as pd
import python_calamine

from ..errors import InputError
from ..files import MAX_TABLE_BYTES, check_input
from ..table import LONG_CELLS_SHEET, SCHEMA_KEY
from .result import ReadingLog, shortened

_MOST_UNPACKED_BYTES = 2_000_000_000
_MOST_TIMES_PACKED = 200
_SMALL = 10_000_000


def read_workbook(path: Path, log: ReadingLog) -> pd.DataFrame:
    """
    Read the first sheet that has rows, or the incidents of a workbook that sitmap wrote.

    Parameters
    ----------
    path
        The workbook; formulas are read as the values they had, and never run.
    log
        Takes which sheet was read.

    Returns
    -------
    cells
        One row per record, all columns of type text; an empty cell is the empty text, a date ISO
        8601. The index is the 1-based number of the record, header not counted.

    Raises
    ------
    InputError
        If the file is missing, no workbook, a bomb, or has no rows.
    """
    sheets = sheets_of(path)
    name = next((name for name, rows in sheets.items() if rows and SCHEMA_KEY in rows[0]), None)
    if name is None:
        filled = [name for name, rows in sheets.items() if len(rows) > 1]
        if not filled:
            raise InputError("has no sheet with a header and rows", path=path)
        name = filled[0]
        if len(sheets) > 1:
            log.assume(f"read from sheet {shortened(name)} of {len(sheets)}")
    header, *rows = sheets[name]
    names = [
        text if header.index(text) == column and text else f"column {column + 1}"
        for column, text in enumerate(header)
    ]
    for row, column, _, text in sheets.get(LONG_CELLS_SHEET, [])[1:]:
        if column not in names or not row.isdigit() or not 1 <= int(row) <= len(rows):
            raise InputError(
                f"sheet {LONG_CELLS_SHEET} names row {row!r}, column {shortened(column)}, which"
                " the table lacks; leave rows and headers as they were written",
                path=path,
            )
        rows[int(row) - 1][names.index(column)] += text
    cells = pd.DataFrame(rows, columns=names, index=range(1, len(rows) + 1), dtype="str")
    return cells[(cells != "").any(axis=1)]


def sheets_of(path: Path) -> dict[str, list[list[str]]]:
    """
    Read every sheet of a workbook as text.

    Parameters
    ----------
    path
        The workbook.

    Returns
    -------
    sheets
        By name, in their order, the rows of each from its first cell on.

    Raises
    ------
    InputError
        If the file is missing, no workbook, or unpacks to more than it may.
    """
    check_input(path, max_bytes=MAX_TABLE_BYTES)
    _refuse_bomb(path)
    try:
        book = python_calamine.CalamineWorkbook.from_path(path)
        return {
            name: [
                [_text(cell) for cell in row] for row in book.get_sheet_by_name(name).iter_rows()
            ]
            for name in book.sheet_names
        }
    except (python_calamine.CalamineError, OSError, ValueError) as error:
        raise InputError(f"is no workbook that can be read; {error}", path=path) from error


def _refuse_bomb(path: Path) -> None:
    try:
        with zipfile.ZipFile(path) as archive:
            unpacked = sum(item.file_size for item in archive.infolist())
    except (zipfile.BadZipFile, OSError, ValueError) as error:
        raise InputError(f"is no .xlsx workbook; {error}", path=path) from error
    packed = path.stat().st_size
    if unpacked > _MOST_UNPACKED_BYTES or unpacked > max(_SMALL, _MOST_TIMES_PACKED * packed):
        raise InputError(
            f"unpacks from {packed:,} to {unpacked:,} bytes; such a file is not read", path=path
        )


def _text(cell: Any) -> str:  # noqa: ANN401 - whatever calamine gives
    if isinstance(cell, bool):
        return str(cell).lower()
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 2**53:
        return str(int(cell))
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time() else cell.isoformat()
    if isinstance(cell, (date, time)):
        return cell.isoformat()
    if isinstance(cell, timedelta):
        return str(cell)
    return str(cell)
