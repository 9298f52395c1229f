"""
Geocoding measured on annotated texts: ``make eval``.

The texts are not part of the project; `SITMAP_EVAL` says where they are. What is written holds
figures only, no word of them.
"""

import os
import sys
from collections.abc import Iterable, Iterator
from functools import partial
from itertools import chain
from pathlib import Path
from typing import Any

from eval_rows import (
    NEAR_KM,
    SETS,
    SURE,
    Answer,
    Parser,
    Record,
    answers,
    deciles,
    distance_direction,
    documents,
    load_scorer,
    predictions,
    toponyms,
)

from geo.errors import MissingDependencyError
from geo.geocoding import geoparse

Sets = dict[str, list[Record]]

HERE = Path(__file__).parent
TABLE = HERE / "EVAL.md"
TITLES = {"lgl": "LGL", "geovirus": "GeoVirus", "trnews": "TR-News"}
HEAD = """# Geocoding on the development sets

Written by `make eval`. Within means within 161 km of the gold point; strict counts a toponym
without an answer as wrong. Demonyms ("Syrian") are told where the set marks them: LGL and TR-News.
"""


def main() -> None:
    """Measure, write the table, print it."""
    folder = Path(os.environ.get("SITMAP_EVAL", HERE.parents[2] / "shared"))
    if not (folder / "data" / "geoparsing").is_dir():
        sys.exit(f"no evaluation data in {folder}; set SITMAP_EVAL to the folder that has it")
    scorer = load_scorer(folder)
    sets = {name: documents(folder, name) for name in SETS}
    for name, docs in sets.items():
        for doc in docs:
            doc |= {"doc": f"{name} {doc['doc']}", "demonyms": name != "geovirus"}
    lines = [HEAD, *span_lines(scorer, sets)]
    for title, model in models():
        print(f"measuring: {title}", file=sys.stderr)
        lines += raw_lines(title, scorer, sets, partial(geoparse, model=model))
    lines += phrase_lines(folder)
    text = "\n".join(lines).rstrip() + "\n"
    TABLE.write_text(text, encoding="utf-8")
    sys.stdout.write(text)


def models() -> list[tuple[str, str]]:
    """Give the ways of reading a raw text that this environment can go."""
    ways = [("From the raw text, no model", "none")]
    try:
        geoparse("Goma", model="spacy")
    except MissingDependencyError as error:
        print(f"measured without a model only: {error}", file=sys.stderr)
    else:
        ways.append(("From the raw text, with the extra nlp", "spacy"))
    return ways


def span_lines(scorer: Any, sets: Sets) -> list[str]:
    """Measure what names mean when it is told where they stand; no model takes part."""
    pairs: list[Answer] = []
    rows = []
    given = predictions(chain(*sets.values()), geoparse, gold_spans=True)
    for docs, title in _with_pooled(sets):
        pairs = list(answers(docs, given))
        rows.append(_span_row(title, scorer.score(docs, given), pairs))
    return [
        "## Spans given",
        "",
        *_table(
            "set|toponyms|answered|strict|strict, countries left out|strict, or inside our outline"
            "|mean km|median km|AUC|exact id|inside the radius",
            rows,
        ),
        *_area_lines(pairs),
        *_probability_lines(pairs),
    ]


def raw_lines(title: str, scorer: Any, sets: Sets, parse: Parser) -> list[str]:
    """Measure what is found in the text alone, in one way of reading."""
    found = predictions(chain(*sets.values()), parse, gold_spans=False)
    rows = [_raw_row(name, scorer.score(docs, found)) for docs, name in _with_pooled(sets)]
    head = "set|found|exact P / R / F1|overlap P / R / F1|within: P / R / F1|all gold: within"
    return [f"## {title}", "", *_table(head, rows)]


def _with_pooled(sets: Sets) -> Iterator[tuple[list[Record], str]]:
    """Give every set, and last all of them together, with their titles."""
    for name, docs in sets.items():
        yield docs, TITLES[name]
    yield list(chain(*sets.values())), "pooled"


def _span_row(title: str, scored: Any, pairs: list[Answer]) -> list[str]:
    span, strict = scored["goldspan"], scored["goldspan"]["strict"]
    known = scored["exact_id"]["acc"]
    reached = sum(pair.is_near or pair.is_inside for pair in pairs) / len(pairs)
    return [
        title,
        str(strict["n"]),
        f"{span['answered']:.3f}",
        f"{strict['acc161']:.3f}",
        f"{span['strict_no_countries']['acc161']:.3f}",
        f"{reached:.3f}",
        f"{strict['mean']:.0f}",
        f"{strict['median']:.1f}",
        f"{strict['auc']:.3f}",
        "-" if known is None else f"{known:.3f}",
        f"{scored['radius']['inside']:.3f}",
    ]


def _raw_row(title: str, scored: Any) -> list[str]:
    shares = (scored["rec_exact"], scored["rec_overlap"], scored["e2e"]["at161"])
    return [
        title,
        str(scored["pred"]),
        *(f"{item['p']:.3f} / {item['r']:.3f} / {item['f1']:.3f}" for item in shares),
        f"{scored['goldspan']['found_within_161']:.3f}",
    ]


def _area_lines(pairs: Iterable[Answer]) -> list[str]:
    """Say how far countries and states suffer from the choice of one point for them."""
    areas = [pair for pair in pairs if pair.is_area]
    near = sum(pair.is_near for pair in areas) / len(areas)
    inside = sum(pair.is_inside for pair in areas) / len(areas)
    told = f"point within {NEAR_KM:.0f} km {near:.3f}, gold point inside our outline {inside:.3f}"
    return [f"Gold countries and areas of the first and second level: {len(areas)}; {told}.", ""]


def _probability_lines(pairs: list[Answer]) -> list[str]:
    told = [pair for pair in pairs if pair.error_km is not None]
    sure = [pair for pair in told if pair.given and (pair.given["probability"] or 0) >= SURE]
    right = sum(pair.is_near for pair in sure) / len(sure)
    inside = sum(
        pair.given is not None and (pair.error_km or 0) <= pair.given["radius_km"] for pair in sure
    )
    share = f"{len(sure) / len(told):.3f} of {len(told)}"
    held = f"gold point inside the stated radius {inside / len(sure):.3f}"
    return [
        "### Probability, three sets pooled",
        "",
        f"Answers with probability {SURE} and more: {share}; within {right:.3f}; {held}.",
        "",
        *_table(
            "probability from|answers|mean probability|within",
            [
                [f"{low:.1f}", str(count), f"{mean:.3f}", f"{share:.3f}"]
                for low, count, mean, share in deciles(told)
            ],
        ),
    ]


def phrase_lines(folder: Path) -> list[str]:
    """Measure phrases and single names; they need no model."""
    right, names, right_spellings, spellings = toponyms(folder)
    told = f"{right} of {names} right first; {right_spellings} of {spellings} spellings"
    return [
        "## Phrases and names",
        "",
        f"Seventy toponyms of incident reporting, country given: {told}.",
        "",
        *_table(
            '"N km direction of Y"|answered|coverage|median area km2|median error km',
            [
                [name, str(count), f"{share:.3f}", f"{area:.0f}", f"{error:.1f}"]
                for name, count, share, area, error in distance_direction(folder)
            ],
        ),
    ]


def _table(head: str, rows: Iterable[list[str]]) -> list[str]:
    """Write a table in Markdown with an empty line behind it."""
    columns = head.split("|")
    written = [columns, ["---"] * len(columns), *rows]
    return [*(f"| {' | '.join(row)} |" for row in written), ""]


if __name__ == "__main__":
    main()
