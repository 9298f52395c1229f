"""How incidents look in the programs that open an export; the colours are given from outside."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Look:
    """
    Colours and styles that an export carries.

    `colours` maps event types to ``#RRGGBB``, null is a type not stated; `qgis_styles` maps the
    layers of a GeoPackage (``incidents``, ``footprints``) to QML documents.
    """

    colours: Mapping[str | None, str] = field(default_factory=dict)
    qgis_styles: Mapping[str, str] = field(default_factory=dict)
