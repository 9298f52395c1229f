"""Outputs written beside and renamed into place, safe file names, and limits on inputs."""

import hashlib
import os
import re
import tempfile
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from .errors import InputError, OutputError

_FORMULA = re.compile(r"'*[=+\-@\t\r]")

MAX_TEXT_BYTES = 50_000_000
"""Largest report file that is read; a longer one is a mistake or an attack."""

MAX_TABLE_BYTES = 4_000_000_000
"""Largest event table that is read into memory."""


def check_input(path: Path, *, max_bytes: int) -> None:
    """
    Refuse a path that cannot be a readable input file.

    Parameters
    ----------
    path
        The file to be read.
    max_bytes
        Largest size in bytes that the reader takes.

    Raises
    ------
    InputError
        If the file is missing, a directory, unreadable, empty, or larger than `max_bytes`.
    """
    if not path.exists():
        raise InputError("no such file; check the path", path=path)
    if path.is_dir():
        raise InputError("is a directory, a file is needed here", path=path)
    size = path.stat().st_size
    if size == 0:
        raise InputError("the file is empty; nothing can be read from it", path=path)
    if size > max_bytes:
        raise InputError(
            f"the file has {size:,} bytes, more than the limit of {max_bytes:,}; split it first",
            path=path,
        )
    if not os.access(path, os.R_OK):
        raise InputError("the file may not be read; check its permissions", path=path)


def sha256_of(path: Path) -> str:
    """
    Hash a file.

    Parameters
    ----------
    path
        The file.

    Returns
    -------
    digest
        SHA-256 as 64 lower-case hexadecimal digits.

    Raises
    ------
    OSError
        If the file cannot be read.
    """
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def check_output(path: Path) -> None:
    """
    Refuse an output path that cannot be written, before any work is done.

    Parameters
    ----------
    path
        The file to be written later.

    Raises
    ------
    OutputError
        If the folder does not exist, is not writable, or the path is a directory.
    """
    folder = path.parent
    if not folder.is_dir():
        raise OutputError(f"{path}: the folder {str(folder)!r} does not exist; create it first")
    if path.is_dir():
        raise OutputError(f"{path}: is a directory, a file name is needed")
    if not os.access(folder, os.W_OK) or (path.exists() and not os.access(path, os.W_OK)):
        raise OutputError(f"{path}: may not be written; check the permissions of {str(folder)!r}")


@contextmanager
def written_in_place(path: Path) -> Iterator[Path]:
    """
    Give a temporary name beside `path` and rename it into place when all went well.

    Parameters
    ----------
    path
        The output as the user named it.

    Yields
    ------
    temporary
        A path in the same folder, with the same ending, to write to.

    Raises
    ------
    OutputError
        If the folder is missing or not writable, or the rename fails. `path` is then as before.
    """
    check_output(path)
    try:
        handle, name = tempfile.mkstemp(prefix=".sitmap-", suffix=path.suffix, dir=path.parent)
    except OSError as error:
        raise OutputError(f"{path}: may not be written; {error.strerror}") from error
    os.close(handle)
    temporary = Path(name)
    try:
        # GDAL drivers refuse to create a file that is already there
        temporary.unlink()
        yield temporary
        if temporary.exists():
            temporary.chmod(0o666 & ~_umask())
            temporary.replace(path)
    except OSError as error:
        if isinstance(error, OutputError):
            raise
        raise OutputError(f"{path}: could not be written; {error}") from error
    finally:
        temporary.unlink(missing_ok=True)


def write_bytes(path: Path, content: bytes) -> None:
    """
    Write a whole file, or leave what was there before.

    Parameters
    ----------
    path
        The output.
    content
        Its bytes.

    Raises
    ------
    OutputError
        If the file cannot be written.
    """
    with written_in_place(path) as temporary:
        temporary.write_bytes(content)


def safe_name(text: str, *, fallback: str = "unnamed") -> str:
    """
    Turn any text into a file name that is safe on every system.

    Parameters
    ----------
    text
        Any text; never trusted.
    fallback
        The name when nothing of the text is left.

    Returns
    -------
    name
        At most 80 characters out of a-z, 0-9, hyphen and underscore.
    """
    ascii_text = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    name = re.sub(r"[^a-z0-9_]+", "-", ascii_text.lower()).strip("-")[:80].strip("-")
    return name or fallback


def formula_safe(text: str) -> str:
    """
    Keep a spreadsheet from running a text as a formula.

    Parameters
    ----------
    text
        Any text that goes into a cell of a CSV file; never trusted.

    Returns
    -------
    safe
        The text, with an apostrophe in front where a spreadsheet would take it for a formula
        (OWASP, CSV injection: ``=``, ``+``, ``-``, ``@``, tab, carriage return), and where it
        looks like a text that has got one.
    """
    return f"'{text}" if _FORMULA.match(text) else text


def formula_unsafe(text: str) -> str:
    """
    Give the text back that `formula_safe` made safe.

    Parameters
    ----------
    text
        What `formula_safe` gave.

    Returns
    -------
    text
        The text as it was.
    """
    return text[1:] if text[:1] == "'" and _FORMULA.match(text) else text


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
