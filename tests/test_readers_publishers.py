"""UCDP GED and ACLED: codes, countries, totals of the real files."""

import json
from pathlib import Path

import pandas as pd
import pytest
from sources import UCDP_HEADER, UCDP_ROWS, row, rows, said, write

from geo.errors import InputError
from geo.readers import (
    TableRead,
    read_source,
)
from geo.readers.countries import country_codes
from geo.readers.event_types import EVENT_TYPES, event_types
from geo.readers.result import ReadingLog
from geo.readers.ucdp_columns import UCDP_GED_COLUMNS


def test_ucdp_rows_become_confirmed_incidents(tmp_path: Path) -> None:
    found = row(tmp_path, f"{UCDP_HEADER}\n{UCDP_ROWS}")
    assert found["incident_id"] == "ucdp:11"
    assert (found["title"], found["actor"], found["target"]) == (
        "Government – Rebels, Rutba town",
        "Government",
        "Rebels",
    )
    assert (found["event_type"], found["source_event_type"]) == (
        "armed clash",
        "type_of_violence 1",
    )
    assert (found["start"], found["end"]) == (
        pd.Timestamp("2024-01-28"),
        pd.Timestamp("2024-01-29"),
    )
    assert (found["precision"], found["uncertainty_m"], found["footprint"]) == (
        "place",
        2000.0,
        None,
    )
    assert (found["country_stated"], found["admin1"], found["status"]) == (
        "IQ",
        "Anbar",
        "confirmed",
    )
    assert json.loads(found["killed_by_party"]) == {
        "side_a": 1,
        "side_b": 2,
        "civilian": 0,
        "unknown": 0,
    }
    dataset, wire, daily = json.loads(found["sources"])
    assert (dataset["publisher"], dataset["licence"]) == ("UCDP", "CC BY 4.0")
    assert (wire["publisher"], wire["title"]) == ("Wire", "Three killed; two hurt")
    assert (daily["publisher"], daily["published"]) == ("Daily", "2024-01-30")


def test_ucdp_country_rows_have_no_radius_and_dirty_order_is_kept(tmp_path: Path) -> None:
    read = rows(tmp_path, f"{UCDP_HEADER}\n{UCDP_ROWS}")
    vague = read.incidents.iloc[1]
    assert (vague["precision"], vague["time_precision"]) == ("country", "month")
    assert pd.isna(vague["uncertainty_m"])
    assert vague["end"] == pd.Timestamp("2024-02-01")
    assert (vague["killed_low"], vague["killed_best"], vague["killed_high"]) == (5, 10, 8)
    assert "best is over high in 1 rows" in said(read.assumed)


def test_ucdp_without_a_header_is_recognised(tmp_path: Path) -> None:
    values = dict.fromkeys(UCDP_GED_COLUMNS, "") | {
        "id": "500",
        "type_of_violence": "3",
        "side_a": "Rebels",
        "side_b": "Civilians",
        "where_prec": "2",
        "latitude": "33.04",
        "longitude": "40.28",
        "country": "Iraq",
        "date_prec": "1",
        "date_start": "2024-01-28 00:00:00.000",
        "date_end": "2024-01-28 00:00:00.000",
        "best": "3",
        "high": "4",
        "low": "2",
    }
    found = row(tmp_path, ",".join(values.values()) + "\n")
    assert (found["incident_id"], found["event_type"]) == ("ucdp:500", "attack")
    assert (found["killed_low"], found["killed_best"], found["killed_high"]) == (2, 3, 4)
    assert (found["precision"], found["uncertainty_m"]) == ("near", 25_000.0)
    assert found["end"] == pd.Timestamp("2024-01-29")


def test_forcing_ucdp_on_another_table_names_what_is_missing(tmp_path: Path) -> None:
    path = write(tmp_path, "a.csv", "lat,lon\n33,44\n")
    with pytest.raises(InputError, match="it lacks type_of_violence"):
        read_source(path, input_format="ucdp")


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("Yemen (North Yemen)", "YE"),
        ("DR Congo (Zaire)", "CD"),
        ("Russia (Soviet Union)", "RU"),
        ("Myanmar (Burma)", "MM"),
        ("Bosnia-Herzegovina", "BA"),
        ("Kosovo", "XK"),
        ("IRQ", "IQ"),
        ("sy", "SY"),
        ("Türkiye", "TR"),
        ("العراق", "IQ"),
        ("The Gambia", "GM"),
        ("NA", "NA"),
        ("Atlantis", None),
        ("", None),
    ],
)
def test_country_names_and_codes(name: str, code: str | None) -> None:
    log = ReadingLog("a.csv")
    found = country_codes(pd.Series([name], index=[1], name="country"), log).iloc[0]
    assert (found == code) if code else pd.isna(found)
    assert len(log.skipped) == (name == "Atlantis")


