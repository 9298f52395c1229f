"""
The HTML page: one shell made of constants, closed by hashes, then filled with data blocks.

folium renders the shell from constants of this package only. Text given to folium or branca is
compiled as a template, so no text of the data ever gets there: it reaches the page as base64 in
blocks that are not executed, after the hashes of the shell's own scripts were taken.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache
from html.parser import HTMLParser
from importlib import resources
from pathlib import Path

import folium
import geopandas as gpd
from folium.template import Template

from geo.files import write_bytes
from geo.models import Background, Note, Report
from geo.timewindow import Window

from ..basemap import COARSE_STEPS, FINE_STEPS, basemap_for
from ..layer import as_of_date, drawable, extent_of, how_shown, map_layers
from .content import Context, page_blocks
from .markup import hash_source
from .rows import Saving
from .tiles import Tiles
from .wording import Wording

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
    "basemap.js",
    "tiles.js",
    "labels.js",
    "bases.js",
    "counting.js",
    "incidents.js",
    "sight.js",
    "proximity.js",
    "density.js",
    "drawing.js",
    "popup.js",
    "rowlist.js",
    "search.js",
    "filters.js",
    "chart.js",
    "brush.js",
    "timeline.js",
    "panel.js",
    "reading.js",
    "share.js",
    "tables.js",
    "picture.js",
    "takeaway.js",
    "app.js",
)
_STYLES = ("leaflet/leaflet.css", "page.css")
_COMMENT = re.compile(r"^[ \t]*(?://[^\n]*|/\*\*(?:[^*]|\*(?!/))*\*/)[ \t]*\n", re.MULTILINE)
_HEAD, _BODY, _DATA = "<!--head-->", "<!--body-->", "<!--data-->"
_POLICY = (
    "default-src 'none'; script-src {scripts}; style-src {styles}; img-src {images};"
    " connect-src 'none'; base-uri 'none'; form-action 'none'"
)


@dataclass(frozen=True, slots=True)
class Page:
    """
    A finished map.

    `html` is the whole file; `sizes` tells the bytes of each part: ``code`` and the data blocks.
    """

    html: str
    sizes: dict[str, int] = field(default_factory=dict)

    def save(self, path: str | Path) -> None:
        """
        Write the map.

        Parameters
        ----------
        path
            The .html file; what was there is replaced only when all went well.

        Raises
        ------
        OutputError
            If the file cannot be written.
        """
        write_bytes(Path(path), self.html.encode("utf-8"))


def build_map(  # noqa: PLR0913 - each is one thing a map may say
    incidents: gpd.GeoDataFrame,
    bases: gpd.GeoDataFrame | None = None,
    *,
    title: str | None = None,
    as_of: date | datetime | None = None,
    window: Window | None = None,
    marking: str | None = None,
    disclaimer: str | None = None,
    notes: Sequence[Note] = (),
    reports: Sequence[Report] = (),
    background: Sequence[Background] = (),
    tiles: Tiles | None = None,
    drop_text: bool = False,
    simplify: bool = False,
    empty_reason: str | None = None,
) -> Page:
    """
    Build one self-contained HTML map with a time control.

    Parameters
    ----------
    incidents
        GeoDataFrame in EPSG:4326, longitude first; missing columns count as unknown. Not modified.
        Every row is in the page: drawn, or listed beside the map with the reason.
    bases
        Base table in EPSG:4326; null draws none.
    title
        Title of the page; composed from the period where null.
    as_of
        State of knowledge, civil time; the latest date in the data where null.
    window
        What the time control shows first, half-open civil time; the whole period where null. All
        rows stay in the page.
    marking
        Text on top of the page, such as "internal"; null for none.
    disclaimer
        Replaces the note on borders and names.
    notes
        What was assumed and skipped when the sources were read.
    reports
        The reports behind the incidents.
    background
        What the reports mention that is no incident of their period.
    tiles
        A server for background tiles; null, the usual, keeps the page off the network. The page
        may then load pictures from that server and from nowhere else.
    drop_text
        Leave out titles, quotes, sources and location rules of the rows, to save space; the page
        says so.
    simplify
        Draw areas and the base map with fewer corners, to save space; the page says so. Points
        keep their place.
    empty_reason
        Why there are no incidents, said on the page where there are none.

    Returns
    -------
    page
        The page; it asks the network for nothing but the tiles, where there are any. The same
        input gives the same bytes.

    Raises
    ------
    CrsError
        If a table is not in EPSG:4326.
    SchemaError
        If a column holds a value that it must not hold.
    ReferenceDataError
        If the packaged base map is missing or damaged.
    """
    table = drawable(incidents)
    shown = how_shown(table)
    # the page packs the rows itself and needs only the number of those in a layer
    layers = map_layers(table[["geometry"]], bases, shown=shown)
    extent = extent_of(table, bases, shown=shown)
    wording = Wording(
        title=title,
        as_of=as_of or as_of_date(table, [item.published for item in reports if item.published]),
        marking=marking,
        disclaimer=disclaimer,
        window=None if window is None else (window.start, window.end),
        tiles=tiles,
        saving=Saving(drop_text=drop_text, simplify=simplify),
        empty_reason=empty_reason,
    )
    context = Context(tuple(notes), tuple(reports), tuple(background))
    basemap = basemap_for(extent, steps_across=COARSE_STEPS if simplify else FINE_STEPS)
    blocks = page_blocks(layers, table, shown, basemap, extent, wording, context)
    before, after = shell(None if tiles is None else tiles.origin)
    data = "\n".join(
        f'<script type="text/plain" id="sitmap-{name}">{block}</script>'
        for name, block in blocks.items()
    )
    sizes = {name: len(block) for name, block in blocks.items()}
    return Page(before + data + after, {"code": len((before + after).encode()), **sizes})


class _Shell(folium.Map):
    """folium's map with a template that holds nothing but constants."""

    _template = Template(
        "{% macro header(this, kwargs) %}"
        "<title>Incident map</title>"
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<meta name="referrer" content="no-referrer">' + _HEAD + "{% endmacro %}"
        "{% macro html(this, kwargs) %}" + _BODY + "{% endmacro %}"
        "{% macro script(this, kwargs) %}"
        "const map = L.map({{ this.get_name()|tojson }},"
        " {...{{ this.options|tojavascript }}, center: {{ this.location|tojson }}});\n"
        "startPage(map);"
        "{% endmacro %}"
    )


