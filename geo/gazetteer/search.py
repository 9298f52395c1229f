"""From a name, or a place in running text, to the entries it may mean, best first."""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

from ..errors import ParameterError
from ..models import NameKind, Place, PlaceKind
from .entries import overlay, settlements
from .index import LONGEST_NAME, Spelling
from .names import ARABIC_ARTICLE, fold, fold_words, without_article
from .spellings import near_keys, variants
from .titles import without_class

# A country's name is meant as the country; of the rest the curated overlay knows what news means.
_TIER = {
    PlaceKind.COUNTRY: 0,
    PlaceKind.CONTINENT: 0,
    PlaceKind.ADMIN1: 1,
    PlaceKind.SEA: 1,
    PlaceKind.REGION: 1,
    PlaceKind.SITE: 1,
    PlaceKind.BORDER: 1,
    PlaceKind.SETTLEMENT: 2,
    PlaceKind.ADMIN2: 2,
    PlaceKind.AIRFIELD: 3,
}
_AREAS = {PlaceKind.ADMIN1, PlaceKind.ADMIN2, PlaceKind.REGION}
_SHORTEST_VARIANT = 6
_LARGE = 15_000  # people of a town whose name a writer may get wrong
_CURATED = {PlaceKind.SEA, PlaceKind.REGION, PlaceKind.SITE, PlaceKind.BORDER}


class Match(NamedTuple):
    """
    A name of the index that stands at one place of a folded text.

    `end` is the offset in the folded text after its last character; the other two are its key in
    either index, -1 where it is not in it.
    """

    end: int
    overlay_key: int
    settlement_key: int


def lookup(name: str, *, country: str | None = None, with_context: bool = False) -> list[Place]:
    """
    Give every entry that has this name.

    Parameters
    ----------
    name
        A name as written; case, accents, hyphens and articles do not matter, save for
        abbreviations that are words in lower case ("US").
    country
        ISO alpha-2 code; entries elsewhere are left out.
    with_context
        Whether to give abbreviations that count only beside another place ("Frankfort, Ky").

    Returns
    -------
    places
        Best first: countries; then first-level areas, seas, regions and sites by a name of
        their own; then settlements by their main name; then alternate names; within each by
        population. Empty where the name is not found.
    """
    folded = fold_words(name)
    bare = without_article(folded)
    keys = [folded] if bare == folded else [folded, bare]
    found: dict[str, tuple[tuple[int, ...], Place]] = {}
    for key in keys:
        match = Match(len(key), overlay.index.key_id(key), settlements.index.key_id(key))
        foreign = key != folded
        for rank, place in _ranked(match, key, name, with_context=with_context):
            # the article of "El Paso" is part of the name where Arabic is not spoken
            if foreign and not _takes_article(place, folded):
                continue
            best = found.get(place.place_id)
            if best is None or rank < best[0]:
                found[place.place_id] = (rank, place)
    ranked = sorted(found.values(), key=lambda pair: pair[0])
    places = [place for _, place in ranked]
    short = without_class(name)
    if not places and short != name:
        # "Donetsk oblast" where the index has the area as Donetsk only
        known = lookup(short, with_context=True)
        places = [place for place in known if place.kind in _AREAS]
    if not places:
        places = _by_variant(folded)
    return places if country is None else [p for p in places if country in p.countries]


def _by_variant(folded: str) -> list[Place]:
    """Find a name as another writer spells it, where Arabic or a neighbour of it is written."""
    found: dict[str, Place] = {}
    for key in variants(folded):
        if len(key) < _SHORTEST_VARIANT:
            continue
        key_id = settlements.index.key_id(key)
        if key_id >= 0:
            for row, _ in settlements.index.postings(key_id):
                place = settlements.place(row, Spelling.ALTERNATE)
                if not ARABIC_ARTICLE.isdisjoint(place.countries):
                    found.setdefault(place.place_id, place)
    return sorted(found.values(), key=lambda place: -(place.population or 0))


def misspelt(name: str, *, country: str | None = None) -> list[Place]:
    """
    Give what a name with one slip of the pen may mean: "Britian", "Afganistan".

    Parameters
    ----------
    name
        A name of 6 to 30 letters that `lookup` does not find.
    country
        ISO alpha-2 code; entries elsewhere are left out.

    Returns
    -------
    places
        Countries, areas and larger settlements by their main name, best first, with the kind of
        name ``fuzzy``. The name may also be right and not packaged: a suggestion, no answer.
    """
    found: dict[str, tuple[tuple[int, ...], Place]] = {}
    for key in near_keys(fold(name)):
        match = Match(len(key), overlay.index.key_id(key), settlements.index.key_id(key))
        for rank, place in _ranked(match, key, key, with_context=False):
            known = place.kind is not PlaceKind.SETTLEMENT or (place.population or 0) >= _LARGE
            if known and place.name_kind is NameKind.OFFICIAL:
                found.setdefault(place.place_id, (rank, place))
    ranked = [place for _, place in sorted(found.values(), key=lambda pair: pair[0])]
    return [
        replace(place, name_kind=NameKind.FUZZY)
        for place in ranked
        if country is None or country in place.countries
    ]


def _takes_article(place: Place, folded: str) -> bool:
    return folded.startswith("the ") or not ARABIC_ARTICLE.isdisjoint(place.countries)


