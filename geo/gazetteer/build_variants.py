"""Other spellings of settlements: usual ones by hand, made ones where Arabic is written."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from ..errors import InputError
from .build_settlements import DEGREE, keys_of
from .index import NameIndex, Spelling
from .names import ARABIC_ARTICLE, fold
from .spellings import variants

_LEAST_LETTERS = 6  # a shorter variant is another name too often
_MOST_NAMES = 14

Names = list[tuple[str, Spelling]]


def variant_entries(
    out: Path, overlay: dict[str, dict[str, Any]]
) -> Iterator[tuple[dict[str, Any], Names]]:
    """
    Give an entry for each settlement with spellings that the large index lacks.

    Parameters
    ----------
    out
        Folder of the packaged data; the settlement files must be there.
    overlay
        The TOML files; of these spellings.toml.

    Yields
    ------
    entry
        With `row`, the number of the settlement, and the spellings, none of them a name of any
        packaged settlement.
    """
    rows = np.load(out / "settlements.npy")
    blob = (out / "settlements_names.bin").read_bytes()
    countries = json.loads((out / "settlements.json").read_text("utf-8"))["country"]
    index = NameIndex(out / "settlements")
    row_of = {int(geonameid): row for row, geonameid in enumerate(rows["geonameid"][:-1])}
    told: dict[int, list[str]] = {}
    for entry in overlay["spellings"].get("spelling", []):
        if entry["place"] not in row_of:
            raise InputError(f"spellings.toml: {entry['place']!r} is no packaged settlement")
        told[row_of[entry["place"]]] = entry["names"]
    arabic = [code in ARABIC_ARTICLE for code in countries]
    taken: set[str] = set()
    for row, settlement in enumerate(rows[:-1]):
        usual = told.get(row, [])
        names: Names = [(name, Spelling.ALTERNATE) for name in usual]
        if arabic[settlement["country"]]:
            name = blob[settlement["name_at"] : rows[row + 1]["name_at"]].decode()
            for key in dict.fromkeys(key for n in (name, *usual) for key in made_keys(n)):
                # the most populous place keeps a variant, so that none of them is ambiguous
                if key not in taken and index.key_id(key) < 0:
                    taken.add(key)
                    names.append((key, Spelling.ALTERNATE))
        if names:
            geonameid = int(settlement["geonameid"])
            entry = {"id": f"spelling:{geonameid}", "name": names[0][0], "kind": "settlement"}
            entry |= {
                "lon": int(settlement["lon"]) / DEGREE,
                "lat": int(settlement["lat"]) / DEGREE,
            }
            yield entry | {"countries": [countries[settlement["country"]]], "row": row}, names


def made_keys(name: str) -> list[str]:
    """Give the folded variants of a name, the likeliest first."""
    keys = [key for base in keys_of(name, arabic_article=True) for key in variants(base, most=1)]
    long = [key for key in dict.fromkeys(keys) if len(key.replace(" ", "")) >= _LEAST_LETTERS]
    return [key for key in long if fold(key)][:_MOST_NAMES]
