"""``sitmap near`` asked of a dataset: GeoParquet files that need not fit into memory."""

from __future__ import annotations

import io
import json
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import pandas as pd
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table
from rich.text import Text

from geo.engines import DatasetAnswer, engine_named, is_dataset, near_dataset, nearest_dataset
from geo.errors import ParameterError
from geo.files import check_output, formula_safe, written_in_place
from geo.timewindow import parse_window

from .near import held_by
from .terminal import shown

if TYPE_CHECKING:
    from .near_counts import Question
    from .selecting import Wanted

_GRADES = ("inside", "possible", "too_vague", "centre_only")
_SHOWN_BASES = 40
_PIPED_WIDTH = 120
_FORMATS = ("table", "csv", "json")


def asks_dataset(sources: list[Path], engine: str | None, scheduler: str | None) -> bool:
    """
    Tell whether a question is one for an engine.

    Parameters
    ----------
    sources, engine, scheduler
        As typed; null where not given.

    Returns
    -------
    answer
        True where an engine or scheduler is named, or the source is a folder of Parquet files.
    """
    named = engine is not None or scheduler is not None
    return named or (len(sources) == 1 and is_dataset(sources[0]))


def tell_of_dataset(
    wanted: Wanted,
    question: Question,
    *,
    engine: str,
    scheduler: str | None,
    output_format: str,
    output: Path | None,
    quiet: bool,
) -> None:
    """
    Ask a dataset which of its incidents lie near bases, and print or write the answer.

    Parameters
    ----------
    wanted
        Options as typed; one source, a folder of GeoParquet files or one of them.
    question
        What is asked: one distance, or the nearest so many.
    engine, scheduler
        As ``geo.engines.engine_named`` takes them.
    output_format
        ``table`` (counts per base), ``csv`` (all rows) or ``json`` (counts).
    output
        A new folder for GeoParquet parts, a ``.csv`` or ``.json`` file, or null for stdout.
    quiet
        Show no progress.

    Raises
    ------
    SitmapError
        As ``geo.engines.near_dataset``; ParameterError for an option that datasets do not take.
    """
    _check(wanted, question, output_format)
    bases = _bases(wanted.bases, question.tenant)
    is_folder = output is not None and not output.suffix
    options: dict[str, Any] = {
        "window": parse_window(wanted.from_, wanted.to) if wanted.from_ or wanted.to else None,
        "types": wanted.types or (),
        "engine": engine_named(engine, scheduler),
    }
    if output is not None and not is_folder:
        check_output(output)
    with ExitStack() as stack:
        if output is not None and is_folder:
            folder = output
        else:
            scratch = stack.enter_context(tempfile.TemporaryDirectory(prefix="sitmap-near-"))
            folder = Path(scratch, "answer")
        with _progress(quiet=quiet) as options["progress"]:
            if question.nearest is None:
                answer = near_dataset(
                    wanted.sources[0], folder, bases, radius_m=question.rings_m[0], **options
                )
            else:
                answer = nearest_dataset(
                    wanted.sources[0], folder, bases, k=question.nearest, **options
                )
        if output is None or is_folder:
            stream = sys.stdout
        else:
            temporary = stack.enter_context(written_in_place(output))
            stream = stack.enter_context(temporary.open("w", encoding="utf-8", newline=""))
        for text in _texts(answer, question, output_format):
            stream.write(text)


def _check(wanted: Wanted, question: Question, output_format: str) -> None:
    given = {
        "--by": question.by,
        "--input-format": wanted.input_format,
        "--published": wanted.published,
        "--edits": wanted.edits,
        "--borders": wanted.borders,
        "--admin": wanted.admin,
        "--point-of-view": wanted.point_of_view,
    }
    for option, value in given.items():
        if value is not None:
            raise ParameterError(f"`{option}` is {str(value)!r}; a dataset is asked without it")
    if len(wanted.sources) != 1:
        raise ParameterError(f"{len(wanted.sources)} sources are given; ask one dataset at a time")
    if question.of != "bases":
        raise ParameterError(f"`--of` is {question.of!r}; a dataset is asked for bases")
    if question.nearest is None and len(question.rings_m) != 1:
        raise ParameterError("`--within` has several distances; a dataset is asked for one")
    if question.nearest is not None and question.rings_m:
        raise ParameterError("give `--within` or `--nearest`; a dataset is asked for one of them")
    if output_format not in _FORMATS:
        raise ParameterError(
            f"`--format` is {output_format!r}; of a dataset it takes {', '.join(_FORMATS)}"
        )


