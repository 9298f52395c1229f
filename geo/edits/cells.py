"""The incident table with cells that can be changed one by one."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

import geopandas as gpd
import pandas as pd

from ..models import Stance
from ..table import WGS84


class Cells:
    """Columns of a table as lists, for changing single cells whatever their type."""

    def __init__(self, table: gpd.GeoDataFrame) -> None:
        self._table = table
        self._changed: dict[str, list[Any]] = {}

    def get(self, row: int, name: str) -> Any:  # noqa: ANN401 - whatever the column holds
        """Give the value of a cell; unknown is None."""
        value = self._changed[name][row] if name in self._changed else self._table[name].iloc[row]
        return None if not isinstance(value, list) and pd.isna(value) else value

    def set(self, row: int, **values: Any) -> None:  # noqa: ANN401 - whatever the columns hold
        """Change cells of one row."""
        for name, value in values.items():
            if name not in self._changed:
                self._changed[name] = list(self._table[name])
            self._changed[name][row] = value

    def column(self, name: str) -> list[Any]:
        """Give a column as a list of its own, with all changes."""
        return list(self._changed.get(name, self._table[name]))

    def evidence(self, row: int) -> list[dict[str, Any]]:
        """Give the evidence of a row."""
        kept = self.get(row, "evidence")
        return [] if kept is None else list(json.loads(kept))

    def add_evidence(self, row: int, *items: Mapping[str, Any]) -> None:
        """Put evidence behind what a row has."""
        self.set(row, evidence=_json([*self.evidence(row), *items]))

    def __contains__(self, name: str) -> bool:
        return name in self._table

    def table(self) -> gpd.GeoDataFrame:
        """Give the table with all changes, each column of the type that it had."""
        result = self._table.copy()
        for name, values in self._changed.items():
            if name in {"geometry", "footprint"}:
                result[name] = gpd.GeoSeries(values, index=result.index, crs=WGS84)
            else:
                result[name] = pd.Series(values, index=result.index, dtype=result[name].dtype)
        return result


def record_of(table: gpd.GeoDataFrame, row: int) -> dict[str, Any]:
    """Give one row of an incident table by column; unknown is None."""
    values = {str(name): table[name].iloc[row] for name in table.columns}
    return {
        name: None if not isinstance(value, list) and pd.isna(value) else value
        for name, value in values.items()
    }


def records_of(table: gpd.GeoDataFrame) -> Iterator[dict[str, Any]]:
    """Give every row of an incident table by column, in order; unknown is None."""
    names = [str(name) for name in table.columns]
    columns = []
    for name in names:
        column = table[name].astype(object)
        known = column.map(lambda cell: isinstance(cell, list)) | column.notna()
        columns.append(column.where(known, None).tolist())
    for row in zip(*columns, strict=True):
        yield dict(zip(names, row, strict=True))


def assertion(name: str, value: str, report: str, quote: str) -> dict[str, Any]:
    """Give one item of evidence that has no place in a text."""
    return {
        "field": name,
        "value": value,
        "stance": str(Stance.STATED),
        "report": report,
        "start": 0,
        "end": 0,
        "quote": quote,
    }


def _json(items: list[Mapping[str, Any]]) -> str:
    return json.dumps(items, ensure_ascii=False, separators=(",", ":"))
