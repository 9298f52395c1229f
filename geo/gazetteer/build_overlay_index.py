"""The small index: countries, areas, seas, regions, sites, airfields, borders and their names."""

import json
import logging
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.parquet as pq
import shapely

from ..errors import InputError
from .build_settlements import is_name, keys_of
from .index import Spelling, write_index
from .names import ARABIC_ARTICLE, fold, fold_with_offsets
from .titles import is_generic, similar, without_class

_log = logging.getLogger(__name__)

CONTINENTS = {
    "AF": ("Africa", 6255146, ["African"], 20.0, 5.0),
    "AN": ("Antarctica", 6255152, ["Antarctic"], 0.0, -85.0),
    "AS": ("Asia", 6255147, ["Asian"], 88.0, 45.0),
    "EU": ("Europe", 6255148, ["European"], 15.0, 50.0),
    "NA": ("North America", 6255149, ["North American"], -100.0, 45.0),
    "OC": ("Oceania", 6255151, ["Oceanian"], 134.0, -25.0),
    "SA": ("South America", 6255150, ["South American"], -58.0, -15.0),
}
"""Code: name, geonameid, adjectives, a point on it."""

# In these GeoNames and OurAirports list every farm strip; only fields that news names go in.
_STRIP_RICH = frozenset(
    ["US", "BR", "AU", "MX", "CA", "FR", "GB", "DE", "AR", "IT", "CO", "PG", "ZA", "ID", "RU"]
)

_AIRFIELD_RADIUS_M = 2_500.0  # a long runway is 4 to 5 km

Names = list[tuple[str, Spelling]]


def build_index(overlay: dict[str, dict[str, Any]], out: Path) -> int:
    """
    Write overlay.jsonl (one entry a line), its offsets, and the index of the names.

    Parameters
    ----------
    overlay
        The TOML files as `build_overlay.read_overlay` gives them.
    out
        Folder of the packaged data; its Parquet files must be there.

    Returns
    -------
    count
        Number of entries.
    """
    population = _population(out)
    entries = [*_continents(), *_countries(overlay, out, population), *_areas(out)]
    entries += [*_sites(overlay), *_borders(overlay, out), *_admin1(out, population)]
    entries += [*_admin2(out), *_airfields(out)]
    _add_abbreviations(entries, overlay)
    ids = [entry["id"] for entry, _ in entries]
    if len(set(ids)) < len(ids):
        raise InputError(f"an id stands twice: {sorted({i for i in ids if ids.count(i) > 1})[:5]}")
    lines = [
        json.dumps(
            {key: value for key, value in entry.items() if value not in (None, [], {})},
            ensure_ascii=False,
            separators=(",", ":"),
        )
        for entry, _ in entries
    ]
    blob = [f"{line}\n".encode() for line in lines]
    (out / "overlay.jsonl").write_bytes(b"".join(blob))
    np.save(out / "overlay.npy", np.cumsum([0, *map(len, blob)]).astype("<u4"))
    write_index(out / "overlay", _keys(entries))
    return len(entries)


def _keys(entries: list[tuple[dict[str, Any], Names]]) -> Iterator[tuple[str, int, Spelling]]:
    for number, (entry, names) in enumerate(entries):
        arabic = any(code in ARABIC_ARTICLE for code in entry.get("countries", [])) or entry[
            "kind"
        ] in {"sea", "region"}
        for name, spelling in names:
            for key in keys_of(name, arabic_article=arabic):
                yield key, number, spelling


def _named(official: list[str | None], others: list[str]) -> Names:
    best: dict[str, Spelling] = {}
    for name in others:
        best[name] = Spelling.ALTERNATE
    for known in official:
        if known:
            best[known] = Spelling.OFFICIAL
    return list(best.items())


def _continents() -> Iterator[tuple[dict[str, Any], Names]]:
    for code, (name, geonameid, adjectives, lon, lat) in CONTINENTS.items():
        entry: dict[str, Any] = {"id": f"continent:{code}", "name": name, "kind": "continent"}
        entry |= {"lon": lon, "lat": lat, "geonameid": geonameid}
        yield entry, [(name, Spelling.OFFICIAL), *((a, Spelling.DEMONYM) for a in adjectives)]


def _population(out: Path) -> dict[str, int]:
    """Sum the settlements of each country and first-level area, to name the larger ones first."""
    rows = np.load(out / "settlements.npy")[:-1]
    listing = json.loads((out / "settlements.json").read_text("utf-8"))
    sums: dict[str, int] = {}
    for column in ("country", "admin1"):
        counted = np.bincount(rows[column], rows["population"], len(listing[column]))
        sums |= dict(zip(listing[column][1:], counted[1:].astype(int).tolist(), strict=True))
    return sums


