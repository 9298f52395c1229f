"""The walk: sources in, one incident table out, with everything assumed and skipped named."""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
from shapely import Point
from shapely.geometry import shape

from . import edits as corrections
from . import extraction, gazetteer, geocoding, readers, reference, table
from .errors import ParameterError
from .models import Background, Incident, Location, Note, Precision, ReadResult, Report

logger = logging.getLogger(__name__)

_CLOCKED = ("minute", "hour")


@dataclass(slots=True)
class _Collected:
    """What the sources gave so far."""

    tables: list[gpd.GeoDataFrame] = field(default_factory=list)
    reports: list[Report] = field(default_factory=list)
    background: list[Background] = field(default_factory=list)
    assumed: list[Note] = field(default_factory=list)
    skipped: list[Note] = field(default_factory=list)


def read(
    *sources: str | Path,
    input_format: str | None = None,
    published: date | None = None,
    edits: str | Path | None = None,
    model: str = "none",
) -> ReadResult:
    """
    Read reports and event tables into one incident table.

    Parameters
    ----------
    sources
        Files, or folders of text reports, in any mixture.
    input_format
        Name of the format of every source; detected where null.
    published
        Date of reports that state none themselves.
    edits
        A file of corrections, applied after everything was read.
    model
        Whether spaCy helps to find names in reports: ``"none"``, ``"spacy"`` from the extra
        ``nlp``, or ``"auto"`` for where it is installed.

    Returns
    -------
    result
        The incident table (EPSG:4326, longitude first; rows in the order of the sources), the
        reports, the background they mention, and notes on what was assumed and skipped. Unknown
        is null.

    Raises
    ------
    InputError
        If a source cannot be read or none of its rows is usable; the message names file and row.
    ParameterError
        If `model` is unknown.
    MissingDependencyError
        If `model` is ``"spacy"`` and the extra is not installed.
    """
    # read first: a fault in the corrections should not cost the reading of large sources
    changes = [] if edits is None else corrections.read_edits(Path(edits))
    found = _Collected()
    for source in sources:
        _read_source(
            Path(source), found, input_format=input_format, published=published, model=model
        )
    incidents = _joined_tables(found)
    if changes:
        incidents, notes = corrections.apply_edits(incidents, changes)
        for note in notes:
            logger.warning("%s, row %s: %s", note.source, note.row, note.message)
        found.skipped += notes
    return ReadResult(
        tuple(found.reports),
        incidents,
        tuple(found.background),
        tuple(found.assumed),
        tuple(found.skipped),
    )


def extract(report: Report, *, model: str = "none") -> list[Incident]:
    """
    Draft the incidents of one report.

    Parameters
    ----------
    report
        The report; its text is read from `body_start` on.
    model
        Whether spaCy helps to find names, as in `read`.

    Returns
    -------
    drafts
        Incidents, series and aggregates in the order of the text, each value with its evidence;
        the location of each is a point and a footprint in EPSG:4326, longitude first, null where
        the text states none.

    Raises
    ------
    ReferenceDataError
        If the packaged gazetteer is missing or damaged.
    """
    return list(_understand(report, model).incidents)


def bases(at: date | None = None) -> gpd.GeoDataFrame:
    """
    Give the packaged base table.

    Parameters
    ----------
    at
        Keep the sites and tenants of this day only; null keeps every tenant period.

    Returns
    -------
    bases
        One row per site and tenant period (``geo.table``), points in EPSG:4326, longitude first,
        radius in metres, in the order of the packaged list.

    Raises
    ------
    ReferenceDataError
        If the packaged list is missing or damaged.
    """
    records = [
        base
        for base in reference.bases()
        if at is None or ((base.valid_from or date.min) <= at < (base.valid_to or date.max))
    ]
    return table.bases_from_records(records)


def _understand(report: Report, model: str) -> extraction.Extraction:
    mentions = geocoding.find_mentions(report.text, start=report.body_start, model=model)
    return extraction.extract_incidents(report, mentions)


