"""What every test may use: the evaluation data when it is there, and a fixed hypothesis profile."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from pages import FLAGS
from playwright.sync_api import Browser, sync_playwright

settings.register_profile(
    "ci",
    derandomize=True,
    deadline=None,
    max_examples=60,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("ci")

PROJECT = Path(__file__).parent.parent


@pytest.fixture(scope="session")
def eval_data() -> Path:
    """Give the folder of real data to check against; it is not part of the project."""
    folder = Path(os.environ.get("SITMAP_EVAL", PROJECT.parent / "shared")) / "data"
    if not folder.is_dir():
        pytest.skip("the evaluation data is not here; set SITMAP_EVAL to its folder")
    return folder


@pytest.fixture(scope="session")
def examples() -> Path:
    """Give the folder of example reports that we wrote ourselves."""
    return PROJECT / "notebooks" / "examples"


@pytest.fixture(scope="session")
def chromium() -> str:
    """Give the path of a real browser."""
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    if path is None:
        pytest.skip("no chromium on the PATH; install it to run the browser tests")
    return path


@pytest.fixture(scope="session")
def soffice() -> str:
    """Give the path of LibreOffice."""
    path = shutil.which("soffice")
    if path is None:
        pytest.skip("no soffice on the PATH; install LibreOffice Impress to render decks")
    return path


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Browser]:
    """Give one running browser; kept for one file, because its event loop would be in the way."""
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        yield running
        running.close()
