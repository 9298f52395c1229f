"""The incidents as a layer on a folium map of somebody's own."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

import geopandas as gpd
from branca.element import Element, Figure
from folium.map import Layer
from folium.template import Template

from geo.errors import ParameterError

from ..layer import as_of_date, drawable, how_shown
from .content import layer_blocks
from .page import asset, joined_scripts

_SCRIPTS = (
    "mercator.js",
    "data.js",
    "strings.js",
    "format.js",
    "elements.js",
    "canvas.js",
    "pixels.js",
    "symbols.js",
    "stamps.js",
    "counting.js",
    "incidents.js",
    "sight.js",
    "density.js",
    "drawing.js",
    "popup.js",
    "rowlist.js",
    "layer.js",
)
# folium and Leaflet take a name for markup, and branca for a template
_NAME = re.compile(r"[^<>{}`$\\%&#\x00-\x1f]{1,80}")


class _Raw(Element):
    """Text that goes into the page as it is; branca would run any other text as a template."""

    _template = Template("{{ this.text }}")

    def __init__(self, text: str) -> None:
        super().__init__()
        self.text = text


class IncidentLayer(Layer):
    """
    Incidents with a time control, for any ``folium.Map``.

    ``IncidentLayer(incidents).add_to(map)`` draws them as `build_map` does: packed, on one canvas,
    with uncertainty; two handles choose the days, a list the types, a click tells about a place.
    Text of the data goes into the map as data and is shown by ``textContent`` alone. Base maps,
    and what they load from the network, are those of the map it is added to. Several layers may
    lie on one map; each has its own control.

    Parameters
    ----------
    incidents
        GeoDataFrame in EPSG:4326, longitude first; missing columns count as unknown. Not modified.
    name
        What the layer is called on the map and in a ``folium.LayerControl``: up to 80 letters
        that are plain text in HTML and templates.
    show
        Whether it is shown at first.

    Raises
    ------
    ParameterError
        If the name holds letters that folium would take for code.
    CrsError
        If the table is not in EPSG:4326.
    SchemaError
        If a column holds a value that it must not hold.
    """

    _template = Template(
        "{% macro script(this, kwargs) %}"
        'var {{ this.get_name() }} = sitmapLayer("{{ this.get_name() }}");'
        "{% endmacro %}"
    )

    def __init__(
        self, incidents: gpd.GeoDataFrame, *, name: str = "Incidents", show: bool = True
    ) -> None:
        if _NAME.fullmatch(name) is None:
            raise ParameterError(
                f"`name` is {name!r}; folium would take some of it for code: use up to 80 letters"
                " without < > { } ` $ \\ % & and #"
            )
        super().__init__(name=name, overlay=True, show=show)
        self._name = "IncidentLayer"
        table = drawable(incidents)
        self._blocks = layer_blocks(table, how_shown(table), name, as_of_date(table))

    def render(self, **kwargs: Any) -> None:  # type: ignore[override] # noqa: ANN401 - as folium
        """Put code, once, and data into the page around the map."""
        figure = self.get_root()
        if not isinstance(figure, Figure):
            raise ParameterError("the layer is on no map; call `add_to(map)` before it is drawn")
        own = self.get_name()
        data = "".join(
            f'<script type="text/plain" id="{own}-{name}">{block}</script>'
            for name, block in self._blocks.items()
        )
        figure.html.add_child(_Raw(_code()), name="sitmap_code")
        figure.html.add_child(_Raw(data), name=f"{own}_data")
        super().render(**kwargs)  # type: ignore[no-untyped-call]


@cache
def _code() -> str:
    code = joined_scripts(_SCRIPTS)
    # a page may hold the code twice: each copy keeps its names to itself
    return (
        f"<style>{asset('layer.css')}</style>"
        f'<script>(() => {{\n"use strict";\n{code}\n}})();\n</script>'
    )