def _bases(given: str | None, tenant: str | None) -> gpd.GeoDataFrame:
    import geo

    if given == "none":
        raise ParameterError("`--bases` is 'none'; near needs bases to measure from")
    bases: gpd.GeoDataFrame = geo.bases() if given is None else geo.read_bases(Path(given))
    chosen: gpd.GeoDataFrame = bases[held_by(bases, tenant)]
    return chosen


@contextmanager
def _progress(*, quiet: bool) -> Iterator[Any]:
    console = Console(stderr=True)
    columns = (
        TextColumn("rows"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
    )
    hidden = quiet or not console.is_terminal
    with Progress(*columns, console=console, disable=hidden, transient=True) as bar:
        task = bar.add_task("rows", total=None)
        yield lambda rows, total: bar.update(task, completed=rows, total=total)


def _texts(answer: DatasetAnswer, question: Question, output_format: str) -> Iterator[str]:
    if output_format == "json":
        yield json.dumps(_as_json(answer, question), ensure_ascii=False, indent=1) + "\n"
    elif output_format == "table":
        yield _for_people(answer, question)
    else:
        for number, part in enumerate(sorted(answer.folder.iterdir())):
            rows = pd.DataFrame(gpd.read_parquet(part).drop(columns="geometry"))
            texts = rows.select_dtypes(["string", "object"]).columns
            safe = {name: rows[name].map(_cell_safe) for name in texts}
            yield str(
                rows.assign(**safe).to_csv(index=False, header=number == 0, lineterminator="\n")
            )


def _as_json(answer: DatasetAnswer, question: Question) -> dict[str, Any]:
    value: dict[str, Any] = {
        "within_m": question.rings_m[0] if question.rings_m else None,
        "nearest": question.nearest,
        "rows": answer.rows,
        "selected": answer.selected,
        "unlocated": answer.unlocated,
        "answers": answer.answers,
    }
    if question.nearest is None and answer.counts is not None:
        value["counts"] = {grade: int(answer.counts[grade].sum()) for grade in _GRADES}
        value["bases"] = json.loads(_with_hits(answer.counts).to_json(orient="records"))
    return value


def _with_hits(counts: pd.DataFrame) -> pd.DataFrame:
    hit = counts[list(_GRADES)].sum(axis=1) > 0
    found: pd.DataFrame = counts[hit].sort_values(
        list(_GRADES), ascending=False, kind="stable", ignore_index=True
    )
    return found


def _for_people(answer: DatasetAnswer, question: Question) -> str:
    stream = io.StringIO()
    terminal = sys.stdout.isatty()
    width = Console().width if terminal else _PIPED_WIDTH
    console = Console(file=stream, width=width, force_terminal=terminal, highlight=False)
    console.print(
        f"{answer.rows:,} rows, {answer.selected:,} of them asked about,"
        f" {answer.unlocated:,} of these without a point."
    )
    if question.nearest is not None or answer.counts is None:
        console.print(f"{answer.answers:,} answers; give --output FOLDER or --format csv for them.")
        return stream.getvalue()
    hit = _with_hits(answer.counts)
    table = Table(box=None, pad_edge=False)
    for name in ("base", "held by", *_GRADES):
        right = name in _GRADES
        table.add_column(name.replace("_", " "), justify="right" if right else "left")
    for row in hit.head(_SHOWN_BASES).to_dict("records"):
        words = ("not stated" if pd.isna(row[key]) else str(row[key]) for key in ("name", "tenant"))
        table.add_row(
            *(Text(shown(word)) for word in words), *(f"{row[grade]:,}" for grade in _GRADES)
        )
    if len(hit):
        console.print(table)
    if len(hit) > _SHOWN_BASES:
        console.print(f"and {len(hit) - _SHOWN_BASES:,} more bases; --format json has them all.")
    told = ", ".join(
        f"{int(answer.counts[grade].sum()):,} {grade.replace('_', ' ')}" for grade in _GRADES
    )
    console.print(f"Within {question.rings_m[0] / 1000:g} km: {told}.")
    console.print("Each is an incident and a site with one tenant; the grades are never added up.")
    return stream.getvalue()


def _cell_safe(value: Any) -> Any:  # noqa: ANN401 - any cell
    return formula_safe(value) if isinstance(value, str) else value
