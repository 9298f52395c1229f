"""Questions to datasets: every engine gives the rows that the plain functions give."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from datasets import ROWS, digests, incident_table, read_parts, write_dataset

import geo
from geo.engines import (
    Dask,
    Memory,
    cluster,
    engine_named,
    join_dataset,
    near_dataset,
    nearest_dataset,
)
from geo.errors import (
    MissingDependencyError,
    OutputError,
    ParameterError,
    SchemaError,
)
from geo.joins import join_all
from geo.proximity import counts
from geo.timewindow import parse_window, select

RADIUS_M = 300_000.0


@pytest.fixture(scope="module")
def table() -> gpd.GeoDataFrame:
    return incident_table()


@pytest.fixture(scope="module")
def bases() -> gpd.GeoDataFrame:
    packaged: gpd.GeoDataFrame = geo.bases()
    return packaged


@pytest.fixture(scope="module")
def dataset(table: gpd.GeoDataFrame, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_dataset(table, tmp_path_factory.mktemp("dataset"))


class Given(NamedTuple):
    """What every engine is asked: the dataset, the same rows as one table, the bases."""

    dataset: Path
    table: gpd.GeoDataFrame
    bases: gpd.GeoDataFrame


@pytest.fixture(scope="module")
def given(dataset: Path, table: gpd.GeoDataFrame, bases: gpd.GeoDataFrame) -> Given:
    return Given(dataset, table, bases)


@pytest.fixture(scope="module", params=["memory", "dask"])
def engine(request: pytest.FixtureRequest) -> Iterator[Memory | Dask]:
    if request.param == "memory":
        yield Memory()
        return
    distributed = pytest.importorskip("distributed", reason="the extra dask is not installed")
    dask_config = pytest.importorskip("dask").config
    with (
        tempfile.TemporaryDirectory() as scratch,
        dask_config.set({"temporary-directory": scratch}),
        distributed.LocalCluster(
            n_workers=2,
            threads_per_worker=1,
            memory_limit=0,
            dashboard_address="127.0.0.1:0",
            silence_logs="ERROR",
        ) as cluster,
    ):
        yield Dask(scheduler=cluster.scheduler_address)


class TestEveryEngine:
    def test_within_a_distance_gives_the_rows_of_the_plain_function(
        self, engine: Any, given: Given, tmp_path: Path
    ) -> None:
        answer = near_dataset(
            given.dataset, tmp_path / "out", given.bases, radius_m=RADIUS_M, engine=engine
        )
        plain = geo.within_distance(given.table, given.bases, radius_m=RADIUS_M)
        rows = read_parts(answer.folder)
        assert len(rows) == answer.answers == len(plain) > 100
        assert set(plain["match"]) == {"inside", "possible", "too_vague", "centre_only"}
        same = list(plain.columns.drop("base"))
        pd.testing.assert_frame_equal(pd.DataFrame(rows[same]), plain[same])
        assert rows["base_id"].tolist() == given.bases.loc[plain["base"], "base_id"].tolist()
        found = given.table.loc[plain["incident"]]
        assert rows["incident_id"].tolist() == found["incident_id"].tolist()
        assert rows["geometry"].tolist() == found.geometry.tolist()

    def test_counts_are_those_of_the_whole_table(
        self, engine: Any, given: Given, tmp_path: Path
    ) -> None:
        answer = near_dataset(
            given.dataset, tmp_path / "out", given.bases, radius_m=RADIUS_M, engine=engine
        )
        plain = counts(given.table, given.bases, radius_m=RADIUS_M)
        assert answer.counts is not None
        assert answer.counts[plain.columns].to_numpy().tolist() == plain.to_numpy().tolist()
        assert (answer.rows, answer.selected, answer.unlocated) == (ROWS, ROWS, 10)

    def test_nearest_gives_the_rows_of_the_plain_function(
        self, engine: Any, given: Given, tmp_path: Path
    ) -> None:
        answer = nearest_dataset(given.dataset, tmp_path / "out", given.bases, k=2, engine=engine)
        plain = geo.nearest(given.table[given.table["precision"] != "country"], given.bases, k=2)
        rows = read_parts(answer.folder)
        same = list(plain.columns.drop("base"))
        pd.testing.assert_frame_equal(pd.DataFrame(rows[same]), plain[same])
        ids = given.bases["base_id"].to_numpy(dtype=object)
        expected = [None if pd.isna(base) else ids[base] for base in plain["base"]]
        assert [None if pd.isna(base) else base for base in rows["base_id"]] == expected

    def test_joins_give_the_rows_of_the_plain_function(
        self, engine: Any, given: Given, tmp_path: Path
    ) -> None:
        answer = join_dataset(given.dataset, tmp_path / "out", given.bases, engine=engine)
        plain = join_all(given.table, given.bases).reset_index(drop=True)
        rows = read_parts(answer.folder)
        assert answer.answers == ROWS
        assert rows["source_row"].tolist() == list(range(ROWS))
        for name in plain.columns:
            mine, theirs = rows[name].tolist(), plain[name].tolist()
            assert [_plain(a) for a in mine] == [_plain(b) for b in theirs], name

    def test_window_and_types_choose_the_rows(
        self, engine: Any, given: Given, tmp_path: Path
    ) -> None:
        window = parse_window("2020-03", "2020-05")
        answer = near_dataset(
            given.dataset,
            tmp_path / "out",
            given.bases,
            radius_m=RADIUS_M,
            window=window,
            types=["raid"],
            engine=engine,
        )
        chosen = select(given.table, window)
        chosen = chosen[chosen["event_type"] == "raid"]
        plain = geo.within_distance(chosen, given.bases, radius_m=RADIUS_M)
        assert 0 < answer.selected == len(chosen) < ROWS
        assert read_parts(answer.folder)["incident"].tolist() == plain["incident"].tolist()

    def test_parts_have_the_bytes_that_the_memory_engine_writes(
        self, engine: Any, given: Given, tmp_path: Path
    ) -> None:
        for name, one in (("one", engine), ("two", Memory())):
            near_dataset(given.dataset, tmp_path / name, given.bases, radius_m=RADIUS_M, engine=one)
        assert digests(tmp_path / "one") == digests(tmp_path / "two")

    def test_progress_ends_with_all_rows(self, engine: Any, given: Given, tmp_path: Path) -> None:
        told: list[tuple[int, int]] = []
        near_dataset(
            given.dataset,
            tmp_path / "out",
            given.bases,
            radius_m=RADIUS_M,
            engine=engine,
            progress=lambda rows, total: told.append((rows, total)),
        )
        assert told == sorted(told)
        assert len(told) == 3
        assert told[-1] == (ROWS, ROWS)

    def test_fault_in_one_file_is_named_and_nothing_is_left(
        self, engine: Any, given: Given, tmp_path: Path
    ) -> None:
        data = tmp_path / "data"
        data.mkdir()
        given.table[:10].to_parquet(data / "good.parquet")
        given.table[:10].assign(uncertainty_m=-1.0).to_parquet(data / "wrong.parquet")
        with pytest.raises(SchemaError, match=r"wrong\.parquet.*-1\.0"):
            near_dataset(data, tmp_path / "out", given.bases, radius_m=RADIUS_M, engine=engine)
        assert sorted(path.name for path in tmp_path.iterdir()) == ["data"]

    def test_empty_dataset_gives_the_columns_without_rows(
        self, engine: Any, given: Given, tmp_path: Path
    ) -> None:
        given.table[:0].to_parquet(tmp_path / "none.parquet")
        answer = near_dataset(
            tmp_path / "none.parquet",
            tmp_path / "out",
            given.bases,
            radius_m=RADIUS_M,
            engine=engine,
        )
        rows = read_parts(answer.folder)
        assert len(rows) == answer.answers == answer.rows == 0
        assert {"incident_id", "base_id", "distance_m", "match"} <= set(rows.columns)

    def test_no_bases_give_the_columns_without_rows(
        self, engine: Any, given: Given, tmp_path: Path
    ) -> None:
        answer = near_dataset(
            given.dataset, tmp_path / "out", given.bases[:0], radius_m=1.0, engine=engine
        )
        assert (answer.rows, answer.answers) == (ROWS, 0)
        assert answer.counts is not None
        assert answer.counts.empty


def _plain(value: Any) -> Any:
    if isinstance(value, np.ndarray | list):
        return list(value)
    return None if pd.api.types.is_scalar(value) and pd.isna(value) else value


class TestParameters:
    @pytest.mark.parametrize("radius_m", [0.0, -1.0, float("nan"), float("inf")])
    def test_radius_is_more_than_nothing(
        self, dataset: Path, bases: gpd.GeoDataFrame, tmp_path: Path, radius_m: float
    ) -> None:
        with pytest.raises(ParameterError, match="radius_m"):
            near_dataset(dataset, tmp_path / "out", bases, radius_m=radius_m)

    def test_k_is_one_or_more(self, dataset: Path, bases: gpd.GeoDataFrame, tmp_path: Path) -> None:
        with pytest.raises(ParameterError, match="`k` is 0"):
            nearest_dataset(dataset, tmp_path / "out", bases, k=0)

    def test_output_that_holds_something_is_kept(
        self, dataset: Path, bases: gpd.GeoDataFrame, tmp_path: Path
    ) -> None:
        (tmp_path / "mine.txt").write_text("keep")
        with pytest.raises(OutputError, match="exists already"):
            near_dataset(dataset, tmp_path, bases, radius_m=1.0)
        assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]

    def test_output_needs_its_parent(
        self, dataset: Path, bases: gpd.GeoDataFrame, tmp_path: Path
    ) -> None:
        with pytest.raises(OutputError, match="does not exist"):
            near_dataset(dataset, tmp_path / "no" / "out", bases, radius_m=1.0)

    def test_types_need_their_column(
        self, table: gpd.GeoDataFrame, bases: gpd.GeoDataFrame, tmp_path: Path
    ) -> None:
        table[["geometry"]].to_parquet(tmp_path / "points.parquet")
        with pytest.raises(SchemaError, match="no column 'event_type'"):
            near_dataset(
                tmp_path / "points.parquet", tmp_path / "out", bases, radius_m=1.0, types=["raid"]
            )

    def test_engines_go_by_their_words(self) -> None:
        assert engine_named("memory") == Memory()
        with pytest.raises(ParameterError, match="'spark'"):
            engine_named("spark")
        with pytest.raises(ParameterError, match="not dask"):
            engine_named("memory", "tcp://127.0.0.1:8786")

    def test_missing_extra_is_named(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setitem(sys.modules, "distributed", None)
        with pytest.raises(MissingDependencyError, match=r"sitmap\[dask\]"):
            engine_named("dask")


class TestDaskOnThisMachine:
    def test_own_workers_leave_no_files_and_no_processes(
        self,
        dataset: Path,
        bases: gpd.GeoDataFrame,
        tmp_path: Path,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        psutil = pytest.importorskip("psutil", reason="the extra dask is not installed")
        scratch = tmp_path / "scratch"
        scratch.mkdir()
        monkeypatch.setattr(tempfile, "tempdir", str(scratch))
        before = {process.pid for process in psutil.Process().children(recursive=True)}
        answer = near_dataset(
            dataset, tmp_path / "out", bases, radius_m=RADIUS_M, engine=Dask(workers=1)
        )
        near_dataset(dataset, tmp_path / "plain", bases, radius_m=RADIUS_M)
        assert answer.answers > 100
        assert digests(tmp_path / "out") == digests(tmp_path / "plain")
        assert list(scratch.iterdir()) == []
        left = [
            process
            for process in psutil.Process().children(recursive=True)
            if process.pid not in before and "tracker" not in " ".join(process.cmdline())
        ]
        assert left == []

    def test_scheduler_that_does_not_answer_is_told(
        self,
        dataset: Path,
        bases: gpd.GeoDataFrame,
        tmp_path: Path,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        pytest.importorskip("distributed", reason="the extra dask is not installed")
        monkeypatch.setattr(cluster, "_CONNECT_S", 0.2)
        with pytest.raises(ParameterError, match=r"tcp://127\.0\.0\.1:9.*does not answer"):
            near_dataset(
                dataset,
                tmp_path / "out",
                bases,
                radius_m=1.0,
                engine=Dask(scheduler="tcp://127.0.0.1:9"),
            )
        assert list(tmp_path.iterdir()) == []

    def test_workers_are_one_or_more(self) -> None:
        with pytest.raises(ParameterError, match="`workers` is 0"):
            Dask(workers=0)
