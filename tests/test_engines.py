"""Questions to datasets: every engine gives the rows that the plain functions give."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from datasets import ROWS, digests, incident_table, read_parts, write_dataset

import geo
from geo.engines import (
    Dask,
    Memory,
    batches_of,
    cluster,
    engine_named,
    is_dataset,
    join_dataset,
    near_dataset,
    nearest_dataset,
    pieces_of,
)
from geo.errors import (
    CrsError,
    InputError,
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
        self,
        engine: Any,
        dataset: Path,
        table: gpd.GeoDataFrame,
        bases: gpd.GeoDataFrame,
        tmp_path: Path,
    ) -> None:
        answer = near_dataset(dataset, tmp_path / "out", bases, radius_m=RADIUS_M, engine=engine)
        plain = geo.within_distance(table, bases, radius_m=RADIUS_M)
        rows = read_parts(answer.folder)
        assert len(rows) == answer.answers == len(plain) > 100
        assert set(plain["match"]) == {"inside", "possible", "too_vague", "centre_only"}
        same = list(plain.columns.drop("base"))
        pd.testing.assert_frame_equal(pd.DataFrame(rows[same]), plain[same])
        assert rows["base_id"].tolist() == bases.loc[plain["base"], "base_id"].tolist()
        found = table.loc[plain["incident"]]
        assert rows["incident_id"].tolist() == found["incident_id"].tolist()
        assert rows["geometry"].tolist() == found.geometry.tolist()

    def test_counts_are_those_of_the_whole_table(
        self,
        engine: Any,
        dataset: Path,
        table: gpd.GeoDataFrame,
        bases: gpd.GeoDataFrame,
        tmp_path: Path,
    ) -> None:
        answer = near_dataset(dataset, tmp_path / "out", bases, radius_m=RADIUS_M, engine=engine)
        plain = counts(table, bases, radius_m=RADIUS_M)
        assert answer.counts is not None
        assert answer.counts[plain.columns].to_numpy().tolist() == plain.to_numpy().tolist()
        assert (answer.rows, answer.selected, answer.unlocated) == (ROWS, ROWS, 10)

    def test_nearest_gives_the_rows_of_the_plain_function(
        self,
        engine: Any,
        dataset: Path,
        table: gpd.GeoDataFrame,
        bases: gpd.GeoDataFrame,
        tmp_path: Path,
    ) -> None:
        answer = nearest_dataset(dataset, tmp_path / "out", bases, k=2, engine=engine)
        plain = geo.nearest(table[table["precision"] != "country"], bases, k=2)
        rows = read_parts(answer.folder)
        same = list(plain.columns.drop("base"))
        pd.testing.assert_frame_equal(pd.DataFrame(rows[same]), plain[same])
        ids = bases["base_id"].to_numpy(dtype=object)
        expected = [None if pd.isna(base) else ids[base] for base in plain["base"]]
        assert [None if pd.isna(base) else base for base in rows["base_id"]] == expected

    def test_joins_give_the_rows_of_the_plain_function(
        self,
        engine: Any,
        dataset: Path,
        table: gpd.GeoDataFrame,
        bases: gpd.GeoDataFrame,
        tmp_path: Path,
    ) -> None:
        answer = join_dataset(dataset, tmp_path / "out", bases, engine=engine)
        plain = join_all(table, bases).reset_index(drop=True)
        rows = read_parts(answer.folder)
        assert answer.answers == ROWS
        assert rows["source_row"].tolist() == list(range(ROWS))
        for name in plain.columns:
            mine, theirs = rows[name].tolist(), plain[name].tolist()
            assert [_plain(a) for a in mine] == [_plain(b) for b in theirs], name

    def test_window_and_types_choose_the_rows(
        self,
        engine: Any,
        dataset: Path,
        table: gpd.GeoDataFrame,
        bases: gpd.GeoDataFrame,
        tmp_path: Path,
    ) -> None:
        window = parse_window("2020-03", "2020-05")
        answer = near_dataset(
            dataset,
            tmp_path / "out",
            bases,
            radius_m=RADIUS_M,
            window=window,
            types=["raid"],
            engine=engine,
        )
        chosen = select(table, window)
        chosen = chosen[chosen["event_type"] == "raid"]
        plain = geo.within_distance(chosen, bases, radius_m=RADIUS_M)
        assert 0 < answer.selected == len(chosen) < ROWS
        assert read_parts(answer.folder)["incident"].tolist() == plain["incident"].tolist()

    def test_parts_have_the_bytes_that_the_memory_engine_writes(
        self, engine: Any, dataset: Path, bases: gpd.GeoDataFrame, tmp_path: Path
    ) -> None:
        for name, one in (("one", engine), ("two", Memory())):
            near_dataset(dataset, tmp_path / name, bases, radius_m=RADIUS_M, engine=one)
        assert digests(tmp_path / "one") == digests(tmp_path / "two")

    def test_progress_ends_with_all_rows(
        self, engine: Any, dataset: Path, bases: gpd.GeoDataFrame, tmp_path: Path
    ) -> None:
        told: list[tuple[int, int]] = []
        near_dataset(
            dataset,
            tmp_path / "out",
            bases,
            radius_m=RADIUS_M,
            engine=engine,
            progress=lambda rows, total: told.append((rows, total)),
        )
        assert told == sorted(told)
        assert len(told) == 3
        assert told[-1] == (ROWS, ROWS)

    def test_fault_in_one_file_is_named_and_nothing_is_left(
        self, engine: Any, table: gpd.GeoDataFrame, bases: gpd.GeoDataFrame, tmp_path: Path
    ) -> None:
        data = tmp_path / "data"
        data.mkdir()
        table[:10].to_parquet(data / "good.parquet")
        table[:10].assign(uncertainty_m=-1.0).to_parquet(data / "wrong.parquet")
        with pytest.raises(SchemaError, match=r"wrong\.parquet.*-1\.0"):
            near_dataset(data, tmp_path / "out", bases, radius_m=RADIUS_M, engine=engine)
        assert sorted(path.name for path in tmp_path.iterdir()) == ["data"]

    def test_empty_dataset_gives_the_columns_without_rows(
        self, engine: Any, table: gpd.GeoDataFrame, bases: gpd.GeoDataFrame, tmp_path: Path
    ) -> None:
        table[:0].to_parquet(tmp_path / "none.parquet")
        answer = near_dataset(
            tmp_path / "none.parquet", tmp_path / "out", bases, radius_m=RADIUS_M, engine=engine
        )
        rows = read_parts(answer.folder)
        assert len(rows) == answer.answers == answer.rows == 0
        assert {"incident_id", "base_id", "distance_m", "match"} <= set(rows.columns)

    def test_no_bases_give_the_columns_without_rows(
        self, engine: Any, dataset: Path, bases: gpd.GeoDataFrame, tmp_path: Path
    ) -> None:
        answer = near_dataset(dataset, tmp_path / "out", bases[:0], radius_m=1.0, engine=engine)
        assert (answer.rows, answer.answers) == (ROWS, 0)
        assert answer.counts is not None
        assert answer.counts.empty


def _plain(value: Any) -> Any:
    if isinstance(value, np.ndarray | list):
        return list(value)
    return None if pd.api.types.is_scalar(value) and pd.isna(value) else value


class TestDatasets:
    def test_rows_are_numbered_through_all_files_in_natural_order(self, dataset: Path) -> None:
        pieces = pieces_of(dataset)
        assert [piece.path.name for piece in pieces] == [
            "part-2.parquet",
            "part-10.parquet",
            "zz.parquet",
        ]
        assert [(piece.first_row, piece.rows) for piece in pieces] == [
            (0, 100),
            (100, 10),
            (110, 220),
        ]

    def test_batches_hold_no_more_rows_than_asked_for(self, dataset: Path) -> None:
        batches = [batch for piece in pieces_of(dataset) for batch in batches_of(piece, rows=30)]
        assert max(map(len, batches)) == 30
        whole = pd.concat(batches)
        assert whole.index.tolist() == whole["source_row"].tolist() == list(range(ROWS))

    def test_only_the_columns_asked_for_are_read(self, dataset: Path) -> None:
        batch = next(batches_of(pieces_of(dataset)[0], ["precision", "missing"]))
        assert list(batch.columns) == ["precision", "geometry"]

    def test_geometry_of_another_name_becomes_the_point(
        self, table: gpd.GeoDataFrame, tmp_path: Path
    ) -> None:
        path = tmp_path / "renamed.parquet"
        table.rename_geometry("where").to_parquet(path)
        batch = next(batches_of(pieces_of(path)[0]))
        assert batch.geometry.name == "geometry"
        assert batch.geometry.tolist() == table.geometry.tolist()

    def test_folder_of_reports_is_no_dataset(self, tmp_path: Path, dataset: Path) -> None:
        (tmp_path / "report.txt").write_text("text")
        assert not is_dataset(tmp_path)
        assert not is_dataset(tmp_path / "report.txt")
        assert is_dataset(dataset)

    def test_folder_without_parquet_is_refused(self, tmp_path: Path) -> None:
        with pytest.raises(InputError, match=r"holds no \.parquet file"):
            pieces_of(tmp_path)

    def test_other_crs_is_refused_by_name(self, table: gpd.GeoDataFrame, tmp_path: Path) -> None:
        table[["geometry"]].to_crs(3857).to_parquet(tmp_path / "mercator.parquet")
        with pytest.raises(CrsError, match=r"mercator\.parquet.*Pseudo-Mercator"):
            pieces_of(tmp_path)

    def test_unknown_crs_is_refused(self, table: gpd.GeoDataFrame, tmp_path: Path) -> None:
        bare = gpd.GeoDataFrame(geometry=np.asarray(table.geometry, dtype=object))
        bare.to_parquet(tmp_path / "bare.parquet")
        with pytest.raises(CrsError, match="unknown"):
            pieces_of(tmp_path)

    def test_parquet_without_geometry_is_refused(self, tmp_path: Path) -> None:
        pd.DataFrame({"lon": [1.0]}).to_parquet(tmp_path / "plain.parquet")
        with pytest.raises(InputError, match=r"plain\.parquet: is no GeoParquet"):
            pieces_of(tmp_path)

    def test_other_encoding_than_wkb_is_refused(
        self, table: gpd.GeoDataFrame, tmp_path: Path
    ) -> None:
        table[["geometry"]].to_parquet(tmp_path / "native.parquet", geometry_encoding="geoarrow")
        with pytest.raises(InputError, match="encoded as 'point'"):
            pieces_of(tmp_path)

    def test_damaged_file_is_named(self, dataset: Path, tmp_path: Path) -> None:
        (tmp_path / "cut.parquet").write_bytes((dataset / "zz.parquet").read_bytes()[:500])
        with pytest.raises(InputError, match=r"cut\.parquet: is no Parquet file"):
            pieces_of(tmp_path)


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
