"""The incident table as GeoJSON, written feature by feature."""

from __future__ import annotations

import json
from pathlib import Path

import geopandas as gpd

from ..files import written_in_place
from ..models import SCHEMA_VERSION
from ..table import SCHEMA_KEY, to_geojson
from .batches import batches
from .export import Progress


def write_geojson(incidents: gpd.GeoDataFrame, path: Path, progress: Progress) -> None:
    """
    Write the incident table as a GeoJSON feature collection (RFC 7946), one feature a line.

    Parameters
    ----------
    incidents
        The incident table, EPSG:4326.
    path
        The output.
    progress
        Told the rows written.

    Raises
    ------
    CrsError
        If the table is not in EPSG:4326.
    SchemaError
        If a column holds a value that it must not hold.
    OutputError
        If the file cannot be written.
    """
    with (
        written_in_place(path) as temporary,
        temporary.open("w", encoding="utf-8", newline="\n") as file,
    ):
        file.write(f'{{"type":"FeatureCollection","{SCHEMA_KEY}":{SCHEMA_VERSION},"features":[')
        between = "\n"
        for rows in batches(incidents):
            for feature in to_geojson(rows)["features"]:
                # not json.dump: writing to a file it goes cell by cell in Python, ten times slower
                file.write(between + json.dumps(feature, ensure_ascii=False, separators=(",", ":")))
                between = ",\n"
            progress(len(rows))
        file.write("\n]}\n")
