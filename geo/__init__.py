"""
Data in, incidents out: read reports and event tables, say where and when, and how surely.

The public names below are loaded when first used, so that importing ``geo`` costs nothing.
"""

from importlib import import_module
from typing import Any

_HOME = {
    "Location": "models",
    "Precision": "models",
    "ReadResult": "models",
    "Report": "models",
    "SitmapError": "errors",
    "bases": "pipeline",
    "clusters": "proximity",
    "counts": "proximity",
    "distance_to_border": "joins",
    "export": "writers",
    "extract": "pipeline",
    "geoparse": "geocoding",
    "located_in": "joins",
    "join_dataset": "engines",
    "locate": "geocoding",
    "near_dataset": "engines",
    "nearest": "proximity",
    "nearest_dataset": "engines",
    "nearest_incidents": "proximity",
    "read": "pipeline",
    "read_admin": "readers",
    "read_bases": "readers",
    "read_boundaries": "readers",
    "within_distance": "proximity",
}

__all__ = sorted(_HOME)  # noqa: PLE0605 - the one list of public names is _HOME


def __getattr__(name: str) -> Any:  # noqa: ANN401 - any public name may be asked for
    if name not in _HOME:
        raise AttributeError(f"module 'geo' has no attribute {name!r}")
    return getattr(import_module(f".{_HOME[name]}", __name__), name)


def __dir__() -> list[str]:
    return __all__
