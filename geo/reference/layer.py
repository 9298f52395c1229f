"""One packaged layer of areas, read from its Parquet file; point in area."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..errors import ReferenceDataError

if TYPE_CHECKING:
    import numpy as np
    import pyarrow as pa
    import pyarrow.parquet as pq
    from numpy.typing import ArrayLike, NDArray
    from shapely.geometry.base import BaseGeometry

    from .grid import AreaGrid

DATA = Path(__file__).parents[1] / "data"

_WORTH_A_GRID = 200_000
"""So many points pay for the second or two that cutting the areas takes."""


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
        values: list[Any] = self._table[name].to_pylist()
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
        self._prepared: set[int] = set()

    def __len__(self) -> int:
        return len(self.row_of)

    def geometry(self, row: int) -> BaseGeometry:
        """Give the geometry of one row, without decoding the others."""
        import shapely

        if "geometries" in self.__dict__:
            shape: BaseGeometry = self.geometries[row]
            return shape
        wkb: bytes = self._wkb[self._order[row]].as_py()
        return shapely.from_wkb(wkb)

    @cached_property
    def _wkb(self) -> Any:  # noqa: ANN401 - one chunk or several joined, as pyarrow gives them
        column = self._table["geometry"]
        return column.chunk(0) if column.num_chunks == 1 else column.combine_chunks()

    @cached_property
    def geometries(self) -> NDArray[np.object_]:
        """All geometries, in the order of the rows."""
        import numpy as np
        import shapely

        # to_numpy, take and filter of pyarrow would import pandas
        wkb = self._wkb.to_pylist()
        decoded: NDArray[np.object_] = shapely.from_wkb(
            np.array([wkb[row] for row in self._order], dtype=object)
        )
        # each geometry is held once: from now on rows are taken from here
        del self._wkb
        return decoded

    @cached_property
    def _boxes(self) -> Any:  # noqa: ANN401 - shapely's tree has no useful type
        import shapely

        return shapely.STRtree(self.geometries)

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
        import shapely

        x, y = np.atleast_1d(np.asarray(lons, float)), np.atleast_1d(np.asarray(lats, float))
        found = np.full(len(x), -1, dtype=np.int64)
        known = np.flatnonzero(np.isfinite(x) & np.isfinite(y))
        if "_grid" in self.__dict__ or len(known) >= _WORTH_A_GRID:
            found[known] = self._grid.rows_at(x[known], y[known])
            return found
        points = shapely.points(x[known], y[known])
        point_at, area_at = self._boxes.query(points)
        # last area first, so that the first one in the file has the last word
        for row in np.unique(area_at)[::-1]:
            here = known[point_at[area_at == row]]
            if row not in self._prepared:
                shapely.prepare(self.geometries[row])
                self._prepared.add(int(row))
            found[here[shapely.intersects_xy(self.geometries[row], x[here], y[here])]] = row
        return found

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


def read_table(name: str) -> pa.Table:
    """
    Read one packaged Parquet file.

    Parameters
    ----------
    name
        File name without ending.

    Returns
    -------
    table
        All rows and columns.

    Raises
    ------
    ReferenceDataError
        If the file is missing or damaged.
    """
    return _read(name, None)


class StoredTable:
    """
    One packaged Parquet file of which a column is read when it is asked for.

    Parameters
    ----------
    name
        File name without ending.

    Raises
    ------
    ReferenceDataError
        If the file is missing or damaged.
    """

    def __init__(self, name: str) -> None:
        self._name = name
        with _opened(name) as file:
            self._rows = file.metadata.num_rows
            self.column_names: list[str] = file.schema_arrow.names

    def __len__(self) -> int:
        return self._rows

    def __getitem__(self, column: str) -> pa.ChunkedArray[Any]:
        return _read(self._name, [column])[column]


def _read(name: str, columns: list[str] | None) -> pa.Table:
    import pyarrow as pa

    with _opened(name) as file:
        table = file.read(columns=columns, use_threads=False)
    # what was unpacked on the way is given back to the system
    pa.default_memory_pool().release_unused()
    return table


@contextmanager
def _opened(name: str) -> Iterator[pq.ParquetFile]:
    import pyarrow as pa
    import pyarrow.parquet as pq

    path = DATA / f"{name}.parquet"
    try:
        # pq.read_table would import pyarrow.dataset and with it pandas
        with pq.ParquetFile(path, memory_map=False) as file:
            yield file
    except (OSError, pa.ArrowInvalid) as error:
        raise ReferenceDataError(
            f"{path.name}: the packaged data cannot be read; install sitmap again"
        ) from error
