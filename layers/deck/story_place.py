"""The slides that say where: overview, proximity, one map per top base, panels per period."""

from __future__ import annotations

import math
from dataclasses import replace

import geopandas as gpd

from ..basemap import Extent
from ..carto import (
    Chosen,
    Frame,
    Label,
    Scene,
    choose_projection,
    draw_ground,
    draw_legend,
    draw_scene,
    fullest_circle,
    map_notes,
    moved,
)
from ..layer import DRAWN, how_shown
from .claims import Claims
from .data import GRADES, NEAR_M, Data
from .facts import counted
from .spec import MapBlock, SlideSpec, TableBlock, TextBlock
from .story import off_map_text

TOP_BASES = 3
PANELS = 6
_PANEL_SINGLE = 150
_RINGS_M = (10_000.0, 25_000.0, NEAR_M)
_TABLE_ROWS = 14


def map_slides(data: Data) -> list[SlideSpec]:
    """Draw the overview map."""
    frame = _frame(data, data.extent)
    scene, drawn = draw_scene(frame, data.table, data.bases, naming=data.wording.naming)
    left, top, width, _ = data.page.legend
    draw_legend(
        scene,
        drawn,
        data.facts.off,
        left=left,
        top=top,
        width=width,
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
    near_any = (near[list(GRADES)] > 0).any(axis=1)
    left, top, width, height = data.page.body
    touched = near[near_any]
    shown = touched[: min(_TABLE_ROWS, int((height - 78) // 21))]
    cells: list[tuple[str, ...]] = [
        (
            "Site",
            "Inside 50 km",
            "Possibly inside",
            "Too vague to say",
            "Point inside, doubt unknown",
        )
    ]
    cells += [
        (str(row["name"]), *(f"{int(row[grade]):,}" for grade in GRADES))
        for row in shown.to_dict("records")
    ]
    sites = claims.count("sites", int((near["inside"] > 0).sum()), "sites with one or more inside")
    all_sites = claims.count("all sites", len(near), "sites asked about")
    claims.say("distance", "50 km", "geodesic distance on WGS 84, inclusive")
    title = f"{sites} of {all_sites} sites have incidents surely within 50 km"
    alt = "Incidents within 50 km of each site, by how surely"
    lines = (
        (
            "Inside: the whole area meant lies within. Possible: part of it does. Too vague: the"
            " area is wider than the distance. Doubt unknown: the source states no precision. The"
            " four are never added up."
        ),
        "An incident near two sites counts at both. Geodesic distances; whoever held the site.",
    )
    box = (left, top + height - 30, width, 28.0)
    blocks: list[TableBlock | TextBlock] = []
    if len(shown):
        widths = data.page.widths(316, 120, 130, 140, 182)
        blocks.append(TableBlock("Proximity", tuple(cells), widths, left, top, alt))
    else:
        words = ("No incident lies within that distance of any of them, not even possibly.",)
        blocks.append(TextBlock("Proximity", words, (left, top, width, 40.0), 17))
    if len(touched) > len(shown):
        rest = claims.count("more sites", len(touched) - len(shown), "sites beyond the table")
        lines = (f"{rest} more sites with fewer inside are not listed. {lines[1]}", lines[0])
    blocks.append(TextBlock("Proximity note", lines, box, 10, faint=True))
    return [SlideSpec("proximity", title, tuple(blocks), claims.all())]


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
        around = (lon - wide, max(lat - high, -90), lon + wide, min(lat + high, 90))
        frame = _frame(data, around)
        scene, drawn = draw_scene(
            frame,
            data.table,
            data.bases,
            naming=data.wording.naming,
            rings=((lon, lat), _RINGS_M),
        )
        left, top, width, _ = data.page.legend
        bottom = draw_legend(scene, drawn, (), left=left, top=top, width=width)
        called = data.wording.naming.of(str(row["name"])) or str(row["name"])
        name = claims.say("site", called, "name of the site")
        inside = claims.count("inside", int(row["inside"]), "incidents surely within 50 km")
        possible = claims.count("possible", int(row["possible"]), "incidents possibly within 50 km")
        vague = claims.count("too vague", int(row["too_vague"]), "areas wider than the distance")
        doubt = f"{vague} too vague to say."
        if row["centre_only"]:
            only = claims.count(
                "centre only", int(row["centre_only"]), "points inside, no precision"
            )
            doubt += f" {only} more at points whose precision is not stated."
        claims.say("distance", "50 km", "geodesic distance on WGS 84, inclusive")
        title = f"{name}: {inside} incidents within 50 km, {possible} more possibly"
        text = TextBlock(
            "Site note",
            (doubt, "The map shows every row in its frame."),
            (left, bottom + 6, width, 60.0),
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
    shown = data.told_periods[-PANELS:]
    if len(shown) < 2:
        return []
    claims = Claims()
    columns, gap = 3, 10.0
    lines = math.ceil(len(shown) / columns)
    left, top, wide, high = data.page.body
    width = (wide - gap * (columns - 1)) / columns
    height = (high - 20 * lines - gap * (lines - 1)) / lines
    extent, chosen = data.extent, _chosen(data)
    scene, ground = Scene(), Scene()
    first = Frame.around(extent, left=0, top=0, width=width, height=height, chosen=chosen)
    draw_ground(ground, first, data.wording.naming, small=True)
    total = 0
    some: list[gpd.GeoDataFrame] = [data.rows[periods.of_row == number] for number in shown]
    greatest = None
    if max(map(len, some)) > _PANEL_SINGLE:
        greatest = max(fullest_circle(first, rows) for rows in some) or None
    for place, (number, rows) in enumerate(zip(shown, some, strict=True)):
        column = place % columns
        if data.page.mirrored:
            column = columns - 1 - column
        at_x = left + column * (width + gap)
        at_y = top + 18 + (place // columns) * (height + 20 + gap)
        frame = replace(first, left=at_x, top=at_y)
        below = moved(ground.primitives, at_x, at_y)
        panel, _ = draw_scene(frame, rows, None, ground=below, small=True, greatest=greatest)
        scene.primitives += panel.primitives
        total += len(rows)
        mark = "*" if periods.partial[number] else ""
        text = f"{periods.label(number)}{mark}: {counted(len(rows), 'incident', 'incidents')}"
        scene.primitives.append(
            Label("Panels", text, (at_x, at_y - 17, width, 15), 11, "1F2933", "l", True)
        )
    count = claims.count("incidents", total, f"happenings in the last {len(shown)} periods")
    number_text = claims.count("panels", len(shown), "periods shown")
    title = f"{count} incidents in the last {number_text} {periods.kind}s, one map each"
    symbols = "Same frame, scale and symbols on every panel"
    if greatest is not None:
        largest = claims.count("largest circle", greatest, "rows in the fullest circle")
        symbols += f"; the area of circles counts rows, the largest {largest}"
    beside = sum(int((~how_shown(rows).isin([str(word) for word in DRAWN])).sum()) for rows in some)
    if beside:
        vague = claims.count("not drawn", beside, "happenings of these periods too vague to draw")
        symbols += f"; {vague} of the incidents are known too vaguely to draw"
    notes = (f"{symbols}; * covered in part.",)
    blocks = [MapBlock(scene, f"Maps of the last {len(shown)} periods")]
    text_block = TextBlock("Map notes", notes, data.page.notes, 8, faint=True)
    return [SlideSpec("panels", title, (*blocks, text_block), claims.all())]


def _frame(data: Data, extent: Extent) -> Frame:
    left, top, width, height = data.page.map
    return Frame.around(
        extent, left=left, top=top, width=width, height=height, chosen=_chosen(data)
    )


def _chosen(data: Data) -> Chosen:
    """Choose one projection for all maps of the deck, so that they compare."""
    return choose_projection(data.extent)


def _notes(data: Data, scene: Scene, frame: Frame) -> TextBlock:
    # sources stand at the foot of every slide already
    sentences = map_notes(scene, frame, data.wording.disclaimer)[:-1]
    return TextBlock("Map notes", (" ".join(sentences),), data.page.notes, 8, faint=True)
