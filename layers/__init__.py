"""
How incidents are shown: one offline HTML map and editable briefing slides.

The public names below are loaded when first used, so that importing ``layers`` costs nothing.
"""

from importlib import import_module
from typing import Any

_HOME = {
    "IncidentLayer": "web",
    "MapLayer": "layer",
    "Tiles": "web",
    "build_deck": "deck",
    "build_map": "web",
    "build_static_map": "carto",
    "check_deck": "deck.check",
    "check_page": "web",
}

__all__ = sorted(_HOME)  # noqa: PLE0605 - the one list of public names is _HOME


def __getattr__(name: str) -> Any:  # noqa: ANN401 - any public name may be asked for
    if name not in _HOME:
        raise AttributeError(f"module 'layers' has no attribute {name!r}")
    return getattr(import_module(f".{_HOME[name]}", __name__), name)


def __dir__() -> list[str]:
    return __all__
