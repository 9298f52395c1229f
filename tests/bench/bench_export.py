"""A table of a million rows from the command line to a file: memory at most, seconds, bytes."""

from __future__ import annotations

import csv
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

ROWS = 1_000_000
MOST_BYTES = 2_000_000_000
HEADER = "event_id,event_date,latitude,longitude,event_type,actor,fatalities,source_url,title"
TYPES = ("airstrike", "drone strike", "clash", "shelling", "ied")


@pytest.fixture(scope="module")
def table(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a table in which no two rows have the same point, title or link."""
    some = np.random.default_rng(4)
    days = np.datetime64("2010-01-01") + some.integers(0, 5_000, ROWS)
    lats, lons = some.uniform(30, 37, ROWS).round(4), some.uniform(35, 48, ROWS).round(4)
    types, actors = some.choice(TYPES, ROWS), some.choice(("Group A", "Group B"), ROWS)
    killed = some.integers(0, 9, ROWS)
    path = tmp_path_factory.mktemp("export") / "million.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        table = csv.writer(file)
        table.writerow(HEADER.split(","))
        for number, row in enumerate(zip(days, lats, lons, types, actors, killed, strict=True)):
            link, title = f"https://example.org/{number}", f"Event {number} near a town"
            table.writerow([f"E{number}", *row, link, title])
    return path


@pytest.mark.parametrize("ending", ["parquet", "geojson"])
def bench_million_rows(table: Path, ending: str) -> None:
    output = table.with_name(f"out.{ending}")
    call = "from layers.cli import main; main()"
    process = subprocess.Popen(
        [sys.executable, "-c", call, "export", str(table), "-o", str(output), "--quiet"]
    )
    # of this child alone
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode == 0
    most = used.ru_maxrss * (1 if sys.platform == "darwin" else 1024)
    print(
        f"\n{ROWS:,} rows to .{ending}: {most / 1e9:.2f} GB at most,"
        f" {used.ru_utime + used.ru_stime:.0f} s of one processor,"
        f" {output.stat().st_size / 1e6:,.0f} MB"
    )
    output.unlink()
    assert most < MOST_BYTES
