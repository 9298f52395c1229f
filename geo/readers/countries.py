"""Country names and codes as tables write them, to ISO 3166-1 alpha-2."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from functools import cache

import pandas as pd

from .. import reference
from .result import ReadingLog, shortened

_SPELLINGS = {
    "bosnia herzegovina": "BA",
    "congo brazzaville": "CG",
    "congo kinshasa": "CD",
    "dem rep congo": "CD",
    "democratic republic of congo": "CD",
    "dr congo": "CD",
    "kingdom of eswatini": "SZ",
    "macedonia fyr": "MK",
    "surinam": "SR",
}
"""Spellings of UCDP, ACLED and humanitarian tables that the packaged names do not have."""


def country_codes(names: pd.Series[str], log: ReadingLog) -> pd.Series[str]:
    """
    Give the country codes that a column of country names or codes stands for.

    A name in parentheses is a former name and left out: "Yemen (North Yemen)" is Yemen.

    Parameters
    ----------
    names
        Text; names in any packaged language, ISO alpha-2 or alpha-3 codes. Empty is unknown.
    log
        Takes the names that no country has.

    Returns
    -------
    codes
        ISO 3166-1 alpha-2 or XK with the index of `names`, null where unknown.
    """
    known = {name: _code_of(name) for name in names.unique()}
    for name, code in known.items():
        if code is None and name.strip():
            count = int((names == name).sum())
            log.skip(
                f"no country is called {shortened(name)} ({count:,} rows); kept as unknown",
                field=str(names.name),
            )
    return names.map(known).astype("string")


def _code_of(name: str) -> str | None:
    text = name.strip()
    if re.fullmatch(r"[A-Za-z]{2,3}", text) and text.upper() in _codes():
        return _codes()[text.upper()]
    short = re.sub(r"\s*\([^)]*\)", "", text)
    return _names().get(_folded(text)) or _names().get(_folded(short))


def _folded(name: str) -> str:
    return _all_folded([name])[0]


def _all_folded(names: list[str]) -> list[str]:
    """Fold names without accents and punctuation; all as one text, which is much quicker."""
    whole = "\n".join(" ".join(name.split()) for name in names)
    whole = unicodedata.normalize("NFKD", whole.casefold())
    marks = dict.fromkeys(map(ord, filter(unicodedata.combining, set(whole))))
    plain = whole.translate(marks).replace("&", " and ")
    lines = re.sub(r"(?:[^\w\n]|_)+", " ", plain).split("\n")
    return [line.strip().removeprefix("the ") for line in lines]


@cache
def _codes() -> dict[str, str]:
    columns = reference.country_layer().columns
    codes: dict[str, str] = {}
    for code, iso_a3 in zip(columns["country"], columns["iso_a3"], strict=True):
        if code is not None:
            codes[code] = code
            if iso_a3 is not None:
                codes[iso_a3] = code
    return codes


@cache
def _names() -> dict[str, str]:
    columns = reference.country_layer().columns
    packaged = [
        (spelling, code)
        for code, name, others in zip(
            columns["country"], columns["name"], columns["names"], strict=True
        )
        if code is not None
        for spelling in (name, *others)
    ]
    overlay = (reference.DATA / "overlay" / "demonyms.toml").read_text(encoding="utf-8")
    peoples = [
        (spelling, entry["country"])
        for entry in tomllib.loads(overlay)["demonym"]
        for spelling in entry["names"]
    ]
    names: dict[str, str] = {}
    for folded, (_, code) in zip(_all_folded([a for a, _ in packaged]), packaged, strict=True):
        names.setdefault(folded, code)
    for folded, (_, code) in zip(_all_folded([a for a, _ in peoples]), peoples, strict=True):
        names[folded] = code
    return names | _SPELLINGS
