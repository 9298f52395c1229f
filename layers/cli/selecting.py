"""Read, join and filter: what the commands that show incidents have in common."""

from __future__ import annotations

import json
import logging
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from geo.errors import ParameterError

from .options import parse_date
from .publishing import public_notes, sites_beside, whole_days
from .sizes import advice, by_part, part_lines

if TYPE_CHECKING:
    import geopandas as gpd

    from geo.models import Note, ReadResult
    from geo.publish import PublicPolicy, PublicTable
    from geo.readers.boundaries import Boundaries
    from geo.reference.view import View


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the options of one command ask for, as typed; see `layers.cli.options`."""

    sources: list[Path]
    input_format: str | None = None
    published: str | None = None
    edits: Path | None = None
    from_: str | None = None
    to: str | None = None
    types: list[str] | None = None
    bases: str | None = None
    borders: Path | None = None
    admin: Path | None = None
    point_of_view: str | None = None
    as_of: str | None = None
    policy: PublicPolicy | None = None


@dataclass(frozen=True, slots=True)
class Selected:
    """
    What was read, joined and kept.

    `sites` is the base table, null for none; `view` names the point of view, `borders` the user's
    own borders where there are any; where `own_lines` is false, distances to borders are measured
    to the packaged ones all the same; `assumed` are the notes on the user's own boundary files.
    `seen` and `boundaries` are what `view` and `borders` name.
    `public` is what is published instead of the incidents, null for the internal profile; then
    everything else here holds only what may be published.
    """

    result: ReadResult
    incidents: gpd.GeoDataFrame
    sites: gpd.GeoDataFrame | None
    as_of: datetime | None
    view: str
    borders: str | None
    assumed: tuple[Note, ...]
    policy: PublicPolicy | None = None
    public: PublicTable | None = None
    own_lines: bool = False
    seen: View | None = None
    boundaries: Boundaries | None = None


def read_sources(wanted: Wanted) -> ReadResult:
    """
    Read the sources.

    Parameters
    ----------
    wanted
        Options; of these the sources and how to read them.

    Returns
    -------
    result
        As ``geo.read``.

    Raises
    ------
    SitmapError
        If a source or an option cannot be read.
    """
    import geo

    day = parse_date(wanted.published, option="--published")
    result: ReadResult = geo.read(
        *wanted.sources, input_format=wanted.input_format, published=day, edits=wanted.edits
    )
    return result


def select(wanted: Wanted) -> Selected:
    """
    Read, filter and join.

    Parameters
    ----------
    wanted
        Options.

    Returns
    -------
    selected
        The incidents that pass every filter, with all joins, in the order of the sources.

    Raises
    ------
    SitmapError
        If a file or an option cannot be read.
    """
    import geo
    from geo.joins import join_all
    from geo.readers import read_admin, read_boundaries
    from geo.reference.view import point_of_view
    from geo.timewindow import parse_window
    from geo.timewindow import select as in_window

    # options first: a fault in one should not cost the reading of large sources
    window = parse_window(wanted.from_, wanted.to)
    if wanted.policy is not None:
        window = whole_days(window)
    as_of = parse_date(wanted.as_of, option="--as-of")
    view = point_of_view(wanted.point_of_view)
    if wanted.bases is None:
        sites = geo.bases()
    else:
        sites = None if wanted.bases == "none" else geo.read_bases(Path(wanted.bases))
    borders = None if wanted.borders is None else read_boundaries(wanted.borders)
    admin = None if wanted.admin is None else read_admin(wanted.admin)
    _keep_no_freed_memory()
    result = read_sources(wanted)
    _return_freed_memory()
    incidents = result.incidents
    if wanted.from_ is not None or wanted.to is not None:
        incidents = in_window(incidents, window)
    if wanted.types:
        incidents = incidents[_of_types(result.incidents, incidents, wanted.types)]
    if wanted.policy is not None:
        return _published(wanted, wanted.policy, incidents, sites, (view, borders, admin))
    joined = join_all(incidents, sites, point_of_view=view, borders=borders, admin=admin)
    _return_freed_memory()
    notes = _view_notes(view.name, borders is not None)
    notes += [note for own in (borders, admin) if own is not None for note in own.assumed]
    notes += [note for own in (borders, admin) if own is not None for note in own.skipped]
    for note in notes:
        logging.getLogger(__name__).info("%s: %s", note.source, note.message)
    return Selected(
        result=result,
        incidents=joined,
        sites=sites,
        as_of=_as_of(as_of, result),
        view=view.name,
        borders=None if borders is None else borders.source,
        assumed=tuple(notes),
        own_lines=borders is not None and bool(borders.lines),
        seen=view,
        boundaries=borders,
    )


def _keep_no_freed_memory() -> None:
    """Let pyarrow take memory from the system: a pool of its own keeps what a long table needed."""
    import pyarrow as pa

    pa.set_memory_pool(pa.system_memory_pool())


def _return_freed_memory() -> None:
    """Give the holes that reading and joining a long table leave back to the system, on glibc."""
    import ctypes

    # other C libraries have no such function, and need none
    with suppress(AttributeError, OSError, TypeError):
        ctypes.CDLL(None).malloc_trim(0)


def _published(
    wanted: Wanted,
    policy: PublicPolicy,
    incidents: gpd.GeoDataFrame,
    sites: gpd.GeoDataFrame | None,
    seen: tuple[Any, Any, Any],
) -> Selected:
    """Derive the public table; nothing else of what was read is handed on."""
    from geo.models import ReadResult
    from geo.publish import public_table

    view, borders, admin = seen
    day = parse_date(wanted.as_of, option="--as-of")
    public = public_table(
        incidents,
        policy,
        as_of=None if day is None else datetime(day.year, day.month, day.day),
        sites=sites_beside(sites, own=wanted.bases not in {None, "none"}),
        point_of_view=view,
        borders=borders,
        admin=admin,
    )
    kept = ReadResult((), public.incidents, (), (), ())
    return Selected(
        result=kept,
        incidents=public.incidents,
        sites=public.sites,
        as_of=_as_of(day, kept),
        view=view.name,
        borders=None if borders is None else "own borders",
        assumed=(*_view_notes(view.name, borders is not None), *public_notes(public)),
        policy=policy,
        public=public,
        own_lines=borders is not None and bool(borders.lines),
        seen=view,
        boundaries=borders,
    )


def _view_notes(view: str, own: bool) -> list[Note]:
    """Say where the lines drawn are not those that decided."""
    from geo.models import Note
    from geo.reference.view import VIEWS

    if own:
        return [Note("borders", "countries are from your own file; lines drawn are the packaged")]
    if view == VIEWS[0]:
        return []
    words = f"countries follow the point of view {view}; lines drawn show who holds the ground"
    return [Note("point of view", words)]


def _of_types(known: gpd.GeoDataFrame, rows: gpd.GeoDataFrame, types: Sequence[str]) -> Any:  # noqa: ANN401
    words = sorted(set(known["event_type"].dropna()))
    strange = sorted(set(types) - set(words))
    if strange:
        raise ParameterError(
            f"`--type` is {strange[0]!r}; the data holds {', '.join(words) or 'no types'}"
        )
    return rows["event_type"].isin(types)


def _as_of(day: Any, result: ReadResult) -> datetime | None:  # noqa: ANN401 - a date or null
    """Give the state of knowledge: as told, else the latest date in the data; never a clock."""
    if day is not None:
        return datetime(day.year, day.month, day.day)
    from layers.layer import as_of_date

    published = [report.published for report in result.reports if report.published is not None]
    return as_of_date(result.incidents, published)


def require_ending(path: Path, ending: str) -> None:
    """Refuse an output of another kind before any work is done; raises ParameterError."""
    if path.suffix.lower() != ending:
        raise ParameterError(f"`--output` is {str(path)!r}; this command writes {ending} files")


def require_writable(path: Path) -> None:
    """Refuse an output that cannot be written before any work is done; raises OutputError."""
    from geo.files import check_output

    check_output(path)


def tell_written(
    output: Path,
    selected: Selected,
    *,
    as_json: bool,
    quiet: bool,
    sizes: Mapping[str, int] | None = None,
) -> None:
    """
    Say what was written.

    Parameters
    ----------
    output
        The file, written.
    selected
        What is in it.
    as_json
        Print JSON instead of words.
    quiet
        Print nothing.
    sizes
        Bytes of a page by data block; null for other files.
    """
    size = output.stat().st_size
    count, skipped = len(selected.incidents), len(selected.result.skipped)
    if as_json:
        print_json(
            {
                "output": output.name,
                "bytes": size,
                "incidents": count,
                "skipped": skipped,
                "assumed": len(selected.result.assumed),
                **({} if sizes is None else {"parts": by_part(sizes)}),
            }
        )
    elif not quiet:
        rows = "1 row" if count == 1 else f"{count:,} rows"
        sys.stdout.write(f"{output}: {rows}, {size / 1e6:.2f} MB\n")
        if sizes is not None:
            sys.stdout.write("".join(f"{line}\n" for line in part_lines(sizes)))
        if skipped:
            sys.stdout.write(f"{skipped} notes on skipped input; see: sitmap read\n")
    words = None if sizes is None else advice(sizes)
    if words is not None and not quiet:
        sys.stderr.write(f"sitmap: {words}\n")


def print_json(value: Any) -> None:  # noqa: ANN401 - anything that json can write
    """Print a value as JSON on stdout."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False, indent=1) + "\n")


def configure_logging(*, verbose: bool, quiet: bool) -> None:
    """Send log messages to stderr: errors, warnings, or all."""
    level = logging.ERROR if quiet else logging.DEBUG if verbose else logging.WARNING
    logging.basicConfig(level=level, stream=sys.stderr, format="%(levelname)s: %(message)s")
