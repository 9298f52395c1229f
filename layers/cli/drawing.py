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
    Profile,
    Published,
    Quiet,
    Sources,
    To,
    Types,
    Verbose,
    read_settings,
)
from .publishing import disclaimer_of, marking_of, policy_of, tell_leaks
from .selecting import (
    Wanted,
    configure_logging,
    require_ending,
    require_writable,
    select,
    tell_written,
)

Output = Annotated[Path, typer.Option("--output", "-o", metavar="FILE", help="File to write.")]
MapOutput = Annotated[
    Path,
    typer.Option(
        "--output", "-o", metavar="FILE", help="File to write: .html, or a static .svg, .png, .pdf."
    ),
]
Pdf = Annotated[bool, typer.Option("--pdf", help="Also write a PDF, by LibreOffice.")]
Slides = Annotated[
    str | None,
    typer.Option(metavar="NAMES", help="Only these slides, as title,map,annex. [default: all]"),
]
Period = Annotated[
    str | None, typer.Option(metavar="week|month|year", help="Period of timeline and comparison.")
]
Template = Annotated[
    Path | None, typer.Option(metavar="T.pptx", help="Master, layouts and theme to use.")
]

_STATIC = (".svg", ".png", ".pdf")


def map_(
    sources: Sources,
    output: MapOutput,
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
    as_json: AsJson = False,
    verbose: Verbose = False,
    quiet: Quiet = False,
) -> None:
    """Write one self-contained HTML map with a time control, or a static map."""
    configure_logging(verbose=verbose, quiet=quiet)
    settings = read_settings(config)
    policy = policy_of(profile, settings, as_of)
    static = output.suffix.lower() in _STATIC
    if not static:
        require_ending(output, ".html")
    require_writable(output)
    selected = select(
        Wanted(
            sources, input_format, published, edits, from_, to, types,
            bases, borders, admin, point_of_view, as_of, policy,
        )
    )  # fmt: skip
    from layers import build_map, build_static_map

    if static:
        build_static_map(
            selected.incidents,
            selected.sites,
            title=settings.title,
            as_of=selected.as_of,
            marking=marking_of(selected, settings),
            disclaimer=disclaimer_of(selected, settings),
        ).save(output)
        tell_leaks(output, selected.public, quiet=quiet)
        tell_written(output, selected, as_json=as_json, quiet=quiet)
        return
    page = build_map(
        selected.incidents,
        selected.sites,
        title=settings.title,
        as_of=selected.as_of,
        marking=marking_of(selected, settings),
        disclaimer=disclaimer_of(selected, settings),
        notes=(*selected.result.assumed, *selected.assumed, *selected.result.skipped),
        reports=selected.result.reports,
        background=selected.result.background,
    )
    page.save(output)
    tell_leaks(output, selected.public, quiet=quiet)
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
    profile: Profile = "internal",
    pdf: Pdf = False,
    slides: Slides = None,
    period: Period = None,
    template: Template = None,
    as_json: AsJson = False,
    verbose: Verbose = False,
    quiet: Quiet = False,
) -> None:
    """Write editable briefing slides: native maps, charts and tables, every number computed."""
    configure_logging(verbose=verbose, quiet=quiet)
    settings = read_settings(config)
    policy = policy_of(profile, settings, as_of)
    require_ending(output, ".pptx")
    require_writable(output)
    wanted = Wanted(
        sources, input_format, published, edits, from_, to, types,
        bases, borders, admin, point_of_view, as_of, policy,
    )  # fmt: skip
    selected = select(wanted)
    from geo.timewindow import parse_window
    from layers import build_deck

    from .slides import filters_of, inputs_of, write_pdf

    window = parse_window(from_, to)

    deck = build_deck(
        selected.incidents,
        selected.sites,
        title=settings.title,
        as_of=selected.as_of,
        marking=marking_of(selected, settings),
        disclaimer=disclaimer_of(selected, settings),
        slides=None if slides is None else [name.strip() for name in slides.split(",")],
        period=period,
        covered=(window.start, window.end),
        inputs=inputs_of(sources) if policy is None else (),
        filters=filters_of(wanted),
        template=template,
    )
    deck.save(output)
    if pdf:
        write_pdf(output)
    tell_leaks(output, selected.public, quiet=quiet)
    tell_written(output, selected, as_json=as_json, quiet=quiet)