def _read_source(
    source: Path,
    found: _Collected,
    *,
    input_format: str | None,
    published: date | None,
    model: str,
) -> None:
    what = readers.read_source(source, input_format=input_format, published=published)
    found.assumed += what.assumed
    found.skipped += what.skipped
    if isinstance(what, readers.TableRead):
        found.tables.append(_with_zones(_with_places(what.incidents, source.name, found)))
        return
    drafts: list[Incident] = []
    for report in what.reports:
        understood = _understand(report, model)
        found.reports.append(report)
        found.background += understood.background
        found.assumed += understood.assumed
        found.skipped += understood.skipped
        drafts += understood.incidents
    found.tables.append(_with_zones(table.incidents_from_records(drafts)))


def _joined_tables(found: _Collected) -> gpd.GeoDataFrame:
    """Put the tables of all sources under each other; a row that comes twice is kept once."""
    filled = [item for item in found.tables if len(item)]
    if not filled:
        return table.incidents_from_records([])
    incidents: Any = pd.concat(filled, ignore_index=True)
    again = incidents["incident_id"].duplicated() & incidents["incident_id"].notna()
    if again.any():
        message = f"{int(again.sum())} rows came twice, with the same id, and were kept once"
        found.skipped.append(Note("all sources", message, field="incident_id"))
        incidents = incidents[~again].reset_index(drop=True)
    return table.as_incident_table(incidents)


def _with_places(incidents: gpd.GeoDataFrame, source: str, found: _Collected) -> gpd.GeoDataFrame:
    """Geocode the rows that name a place and give no coordinates, each distinct name once."""
    waiting = (
        incidents.geometry.isna()
        & incidents["footprint"].isna()
        & incidents["place"].notna()
        & incidents["location_rule"].isna()
    )
    if not waiting.any():
        return incidents
    result = incidents.copy()
    rows_of: dict[tuple[str, str | None], list[int]] = {}
    for row in result.index[waiting]:
        place, country = result.loc[row, ["place", "country_stated"]].tolist()
        rows_of.setdefault((place, None if pd.isna(country) else country), []).append(row)
    for (place, country), rows in rows_of.items():
        try:
            location = geocoding.locate(place, country=country)[0]
        except ParameterError as error:
            message = f"place {place[:60]!r} ({len(rows):,} rows): {error}"
            found.skipped.append(Note(source, message, field="place"))
            continue
        if location.precision is Precision.UNKNOWN:
            message = f"place {place!r} ({len(rows):,} rows): {location.rule}"
            found.skipped.append(Note(source, message, field="place"))
        else:
            _place_rows(result, rows, location)
    return result


def _place_rows(incidents: gpd.GeoDataFrame, rows: list[int], location: Location) -> None:
    point: Any = None
    if location.lon is not None and location.lat is not None:
        point = Point(location.lon, location.lat)
    area: Any = None if location.footprint is None else shape(location.footprint)
    for name, value in (("geometry", point), ("footprint", area)):
        incidents.loc[rows, name] = gpd.GeoSeries([value] * len(rows), rows, crs=table.WGS84)
    incidents.loc[rows, "uncertainty_m"] = location.uncertainty_m
    incidents.loc[rows, "precision"] = str(location.precision)
    incidents.loc[rows, "location_rule"] = location.rule


def _with_zones(incidents: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Give clock times the zone of the nearest packaged city in the country of the row."""
    clocked = incidents["time_precision"].isin(_CLOCKED) & incidents.geometry.notna()
    if not clocked.any():
        return incidents
    zones = pd.Series(None, index=incidents.index, dtype="string")
    wanted = incidents[clocked]
    points = wanted.geometry
    lons, lats = points.x.tolist(), points.y.tolist()
    located = reference.countries_at(lons, lats)
    stated_codes = wanted["country_stated"].tolist()
    rows = zip(wanted.index, lons, lats, stated_codes, located, strict=True)
    for row, lon, lat, stated, country in rows:
        city = gazetteer.nearest_city(lon, lat, country if pd.isna(stated) else stated)
        if city is not None:
            zones[row] = city.time_zone
    return readers.localise(incidents, zones)
