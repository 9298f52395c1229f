"""``sitmap export --review``: the sheet in which a person corrects incidents."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Annotated

import typer

from geo.errors import ParameterError

from .selecting import Selected, Wanted, require_writable, select, tell_written

Review = Annotated[
    bool, typer.Option("--review", help="Write a sheet to correct and give back with --edits.")
]


def write_review_sheet(wanted: Wanted, output: Path, *, as_json: bool, quiet: bool) -> None:
    """
    Write the sheet, with the corrections made so far in it.

    Parameters
    ----------
    wanted
        Options. Rows outside their period or types are left out unless they have a correction,
        so that the new sheet can take the place of the old one.
    output
        The sheet: .xlsx, .csv or .gpkg.
    as_json, quiet
        How to say what was written.

    Raises
    ------
    SitmapError
        If a file or an option cannot be read, or the sheet cannot be written.
    """
    from geo.writers import REVIEW_ENDINGS

    if output.suffix.lower() not in REVIEW_ENDINGS:
        raise ParameterError(
            f"`--output` is {str(output)!r}; with `--review` its ending must be one of"
            f" {', '.join(REVIEW_ENDINGS)}"
        )
    if wanted.policy is not None:
        raise ParameterError(
            "`--review` and `--profile public` exclude each other; a sheet shows everything that"
            " was read"
        )
    require_writable(output)
    from geo.edits import edited_ids, read_edits

    edits = [] if wanted.edits is None else read_edits(wanted.edits)
    selected = select(dataclasses.replace(wanted, edits=None))
    everything = selected.result.incidents
    shown = {*selected.incidents["incident_id"], *edited_ids(everything, edits)}
    kept = everything[everything["incident_id"].isin(list(shown))]
    from rich.console import Console
    from rich.progress import Progress

    from geo.writers import write_review

    console = Console(stderr=True)
    with Progress(console=console, transient=True, disable=quiet or not console.is_terminal) as bar:
        task = bar.add_task("Writing", total=len(kept))
        write_review(kept, output, edits=edits, progress=lambda rows: bar.advance(task, rows))
    written: Selected = dataclasses.replace(selected, incidents=kept)
    tell_written(output, written, as_json=as_json, quiet=quiet)
