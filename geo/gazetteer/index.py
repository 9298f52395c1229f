"""A memory-mapped index from folded names to numbered entries."""

from __future__ import annotations

from collections.abc import Iterable
from enum import IntEnum
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..errors import ReferenceDataError
from ..files import written_in_place

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

LONGEST_NAME = 120
"""Folded names longer than this are not indexed; no name that people use is."""

BLOCK = 32
"""Entries of the overlay that are compressed together: small to read one, large to be small."""

_KIND_BITS = 3
_MANY = 1 << 31


class Spelling(IntEnum):
    """How a key names its entry, best first; three bits of every posting."""

    OFFICIAL = 0
    ALTERNATE = 1
    ABBREVIATION = 2
    DEMONYM = 3
    CONTEXT = 4
    """An abbreviation that counts only beside another place of the same country."""


class NameIndex:
    """
    Keys in a marisa trie, postings in one array, both mapped into memory.

    A posting is ``entry << 3 | spelling``. The array starts with one number per key of the
    trie: the posting, or, with the highest bit set, where its list of postings starts; a list
    begins with its length.

    Parameters
    ----------
    stem
        Path of the index without endings.
    """

    def __init__(self, stem: Path) -> None:
        self._stem = stem

    @cached_property
    def _trie(self) -> Any:  # noqa: ANN401 - marisa_trie has no types
        import marisa_trie

        try:
            return marisa_trie.Trie().mmap(str(self._stem.with_suffix(".marisa")))
        except RuntimeError as error:
            raise damaged(self._stem.name) from error

    @cached_property
    def _postings(self) -> NDArray[np.uint32]:
        postings: NDArray[np.uint32] = load_array(
            self._stem.with_name(f"{self._stem.name}_postings.npy")
        )
        return postings

    def key_id(self, folded: str) -> int:
        """Give the number of a key, -1 where it is not in the index."""
        return int(self._trie.get(folded, -1))

    def prefixes(self, folded: str) -> list[tuple[str, int]]:
        """Give every key that `folded` begins with, shortest first, with its number."""
        return list(self._trie.iter_prefixes_with_ids(folded))

    def keys_starting(self, prefix: str) -> list[str]:
        """Give every key that begins with `prefix`."""
        return list(self._trie.iterkeys(prefix))

    def postings(self, key_id: int) -> list[tuple[int, Spelling]]:
        """Give the entries of a key in order of their number, with how the key names them."""
        first = int(self._postings[key_id])
        if first & _MANY:
            start = first & ~_MANY
            count = int(self._postings[start])
            numbers = self._postings[start + 1 : start + 1 + count].tolist()
        else:
            numbers = [first]
        return [(n >> _KIND_BITS, Spelling(n & (1 << _KIND_BITS) - 1)) for n in numbers]


def load_array(path: Path) -> Any:  # noqa: ANN401 - plain and structured arrays
    """Map a packaged array into memory."""
    import numpy as np

    try:
        # still mapped; a plain array gives its items twice as fast
        return np.asarray(np.load(path, mmap_mode="r", allow_pickle=False))
    except (OSError, ValueError) as error:
        raise damaged(path.name) from error


def damaged(name: str) -> ReferenceDataError:
    """Give the error that names a packaged file which cannot be read."""
    return ReferenceDataError(f"{name}: the packaged data cannot be read; install sitmap again")


def write_index(stem: Path, names: Iterable[tuple[str, int, Spelling]]) -> int:
    """
    Write an index.

    Parameters
    ----------
    stem
        Path of the index without endings.
    names
        Folded key, number of the entry, how the key names it. Where a key names an entry in
        several ways the best one stays.

    Returns
    -------
    count
        Number of keys.
    """
    import marisa_trie
    import numpy as np

    best: dict[str, dict[int, int]] = {}
    for key, entry, spelling in names:
        if 0 < len(key) <= LONGEST_NAME:
            entries = best.setdefault(key, {})
            entries[entry] = min(int(spelling), entries.get(entry, 7))
    trie = marisa_trie.Trie(sorted(best), order=marisa_trie.LABEL_ORDER)
    first = [0] * len(trie)
    more: list[int] = []
    for key in sorted(best):
        numbers = [entry << _KIND_BITS | kind for entry, kind in sorted(best[key].items())]
        if len(numbers) == 1:
            first[trie[key]] = numbers[0]
        else:
            first[trie[key]] = _MANY | (len(first) + len(more))
            more += [len(numbers), *numbers]
    with written_in_place(stem.with_suffix(".marisa")) as beside:
        trie.save(str(beside))
    postings = np.array(first + more, dtype="<u4")
    save_array(stem.with_name(f"{stem.name}_postings.npy"), postings)
    return len(trie)


def save_array(path: Path, array: NDArray[Any]) -> None:
    """Write an array as `load_array` maps it; who has the old one mapped keeps it."""
    import numpy as np

    with written_in_place(path) as beside, beside.open("wb") as stream:
        np.save(stream, array)
