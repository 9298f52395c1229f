"""
Native PowerPoint shapes written as XML.

python-pptx builds freeforms in time quadratic in their vertices and groups in time quadratic in
their members; a map has thousands of both. Every text reaches the XML through lxml, which escapes.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from lxml import etree
from lxml.etree import _Element

from ..carto import Paint
from ..carto.text import xml_safe
from .direction import isolated, reads_from_the_right, text_lang

EMU_PER_POINT = 12_700

# vertices are kept to a twentieth of a point: finer is not seen, and makes files a third larger
_EMU_PER_STEP = 635

_GROUND_ALPHA = "60000"

_NS = {
    "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
    "p": "http://schemas.openxmlformats.org/presentationml/2006/main",
    "r": "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
}

_make = etree.SubElement
_MOVE, _LINE, _POINT, _CLOSE = (
    f"{{{_NS['a']}}}{name}" for name in ("moveTo", "lnTo", "pt", "close")
)

Ring = Sequence[tuple[float, float]]


class ShapeWriter:
    """
    Appends native shapes to one slide.

    Parameters
    ----------
    tree
        The slide's ``p:spTree``; shapes are appended in drawing order.
    lang
        Language of the texts (BCP 47).
    """

    def __init__(self, tree: _Element, lang: str = "en") -> None:
        self._tree = tree
        self._lang = lang
        self._ids = self._free_ids()

    def group(self, name: str, members: Sequence[_Element], *, alt: str = "") -> None:
        """
        Append shapes as one group whose coordinates are the slide's.

        Parameters
        ----------
        name
            Name of the group in the selection pane.
        members
            Shapes made by `freeform`, `preset` or `label`; an empty sequence appends nothing.
        alt
            Alternative text of the whole group.
        """
        if not members:
            return
        group = _sub(self._tree, "p:grpSp")
        _named(_sub(group, "p:nvGrpSpPr"), "p:cNvGrpSpPr", next(self._ids), name, alt)
        properties = _sub(group, "p:grpSpPr")
        boxes = [_extent(member) for member in members]
        x, y = min(box[0] for box in boxes), min(box[1] for box in boxes)
        width = max(box[0] + box[2] for box in boxes) - x
        height = max(box[1] + box[3] for box in boxes) - y
        _transform(properties, x, y, width, height, group=True)
        group.extend(members)

    def append(self, shape: _Element) -> None:
        """Append one shape to the slide."""
        self._tree.append(shape)

    def freeform(
        self,
        rings: Sequence[Ring],
        paint: Paint,
        *,
        name: str,
        alt: str = "",
        closed: bool = True,
        link: str = "",
    ) -> _Element:
        """
        Make a freeform of one or more rings; holes are rings inside rings.

        Parameters
        ----------
        rings
            Vertices in points on the slide, x to the right, y down; at least two each.
        paint
            Fill and line.
        name, alt
            Name in the selection pane; alternative text, empty for a decorative shape.
        closed
            False for lines.
        link
            As for `preset`.

        Returns
        -------
        shape
            A ``p:sp`` element that is not on the slide yet.
        """
        steps = [[(_steps(x), _steps(y)) for x, y in ring] for ring in rings]
        xs = [x for ring in steps for x, _ in ring]
        ys = [y for ring in steps for _, y in ring]
        x, y = min(xs), min(ys)
        width, height = max(max(xs) - x, 1), max(max(ys) - y, 1)
        shape, properties = self._shape(name, alt)
        _transform(properties, *(value * _EMU_PER_STEP for value in (x, y, width, height)))
        geometry = _sub(properties, "a:custGeom")
        for empty in ("a:avLst", "a:gdLst", "a:ahLst", "a:cxnLst"):
            _sub(geometry, empty)
        _sub(geometry, "a:rect", l="0", t="0", r="r", b="b")
        path = _sub(_sub(geometry, "a:pathLst"), "a:path", w=str(width), h=str(height))
        for ring in steps:
            points = ring[:-1] if closed and len(ring) > 2 and ring[0] == ring[-1] else ring
            last = None
            for at in points:
                if at == last:
                    continue
                step = _make(path, _MOVE if last is None else _LINE)
                _make(step, _POINT, {"x": str(at[0] - x), "y": str(at[1] - y)})
                last = at
            if closed:
                _make(path, _CLOSE)
        _paint(properties, paint)
        _link(shape, link)
        return shape

    def preset(
        self,
        kind: str,
        box: tuple[float, float, float, float],
        paint: Paint,
        *,
        name: str,
        alt: str = "",
        link: str = "",
    ) -> _Element:
        """
        Make one of PowerPoint's preset shapes.

        Parameters
        ----------
        kind
            Preset geometry: ``ellipse``, ``rect``, ``diamond``, ``triangle`` and so on.
        box
            ``(left, top, width, height)`` in points.
        paint
            Fill and line.
        name, alt
            As for `freeform`.
        link
            Relationship id of an address to open on a click, empty for none.

        Returns
        -------
        shape
            A ``p:sp`` element that is not on the slide yet.
        """
        shape, properties = self._shape(name, alt)
        _transform(properties, *(_emu(value) for value in box))
        _sub(_sub(properties, "a:prstGeom", prst=kind), "a:avLst")
        _paint(properties, paint)
        _link(shape, link)
        return shape

    def label(  # noqa: PLR0913 - what a text box looks like
        self,
        text: str,
        box: tuple[float, float, float, float],
        *,
        size: float,
        colour: str,
        align: str = "l",
        bold: bool = False,
        wrap: bool = False,
        name: str | None = None,
        anchor: str = "ctr",
        space: float = 0.0,
        ground: str = "",
    ) -> _Element:
        """
        Make a text box that does not grow; it wraps only where asked to.

        Parameters
        ----------
        text
            The text; new lines start new paragraphs.
        box
            ``(left, top, width, height)`` in points.
        size
            Font size in points; the font itself is the theme's.
        colour
            Six hexadecimal digits.
        align
            ``l``, ``ctr`` or ``r``.
        bold
            Whether the text is bold.
        wrap
            Whether lines break at the width of the box.
        name
            Name in the selection pane; the text itself where null.
        anchor
            ``t`` for the top of the box, ``ctr`` for its middle.
        space
            Room after each paragraph in points.
        ground
            Colour behind the text, which lets much of what lies below through; empty for none.

        Returns
        -------
        shape
            A ``p:sp`` element that is not on the slide yet.
        """
        shape, properties = self._shape(name or text[:60], "", text_box=True)
        _transform(properties, *(_emu(value) for value in box))
        _sub(_sub(properties, "a:prstGeom", prst="rect"), "a:avLst")
        if ground:
            behind = _sub(_sub(properties, "a:solidFill"), "a:srgbClr", val=ground)
            _sub(behind, "a:alpha", val=_GROUND_ALPHA)
        else:
            _sub(properties, "a:noFill")
        body = _sub(shape, "p:txBody")
        flow = "square" if wrap else "none"
        _sub(body, "a:bodyPr", wrap=flow, lIns="0", tIns="0", rIns="0", bIns="0", anchor=anchor)
        _sub(body, "a:lstStyle")
        for line in text.split("\n"):
            paragraph = _sub(body, "a:p")
            layout = _sub(paragraph, "a:pPr", algn=align)
            right_to_left = reads_from_the_right(line)
            if right_to_left:
                layout.set("rtl", "1")
                layout.set("algn", "r" if align == "l" else align)
            lang = text_lang(line, self._lang)
            if space:
                after = _sub(layout, "a:spcAft")
                _sub(after, "a:spcPts", val=str(round(space * 100)))
            run = _sub(paragraph, "a:r")
            style = _sub(run, "a:rPr", lang=lang, sz=str(round(size * 100)), b=str(int(bold)))
            _sub(_sub(style, "a:solidFill"), "a:srgbClr", val=colour)
            _sub(run, "a:t").text = isolated(xml_safe(line)) if right_to_left else xml_safe(line)
        return shape

    def _shape(self, name: str, alt: str, *, text_box: bool = False) -> tuple[_Element, _Element]:
        shape = etree.Element(_tag("p:sp"), nsmap=_NS)
        holder = _sub(shape, "p:nvSpPr")
        kind = _named(holder, "p:cNvSpPr", next(self._ids), name, alt)
        if text_box:
            kind.set("txBox", "1")
        return shape, _sub(shape, "p:spPr")

    def _free_ids(self) -> Iterator[int]:
        taken = [int(node.get("id", "0")) for node in self._tree.iter(_tag("p:cNvPr"))]
        next_id = max(taken, default=1)
        while True:
            next_id += 1
            yield next_id


def _named(holder: _Element, kind: str, number: int, name: str, alt: str) -> _Element:
    _sub(holder, "p:cNvPr", id=str(number), name=xml_safe(name), descr=xml_safe(alt))
    element = _sub(holder, kind)
    _sub(holder, "p:nvPr")
    return element


def _transform(
    properties: _Element, x: int, y: int, width: int, height: int, *, group: bool = False
) -> None:
    transform = _sub(properties, "a:xfrm")
    _sub(transform, "a:off", x=str(x), y=str(y))
    _sub(transform, "a:ext", cx=str(width), cy=str(height))
    if group:
        _sub(transform, "a:chOff", x=str(x), y=str(y))
        _sub(transform, "a:chExt", cx=str(width), cy=str(height))


def _paint(properties: _Element, paint: Paint) -> None:
    if paint.fill is None:
        _sub(properties, "a:noFill")
    else:
        colour = _sub(_sub(properties, "a:solidFill"), "a:srgbClr", val=paint.fill)
        if paint.opacity < 1:
            _sub(colour, "a:alpha", val=str(round(paint.opacity * 100_000)))
    line = _sub(properties, "a:ln", w=str(_emu(paint.width)))
    if paint.line is None:
        _sub(line, "a:noFill")
    else:
        _sub(_sub(line, "a:solidFill"), "a:srgbClr", val=paint.line)
        if paint.dash:
            _sub(line, "a:prstDash", val="dash")


def _link(shape: _Element, relation: str) -> None:
    if relation:
        click = _sub(shape[0][0], "a:hlinkClick")
        click.set(f"{{{_NS['r']}}}id", relation)


def _extent(shape: _Element) -> tuple[int, int, int, int]:
    transform = next(shape.iter(_tag("a:xfrm")))
    offset, size = transform[0], transform[1]
    return (
        int(offset.get("x", "0")),
        int(offset.get("y", "0")),
        int(size.get("cx", "0")),
        int(size.get("cy", "0")),
    )


def _emu(points: float) -> int:
    return round(points * EMU_PER_POINT)


def _steps(points: float) -> int:
    return round(points * EMU_PER_POINT / _EMU_PER_STEP)


def _tag(name: str) -> str:
    prefix, local = name.split(":")
    return f"{{{_NS[prefix]}}}{local}"


def _sub(parent: _Element, tag: str, /, **attributes: str) -> _Element:
    return etree.SubElement(parent, _tag(tag), attributes)
