"""Delimited text to a frame of text cells: separator, header row and damaged rows named."""

from __future__ import annotations

import csv
import io
from collections import Counter
from pathlib import Path
from typing import Literal

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.csv

from ..errors import InputError
from ..files import MAX_TABLE_BYTES
from .decoding import decode, read_content
from .result import ReadingLog, shortened
from .ucdp_columns import UCDP_GED_COLUMNS

SEPARATORS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar"}
"""Separators that are tried, with their names for people."""

_SAMPLE = 200_000
_SAMPLE_ROWS = 50
_LONGEST_ROW = 16_000_000


def read_delimited(path: Path, log: ReadingLog) -> pd.DataFrame:
    """
    Read a delimited text file, plain or gzip, without interpreting a cell.

    Parameters
    ----------
    path
        The input.
    log
        Takes what was assumed (encoding, separator, header) and which rows are left out because
        they have too many or too few cells.

    Returns
    -------
    cells
        One row per record, all columns of type text; an empty cell is the empty text. The index
        is the 1-based number of the record, header and HXL tags not counted.

    Raises
    ------
    InputError
        If the file is missing, empty, binary, in an unknown encoding, or no table.
    """
    text, encoding = decode(read_content(path, max_bytes=MAX_TABLE_BYTES), path=path)
    text = text.lstrip("\r\n")
    if encoding not in {"utf-8", "utf-8-sig"}:
        log.assume(f"the file is no UTF-8; read as {encoding}")
    separator = sniff_separator(text[:_SAMPLE])
    first, second = _first_rows(text, separator, path)
    if separator != ",":
        log.assume(f"cells are separated by a {SEPARATORS[separator]}")
    header_rows = 1
    names = _distinct(first, log)
    if len(first) == len(UCDP_GED_COLUMNS) and first[0].isdigit() and first[5] in {"1", "2", "3"}:
        log.assume("the file has no header; columns taken as the 49 of UCDP GED in their order")
        header_rows = 0
        names = list(UCDP_GED_COLUMNS)
    elif any(second) and all(tag.startswith("#") for tag in second if tag):
        log.assume("the second line holds HXL tags; it is no row")
        header_rows = 2
    if len(names) < 2:
        raise InputError(
            f"is no table: one column only, {shortened(first[0])}; separators tried: "
            f"{', '.join(SEPARATORS.values())}",
            path=path,
        )
    # the text is not needed beside its bytes, and a large one doubles the memory
    content = text.encode()
    del text
    return _parsed(content, separator, names, header_rows=header_rows, path=path, log=log)


def sniff_separator(text: str) -> str:
    """
    Tell which character separates the cells of a table.

    Parameters
    ----------
    text
        The beginning of the file.

    Returns
    -------
    separator
        The one that splits most rows into one and the same number of cells, comma if none does.
    """
    best, most = ",", 0.0
    for separator in SEPARATORS:
        try:
            rows = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
            widths = [len(row) for row, _ in zip(rows, range(_SAMPLE_ROWS), strict=False) if row]
        except csv.Error:
            continue
        if not widths:
            continue
        width, rows_so_wide = Counter(widths).most_common(1)[0]
        score = rows_so_wide / len(widths) * (width > 1) + min(widths[0], 1000) / 10_000
        if width > 1 and score > most:
            best, most = separator, score
    return best


def _first_rows(text: str, separator: str, path: Path) -> tuple[list[str], list[str]]:
    rows = csv.reader(io.StringIO(text[:_SAMPLE], newline=""), delimiter=separator)
    try:
        filled = ([cell.strip() for cell in row] for row in rows)
        first, second = (next((row for row in filled if any(row)), []) for _ in range(2))
    except csv.Error as error:
        raise InputError(f"is no table; {error}", path=path) from error
    if not first:
        raise InputError("holds only blank lines; nothing can be read from it", path=path)
    return first, second


def _distinct(first: list[str], log: ReadingLog) -> list[str]:
    names: list[str] = []
    for position, cell in enumerate(first, start=1):
        name = cell or f"column {position}"
        if name in names:
            log.assume(f"column {position} repeats the name {shortened(name)}; the first is used")
            name = f"{name} (column {position})"
        names.append(name)
    return names


def _parsed(
    content: bytes,
    separator: str,
    names: list[str],
    *,
    header_rows: int,
    path: Path,
    log: ReadingLog,
) -> pd.DataFrame:
    left_out: list[int] = []
    short: dict[int, list[str]] = {}

    def leave_out(row: pa.csv.InvalidRow) -> Literal["skip"]:
        # the number is there because one thread reads the file
        number = (row.number or 0) - header_rows
        left_out.append(number)
        lines = row.text.count("\n")
        if row.actual_columns < row.expected_columns and not lines:
            given = next(csv.reader([row.text], delimiter=separator))
            short[number] = given + [""] * (len(names) - len(given))
            log.skip(
                f"{row.actual_columns} cells instead of {row.expected_columns}; the missing ones"
                " are kept as unknown",
                row=number,
            )
            return "skip"
        hint = f"; an open quote swallows {lines} lines" if lines else ""
        log.skip(
            f"{row.actual_columns} cells instead of {row.expected_columns}{hint}; left out: "
            f"{shortened(row.text)}",
            row=number,
        )
        return "skip"

    try:
        table = pa.csv.read_csv(
            io.BytesIO(content),
            read_options=pa.csv.ReadOptions(
                column_names=names,
                skip_rows_after_names=header_rows,
                use_threads=False,
                block_size=_LONGEST_ROW,
            ),
            parse_options=pa.csv.ParseOptions(
                delimiter=separator, newlines_in_values=True, invalid_row_handler=leave_out
            ),
            convert_options=pa.csv.ConvertOptions(
                column_types={name: pa.string() for name in names}, strings_can_be_null=False
            ),
        )
    except pa.ArrowInvalid as error:
        raise InputError(f"is no table that can be read; {error}", path=path) from error
    cells = table.to_pandas(split_blocks=True, self_destruct=True)
    del table
    numbers = np.arange(1, len(cells) + len(left_out) + 1)
    numbers = np.delete(numbers, [row - 1 for row in left_out])
    cells.index = pd.Index(numbers, dtype="int64", name="row")
    if short:
        padded = pd.DataFrame.from_dict(short, orient="index", columns=names, dtype="string")
        padded.index.name = "row"
        cells = pd.concat([cells, padded.astype(cells.dtypes)]).sort_index()
    return cells
