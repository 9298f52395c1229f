"""One packaged layer of areas, read from its Parquet file and its outlines; point in area."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..errors import ReferenceDataError

if TYPE_CHECKING:
    import numpy as np
    import pyarrow as pa
    import pyarrow.parquet as pq
    from numpy.typing import ArrayLike, NDArray
    from shapely.geometry.base import BaseGeometry

    from .edges import EdgeIndex
    from .grid import AreaGrid
    from .outlines import Outlines, WkbOutlines

DATA = Path(__file__).parents[1] / "data"

_WORTH_A_GRID = 200_000
"""So many points pay for the second or two that cutting the areas takes."""
_BATCH = 16
"""Outlines that are unpacked at once where none of them is kept."""


@dataclass(frozen=True, slots=True)
class Area:
    """
    One packaged area; `area_id` is unique in its layer.

    For countries `area_id` is Natural Earth's three-letter key and `country` the ISO alpha-2 code
    used in joins, null for ground of no state; several areas may share one. `lon`, `lat` in
    degrees lie inside. `names` are all spellings in all languages.
    """

    area_id: str
    country: str | None
    name: str
    names: tuple[str, ...]
    lon: float
    lat: float
    geometry: BaseGeometry
    kind: str
    note: str | None = None


class Columns(dict[str, list[Any]]):
    """The columns of a table as lists, decoded when first asked for; all but `geometry`."""

    def __init__(self, table: pa.Table | StoredTable, order: Sequence[int]) -> None:
        super().__init__()
        self._table = table
        self._order = order

    def __missing__(self, name: str) -> list[Any]:
        if isinstance(self._table, StoredTable):
            values = self._table.values(name)
        else:
            values = self._table[name].to_pylist()
        self[name] = [values[row] for row in self._order]
        return self[name]

    def __contains__(self, name: object) -> bool:
        return name in self._table.column_names


class Layer:
    """
    One packaged layer of areas; geometry is decoded when asked for.

    Parameters
    ----------
    table
        The rows, with a WKB column `geometry`.
    key
        Column that names a row.
    order
        Numbers of the rows to take, in the order to give them; null takes all.
    """

    def __init__(
        self, table: pa.Table | StoredTable, key: str, order: Sequence[int] | None = None
    ) -> None:
        self._order = range(len(table)) if order is None else order
        self._table = table
        self.columns = Columns(table, self._order)
        self.key = key
        self.row_of: dict[str, int] = {k: i for i, k in enumerate(self.columns[key])}

    def __len__(self) -> int:
        return len(self.row_of)

    def geometry(self, row: int) -> BaseGeometry:
        """Give the geometry of one row, without decoding the others."""
        if "geometries" in self.__dict__:
            shape: BaseGeometry = self.geometries[row]
            return shape
        return self._outlines[self._order[row]]

    @cached_property
    def _outlines(self) -> Outlines | WkbOutlines:
        from .outlines import WkbOutlines

        if isinstance(self._table, StoredTable):
            return self._table.outlines
        return WkbOutlines(self._table["geometry"])

    def _batches(self) -> Iterator[NDArray[np.object_]]:
        """Give all geometries in the order of the rows, some at a time."""
        for start in range(0, len(self._order), _BATCH):
            if "geometries" in self.__dict__:
                yield self.geometries[start : start + _BATCH]
            else:
                yield self._outlines.several(self._order[start : start + _BATCH])

    @cached_property
    def geometries(self) -> NDArray[np.object_]:
        """All geometries, in the order of the rows; they stay in memory."""
        import numpy as np

        return np.concatenate([np.empty(0, object), *self._batches()])

    @cached_property
    def bounds(self) -> NDArray[np.float64]:
        """West, south, east and north of each row in degrees, without keeping the geometries."""
        import numpy as np
        import shapely

        found = [shapely.bounds(batch) for batch in self._batches()]
        return np.concatenate([np.empty((0, 4)), *found])

    @cached_property
    def edges(self) -> EdgeIndex:
        """The edges of all outlines, to find areas by; no geometry is kept for it."""
        from .edges import EdgeIndex

        some = range(0, len(self._order), _BATCH)
        return EdgeIndex(
            self._outlines.rings(self._order[start : start + _BATCH]) for start in some
        )

    @cached_property
    def _grid(self) -> AreaGrid:
        from .grid import AreaGrid

        return AreaGrid(self.geometries)

    def rows_at(self, lons: ArrayLike, lats: ArrayLike) -> NDArray[np.int64]:
        """
        Find the area that holds each point.

        Parameters
        ----------
        lons, lats
            Points in degrees; NaN is in no area.

        Returns
        -------
        rows
            One row number per point, -1 where no area holds it. On a shared edge the first
            area of the file wins.
        """
        import numpy as np

        x, y = np.atleast_1d(np.asarray(lons, float)), np.atleast_1d(np.asarray(lats, float))
        found = np.full(len(x), -1, dtype=np.int64)
        known = np.flatnonzero(np.isfinite(x) & np.isfinite(y))
        if "_grid" in self.__dict__ or len(known) >= _WORTH_A_GRID:
            found[known] = self._grid.rows_at(x[known], y[known])
            return found
        found[known] = self.edges.rows_at(x[known], y[known])
        return found

    def row_throughout(self, west: float, south: float, east: float, north: float) -> int | None:
        """Give the row that holds all of a box in degrees, -1 for none; null where it may vary."""
        return self.edges.row_throughout(west, south, east, north)

    def area(self, row: int) -> Area:
        """Give one row as a record."""
        column = self.columns
        return Area(
            area_id=column[self.key][row],
            country=column["country"][row] if "country" in column else None,
            name=column["name"][row],
            names=tuple(column["names"][row]) if "names" in column else (column["name"][row],),
            lon=column["lon"][row],
            lat=column["lat"][row],
            geometry=self.geometry(row),
            kind=column["kind"][row] if "kind" in column else _KIND_OF_KEY[self.key],
            note=column["note"][row] if "note" in column else None,
        )


_KIND_OF_KEY = {"area_id": "country", "admin1_id": "admin1", "admin2_id": "admin2"}


def read_table(
    name: str, columns: Sequence[str] | None = None, folder: Path | None = None
) -> pa.Table:
    """
    Read one packaged table with its outlines.

    Parameters
    ----------
    name
        File name without ending.
    columns
        Which columns to read; null: all.
    folder
        Folder of the files; null: the packaged ones.

    Returns
    -------
    table
        All rows; the outlines, where there are any, as a last column `geometry` in WKB, EPSG:4326,
        longitude first.

    Raises
    ------
    ReferenceDataError
        If a file is missing or damaged.
    """
    import pyarrow as pa

    path = (folder or DATA) / f"{name}.outlines"
    wanted = columns is None or "geometry" in columns
    if not (wanted and path.is_file()):
        return _read(name, columns, folder)
    import shapely

    from .outlines import Outlines

    outlines = Outlines(path)
    others = columns and [column for column in columns if column != "geometry"]
    wkb = shapely.to_wkb(outlines.several(range(len(outlines)))).tolist()
    return _read(name, others, folder).append_column("geometry", pa.array(wkb, pa.binary()))


class StoredTable:
    """
    One packaged table of areas, of which a column is read when it is asked for.

    Parameters
    ----------
    name
        File name without ending.

    Raises
    ------
    ReferenceDataError
        If a file is missing or damaged.
    """

    def __init__(self, name: str) -> None:
        self._name = name
        self.outlines = outlines_of(name)

    def __len__(self) -> int:
        return len(self.outlines)

    @cached_property
    def column_names(self) -> list[str]:
        """Names of the columns, without the geometry."""
        with _opened(self._name) as file:
            names: list[str] = file.schema_arrow.names
        return names

    def values(self, column: str) -> list[Any]:
        """Give one column; those that stand with the outlines do without the table."""
        keys = self.outlines.keys
        if column in keys:
            return keys[column]
        values: list[Any] = _read(self._name, [column])[column].to_pylist()
        return values


@cache
def outlines_of(name: str) -> Outlines:
    """Open the outlines of one packaged layer, once."""
    from .outlines import Outlines

    return Outlines(DATA / f"{name}.outlines")


def _read(name: str, columns: Sequence[str] | None, folder: Path | None = None) -> pa.Table:
    import pyarrow as pa

    with _opened(name, folder) as file:
        table = file.read(None if columns is None else list(columns), use_threads=False)
    # what was unpacked on the way is given back to the system
    pa.default_memory_pool().release_unused()
    return table


@contextmanager
def _opened(name: str, folder: Path | None = None) -> Iterator[pq.ParquetFile]:
    import pyarrow as pa
    import pyarrow.parquet as pq

    path = (folder or DATA) / f"{name}.parquet"
    try:
        # pq.read_table would import pyarrow.dataset and with it pandas
        with pq.ParquetFile(path, memory_map=False) as file:
            yield file
    except (OSError, pa.ArrowInvalid) as error:
        raise ReferenceDataError(
            f"{path.name}: the packaged data cannot be read; install sitmap again"
        ) from error
