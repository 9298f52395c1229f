"""``sitmap export`` when it is stopped from outside."""

import subprocess
import sys
from pathlib import Path

import pytest

HEAD = "id,date,lat,lon,title\n"
STOPPED = """
import os, signal, sys
from layers.cli import main

def stop(*_):
    os.kill(os.getpid(), signal.SIGTERM)
    raise RuntimeError("still running")

import geo.writers.{module} as module
module.{name} = stop
sys.argv = ["sitmap", "export", "rows.csv", "-o", "out.{ending}"]
main()
"""


@pytest.mark.parametrize(
    ("ending", "module", "name"),
    [("geojson", "geojson", "to_geojson"), ("csv", "delimited", "to_flat")],
)
def test_a_stopped_export_leaves_what_was_there_and_nothing_beside_it(
    ending: str, module: str, name: str, tmp_path: Path
) -> None:
    (tmp_path / "rows.csv").write_text(f"{HEAD}a,2024-01-28,33.3,38.7,One\n", encoding="utf-8")
    output = tmp_path / f"out.{ending}"
    output.write_text("before", encoding="utf-8")

    done = subprocess.run(
        [sys.executable, "-c", STOPPED.format(module=module, name=name, ending=ending)],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
        timeout=240,
    )

    # 128 and the number of the signal, as a shell tells it
    assert done.returncode == 143, done.stderr
    assert output.read_text(encoding="utf-8") == "before"
    assert sorted(item.name for item in tmp_path.iterdir()) == [output.name, "rows.csv"]
