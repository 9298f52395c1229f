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

from .near_counts import GRADES as _GRADES
from .near_sites import held_by
from .near_words import STYLES, WORDS, rounded
from .terminal import shown

if TYPE_CHECKING:
    from .near_counts import Question
    from .selecting import Wanted

_SHOWN_BASES = 40
_PIPED_WIDTH = 120
_FORMATS = ("table", "csv", "json")
_PAIRS = (
    "Counted are pairs: an incident near two bases, or two tenants of one, counts with each. Grades"
    " are never added up."
)


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
    is_folder = output is not None and not output.suffix
    rows_wanted = is_folder or output_format == "csv"
    _check(wanted, question, output_format, rows=rows_wanted)
    bases = _bases(wanted.bases, question.tenant)
    options: dict[str, Any] = {
        "window": parse_window(wanted.from_, wanted.to) if wanted.from_ or wanted.to else None,
        "types": wanted.types or (),
        "engine": engine_named(engine, scheduler),
    }
    if output is not None and not is_folder:
        check_output(output)
    with ExitStack() as stack:
        folder = output if is_folder else None
        if rows_wanted and not is_folder:
            # workers elsewhere see the folder of the output sooner than that of temporary files
            beside = None if output is None else output.resolve().parent
            scratch = tempfile.TemporaryDirectory(prefix=".sitmap-near-", dir=beside)
            folder = Path(stack.enter_context(scratch), "answer")
        answers = _answers(wanted.sources[0], folder, bases, question, options, quiet=quiet)
        if output is None or is_folder:
            stream = sys.stdout
        else:
            temporary = stack.enter_context(written_in_place(output))
            stream = stack.enter_context(temporary.open("w", encoding="utf-8", newline=""))
        for text in _texts(answers, question, output_format):
            stream.write(text)


def _answers(
    source: Path,
    folder: Path | None,
    bases: gpd.GeoDataFrame,
    question: Question,
    options: dict[str, Any],
    *,
    quiet: bool,
) -> list[DatasetAnswer]:
    """Ask for the nearest, or for each distance in turn; rows go to `folder`, null for counts."""
    answers: list[DatasetAnswer] = []
    if question.nearest is not None:
        with _progress(quiet=quiet) as options["progress"]:
            return [nearest_dataset(source, folder, bases, k=question.nearest, **options)]
    for ring in question.rings_m:
        with _progress(quiet=quiet) as options["progress"]:
            answers.append(near_dataset(source, folder, bases, radius_m=ring, **options))
    return answers


