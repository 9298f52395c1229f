"""The options that commands share, and how their texts are read."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, fields
from datetime import date
from pathlib import Path
from typing import Annotated, Any

import typer

from geo.errors import InputError, ParameterError

Sources = Annotated[
    list[Path],
    typer.Argument(metavar="SOURCE", help="Reports (.txt, a folder of them) or event tables."),
]
InputFormat = Annotated[
    str | None,
    typer.Option(metavar="FORMAT", help="Read every source as this instead of detecting it."),
]
Published = Annotated[
    str | None,
    typer.Option(metavar="DATE", help="Date of reports that state none, YYYY-MM-DD."),
]
Edits = Annotated[
    Path | None,
    typer.Option(metavar="FILE", help="Corrections: a --review sheet, or a CSV list."),
]
Config = Annotated[
    Path | None,
    typer.Option(metavar="FILE", help="Settings (TOML): title, marking, disclaimer, names."),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON for machines.")]
From = Annotated[
    str | None,
    typer.Option("--from", metavar="WHEN", help="Keep what may lie after: 2024, 2024-01, a day."),
]
To = Annotated[
    str | None,
    typer.Option("--to", metavar="WHEN", help="Keep what may lie before the end of this."),
]
Types = Annotated[
    list[str] | None,
    typer.Option("--type", metavar="TYPE", help="Keep this event type; may be repeated."),
]
Bases = Annotated[
    str | None,
    typer.Option(metavar="FILE|none", help="Your own sites, or none. [default: packaged ones]"),
]
Borders = Annotated[
    Path | None,
    typer.Option(metavar="FILE", help="Your own countries (areas) or borders (lines)."),
]
Admin = Annotated[
    Path | None,
    typer.Option(metavar="FILE", help="Your own admin areas; their P-codes become columns."),
]
PointOfView = Annotated[
    str | None,
    typer.Option(
        metavar="de_facto|un|FILE",
        help="Whom disputed ground counts to; a TOML file may say it. [default: de_facto]",
    ),
]
AsOf = Annotated[
    str | None,
    typer.Option(metavar="DATE", help="State of knowledge. [default: latest date in the data]"),
]
Profile = Annotated[
    str,
    typer.Option(metavar="internal|public", help="Public: coarsened, delayed, without own sites."),
]
Verbose = Annotated[bool, typer.Option("--verbose", "-v", help="Say more on stderr.")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Say nothing but errors on stderr.")]

LARGEST_DISTANCE_M = 20_003_931.5
"""From pole to pole on WGS 84: no two places are further apart."""

UNIT_NAMES = {"m": "metres", "km": "kilometres", "mi": "miles", "nmi": "nautical miles"}
"""Units of distances, with their names for people."""

_KINDS: dict[str, tuple[type, str]] = {
    "public": (dict, "a table"),
    "names": (dict, "a table of texts"),
    "judgements": (list, "a list of texts"),
}
_METRES = {"m": 1.0, "km": 1_000.0, "mi": 1_609.344, "nmi": 1_852.0}


@dataclass(frozen=True, slots=True)
class Settings:
    """
    What ``--config FILE`` may set; texts are shown on outputs, null where not set.

    `marking` is printed on top of every output, `disclaimer` replaces the note on borders. The
    table `public` says how ``--profile public`` publishes (``geo.publish.PublicPolicy``), the table
    `names` how places are called on static maps and slides, by packaged name or country code;
    `judgements` are sentences for the slide of key judgements.
    """

    title: str | None = None
    marking: str | None = None
    disclaimer: str | None = None
    public: dict[str, Any] | None = None
    names: dict[str, Any] | None = None
    judgements: list[Any] | None = None


def read_settings(path: Path | None) -> Settings:
    """
    Read the settings file.

    Parameters
    ----------
    path
        A TOML file; null gives the defaults.

    Returns
    -------
    settings
        The settings.

    Raises
    ------
    InputError
        If the file cannot be read, is no TOML, or holds a name that is no setting.
    """
    if path is None:
        return Settings()
    try:
        values = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise InputError(f"cannot be read; {error.strerror}", path=path) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise InputError(f"is no valid TOML: {error}", path=path) from error
    known = {item.name for item in fields(Settings)}
    for name, value in values.items():
        if name not in known:
            raise InputError(
                f"`{name}` is no setting; there are {', '.join(sorted(known))}", path=path
            )
        kind, words = _KINDS.get(name, (str, "a text"))
        inside = value.values() if isinstance(value, dict) else value
        texts = name not in {"names", "judgements"} or all(isinstance(one, str) for one in inside)
        if not isinstance(value, kind) or not texts:
            raise InputError(f"`{name}` is {value!r}, {words} is needed", path=path)
    return Settings(**values)


def parse_distance(text: str) -> float:
    """
    Read a distance with its unit.

    Parameters
    ----------
    text
        A number and one of m, km, mi (statute) or nmi (nautical): ``50km``, ``2.5 nmi``.

    Returns
    -------
    metres
        The distance in metres, greater than 0.

    Raises
    ------
    ParameterError
        If the unit is missing or unknown, or the number is not greater than 0 or beyond
        `LARGEST_DISTANCE_M`.
    """
    return parse_rings(text)[0][0]


def parse_rings(text: str) -> tuple[tuple[float, ...], str]:
    """
    Read one distance or several.

    Parameters
    ----------
    text
        Distances with their units, separated by commas: ``50km,100km``. A unit may be left out
        where the last one has it: ``50,100km``.

    Returns
    -------
    metres
        Different distances in metres, smallest first.
    unit
        The unit of the last one: m, km, mi or nmi.

    Raises
    ------
    ParameterError
        As `parse_distance`.
    """
    parts = [
        re.fullmatch(r"\s*([+-]?[0-9]*\.?[0-9]+)\s*([a-zA-Z]*)\s*", p) for p in text.split(",")
    ]
    unit = "" if parts[-1] is None else parts[-1][2].lower()
    metres = []
    for part in parts:
        own = "" if part is None else (part[2].lower() or unit)
        if part is None or own not in _METRES or float(part[1]) <= 0:
            raise ParameterError(
                f"`--within` is {text!r}; give a number greater than 0 and a unit: m, km, mi or nmi"
            )
        metres.append(float(part[1]) * _METRES[own])
        if metres[-1] > LARGEST_DISTANCE_M:
            raise ParameterError(
                f"`--within` is {text!r}; no two places on Earth are further apart than"
                f" {LARGEST_DISTANCE_M / 1000:,.0f} km"
            )
    return tuple(sorted(set(metres))), unit


def in_unit(metres: float, unit: str) -> float:
    """
    Give metres in a unit that people asked with.

    Parameters
    ----------
    metres
        A distance.
    unit
        m, km, mi (statute) or nmi (nautical).

    Returns
    -------
    value
        The distance in that unit.
    """
    return metres / _METRES[unit]


def parse_date(text: str | None, *, option: str) -> date | None:
    """
    Read a day.

    Parameters
    ----------
    text
        ``YYYY-MM-DD``, or null.
    option
        The option it was given with, for the message.

    Returns
    -------
    day
        The day; null for null.

    Raises
    ------
    ParameterError
        If the text is no such day.
    """
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise ParameterError(f"`{option}` is {text!r}; a day is written YYYY-MM-DD") from error
