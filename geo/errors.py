"""
Every error that sitmap raises on purpose.

::

    SitmapError
    ├─ InputError (ValueError)             a file or one of its rows is not what a reader expects
    ├─ OutputError (OSError)               an output cannot be written
    ├─ SchemaError (ValueError)            a table lacks a column or holds a wrong value
    │  └─ CrsError                         a table has no CRS or another one than asked for
    ├─ ParameterError (ValueError)         an argument is outside what the function takes
    ├─ ReferenceDataError (RuntimeError)   packaged data is missing or damaged
    └─ MissingDependencyError (ImportError)  an optional library is not installed

A place that is not found is no error: it is an answer, ``unknown``.
"""

from pathlib import Path


class SitmapError(Exception):
    """Root of every error of both packages; the command line prints it as one line."""


class InputError(SitmapError, ValueError):
    """
    Tell that an input file, or one row of it, is not what the reader expects.

    Parameters
    ----------
    message
        What is wrong and what to do about it.
    path
        The input; named first in the text of the error.
    row
        1-based number of the record, header not counted; null where the whole file is meant.
    """

    def __init__(
        self, message: str, *, path: Path | str | None = None, row: int | None = None
    ) -> None:
        self.path = path
        self.row = row
        where = "" if path is None else f"{path}: "
        if row is not None:
            where += f"row {row}: "
        super().__init__(f"{where}{message}")


class OutputError(SitmapError, OSError):
    """Tell that an output cannot be written; nothing was left half-written."""


class SchemaError(SitmapError, ValueError):
    """Tell that a table lacks a column or that a column holds a value it must not hold."""


class CrsError(SchemaError):
    """Tell that a table has no coordinate reference system, or another one than needed."""


class ParameterError(SitmapError, ValueError):
    """Tell that an argument lies outside what the function takes."""


class ReferenceDataError(SitmapError, RuntimeError):
    """Tell that packaged reference data is missing or damaged."""


class MissingDependencyError(SitmapError, ImportError):
    """
    Tell that an optional library is missing and which extra brings it.

    Parameters
    ----------
    library
        Import name of the missing library.
    extra
        Extra of the distribution that installs it.
    """

    def __init__(self, library: str, *, extra: str) -> None:
        super().__init__(f"`{library}` is not installed; run: pip install 'sitmap[{extra}]'")
