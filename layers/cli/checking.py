"""The command that audits a finished deck: ``sitmap check``."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from .options import AsJson
from .terminal import shown


def check(
    file: Annotated[Path, typer.Argument(metavar="BRIEF.pptx", help="A finished deck.")],
    as_json: AsJson = False,
) -> None:
    """Audit a finished deck: false numbers, titles that overflow, missing texts, remote parts."""
    from layers import check_deck

    from .selecting import print_json

    findings = check_deck(file)
    if as_json:
        print_json(
            [{"slide": item.slide, "rule": item.rule, "message": item.message} for item in findings]
        )
    else:
        for item in findings:
            where = f"slide {item.slide}" if item.slide else "file"
            sys.stdout.write(shown(f"{where}: {item.rule}: {item.message}") + "\n")
        if not findings:
            sys.stdout.write("nothing found\n")
    if findings:
        raise typer.Exit(1)
