"""Every number that a finished deck shows, and whether it is what was counted."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

_WORDS = "zero|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|dozen|hundred"
_WORDS += "|thousand|million|once|twice|half|third|quarter|both|single|double"
# thousands, decimals, signs; numbers in words; digits inside of names and codes too
_NUMERAL = re.compile(rf"[+−-]?\d+(?:[.,]\d+)*(?: ?%)?|\b(?:{_WORDS})\b", re.IGNORECASE)
# numbers of the map's own furniture, which are places on the page and no counts
_FURNITURE = {"Furniture", "Graticule", "Locator"}


@dataclass(frozen=True, slots=True)
class Place:
    """A text of a deck; `row` and `column` name a cell of a table, or a value of a chart."""

    slide: str
    shape: str
    text: str
    row: str | None = None
    column: str = ""


@dataclass(frozen=True, slots=True)
class Expected:
    """
    What a deck must say.

    `rules` are ``(slide, shape, sentence)`` as regular expressions; the groups of a sentence name
    values. `values` are texts by slide and name, those of the slide "" for all. `cells` are texts
    by slide, table, row and column, the row "" is the heading. `whole` are the texts that a shape
    may show, by slide and shape. `fixed` are phrases whose numbers are no counts, `names` what
    the input calls places and people.
    """

    rules: Sequence[tuple[str, str, str]]
    values: Mapping[str, Mapping[str, str]]
    cells: Mapping[tuple[str, str, str, str], str]
    whole: Mapping[tuple[str, str], Collection[str]]
    fixed: Sequence[str]
    names: Iterable[str]


def places(deck: Any) -> Iterator[Place]:
    """Walk all texts of all slides: titles, bullets, groups, tables, charts with their values."""
    for slide in deck.slides:
        key = str(slide._element.cSld.get("name"))
        yield from _shapes(key, slide.shapes, "")


def _shapes(slide: str, shapes: Any, group: str) -> Iterator[Place]:
    for shape in shapes:
        name = group or ("Title" if shape.is_placeholder and shape.name.startswith("Title")
                         else shape.name)  # fmt: skip
        if hasattr(shape, "shapes") and shape.name == "Legend":
            # its lines are broken by boxes
            told = [item.text_frame.text for item in shape.shapes if item.has_text_frame]
            yield Place(slide, shape.name, " ".join(filter(None, told)))
        elif hasattr(shape, "shapes"):
            yield from _shapes(slide, shape.shapes, shape.name)
        elif getattr(shape, "has_table", False):
            yield from _cells(slide, name, [[c.text for c in r.cells] for r in shape.table.rows])
        elif getattr(shape, "has_chart", False):
            plot = shape.chart.plots[0]
            labels = [str(label) for label in plot.categories]
            yield from (Place(slide, name, label) for label in labels)
            for series in plot.series:
                for label, value in zip(labels, series.values, strict=True):
                    yield Place(slide, name, f"{value:g}", series.name, label)
        elif shape.has_text_frame:
            lines = [paragraph.text for paragraph in shape.text_frame.paragraphs]
            yield from (Place(slide, name, line) for line in lines)


def _cells(slide: str, name: str, rows: list[list[str]]) -> Iterator[Place]:
    head = rows[0]
    for number, cells in enumerate(rows):
        # rows of a list have no name of their own
        label = "" if not number else str(number) if name == "Rows" else "/".join(
            cell for cell, column in zip(cells, head, strict=True) if not _figure(column, rows)
        )  # fmt: skip
        for cell, column in zip(cells, head, strict=True):
            yield Place(slide, name, cell, label, column)


def _figure(column: str, rows: list[list[str]]) -> bool:
    at = rows[0].index(column)
    return all(re.fullmatch(r"[\d,+−–.-]+", row[at]) for row in rows[1:])


def audit(deck: Any, expected: Expected) -> tuple[int, list[str]]:
    """Give how many numbers are explained, and a line for each that differs or is not."""
    names = sorted({name for name in expected.names if _NUMERAL.search(name)}, key=len)[::-1]
    known = [re.compile(re.escape(name)) for name in names]
    known += [re.compile(phrase) for phrase in expected.fixed]
    explained, wrong = 0, []
    for place in places(deck):
        if place.shape in _FURNITURE:
            continue
        text = place.text
        cell = expected.cells.get((place.slide, place.shape, place.row or "", place.column))
        whole = expected.whole.get((place.slide, place.shape), ())
        if cell is not None and text != cell:
            wrong.append(f"{place}: {cell!r} was counted")
        if cell is not None or text in whole:
            explained += len(_NUMERAL.findall(text))
            continue
        for one in known:
            text = one.sub(lambda found: "·" * len(found[0]), text)
        found = [item.span() for item in _NUMERAL.finditer(text)]
        told = list(_told(place, text, expected)) if found else []
        for start, end in found:
            said = [item for item in told if item[0] <= start and end <= item[1]]
            wrong += [f"{place}: {name} is {value!r}" for *_, name, value, true in said if not true]
            if not said:
                wrong.append(f"{place}: nothing explains {place.text[start:end]!r}")
            explained += bool(said) and all(item[-1] for item in said)
    return explained, wrong


def _told(
    place: Place, text: str, expected: Expected
) -> Iterator[tuple[int, int, str, str | None, bool]]:
    """Spans of a text that a rule explains: start, end, name, value, whether the text is it."""
    values = {**expected.values.get("", {}), **expected.values.get(place.slide, {})}
    for slide, shape, sentence in expected.rules:
        if re.fullmatch(slide, place.slide) and re.fullmatch(shape, place.shape):
            for match in re.finditer(sentence, text):
                for name in match.groupdict():
                    if match[name] is not None:
                        value = values.get(name)
                        yield *match.span(name), name, value, match[name] == value
