"""Entries of the packaged gazetteer by number, read from mapped files."""

from __future__ import annotations

import json
import mmap
import zlib
from functools import cache, cached_property, lru_cache
from typing import TYPE_CHECKING, Any

from ..models import NameKind, Place, PlaceKind
from ..reference import DATA
from .index import BLOCK, NameIndex, Spelling, damaged, load_array

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

NAME_KIND = {
    Spelling.OFFICIAL: NameKind.OFFICIAL,
    Spelling.ALTERNATE: NameKind.ALTERNATE,
    Spelling.ABBREVIATION: NameKind.ABBREVIATION,
    Spelling.DEMONYM: NameKind.DEMONYM,
    Spelling.CONTEXT: NameKind.ABBREVIATION,
}

_DEGREE = 100_000


class Settlements:
    """The settlements of GeoNames, most populous first; a number is a rank by population."""

    index = NameIndex(DATA / "settlements")

    @cached_property
    def rows(self) -> Any:  # noqa: ANN401 - a structured array
        """The mapped columns; the last row only ends the names."""
        return load_array(DATA / "settlements.npy")

    @cached_property
    def _names(self) -> mmap.mmap:
        return _mapped("settlements_names.bin")

    @cached_property
    def codes(self) -> dict[str, list[str | None]]:
        """The lists that the coded columns number."""
        listing: dict[str, list[str | None]] = json.loads(_text("settlements.json"))
        return listing

    @cached_property
    def order_by_id(self) -> NDArray[np.int64]:
        """Row numbers in order of their geonameid."""
        import numpy as np

        return np.argsort(self.rows["geonameid"][:-1], kind="stable")

    def row_of(self, geonameid: int) -> int | None:
        """Find the row of a geonameid, null where it is not packaged."""
        import numpy as np

        ids = self.rows["geonameid"]
        at = int(np.searchsorted(ids[:-1], geonameid, sorter=self.order_by_id))
        if at == len(self.order_by_id):
            return None
        row = int(self.order_by_id[at])
        return row if int(ids[row]) == geonameid else None

    def country(self, row: int) -> str | None:
        """Give the country of one row without reading the rest of it."""
        return self.codes["country"][int(self.rows[row]["country"])]

    def name(self, row: int) -> str:
        """Give the name of one row without reading the rest of it."""
        starts = self.rows["name_at"]
        return self._names[int(starts[row]) : int(starts[row + 1])].decode()

    @lru_cache(maxsize=1 << 16)  # noqa: B019 - the one instance lives as long as the process
    def place(self, row: int, spelling: Spelling = Spelling.OFFICIAL) -> Place:
        """Give one row as a record."""
        geonameid, lon, lat, population, start, admin1, admin2, zone, country, feature = self.rows[
            row
        ].item()
        end = int(self.rows[row + 1]["name_at"])
        code = self.codes["country"][country]
        return Place(
            place_id=f"geonames:{geonameid}",
            name=self._names[start:end].decode(),
            kind=PlaceKind.SETTLEMENT,
            lon=lon / _DEGREE,
            lat=lat / _DEGREE,
            countries=(code,) if code else (),
            admin1=self.codes["admin1"][admin1],
            admin2=self.codes["admin2"][admin2],
            population=population or None,
            geonameid=geonameid,
            time_zone=self.codes["zone"][zone],
            subkind=self.codes["feature"][feature],
            name_kind=NAME_KIND[spelling],
        )


class Overlay:
    """Countries, areas, seas, regions, sites, airfields and borders with a name of their own."""

    index = NameIndex(DATA / "overlay")

    @cached_property
    def _offsets(self) -> Any:  # noqa: ANN401 - an array
        """Number of entries, then where each block of them starts, then where the last ends."""
        return load_array(DATA / "overlay.npy")

    @cached_property
    def _blob(self) -> mmap.mmap:
        return _mapped("overlay.bin")

    def __len__(self) -> int:
        return int(self._offsets[0])

    @lru_cache(maxsize=64)  # noqa: B019 - the one instance lives as long as the process
    def _block(self, block: int) -> list[bytes]:
        start, end = int(self._offsets[block + 1]), int(self._offsets[block + 2])
        try:
            return zlib.decompress(self._blob[start:end]).split(b"\n")
        except zlib.error as error:
            raise damaged("overlay.bin") from error

    @cache  # noqa: B019 - as above
    def entry(self, number: int) -> dict[str, Any]:
        """Give the stored fields of one entry."""
        block, at = divmod(number, BLOCK)
        found: dict[str, Any] = json.loads(self._block(block)[at])
        return found

    @cached_property
    def number_of(self) -> dict[str, int]:
        """Numbers of the entries by their id."""
        # the id is the first field of a line; reading only it is six times faster than the line
        lines = (line for block in range(len(self._offsets) - 2) for line in self._block(block))
        return {line[7 : line.index(b'"', 7)].decode(): i for i, line in enumerate(lines)}

    @lru_cache(maxsize=1 << 16)  # noqa: B019 - as above
    def place(self, number: int, spelling: Spelling = Spelling.OFFICIAL) -> Place:
        """Give one entry as a record."""
        entry = self.entry(number)
        return Place(
            place_id=entry["id"],
            name=entry["name"],
            kind=PlaceKind(entry["kind"]),
            lon=entry["lon"],
            lat=entry["lat"],
            countries=tuple(entry.get("countries", ())),
            admin1=entry.get("admin1"),
            admin2=entry.get("admin2"),
            population=entry.get("population"),
            geonameid=entry.get("geonameid"),
            radius_m=entry.get("radius_m"),
            subkind=entry.get("subkind"),
            approximate=entry.get("approximate", False),
            name_kind=NAME_KIND[spelling],
        )


def _mapped(name: str) -> mmap.mmap:
    path = DATA / name
    try:
        with path.open("rb") as stream:
            return mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ)
    except (OSError, ValueError) as error:
        raise damaged(path.name) from error


def _text(name: str) -> str:
    path = DATA / name
    try:
        return path.read_text("utf-8")
    except OSError as error:
        raise damaged(path.name) from error


settlements = Settlements()
overlay = Overlay()
