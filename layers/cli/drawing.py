"""The commands that draw: ``sitmap map`` and ``sitmap brief``."""

from __future__ import annotations

import re
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
    read_settings,
)
from .publishing import disclaimer_of, marking_of, policy_of, tell_leaks
from .selecting import (
    Selected,
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

Lang = Annotated[
    str,
    typer.Option(
        metavar="CODE",
        help="Language of your texts: ar and he mirror the slides. Fixed sentences stay English.",
    ),
]
MapLang = Annotated[
    str, typer.Option(metavar="CODE", help="Country names on a static map: ar, es, fr, he, ru.")
]
TileUrl = Annotated[
    str | None,
    typer.Option("--tiles", metavar="URL", help="Background tiles: https://…/{z}/{x}/{y}.png."),
]
TileOwner = Annotated[
    str | None, typer.Option("--tiles-attribution", metavar="TEXT", help="Whom to name for them.")
]
DropText = Annotated[
    bool, typer.Option("--drop-text", help="Leave out titles, quotes and sources, to save space.")
]
Simplify = Annotated[
    bool, typer.Option("--simplify", help="Draw areas with fewer corners, to save space.")
]

_STATIC = (".svg", ".png", ".pdf")


def language(code: str) -> str:
    """Take a language code; raises ParameterError if it is none."""
    if not re.fullmatch(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*", code):
        raise ParameterError(f"`--lang` is {code!r}; give a language code as ar, he or en-GB")
    return code


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
    lang: MapLang = "en",
    tiles: TileUrl = None,
    tiles_attribution: TileOwner = None,
    drop_text: DropText = False,
    simplify: Simplify = False,
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
    elif tiles is not None or drop_text or simplify:
        raise ParameterError(
            f"`--output` is {str(output)!r}; --tiles, --drop-text and --simplify are for .html maps"
        )
    server = _server(tiles, tiles_attribution)
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
            lang=language(lang),
            names=settings.names,
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
        tiles=server,
        drop_text=drop_text,
        simplify=simplify,
        empty_reason=_why_empty(selected),
    )
    page.save(output)
    tell_leaks(output, selected.public, quiet=quiet)
    tell_written(output, selected, as_json=as_json, quiet=quiet, sizes=page.sizes)


def _why_empty(selected: Selected) -> str:
    """Say why there are no incidents, for a page that shows none."""
    if selected.public is not None:
        return "None may be published, or none passes the filters."
    read = len(selected.result.incidents)
    if read:
        return f"None of {read:,} rows of the sources passes the filters."
    parts = []
    if selected.result.background:
        parts.append(f"{len(selected.result.background):,} mentions are listed as background")
    if selected.result.skipped:
        parts.append(f"{len(selected.result.skipped):,} notes tell what was skipped")
    return "; ".join(["The sources hold none", *parts]) + "."


def _server(url: str | None, attribution: str | None) -> Any:  # noqa: ANN401 - Tiles or null
    """Read where tiles come from; raises ParameterError where one option lacks the other."""
    if url is None:
        if attribution is not None:
            raise ParameterError(
                f"`--tiles-attribution` is {attribution!r}; it needs the address in `--tiles`"
            )
        return None
    from layers import Tiles

    return Tiles(url, attribution or "")


def brief(
    context: typer.Context,
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
    lang: Lang = "en",
    as_json: AsJson = False,
    verbose: Verbose = False,
    quiet: Quiet = False,
) -> None:
    """Write editable briefing slides: native maps, charts and tables, every number computed."""
    configure_logging(verbose=verbose, quiet=quiet)
    settings = read_settings(config)
    policy = policy_of(profile, settings, as_of)
    language(lang)
    require_ending(output, ".pptx")
    require_writable(output)
    wanted = Wanted(
        sources, input_format, published, edits, from_, to, types,
        bases, borders, admin, point_of_view, as_of, policy,
    )  # fmt: skip
    selected = select(wanted)
    from geo.timewindow import parse_window
    from layers import build_deck

    from .slides import command_of, filters_of, history_of, inputs_of, write_pdf

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
        history=history_of(selected, wanted),
        judgements=settings.judgements or (),
        names=settings.names,
        lang=language(lang),
        inputs=inputs_of(sources) if policy is None else (),
        filters=filters_of(wanted),
        command=command_of(context, public=policy is not None),
        point_of_view=selected.view,
        template=template,
    )
    deck.save(output)
    if pdf:
        write_pdf(output)
    tell_leaks(output, selected.public, quiet=quiet)
    tell_written(output, selected, as_json=as_json, quiet=quiet)
