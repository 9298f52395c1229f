"""Which column of a foreign table is which of ours, told by its name."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from .result import ReadingLog, column_names

SYNONYMS: dict[str, tuple[str, ...]] = {
    "incident_id": (
        "incident_id",
        "event_id_cnty",
        "event_id",
        "eventid",
        "incidentid",
        "id",
        "uuid",
        "uid",
        "case_id",
        "code",
        "no",
        "nr",
    ),
    "lat": (
        "lat",
        "latitude",
        "latitud",
        "y",
        "lat_dd",
        "gps_lat",
        "point_y",
        "decimallatitude",
        "ycoord",
        "y_coord",
        "location_lat",
        "geo_lat",
    ),
    "lon": (
        "lon",
        "lng",
        "long",
        "longitude",
        "longitud",
        "x",
        "lon_dd",
        "gps_lon",
        "gps_lng",
        "point_x",
        "decimallongitude",
        "xcoord",
        "x_coord",
        "location_lon",
        "location_lng",
        "geo_lon",
        "geo_lng",
    ),
    "wkt": ("geom_wkt", "wkt", "the_geom", "geometry_wkt", "geometry", "geom"),
    "start": (
        "start",
        "date_start",
        "start_date",
        "event_date",
        "incident_date",
        "date_of_event",
        "date",
        "datetime",
        "date_time",
        "start_time",
        "startdate",
        "begin",
        "day_of_event",
        "occurred",
        "occurred_at",
        "when",
        "fecha",
        "datum",
        "timestamp",
        "time_stamp",
        "time",
    ),
    "end": ("end", "date_end", "end_date", "enddate", "end_time", "finish", "until"),
    "year": ("year", "iyear"),
    "month": ("month", "imonth"),
    "day": ("day", "iday"),
    "clock": ("time", "hour", "clock", "event_time", "local_time", "incident_time"),
    "time_zone": ("time_zone", "timezone", "tz"),
    "time_precision": ("time_precision", "date_prec", "date_precision"),
    "event_type": (
        "event_type",
        "type",
        "incident_type",
        "attack_type",
        "category",
        "eventtype",
        "type_of_event",
        "attacktype1_txt",
        "kind_of_event",
        "disorder_type",
    ),
    "source_event_type": ("source_event_type", "sub_event_type", "subtype", "sub_type"),
    "title": ("title", "headline", "name", "event", "summary", "subject"),
    "notes": ("notes", "description", "details", "text", "note", "remarks", "narrative", "comment"),
    "place": (
        "place",
        "location",
        "place_name",
        "placename",
        "location_name",
        "site",
        "city",
        "town",
        "locality",
        "settlement",
        "village",
        "where_coordinates",
        "where",
        "area",
        "lugar",
        "ort",
    ),
    "country": ("country", "country_name", "country_stated", "nation", "country_txt", "pais"),
    "country_code": ("iso2", "iso_a2", "country_code", "iso3", "iso_a3", "country_iso3"),
    "admin1": (
        "admin1",
        "adm_1",
        "adm1",
        "admin_1",
        "province",
        "governorate",
        "state",
        "region",
        "provstate",
        "adm1_name",
        "admin1_name",
        "oblast",
        "department",
    ),
    "admin2": (
        "admin2",
        "adm_2",
        "adm2",
        "admin_2",
        "district",
        "county",
        "adm2_name",
        "admin2_name",
    ),
    "precision": (
        "precision",
        "geo_precision",
        "where_prec",
        "location_precision",
        "geoprecision",
    ),
    "uncertainty_m": ("uncertainty_m", "radius_m", "accuracy_m", "coordinateuncertaintyinmeters"),
    "actor": (
        "actor",
        "actor1",
        "side_a",
        "perpetrator",
        "attacker",
        "group",
        "gname",
        "armed_group",
        "organisation",
        "organization",
    ),
    "target": ("target", "actor2", "side_b", "victim", "target1", "targtype1_txt"),
    "claimed_by": ("claimed_by", "claim"),
    "killed_low": ("killed_low", "low", "low_death", "deaths_low", "fatalities_low", "killed_min"),
    "killed_best": (
        "killed_best",
        "best",
        "best_death",
        "fatalities",
        "killed",
        "deaths",
        "dead",
        "deaths_best",
        "nkill",
        "death_toll",
        "total_deaths",
        "fatalities_best",
        "fatality",
        "people_killed",
        "no_killed",
        "num_killed",
        "muertos",
        "tote",
    ),
    "killed_high": (
        "killed_high",
        "high",
        "high_death",
        "deaths_high",
        "fatalities_high",
        "killed_max",
    ),
    "injured_low": ("injured_low", "wounded_low", "injured_min"),
    "injured_best": (
        "injured_best",
        "injured",
        "wounded",
        "injuries",
        "nwound",
        "people_injured",
        "total_injured",
        "injured_total",
        "heridos",
        "verletzte",
    ),
    "injured_high": ("injured_high", "wounded_high", "injured_max"),
    "publisher": ("publisher", "source", "sources", "source_name", "source_office", "outlet"),
    "url": ("url", "source_url", "link", "sourceurl", "source_link", "href"),
    "published": ("published", "source_date", "report_date", "date_published", "pubdate"),
    "status": ("status",),
}
"""Our field to the names it goes by, best first; names are folded by `folded_name`."""


def folded_name(name: str) -> str:
    """
    Fold a column name for comparison.

    Parameters
    ----------
    name
        As the header has it.

    Returns
    -------
    folded
        Lower case, everything but letters and digits as single underscores.
    """
    return re.sub(r"[\W_]+", "_", name.casefold()).strip("_")


def match_columns(names: Iterable[str], log: ReadingLog) -> dict[str, str]:
    """
    Find which column holds which field.

    Parameters
    ----------
    names
        The column names of the table.
    log
        Takes the assignment and the columns that are not used.

    Returns
    -------
    columns
        Our field to the name of the column; a field that no column fits is missing. Every column
        serves one field.
    """
    names = [str(name) for name in names]
    folded = {folded_name(name): name for name in reversed(names)}
    columns: dict[str, str] = {}
    for field, synonyms in SYNONYMS.items():
        found = next((folded[synonym] for synonym in synonyms if synonym in folded), None)
        if found is not None and found not in columns.values():
            columns[field] = found
    if columns:
        taken = ", ".join(f"{name!r} as {field}" for field, name in columns.items())
        log.assume(f"columns taken: {taken}")
    _name_unused(names, columns.values(), log)
    return columns


def _name_unused(names: Sequence[str], used: Iterable[str], log: ReadingLog) -> None:
    used = set(used)
    unused = [name for name in names if name not in used]
    if unused:
        log.assume(f"columns not used: {column_names(unused)}")
