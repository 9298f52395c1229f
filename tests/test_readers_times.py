"""Dates and times of tables: never shifted, order of day and month, ends, zones."""

from pathlib import Path

import pandas as pd
import pytest
from sources import row, rows, said

from geo.readers import (
    localise,
)


@pytest.mark.parametrize(
    ("cell", "start", "end", "precision"),
    [
        ("2024-01-28", "2024-01-28", "2024-01-29", "day"),
        ("2024-01-28 00:00:00.000", "2024-01-28", "2024-01-29", "day"),
        ("2024-01", "2024-01-01", "2024-02-01", "month"),
        ("2024", "2024-01-01", "2025-01-01", "year"),
        ("2024-W05", "2024-01-29", "2024-02-05", "week"),
        ("20240128", "2024-01-28", "2024-01-29", "day"),
        ("2024/1/28", "2024-01-28", "2024-01-29", "day"),
        ("28/01/2024", "2024-01-28", "2024-01-29", "day"),
        ("1/28/2024", "2024-01-28", "2024-01-29", "day"),
        ("28.1.24", "2024-01-28", "2024-01-29", "day"),
        ("28 Jan 2024", "2024-01-28", "2024-01-29", "day"),
        ("28-Jan-24", "2024-01-28", "2024-01-29", "day"),
        ("January 28th, 2024", "2024-01-28", "2024-01-29", "day"),
        ("2024-01-28 18:30", "2024-01-28T18:30", "2024-01-28T18:31", "minute"),
        ("28/01/2024 6:30", "2024-01-28T06:30", "2024-01-28T06:31", "minute"),
    ],
)
def test_dates_are_read_as_half_open_intervals(
    tmp_path: Path, cell: str, start: str, end: str, precision: str
) -> None:
    found = row(tmp_path, f'date,lat,lon\n"{cell}",33,44\n')
    assert (found["start"], found["end"], found["time_precision"]) == (
        pd.Timestamp(start),
        pd.Timestamp(end),
        precision,
    )
    assert found["start_utc"] is None


def test_dates_in_jordan_are_never_shifted(tmp_path: Path) -> None:
    found = rows(
        tmp_path,
        "date,lat,lon\n2024-01-28,31.9,35.9\n"
        "2024-01-28T00:30+03:00,31.9,35.9\n2024-02-01T01:00+03:00,31.9,35.9\n",
    ).incidents
    # Jordan is at UTC+3 all year since October 2022 (tzdata, Asia/Amman)
    there = localise(found, pd.Series("Asia/Amman", index=found.index, dtype="string"))
    for incidents in (found, there):
        assert [str(start.date()) for start in incidents["start"]] == [
            "2024-01-28",
            "2024-01-28",
            "2024-02-01",
        ]
    assert there["start_utc"].tolist()[1:] == [
        pd.Timestamp("2024-01-27T21:30Z"),
        pd.Timestamp("2024-01-31T22:00Z"),
    ]
    assert there["time_zone"].isna().tolist() == [True, False, False]
    assert found["time_zone"].isna().all()


def test_an_instant_is_civil_time_of_its_place_once_the_zone_is_known(tmp_path: Path) -> None:
    found = rows(tmp_path, "date,lat,lon\n2024-01-27T22:30Z,31.9,35.9\n").incidents
    there = localise(found, pd.Series(["Asia/Amman"], dtype="string"))
    assert there["start"].tolist() == [pd.Timestamp("2024-01-28T01:30")]
    assert there["end"].tolist() == [pd.Timestamp("2024-01-28T01:31")]
    # a zone that is known stays
    again = localise(there, pd.Series(["America/New_York"], dtype="string"))
    assert again["time_zone"].tolist() == ["Asia/Amman"]


def test_a_clock_time_without_offset_is_civil_time_already(tmp_path: Path) -> None:
    found = rows(
        tmp_path, "date,time,lat,lon\n2024-01-28,18:30,33,44\n2024-01-28,,33,44\n"
    ).incidents
    there = localise(found, pd.Series(["Asia/Baghdad"] * 2, dtype="string"))
    assert there["start"].tolist() == [pd.Timestamp("2024-01-28T18:30"), pd.Timestamp("2024-01-28")]
    # Baghdad is at UTC+3 all year (tzdata)
    assert there["start_utc"].iloc[0] == pd.Timestamp("2024-01-28T15:30Z")
    assert pd.isna(there["start_utc"].iloc[1])


def test_a_zone_in_the_table_is_used_and_a_wrong_one_named(tmp_path: Path) -> None:
    read = rows(
        tmp_path,
        "date,time_zone,lat,lon\n2024-01-28T15:30Z,Asia/Baghdad,33,44\n2024-01-28,Moon/Base,33,44\n",
    )
    assert read.incidents["start"].iloc[0] == pd.Timestamp("2024-01-28T18:30")
    assert "no IANA time zone: 'Moon/Base'" in said(read.skipped)


@pytest.mark.parametrize(
    ("cells", "first", "order"),
    [
        ("02/03/2024 25/03/2024", "2024-03-02", "dates are read day first"),
        ("02/03/2024 03/25/2024", "2024-02-03", "dates are read month first"),
        ("02/03/2024 02/04/2024", "2024-03-02", "nothing in the file decides it"),
    ],
)
def test_the_order_of_day_and_month_is_decided_by_evidence_or_said(
    tmp_path: Path, cells: str, first: str, order: str
) -> None:
    lines = "".join(f"{cell},33,44\n" for cell in cells.split())
    read = rows(tmp_path, f"date,lat,lon\n{lines}")
    assert read.incidents["start"].iloc[0] == pd.Timestamp(first)
    assert order in said(read.assumed)


@pytest.mark.parametrize(
    ("start", "end", "last", "precision"),
    [
        ("2024-01-28", "2024-01-28", "2024-01-29", "day"),
        ("2024-01-28", "2024-02-02", "2024-02-03", "week"),
        ("2024-01-01", "2024-01-31", "2024-02-01", "month"),
        ("2024-01-28T10:00", "2024-01-28T10:45", "2024-01-28T10:45", "hour"),
        ("2024-01-28", "", "2024-01-29", "day"),
    ],
)
def test_an_end_that_is_a_date_is_included_and_an_instant_is_not(
    tmp_path: Path, start: str, end: str, last: str, precision: str
) -> None:
    found = row(tmp_path, f"start,end,lat,lon\n{start},{end},33,44\n")
    assert (found["end"], found["time_precision"]) == (pd.Timestamp(last), precision)


def test_an_end_before_the_start_is_named(tmp_path: Path) -> None:
    read = rows(tmp_path, "start,end,lat,lon\n2024-01-28,2024-01-20,33,44\n")
    assert read.incidents["end"].tolist() == [pd.Timestamp("2024-01-29")]
    assert "the end lies before the start" in said(read.skipped)


def test_dates_in_parts_are_put_together(tmp_path: Path) -> None:
    found = rows(
        tmp_path, "iyear,imonth,iday,lat,lon\n2024,1,28,33,44\n2024,1,0,33,44\n2024,0,0,33,44\n"
    ).incidents
    assert found["time_precision"].tolist() == ["day", "month", "year"]
    assert found["end"].tolist() == [
        pd.Timestamp("2024-01-29"),
        pd.Timestamp("2024-02-01"),
        pd.Timestamp("2025-01-01"),
    ]
