"""Bytes to text: which encoding a file is in, said aloud; binary junk refused."""

from __future__ import annotations

import codecs
import gzip
import re
import unicodedata
from itertools import pairwise
from pathlib import Path

from ..errors import InputError
from ..files import MAX_TABLE_BYTES, check_input

FALLBACKS = ("cp1252", "cp1256", "cp1251")
"""Tried in this order after UTF-8: western European, Arabic, Cyrillic Windows code pages."""

_BOMS = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
_MAGIC = {
    b"PK\x03\x04": "a ZIP archive or an Office document; save it as CSV or plain text first",
    b"%PDF": "a PDF; save its text as a .txt file first",
    b"\xd0\xcf\x11\xe0": "an old Office document; save it as CSV or plain text first",
    b"PAR1": "a Parquet file; give --input-format geoparquet",
    b"SQLite format 3": "an SQLite file; give --input-format geopackage",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
}
_CONTROL = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_WORD = re.compile(r"[^\W\d_]+")

# one control character in a hundred is no text any more; measured on pictures it is one in eight
_MOST_CONTROL = 0.01
_FEW_CONTROL = 3
# a right guess leaves next to no odd word, a wrong one makes most of them odd
_MOST_ODD_WORDS = 0.3
_SAMPLE = 200_000

# deflate cannot exceed 1032:1, and a table of text stays below 100:1
_MOST_INFLATED = 200
_INFLATED_UNCHECKED = 100_000_000
_CHUNK = 1 << 20


def read_content(path: Path, *, max_bytes: int) -> bytes:
    """
    Read a file whole, unpacking gzip.

    Parameters
    ----------
    path
        The input, plain or gzip (told by its first bytes, not by its name).
    max_bytes
        Largest size in bytes, packed and unpacked.

    Returns
    -------
    content
        The unpacked bytes.

    Raises
    ------
    InputError
        If the file is missing, empty, too large, damaged, or unpacks to a bomb.
    """
    check_input(path, max_bytes=max_bytes)
    with path.open("rb") as stream:
        packed = stream.read(2) == b"\x1f\x8b"
    if not packed:
        return path.read_bytes()
    content = bytearray()
    limit = min(max_bytes, max(_INFLATED_UNCHECKED, _MOST_INFLATED * path.stat().st_size))
    try:
        with gzip.open(path) as stream:
            while chunk := stream.read(_CHUNK):
                content += chunk
                if len(content) > limit:
                    raise InputError(
                        f"unpacks to more than {limit:,} bytes; unpack and check it yourself",
                        path=path,
                    )
    except (OSError, EOFError) as error:
        raise InputError(f"is a damaged gzip file; {error}", path=path) from error
    if not content:
        raise InputError("the packed file is empty; nothing can be read from it", path=path)
    return bytes(content)


def decode(content: bytes, *, path: Path) -> tuple[str, str]:
    """
    Turn the bytes of a file into text.

    Parameters
    ----------
    content
        The whole file.
    path
        Where it comes from, for messages.

    Returns
    -------
    text
        The decoded file without a byte order mark, else unchanged.
    encoding
        The name of the encoding that was taken.

    Raises
    ------
    InputError
        If the content is binary, or text in an encoding that none of those tried explains.
    """
    for magic, what in _MAGIC.items():
        if content.startswith(magic):
            raise InputError(f"is no text but {what}", path=path)
    for bom, encoding in _BOMS.items():
        if content.startswith(bom):
            return _decoded(content, encoding, path), encoding
    if b"\x00" in content:
        raise InputError("is binary, or UTF-16 without a mark; save it as UTF-8", path=path)
    try:
        return _printable(content.decode("utf-8"), path), "utf-8"
    except UnicodeDecodeError as error:
        at = error.start
    likeliest = _likeliest(content[max(0, at - _SAMPLE) : at + _SAMPLE])
    if likeliest is None:
        raise InputError(
            f"the encoding is not known; tried utf-8 (fails at byte {at}),"
            f" {', '.join(FALLBACKS)}; save the file as UTF-8",
            path=path,
        )
    return _decoded(content, likeliest, path), likeliest


def _decoded(content: bytes, encoding: str, path: Path) -> str:
    try:
        return _printable(content.decode(encoding), path)
    except UnicodeDecodeError as error:
        raise InputError(
            f"looks like {encoding} and is not at byte {error.start}; save the file as UTF-8",
            path=path,
        ) from error


def _likeliest(sample: bytes) -> str | None:
    """Give the fallback that leaves the fewest odd words, null where all leave many."""
    best = None
    fewest = _MOST_ODD_WORDS
    for encoding in FALLBACKS:
        try:
            odd = _share_of_odd_words(sample.decode(encoding))
        except UnicodeDecodeError:
            continue
        if odd < fewest:
            best, fewest = encoding, odd
    return best


def _printable(text: str, path: Path) -> str:
    sample = text[:_SAMPLE]
    if len(_CONTROL.findall(sample)) > max(_FEW_CONTROL, _MOST_CONTROL * len(sample)):
        raise InputError("is binary, not text; give a text file or a table", path=path)
    return text


def _share_of_odd_words(text: str) -> float:
    """Share of the words with non-ASCII letters that no language writes; 1 where there is none."""
    outside = [character for character in text if character > "\x7f"]
    words = [word for word in _WORD.findall(text) if not word.isascii()]
    marks = sum(not character.isalpha() for character in outside)
    controls = sum(unicodedata.category(character) == "Cc" for character in outside)
    if controls or not outside:
        return 1.0
    if not words:
        return 0.0 if marks else 1.0
    return sum(map(_is_odd, words)) / len(words)


def _is_odd(word: str) -> bool:
    scripts = {unicodedata.name(letter, "?").split()[0] for letter in word} - {"COMBINING"}
    if len(scripts) > 1:
        return True
    mixed_case = any(before.islower() and after.isupper() for before, after in pairwise(word))
    # Latin words are mostly plain letters; four accented ones in a row are another script
    accented = re.search(r"[^\x00-\x7f]{4}", word) is not None
    return mixed_case or (scripts == {"LATIN"} and accented)


def read_text(path: Path, *, max_bytes: int = MAX_TABLE_BYTES) -> tuple[str, str]:
    """
    Read a text file, plain or gzip, in whatever encoding.

    Parameters
    ----------
    path
        The input.
    max_bytes
        Largest size in bytes.

    Returns
    -------
    text
        The decoded file.
    encoding
        The encoding that was taken.

    Raises
    ------
    InputError
        If the file is missing, empty, too large, binary, or in an unknown encoding.
    """
    return decode(read_content(path, max_bytes=max_bytes), path=path)
