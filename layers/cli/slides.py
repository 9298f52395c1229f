"""What ``sitmap brief`` needs besides drawing: input hashes, filters in words, PDF."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from geo.errors import OutputError

if TYPE_CHECKING:
    from .selecting import Wanted

_PDF_SECONDS = 300


def inputs_of(sources: Sequence[Path]) -> list[tuple[str, str]]:
    """
    Name the files that were read.

    Parameters
    ----------
    sources
        Files, and folders of reports.

    Returns
    -------
    inputs
        Name without folders and SHA-256 of each file, in the order given; the files of a folder by
        name.
    """
    files: list[Path] = []
    for source in sources:
        inside = sorted(item for item in source.glob("*") if item.is_file())
        files += inside if source.is_dir() else [source]
    return [(file.name, hashlib.sha256(file.read_bytes()).hexdigest()) for file in files]


def filters_of(wanted: Wanted) -> list[str]:
    """Say in words how rows were chosen; names of files without their folders."""
    words = []
    if wanted.from_ is not None:
        words.append(f"from {wanted.from_}")
    if wanted.to is not None:
        words.append(f"to the end of {wanted.to}")
    words += [f"type {name}" for name in wanted.types or ()]
    if wanted.edits is not None:
        words.append(f"corrections {wanted.edits.name}")
    return words


def write_pdf(deck: Path) -> Path:
    """
    Turn a deck into a PDF beside it, by LibreOffice.

    Parameters
    ----------
    deck
        The .pptx, written.

    Returns
    -------
    pdf
        The file with the ending .pdf.

    Raises
    ------
    OutputError
        If LibreOffice is not installed or fails; the deck stays.
    """
    from geo.files import write_bytes

    office = shutil.which("soffice") or shutil.which("libreoffice")
    if office is None:
        raise OutputError(
            f"{deck} is written, but `--pdf` needs LibreOffice (soffice) on the PATH; install it,"
            " or use: sitmap map SOURCE -o MAP.pdf"
        )
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "brief.pptx"
        shutil.copyfile(deck, copy)
        command = [office, f"-env:UserInstallation={(Path(folder) / 'profile').as_uri()}"]
        command += ["--headless", "--convert-to", "pdf", "--outdir", folder, str(copy)]
        try:
            subprocess.run(command, check=True, capture_output=True, timeout=_PDF_SECONDS)
            content = copy.with_suffix(".pdf").read_bytes()
        except (subprocess.SubprocessError, OSError) as error:
            raise OutputError(f"{deck} is written, but LibreOffice made no PDF of it") from error
    target = deck.with_suffix(".pdf")
    write_bytes(target, content)
    return target
