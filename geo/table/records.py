"""Records to table rows and back."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

import geopandas as gpd
import pandas as pd
from shapely import Point

from ..models import Base, Casualties, Evidence, Incident, Source, Stance, Status
from .schema import BASE_COLUMNS, ENUMS, WGS84, as_base_table, as_incident_table

_CASUALTY_FIELDS = tuple(item.name for item in dataclasses.fields(Casualties))
_SIMPLE_FIELDS = tuple(
    item.name
    for item in dataclasses.fields(Incident)
    if item.name not in {"geometry", "casualties", "evidence", "sources"}
)
_TUPLE_FIELDS = ("countries_stated", "countries_located", "same_as")


def incidents_from_records(records: Iterable[Incident]) -> gpd.GeoDataFrame:
    """
    Make the incident table from records.

    Parameters
    ----------
    records
        One record per row.

    Returns
    -------
    incidents
        n rows in the order given, a fresh 0..n-1 index, every column of `INCIDENT_COLUMNS`,
        EPSG:4326 with longitude first; unknown is null, an unknown list is empty.

    Raises
    ------
    SchemaError
        If a record holds a value that its column must not hold.
    """
    return as_incident_table(_frame([_incident_row(record) for record in records]))


def incidents_to_records(incidents: gpd.GeoDataFrame) -> list[Incident]:
    """
    Make records from the incident table; the inverse of `incidents_from_records`.

    Parameters
    ----------
    incidents
        The incident table, or any GeoDataFrame in EPSG:4326; missing columns count as unknown.

    Returns
    -------
    records
        One record per row, in the order of the rows.

    Raises
    ------
    CrsError
        If the table is not in EPSG:4326.
    SchemaError
        If a column holds a value that it must not hold.
    """
    rows = as_incident_table(incidents).to_dict("records")
    return [_incident_record({str(name): value for name, value in row.items()}) for row in rows]


def bases_from_records(records: Iterable[Base]) -> gpd.GeoDataFrame:
    """
    Make the base table from records.

    Parameters
    ----------
    records
        One record per site and tenant period.

    Returns
    -------
    bases
        n rows in the order given, a fresh index, every column of `BASE_COLUMNS`, EPSG:4326.

    Raises
    ------
    SchemaError
        If a record holds a value that its column must not hold.
    """
    rows = []
    for record in records:
        row = {item.name: getattr(record, item.name) for item in dataclasses.fields(record)}
        row["geometry"] = Point(row.pop("lon"), row.pop("lat"))
        rows.append(row)
    return as_base_table(_frame(rows))


def bases_to_records(bases: gpd.GeoDataFrame) -> list[Base]:
    """
    Make records from the base table; the inverse of `bases_from_records`.

    Parameters
    ----------
    bases
        The base table, EPSG:4326, no null geometry.

    Returns
    -------
    records
        One record per row, in the order of the rows.

    Raises
    ------
    CrsError
        If the table is not in EPSG:4326.
    SchemaError
        If a column holds a value that it must not hold.
    """
    records = []
    for row in as_base_table(bases).to_dict("records"):
        values = {str(name): _plain(value) for name, value in row.items() if name in BASE_COLUMNS}
        point = values.pop("geometry")
        values |= {"lon": point.x, "lat": point.y, "aliases": tuple(values["aliases"])}
        for name in ("valid_from", "valid_to"):
            values[name] = None if values[name] is None else values[name].date()
        records.append(Base(**values))
    return records


def _frame(rows: Sequence[dict[str, Any]]) -> gpd.GeoDataFrame:
    frame = pd.DataFrame(list(rows))
    if frame.empty:
        frame = pd.DataFrame({"geometry": []})
    return gpd.GeoDataFrame(frame, geometry=gpd.GeoSeries(list(frame["geometry"]), crs=WGS84))


def _plain(value: Any) -> Any:  # noqa: ANN401 - whatever a cell holds
    if isinstance(value, list):
        return value
    if value is None or value is pd.NaT or value is pd.NA or (value != value) is True:  # noqa: PLR0124
        return None
    if isinstance(value, pd.Timestamp):
        return value.to_pydatetime()
    return value


def _incident_row(record: Incident) -> dict[str, Any]:
    row: dict[str, Any] = {name: getattr(record, name) for name in _SIMPLE_FIELDS}
    row["geometry"] = None if record.geometry is None else Point(record.geometry)
    row |= {name: getattr(record.casualties, name) for name in _CASUALTY_FIELDS}
    row["evidence"] = _to_json(record.evidence)
    row["sources"] = _to_json(record.sources)
    return row


def _incident_record(row: dict[str, Any]) -> Incident:
    values = {name: _plain(row[name]) for name in _SIMPLE_FIELDS}
    values |= {name: tuple(values[name]) for name in _TUPLE_FIELDS}
    values |= {
        name: None if values[name] is None else enum(values[name]) for name, enum in ENUMS.items()
    }
    point = _plain(row["geometry"])
    values["geometry"] = None if point is None else (point.x, point.y)
    values["casualties"] = Casualties(**{name: _plain(row[name]) for name in _CASUALTY_FIELDS})
    values["evidence"] = tuple(
        Evidence(**{**item, "stance": Stance(item["stance"])})
        for item in _from_json(row["evidence"])
    )
    values["sources"] = tuple(
        Source(**{**item, "published": _as_date(item.get("published"))})
        for item in _from_json(row["sources"])
    )
    if values["status"] is None:
        values["status"] = Status.DRAFT
    return Incident(**values)


def _to_json(items: Sequence[Evidence] | Sequence[Source]) -> str | None:
    if not items:
        return None
    return json.dumps(
        [dataclasses.asdict(item) for item in items],
        ensure_ascii=False,
        separators=(",", ":"),
        default=lambda value: (
            value.isoformat() if isinstance(value, date | datetime) else str(value)
        ),
    )


def _from_json(text: Any) -> list[dict[str, Any]]:  # noqa: ANN401 - a text cell or null
    plain = _plain(text)
    return [] if plain is None else list(json.loads(plain))


def _as_date(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)
