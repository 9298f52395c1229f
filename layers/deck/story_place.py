"""The slides that say where: overview, proximity, one map per top base, panels per period."""

from __future__ import annotations

import math

import geopandas as gpd

from ..basemap import Basemap, basemap_for
from ..carto import (
    WORLD,
    Chosen,
    Frame,
    Label,
    Scene,
    choose_projection,
    draw_legend,
    draw_scene,
    map_extent,
    map_notes,
)
from .claims import Claims
from .data import NEAR_M, Data
from .spec import BODY, MARGIN, SLIDE_WIDTH_PT, MapBlock, SlideSpec, TableBlock, TextBlock
from .story import off_map_text

TOP_BASES = 3
PANELS = 6
_LEFT, _TOP, _WIDTH, _HEIGHT = BODY
_MAP_WIDTH = 690.0
_RINGS_M = (10_000.0, 25_000.0, NEAR_M)
_TABLE_ROWS = 14
_NOTE_BOX = (MARGIN, 478.0, SLIDE_WIDTH_PT - 2 * MARGIN, 12.0)


def map_slides(data: Data) -> list[SlideSpec]:
    """Draw the overview map."""
    extent = map_extent(data.extent or WORLD)
    frame = Frame.around(
        extent, left=_LEFT, top=_TOP, width=_MAP_WIDTH, height=_HEIGHT, chosen=_chosen(data)
    )
    scene, drawn = draw_scene(frame, data.table, data.bases, basemap_for(frame.lonlat_bounds()))
    left = _LEFT + _MAP_WIDTH + 12
    draw_legend(
        scene,
        drawn,
        data.facts.off,
        left=left,
        top=_TOP,
        width=SLIDE_WIDTH_PT - MARGIN - left,
        with_bases=data.bases is not None,
    )
    claims = Claims()
    title = off_map_text(data, claims)
    counts = ", ".join(f"{entry.label} {entry.count:,}" for entry in drawn.legend)
    alt = f"Map of {data.facts.drawn:,} rows: {counts}"[:400]
    return [
        SlideSpec("map", title, (MapBlock(scene, alt), _notes(data, scene, frame)), claims.all())
    ]


def proximity_slides(data: Data) -> list[SlideSpec]:
    """Count incidents around each site: inside, possible and too vague apart."""
    if data.near is None or not len(data.near):
        return []
    claims = Claims()
    near = data.near
    touched = near[(near["inside"] > 0) | (near["possible"] > 0)]
    shown = (touched if len(touched) else near)[:_TABLE_ROWS]
    cells = [("Site", "Inside 50 km", "Possibly inside", "Too vague to say")]
    cells += [
        (str(row.name_), f"{row.inside:,}", f"{row.possible:,}", f"{row.too_vague:,}")
        for row in shown.rename(columns={"name": "name_"}).itertuples(index=False)
    ]
    sites = claims.count("sites", int((near["inside"] > 0).sum()), "sites with one or more inside")
    all_sites = claims.count("all sites", len(near), "sites asked about")
    claims.say("distance", "50 km", "geodesic distance on WGS 84, inclusive")
    title = f"{sites} of {all_sites} sites have incidents surely within 50 km"
    alt = "Incidents within 50 km of each site, by how surely"
    table = TableBlock("Proximity", tuple(cells), (400, 150, 150, 170), _LEFT, _TOP, alt)
    lines = (
        (
            "Inside: the whole area meant lies within. Possible: part of it does. Too vague: the"
            " area is wider than the distance. The three are never added up."
        ),
        "An incident near two sites counts at both. Geodesic distances; whoever held the site.",
    )
    note = TextBlock(
        "Proximity note", lines, (_LEFT, _TOP + _HEIGHT - 30, _WIDTH, 28.0), 10, faint=True
    )
    return [SlideSpec("proximity", title, (table, note), claims.all())]


