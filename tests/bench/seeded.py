"""Phrases and prose of any length, made from the names of the packaged gazetteer and a seed."""

import math
import random
from collections.abc import Iterator
from functools import cache
from itertools import cycle

from geo import reference
from geo.gazetteer import get
from geo.gazetteer.entries import Overlay, Settlements
from geo.models import Place, PlaceKind

TOWN = 15_000
"""People from which a settlement is a town here; half of the names sampled are towns."""
TRIES = 40
"""Towns of the same country that the second town of a phrase is the nearest of."""

# of our own: the product's records stay unread, so that nothing is timed twice
SETTLEMENTS, OVERLAY = Settlements(), Overlay()

UNITS = ("km", "kilometres", "miles", "kilometers", "nautical miles")
NUMBERS = (
    *map(str, (3, 5, 8, 10, 12, 15, 20, 25, 30, 35, 40, 50, 60, 75, 100, 120)),
    "five",
    "ten",
)
DIRECTIONS = ("north", "south", "east", "west", "northeast", "north-west", "southeast", "southwest")
PARTS = ("northern", "southern", "eastern", "western", "northeastern", "southwestern", "central")
QUALIFIERS = ("", "", "", "about ", "roughly ", "some ", "around ")

FORMS = (
    "{town}",
    "{village}",
    "{state}",
    "{country}",
    "{town}, {town_country}",
    "{town} in {town_country}",
    "{part} {country}",
    "{part} {state}",
    "the {direction} of {country}",
    "{about}{number} {unit} {direction} of {town}",
    "{about}{number} {unit} {direction} of {village}",
    "{about}{number} {unit} from {town}",
    "{direction} of {town}",
    "near {town}",
    "near {village}, {village_country}",
    "near the {side} border in {other_side}",
    "the {side}-{other_side} border",
    "near the border between {side} and {other_side}",
    "{part} {side} near the border with {other_side}",
    "{number} {unit} from the border with {side}",
    "between {town} and {second_town}",
    "on the road from {town} to {second_town}",
    "on the outskirts of {town}",
    "outside {town}",
    "the suburbs of {town}",
    "{town} and {second_town}",
    "{country} and {second_country}",
    "off the coast of {country}",
    "bases in {country} and {second_country}",
    "{minutes} minutes' drive from {town}",
    "the {town} area",
    "{latitude}, {longitude}",
    "{latitude_dms} {longitude_dms}",
)

NEWS = """
At least {number} people were killed on {weekday} when gunmen attacked a village {number} {unit}
{direction} of {town}.

The army said its forces had struck positions of the group near {town} in {town_country},
without giving figures.

Residents of {town} told reporters that shelling resumed before dawn and lasted for more than
two hours.

{surname}, a spokesman for the provincial governor, said that three drones were shot down over
{state}.

The attack came a week after talks between {side} and {other_side} ended without an agreement on
the border.

Local officials blamed the militia, which controls much of {part} {country}, and asked for help.

No group claimed responsibility, but similar raids have been carried out by fighters from across
the border.

A convoy on the road from {town} to {second_town} was hit by a roadside bomb, wounding four
soldiers.

According to the ministry, the wounded were taken to a hospital in {town}, where two of them
died.

The United Nations said thousands of families have fled the fighting since the beginning of the
year.

Aid agencies warned that roads to the camps had become impassable and that food was running out.

Witnesses heard several explosions and saw smoke rising over the market shortly after noon
prayers.

He said the government would respond at a time and place of its choosing, and called for calm.

{surname} and {second_surname}, both teachers, were among those who left {village} with their
families.

Officials in the capital declined to comment on the report, which was published on {weekday}.
"""
SENTENCES = tuple(" ".join(sentence.split()) for sentence in NEWS.split("\n\n"))
SURNAMES = ("Ahmadi", "Okafor", "Petrov", "Garcia", "Haddad", "Diallo", "Novak", "Rahman", "Silva")
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def phrases(count: int, seed: int = 7) -> dict[str, str]:
    """
    Make distinct phrases, all forms in turn.

    Parameters
    ----------
    count
        How many.
    seed
        Seed of the choice.

    Returns
    -------
    phrases
        Each phrase once, with its form; names are those of packaged places.
    """
    chance = random.Random(seed)  # noqa: S311 - a benchmark, no secret
    made: dict[str, str] = {}
    for form in cycle(FORMS):
        if len(made) == count:
            break
        made.setdefault(_filled(form, chance), form)
    return made


