"""Ground that counts to one country or another by date and by point of view."""

from datetime import datetime
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import pytest
from shapely import box
from strategies import point_table

from geo.errors import InputError, ParameterError
from geo.joins import join_all, located_in
from geo.reference.view import FORMER_STATES, VIEWS, point_of_view

CRIMEA, GOLAN, LAAYOUNE = (34.1, 44.95), (35.75, 33.0), (-13.2, 27.15)
SRINAGAR, PRISTINA, TAIPEI = (74.8, 34.08), (21.17, 42.66), (121.56, 25.03)
HARGEISA, NICOSIA_NORTH, SUKHUMI = (44.06, 9.56), (33.35, 35.25), (41.0, 43.0)
ABYEI, HALAIB, RAMALLAH = (28.43, 9.6), (36.0, 22.3), (35.20, 31.90)
JUBA, TBILISI, GOMA = (31.58, 4.85), (44.8, 41.7), (29.23, -1.67)


BACKWARDS = """
[[ground]]
name = "A"
codes = ["JO"]
rule = [{ countries = "SY", since = 2020-01-01, until = 2019-01-01 }]
"""


def on(day: str | None, *points: tuple[float, float], **columns: Any) -> gpd.GeoDataFrame:
    """Give incidents at points on a day."""
    start: Any = pd.Timestamp(day) if day else pd.NaT
    return point_table(points).assign(start=start, **columns)


# whom the ground counts to in 2020: who holds it, and what the United Nations recognise
CONTESTED = {
    "Crimea": (CRIMEA, ["RU"], ["UA"]),
    "Golan Heights": (GOLAN, ["IL"], ["SY"]),
    "Western Sahara": (LAAYOUNE, ["MA"], ["EH"]),
    "Jammu and Kashmir": (SRINAGAR, ["IN"], ["IN", "PK"]),
    "Kosovo": (PRISTINA, ["XK"], ["RS"]),
    "Taiwan": (TAIPEI, ["TW"], ["CN"]),
    "Palestinian territory": (RAMALLAH, ["PS"], ["PS"]),
    "Somaliland": (HARGEISA, ["SO"], ["SO"]),
    "Northern Cyprus": (NICOSIA_NORTH, ["CY"], ["CY"]),
    "Abkhazia": (SUKHUMI, ["GE"], ["GE"]),
    "Abyei": (ABYEI, ["SD"], ["SD", "SS"]),
    "Hala'ib Triangle": (HALAIB, ["EG"], ["EG", "SD"]),
}


@pytest.mark.parametrize("name", CONTESTED)
def test_disputed_ground_counts_to_whom_the_view_says_and_the_column_tells(name: str) -> None:
    point, held, recognised = CONTESTED[name]
    for view, countries in (("de_facto", held), ("un", recognised)):
        row = located_in(on("2020-06-01", point), point_of_view=view).iloc[0]
        assert row["countries_located"] == countries
        assert row["disputed"] == name
        if held != recognised:
            assert row["country_rule"].startswith(f"view {view}: ")
        else:
            assert pd.isna(row["country_rule"])


# the day before and the day of the change, with public dates
CHANGED = [
    (JUBA, "2011-07-08", "SD", "2011-07-09", "SS"),
    ((38.93, 15.33), "1993-05-23", "ET", "1993-05-24", "ER"),  # Asmara
    ((125.57, -8.56), "1999-10-24", "ID", "1999-10-25", "TL"),  # Dili
    ((19.26, 42.44), "2006-06-02", "CS", "2006-06-03", "ME"),  # Podgorica
    ((20.46, 44.80), "2003-02-03", "YU", "2003-02-04", "CS"),  # Belgrade
    (PRISTINA, "2008-02-16", "RS", "2008-02-17", "XK"),
    ((18.41, 43.86), "1992-03-02", "YU", "1992-03-03", "BA"),  # Sarajevo
    (TBILISI, "1991-12-25", "SU", "1991-12-26", "GE"),
    ((14.42, 50.08), "1992-12-31", "CS", "1993-01-01", "CZ"),  # Prague
    ((45.03, 12.80), "1990-05-21", "YD", "1990-05-22", "YE"),  # Aden
    ((12.37, 51.34), "1990-10-02", "DD", "1990-10-03", "DE"),  # Leipzig
    (CRIMEA, "2014-03-17", "UA", "2014-03-18", "RU"),
]