@cache
def shell(tile_origin: str | None) -> tuple[str, str]:
    """
    Render the page without data.

    Parameters
    ----------
    tile_origin
        Scheme, host and port that pictures may come from; null for none.

    Returns
    -------
    before, after
        What comes before the data blocks, and what after.
    """
    leaflet = asset("leaflet/leaflet.js")
    # its licence asks that the text goes along with every copy
    licence = f"/*\n{asset('leaflet/LICENSE')}*/\n"
    leaflet = licence + leaflet[: leaflet.rindex("//# sourceMappingURL")]
    # Leaflet's own pictures are not used; left in, a browser might look for the files
    styles = [re.sub(r"[\w-]+:\s*url\([^)]*\);?", "", asset(name)) for name in _STYLES]
    code = joined_scripts(_SCRIPTS)
    scripts = [leaflet, f'(() => {{\n"use strict";\n{code}\n}})();\n']
    head = "".join(f"<style>{text}</style>" for text in styles)
    head += "".join(f"<script>{text}</script>" for text in scripts)
    page = _once(_rendered(), _HEAD, head)
    page = _once(page, _BODY, asset("skeleton.html") + _DATA)
    page = _once(page, "<html>", '<html lang="en">')
    found = _Executable()
    found.feed(page)
    # leaflet, our own code, folium's call; anything more would be blessed by its hash
    if len(found.scripts) != len(scripts) + 1 or len(found.styles) != len(styles):
        raise AssertionError(
            f"the shell holds {len(found.scripts)} scripts and {len(found.styles)} styles;"
            f" {len(scripts) + 1} and {len(styles)} were written"
        )
    images = " ".join(["data: blob:", *([] if tile_origin is None else [tile_origin])])
    policy = _POLICY.format(
        scripts=_hashes(found.scripts), styles=_hashes(found.styles), images=images
    )
    meta = f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
    # the policy binds only what comes after it
    page = _once(page, "<head>", '<head>\n<meta charset="utf-8">\n' + meta)
    before, after = page.split(_DATA)
    return before, after


def _rendered() -> str:
    shell = _Shell(
        location=[20.0, 10.0],
        zoom_start=2,
        tiles=None,
        attribution_control=False,
        min_zoom=1,
        max_zoom=16,
        zoom_snap=0.25,
        wheel_px_per_zoom_level=90,
        max_bounds_viscosity=0.5,
    )
    # without these, folium writes links to its own copies of everything on the web
    shell.default_js, shell.default_css = [], []
    # folium draws random ids; a fixed one keeps the bytes and the hashes the same
    shell._id = "sitmap"  # noqa: SLF001 - there is no other way to set it
    shell.options |= {"min_zoom": 1, "max_zoom": 16}
    return str(shell.get_root().render())


class _Executable(HTMLParser):
    """Collects what a browser would run or apply."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self.scripts: list[str] = []
        self.styles: list[str] = []
        self._open: list[str] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Refuse what the policy would not cover, open what it must."""
        names = {name for name, _ in attrs}
        if tag in {"link", "iframe", "object", "embed", "base"} or "src" in names:
            raise AssertionError(f"the shell holds <{tag}> with {sorted(names)}")
        if "style" in names or any(name.startswith("on") for name in names):
            raise AssertionError(f"the shell holds inline code in <{tag}>")
        if tag in {"script", "style"}:
            self._open = self.scripts if tag == "script" else self.styles
            self._open.append("")

    def handle_data(self, data: str) -> None:
        """Collect the text of the open script or style."""
        if self._open is not None:
            self._open[-1] += data

    def handle_endtag(self, tag: str) -> None:
        """Close a script or style."""
        if tag in {"script", "style"}:
            self._open = None


def _hashes(texts: Sequence[str]) -> str:
    return " ".join(map(hash_source, texts))


def _once(text: str, old: str, new: str) -> str:
    if text.count(old) != 1:
        raise AssertionError(f"{old!r} stands {text.count(old)} times in the shell, not once")
    return text.replace(old, new)


def joined_scripts(names: Sequence[str]) -> str:
    """Join scripts of the folder ``assets`` to the text of one."""
    # comments are for those who read the files: a third of the code, in every page
    return "\n".join(_COMMENT.sub("", asset(name)) for name in names)


def asset(name: str) -> str:
    """Read a file of the folder ``assets``."""
    file = resources.files(__package__) / "assets" / name
    return file.read_text(encoding="utf-8")