def _ranked(
    match: Match, key: str, written: str, *, with_context: bool
) -> list[tuple[tuple[int, ...], Place]]:
    out = []
    if match.overlay_key >= 0:
        for number, spelling in overlay.index.postings(match.overlay_key):
            if spelling is Spelling.CONTEXT and not with_context:
                continue
            forms = overlay.entry(number).get("written", {}).get(key)
            short = spelling in {Spelling.CONTEXT, Spelling.ABBREVIATION}
            # 0: counts alone; 1: counts only beside another place; absent: another word
            if short and forms and forms.get(" ".join(written.split()), 2) > with_context:
                continue
            row = overlay.entry(number).get("row")
            # another spelling of a settlement, which stands in the other index
            if row is not None:
                place = settlements.place(row, spelling)
                out.append((_rank(place, spelling, row), place))
                continue
            place = overlay.place(number, spelling)
            out.append((_rank(place, spelling, number), place))
    if match.settlement_key >= 0:
        for row, spelling in settlements.index.postings(match.settlement_key):
            place = settlements.place(row, spelling)
            out.append((_rank(place, spelling, row), place))
    return out


def _rank(place: Place, spelling: Spelling, number: int) -> tuple[int, ...]:
    tier = _TIER[place.kind]
    if spelling is Spelling.ALTERNATE:
        if place.kind in _CURATED:
            return tier, int(Spelling.OFFICIAL), number
        # below every main name: some language calls El Salvador what a city in Brazil is called
        tier += 4
    return tier, int(spelling), number


def matches_at(folded: str, start: int) -> list[Match]:
    """
    Give every name of the index that begins at a place of a text and ends with a word.

    Parameters
    ----------
    folded
        A text as `fold_with_offsets` gives it.
    start
        Offset in it; the beginning of a word.

    Returns
    -------
    matches
        Longest first. The time taken does not depend on the length of the text.
    """
    window = folded[start : start + LONGEST_NAME + 1]
    ends: dict[int, list[int]] = {}
    for side, index in enumerate((overlay.index, settlements.index)):
        for key, key_id in index.prefixes(window):
            end = len(key)
            if end == len(window) or window[end] == " ":
                ends.setdefault(end, [-1, -1])[side] = key_id
    return [Match(start + end, *ends[end]) for end in sorted(ends, reverse=True)]


def places_of(match: Match, written: str, *, with_context: bool = False) -> list[Place]:
    """
    Give the entries of one match.

    Parameters
    ----------
    match
        As `matches_at` gives it.
    written
        The words as they stand in the text, for abbreviations that are told by their capitals.
    with_context
        As in `lookup`.

    Returns
    -------
    places
        Best first, as `lookup`.
    """
    key = fold_words(written)
    ranked = _ranked(match, key, written, with_context=with_context)
    return [place for _, place in sorted(ranked, key=lambda pair: pair[0])]


def get(place_id: str) -> Place:
    """
    Give one entry by its id.

    Parameters
    ----------
    place_id
        ``geonames:281184``, ``country:JO``, ``sea:red-sea`` and so on.

    Returns
    -------
    place
        The entry.

    Raises
    ------
    ParameterError
        If no entry has this id.
    """
    source, _, key = place_id.partition(":")
    if source == "geonames" and key.isdecimal():
        row = settlements.row_of(int(key))
        if row is not None:
            return settlements.place(row)
    elif place_id in overlay.number_of:
        number = overlay.number_of[place_id]
        if "row" not in overlay.entry(number):
            return overlay.place(number)
    raise ParameterError(f"`place_id`: no entry {place_id!r} is packaged; look it up by name")


def nearest_city(lon: float, lat: float, country: str | None = None) -> Place | None:
    """
    Give the settlement nearest to a point, for its time zone.

    Parameters
    ----------
    lon, lat
        The point in degrees.
    country
        ISO alpha-2 code; only settlements of that country are asked.

    Returns
    -------
    place
        The nearest by the chord on a sphere; null where the country has none.
    """
    import numpy as np

    rows = settlements.rows[:-1]
    if country is not None:
        codes = settlements.codes["country"]
        if country not in codes:
            return None
        chosen = np.flatnonzero(rows["country"] == codes.index(country))
    else:
        chosen = np.arange(len(rows))
    if not len(chosen):
        return None
    x, y = np.radians(rows["lon"][chosen] / 1e5), np.radians(rows["lat"][chosen] / 1e5)
    x0, y0 = np.radians(lon), np.radians(lat)
    # haversine: half the squared chord on the unit sphere, exact at every distance
    chord = np.sin((y - y0) / 2) ** 2 + np.cos(y) * np.cos(y0) * np.sin((x - x0) / 2) ** 2
    return settlements.place(int(chosen[int(np.argmin(chord))]))


def suggest(name: str, *, country: str | None = None, limit: int = 5) -> list[str]:
    """
    Give names near one that was not found.

    Parameters
    ----------
    name
        The name as written.
    country
        ISO alpha-2 code; names that have no entry there are left out.
    limit
        Greatest number of names.

    Returns
    -------
    names
        Names of entries, nearest first; only names that share the first two letters are tried.
    """
    from rapidfuzz import process
    from rapidfuzz.distance import JaroWinkler

    folded = fold(name)
    prefix = folded[:2]
    if len(prefix) < 2:
        return []
    keys = [
        key
        for index in (overlay.index, settlements.index)
        for key in index.keys_starting(prefix)
        if abs(len(key) - len(folded)) <= 4
    ]
    near = process.extract(
        folded, keys, scorer=JaroWinkler.similarity, score_cutoff=0.85, limit=limit * 8
    )
    found: dict[str, None] = {}
    for key, _, _ in near:
        for place in lookup(key, country=country)[:1]:
            found.setdefault(place.name)
    return list(found)[:limit]