@pytest.mark.parametrize(("point", "before", "old", "after", "new"), CHANGED)
def test_borders_that_changed_apply_by_the_day_of_the_incident(
    point: tuple[float, float], before: str, old: str, after: str, new: str
) -> None:
    earlier, later = located_in(on(before, point)).iloc[0], located_in(on(after, point)).iloc[0]
    assert earlier["country_located"] == old
    assert later["country_located"] == new
    assert earlier["country_rule"].startswith("date: ")


def test_an_undated_incident_has_the_borders_of_today() -> None:
    assert located_in(on(None, JUBA, TBILISI))["country_located"].tolist() == ["SS", "GE"]
    assert located_in(point_table([JUBA]))["country_located"].tolist() == ["SS"]


def test_names_of_another_day_are_no_conflict_and_another_view_is_one() -> None:
    # UCDP states "Russia (Soviet Union)" and "Serbia (Yugoslavia)", which are read as RU and RS
    stated = on("1990-01-01", TBILISI, PRISTINA, country_stated=["RU", "RS"])
    assert located_in(stated)["country_conflict"].tolist() == [False, False]
    today = on("2010-01-01", JUBA, JUBA, JUBA, country_stated=["SS", "SD", "UG"])
    assert located_in(today)["country_conflict"].tolist() == [False, False, True]
    crimea = on("2020-01-01", CRIMEA, country_stated="UA")
    assert located_in(crimea)["country_conflict"].tolist() == [True]
    assert located_in(crimea, point_of_view="un")["country_conflict"].tolist() == [False]


def test_a_point_off_a_disputed_coast_follows_the_view() -> None:
    off_chersonesus = on("2020-01-01", (33.37, 44.55))
    for view, code in (("de_facto", "RU"), ("un", "UA")):
        row = located_in(off_chersonesus, point_of_view=view).iloc[0]
        assert (row["country_located"], row["located_by"]) == (code, "coast")
        assert 0 < row["country_snap_m"] <= 5_000


def test_areas_follow_the_view_and_the_day_too() -> None:
    south = box(30, 5, 33, 7)
    rows = on("2010-01-01", JUBA, footprint=[south], precision=["region"])
    assert located_in(rows)["countries_located"].item() == ["SD"]
    rows["start"] = pd.Timestamp("2015-01-01")
    assert located_in(rows)["countries_located"].item() == ["SS"]
    crimea = on("2020-01-01", CRIMEA, footprint=[box(33.8, 44.9, 34.6, 45.3)], precision=["region"])
    assert located_in(crimea)["countries_located"].item() == ["RU"]
    un = located_in(crimea, point_of_view="un").iloc[0]
    assert un["countries_located"] == ["UA"]
    assert un["country_rule"] == "view un: Crimea counts to UA"


def test_a_border_is_one_of_the_day_of_the_incident() -> None:
    # 60 km north of the line between Sudan and South Sudan at Renk
    point = (32.8, 12.3)
    columns = ["nearest_border", "border_distance_m"]
    before = join_all(on("2010-01-01", point), None)[columns].iloc[0]
    after = join_all(on("2015-01-01", point), None)[columns].iloc[0]
    assert after["nearest_border"] == "SD-SS"
    assert before["nearest_border"] == "ET-SD"
    assert before["border_distance_m"] > after["border_distance_m"]
    soviet = join_all(on("1985-01-01", TBILISI), None).iloc[0]
    assert soviet["nearest_border"] == "SU-TR"


def test_a_goma_point_is_not_moved_without_a_word() -> None:
    unstated = located_in(on("2024-01-01", GOMA)).iloc[0]
    assert (unstated["country_located"], unstated["country_doubt"]) == ("RW", "CD")
    stated = located_in(on("2024-01-01", GOMA, country_stated="CD")).iloc[0]
    assert (stated["country_located"], stated["located_by"]) == ("CD", "border")
    # GeoNames' Goma lies 260 m across Natural Earth's line
    assert stated["country_snap_m"] == pytest.approx(260, abs=5)