def prose(words: int, seed: int = 11) -> str:
    """Make a text of at least so many words, in paragraphs, as `phrases`."""
    return " ".join(_sentences(words, random.Random(seed)))  # noqa: S311 - as above


def _sentences(words: int, chance: random.Random) -> Iterator[str]:
    written = 0
    while written < words:
        sentence = _filled(chance.choice(SENTENCES), chance)
        written += len(sentence.split())
        yield sentence + ("\n\n" if chance.random() < 0.3 else "")


def _filled(form: str, chance: random.Random) -> str:
    town, village = _settlement(chance, TOWN), _settlement(chance, 0)
    side, other_side = chance.choice(_neighbours())
    latitude, longitude = chance.uniform(-60, 70), chance.uniform(-180, 180)
    return form.format(
        town=town.name,
        town_country=_country_name(town),
        second_town=_second(town, chance).name,
        village=village.name,
        village_country=_country_name(village),
        state=chance.choice(_named(PlaceKind.ADMIN1)),
        country=chance.choice(_named(PlaceKind.COUNTRY)),
        second_country=chance.choice(_named(PlaceKind.COUNTRY)),
        side=side,
        other_side=other_side,
        part=chance.choice(PARTS),
        direction=chance.choice(DIRECTIONS),
        about=chance.choice(QUALIFIERS),
        number=chance.choice(NUMBERS),
        unit=chance.choice(UNITS),
        minutes=chance.choice((10, 20, 30, 45)),
        latitude=f"{latitude:.4f}",
        longitude=f"{longitude:.4f}",
        latitude_dms=_sexagesimal(latitude, "NS"),
        longitude_dms=_sexagesimal(longitude, "EW"),
        surname=chance.choice(SURNAMES),
        second_surname=chance.choice(SURNAMES),
        weekday=chance.choice(WEEKDAYS),
    )


def _settlement(chance: random.Random, people: int) -> Place:
    while True:
        place = SETTLEMENTS.place(chance.randrange(len(SETTLEMENTS.rows) - 1))
        if place.countries and (place.population or 0) >= people:
            return place


def _second(town: Place, chance: random.Random) -> Place:
    """Choose a town not too far from another one, as a road or a list in a report does."""
    rows = _towns()[town.countries[0]]
    tried = [SETTLEMENTS.place(chance.choice(rows)) for _ in range(TRIES)]
    others = [place for place in tried if place.name != town.name] or [_settlement(chance, TOWN)]
    return min(others, key=lambda place: math.dist((place.lon, place.lat), (town.lon, town.lat)))


@cache
def _towns() -> dict[str, list[int]]:
    """Row numbers of the towns of each country."""
    found: dict[str, list[int]] = {}
    for row in range(len(SETTLEMENTS.rows) - 1):
        code = SETTLEMENTS.country(row)
        if code and int(SETTLEMENTS.rows[row]["population"]) >= TOWN:
            found.setdefault(code, []).append(row)
    return found


def _country_name(place: Place) -> str:
    return get(f"country:{place.countries[0]}").name


@cache
def _named(kind: PlaceKind) -> tuple[str, ...]:
    return tuple(dict.fromkeys(place.name for place in _places(kind)))


@cache
def _neighbours() -> tuple[tuple[str, str], ...]:
    pairs = {
        (line.country_a, line.country_b)
        for line in reference.border_lines()
        if line.country_a and line.country_b
    }
    known = set(_codes())
    return tuple(
        (get(f"country:{one}").name, get(f"country:{two}").name)
        for one, two in sorted(pairs)
        if {one, two} <= known
    )


@cache
def _codes() -> tuple[str, ...]:
    return tuple(place.countries[0] for place in _places(PlaceKind.COUNTRY))


def _places(kind: PlaceKind) -> list[Place]:
    numbers = range(len(OVERLAY))
    return [OVERLAY.place(at) for at in numbers if OVERLAY.entry(at)["kind"] == kind.value]


def _sexagesimal(value: float, letters: str) -> str:
    minutes, seconds = divmod(round(abs(value) * 3600), 60)
    degrees, minutes = divmod(minutes, 60)
    return f"{degrees}°{minutes:02d}'{seconds:02d}\"{letters[value < 0]}"
