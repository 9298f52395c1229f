"""The command that audits a finished deck or map: ``sitmap check``."""

from __future__ import annotations

import sys
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer

from .options import AsJson
from .sizes import part_lines
from .terminal import shown


def check(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A finished .pptx or .html.")],
    as_json: AsJson = False,
) -> None:
    """Audit a finished deck or map: what it says, what it would load, what was changed since."""
    audit = _map if file.suffix.lower() in {".html", ".htm"} else _deck
    if audit(file, as_json):
        raise typer.Exit(1)


def _deck(file: Path, as_json: bool) -> bool:
    from layers import check_deck

    from .selecting import print_json

    findings = check_deck(file)
    if as_json:
        print_json([asdict(item) for item in findings])
    else:
        lines = [
            f"{f'slide {item.slide}' if item.slide else 'file'}: {item.rule}: {item.message}"
            for item in findings
        ]
        _write(lines or ["nothing found"])
    return bool(findings)


def _map(file: Path, as_json: bool) -> bool:
    from layers import check_page

    from .selecting import print_json

    audit = check_page(file)
    if as_json:
        print_json(asdict(audit))
    else:
        _write(_facts(audit))
        _write([f"{item.rule}: {item.message}" for item in audit.findings] or ["nothing found"])
    return bool(audit.findings)


def _facts(audit: Any) -> list[str]:  # noqa: ANN401 - a PageAudit
    rows = "rows not readable" if audit.rows is None else f"{audit.rows:,} rows"
    as_of = "no date" if audit.as_of is None else f"as of {audit.as_of}"
    hosts = ", ".join(audit.hosts)
    traces = ", ".join(f"{count:,} {family}" for family, count in audit.traces.items())
    return [
        f"{audit.title or 'no title'}: {rows}, {as_of}",
        f"marked: {audit.marking or 'nothing'}",
        f"loads from {hosts}" if hosts else "asks for nothing from the network",
        f"texts that look like code, shown as typed: {traces or 'none'}",
        *(f"names {text}" for text in audit.attributions),
        *part_lines(audit.sizes),
    ]


def _write(lines: list[str]) -> None:
    sys.stdout.write("".join(f"{shown(line)}\n" for line in lines))
