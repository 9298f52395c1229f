"""The small index: countries, areas, seas, regions, sites, airfields, borders and their names."""

import json
import logging
import re
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import shapely

from ..errors import InputError
from ..files import write_bytes
from ..reference import read_table
from ..reference.places import CONTINENTS
from .build_districts import short_name
from .build_points import Points
from .build_settlements import keys_of
from .build_variants import variant_entries
from .index import BLOCK, Spelling, save_array, write_index
from .names import ARABIC_ARTICLE, fold, fold_with_offsets, is_name
from .titles import bare_name, is_generic, similar, with_class, without_class

_log = logging.getLogger(__name__)

# In these GeoNames and OurAirports list every farm strip; only fields that news names go in.
_STRIP_RICH = frozenset(
    ["US", "BR", "AU", "MX", "CA", "FR", "GB", "DE", "AR", "IT", "CO", "PG", "ZA", "ID", "RU"]
)

_SAME_GROUND = 0.9  # share of a country from which on an area of it is the country

_IN_BRACKETS = re.compile(r"\s*\([^)]*\)\s*")
_AIRFIELD_RADIUS_M = 2_500.0  # a long runway is 4 to 5 km

Names = list[tuple[str, Spelling]]
Entry = tuple[dict[str, Any], Names]


def build_index(overlay: dict[str, dict[str, Any]], out: Path) -> int:
    """
    Write overlay.bin (entries as JSON lines, compressed in blocks), its offsets, and the index.

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
    points = Points(out, overlay["points"])
    entries = [*_countries(overlay, out, population, points), *_areas(out, points)]
    entries += [*_sites(overlay), *_borders(overlay, out), *_admin1(out, population, points)]
    entries += [*_admin2(out, population), *_districts(out), *_airfields(out)]
    entries += variant_entries(out, overlay)
    entries += _lands(overlay, {entry["id"] for entry, _ in entries})
    points.check_all_used()
    _merge_twins(entries, overlay, out)
    _add_peoples(entries, overlay)
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
    blocks = [
        zlib.compress("\n".join(lines[start : start + BLOCK]).encode(), 9)
        for start in range(0, len(lines), BLOCK)
    ]
    write_bytes(out / "overlay.bin", b"".join(blocks))
    starts = np.cumsum([0, *map(len, blocks)])
    save_array(out / "overlay.npy", np.array([len(lines), *starts], dtype="<u4"))
    write_index(out / "overlay", _keys(entries))
    return len(entries)


def _keys(entries: list[Entry]) -> Iterator[tuple[str, int, Spelling]]:
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


def _areas(out: Path, points: Points) -> Iterator[Entry]:
    table = read_table("areas", folder=out).drop_columns(["geometry"])
    continent_of = {region: code for code, region in CONTINENTS.items()}
    for row in table.to_pylist():
        names = _named([row["name"]], row["names"])
        names += [(name, Spelling.DEMONYM) for name in row["adjectives"]]
        entry = {"id": row["place_id"], "name": row["name"], "kind": row["kind"]}
        entry |= {"lon": row["lon"], "lat": row["lat"], "countries": row["countries"]}
        code = continent_of.get(row["place_id"])
        if code is not None:
            # a continent lies in no country that a text could be about
            entry |= {"id": f"continent:{code}", "kind": "continent", "countries": []}
            entry["geonameid"] = points.geonameid("continent", code)
        entry |= {"subkind": row["subkind"], "approximate": row["approximate"] or None}
        yield points.of(entry, code), names


def _population(out: Path) -> dict[str, int]:
    """Sum the settlements of each country and area, to name the larger ones first."""
    rows = np.load(out / "settlements.npy")[:-1]
    listing = json.loads((out / "settlements.json").read_text("utf-8"))
    sums: dict[str, int] = {}
    for column in ("country", "admin1", "admin2"):
        counted = np.bincount(rows[column], rows["population"], len(listing[column]))
        sums |= dict(zip(listing[column][1:], counted[1:].astype(int).tolist(), strict=True))
    return sums


def _countries(
    overlay: dict[str, dict[str, Any]], out: Path, population: dict[str, int], points: Points
) -> Iterator[Entry]:
    table = read_table("countries", folder=out).drop_columns(["geometry"])
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
        entry["population"] = population.get(code)
        yield points.of(entry, code) | {"geonameid": row["geonameid"]}, names


def _sites(overlay: dict[str, dict[str, Any]]) -> Iterator[Entry]:
    for site in overlay["sites"].get("site", []):
        entry = {"id": f"site:{site['id']}", "name": site["name"], "kind": "site"}
        entry |= {"lon": float(site["lon"]), "lat": float(site["lat"])}
        entry |= {"countries": [site["country"]] if site["country"] else []}
        entry |= {"radius_m": float(site["radius_m"]), "subkind": site["kind"]}
        yield entry, _named([site["name"]], _air_base_forms([site["name"], *site["aliases"]]))


def _lands(overlay: dict[str, dict[str, Any]], taken: set[str]) -> Iterator[Entry]:
    """Give the areas that are a middle and a reach; a name with an outline keeps its outline."""
    for group in overlay["lands"].get("group", []):
        for names, countries, lon, lat, reach_km in group["places"]:
            spellings = names.split("|")
            slug = "-".join(fold_with_offsets(spellings[0])[0].split())
            place_id = f"{group['as']}:{slug}"
            if group["as"] == "settlement":
                place_id = f"settlement:{countries.split()[0].lower()}-{slug}"
            if place_id in taken:
                continue
            entry = {"id": place_id, "name": spellings[0], "kind": group["as"]}
            entry |= {"lon": float(lon), "lat": float(lat), "countries": countries.split()}
            entry |= {"radius_m": reach_km * 1000.0, "subkind": group["kind"]}
            yield entry | {"approximate": True}, _named(spellings[:1], spellings[1:])


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


def _borders(overlay: dict[str, dict[str, Any]], out: Path) -> Iterator[Entry]:
    lines: dict[tuple[str, str], list[bytes]] = {}
    for row in read_table("borders", folder=out).to_pylist():
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


def _admin1(out: Path, population: dict[str, int], points: Points) -> Iterator[Entry]:
    table = read_table("admin1", folder=out).drop_columns(["geometry"])
    # an old outline whose area lives on, smaller, is no place of its own
    rows = [r for r in table.to_pylist() if not (r["superseded"] and r["geonames_code"])]
    rows.sort(
        key=lambda row: (row["superseded"], not row["joined"], -population.get(row["admin1_id"], 0))
    )
    for row in rows:
        code = None if row["superseded"] else row["geonames_code"] or row["admin1_id"]
        kinds = [kind for kind in (row["type_en"] or "").split("|") if kind]
        english = row["name_en"] or row["name"]
        # with a GeoNames code the first name is theirs; English names of Natural Earth are worse
        main = row["names"][0] if row["geonames_code"] else english
        short, classed, bare = with_class(without_class(main), kinds, [row["name"], english])
        official = [short, row["name"], *classed]
        if similar(english, [short]):
            official += [english, without_class(english)]
        known = [*row["names"], *points.names("admin1", code)]
        others = [*known, *(without_class(name) for name in known)]
        names = _named(official, others)
        entry: dict[str, Any] = {"id": f"admin1:{row['admin1_id']}", "name": short}
        entry |= {"kind": "admin1", "lon": row["lon"], "lat": row["lat"]}
        entry["admin1"] = row["admin1_id"]
        entry |= {"countries": [row["country"]] if row["country"] else []}
        entry |= {"subkind": row["type_en"], "population": population.get(row["admin1_id"])}
        entry |= {"approximate": row["approximate"] or None}
        entry["geonameid"] = points.geonameid("admin1", code) or row["geonameid"]
        names = [(name, spelling) for name, spelling in names if _is_area_name(name)]
        # "Plateau" alone is the state only where the text speaks of the country: "Jos, Plateau"
        names += [(name, Spelling.CONTEXT) for name in dict.fromkeys(bare)]
        yield points.of(entry, code), names


def _is_area_name(name: str) -> bool:
    """Leave out postal codes, which the abbreviations know better, and names of nothing."""
    told = not is_generic(name) or bare_name(name) != name
    return is_name(name) and told and not (len(name) <= 3 and name.isupper())


def _admin2(out: Path, population: dict[str, int]) -> Iterator[Entry]:
    table = read_table("admin2", folder=out).drop_columns(["geometry"])
    for row in table.to_pylist():
        entry = {"id": f"admin2:{row['admin2_id']}", "name": row["name"], "kind": "admin2"}
        entry |= {"lon": row["lon"], "lat": row["lat"], "countries": [row["country"]]}
        entry |= {"admin1": row["admin1_id"], "admin2": row["admin2_id"]}
        entry |= {"population": population.get(row["admin2_id"])}
        names = [(row["name"], Spelling.OFFICIAL)]
        # "Gwinnett" alone is the county only where the text speaks of the state
        short = without_class(row["name"])
        yield entry, [*names, (short, Spelling.CONTEXT)] if short != row["name"] else names


def _districts(out: Path) -> Iterator[Entry]:
    table = read_table("districts", folder=out).drop_columns(["geometry"])
    for row in table.to_pylist():
        entry = {"id": f"admin2:{row['admin2_id']}", "name": row["name"], "kind": "admin2"}
        entry |= {"lon": row["lon"], "lat": row["lat"], "countries": [row["country"]]}
        entry |= {"admin1": row["admin1_id"], "admin2": row["admin2_id"]}
        entry |= {"geonameid": row["geonameid"], "population": row["population"]}
        short = short_name(row["name"])
        bare = {fold(short_name(name)) for name in row["names"]}
        names: Names = []
        for name, spelling in _named([row["name"], short, f"{short} District"], row["names"]):
            # a town's own name means the town unless the text tells of the district
            of_town = row["shared"] and fold(name) in bare
            names.append((name, Spelling.CONTEXT if of_town else spelling))
        names = [(name, how) for name, how in names if _is_area_name(name)]
        if names:
            yield entry | {"approximate": True}, names


def _airfields(out: Path) -> Iterator[Entry]:
    for row in read_table("airfields", folder=out).to_pylist():
        small = row["kind"] not in {"large_airport", "medium_airport"}
        unused = row["closed"] or row["kind"] == "seaplane_base"
        if small and not row["military_words"] and (unused or row["country"] in _STRIP_RICH):
            continue
        entry = {"id": f"airfield:{row['ident']}", "name": row["name"], "kind": "airfield"}
        entry |= {"lon": row["lon"], "lat": row["lat"], "countries": [row["country"]]}
        entry |= {"radius_m": _AIRFIELD_RADIUS_M, "subkind": row["kind"]}
        # "Baghdad International Airport / New Al Muthana Air Base" is two names
        own = [part.strip() for part in row["name"].split(" / ")]
        # "Long Beach Airport (Daugherty Field)" is called without what stands in brackets
        plain = (_IN_BRACKETS.sub(" ", part).strip() for part in own)
        own += [part for part in plain if part not in own and " " in part]
        names = [*own, *(a for a in row["aliases"] if len(a) > 4 and not a.isupper())]
        yield entry, _named([row["name"], *own], _air_base_forms(names))


def _merge_twins(entries: list[Entry], overlay: dict[str, dict[str, Any]], out: Path) -> None:
    """Give the names of an area to the country or region that is the same ground."""
    columns = ["admin1_id", "iso_3166_2", "country", "geometry"]
    rows = read_table("admin1", columns, out).to_pylist()
    ground: dict[str, float] = {}
    for row in read_table("countries", ["country", "geometry"], out).to_pylist():
        area = float(shapely.area(shapely.from_wkb(row["geometry"])))
        ground[row["country"]] = ground.get(row["country"], 0.0) + area
    twins = {
        f"admin1:{row['admin1_id']}": f"country:{row['country']}"
        for row in rows
        if row["country"] in ground
        and shapely.area(shapely.from_wkb(row["geometry"])) > _SAME_GROUND * ground[row["country"]]
    }
    ids = {row["iso_3166_2"]: row["admin1_id"] for row in reversed(rows)}
    for region in overlay["regions"].get("region", []):
        if len(region.get("admin1", [])) == 1 and not (region.keys() & {"polygon", "whole"}):
            twins[f"admin1:{ids[region['admin1'][0]]}"] = f"region:{region['id']}"
    names_of = {entry["id"]: names for entry, names in entries}
    for area_id, twin_id in twins.items():
        if area_id in names_of and twin_id in names_of:
            known = {name for name, _ in names_of[twin_id]}
            names_of[twin_id] += [
                (name, Spelling.ALTERNATE) for name, _ in names_of[area_id] if name not in known
            ]
            names_of[area_id].clear()


def _add_peoples(entries: list[Entry], overlay: dict[str, dict[str, Any]]) -> None:
    """Add the peoples and inhabitants of areas that are no country."""
    by_id = {entry["id"]: names for entry, names in entries}
    for told in overlay["demonyms"].get("people", []):
        if told["of"] not in by_id:
            raise InputError(f"demonyms.toml: {told['names'][0]!r} are of no entry {told['of']!r}")
        by_id[told["of"]] += [(name, Spelling.DEMONYM) for name in told["names"]]


def _add_abbreviations(entries: list[Entry], overlay: dict[str, dict[str, Any]]) -> None:
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
        tied = bool(told.get("needs_context"))
        for short in told["short"]:
            # "Ga." counts alone; "GA", "Ga" and every bare postal code need a town before them
            dotted = short.endswith(".")
            names.append(
                (short, Spelling.CONTEXT if tied and not dotted else Spelling.ABBREVIATION)
            )
            if told.get("case_sensitive"):
                key = fold_with_offsets(short)[0]
                forms = entry.setdefault("written", {}).setdefault(key, {})
                for form in _written_forms(short):
                    alone = form == short and (dotted or not tied)
                    forms[form] = min(forms.get(form, 1), 0 if alone else 1)


def _written_forms(short: str) -> list[str]:
    """Give a short form, the same without its last full stop, and in capitals with it."""
    if not short.endswith(".") or short.count(".") > 1:
        return [short]
    return [short, short[:-1], short.upper()]
