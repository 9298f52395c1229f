"""The columns of an answer, made without a Python object per row where that can be."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from .pairs import PERIODS

if TYPE_CHECKING:
    from numpy.typing import NDArray

    FloatArray = NDArray[np.float64]
    IntArray = NDArray[np.intp]


def metres(values: FloatArray) -> Any:  # noqa: ANN401 - the stubs have no nullable array
    """Make a nullable column; NaN is null."""
    return pd.arrays.FloatingArray(np.array(values, dtype=np.float64), np.isnan(values))


def whole(values: IntArray, unknown: NDArray[np.bool_]) -> Any:  # noqa: ANN401 - as above
    """Make a nullable column of whole numbers."""
    return pd.arrays.IntegerArray(np.where(unknown, 0, values).astype(np.int64), unknown)


def words(names: tuple[str, ...], number: NDArray[Any]) -> Any:  # noqa: ANN401 - as above
    """Make a column of a few words from their numbers; -1 is null."""
    few: Any = pd.array(list(names), dtype="string")
    return few.take(number, allow_fill=True)


def labels(index: pd.Index[Any], position: IntArray) -> Any:  # noqa: ANN401 - any kind of label
    """Labels at positions, null for -1; whole numbers stay whole."""
    if pd.api.types.is_integer_dtype(index):
        given: Any = pd.array(index.to_numpy(), dtype="Int64")
    else:
        given = pd.Series(index, dtype=object).array
    return given.take(position, allow_fill=True, fill_value=None)


def period_words(grade: NDArray[np.int8]) -> Any:  # noqa: ANN401 - as above
    """Say how the times of incidents lie to the periods of bases; -1 is null."""
    return words(PERIODS, grade)


def ranks(row: IntArray) -> IntArray:
    """Count from 1 within each run of equal rows."""
    place = np.arange(len(row))
    first = np.append(True, row[1:] != row[:-1])[: len(row)]
    return np.asarray(place - np.maximum.accumulate(np.where(first, place, 0)) + 1)
