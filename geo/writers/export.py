"""One incident table to one file, in the format that its name says."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from ..errors import ParameterError
from ..files import check_output
from .look import Look

if TYPE_CHECKING:
    import geopandas as gpd

ENDINGS = (".geojson", ".csv", ".xlsx", ".kml", ".parquet", ".gpkg")
"""What the name of an export may end in."""

Progress: TypeAlias = Callable[[int], None]
"""Called with the number of rows written since the last call."""


def export(
    incidents: gpd.GeoDataFrame,
    path: str | Path,
    *,
    look: Look | None = None,
    progress: Progress | None = None,
) -> Path:
    """
    Write the incident table.

    Parameters
    ----------
    incidents
        The incident table, EPSG:4326, longitude first.
    path
        The output; its ending, one of `ENDINGS`, says the format. Written beside and renamed into
        place: when something fails, what was there before is left. The same table gives the same
        bytes.
    look
        Colours and styles for the programs that open it; null for none.
    progress
        Called with the number of rows written since the last call; null for nobody.

    Returns
    -------
    path
        The file written.

    Raises
    ------
    ParameterError
        If the ending is none of `ENDINGS`.
    CrsError
        If the table is not in EPSG:4326.
    SchemaError
        If the table holds what the format cannot hold.
    OutputError
        If the file cannot be written.
    """
    path = Path(path)
    ending = path.suffix.lower()
    if ending not in ENDINGS:
        raise ParameterError(
            f"`path` is {path.name!r}; its ending must be one of {', '.join(ENDINGS)}"
        )
    check_output(path)
    look = look or Look()
    progress = progress or _nobody
    if ending == ".geojson":
        from .geojson import write_geojson

        write_geojson(incidents, path, progress)
    elif ending == ".csv":
        from .delimited import write_csv

        write_csv(incidents, path, progress)
    elif ending == ".xlsx":
        from .xlsx import write_xlsx

        write_xlsx(incidents, path, progress)
    elif ending == ".kml":
        from .kml import write_kml

        write_kml(incidents, path, look, progress)
    elif ending == ".parquet":
        from ..table import write_geoparquet

        write_geoparquet(incidents, path, progress)
    else:
        from .geopackage import write_styled_geopackage

        write_styled_geopackage(incidents, path, look)
        progress(len(incidents))
    return path


def _nobody(rows: int) -> None:
    del rows
