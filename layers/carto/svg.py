"""A static map as SVG, written directly: no library, no remote reference, no script."""

from __future__ import annotations

from lxml import etree
from lxml.etree import _Element

from .scene import Label, Mark, Outline, Paint, Scene
from .shapes import mark_rings
from .text import xml_safe

_NS = "http://www.w3.org/2000/svg"
_LINK = "http://www.w3.org/1999/xlink"
_FONT = "Arial, 'Liberation Sans', Helvetica, 'Noto Naskh Arabic', sans-serif"
_ANCHOR = {"l": ("start", 0.0), "ctr": ("middle", 0.5), "r": ("end", 1.0)}


def svg_bytes(scene: Scene, width: float, height: float, *, title: str) -> bytes:
    """
    Write a scene as an SVG file.

    Parameters
    ----------
    scene
        What to draw, in page points.
    width, height
        Size of the page in points.
    title
        Accessible name of the picture.

    Returns
    -------
    content
        The file; the same scene gives the same bytes. Every primitive is an element of the group
        it names, with its name and alternative text as title; text stays text.
    """
    root = etree.Element(f"{{{_NS}}}svg", nsmap={None: _NS, "xlink": _LINK})  # type: ignore[dict-item]
    root.set("width", f"{_number(width)}pt")
    root.set("height", f"{_number(height)}pt")
    root.set("viewBox", f"0 0 {_number(width)} {_number(height)}")
    root.set("role", "img")
    root.set("font-family", _FONT)
    _text(root, "title", title)
    groups: dict[str, _Element] = {}
    for item in scene.primitives:
        if item.group not in groups:
            groups[item.group] = _child(root, "g")
            _text(groups[item.group], "title", item.group)
        _draw(groups[item.group], item)
    return etree.tostring(root, xml_declaration=True, encoding="utf-8")


def _draw(group: _Element, item: Outline | Mark | Label) -> None:
    if isinstance(item, Label):
        anchor, share = _ANCHOR[item.align]
        left, top, width, height = item.box
        element = _text(group, "text", item.text)
        element.set("x", _number(left + width * share))
        # the middle of lower case letters lies about a third of the size above the base line
        element.set("y", _number(top + height / 2 + item.size * 0.35))
        element.set("font-size", _number(item.size))
        element.set("fill", f"#{item.colour}")
        element.set("text-anchor", anchor)
        if item.bold:
            element.set("font-weight", "bold")
        if item.halo:
            element.set("paint-order", "stroke")
            element.set("stroke", f"#{item.halo}")
            element.set("stroke-width", "2")
        return
    rings = item.rings if isinstance(item, Outline) else mark_rings(item)
    closed = not isinstance(item, Outline) or item.closed
    holder = group
    if isinstance(item, Mark) and item.link:
        holder = _child(group, "a")
        holder.set(f"{{{_LINK}}}href", item.link)
    path = _child(holder, "path")
    path.set("d", " ".join(_path(ring, closed=closed) for ring in rings))
    _paint(path, item.paint)
    if item.alt or item.name:
        _text(path, "title", item.alt or item.name)


def _path(ring: list[tuple[float, float]], *, closed: bool) -> str:
    points = ring[:-1] if closed and len(ring) > 2 and ring[0] == ring[-1] else ring
    steps = "L".join(f"{_number(x)} {_number(y)}" for x, y in points)
    return f"M{steps}{'Z' if closed else ''}"


def _paint(element: _Element, paint: Paint) -> None:
    element.set("fill", "none" if paint.fill is None else f"#{paint.fill}")
    if paint.fill is not None:
        element.set("fill-rule", "evenodd")
        if paint.opacity < 1:
            element.set("fill-opacity", _number(paint.opacity))
    if paint.line is not None:
        element.set("stroke", f"#{paint.line}")
        element.set("stroke-width", _number(paint.width))
        element.set("stroke-linejoin", "round")
        if paint.dash:
            element.set(
                "stroke-dasharray", f"{_number(4 * paint.width)} {_number(3 * paint.width)}"
            )


def _number(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")


def _child(parent: _Element, tag: str) -> _Element:
    return etree.SubElement(parent, f"{{{_NS}}}{tag}")


def _text(parent: _Element, tag: str, text: str) -> _Element:
    element = _child(parent, tag)
    element.text = xml_safe(text)
    return element
