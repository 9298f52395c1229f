"""What one report is understood as: frozen records, before anything becomes a table."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from .ondemand import OnDemand

if TYPE_CHECKING:
    import geopandas as gpd
    from shapely.geometry.base import BaseGeometry

SCHEMA_VERSION = 1
"""Written into every file as ``sitmap_schema``."""


class Precision(StrEnum):
    """How narrowly a location is known, from a surveyed point to nothing at all."""

    EXACT = "exact"
    PLACE = "place"
    NEAR = "near"
    ADMIN2 = "admin2"
    ADMIN1 = "admin1"
    REGION = "region"
    COUNTRY = "country"
    UNKNOWN = "unknown"


UCDP_WHERE_PREC: dict[Precision, int | None] = {
    Precision.EXACT: 1,
    Precision.PLACE: 1,
    Precision.NEAR: 2,
    Precision.ADMIN2: 3,
    Precision.ADMIN1: 4,
    Precision.REGION: 5,
    Precision.COUNTRY: 6,
    Precision.UNKNOWN: None,
}
"""Our precision as UCDP GED's where_prec (GED codebook 19.1); a region at sea is 7."""

ACLED_GEO_PRECISION: dict[Precision, int | None] = {
    Precision.EXACT: 1,
    Precision.PLACE: 1,
    Precision.NEAR: 2,
    Precision.ADMIN2: 2,
    Precision.ADMIN1: 3,
    Precision.REGION: 3,
    Precision.COUNTRY: 3,
    Precision.UNKNOWN: None,
}
"""Our precision as ACLED's geo_precision (ACLED codebook)."""

DEFAULT_RADIUS_M: dict[Precision, float | None] = {
    Precision.EXACT: None,
    Precision.PLACE: 2_000.0,
    Precision.NEAR: 25_000.0,
    Precision.ADMIN2: 40_000.0,
    Precision.ADMIN1: 100_000.0,
    Precision.REGION: 100_000.0,
    Precision.COUNTRY: None,
    Precision.UNKNOWN: None,
}
"""Radius in metres when a source gives a precision class but no area; null: no general value."""


class TimePrecision(StrEnum):
    """How narrowly a time is known."""

    MINUTE = "minute"
    HOUR = "hour"
    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    YEAR = "year"
    UNKNOWN = "unknown"


class Kind(StrEnum):
    """What a row counts: one happening, several uncounted, or a stated count over a period."""

    INCIDENT = "incident"
    SERIES = "series"
    AGGREGATE = "aggregate"


class Status(StrEnum):
    """How far a person has vouched for a row."""

    DRAFT = "draft"
    CONFIRMED = "confirmed"
    REJECTED = "rejected"


class Stance(StrEnum):
    """How a report puts a value forward."""

    STATED = "stated"
    CLAIMED = "claimed"
    ATTRIBUTED = "attributed"
    DENIED = "denied"


class PlaceKind(StrEnum):
    """What a gazetteer entry is."""

    CONTINENT = "continent"
    COUNTRY = "country"
    ADMIN1 = "admin1"
    ADMIN2 = "admin2"
    SETTLEMENT = "settlement"
    REGION = "region"
    SEA = "sea"
    SITE = "site"
    AIRFIELD = "airfield"
    BORDER = "border"


class NameKind(StrEnum):
    """By which sort of name a gazetteer entry was found."""

    OFFICIAL = "official"
    ALTERNATE = "alternate"
    DEMONYM = "demonym"
    ABBREVIATION = "abbreviation"
    FUZZY = "fuzzy"


class MentionKind(StrEnum):
    """What the words of a mention do in their sentence."""

    PLACE = "place"
    NATIONALITY = "nationality"
    METONYM = "metonym"
    ORGANISATION = "organisation"
    PERSON = "person"


@dataclass(frozen=True, slots=True)
class Report:
    """
    One source text, not yet an incident.

    `text` is the decoded file unchanged; every offset in the product counts its characters.
    `published` is the date of the report, null when neither the text nor the caller gives it.
    """

    report_id: str
    text: str
    published: date | None = None
    title: str | None = None
    publisher: str | None = None
    url: str | None = None
    licence: str | None = None
    language: str | None = None
    source_name: str | None = None
    sha256: str | None = None
    body_start: int = 0
    """Offset of the first character after a header line such as ``date 2024-02-05``."""


@dataclass(frozen=True, slots=True)
class Place:
    """
    One gazetteer entry, found by one name.

    `place_id` carries its origin: ``geonames:281184``, ``country:JO``, ``admin1:JO-MA``,
    ``sea:red-sea``, ``region:darfur``, ``site:tower-22``. Null where unknown; a population
    that the source gives as 0 is null.
    """

    place_id: str
    name: str
    kind: PlaceKind
    lon: float
    lat: float
    countries: tuple[str, ...] = ()
    admin1: str | None = None
    population: int | None = None
    geonameid: int | None = None
    time_zone: str | None = None
    radius_m: float | None = None
    subkind: str | None = None
    name_kind: NameKind = NameKind.OFFICIAL
    admin2: str | None = None
    approximate: bool = False
    """Whether the area is known roughly only: drawn by hand, or from its settlements."""

    @property
    def country(self) -> str | None:
        """The ISO alpha-2 code when the place lies in exactly one country, else null."""
        return self.countries[0] if len(self.countries) == 1 else None


