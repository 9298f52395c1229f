"""
The packaged countries, areas, borders, seas, bases and airfields; read when first asked for.

Everything is longitude first on WGS 84. Countries are Natural Earth 10m as administered on the
ground (`de_facto`); first-level areas have the vintage of Natural Earth 5. Lines are good to some
hundred metres at best: `BORDER_PRECISION_M`.
"""

from .areas import (
    admin1_at,
    admin1_geometry,
    admin1_layer,
    admin2_at,
    admin2_layer,
    area_layer,
    countries,
    countries_at,
    country,
    country_geometry,
    country_layer,
    country_rows,
    district_layer,
    light_countries,
    light_country_layer,
    seas_at,
)
from .borders import BORDER_PRECISION_M, BorderLine, border, border_lines, borders_of
from .layer import DATA, Area, Layer, read_table
from .places import Airfield, airfields, bases, load_footprint

ATTRIBUTIONS = (
    "Place names: GeoNames (CC BY 4.0)",
    "Borders and areas: Natural Earth (public domain)",
    "Airfields: OurAirports (public domain)",
    "US counties: US Census Bureau via us-atlas (public domain)",
)
"""Credit lines for every map; the first is a condition of the licence."""

__all__ = [
    "ATTRIBUTIONS",
    "BORDER_PRECISION_M",
    "DATA",
    "Airfield",
    "Area",
    "BorderLine",
    "Layer",
    "admin1_at",
    "admin1_geometry",
    "admin1_layer",
    "admin2_at",
    "admin2_layer",
    "airfields",
    "area_layer",
    "bases",
    "border",
    "border_lines",
    "borders_of",
    "countries",
    "countries_at",
    "country",
    "country_geometry",
    "country_layer",
    "country_rows",
    "district_layer",
    "light_countries",
    "light_country_layer",
    "load_footprint",
    "read_table",
    "seas_at",
]
