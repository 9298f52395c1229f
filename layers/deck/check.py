"""Audit a finished deck, ours or edited afterwards: what it says against what was computed."""

from __future__ import annotations

import io
import json
import zipfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lxml import etree
from pptx import Presentation
from pptx.exc import PackageNotFoundError
from pptx.slide import Slide

from geo.errors import InputError

from ..carto.text import wrap
from .check_labels import group_texts, misleading_labels
from .check_layout import badly_placed, drifted_groups, missing_parts
from .claims import numbers_in
from .package import LEDGER_NS
from .spec import TOLD_GROUPS

_DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_PRESENTATION = "{http://schemas.openxmlformats.org/presentationml/2006/main}"
_EMU_PER_POINT = 12_700
_LEAST_SIZE = 7.0
_LEAST_CONTRAST = 3.0
_LINE = 1.2
_PARSER = etree.XMLParser(resolve_entities=False, no_network=True)


@dataclass(frozen=True, slots=True)
class Finding:
    """
    One thing that is wrong with a deck; `slide` counts from 1, 0 is the file as a whole.

    `rule` is ``number``, ``title``, ``alt text``, ``label``, ``map``, ``missing``, ``overlap``,
    ``place``, ``name``, ``size``, ``contrast``, ``remote``, ``formula`` or ``ledger``.
    """

    slide: int
    rule: str
    message: str


def check_deck(path: str | Path) -> list[Finding]:
    """
    Audit a deck.

    Numbers in titles, texts, tables and charts are compared with what was written when the deck
    was built, shape by shape; numbers in shapes that were added since are compared with all values
    computed for the deck.

    Parameters
    ----------
    path
        The .pptx.

    Returns
    -------
    findings
        In the order of the slides; empty when nothing was found.

    Raises
    ------
    InputError
        If the file cannot be read.
    """
    path = Path(path)
    try:
        content = path.read_bytes()
        deck = Presentation(io.BytesIO(content))
        package = zipfile.ZipFile(io.BytesIO(content))
    except OSError as error:
        raise InputError(f"cannot be read; {error.strerror}", path=path) from error
    except (PackageNotFoundError, zipfile.BadZipFile, KeyError, ValueError) as error:
        raise InputError("is no PowerPoint file that can be read", path=path) from error
    findings = []
    with package:
        ledger = _ledger(package)
        findings += list(_package_findings(package))
    if ledger is None:
        findings.append(Finding(0, "ledger", "no record of computed values; numbers not checked"))
    kept = [] if ledger is None else ledger["slides"]
    written = {item["key"]: item["texts"] for item in kept}
    parts = {item["key"]: item.get("parts", []) for item in kept}
    claims = [] if ledger is None else [n for text in ledger["claims"] for n in numbers_in(text)]
    for number, slide in enumerate(deck.slides, start=1):
        key = slide._element.cSld.get("name")  # noqa: SLF001 - python-pptx has no other way
        if ledger is not None:
            findings += _number_findings(number, slide, written.get(key, {}), set(claims))
            gone = missing_parts(slide._element, parts.get(key, ()))  # noqa: SLF001 - as above
            findings += [Finding(number, "missing", message) for message in gone]
        findings += _slide_findings(number, slide)
        for rule, message in badly_placed(slide, deck.slide_width or 0, deck.slide_height or 0):
            findings.append(Finding(number, rule, message))
    return sorted(findings, key=lambda item: item.slide)


def _ledger(package: zipfile.ZipFile) -> dict[str, Any] | None:
    # programs that save the deck again rename the part
    for name in package.namelist():
        content = package.read(name) if name.startswith("customXml/") else b""
        if LEDGER_NS.encode() not in content:
            continue
        try:
            found: dict[str, Any] = json.loads(etree.fromstring(content, _PARSER).text or "")
        except (ValueError, etree.LxmlError):
            continue
        if {"slides", "claims"} <= set(found):
            return found
    return None


def _number_findings(
    number: int, slide: Slide, written: dict[str, list[str]], claims: set[str]
) -> Iterator[Finding]:
    for name, texts in _texts(slide):
        if name in written:
            was = Counter(n for text in written[name] for n in numbers_in(text))
            now = Counter(n for text in texts for n in numbers_in(text))
            strange = list((now - was).elements())
            missing = list((was - now).elements())
        else:
            strange = [n for text in texts for n in numbers_in(text) if n not in claims]
            missing = []
        for value in strange:
            rest = f"; {missing.pop(0)} was computed" if missing else ""
            yield Finding(number, "number", f"{value} in {name!r} matches no computed value{rest}")
        if name in written and not strange:
            yield from _moved(number, name, written[name], texts)


def _moved(number: int, name: str, was: list[str], now: list[str]) -> Iterator[Finding]:
    """Find numbers that changed places within a shape: same set, other order."""
    before = [numbers_in(text) for text in was]
    after = [numbers_in(text) for text in now]
    if len(before) == len(after):
        for index, (old, new) in enumerate(zip(before, after, strict=True)):
            if old and new and old != new:
                yield Finding(
                    number,
                    "number",
                    f"{', '.join(new)} in {name!r}, part {index + 1}, stood elsewhere;"
                    f" {', '.join(old)} was computed",
                )


