"""Excel workbooks to a frame of text cells."""

from __future__ import annotations

import zipfile
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pandas as pd
import python_calamine
from lxml import etree

from ..errors import InputError
from ..files import MAX_TABLE_BYTES, check_input
from ..table import LONG_CELLS_SHEET, SCHEMA_KEY
from .result import ReadingLog, shortened

_MOST_UNPACKED_BYTES = 2_000_000_000
_MOST_TIMES_PACKED = 200
_SMALL = 10_000_000
_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


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
        If the file is missing, no workbook, a bomb, or has no header.
    """
    sheets = sheets_of(path)
    name = next((name for name, rows in sheets.items() if rows and SCHEMA_KEY in rows[0]), None)
    if name is None:
        longest = max(map(len, sheets.values()), default=0)
        filled = [name for name, rows in sheets.items() if len(rows) >= min(longest, 2)]
        if not longest:
            raise InputError("has no sheet with a header", path=path)
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


def formula_cells(path: Path, sheet: str) -> list[tuple[str, int]]:
    """
    Find the cells of a sheet that are formulas, which `sheets_of` reads as the values they had.

    Parameters
    ----------
    path
        A workbook that `sheets_of` has read.
    sheet
        The name of a sheet of it.

    Returns
    -------
    cells
        Their references, as ``C5``, and 1-based lines, in the order of the file.

    Raises
    ------
    InputError
        If the workbook does not say where the sheet is stored.
    """
    found: list[tuple[str, int]] = []
    try:
        with zipfile.ZipFile(path) as archive:
            book = _parsed(archive.read("xl/workbook.xml"))
            links = _parsed(archive.read("xl/_rels/workbook.xml.rels"))
            key = next(
                item.get(_RELATION)
                for item in book.iter(f"{_MAIN}sheet")
                if item.get("name") == sheet
            )
            target = next(str(item.get("Target")) for item in links if item.get("Id") == key)
            name = f"xl/{target}" if target[:1] != "/" else target[1:]
            with archive.open(name) as stream:
                for _, cell in etree.iterparse(
                    stream, tag=f"{_MAIN}c", resolve_entities=False, no_network=True
                ):
                    if cell.find(f"{_MAIN}f") is not None:
                        reference = cell.get("r") or ""
                        digits = "".join(filter(str.isdigit, reference))
                        found.append((reference, int(digits or 0)))
                    cell.clear()
    except (KeyError, OSError, StopIteration, etree.XMLSyntaxError) as error:
        raise InputError(
            f"sheet {shortened(sheet)} cannot be examined for formulas; save the workbook as"
            " .xlsx again",
            path=path,
        ) from error
    return found


def _parsed(content: bytes) -> etree._Element:
    return etree.fromstring(content, etree.XMLParser(resolve_entities=False, no_network=True))


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
