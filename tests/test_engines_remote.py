"""Questions to the workers of a cluster that runs elsewhere: processes started by hand."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from importlib import metadata
from pathlib import Path
from typing import Any

import geopandas as gpd
import pytest
from datasets import incident_table, write_dataset

import geo
from geo.engines import Dask, cluster, near_dataset
from geo.engines.dataset import Piece
from geo.engines.tasks import Within, Work, with_positions
from geo.errors import InputError, ParameterError
from layers.cli import main

pytest.importorskip("distributed", reason="the extra dask is not installed")

_WAIT_S = 60.0
_WITHOUT_SITMAP = "import sys; sys.modules['geo'] = None; "
_WORKER = "from distributed.cli.dask_worker import main; main()"


@contextmanager
def process(code: str, *words: str) -> Iterator[None]:
    """Run a Python process until the end of the block."""
    command = [sys.executable, "-c", code, *words]
    running = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        yield
    finally:
        running.terminate()
        try:
            running.wait(timeout=10)
        except subprocess.TimeoutExpired:
            running.kill()
            running.wait()


def worker(folder: Path, code: str = _WORKER) -> Any:
    """Run a worker of the scheduler that wrote ``folder/scheduler.json``."""
    return process(
        code, "--scheduler-file", str(folder / "scheduler.json"), "--nworkers", "1",
        "--nthreads", "1", "--no-dashboard", "--no-nanny", "--host", "127.0.0.1",
        "--local-directory", str(folder),
    )  # fmt: skip


@pytest.fixture
def scheduler(tmp_path: Path) -> Iterator[tuple[str, Path]]:
    """Run a scheduler without workers; its address, and the folder that workers need."""
    folder = tmp_path / "cluster"
    folder.mkdir()
    told = folder / "scheduler.json"
    code = "from distributed.cli.dask_scheduler import main; main()"
    with process(
        code, "--scheduler-file", str(told), "--host", "127.0.0.1", "--port", "0", "--no-dashboard"
    ):
        until = time.monotonic() + _WAIT_S
        while not (told.exists() and told.read_text().rstrip().endswith("}")):
            assert time.monotonic() < until, "the scheduler did not start"
            time.sleep(0.05)
        yield json.loads(told.read_text())["address"], folder


@pytest.fixture(scope="module")
def dataset(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_dataset(incident_table(), tmp_path_factory.mktemp("dataset"))


@pytest.fixture(scope="module")
def bases() -> gpd.GeoDataFrame:
    packaged: gpd.GeoDataFrame = geo.bases()
    return packaged


def command(*words: object) -> None:
    """Run the command in this process; only a failure ends it."""
    with pytest.MonkeyPatch.context() as patch, ExitStack() as stack:
        patch.setattr(sys, "argv", ["sitmap", *map(str, words)])
        stack.enter_context(pytest.raises(SystemExit, check=lambda end: not end.code))
        main()


def test_a_scheduler_and_a_worker_elsewhere_give_the_rows_and_counts_of_this_process(
    scheduler: tuple[str, Path],
    dataset: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    address, folder = scheduler
    asked = ("near", dataset, "--within", "100km")
    remote = ("--engine", "dask", "--scheduler", address)
    with worker(folder):
        command(*asked, "-o", tmp_path / "remote.csv", *remote)
        command(*asked, "--json", *remote)
    counts = capsys.readouterr().out
    command(*asked, "-o", tmp_path / "here.csv")
    command(*asked, "--json")
    assert counts == capsys.readouterr().out
    assert (tmp_path / "remote.csv").read_bytes() == (tmp_path / "here.csv").read_bytes()
    # nothing that workers wrote on the way is left beside the answer
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "cluster", "here.csv", "remote.csv",
    ]  # fmt: skip


def test_workers_that_could_not_answer_are_refused_before_they_are_asked(
    scheduler: tuple[str, Path],
    dataset: Path,
    bases: gpd.GeoDataFrame,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    address, folder = scheduler
    engine = Dask(scheduler=address)

    def ask(output: Path | None) -> None:
        near_dataset(dataset, output, bases, radius_m=1.0, engine=engine)

    monkeypatch.setattr(cluster, "_CONNECT_S", 1)
    with pytest.raises(ParameterError, match=f"{address}.*has no workers"):
        ask(None)
    monkeypatch.setattr(cluster, "_CONNECT_S", _WAIT_S)
    with worker(folder):
        with monkeypatch.context() as other:
            other.setattr(metadata, "version", lambda _: "0.0.1")
            with pytest.raises(ParameterError, match=r"install version 0\.0\.1"):
                ask(None)
        piece = Piece(0, tmp_path / "elsewhere.parquet", (0,), 0, 1)
        work = Work(Within(1.0), with_positions(bases), None, (), None)
        with pytest.raises(InputError, match=r"elsewhere\.parquet.*is not seen by the worker"):
            list(engine.run(work, [piece]))
    assert sorted(path.name for path in tmp_path.iterdir()) == ["cluster"]


def test_workers_without_sitmap_are_told_apart(
    scheduler: tuple[str, Path], dataset: Path, bases: gpd.GeoDataFrame
) -> None:
    address, folder = scheduler
    with (
        worker(folder, _WITHOUT_SITMAP + _WORKER),
        pytest.raises(ParameterError, match="has no sitmap"),
    ):
        near_dataset(dataset, None, bases, radius_m=1.0, engine=Dask(scheduler=address))