def _countries(
    overlay: dict[str, dict[str, Any]], out: Path, population: dict[str, int]
) -> Iterator[tuple[dict[str, Any], Names]]:
    table = pq.read_table(out / "countries.parquet").drop_columns(["geometry"])
    demonyms = {entry["country"]: entry for entry in overlay["demonyms"].get("demonym", [])}
    ambiguous = overlay["demonyms"].get("ambiguous", [])
    rows = [row for row in table.to_pylist() if row["iso_a3"] is not None]
    rows.sort(key=lambda row: -population.get(row["country"], 0))
    own = {fold(row["name"]) for row in rows}
    own |= {fold(name) for entry in demonyms.values() for name in entry.get("names", [])}
    for row in rows:
        code = row["country"]
        told = demonyms.get(code, {})
        names = _named([row["name"], *told.get("names", [])], row["names"])
        for shared in ambiguous:
            # "Georgia" may also mean the state, which has an entry of its own
            if code in shared["countries"] and code != "US":
                owned = fold(shared["name"]) in own
                names.append((shared["name"], Spelling.ALTERNATE if owned else Spelling.OFFICIAL))
        for word in ("adjectives", "nationals", "compounds"):
            names += [(name, Spelling.DEMONYM) for name in told.get(word, [])]
        entry = {"id": f"country:{code}", "name": row["name"], "kind": "country"}
        entry |= {"lon": row["lon"], "lat": row["lat"], "countries": [code]}
        yield entry | {"geonameid": row["geonameid"]}, names


def _areas(out: Path) -> Iterator[tuple[dict[str, Any], Names]]:
    table = pq.read_table(out / "areas.parquet").drop_columns(["geometry"])
    for row in table.to_pylist():
        names = _named([row["name"]], row["names"])
        names += [(name, Spelling.DEMONYM) for name in row["adjectives"]]
        entry = {"id": row["place_id"], "name": row["name"], "kind": row["kind"]}
        entry |= {"lon": row["lon"], "lat": row["lat"], "countries": row["countries"]}
        yield entry | {"subkind": row["subkind"]}, names


def _sites(overlay: dict[str, dict[str, Any]]) -> Iterator[tuple[dict[str, Any], Names]]:
    for site in overlay["sites"].get("site", []):
        entry = {"id": f"site:{site['id']}", "name": site["name"], "kind": "site"}
        entry |= {"lon": float(site["lon"]), "lat": float(site["lat"])}
        entry |= {"countries": [site["country"]] if site["country"] else []}
        entry |= {"radius_m": float(site["radius_m"]), "subkind": site["kind"]}
        yield entry, _named([site["name"]], _air_base_forms([site["name"], *site["aliases"]]))


def _air_base_forms(names: list[str]) -> list[str]:
    """Give each name with "air base" written both ways."""
    forms = []
    for name in names:
        forms += [
            name,
            re.sub(r"\bair base\b", "airbase", name, flags=re.IGNORECASE),
            re.sub(r"\bairbase\b", "air base", name, flags=re.IGNORECASE),
        ]
    return list(dict.fromkeys(forms))


def _borders(
    overlay: dict[str, dict[str, Any]], out: Path
) -> Iterator[tuple[dict[str, Any], Names]]:
    lines: dict[tuple[str, str], list[bytes]] = {}
    for row in pq.read_table(out / "borders.parquet").to_pylist():
        lines.setdefault((row["country_a"], row["country_b"]), []).append(row["geometry"])
    for told in overlay["borders"].get("border", []):
        a, b = sorted(told["pair"])
        if not told.get("names") or (a, b) not in lines:
            continue
        shapes = shapely.get_parts(shapely.from_wkb(lines[a, b]))
        longest = shapes[int(np.argmax(shapely.length(shapes)))]
        middle = shapely.line_interpolate_point(longest, 0.5, normalized=True)
        entry = {"id": f"border:{a}-{b}", "name": told["names"][0], "kind": "border"}
        entry |= {"lon": round(middle.x, 5), "lat": round(middle.y, 5), "countries": [a, b]}
        entry |= {"subkind": told.get("status")}
        yield entry, [(name, Spelling.OFFICIAL) for name in told["names"]]


