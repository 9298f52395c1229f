"""Datasets of GeoParquet: cut into pieces, read in batches, refused where read wrongly."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from datasets import ROWS, incident_table, write_dataset

from geo.engines import batches_of, is_dataset, pieces_of
from geo.errors import CrsError, InputError


@pytest.fixture(scope="module")
def table() -> gpd.GeoDataFrame:
    return incident_table()


@pytest.fixture(scope="module")
def dataset(table: gpd.GeoDataFrame, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_dataset(table, tmp_path_factory.mktemp("dataset"))


def test_rows_are_numbered_through_all_files_in_natural_order(dataset: Path) -> None:
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


def test_batches_hold_no_more_rows_than_asked_for(dataset: Path) -> None:
    batches = [batch for piece in pieces_of(dataset) for batch in batches_of(piece, rows=30)]
    assert max(map(len, batches)) == 30
    whole = pd.concat(batches)
    assert whole.index.tolist() == whole["source_row"].tolist() == list(range(ROWS))


def test_only_the_columns_asked_for_are_read(dataset: Path) -> None:
    batch = next(batches_of(pieces_of(dataset)[0], ["precision", "missing"]))
    assert list(batch.columns) == ["precision", "geometry"]


def test_geometry_of_another_name_becomes_the_point(
    table: gpd.GeoDataFrame, tmp_path: Path
) -> None:
    path = tmp_path / "renamed.parquet"
    table.rename_geometry("where").to_parquet(path)
    batch = next(batches_of(pieces_of(path)[0]))
    assert batch.geometry.name == "geometry"
    assert batch.geometry.tolist() == table.geometry.tolist()


def test_folder_of_reports_is_no_dataset(tmp_path: Path, dataset: Path) -> None:
    (tmp_path / "report.txt").write_text("text")
    assert not is_dataset(tmp_path)
    assert not is_dataset(tmp_path / "report.txt")
    assert is_dataset(dataset)


def test_folder_without_parquet_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"holds no \.parquet file"):
        pieces_of(tmp_path)


def test_other_crs_is_refused_by_name(table: gpd.GeoDataFrame, tmp_path: Path) -> None:
    table[["geometry"]].to_crs(3857).to_parquet(tmp_path / "mercator.parquet")
    with pytest.raises(CrsError, match=r"mercator\.parquet.*Pseudo-Mercator"):
        pieces_of(tmp_path)


def test_unknown_crs_is_refused(table: gpd.GeoDataFrame, tmp_path: Path) -> None:
    bare = gpd.GeoDataFrame(geometry=np.asarray(table.geometry, dtype=object))
    bare.to_parquet(tmp_path / "bare.parquet")
    with pytest.raises(CrsError, match="unknown"):
        pieces_of(tmp_path)


def test_parquet_without_geometry_is_refused(tmp_path: Path) -> None:
    pd.DataFrame({"lon": [1.0]}).to_parquet(tmp_path / "plain.parquet")
    with pytest.raises(InputError, match=r"plain\.parquet: is no GeoParquet"):
        pieces_of(tmp_path)


def test_other_encoding_than_wkb_is_refused(table: gpd.GeoDataFrame, tmp_path: Path) -> None:
    table[["geometry"]].to_parquet(tmp_path / "native.parquet", geometry_encoding="geoarrow")
    with pytest.raises(InputError, match="encoded as 'point'"):
        pieces_of(tmp_path)


def test_damaged_file_is_named(dataset: Path, tmp_path: Path) -> None:
    (tmp_path / "cut.parquet").write_bytes((dataset / "zz.parquet").read_bytes()[:500])
    with pytest.raises(InputError, match=r"cut\.parquet: is no Parquet file"):
        pieces_of(tmp_path)
