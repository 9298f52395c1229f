"""The slides that say where: overview, proximity, one map per top base, panels per period."""

from __future__ import annotations

import math
from dataclasses import replace

import geopandas as gpd
import pandas as pd

from ..basemap import Extent
from ..carto import (
    Chosen,
    Frame,
    Label,
    LegendEntry,
    Panel,
    Scene,
    choose_projection,
    draw_ground,
    draw_key,
    draw_legend,
    draw_scene,
    fullest_circle,
    map_notes,
    moved,
    panel_corner,
)
from ..layer import DRAWN, how_shown
from .claims import Claims
from .data import GRADES, NEAR_M, Data
from .facts import counted
from .layout import under
from .spec import ACCENT, INK, Block, ChartBlock, MapBlock, SlideSpec, TableBlock, TextBlock
from .story import off_map_text

TOP_BASES = 3
PANELS = 6
_PANEL_SINGLE = 150
_RINGS_M = (10_000.0, 25_000.0, NEAR_M)
_TABLE_ROWS, _FEW_SITES = 14, 6
_NOTE = 46.0
_KEY = 20.0
_GRADES_HEAD = (
    "Site", "Inside 50 km", "Possibly inside", "Too vague to say", "Point inside, doubt unknown",
)  # fmt: skip
_GRADES_TOLD = (
    (
        "Inside: the whole area meant lies within. Possible: part of it does. Too vague: the area"
        " is wider than the distance. Doubt unknown: the source states no precision. The four are"
        " never added up."
    ),
    "An incident near two sites counts at both. Geodesic distances; whoever held the site.",
)
_SURELY = (("inside", "inside", ACCENT), ("possible", "possibly inside", "8FB3CC"))


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
    cells: list[tuple[str, ...]] = [_GRADES_HEAD]
    cells += [
        (data.called(str(row["name"])), *(f"{int(row[grade]):,}" for grade in GRADES))
        for row in shown.to_dict("records")
    ]
    sites = claims.count("sites", int((near["inside"] > 0).sum()), "sites with one or more inside")
    claims.count("all sites", len(near), "sites asked about")
    claims.say("distance", "50 km", "geodesic distance on WGS 84, inclusive")
    has = "has" if len(near) == 1 else "have"
    title = f"{sites} of {counted(len(near), 'site', 'sites')} {has} incidents surely within 50 km"
    lines = list(_GRADES_TOLD)
    if len(touched) > len(shown):
        rest = claims.count("more sites", len(touched) - len(shown), "sites beyond the table")
        lines.insert(0, f"{rest} more sites with fewer inside are not listed.")
    if not len(shown):
        words = ("No incident lies within that distance of any of them, not even possibly.",)
        box = (left, top + 60, width, height - 60)
        blocks: list[Block] = [
            TextBlock("Proximity", words, (left, top, width, 40.0), 20),
            TextBlock("Proximity note", tuple(lines), box, 15, faint=True),
        ]
        return [SlideSpec("proximity", title, tuple(blocks), claims.all())]
    few = len(shown) <= _FEW_SITES
    table = TableBlock(
        "Proximity", tuple(cells), data.page.widths(316, 120, 130, 140, 182), left, top,
        "Incidents within 50 km of each site, by how surely",
        height=28.0 * len(cells) if few else height - _NOTE,
    )  # fmt: skip
    blocks = [table]
    box = (left, top + height - _NOTE + 6, width, _NOTE - 6)
    if few:
        _, start, _, room = under(table, data.page.body)
        half = width * 0.5
        surely = shown[shown["inside"] + shown["possible"] > 0]
        if len(surely):
            series = tuple(
                (label, tuple(int(number) for number in surely[grade]), colour)
                for grade, label, colour in _SURELY
            )
            names = tuple(data.called(str(name)) for name in surely["name"])
            beside = data.page.turned((left + half, start, width - half, room))
            alt = "Incidents inside and possibly inside, by site"
            blocks.append(ChartBlock("Proximity chart", names, series, beside, alt, "beside"))
        told = half - 20 if len(surely) else width
        box = data.page.turned((left, start, told, room))
    note = TextBlock("Proximity note", tuple(lines), box, 14 if few else 10, faint=True)
    return [SlideSpec("proximity", title, (*blocks, note), claims.all())]


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
        name = claims.say("site", data.called(str(row["name"])), "name of the site")
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
        noun = "incident" if row["inside"] == 1 else "incidents"
        title = f"{name}: {inside} {noun} within 50 km, {possible} more possibly"
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
    some: list[gpd.GeoDataFrame] = [data.rows[periods.of_row == number] for number in shown]
    scene, greatest = _panels(data, shown, some)
    total = sum(map(len, some))
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


def _panels(data: Data, shown: list[int], some: list[gpd.GeoDataFrame]) -> tuple[Scene, int | None]:
    """Draw one map per period, and their key; gives how many rows the largest circle counts."""
    periods, columns, gap = data.periods, 3, 10.0
    lines = math.ceil(len(shown) / columns)
    left, top, wide, high = data.page.body
    width = (wide - gap * (columns - 1)) / columns
    height = (high - _KEY - 20 * lines - gap * (lines - 1)) / lines
    first = Frame.around(
        data.extent, left=0, top=0, width=width, height=height, chosen=_chosen(data)
    )
    scene, ground = Scene(), Scene()
    draw_ground(ground, first, data.wording.naming, small=True)
    greatest = None
    if max(map(len, some)) > _PANEL_SINGLE:
        greatest = max(fullest_circle(first, rows) for rows in some) or None
    panel = Panel(panel_corner(first, pd.concat(some)), greatest)
    entries: list[LegendEntry] = []
    for place, (number, rows) in enumerate(zip(shown, some, strict=True)):
        column = place % columns
        if data.page.mirrored:
            column = columns - 1 - column
        at_x = left + column * (width + gap)
        at_y = top + 18 + (place // columns) * (height + 20 + gap)
        below = moved(ground.primitives, at_x, at_y)
        frame = replace(first, left=at_x, top=at_y)
        one, drawn = draw_scene(frame, rows, None, ground=below, panel=panel)
        scene.primitives += one.primitives
        entries += drawn.legend
        mark = "*" if periods.partial[number] else ""
        text = f"{periods.label(number)}{mark}: {counted(len(rows), 'incident', 'incidents')}"
        box = (at_x, at_y - 17, width, 15.0)
        align = "r" if data.page.mirrored else "l"
        scene.primitives.append(Label("Panels", text, box, 11, INK, align, bold=True))
    if greatest is None:
        draw_key(scene, entries, left=left, top=top + high - _KEY + 4, width=wide)
    return scene, greatest


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
