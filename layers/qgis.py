"""The look of the map for QGIS: QML documents that a GeoPackage carries."""

from __future__ import annotations

from collections.abc import Iterable

from lxml import etree

from geo.writers import Look

from .style import EventStyle, event_styles

# names of the markers of QGIS ("simple marker" symbols)
_MARKERS = {
    "circle": "circle",
    "square": "square",
    "triangle": "triangle",
    "triangle_down": "triangle",
    "diamond": "diamond",
    "hexagon": "hexagon",
    "star": "star",
    "cross": "cross_fill",
}
_TURNED = {"triangle_down": "180"}
_MARKER_SIZE_MM = "2.6"
_OUTLINE = "255,255,255,255"
_AREA_OPACITY = 51
_SOLID = 255
# start and end are ISO 8601 text: civil time at the place, which is no instant
_START, _END = 'to_datetime("start")', 'to_datetime("end")'
_FROM_EXPRESSIONS = "4"


def look_of(event_types: Iterable[str | None]) -> Look:
    """
    Give exports the colours and symbols of the map.

    Parameters
    ----------
    event_types
        The types of the incidents in any order and number; null is a type not stated.

    Returns
    -------
    look
        Colours per type for KML, and QML documents for the layers ``incidents`` and ``footprints``
        of a GeoPackage: categories by type, and a time range from ``start`` and ``end``, so that
        the temporal controller of QGIS works at once.
    """
    styles = event_styles(event_types)
    return Look(
        colours={name: style.colour for name, style in styles.items()},
        qgis_styles={
            "incidents": _categories(styles.values()),
            "footprints": _single_area(),
        },
    )


def _categories(styles: Iterable[EventStyle]) -> str:
    root = etree.Element("qgis", version="3.22.0", styleCategories="Symbology|Temporal")
    temporal = etree.SubElement(
        root,
        "temporal",
        enabled="1",
        mode=_FROM_EXPRESSIONS,
        startExpression=_START,
        endExpression=_END,
        limitMode="0",
    )
    etree.SubElement(temporal, "fixedRange")
    renderer = etree.SubElement(
        root,
        "renderer-v2",
        type="categorizedSymbol",
        attr="event_type",
        enableorderby="0",
        forceraster="0",
        symbollevels="0",
    )
    categories = etree.SubElement(renderer, "categories")
    symbols = etree.SubElement(renderer, "symbols")
    for number, style in enumerate(styles):
        etree.SubElement(
            categories,
            "category",
            value=style.event_type or "",
            symbol=str(number),
            label=style.label,
            render="true",
        )
        symbols.append(_marker(str(number), style))
    return _text(root)


def _single_area() -> str:
    root = etree.Element("qgis", version="3.22.0", styleCategories="Symbology")
    renderer = etree.SubElement(
        root, "renderer-v2", type="singleSymbol", enableorderby="0", forceraster="0"
    )
    symbol = etree.SubElement(
        etree.SubElement(renderer, "symbols"), "symbol", type="fill", name="0", alpha="1"
    )
    neutral = event_styles([])[None].colour
    _layer(
        symbol,
        "SimpleFill",
        color=_rgba(neutral, _AREA_OPACITY),
        outline_color=_rgba(neutral, _SOLID),
        outline_width="0.3",
        style="solid",
    )
    return _text(root)


def _marker(name: str, style: EventStyle) -> etree._Element:
    symbol = etree.Element("symbol", type="marker", name=name, alpha="1")
    _layer(
        symbol,
        "SimpleMarker",
        name=_MARKERS[style.shape],
        angle=_TURNED.get(style.shape, "0"),
        color=_rgba(style.colour, _SOLID),
        outline_color=_OUTLINE,
        outline_width="0.2",
        size=_MARKER_SIZE_MM,
        size_unit="MM",
    )
    return symbol


def _layer(symbol: etree._Element, kind: str, **properties: str) -> None:
    layer = etree.SubElement(symbol, "layer", {"class": kind, "enabled": "1", "pass": "0"})
    options = etree.SubElement(layer, "Option", type="Map")
    for name, value in properties.items():
        etree.SubElement(options, "Option", type="QString", name=name, value=value)
        # QGIS before 3.24 reads these instead
        etree.SubElement(layer, "prop", k=name, v=value)


def _rgba(colour: str, opacity: int) -> str:
    red, green, blue = (int(colour[start : start + 2], 16) for start in (1, 3, 5))
    return f"{red},{green},{blue},{opacity}"


def _text(root: etree._Element) -> str:
    return etree.tostring(root, encoding="unicode", pretty_print=True, doctype="<!DOCTYPE qgis>")
