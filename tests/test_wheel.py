"""What the built wheel holds."""

import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

PROJECT = Path(__file__).parent.parent
MAX_FILE_BYTES = 12_000_000
MAX_DATA_BYTES = 40_000_000


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> zipfile.ZipFile:
    copy = tmp_path_factory.mktemp("source")
    for name in ("geo", "layers"):
        shutil.copytree(PROJECT / name, copy / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "README.md", "LICENSE", "NOTICE"):
        shutil.copy(PROJECT / name, copy / name)
    program = "from hatchling.build import build_wheel; print(build_wheel('dist'))"
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=copy, capture_output=True, text=True, check=True
    )
    return zipfile.ZipFile(copy / "dist" / done.stdout.strip().splitlines()[-1])


def test_top_level_names_are_exactly_geo_and_layers(wheel: zipfile.ZipFile) -> None:
    tops = {name.split("/")[0] for name in wheel.namelist()}

    assert {name for name in tops if not name.endswith(".dist-info")} == {"geo", "layers"}


def test_both_packages_are_marked_as_typed(wheel: zipfile.ZipFile) -> None:
    assert {"geo/py.typed", "layers/py.typed"} <= set(wheel.namelist())


def test_licence_and_notice_are_inside(wheel: zipfile.ZipFile) -> None:
    names = {Path(name).name for name in wheel.namelist() if ".dist-info/" in name}

    assert {"LICENSE", "NOTICE"} <= names


def test_packaged_data_stays_under_its_limits() -> None:
    sizes = [
        file.stat().st_size for file in (PROJECT / "geo" / "data").rglob("*") if file.is_file()
    ]

    assert max(sizes) <= MAX_FILE_BYTES
    assert sum(sizes) <= MAX_DATA_BYTES
