"""What commands load before they can answer."""

import subprocess
import sys

import pytest

HEAVY = ("geopandas", "pandas", "folium", "matplotlib", "pptx")


def loaded_by(*arguments: str) -> set[str]:
    program = (
        "import sys\n"
        f"sys.argv = ['sitmap', *{arguments!r}]\n"
        "from layers.cli import main\n"
        "try:\n    main()\nexcept SystemExit:\n    pass\n"
        f"sys.stderr.write('loaded:' + ','.join(m for m in {HEAVY!r} if m in sys.modules))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=120
    )
    return set(done.stderr.rsplit("loaded:", 1)[1].split(",")) - {""}


@pytest.mark.parametrize("arguments", [("--help",), ("map", "--help"), ("locate", "Goma")])
def test_help_and_locate_load_no_heavy_library(arguments: tuple[str, ...]) -> None:
    assert loaded_by(*arguments) == set()


def test_importing_both_packages_loads_no_heavy_library() -> None:
    program = f"import sys, geo, layers; print([m for m in {HEAVY!r} if m in sys.modules])"
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout.strip() == "[]"