def _texts(slide: Slide) -> Iterator[tuple[str, list[str]]]:
    """Texts of every shape outside the groups, and of the groups that tell numbers."""
    for name in TOLD_GROUPS:
        texts = group_texts(slide._element, name)  # noqa: SLF001 - as above
        if texts is not None:
            yield name, texts
    for shape in slide.shapes:
        if getattr(shape, "has_table", False) and shape.has_table:
            table = shape.table  # type: ignore[attr-defined]
            yield shape.name, [cell.text for row in table.rows for cell in row.cells]
        elif getattr(shape, "has_chart", False) and shape.has_chart:
            chart = shape.chart  # type: ignore[attr-defined]
            rows = [" ".join(_whole(v) for v in s.values) for s in chart.plots[0].series]
            yield shape.name, rows + [str(label) for label in chart.plots[0].categories]
        elif shape.has_text_frame:
            yield shape.name, [p.text for p in shape.text_frame.paragraphs]  # type: ignore[attr-defined]


def _whole(value: float | None) -> str:
    return "" if value is None else f"{value:.0f}" if value == int(value) else str(value)


def _title_findings(number: int, slide: Slide) -> Iterator[Finding]:
    title = slide.shapes.title
    if title is None or not title.text_frame.text.strip():
        yield Finding(number, "title", "no title")
    else:
        size = max(_sizes(title._element), default=20.0)  # noqa: SLF001 - as above
        width, height = title.width / _EMU_PER_POINT, title.height / _EMU_PER_POINT
        lines = [
            line
            for paragraph in title.text_frame.paragraphs
            for line in wrap(paragraph.text, width, size, bold=True)
        ]
        if len(lines) * size * _LINE > height + size * 0.5:
            yield Finding(number, "title", f"{len(lines)} lines do not fit their box")


def _slide_findings(number: int, slide: Slide) -> Iterator[Finding]:
    yield from _title_findings(number, slide)
    for node in slide._element.iter(f"{_PRESENTATION}graphicFrame", f"{_PRESENTATION}pic"):  # noqa: SLF001
        named = next(node.iter(f"{_PRESENTATION}cNvPr"))
        if not (named.get("descr") or "").strip():
            yield Finding(number, "alt text", f"{named.get('name')!r} has none")
    for group in slide._element.iter(f"{_PRESENTATION}grpSp"):  # noqa: SLF001 - as above
        yield from _untold_incidents(number, group)
    for rule, find in (("label", misleading_labels), ("map", drifted_groups)):
        for message in find(slide._element):  # noqa: SLF001 - as above
            yield Finding(number, rule, message)
    smallest = min(_sizes(slide._element), default=_LEAST_SIZE)  # noqa: SLF001 - as above
    if smallest < _LEAST_SIZE:
        yield Finding(number, "size", f"text of {smallest:g} points")
    for colour in _text_colours(slide):
        if _contrast_with_white(colour) < _LEAST_CONTRAST:
            yield Finding(number, "contrast", f"text in #{colour} on a light ground")
            break


def _untold_incidents(number: int, group: Any) -> Iterator[Finding]:  # noqa: ANN401 - an lxml element
    named = list(group.iter(f"{_PRESENTATION}cNvPr"))
    if named and named[0].get("name") == "Incidents":
        silent = sum(not (node.get("descr") or "").strip() for node in named)
        if silent:
            yield Finding(number, "alt text", f"{silent} of the incidents on the map have none")


def _sizes(element: Any) -> list[float]:  # noqa: ANN401 - an lxml element
    runs = element.iter(f"{_DRAWING}rPr")
    return [int(run.get("sz")) / 100 for run in runs if run.get("sz")]


def _text_colours(slide: Slide) -> Iterator[str]:
    for run in slide._element.iter(f"{_DRAWING}rPr"):  # noqa: SLF001 - as above
        for node in run.iter(f"{_DRAWING}srgbClr"):
            yield str(node.get("val"))


def _contrast_with_white(colour: str) -> float:
    """Contrast ratio of WCAG 2.2 (relative luminance) against white."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    linear = [v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4 for v in parts]
    light = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    return 1.05 / (light + 0.05)


def _package_findings(package: zipfile.ZipFile) -> Iterator[Finding]:
    for name in package.namelist():
        if name.endswith(".rels"):
            for relation in etree.fromstring(package.read(name), _PARSER):
                target, kind = relation.get("Target", ""), relation.get("Type", "")
                if relation.get("TargetMode") != "External":
                    continue
                web = target.lower().startswith(("http://", "https://"))
                if not (kind.endswith("/hyperlink") and web):
                    yield Finding(0, "remote", f"{name} refers to {target[:120]!r}")
        elif name.endswith(".xlsx"):
            yield from _formulas(name, package.read(name))


def _formulas(name: str, content: bytes) -> Iterator[Finding]:
    try:
        workbook = zipfile.ZipFile(io.BytesIO(content))
    except zipfile.BadZipFile:
        yield Finding(0, "formula", f"{name} cannot be read")
        return
    with workbook:
        for sheet in workbook.namelist():
            if sheet.startswith("xl/worksheets/") and sheet.endswith(".xml"):
                root = etree.fromstring(workbook.read(sheet), _PARSER)
                cells = [node for node in root.iter() if str(node.tag).endswith("}f")]
                if cells:
                    yield Finding(0, "formula", f"{len(cells)} formula cells in {name}")
