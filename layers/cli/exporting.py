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
    Profile,
    Published,
    Quiet,
    Sources,
    To,
    Types,
    Verbose,
    read_settings,
)
from .publishing import marked, policy_of, tell_leaks
from .reviewing import Review, write_review_sheet
from .selecting import Wanted, configure_logging, require_writable, select, tell_written

if TYPE_CHECKING:
    import geopandas as gpd


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
    profile: Profile = "internal",
    review: Review = False,
    as_json: AsJson = False,
    verbose: Verbose = False,
    quiet: Quiet = False,
) -> None:
    """
    Write the incidents as .geojson, .csv, .xlsx, .kml, .parquet or .gpkg.

    With --review, write a sheet (.xlsx, .csv, .gpkg) to correct and give back with --edits.
    """
    configure_logging(verbose=verbose, quiet=quiet)
    settings = read_settings(config)
    policy = policy_of(profile, settings, as_of)
    wanted = Wanted(
        sources, input_format, published, edits, from_, to, types,
        bases, borders, admin, point_of_view, as_of, policy,
    )  # fmt: skip
    if review:
        write_review_sheet(wanted, output, as_json=as_json, quiet=quiet)
        return
    _require_format(output)
    require_writable(output)
    selected = select(wanted)
    _write(marked(selected, settings), output, quiet=quiet)
    tell_leaks(output, selected.public, quiet=quiet)
    tell_written(output, selected, as_json=as_json, quiet=quiet)


def _require_format(output: Path) -> None:
    from geo.writers import ENDINGS

    if output.suffix.lower() not in ENDINGS:
        raise ParameterError(
            f"`--output` is {str(output)!r}; its ending must be one of {', '.join(ENDINGS)}"
        )


def _write(incidents: gpd.GeoDataFrame, output: Path, *, quiet: bool) -> None:
    from rich.console import Console
    from rich.progress import Progress

    import geo
    from layers.qgis import look_of

    types = incidents["event_type"]
    look = look_of(types.astype(object).where(types.notna(), None).unique())
    console = Console(stderr=True)
    with Progress(console=console, transient=True, disable=quiet or not console.is_terminal) as bar:
        task = bar.add_task("Writing", total=len(incidents))
        geo.export(incidents, output, look=look, progress=lambda rows: bar.advance(task, rows))
