"""Questions to datasets of any size: the same rows from one process, many, or a cluster."""

from .cluster import Dask
from .dataset import batches_of, is_dataset, pieces_of
from .memory import Memory
from .questions import (
    DatasetAnswer,
    engine_named,
    join_dataset,
    near_dataset,
    nearest_dataset,
)

__all__ = [
    "Dask",
    "DatasetAnswer",
    "Memory",
    "batches_of",
    "engine_named",
    "is_dataset",
    "join_dataset",
    "near_dataset",
    "nearest_dataset",
    "pieces_of",
]