def _admin1(out: Path, population: dict[str, int]) -> Iterator[tuple[dict[str, Any], Names]]:
    table = pq.read_table(out / "admin1.parquet").drop_columns(["geometry"])
    # an old outline whose area lives on, smaller, is no place of its own
    rows = [r for r in table.to_pylist() if not (r["superseded"] and r["geonames_code"])]
    rows.sort(
        key=lambda row: (row["superseded"], not row["joined"], -population.get(row["admin1_id"], 0))
    )
    for row in rows:
        kinds = [kind for kind in (row["type_en"] or "").split("|") if kind]
        english = row["name_en"] or row["name"]
        # with a GeoNames code the first name is theirs; English names of Natural Earth are worse
        main = row["names"][0] if row["geonames_code"] else english
        short = without_class(main)
        if is_generic(short):
            short = f"{short} {kinds[0] if kinds else 'Region'}"
        official = [short, row["name"], *(f"{short} {kind}" for kind in kinds)]
        if similar(english, [short]):
            official += [english, without_class(english)]
        others = [*row["names"], *(without_class(name) for name in row["names"])]
        names = _named(official, others)
        entry: dict[str, Any] = {"id": f"admin1:{row['admin1_id']}", "name": short}
        entry |= {"kind": "admin1", "lon": row["lon"], "lat": row["lat"]}
        entry["admin1"] = row["admin1_id"]
        entry |= {"countries": [row["country"]] if row["country"] else []}
        entry |= {"subkind": row["type_en"], "geonameid": row["geonameid"]}
        yield entry, [(name, spelling) for name, spelling in names if _is_area_name(name)]


def _is_area_name(name: str) -> bool:
    """Leave out postal codes, which the abbreviations know better, and names of nothing."""
    return is_name(name) and not is_generic(name) and not (len(name) <= 3 and name.isupper())


def _admin2(out: Path) -> Iterator[tuple[dict[str, Any], Names]]:
    table = pq.read_table(out / "admin2.parquet").drop_columns(["geometry"])
    for row in table.to_pylist():
        entry = {"id": f"admin2:{row['admin2_id']}", "name": row["name"], "kind": "admin2"}
        entry |= {"lon": row["lon"], "lat": row["lat"], "countries": [row["country"]]}
        yield entry | {"admin1": row["admin1_id"]}, [(row["name"], Spelling.OFFICIAL)]


def _airfields(out: Path) -> Iterator[tuple[dict[str, Any], Names]]:
    for row in pq.read_table(out / "airfields.parquet").to_pylist():
        small = row["kind"] not in {"large_airport", "medium_airport"}
        unused = row["closed"] or row["kind"] == "seaplane_base"
        if small and not row["military_words"] and (unused or row["country"] in _STRIP_RICH):
            continue
        entry = {"id": f"airfield:{row['ident']}", "name": row["name"], "kind": "airfield"}
        entry |= {"lon": row["lon"], "lat": row["lat"], "countries": [row["country"]]}
        entry |= {"radius_m": _AIRFIELD_RADIUS_M, "subkind": row["kind"]}
        names = [row["name"], *(a for a in row["aliases"] if len(a) > 4 and not a.isupper())]
        yield entry, _named([row["name"]], _air_base_forms(names))


def _add_abbreviations(
    entries: list[tuple[dict[str, Any], Names]], overlay: dict[str, dict[str, Any]]
) -> None:
    """Add the short forms to the countries and areas they stand for, with how they are written."""
    by_id = {entry["id"]: (entry, names) for entry, names in entries}
    regions = {
        fold(name): (entry, names)
        for entry, names in entries
        if entry["kind"] == "region"
        for name, spelling in names
        if spelling is not Spelling.DEMONYM
    }
    for told in overlay["abbreviations"].get("abbreviation", []):
        if "country" in told:
            found = by_id.get(f"country:{told['country']}")
        elif "admin1" in told:
            found = by_id.get(f"admin1:{told['admin1']}")
        else:
            found = regions.get(fold(told["region"]))
        if found is None:
            _log.warning("abbreviation %s stands for nothing packaged", told["short"])
            continue
        entry, names = found
        shorts = {fold_with_offsets(short)[0] for short in told["short"]}
        # the same letters among the alternate names would undo the rules of the short form
        names[:] = [
            (name, how)
            for name, how in names
            if how is not Spelling.ALTERNATE or fold_with_offsets(name)[0] not in shorts
        ]
        spelling = Spelling.CONTEXT if told.get("needs_context") else Spelling.ABBREVIATION
        for short in told["short"]:
            names.append((short, spelling))
            if told.get("case_sensitive"):
                key = fold_with_offsets(short)[0]
                entry.setdefault("written", {}).setdefault(key, []).append(short)