def _check(wanted: Wanted, question: Question, output_format: str, *, rows: bool) -> None:
    """Refuse what a dataset cannot be asked, with what to do instead."""
    if len(wanted.sources) != 1:
        raise ParameterError(f"{len(wanted.sources)} sources are given; ask one dataset at a time")
    source = wanted.sources[0]
    if not is_dataset(source) and source.suffix.lower() != ".parquet":
        raise ParameterError(
            f"`--engine` is for a folder of GeoParquet files, or one; {source.name!r} is none:"
            f" leave it out, or write one first with: sitmap export {source.name} -o FILE.parquet"
        )
    given = {
        "--by": question.by,
        "--input-format": wanted.input_format,
        "--published": wanted.published,
        "--edits": wanted.edits,
        "--borders": wanted.borders,
        "--admin": wanted.admin,
        "--point-of-view": wanted.point_of_view,
        "--as-of": wanted.as_of,
    }
    for option, value in given.items():
        if value is not None:
            raise ParameterError(
                f"`{option}` is {str(value)!r}; a dataset is asked without it: leave it out, or"
                " choose the rows with --from, --to and --type into a file and ask that"
            )
    if question.of != "bases":
        raise ParameterError(
            f"`--of` is {question.of!r}; a dataset is asked for bases, your own sites with"
            " `--bases FILE`; distances to borders are columns of geo.engines.join_dataset"
        )
    if question.nearest is not None and question.rings_m:
        raise ParameterError("give `--within` or `--nearest`; a dataset is asked for one of them")
    if output_format not in _FORMATS:
        raise ParameterError(
            f"`--format` is {output_format!r}; of a dataset it takes {', '.join(_FORMATS)};"
            " `--output FOLDER` gives GeoParquet with the points"
        )
    if rows and len(question.rings_m) > 1:
        raise ParameterError(
            "`--within` has several distances, of which a dataset gives counts (table, json); ask"
            " for rows with the largest one, they have their distances"
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


def _texts(answers: list[DatasetAnswer], question: Question, output_format: str) -> Iterator[str]:
    if output_format == "json":
        yield json.dumps(_as_json(answers, question), ensure_ascii=False, indent=1) + "\n"
    elif output_format == "table":
        yield _for_people(answers, question)
    elif answers[-1].folder is not None:
        for number, part in enumerate(sorted(answers[-1].folder.iterdir())):
            rows = pd.DataFrame(gpd.read_parquet(part).drop(columns="geometry"))
            texts = rows.select_dtypes(["string", "object"]).columns
            safe = {name: rows[name].map(_cell_safe) for name in texts}
            yield str(
                rows.assign(**safe).to_csv(index=False, header=number == 0, lineterminator="\n")
            )


def _as_json(answers: list[DatasetAnswer], question: Question) -> dict[str, Any]:
    widest = answers[-1]
    value: dict[str, Any] = {
        "within_m": question.rings_m[-1] if question.rings_m else None,
        "nearest": question.nearest,
        "rows": widest.rows,
        "selected": widest.selected,
        "unlocated": widest.unlocated,
        "answers": widest.answers,
    }
    if question.nearest is None and widest.counts is not None:
        value["counts"] = _totals(widest)
        value["rings"] = [
            {"within_m": ring, **_totals(answer)}
            for ring, answer in zip(question.rings_m, answers, strict=True)
        ]
        value["bases"] = json.loads(_with_hits(widest.counts).to_json(orient="records"))
    return value


def _totals(answer: DatasetAnswer) -> dict[str, int]:
    counts = answer.counts
    return {grade: 0 if counts is None else int(counts[grade].sum()) for grade in _GRADES}


def _with_hits(counts: pd.DataFrame) -> pd.DataFrame:
    hit = counts[list(_GRADES)].sum(axis=1) > 0
    found: pd.DataFrame = counts[hit].sort_values(
        list(_GRADES), ascending=False, kind="stable", ignore_index=True
    )
    return found


def _for_people(answers: list[DatasetAnswer], question: Question) -> str:
    answer = answers[-1]
    stream = io.StringIO()
    terminal = sys.stdout.isatty()
    width = Console().width if terminal else _PIPED_WIDTH
    console = Console(file=stream, width=width, force_terminal=terminal, highlight=False)
    for ring, told in zip(question.rings_m, answers, strict=False):
        line = Text(f"Within {rounded(ring, question)} of a base: ", style="bold")
        counted = ((grade, number) for grade, number in _totals(told).items() if number)
        for place, (grade, number) in enumerate(counted):
            line.append(", " if place else "")
            line.append(f"{number:,} {WORDS[grade]}", style=STYLES[grade])
        console.print(line.append("." if told.answers else "nothing."))
    if question.nearest is not None or answer.counts is None:
        console.print(f"{answer.answers:,} answers; give --output FOLDER or --format csv for them.")
    elif answer.answers:
        console.print()
        console.print(_table(answer.counts))
        more = len(_with_hits(answer.counts)) - _SHOWN_BASES
        if more > 0:
            console.print(f"and {more:,} more bases; --format json has them all.")
    console.print()
    if question.nearest is None:
        console.print(Text(_PAIRS, style="dim"))
    rows = f"{answer.rows:,} rows, {answer.selected:,} of them asked about"
    console.print(Text(f"{rows}, {answer.unlocated:,} of these without a point.", style="dim"))
    return stream.getvalue()


def _table(counts: pd.DataFrame) -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    table.add_column("base")
    table.add_column("held by")
    for grade in _GRADES:
        table.add_column(WORDS[grade], justify="right", no_wrap=True)
    for row in _with_hits(counts).head(_SHOWN_BASES).to_dict("records"):
        words = ("not stated" if pd.isna(row[key]) else str(row[key]) for key in ("name", "tenant"))
        numbers = (
            Text(f"{row[grade]:,}", style=STYLES[grade]) if row[grade] else Text("–")
            for grade in _GRADES
        )
        table.add_row(*(Text(shown(word)) for word in words), *numbers)
    return table


def _cell_safe(value: Any) -> Any:  # noqa: ANN401 - any cell
    return formula_safe(value) if isinstance(value, str) else value
