"""The commands of ``sitmap``; heavy libraries load only in the command that needs them."""

from __future__ import annotations

import json
import logging
import sys
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from geo.errors import ParameterError, SitmapError

from .options import (
    AsJson,
    AsOf,
    Bases,
    Config,
    Edits,
    From,
    InputFormat,
    Published,
    Quiet,
    Sources,
    To,
    Types,
    Verbose,
    parse_date,
    parse_distance,
    read_settings,
)
from .terminal import shown

if TYPE_CHECKING:
    import geopandas as gpd

    from geo.models import ReadResult

app = typer.Typer(
    name="sitmap",
    help="Turn reports of incidents into maps that can be trusted. Works offline.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

Output = Annotated[Path, typer.Option("--output", "-o", metavar="FILE", help="File to write.")]


def main() -> None:
    """
    Run the command line.

    Raises
    ------
    SystemExit
        Always: 0 when all went well, 1 after one of our errors (one line on stderr), 2 after a
        wrong use of the command. A bug keeps its traceback.
    """
    try:
        app()
    except SitmapError as error:
        sys.stderr.write(f"sitmap: {shown(' '.join(str(error).split()))}\n")
        sys.exit(1)


@app.command()
def read(
    sources: Sources,
    input_format: InputFormat = None,
    published: Published = None,
    edits: Edits = None,
    config: Config = None,
    as_json: AsJson = False,
    verbose: Verbose = False,
    quiet: Quiet = False,
) -> None:
    """Show what was read, what was assumed, what was skipped; drafts of incidents."""
    _configure_logging(verbose=verbose, quiet=quiet)
    read_settings(config)
    result = _read(sources, input_format, published, edits)
    from .show import read_as_json, show_read

    if as_json:
        _print_json(read_as_json(result))
    else:
        show_read(result)


@app.command("map")
def map_(
    sources: Sources,
    output: Output,
    input_format: InputFormat = None,
    published: Published = None,
    edits: Edits = None,
    config: Config = None,
    from_: From = None,
    to: To = None,
    types: Types = None,
    bases: Bases = None,
    as_of: AsOf = None,
    as_json: AsJson = False,
    verbose: Verbose = False,
    quiet: Quiet = False,
) -> None:
    """Write one self-contained HTML map with a time control."""
    _configure_logging(verbose=verbose, quiet=quiet)
    settings = read_settings(config)
    _require_ending(output, ".html")
    _require_writable(output)
    result, incidents, sites = _select(
        sources, input_format, published, edits, from_, to, types, bases
    )
    from layers import build_map

    page = build_map(
        incidents,
        sites,
        title=settings.title,
        as_of=_as_of(as_of, result),
        marking=settings.marking,
        disclaimer=settings.disclaimer,
        notes=(*result.assumed, *result.skipped),
        reports=result.reports,
        background=result.background,
    )
    page.save(output)
    _tell_written(output, incidents, result, as_json=as_json, quiet=quiet)


@app.command()
def near(
    sources: Sources,
    within: Annotated[str, typer.Option(metavar="DISTANCE", help="50km, 30mi, 20nmi, 800m.")],
    input_format: InputFormat = None,
    published: Published = None,
    edits: Edits = None,
    config: Config = None,
    from_: From = None,
    to: To = None,
    types: Types = None,
    bases: Bases = None,
    as_of: AsOf = None,
    output_format: Annotated[
        str, typer.Option("--format", metavar="table|csv|json|geojson", help="How to answer.")
    ] = "table",
    as_json: AsJson = False,
    verbose: Verbose = False,
    quiet: Quiet = False,
) -> None:
    """Say which incidents lie within a distance of a base, and how surely."""
    _configure_logging(verbose=verbose, quiet=quiet)
    settings = read_settings(config)
    radius_m = parse_distance(within)
    wanted = "json" if as_json else output_format
    if wanted not in {"table", "csv", "json", "geojson"}:
        raise ParameterError(f"`--format` is {wanted!r}; it takes table, csv, json or geojson")
    result, incidents, sites = _select(
        sources, input_format, published, edits, from_, to, types, bases
    )
    if sites is None:
        raise ParameterError("`--bases` is 'none'; near needs bases to measure from")
    from .near import answer

    sys.stdout.write(
        answer(
            incidents,
            sites,
            radius_m=radius_m,
            output_format=wanted,
            as_of=_as_of(as_of, result),
            marking=settings.marking,
        )
    )


@app.command()
def brief(
    sources: Sources,
    output: Output,
    input_format: InputFormat = None,
    published: Published = None,
    edits: Edits = None,
    config: Config = None,
    from_: From = None,
    to: To = None,
    types: Types = None,
    bases: Bases = None,
    as_of: AsOf = None,
    as_json: AsJson = False,
    verbose: Verbose = False,
    quiet: Quiet = False,
) -> None:
    """Write editable briefing slides: title, map, table."""
    _configure_logging(verbose=verbose, quiet=quiet)
    settings = read_settings(config)
    _require_ending(output, ".pptx")
    _require_writable(output)
    result, incidents, sites = _select(
        sources, input_format, published, edits, from_, to, types, bases
    )
    from layers import build_deck

    deck = build_deck(
        incidents,
        sites,
        title=settings.title,
        as_of=_as_of(as_of, result),
        marking=settings.marking,
        disclaimer=settings.disclaimer,
    )
    deck.save(output)
    _tell_written(output, incidents, result, as_json=as_json, quiet=quiet)


@app.command()
def locate(
    phrases: Annotated[list[str], typer.Argument(metavar="PHRASE", help="Where, in words.")],
    country: Annotated[
        str | None, typer.Option(metavar="CC", help="ISO code of the country it lies in.")
    ] = None,
    as_json: AsJson = False,
    verbose: Verbose = False,
    quiet: Quiet = False,
) -> None:
    """Say where a phrase means: area, point, precision, and the rule that made it."""
    _configure_logging(verbose=verbose, quiet=quiet)
    from geo.geocoding import locate as locate_phrase

    from .locations import location_as_json, location_as_lines

    answers = [locate_phrase(phrase, country=country) for phrase in phrases]
    if as_json:
        _print_json([location_as_json(item) for answer in answers for item in answer])
        return
    for phrase, answer in zip(phrases, answers, strict=True):
        lines = location_as_lines(phrase, answer)
        sys.stdout.write("\n".join(map(shown, lines)) + "\n")


@app.command()
def doctor(as_json: AsJson = False) -> None:
    """Tell versions, optional programs, packaged data and clashing packages."""
    from .doctor import examine

    findings = examine()
    if as_json:
        _print_json(
            [
                {"subject": item.subject, "state": item.state, "healthy": item.healthy}
                for item in findings
            ]
        )
    else:
        for item in findings:
            sys.stdout.write(
                f"{'ok  ' if item.healthy else 'BAD '} {item.subject:<16} {item.state}\n"
            )
    if not all(item.healthy for item in findings):
        raise typer.Exit(1)


def _read(
    sources: list[Path], input_format: str | None, published: str | None, edits: Path | None
) -> ReadResult:
    import geo

    day = parse_date(published, option="--published")
    result: ReadResult = geo.read(*sources, input_format=input_format, published=day, edits=edits)
    return result


def _select(
    sources: list[Path],
    input_format: str | None,
    published: str | None,
    edits: Path | None,
    from_: str | None,
    to: str | None,
    types: list[str] | None,
    bases: str | None,
) -> tuple[ReadResult, gpd.GeoDataFrame, gpd.GeoDataFrame | None]:
    """Read, join and filter: what map, near and brief have in common."""
    import geo
    from geo.joins import join_all
    from geo.timewindow import parse_window, select

    window = parse_window(from_, to)
    if bases is None:
        sites = geo.bases()
    else:
        sites = None if bases == "none" else geo.read_bases(Path(bases))
    result = _read(sources, input_format, published, edits)
    incidents = result.incidents
    if from_ is not None or to is not None:
        incidents = select(incidents, window)
    if types:
        known = sorted(set(result.incidents["event_type"].dropna()))
        strange = sorted(set(types) - set(known))
        if strange:
            raise ParameterError(
                f"`--type` is {strange[0]!r}; the data holds {', '.join(known) or 'no types'}"
            )
        incidents = incidents[incidents["event_type"].isin(types)]
    return result, join_all(incidents, sites), sites


def _as_of(text: str | None, result: ReadResult) -> datetime | None:
    """Give the state of knowledge: as told, else the latest date in the data; never a clock."""
    day = parse_date(text, option="--as-of")
    if day is not None:
        return datetime(day.year, day.month, day.day)
    from layers.layer import as_of_date

    published = [report.published for report in result.reports if report.published is not None]
    return as_of_date(result.incidents, published)


def _require_ending(path: Path, ending: str) -> None:
    if path.suffix.lower() != ending:
        raise ParameterError(f"`--output` is {str(path)!r}; this command writes {ending} files")


def _require_writable(path: Path) -> None:
    from geo.files import check_output

    check_output(path)


def _tell_written(
    output: Path, incidents: gpd.GeoDataFrame, result: ReadResult, *, as_json: bool, quiet: bool
) -> None:
    size = output.stat().st_size
    if as_json:
        _print_json(
            {
                "output": output.name,
                "bytes": size,
                "incidents": len(incidents),
                "skipped": len(result.skipped),
                "assumed": len(result.assumed),
            }
        )
    elif not quiet:
        rows = "1 row" if len(incidents) == 1 else f"{len(incidents):,} rows"
        sys.stdout.write(f"{output}: {rows}, {size / 1e6:.2f} MB\n")
        if result.skipped:
            sys.stdout.write(f"{len(result.skipped)} notes on skipped input; see: sitmap read\n")


def _print_json(value: Any) -> None:  # noqa: ANN401 - anything that json can write
    sys.stdout.write(json.dumps(value, ensure_ascii=False, indent=1) + "\n")


def _configure_logging(*, verbose: bool, quiet: bool) -> None:
    level = logging.ERROR if quiet else logging.DEBUG if verbose else logging.WARNING
    logging.basicConfig(level=level, stream=sys.stderr, format="%(levelname)s: %(message)s")
