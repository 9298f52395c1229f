"""The commands that draw: ``sitmap map`` and ``sitmap brief``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

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
from .selecting import (
    Wanted,
    configure_logging,
    require_ending,
    require_writable,
    select,
    tell_written,
)

Output = Annotated[Path, typer.Option("--output", "-o", metavar="FILE", help="File to write.")]


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
    borders: Borders = None,
    admin: Admin = None,
    point_of_view: PointOfView = None,
    as_of: AsOf = None,
    as_json: AsJson = False,
    verbose: Verbose = False,
    quiet: Quiet = False,
) -> None:
    """Write one self-contained HTML map with a time control."""
    configure_logging(verbose=verbose, quiet=quiet)
    settings = read_settings(config)
    require_ending(output, ".html")
    require_writable(output)
    selected = select(
        Wanted(
            sources, input_format, published, edits, from_, to, types,
            bases, borders, admin, point_of_view, as_of,
        )
    )  # fmt: skip
    from layers import build_map

    page = build_map(
        selected.incidents,
        selected.sites,
        title=settings.title,
        as_of=selected.as_of,
        marking=settings.marking,
        disclaimer=settings.disclaimer,
        notes=(*selected.result.assumed, *selected.assumed, *selected.result.skipped),
        reports=selected.result.reports,
        background=selected.result.background,
    )
    page.save(output)
    tell_written(output, selected, as_json=as_json, quiet=quiet)


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
    borders: Borders = None,
    admin: Admin = None,
    point_of_view: PointOfView = None,
    as_of: AsOf = None,
    as_json: AsJson = False,
    verbose: Verbose = False,
    quiet: Quiet = False,
) -> None:
    """Write editable briefing slides: title, map, table."""
    configure_logging(verbose=verbose, quiet=quiet)
    settings = read_settings(config)
    require_ending(output, ".pptx")
    require_writable(output)
    selected = select(
        Wanted(
            sources, input_format, published, edits, from_, to, types,
            bases, borders, admin, point_of_view, as_of,
        )
    )  # fmt: skip
    from layers import build_deck

    deck = build_deck(
        selected.incidents,
        selected.sites,
        title=settings.title,
        as_of=selected.as_of,
        marking=settings.marking,
        disclaimer=settings.disclaimer,
    )
    deck.save(output)
    tell_written(output, selected, as_json=as_json, quiet=quiet)
