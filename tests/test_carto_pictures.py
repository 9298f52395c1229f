"""Static maps as files: same bytes, safe text, counted circles, names where countries are seen."""

from datetime import datetime
from pathlib import Path

import geopandas as gpd
import pytest
import shapely
from lxml import etree

from geo.errors import ParameterError
from geo.models import Casualties, Incident, Precision
from geo.table import incidents_from_records
from layers import build_static_map
from layers.carto import MAX_MARKS, Label, Mark, Outline

SVG = "{http://www.w3.org/2000/svg}"


def table(count: int, *, title: str = "Shelling", lon: float = 38.0) -> gpd.GeoDataFrame:
    return incidents_from_records(
        [
            Incident(
                f"id-{number}",
                title=title,
                event_type="shelling",
                start=datetime(2024, 1, 1),
                end=datetime(2024, 1, 2),
                geometry=(lon + number % 97 / 40, 33.0 + number % 89 / 40),
                precision=Precision.PLACE,
                uncertainty_m=2000.0,
                casualties=Casualties(None, 2, None),
            )
            for number in range(count)
        ]
    )


@pytest.mark.parametrize("kind", ["svg", "png", "pdf"])
def test_the_same_map_gives_the_same_bytes(kind: str) -> None:
    first, second = build_static_map(table(3)), build_static_map(table(3))

    assert first.content(kind) == second.content(kind)


def test_a_file_of_another_kind_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ParameterError, match="svg, png or pdf"):
        build_static_map(table(1)).save(tmp_path / "map.gif")


def test_hostile_text_is_text_in_svg() -> None:
    hostile = "</title><script>alert(1)</script>\x0b"

    root = etree.fromstring(build_static_map(table(1, title=hostile), title=hostile).content("svg"))

    assert not list(root.iter(f"{SVG}script"))
    assert hostile.replace("\x0b", "") in "".join(map(str, root.itertext()))


def test_ten_thousand_incidents_become_circles_that_count_every_one() -> None:
    picture = build_static_map(table(10_000))

    marks = [m for m in picture.scene.primitives if isinstance(m, Mark) and m.group == "Incidents"]
    assert len(marks) <= MAX_MARKS
    counts = [int(mark.name.split()[0].replace(",", "")) for mark in marks]
    assert sum(counts) == 10_000
    assert any("10,000 rows are drawn as" in note for note in picture.scene.notes)


def test_a_country_is_named_where_it_is_seen_though_its_middle_is_not() -> None:
    # 44.0 E 36.4 N: the north of Iraq; the middle of Iran and of Turkey lie outside the frame
    picture = build_static_map(table(60, lon=43.5))

    names = {
        item.text
        for item in picture.scene.primitives
        if isinstance(item, Label) and item.group == "Countries"
    }
    assert "IRAQ" in names
    assert names & {"IRAN", "SYRIA", "JORDAN", "SAUDI ARABIA"}


def test_symbols_that_share_a_point_say_so() -> None:
    rows = table(2)
    rows = rows.set_geometry(gpd.GeoSeries([rows.geometry.iloc[0]] * 2, crs=rows.crs))

    picture = build_static_map(rows)

    alts = [m.alt for m in picture.scene.primitives if isinstance(m, Mark) and m.alt]
    assert sum("one of 2 at this point" in alt for alt in alts) == 2


def test_furniture_stands_in_the_corners_where_it_hides_no_incident() -> None:
    # the frame is about 34.9 to 39.1 E and 31.9 to 34.1 N; three marks lie near corners
    day = datetime(2024, 1, 1)
    places = [(35.5, 32.2), (38.5, 33.85), (37.0, 33.0), (35.6, 33.6), (38.2, 32.1)]
    rows = incidents_from_records(
        [
            Incident(f"id-{number}", event_type="shelling", start=day, end=day.replace(hour=12),
                     geometry=point, precision=Precision.PLACE, uncertainty_m=2000.0)
            for number, point in enumerate(places)
        ]
    )  # fmt: skip

    items = build_static_map(rows).scene.primitives

    grounds = [
        shapely.Polygon(item.rings[0])
        for item in items
        if isinstance(item, Outline)
        and item.name in {"Scale bar ground", "North arrow ground", "Locator edge"}
    ]
    marks = [item for item in items if isinstance(item, Mark) and item.group == "Incidents"]
    assert len(grounds) == 3
    assert len(marks) == 5
    for mark in marks:
        symbol = shapely.Point(mark.x, mark.y).buffer(mark.size / 2)
        assert not any(symbol.intersects(ground) for ground in grounds), mark
