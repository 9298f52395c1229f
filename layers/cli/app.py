"""The commands of ``sitmap``; heavy libraries load only in the command that needs them."""

from __future__ import annotations

import signal
import sys
from typing import Annotated, NoReturn

import typer

from geo.errors import SitmapError

from . import asking, checking, drawing, exporting
from .options import (
    AsJson,
    Config,
    Edits,
    InputFormat,
    Published,
    Quiet,
    Sources,
    Verbose,
    read_settings,
)
from .selecting import Wanted, configure_logging, print_json, read_sources
from .terminal import shown

app = typer.Typer(
    name="sitmap",
    help="Turn reports of incidents into maps that can be trusted. Works offline.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


def main() -> None:
    """
    Run the command line.

    Raises
    ------
    SystemExit
        Always: 0 when all went well, 1 after one of our errors (one line on stderr), 2 after a
        wrong use of the command, 143 after a signal to terminate. A bug keeps its traceback.
    """
    # asked to stop from outside, nothing is to be left half-written either
    signal.signal(signal.SIGTERM, _stop)
    try:
        app()
    except SitmapError as error:
        sys.stderr.write(f"sitmap: {shown(' '.join(str(error).split()))}\n")
        sys.exit(1)


def _stop(number: int, _frame: object) -> NoReturn:
    sys.exit(128 + number)


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
    configure_logging(verbose=verbose, quiet=quiet)
    read_settings(config)
    result = read_sources(Wanted(sources, input_format, published, edits))
    from .show import read_as_json, show_read

    if as_json:
        print_json(read_as_json(result))
    else:
        show_read(result)


app.command("map")(drawing.map_)
app.command()(asking.near)
app.command()(drawing.brief)
app.command()(checking.check)
app.command()(exporting.export)


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
    configure_logging(verbose=verbose, quiet=quiet)
    from geo.geocoding import locate as locate_phrase

    from .locations import location_as_json, location_as_lines

    answers = [locate_phrase(phrase, country=country) for phrase in phrases]
    if as_json:
        print_json([location_as_json(item) for answer in answers for item in answer])
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
        print_json(
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