@dataclass(frozen=True, slots=True)
class Location(OnDemand):
    """
    Where a phrase means: a point, the area that holds it, and how both were found.

    `lon`, `lat` in degrees on WGS 84; `footprint` is a GeoJSON geometry (Polygon or MultiPolygon,
    lon first) meant to hold the event with 90 % probability; `uncertainty_m` the greatest
    geodesic distance in metres from the point to the footprint. Unknown is null. What depends on
    the drawn area may be worked out when it is first read (`OnDemand`).
    """

    phrase: str
    name: str | None
    country: str | None
    lon: float | None
    lat: float | None
    precision: Precision
    uncertainty_m: float | None
    probability: float | None
    geonameid: int | None
    footprint: dict[str, Any] | None
    rule: str
    ucdp_where_prec: int | None
    acled_geo_precision: int | None


@dataclass(frozen=True, slots=True)
class Mention:
    """
    A span of a report that names a place, or words that look like one and are not.

    A mention is the longest spatial phrase ("northeastern Jordan near the Syrian border"), its
    toponyms are inside. `location` is null where nothing was found and for every kind but
    ``place``; `countries` are those the words stand for, also for nationalities and metonyms.
    """

    start_char: int
    end_char: int
    text: str
    kind: MentionKind
    countries: tuple[str, ...] = ()
    location: Location | None = None
    place_id: str | None = None


@dataclass(frozen=True, slots=True)
class Casualties:
    """Killed and injured as ranges; null is unknown, 0 only where the text says none."""

    killed_low: int | None = None
    killed_best: int | None = None
    killed_high: int | None = None
    injured_low: int | None = None
    injured_best: int | None = None
    injured_high: int | None = None


@dataclass(frozen=True, slots=True)
class Evidence:
    """One value that a report asserts, with the span it was read from."""

    field: str
    value: str
    stance: Stance
    report: str
    start: int
    end: int
    quote: str


@dataclass(frozen=True, slots=True)
class Source:
    """Where a row comes from, as it is cited on outputs."""

    report: str
    title: str | None = None
    publisher: str | None = None
    url: str | None = None
    published: date | None = None
    licence: str | None = None


@dataclass(frozen=True, slots=True)
class Incident:
    """
    One row of the incident table as a record; the columns of ``geo.table`` say what each means.

    `start` and `end` are naive civil times at the place, half-open. `geometry` is a
    ``(lon, lat)`` pair or null, `footprint` a shapely Polygon or MultiPolygon or null.
    """

    incident_id: str
    kind: Kind = Kind.INCIDENT
    count_low: int | None = 1
    count_best: int | None = 1
    count_high: int | None = 1
    title: str | None = None
    event_type: str | None = None
    source_event_type: str | None = None
    start: datetime | None = None
    end: datetime | None = None
    time_zone: str | None = None
    start_utc: datetime | None = None
    time_precision: TimePrecision = TimePrecision.UNKNOWN
    place: str | None = None
    geometry: tuple[float, float] | None = None
    footprint: BaseGeometry | None = None
    uncertainty_m: float | None = None
    precision: Precision = Precision.UNKNOWN
    location_rule: str | None = None
    countries_stated: tuple[str, ...] = ()
    countries_located: tuple[str, ...] = ()
    country_stated: str | None = None
    country_located: str | None = None
    admin1: str | None = None
    admin2: str | None = None
    actor: str | None = None
    actor_id: str | None = None
    target: str | None = None
    target_id: str | None = None
    claimed_by: str | None = None
    attributed_to: str | None = None
    attributed_by: str | None = None
    denied_by: str | None = None
    casualties: Casualties = field(default_factory=Casualties)
    killed_by_party: str | None = None
    status: Status = Status.DRAFT
    source_grade: str | None = None
    information_grade: str | None = None
    same_as: tuple[str, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    sources: tuple[Source, ...] = ()


@dataclass(frozen=True, slots=True)
class Background:
    """Something a report mentions that is no incident of its period: a war, an old invasion."""

    report: str
    text: str
    start_char: int
    end_char: int
    reason: str
    start: datetime | None = None
    end: datetime | None = None


@dataclass(frozen=True, slots=True)
class Base:
    """
    One site in one tenant period; `valid_from` and `valid_to` are half-open, null is open.

    `internal` sites, as all of a user's own, never go into a public output.
    """

    base_id: str
    site: str
    name: str
    lon: float
    lat: float
    aliases: tuple[str, ...] = ()
    country: str | None = None
    kind: str | None = None
    tenant: str | None = None
    footprint: BaseGeometry | None = None
    radius_m: float | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    source: str | None = None
    internal: bool = False


@dataclass(frozen=True, slots=True)
class Note:
    """
    One thing a reader assumed, skipped or changed, for people to read.

    `source` is the input's name without folders, `row` the 1-based record, `field` the column.
    """

    source: str
    message: str
    row: int | None = None
    field: str | None = None


@dataclass(frozen=True, slots=True)
class ReadResult:
    """
    What reading some sources gave.

    `incidents` is the incident table (``geo.table``); `skipped` names every row or passage that
    gave no incident and why; `assumed` every choice made without being told.
    """

    reports: tuple[Report, ...]
    incidents: gpd.GeoDataFrame
    background: tuple[Background, ...]
    assumed: tuple[Note, ...]
    skipped: tuple[Note, ...]
