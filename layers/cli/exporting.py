"""The command that hands incidents on: ``sitmap export``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from geo.errors import ParameterError

from .drawing import Output
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
    Published,
    Quiet,
    Sources,
    To,
    Types,
    Verbose,
    read_settings,
)
from .selecting import Wanted, configure_logging, require_writable, select, tell_written

if TYPE_CHECKING:
    from .selecting import Selected


def export(
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
    borders: Borders = None,
    admin: Admin = None,
    point_of_view: PointOfView = None,
    as_of: AsOf = None,
    as_json: AsJson = False,
    verbose: Verbose = False,
    quiet: Quiet = False,
) -> None:
    """Write the incidents as .geojson, .csv, .xlsx, .kml, .parquet or .gpkg."""
    configure_logging(verbose=verbose, quiet=quiet)
    read_settings(config)
    _require_format(output)
    require_writable(output)
    selected = select(
        Wanted(
            sources, input_format, published, edits, from_, to, types,
            bases, borders, admin, point_of_view, as_of,
        )
    )  # fmt: skip
    _write(selected, output, quiet=quiet)
    tell_written(output, selected, as_json=as_json, quiet=quiet)


def _require_format(output: Path) -> None:
    from geo.writers import ENDINGS

    if output.suffix.lower() not in ENDINGS:
        raise ParameterError(
            f"`--output` is {str(output)!r}; its ending must be one of {', '.join(ENDINGS)}"
        )


def _write(selected: Selected, output: Path, *, quiet: bool) -> None:
    from rich.console import Console
    from rich.progress import Progress

    import geo
    from layers.qgis import look_of

    types = selected.incidents["event_type"]
    look = look_of(types.astype(object).where(types.notna(), None).unique())
    console = Console(stderr=True)
    with Progress(console=console, transient=True, disable=quiet or not console.is_terminal) as bar:
        task = bar.add_task("Writing", total=len(selected.incidents))
        geo.export(
            selected.incidents, output, look=look, progress=lambda rows: bar.advance(task, rows)
        )
