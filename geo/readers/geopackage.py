"""GeoPackage: tables of ours, and the first layer with geometry of anybody's."""

from __future__ import annotations

from pathlib import Path

import pyogrio

from ..errors import InputError
from ..files import MAX_TABLE_BYTES, check_input
from ..table import read_geopackage
from .geoparquet import read_frame
from .result import ReadingLog, TableRead, shortened


def read_any_geopackage(path: Path, log: ReadingLog) -> TableRead:
    """
    Read events from a GeoPackage.

    Parameters
    ----------
    path
        The file. Of several layers with geometry the first is read.
    log
        Takes what was assumed and skipped.

    Returns
    -------
    read
        One row per feature in their order.

    Raises
    ------
    InputError
        If the file is no GeoPackage or no feature is usable.
    """
    check_input(path, max_bytes=MAX_TABLE_BYTES)
    try:
        layers = [str(name) for name, kind in pyogrio.list_layers(path) if kind is not None]
        if not layers:
            raise InputError("has no layer with geometry", path=path)
        info = pyogrio.read_info(path, layer=layers[0])
        if "sitmap_schema" in (info["dataset_metadata"] or {}):
            return TableRead(read_geopackage(path), (), ())
        table = pyogrio.read_dataframe(path, layer=layers[0])
    except (RuntimeError, ValueError) as error:
        if isinstance(error, InputError):
            raise
        raise InputError(f"is no GeoPackage that can be read; {error}", path=path) from error
    if len(layers) > 1:
        log.assume(f"read from layer {shortened(layers[0])} of {len(layers)}")
    return read_frame(table, log, path)
