"""A long table in slices, so that the text of one slice only is in memory."""

from __future__ import annotations

from collections.abc import Iterator

import geopandas as gpd

BATCH_ROWS = 20_000


def batches(incidents: gpd.GeoDataFrame) -> Iterator[gpd.GeoDataFrame]:
    """
    Cut a table into slices.

    Parameters
    ----------
    incidents
        Any table; an empty one gives one empty slice, so that its columns are written.

    Yields
    ------
    slice
        At most `BATCH_ROWS` rows, in their order.
    """
    for first in range(0, max(len(incidents), 1), BATCH_ROWS):
        yield incidents.iloc[first : first + BATCH_ROWS]
