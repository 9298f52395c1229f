"""Any event table: columns told by their names, codes by the publisher they belong to."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import shapely

from ..errors import InputError
from ..models import Precision, Status, TimePrecision
from ..table import COUNT, INCIDENT_COLUMNS, LIST, TEXT
from . import acled, ucdp
from .assembly import (
    UNUSABLE_COORDINATES,
    assembled,
    default_radius,
    evidence_json,
    one_each,
    points_of,
    row_ids,
    sources_json,
    titles,
)
from .axes import refuse_swapped_axes
from .cells import (
    BoolArray,
    FloatArray,
    counts,
    degrees,
    filled,
    metres,
    on_the_globe,
    text,
)
from .columns import folded_name, match_columns
from .countries import country_codes
from .event_types import event_types
from .result import ReadingLog, TableRead, column_names, shortened
from .shapes import Shapes, shapes_of
from .times import dates_of_parts, iso_day, read_times
from .zones import localised

_COUNTS = (
    "killed_low",
    "killed_best",
    "killed_high",
    "injured_low",
    "injured_best",
    "injured_high",
)
_TEXTS = ("admin1", "admin2", "actor", "target", "claimed_by")
_OURS = {"incident_id", "start", "end", "time_precision", "precision"}
_READ_OTHERWISE = {
    "incident_id",
    "time_precision",
    "precision",
    "status",
    "country_stated",
    "place",
}
_UNCONFIRMED = ("unverified", "unconfirmed", "pending", "preliminary")


class _Columns:
    """The cells of a table by field; a field without a column is blank."""

    def __init__(self, cells: pd.DataFrame, names: Mapping[str, str]) -> None:
        self._cells = cells
        self._names = names

    def __contains__(self, field: str) -> bool:
        return field in self._names

    def __getitem__(self, field: str) -> pd.Series[str]:
        if field in self._names:
            return self._cells[self._names[field]]
        return pd.Series("", index=self._cells.index, dtype="str", name=field)

    def present(self, field: str) -> pd.Series[str] | None:
        """Give the cells of a field, null where no column holds it."""
        return self[field] if field in self._names else None

    def name(self, field: str) -> str:
        """Give the name that the column has in the file."""
        return self._names.get(field, field)


def read_generic(
    cells: pd.DataFrame, log: ReadingLog, path: Path, *, shapes: Shapes | None = None
) -> TableRead:
    """
    Read a table of events whose columns are told by their names.

    Parameters
    ----------
    cells
        Text cells; the index is the number of the record.
    log
        Takes which column was taken for what, and every cell that could not be read.
    path
        The input.
    shapes
        Geometry in EPSG:4326, where the format has it; columns of coordinates are then not read.

    Returns
    -------
    read
        One row per record, confirmed unless the table says otherwise, in the order of the source.
        A cell that cannot be read is named and null. Rows with the name of a place and no
        coordinates keep a null geometry.

    Raises
    ------
    InputError
        If there are neither coordinates nor names of places, the axes are swapped, or no row is
        usable.
    """
    found = match_columns(cells.columns, log)
    fields = _Columns(cells, found)
    ours = {folded_name(str(name)) for name in cells.columns} >= _OURS
    is_acled = acled.is_acled(cells.columns)
    if is_acled:
        log.assume(
            "read as ACLED, whose terms do not allow passing rows on; actor1 and actor2 are taken"
            " as actor and target, though ACLED gives them no direction"
        )
    codes = _codes(fields, log)
    lon, lat, areas = _geometry(fields, shapes, log)
    blank = (
        pd.Series(np.isnan(lon), index=cells.index)
        & ~filled(fields["lon"])
        & ~filled(fields["lat"])
    )
    has_coordinates = bool(np.isfinite(lon).any())
    refuse_swapped_axes(lon, lat, codes, path=path, columns=_described(fields, shapes))
    lon, lat = on_the_globe(lon, lat, cells.index, log)
    has_point = np.isfinite(lon)
    place = _places(fields, blank)
    if not has_coordinates and not place.notna().any():
        raise InputError(
            "has neither coordinates nor names of places; columns found:"
            f" {column_names(cells.columns)}",
            path=path,
        )
    precision, rule = _precision(fields, has_point, is_acled=is_acled, log=log)
    # wrong coordinates are an error to be seen to, not a place to be guessed from a name
    rule = rule.mask(~has_point & ~blank, UNUSABLE_COORDINATES)
    source_types = _source_types(fields)
    types = event_types(source_types)
    columns: dict[str, Any] = {
        "incident_id": _ids(cells, fields, is_acled=is_acled, ours=ours, log=log),
        "kind": "incident",
        "count_low": 1,
        "count_best": 1,
        "count_high": 1,
        **_told(fields, types, place, log.source),
        "event_type": types,
        "source_event_type": source_types,
        **_times(fields, is_acled=is_acled, ours=ours, log=log),
        "place": place,
        "footprint": areas,
        "uncertainty_m": metres(fields["uncertainty_m"], log).fillna(
            default_radius(precision, has_point)
        ),
        "precision": precision,
        "location_rule": rule,
        "countries_stated": one_each(codes),
        "country_stated": codes,
        **{name: text(fields[name]) for name in _TEXTS},
        **{name: counts(fields[name], log) for name in _COUNTS},
        "status": _status(fields, log),
        "sources": _sources(
            fields, log.source, is_acled=is_acled, licence=acled.licence_of(cells.columns)
        ),
    }
    if ours:
        columns |= _own_columns(cells, log)
    # last, where what the columns needed has been given back
    points = points_of(lon, lat)
    return assembled(columns, points, index=cells.index, log=log, path=path)


def _codes(fields: _Columns, log: ReadingLog) -> pd.Series[str]:
    codes = country_codes(fields["country"], log)
    if "country_code" in fields:
        codes = codes.fillna(country_codes(fields["country_code"], log))
    return codes


def _geometry(
    fields: _Columns, shapes: Shapes | None, log: ReadingLog
) -> tuple[FloatArray, FloatArray, Any]:
    if shapes is None and not ("lon" in fields and "lat" in fields) and "wkt" in fields:
        shapes = _from_wkt(fields["wkt"], log)
    if shapes is None:
        lon, lat = degrees(fields["lon"], fields["lat"], log)
        return lon, lat, None
    return shapely.get_x(shapes.points), shapely.get_y(shapes.points), shapes.areas


def _from_wkt(cells: pd.Series[str], log: ReadingLog) -> Shapes:
    words = cells.fillna("").str.strip()
    geometry = shapely.from_wkt([word or None for word in words], on_invalid="ignore")
    bad = (words != "") & pd.isna(geometry)
    log.bad_cells(words[bad].items(), "no WKT geometry", field=str(cells.name))
    return shapes_of(geometry, described=f"column {str(cells.name)!r}", log=log)


def _described(fields: _Columns, shapes: Shapes | None) -> str:
    if shapes is not None:
        return shapes.described
    return f"{fields.name('lat')!r} and {fields.name('lon')!r}"


def _places(fields: _Columns, blank: pd.Series[bool]) -> pd.Series[str]:
    place = text(fields["place"])
    # a row that gives neither coordinates nor a place means the area that it names; one whose
    # coordinates are wrong does not
    area = text(fields["admin1"]).str.cat(text(fields["country"]), sep=", ", na_rep="")
    area = area.str.strip(", ")
    fallback = area.where(blank & (area != ""), None)
    return place.fillna(fallback)


def _precision(
    fields: _Columns, has_point: BoolArray, *, is_acled: bool, log: ReadingLog
) -> tuple[pd.Series[str], pd.Series[str]]:
    name = folded_name(fields.name("precision"))
    codes = fields["precision"].fillna("").str.strip().str.removesuffix(".0").str.casefold()
    meaning: Mapping[str, str] = {word: word for word in Precision}
    if is_acled or name == "geo_precision":
        meaning = {code: str(word) for code, word in acled.GEO_PRECISION.items()}
    elif name == "where_prec":
        meaning = {code: str(word) for code, word in ucdp.WHERE_PREC.items()}
    words = codes.map(meaning)
    bad = words.isna() & (codes != "")
    log.bad_cells(codes[bad].items(), "no known precision", field=fields.name("precision"))
    precision = words.where(has_point, "unknown").fillna("unknown").astype("string")
    if "precision" not in fields and has_point.any():
        log.assume("the table does not say how precise its points are; the precision is unknown")
    stated = f"point of the table, {fields.name('precision')} " + codes
    rule = stated.where(precision != "unknown", "point of the table, precision not stated")
    return precision, rule.astype("string").where(has_point)


def _source_types(fields: _Columns) -> pd.Series[str]:
    kind, finer = text(fields["event_type"]), text(fields["source_event_type"])
    both = (kind + " / " + finer).where(kind != finer, kind)
    return both.fillna(kind).fillna(finer)


def _ids(
    cells: pd.DataFrame, fields: _Columns, *, is_acled: bool, ours: bool, log: ReadingLog
) -> pd.Series[str]:
    given = text(fields["incident_id"])
    if given[given.notna()].duplicated().any():
        log.assume(
            "values repeat, so ids are made from the whole row", field=fields.name("incident_id")
        )
        return row_ids(cells)
    if given.isna().all():
        log.assume("no column holds ids; they are made from the whole row")
    prefix = "" if ours else "acled:" if is_acled else "id:"
    missing = given.isna()
    return (prefix + given).fillna(row_ids(cells[missing])) if missing.any() else prefix + given


def _told(
    fields: _Columns, types: pd.Series[str], place: pd.Series[str], report: str
) -> dict[str, pd.Series[str]]:
    notes = text(fields["notes"])
    made = (types + ", " + place).fillna(types).fillna(place)
    return {
        "title": text(fields["title"]).fillna(titles(notes)).fillna(made),
        "evidence": evidence_json(notes, field="notes", report=report),
    }


def _times(fields: _Columns, *, is_acled: bool, ours: bool, log: ReadingLog) -> dict[str, Any]:
    starts = fields["start"]
    if "start" not in fields and "year" in fields:
        starts = dates_of_parts(fields["year"], fields["month"], fields["day"], log)
    elif "start" not in fields:
        log.assume("no column holds dates; when the events happened is unknown")
    times = read_times(
        starts,
        fields.present("end"),
        log,
        clocks=fields.present("clock"),
        end_is_exclusive=ours,
    )
    if is_acled:
        times = acled.widened(times, fields["time_precision"], log)
    elif ours:
        stated = text(fields["time_precision"])
        times["time_precision"] = stated.where(stated.isin(list(TimePrecision))).fillna(
            times["time_precision"]
        )
    zones = text(fields["time_zone"])
    if zones.notna().any():
        times = localised(times, zones, log)
    return {str(name): times[name] for name in times.columns}


def _status(fields: _Columns, log: ReadingLog) -> pd.Series[str]:
    words = fields["status"].fillna("").str.strip().str.casefold()
    known = {word: str(word) for word in Status} | dict.fromkeys(_UNCONFIRMED, str(Status.DRAFT))
    status = words.map(known)
    strange = sorted(set(words[status.isna() & (words != "")]))
    if strange:
        log.assume(
            f"rows with the status {', '.join(map(shortened, strange[:5]))} count as confirmed",
            field=fields.name("status"),
        )
    return status.fillna(str(Status.CONFIRMED)).astype("string")


def _sources(
    fields: _Columns, report: str, *, is_acled: bool, licence: str | None
) -> pd.Series[str]:
    columns = [text(fields["publisher"]), text(fields["url"]), text(fields["published"])]
    number = np.zeros(len(columns[0]), dtype=np.intp)
    for column in columns:
        which, different = pd.factorize(column)
        number = pd.factorize(number * (len(different) + 1) + which + 1)[0]
    _, first = np.unique(number, return_index=True)
    rows: list[list[dict[str, str | None]]] = []
    for row in zip(*(column.iloc[first] for column in columns), strict=True):
        publisher, url, published = (None if pd.isna(cell) else str(cell) for cell in row)
        day = iso_day(published or "")
        names = publisher.split("; ") if publisher and is_acled else [publisher]
        rows.append(
            [
                {
                    "report": report,
                    "publisher": None if _is_link(name) else name,
                    "url": url or (name if _is_link(name) else None),
                    "published": day,
                    "licence": licence,
                }
                for name in names
            ]
        )
    return sources_json(rows).take(number).set_axis(columns[0].index)


def _is_link(name: str | None) -> bool:
    return name is not None and name.startswith(("http://", "https://"))


def _own_columns(cells: pd.DataFrame, log: ReadingLog) -> dict[str, Any]:
    """Columns of a table that sitmap wrote, taken as they are."""
    columns: dict[str, Any] = {}
    for name, dtype in INCIDENT_COLUMNS.items():
        if name not in cells or name in _READ_OTHERWISE:
            continue
        if dtype == TEXT:
            columns[name] = text(cells[name])
        elif dtype == LIST:
            columns[name] = cells[name].fillna("").str.split(";")
        elif dtype == COUNT:
            columns[name] = counts(cells[name], log)
    return columns