def test_a_view_of_the_users_goes_before_the_packaged_one(tmp_path: Path) -> None:
    path = tmp_path / "desk.toml"
    path.write_text(
        'name = "desk"\nstart_from = "un"\n'
        '[[ground]]\nid = "somaliland"\nname = "Somaliland"\n'
        'rule = [{ countries = ["XS"], since = 1991-05-18 }]\n'
        '[[ground]]\nname = "Our square"\npolygon = [[36, 32], [37, 32], [37, 33], [36, 33]]\n'
        'rule = [{ countries = ["JO"] }]\n',
        encoding="utf-8",
    )
    rows = on("2020-01-01", HARGEISA, (36.5, 32.9), CRIMEA)
    located = located_in(rows, point_of_view=path)
    assert located["country_located"].tolist() == ["XS", "JO", "UA"]
    assert located["country_rule"].iloc[0] == "view desk: Somaliland counts to XS"
    rows["start"] = datetime(1990, 1, 1)
    assert located_in(rows, point_of_view=path)["country_located"].iloc[0] == "SO"


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("ground = 3", "write \\[\\[ground\\]\\]"),
        ("[[ground]]\nrule = []", "has no `name`"),
        ('[[ground]]\nname = "A"', "give `codes`, `places` or a `polygon`"),
        ('[[ground]]\nname = "A"\nplaces = ["region:nowhere"]', "no packaged area is called"),
        ('[[ground]]\nname = "A"\ncodes = ["ZZ"]', "'ZZ' is no packaged country"),
        ('[[ground]]\nname = "A"\ncodes = ["JO"]\nrule = [{}]', "has no `countries`"),
        (
            '[[ground]]\nname = "A"\ncodes = ["JO"]\nrule = [{ countries = ["Jordan"] }]',
            "'Jordan' is no country",
        ),
        (
            '[[ground]]\nname = "A"\ncodes = ["JO"]\nrule = [{ countries = "SY", since = "x" }]',
            "write a day as 2011-07-09",
        ),
        (BACKWARDS, "is not after `since`"),
        ('[[ground]]\nname = "A"\npolygon = [[1, 2], [3]]', "`polygon` is no"),
        ('[[ground]]\nname = "A"\npolygon = [[0, 0], [200, 0], [200, 5]]', "on the globe"),
        ('[[ground]]\nname = "A"\ncolour = "red"', "`colour` is no key"),
        ('start_from = "nato"', "give de_facto or un"),
        ("title = 3", "`title` is no key"),
        ("= 3", "is no valid TOML"),
    ],
)
def test_a_fault_in_a_view_names_file_and_ground(
    tmp_path: Path, content: str, message: str
) -> None:
    path = tmp_path / "desk.toml"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(InputError, match=message) as caught:
        point_of_view(path)
    assert str(path) in str(caught.value)


def test_an_unknown_view_is_refused_with_the_known_ones() -> None:
    with pytest.raises(ParameterError, match="give de_facto or un, or a TOML file"):
        point_of_view("mars")


def test_every_packaged_ground_has_an_area_a_source_and_rules() -> None:
    for name in VIEWS:
        grounds = point_of_view(name).grounds
        assert len({ground.ground_id for ground in grounds}) == len(grounds)
        for ground in grounds:
            assert ground.source
            assert ground.codes or ground.geometry.area > 0, ground.name
    given = {
        code
        for name in VIEWS
        for ground in point_of_view(name).grounds
        for rule in ground.rules
        for code in rule.countries
    }
    assert set(FORMER_STATES) <= given


def test_nothing_is_decided_in_the_middle_of_a_country() -> None:
    located = located_in(on("2020-01-01", (2.35, 48.86), (-98.0, 39.0))).iloc
    for number in (0, 1):
        row = located[number]
        assert row[["country_rule", "disputed", "country_doubt", "country_snap_m"]].isna().all()


def test_points_without_geometry_stay_null_in_every_view() -> None:
    rows = point_table([None, JUBA]).assign(start=pd.Timestamp("2010-01-01"))
    for view in VIEWS:
        located = located_in(rows, point_of_view=view)
        assert located["countries_located"].tolist() == [[], ["SD"]]
        assert located.iloc[0].drop("countries_located").isna().all()
