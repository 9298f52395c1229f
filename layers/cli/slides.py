"""What ``sitmap brief`` needs besides drawing: input hashes, filters in words, PDF."""

from __future__ import annotations

import hashlib
import shlex
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from geo.errors import OutputError

if TYPE_CHECKING:
    import geopandas as gpd
    import typer

    from .selecting import Selected, Wanted

_PDF_SECONDS = 300
_UNTOLD = {"output", "as_json", "verbose", "quiet", "pdf"}
_FILES = {".csv", ".geojson", ".gpkg", ".json", ".kml", ".parquet", ".shp", ".toml", ".xlsx"}


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
        # the name of a private file is no matter of the public
        words.append(
            f"corrections {wanted.edits.name}" if wanted.policy is None else "corrections applied"
        )
    return words


def command_of(context: typer.Context, *, public: bool) -> str:
    """
    Write the command again as it may stand in a document.

    Parameters
    ----------
    context
        The command as it was called.
    public
        Leave out the names of all files.

    Returns
    -------
    command
        Without the output, without options that change no content, and with files by their names
        alone: no folder and no user name.
    """
    words = ["sitmap", context.info_name or "brief"]
    for option in context.command.params:
        value = context.params.get(option.name or "")
        if option.name in _UNTOLD or value is None or value is False or value == option.default:
            continue
        if option.param_type_name == "argument":
            files = ["SOURCE"] if public else [Path(item).name for item in value]
            words += [shlex.quote(name) for name in files]
            continue
        values = [None] if value is True else value if isinstance(value, list | tuple) else [value]
        for one in values:
            words.append(max(option.opts, key=len))
            words += [] if one is None else [shlex.quote(_told(one, public=public))]
    return " ".join(words)


def _told(value: object, *, public: bool) -> str:
    text = str(value)
    if isinstance(value, Path) or Path(text).suffix.lower() in _FILES:
        return "FILE" if public else Path(text).name
    return text


def history_of(selected: Selected, wanted: Wanted) -> gpd.GeoDataFrame | None:
    """Give the rows that were read whatever their date; null in public, where only some are."""
    if selected.public is not None:
        return None
    rows = selected.result.incidents
    return rows if not wanted.types else rows[rows["event_type"].isin(wanted.types)]


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
