"""The command that asks about distances: ``sitmap near``."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from geo.errors import ParameterError

from .options import (
    Admin,
    AsJson,
    AsOf,
    Bases,
    Borders,
    Config,
    Edits,
    From,
    InputFormat,
    PointOfView,
    Profile,
    Published,
    Quiet,
    Sources,
    To,
    Types,
    Verbose,
    parse_rings,
    read_settings,
)
from .publishing import marking_of, policy_of, public_answer, refuse_own, tell_leaks
from .selecting import Wanted, configure_logging, require_writable, select

_FORMATS = ("table", "csv", "json", "geojson")
_PERIODS = ("day", "week", "month", "year")


def near(
    sources: Sources,
    within: Annotated[
        str | None,
        typer.Option(metavar="DISTANCE[,...]", help="50km, 30mi, 20nmi, 800m; rings: 50km,100km."),
    ] = None,
    of: Annotated[
        str,
        typer.Option(metavar="bases|borders|FILE", help="Measure from these; FILE as --bases."),
    ] = "bases",
    nearest: Annotated[
        int | None, typer.Option(metavar="K", help="Only the K nearest of each incident.")
    ] = None,
    by: Annotated[
        str | None,
        typer.Option(metavar="day|week|month|year", help="Count per calendar period."),
    ] = None,
    tenant: Annotated[
        str | None, typer.Option(metavar="WHO", help="Only bases held by them at the time.")
    ] = None,
    input_format: InputFormat = None,
    published: Published = None,
    edits: Edits = None,
    config: Config = None,
    from_: From = None,
    to: To = None,
    types: Types = None,
    bases: Bases = None,
    borders: Borders = None,
    admin: Admin = None,
    point_of_view: PointOfView = None,
    as_of: AsOf = None,
    profile: Profile = "internal",
    output_format: Annotated[
        str | None,
        typer.Option("--format", metavar="table|csv|json|geojson", help="How to answer."),
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="FILE", help="Write to .csv, .json or .geojson."),
    ] = None,
    engine: Annotated[
        str | None,
        typer.Option(metavar="memory|dask", help="How to ask a folder of GeoParquet files."),
    ] = None,
    scheduler: Annotated[
        str | None, typer.Option(metavar="ADDRESS", help="A running dask scheduler.")
    ] = None,
    as_json: AsJson = False,
    verbose: Verbose = False,
    quiet: Quiet = False,
) -> None:
    """Say which incidents lie within a distance of a base or border, and how surely."""
    configure_logging(verbose=verbose, quiet=quiet)
    settings = read_settings(config)
    policy = policy_of(profile, settings, as_of)
    wanted_format = _format(output_format, output, as_json=as_json)
    _check(within, nearest, of, by)
    rings, unit = ((), "km") if within is None else parse_rings(within)
    if policy is not None:
        refuse_own(of)
    bases, lines = _target(of, bases)
    asked = Wanted(
        sources, input_format, published, edits, from_, to, types,
        bases, borders, admin, point_of_view, as_of, policy,
    )  # fmt: skip
    from .near import answer_of
    from .near_counts import Question

    name = of if of in {"bases", "borders"} else Path(of).name
    question = Question(rings, unit, name, nearest, by, tenant)
    from .near_dataset import asks_dataset, tell_of_dataset

    if asks_dataset(sources, engine, scheduler):
        if policy is not None:
            raise ParameterError("`--profile public` takes files, not a folder of GeoParquet")
        tell_of_dataset(
            asked,
            question,
            engine=engine or "memory",
            scheduler=scheduler,
            output_format=wanted_format,
            output=output,
            quiet=quiet,
        )
        return
    if output is not None:
        require_writable(output)
    selected = select(asked)
    answer = public_answer(answer_of(selected, question, lines), selected)
    mark = marking_of(selected, settings)
    if wanted_format == "table":
        from .near_people import as_table

        text = as_table(answer, selected, marking=mark)
    else:
        from .near_formats import as_csv, as_geojson
        from .near_formats import as_json as to_json

        if wanted_format == "csv":
            text = as_csv(answer)
        else:
            text = (to_json if wanted_format == "json" else as_geojson)(answer, selected)
    if output is None:
        sys.stdout.write(text)
        tell_leaks(None, selected.public, quiet=quiet)
        return
    from geo.files import write_bytes

    write_bytes(output, text.encode())
    tell_leaks(output, selected.public, quiet=quiet)
    if not quiet:
        sys.stderr.write(f"{output}: {len(answer.rows):,} rows\n")


def _check(within: str | None, nearest: int | None, of: str, by: str | None) -> None:
    """Refuse what cannot be asked together; raises ParameterError."""
    if within is None and nearest is None and of != "borders":
        raise ParameterError("give `--within`, as 50km, or `--nearest`, as 3")
    if nearest is not None and nearest < 1:
        raise ParameterError(f"`--nearest` is {nearest}; give a whole number, 1 or more")
    if by is not None and by not in _PERIODS:
        raise ParameterError(f"`--by` is {by!r}; it takes {', '.join(_PERIODS)}")
    if by is not None and within is None:
        raise ParameterError("`--by` counts what lies within a distance; give `--within` too")


def _format(given: str | None, output: Path | None, *, as_json: bool) -> str:
    by_name = None if output is None else output.suffix.lower().lstrip(".")
    if as_json:
        return "json"
    wanted = given or by_name or "table"
    if wanted not in _FORMATS:
        option = "--format" if given else "--output"
        value = given or str(output)
        raise ParameterError(f"`{option}` is {value!r}; it takes table, csv, json or geojson")
    return wanted


def _target(of: str, bases: str | None) -> tuple[str | None, tuple[list[Any], list[str]] | None]:
    """Take a file that ``--of`` names for bases, or for lines."""
    if of in {"bases", "borders"}:
        return bases, None
    if not Path(of).is_file():
        raise ParameterError(f"`--of` is {of!r}; it takes bases, borders or a file")
    if bases is not None:
        raise ParameterError("`--of` names a file and `--bases` too; give one of them")
    from .near_lines import lines_of_file

    lines = lines_of_file(Path(of))
    return (None, lines) if lines is not None else (of, None)
