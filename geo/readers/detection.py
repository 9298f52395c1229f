"""What format a source has, told by its name and its first bytes."""

from __future__ import annotations

from pathlib import Path

from ..errors import InputError, ParameterError

FORMATS = ("report", "csv", "ucdp", "geojson", "geoparquet", "geopackage", "xlsx", "kml")
"""What `--input-format` takes; ``ucdp`` is a CSV whose columns are UCDP GED's without looking."""

_BY_ENDING = {
    ".txt": "report",
    ".md": "report",
    ".text": "report",
    ".csv": "csv",
    ".tsv": "csv",
    ".tab": "csv",
    ".geojson": "geojson",
    ".json": "geojson",
    ".parquet": "geoparquet",
    ".geoparquet": "geoparquet",
    ".gpkg": "geopackage",
    ".xlsx": "xlsx",
    ".kml": "kml",
}
_BY_BYTES = {
    b"PAR1": "geoparquet",
    b"SQLite format 3\x00": "geopackage",
    b"{": "geojson",
    b"\xef\xbb\xbf{": "geojson",
}
_PACKED = ".gz"


def detect(path: Path, input_format: str | None = None) -> str:
    """
    Tell the format of a source.

    Parameters
    ----------
    path
        A file, or a folder of text reports.
    input_format
        One of `FORMATS`, as the user says; null to find out.

    Returns
    -------
    input_format
        One of `FORMATS`. A folder is ``report``.

    Raises
    ------
    InputError
        If the source is missing, or its format is none that is read.
    ParameterError
        If `input_format` is none of `FORMATS`.
    """
    if input_format is not None and input_format not in FORMATS:
        raise ParameterError(
            f"`input_format` is {input_format!r}; give one of {', '.join(FORMATS)}"
        )
    if not path.exists():
        raise InputError("no such file; check the path", path=path)
    if path.is_dir():
        if input_format not in {None, "report"}:
            raise InputError(f"is a folder, {input_format} needs a file", path=path)
        return "report"
    if input_format is not None:
        return input_format
    endings = [ending.lower() for ending in path.suffixes]
    if endings and endings[-1] == _PACKED:
        endings.pop()
    if endings and endings[-1] in _BY_ENDING:
        return _BY_ENDING[endings[-1]]
    with path.open("rb") as stream:
        first = stream.read(64).lstrip()
    for start, found in _BY_BYTES.items():
        if first.startswith(start):
            return found
    raise InputError(
        f"the ending {path.suffix!r} is none that is read ({', '.join(_BY_ENDING)}); rename the"
        f" file or give --input-format, one of {', '.join(FORMATS)}",
        path=path,
    )