def test_acled_codes_and_licence(tmp_path: Path) -> None:
    content = (
        "event_id_cnty,event_date,time_precision,event_type,sub_event_type,actor1,actor2,country,"
        "admin1,location,latitude,longitude,geo_precision,source,notes,fatalities,timestamp\n"
        "IRQ1,2024-01-28,1,Explosions/Remote violence,Air/drone strike,A,B,Iraq,Anbar,Rutba,33.0,"
        "40.3,1,Wire; Daily,Three killed.,3,1706500000\n"
        "IRQ2,2024-01-28,2,Battles,Armed clash,A,B,Iraq,Anbar,Rutba,33.0,40.3,2,Wire,,0,1\n"
        "IRQ3,2024-01-28,3,Protests,Peaceful protest,A,,Iraq,Anbar,Rutba,33.0,40.3,3,Wire,,0,1\n"
    )
    read = rows(tmp_path, content)
    found = read.incidents
    assert found["incident_id"].tolist() == ["acled:IRQ1", "acled:IRQ2", "acled:IRQ3"]
    assert found["event_type"].tolist() == ["air strike", "armed clash", "protest"]
    assert found["precision"].tolist() == ["place", "near", "region"]
    assert found["time_precision"].tolist() == ["day", "week", "month"]
    assert found["start"].tolist() == [
        pd.Timestamp("2024-01-28"),
        pd.Timestamp("2024-01-22"),
        pd.Timestamp("2024-01-01"),
    ]
    assert found["end"].tolist() == [
        pd.Timestamp("2024-01-29"),
        pd.Timestamp("2024-02-04"),
        pd.Timestamp("2024-02-01"),
    ]
    assert found["killed_best"].tolist() == [3, 0, 0]
    assert found["killed_low"].isna().all()
    sources = json.loads(found["sources"].iloc[0])
    assert [item["publisher"] for item in sources] == ["Wire", "Daily"]
    assert "must not be passed on" in sources[0]["licence"]
    assert "whose terms do not allow" in said(read.assumed)


def test_every_event_type_is_on_the_short_list() -> None:
    words = pd.Series(
        ["Suicide bomb", "IED", "Armed robbery", "Kidnapping", "Hijacking of a ship", None],
        dtype="string",
    )
    found = event_types(words)
    assert found.astype(object).where(found.notna(), None).tolist() == [
        "suicide bombing",
        "bombing",
        "other",
        "abduction",
        "maritime attack",
        None,
    ]
    assert set(found.dropna()) <= set(EVENT_TYPES)


def test_ucdp_syria_totals(eval_data: Path) -> None:
    read = read_source(eval_data / "incidents" / "ucdp_ged_syria_2016_2019.csv.gz")
    assert isinstance(read, TableRead)
    found = read.incidents
    # totals of the file, counted apart from this code (data/README.md and issue text)
    assert len(found) == 16_566
    assert found["killed_best"].sum() == 112_337
    country = found["precision"] == "country"
    assert (int(country.sum()), found.loc[country, "killed_best"].sum()) == (254, 23_637)
    parties = pd.DataFrame([json.loads(cell) for cell in found["killed_by_party"]]).sum()
    assert parties.to_dict() == {
        "side_a": 40_982,
        "side_b": 35_269,
        "civilian": 26_653,
        "unknown": 9_433,
    }
    # 71 and 30 rows in dirty order (research note, section 1.3)
    assert "over high in 71 rows and low over best in 30" in said(read.assumed)
    assert read.skipped == ()
    assert found["country_stated"].tolist() == ["SY"] * 16_566
    # 93.4 % of rows are dated to the day
    assert (found["time_precision"] == "day").mean() == pytest.approx(0.934, abs=0.0005)


def test_ucdp_iraq_with_hxl_tags(eval_data: Path) -> None:
    read = read_source(eval_data / "incidents" / "ucdp_ged_iraq_hdx_hxl.csv")
    assert isinstance(read, TableRead)
    assert len(read.incidents) == 7_473
    assert (read.incidents["country_stated"] == "IQ").all()
    assert "HXL tags" in said(read.assumed)


def test_ucdp_world_names_every_country(eval_data: Path) -> None:
    read = read_source(eval_data / "incidents" / "ucdp_ged_global_176k_14col.csv.gz")
    assert isinstance(read, TableRead)
    found = read.incidents
    assert (len(found), found.geometry.isna().sum()) == (176_579, 0)
    # 121 countries, 1,101 and 364 rows in dirty order (research note, section 1.3)
    assert found["country_stated"].notna().all()
    assert "over high in 1,101 rows and low over best in 364" in said(read.assumed)
    assert (found["precision"] == "unknown").all()
