"""Columns of text as Arrow arrays: no Python object per cell, each different cell seen once."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.intp]

# what str.split folds; RE2 knows only the ASCII ones by name
_LAST_SPACE = 0x3000
_SPACES = "".join(
    f"\\x{{{point:x}}}" for point in range(_LAST_SPACE + 1) if chr(point).isspace() and point != 32
)
_FOLDED = f"^ | $|  |[{_SPACES}]"
# so many digits are no number of anything, and no more than a float holds
_NUMBER = r"^[+-]?(\d{1,200}\.?\d*|\.\d+)([eE][+-]?\d{1,2})?$"
_CONTROL = "[\\x{00}-\\x{1f}]"


def arrow_text(cells: pd.Series[str]) -> Any:  # noqa: ANN401 - pyarrow has no types
    """
    Give a column of text as one Arrow array.

    Parameters
    ----------
    cells
        Text; null stays null.

    Returns
    -------
    words
        Arrow array of type ``large_string``, in the same order.
    """
    given: Any = cells.array
    words: Any = pa.array(given, from_pandas=True)
    if isinstance(words, pa.ChunkedArray):
        words = words.combine_chunks()
    return words.cast(pa.large_string())


def text_column(words: Any, like: pd.Series[Any]) -> pd.Series[str]:  # noqa: ANN401 - as above
    """
    Give an Arrow array of text as a column.

    Parameters
    ----------
    words
        Arrow array of text.
    like
        Column whose index and name are taken.

    Returns
    -------
    column
        Type ``string``; null stays null.
    """
    return pd.Series(pd.array(words, dtype="string"), index=like.index, name=like.name)


def distinct_cells(cells: pd.Series[str]) -> tuple[IntArray, pd.Series[str]]:
    """
    Find the different cells of a column.

    Parameters
    ----------
    cells
        Text; null counts as the empty text.

    Returns
    -------
    position, distinct
        Which of the different cells each is, and these, stripped of white space at both ends
        (so that two of them may be equal), numbered from 0.
    """
    position, distinct = pd.factorize(cells.fillna(""))
    return position, pd.Series(distinct, dtype="str", name=cells.name).str.strip()


def each_once(
    cells: pd.Series[str], work: Callable[[pd.Series[str]], pd.Series[Any]]
) -> pd.Series[Any]:
    """
    Work on the different cells of a column, and spread the answers over its rows.

    Parameters
    ----------
    cells
        Text; null counts as the empty text.
    work
        From stripped text to an answer per row, which depends on the text alone.

    Returns
    -------
    answers
        What `work` gives, with the index of `cells`.
    """
    position, distinct = distinct_cells(cells)
    return work(distinct).take(position).set_axis(cells.index)


def numbers(words: pd.Series[str]) -> FloatArray:
    """
    Read plain decimal numbers, correctly rounded.

    Parameters
    ----------
    words
        Stripped text.

    Returns
    -------
    numbers
        NaN where the text is no number such as ``-12``, ``3.5`` or ``1e3``.
    """
    given = arrow_text(words)
    plain = pc.if_else(pc.match_substring_regex(given, _NUMBER), given, None)
    plain = pc.utf8_ltrim(plain, characters="+")
    return np.asarray(plain.cast(pa.float64()).to_numpy(zero_copy_only=False), dtype=np.float64)


def folded(words: Any) -> Any:  # noqa: ANN401 - as above
    """
    Fold white space to single spaces.

    Parameters
    ----------
    words
        Arrow array of text.

    Returns
    -------
    lines
        Arrow array; blank is null.
    """
    odd = _true(pc.match_substring_regex(words, _FOLDED))
    if pc.any(odd).as_py():
        lines = [" ".join(cell.split()) for cell in words.filter(odd).to_pylist()]
        words = pc.replace_with_mask(words, odd, pa.array(lines, pa.large_string()))
    return without_blanks(words)


def without_blanks(words: Any) -> Any:  # noqa: ANN401 - as above
    """
    Make empty texts null.

    Parameters
    ----------
    words
        Arrow array of text.

    Returns
    -------
    words
        Arrow array.
    """
    blank = pc.equal(words, pa.scalar("", pa.large_string()))
    return pc.if_else(blank, pa.scalar(None, pa.large_string()), words)


def longer_than(words: Any, count: int) -> Any:  # noqa: ANN401 - as above
    """
    Tell which texts have more characters than `count`.

    Parameters
    ----------
    words
        Arrow array of text.
    count
        How many characters.

    Returns
    -------
    longer
        Arrow array of booleans; false for null.
    """
    return _true(pc.greater(pc.utf8_length(words), pa.scalar(count)))


def _true(mask: Any) -> Any:  # noqa: ANN401 - as above
    return pc.fill_null(mask, False)


def json_strings(words: Any) -> Any:  # noqa: ANN401 - as above
    """
    Write texts as JSON strings, as ``json.dumps`` does with ``ensure_ascii=False``.

    Parameters
    ----------
    words
        Arrow array of text.

    Returns
    -------
    quoted
        Arrow array with quotes; null stays null.
    """
    escaped = pc.replace_substring(words, pattern="\\", replacement="\\\\")
    escaped = pc.replace_substring(escaped, pattern='"', replacement='\\"')
    quoted = pc.binary_join_element_wise(
        *(pa.scalar(part, pa.large_string()) if part else escaped for part in ('"', "", '"')),
        pa.scalar("", pa.large_string()),
    )
    rare = _true(pc.match_substring_regex(words, _CONTROL))
    if pc.any(rare).as_py():
        texts = [json.dumps(text, ensure_ascii=False) for text in words.filter(rare).to_pylist()]
        quoted = pc.replace_with_mask(quoted, rare, pa.array(texts, pa.large_string()))
    return quoted