def base_slides(data: Data) -> list[SlideSpec]:
    """Draw one map with range rings for each of the sites with most around them."""
    if data.near is None:
        return []
    slides: list[SlideSpec] = []
    for row in data.near[data.near["inside"] + data.near["possible"] > 0][:TOP_BASES].to_dict(
        "records"
    ):
        claims = Claims()
        lon, lat = float(row["lon"]), float(row["lat"])
        high = NEAR_M * 1.25 / 111_000
        wide = high / max(math.cos(math.radians(lat)), 0.05)
        frame = Frame.around(
            (lon - wide, max(lat - high, -90), lon + wide, min(lat + high, 90)),
            left=_LEFT,
            top=_TOP,
            width=_MAP_WIDTH,
            height=_HEIGHT,
            chosen=_chosen(data),
        )
        scene, drawn = draw_scene(
            frame,
            data.table,
            data.bases,
            basemap_for(frame.lonlat_bounds()),
            rings=((lon, lat), _RINGS_M),
        )
        left = _LEFT + _MAP_WIDTH + 12
        bottom = draw_legend(
            scene, drawn, (), left=left, top=_TOP, width=SLIDE_WIDTH_PT - MARGIN - left,
            with_bases=True,
        )  # fmt: skip
        name = claims.say("site", str(row["name"]), "name of the site")
        inside = claims.count("inside", int(row["inside"]), "incidents surely within 50 km")
        possible = claims.count("possible", int(row["possible"]), "incidents possibly within 50 km")
        vague = claims.count("too vague", int(row["too_vague"]), "areas wider than the distance")
        claims.say("distance", "50 km", "geodesic distance on WGS 84, inclusive")
        title = f"{name}: {inside} incidents within 50 km, {possible} more possibly"
        text = TextBlock(
            "Site note",
            (f"{vague} too vague to say.", "The map shows every row in its frame."),
            (left, bottom + 6, SLIDE_WIDTH_PT - MARGIN - left, 44.0),
            size=10,
            faint=True,
        )
        alt = f"Map around {name} with rings of 10, 25 and 50 km"
        blocks = (MapBlock(scene, alt), text, _notes(data, scene, frame))
        slides.append(SlideSpec(f"base-{len(slides) + 1}", title, blocks, claims.all()))
    return slides


def panel_slides(data: Data) -> list[SlideSpec]:
    """Draw the last periods side by side, all in the same frame and scale."""
    periods = data.periods
    shown = list(range(len(periods.starts)))[-PANELS:]
    if len(shown) < 2:
        return []
    claims = Claims()
    columns, gap = 3, 10.0
    lines = math.ceil(len(shown) / columns)
    width = (_WIDTH - gap * (columns - 1)) / columns
    height = (_HEIGHT - 20 * lines - gap * (lines - 1)) / lines
    extent = map_extent(data.extent or WORLD)
    scene = Scene()
    basemap: Basemap | None = None
    frame = None
    total = 0
    for place, number in enumerate(shown):
        left = _LEFT + (place % columns) * (width + gap)
        top = _TOP + 18 + (place // columns) * (height + 20 + gap)
        frame = Frame.around(
            extent, left=left, top=top, width=width, height=height, chosen=_chosen(data)
        )
        basemap = basemap or basemap_for(frame.lonlat_bounds())
        rows: gpd.GeoDataFrame = data.rows[periods.of_row == number]
        panel, _ = draw_scene(frame, rows, None, basemap, small=True)
        scene.primitives += panel.primitives
        total += len(rows)
        mark = "*" if periods.partial[number] else ""
        text = f"{periods.label(number)}{mark}: {len(rows):,} incidents"
        scene.primitives.append(
            Label("Panels", text, (left, top - 17, width, 15), 11, "1F2933", "l", True)
        )
    count = claims.count("incidents", total, f"happenings in the last {len(shown)} periods")
    number_text = claims.count("panels", len(shown), "periods shown")
    title = f"{count} incidents in the last {number_text} {periods.kind}s, one map each"
    notes = ("Same frame, scale and symbols on every panel; * covered in part.",)
    blocks = [MapBlock(scene, f"Maps of the last {len(shown)} periods")]
    text_block = TextBlock("Map notes", notes, _NOTE_BOX, 8, faint=True)
    return [SlideSpec("panels", title, (*blocks, text_block), claims.all())]


def _chosen(data: Data) -> Chosen:
    """Choose one projection for all maps of the deck, so that they compare."""
    return choose_projection(map_extent(data.extent or WORLD))


def _notes(data: Data, scene: Scene, frame: Frame) -> TextBlock:
    # sources stand at the foot of every slide already
    sentences = map_notes(scene, frame, data.wording.disclaimer)[:-1]
    return TextBlock("Map notes", (" ".join(sentences),), _NOTE_BOX, 8, faint=True)
