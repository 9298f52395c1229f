"""UCDP Georeferenced Event Dataset, in the global, candidate and country extracts."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from ..errors import InputError
from ..models import Precision, TimePrecision
from .assembly import assembled, default_radius, one_each, points_of, sources_json
from .axes import refuse_swapped_axes
from .cells import counts, degrees, on_the_globe, text
from .columns import folded_name
from .countries import country_codes
from .result import ReadingLog, TableRead
from .times import dates_of_parts, iso_day, read_times
from .words import arrow_text, each_once, text_column

LICENCE = "CC BY 4.0"
CITATION = "UCDP Georeferenced Event Dataset (Sundberg and Melander 2013)"

WHERE_PREC = {
    "1": Precision.PLACE,
    "2": Precision.NEAR,
    "3": Precision.ADMIN2,
    "4": Precision.ADMIN1,
    "5": Precision.REGION,
    "6": Precision.COUNTRY,
    "7": Precision.REGION,
}
"""GED codebook 19.1, where_prec; 7 is international water or airspace."""

DATE_PREC = {
    "1": TimePrecision.DAY,
    "2": TimePrecision.WEEK,
    "3": TimePrecision.WEEK,
    "4": TimePrecision.MONTH,
    "5": TimePrecision.YEAR,
}
"""GED codebook 19.1, date_prec; 2 is a range of two to six days."""

_VIOLENCE = {"1": "state-based", "2": "non-state", "3": "one-sided"}
_EVENT_TYPE = {"1": "armed clash", "2": "armed clash", "3": "attack"}
_NEEDED = ("type_of_violence", "side_a", "side_b", "latitude", "longitude", "country")
_SHORT_NAMES = {"low_death": "low", "best_death": "best", "high_death": "high"}
_PARTIES = {
    "deaths_a": "side_a",
    "deaths_b": "side_b",
    "deaths_civilians": "civilian",
    "deaths_unknown": "unknown",
}
_ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


def is_ucdp(names: pd.Index[str]) -> bool:
    """
    Tell UCDP GED by its columns.

    Parameters
    ----------
    names
        Column names as read.

    Returns
    -------
    is_ucdp
        True where type of violence, both sides, country, coordinates and deaths are there.
    """
    folded = {_SHORT_NAMES.get(folded_name(name), folded_name(name)) for name in names}
    return {*_NEEDED, "best"} <= folded


def read_ucdp(cells: pd.DataFrame, log: ReadingLog, path: Path) -> TableRead:
    """
    Read UCDP GED rows.

    Parameters
    ----------
    cells
        Text cells; the index is the number of the record.
    log
        Takes what was assumed and skipped.
    path
        The input.

    Returns
    -------
    read
        One confirmed incident per row, in the order of the source. The point is as UCDP gives it,
        also where it stands for a whole country; `precision` says so. Deaths are low, best and
        high as given, also where they are not in this order. Dates are never shifted; `end` is
        the day after ``date_end``.

    Raises
    ------
    InputError
        If a needed column is missing, the axes are swapped, or no row is usable.
    """
    cells = cells.rename(
        columns={
            name: _SHORT_NAMES.get(folded_name(name), folded_name(name)) for name in cells.columns
        }
    )
    missing = [name for name in (*_NEEDED, "best") if name not in cells]
    if missing:
        raise InputError(
            f"is no UCDP GED table, it lacks {', '.join(missing)}; leave out --input-format",
            path=path,
        )
    log.assume("read as UCDP GED")
    lon, lat = degrees(cells["longitude"], cells["latitude"], log)
    codes = country_codes(cells["country"], log)
    refuse_swapped_axes(lon, lat, codes, path=path, columns="'latitude' and 'longitude'")
    lon, lat = on_the_globe(lon, lat, cells.index, log)
    precision = _coded(cells, "where_prec", WHERE_PREC, log)
    violence = _violence(cells["type_of_violence"])
    place = text(_column(cells, "where_coordinates"))
    actor, target = (text(cells[name]) for name in ("side_a", "side_b"))
    columns: dict[str, object] = {
        "incident_id": _ids(cells, log),
        "kind": "incident",
        "count_low": 1,
        "count_best": 1,
        "count_high": 1,
        "title": _titles(actor, target, place.fillna(text(cells["country"]))),
        "event_type": each_once(violence, lambda codes: codes.map(_EVENT_TYPE).astype("string")),
        "source_event_type": "type_of_violence " + violence,
        **_times(cells, log),
        "place": place,
        "uncertainty_m": default_radius(precision, np.isfinite(lon)),
        "precision": precision,
        "location_rule": _rules(cells, precision),
        "countries_stated": one_each(codes),
        "country_stated": codes,
        "admin1": text(_column(cells, "adm_1")),
        "admin2": text(_column(cells, "adm_2")),
        "actor": actor,
        "target": target,
        **_deaths(cells, log),
        "status": "confirmed",
        "sources": _sources(cells, log.source),
    }
    # last, where what the columns needed has been given back
    points = points_of(lon, lat)
    return assembled(columns, points, index=cells.index, log=log, path=path)


def _column(cells: pd.DataFrame, name: str) -> pd.Series[str]:
    if name in cells:
        return cells[name]
    return pd.Series("", index=cells.index, dtype="str", name=name)


def _violence(cells: pd.Series[str]) -> pd.Series[str]:
    by_word = {word: code for code, word in _VIOLENCE.items()}

    def codes(distinct: pd.Series[str]) -> pd.Series[str]:
        words = distinct.str.casefold()
        numbers = words.str.extract(r"^([123])\b", expand=False)
        named = words.str.extract(r"^([a-z-]+)", expand=False).map(by_word)
        return numbers.fillna(named).astype("string")

    return each_once(cells, codes)


def _coded(
    cells: pd.DataFrame, name: str, meaning: Mapping[str, str], log: ReadingLog
) -> pd.Series[str]:
    if name not in cells:
        log.assume(f"there is no column {name!r}; the precision is unknown", field=name)
        return pd.Series("unknown", index=cells.index, dtype="string")
    words_of = {code: str(word) for code, word in meaning.items()}
    codes = each_once(cells[name], lambda distinct: distinct.str.removesuffix(".0"))
    words = each_once(codes, lambda distinct: distinct.map(words_of).astype("string"))
    bad = words.isna() & (codes != "")
    log.bad_cells(codes[bad].items(), "no code of the codebook", field=name)
    return words.fillna("unknown")


def _ids(cells: pd.DataFrame, log: ReadingLog) -> pd.Series[str]:
    ids = _column(cells, "id").fillna("").str.strip().astype("string")
    missing = ids == ""
    if missing.any():
        log.assume(f"{int(missing.sum()):,} rows have no id; numbered by their row", field="id")
        numbers = pd.Series(cells.index.astype("string"), index=cells.index)
        ids = ids.where(~missing, "row-" + numbers)
    return "ucdp:" + ids


def _titles(actor: pd.Series[str], target: pd.Series[str], where: pd.Series[str]) -> pd.Series[str]:
    one, other = (pc.fill_null(arrow_text(side), "?") for side in (actor, target))
    sides = pc.binary_join_element_wise(one, other, pa.scalar(" – ", pa.large_string()))
    # null where the place is
    titles = pc.binary_join_element_wise(
        sides, arrow_text(where), pa.scalar(", ", pa.large_string())
    )
    return text_column(pc.coalesce(titles, sides), where)


def _rules(cells: pd.DataFrame, precision: pd.Series[str]) -> pd.Series[str]:
    def rules(distinct: pd.Series[str]) -> pd.Series[str]:
        codes = distinct.str.removesuffix(".0").astype("string")
        return "point of the table, where_prec " + codes

    rule = each_once(_column(cells, "where_prec"), rules)
    return rule.where(precision != "unknown", "point of the table, precision not stated")


def _times(cells: pd.DataFrame, log: ReadingLog) -> dict[str, object]:
    if "date_start" in cells:
        times = read_times(cells["date_start"], cells.get("date_end", None), log)
        stated = _coded(cells, "date_prec", DATE_PREC, log)
        precision = stated.where((stated != "unknown") & times["start"].notna())
        times["time_precision"] = precision.fillna(times["time_precision"])
    else:
        year, month, day = (_column(cells, name) for name in ("year", "month", "day"))
        times = read_times(dates_of_parts(year, month, day, log), None, log)
    return {str(name): times[name] for name in times.columns}


def _deaths(cells: pd.DataFrame, log: ReadingLog) -> dict[str, object]:
    low, best, high = (counts(_column(cells, name), log) for name in ("low", "best", "high"))
    too_low = int((best > high).sum())
    too_high = int((low > best).sum())
    if too_low or too_high:
        log.assume(
            f"best is over high in {too_low:,} rows and low over best in {too_high:,};"
            " kept as the source has them",
            field="low, best, high",
        )
    columns: dict[str, object] = {"killed_low": low, "killed_best": best, "killed_high": high}
    present = {name: party for name, party in _PARTIES.items() if name in cells}
    if present:
        parties = [counts(cells[name], log).astype(object) for name in present]
        names = list(present.values())
        columns["killed_by_party"] = [
            json.dumps(
                {
                    name: None if pd.isna(number) else int(number)
                    for name, number in zip(names, row, strict=True)
                },
                separators=(",", ":"),
            )
            for row in zip(*parties, strict=True)
        ]
    return columns


def _sources(cells: pd.DataFrame, report: str) -> pd.Series[str]:
    dataset: dict[str, str | None] = {
        "report": report,
        "title": CITATION,
        "publisher": "UCDP",
        "licence": LICENCE,
    }

    def texts(distinct: pd.Series[str]) -> pd.Series[str]:
        return sources_json([[dataset, *_articles(cell, report)] for cell in distinct])

    return each_once(_column(cells, "source_article"), texts)


def _articles(cell: str, report: str) -> list[dict[str, str | None]]:
    """Read a cell of quoted "publisher,date,headline" items, separated by semicolons."""
    if not cell.strip():
        return []
    found: list[dict[str, str | None]] = []
    for item in next(csv.reader([cell.replace("\n", " ")], delimiter=";"), []):
        parts = item.split(",", 2)
        if len(parts) == 3 and _ISO_DATE.fullmatch(parts[1].strip()):
            publisher, published, title = (part.strip() for part in parts)
            found.append(
                {
                    "report": report,
                    "title": title or None,
                    "publisher": publisher or None,
                    "published": iso_day(published),
                }
            )
        elif item.strip():
            found.append({"report": report, "title": item.strip()})
    return found
