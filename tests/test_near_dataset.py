"""``sitmap near`` asked of a folder of GeoParquet files."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import geopandas as gpd
import pytest
from datasets import ROWS, incident_table, read_parts, write_dataset

import geo
from geo.proximity import counts
from layers.cli import main


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


class TestCommand:
    def test_csv_of_a_dataset_is_the_same_from_every_engine(
        self, dataset: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        pytest.importorskip("distributed", reason="the extra dask is not installed")
        for name in ("memory", "dask"):
            command(
                "near",
                dataset,
                "--within",
                "100km",
                "--engine",
                name,
                "-o",
                tmp_path / f"{name}.csv",
            )
        assert (tmp_path / "memory.csv").read_bytes() == (tmp_path / "dask.csv").read_bytes()
        assert sorted(path.name for path in tmp_path.iterdir()) == ["dask.csv", "memory.csv"]
        assert capsys.readouterr() == ("", "")

    def test_counts_of_a_dataset_are_told_by_base(
        self,
        dataset: Path,
        table: gpd.GeoDataFrame,
        bases: gpd.GeoDataFrame,
        capsys: pytest.CaptureFixture[str],
    ) -> None:
        command("near", dataset, "--within", "100km", "--json")
        told = json.loads(capsys.readouterr().out)
        plain = counts(table, bases, radius_m=100_000.0)
        assert (told["rows"], told["unlocated"]) == (ROWS, 10)
        assert told["counts"] == plain.sum().to_dict()
        assert {base["base_id"] for base in told["bases"]} == set(
            bases.loc[plain.sum(axis=1) > 0, "base_id"]
        )

    def test_every_distance_is_counted(
        self,
        dataset: Path,
        table: gpd.GeoDataFrame,
        bases: gpd.GeoDataFrame,
        capsys: pytest.CaptureFixture[str],
    ) -> None:
        command("near", dataset, "--within", "20,100km", "--json")
        told = json.loads(capsys.readouterr().out)
        for ring, radius_m in zip(told["rings"], (20_000.0, 100_000.0), strict=True):
            plain = counts(table, bases, radius_m=radius_m).sum().to_dict()
            assert ring == {"within_m": radius_m, **plain}
        command("near", dataset, "--within", "20,100km")
        lines = capsys.readouterr().out.splitlines()
        assert lines[0].startswith("Within 20 km of a base: ")
        assert lines[1].startswith("Within 100 km of a base: ")

    def test_answer_goes_to_a_folder_of_geoparquet(
        self, dataset: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        command("near", dataset, "--nearest", "1", "--output", tmp_path / "out")
        assert len(read_parts(tmp_path / "out")) > 100
        assert f"{ROWS} rows" in capsys.readouterr().out

    @pytest.mark.parametrize(
        ("options", "message"),
        [
            (["--within", "1km,2km", "--format", "csv"], "several distances"),
            (["--within", "1km", "--nearest", "1"], "one of them"),
            (["--within", "1km", "--as-of", "2024-01-01"], "without it"),
            (["--within", "1km", "--of", "borders"], "asked for bases"),
            (["--within", "1km", "--by", "week"], "without it"),
            (["--within", "1km", "--format", "geojson"], "takes table, csv, json"),
            (["--within", "1km", "--bases", "none"], "needs bases"),
            (["--within", "1km", "--engine", "spark"], "memory or dask"),
        ],
    )
    def test_what_a_dataset_does_not_take_is_refused(
        self, dataset: Path, capsys: pytest.CaptureFixture[str], options: list[str], message: str
    ) -> None:
        with pytest.raises(SystemExit) as ended:
            command("near", dataset, *options)
        assert ended.value.code == 1
        assert message in capsys.readouterr().err


def command(*words: object) -> None:
    """Run the command in this process; only a failure ends it."""
    try:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(sys, "argv", ["sitmap", *map(str, words)])
            main()
    except SystemExit as end:
        if end.code:
            raise
