"""Text reports: one file, or a folder of them."""

from __future__ import annotations

import hashlib
from datetime import date
from pathlib import Path

from ..errors import InputError
from ..files import MAX_TEXT_BYTES, safe_name
from ..models import Report
from .decoding import read_text
from .header import published_date
from .result import ReadingLog, ReportsRead

ENDINGS = (".txt", ".md", ".text")
"""Endings of files that are read as reports."""

_LONGEST_TITLE = 150


def read_report(path: Path, *, published: date | None = None) -> ReportsRead:
    """
    Read one text report.

    Parameters
    ----------
    path
        A text file. Its first lines may hold the date of the report.
    published
        Date of the report where the text states none.

    Returns
    -------
    read
        One report. Its text is the decoded file unchanged; its id is made from the name of the
        file and the hash of its bytes; its `source_name` has no folders.

    Raises
    ------
    InputError
        If the file is missing, empty, blank, too large, binary, or in an unknown encoding.
    """
    log = ReadingLog(path.name)
    report = _report(path, published, log)
    return ReportsRead((report,), tuple(log.assumed), tuple(log.skipped))


def read_folder(folder: Path, *, published: date | None = None) -> ReportsRead:
    """
    Read every text report of a folder; folders inside it and hidden files are left out.

    Parameters
    ----------
    folder
        The folder.
    published
        Date of the reports that state none themselves.

    Returns
    -------
    read
        One report per file, ordered by file name. A file that cannot be read is named in
        `skipped`.

    Raises
    ------
    InputError
        If the folder holds no report, or none that can be read.
    """
    paths = sorted(
        path
        for path in folder.iterdir()
        if path.is_file() and path.suffix.lower() in ENDINGS and not path.name.startswith(".")
    )
    if not paths:
        raise InputError(
            f"the folder holds no reports ({', '.join(ENDINGS)}); give a folder of text files"
            " or the files themselves",
            path=folder,
        )
    reports: list[Report] = []
    assumed = []
    skipped = []
    errors: list[InputError] = []
    for path in paths:
        log = ReadingLog(path.name)
        try:
            reports.append(_report(path, published, log))
        except InputError as error:
            log.skip(f"left out: {error}")
            errors.append(error)
        assumed += log.assumed
        skipped += log.skipped
    if not reports:
        raise InputError(
            f"none of {len(paths)} reports can be read; the first: {errors[0]}", path=folder
        )
    return ReportsRead(tuple(reports), tuple(assumed), tuple(skipped))


def _report(path: Path, published: date | None, log: ReadingLog) -> Report:
    text, encoding = read_text(path, max_bytes=MAX_TEXT_BYTES)
    if not text.strip():
        raise InputError("holds no text; nothing can be read from it", path=path)
    if encoding not in {"utf-8", "utf-8-sig"}:
        log.assume(f"the file is no UTF-8; read as {encoding}")
    stated, body_start = published_date(text)
    if stated is None and published is None:
        log.assume("no date of publication; dates without a year stay unknown; give --published")
    elif stated is None:
        log.assume(f"published {published}, as given; the text states no date")
    elif published is not None and published != stated:
        log.assume(f"published {stated}, as the text states, not {published}")
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    return Report(
        report_id=f"{safe_name(path.stem, fallback='report')}-{digest[:8]}",
        text=text,
        published=stated or published,
        title=_title(text, body_start),
        source_name=path.name,
        sha256=digest,
        body_start=body_start,
    )


def _title(text: str, start: int) -> str | None:
    """Take a short first line with a blank line behind it that does not end like a sentence."""
    lines = text[start:].split("\n", 2)
    first = lines[0].strip().lstrip("#").strip()
    alone = len(lines) > 1 and not lines[1].strip()
    if not first or not alone or len(first) > _LONGEST_TITLE or first.endswith((".", ":", ",")):
        return None
    return first
