"""How an answer of ``sitmap locate`` is printed."""

from __future__ import annotations

import dataclasses
from collections import Counter
from typing import Any

from geo.models import Location, Precision


def location_as_json(location: Location) -> dict[str, Any]:
    """
    Give a location as JSON values.

    Parameters
    ----------
    location
        One answer.

    Returns
    -------
    values
        Exactly the fields of `Location`, in their order; the footprint is a GeoJSON geometry.
    """
    return {item.name: getattr(location, item.name) for item in dataclasses.fields(Location)}


def location_as_lines(phrase: str, answers: list[Location]) -> list[str]:
    """
    Say an answer to people.

    Parameters
    ----------
    phrase
        The phrase asked for.
    answers
        Its locations, best first.

    Returns
    -------
    lines
        The best answer in full and up to four others in short.
    """
    best = answers[0]
    if best.precision is Precision.UNKNOWN:
        return [f"{phrase}: not found", f"  {best.rule}"]
    lines = [phrase]
    if best.lon is not None and best.lat is not None:
        north, east = "N" if best.lat >= 0 else "S", "E" if best.lon >= 0 else "W"
        lines.append(f"  point        {abs(best.lat):.4f} {north}, {abs(best.lon):.4f} {east}")
    if best.uncertainty_m is not None:
        lines.append(f"  uncertainty  {best.uncertainty_m / 1000:,.1f} km")
    codes = f"UCDP {best.ucdp_where_prec}, ACLED {best.acled_geo_precision}"
    lines.append(f"  precision    {best.precision} ({codes})")
    lines.append(f"  rule         {best.rule}")
    shown = answers[:5]
    names = Counter((item.name, item.country) for item in shown)
    headlines = [
        _headline(item, with_province=names[item.name, item.country] > 1) for item in shown
    ]
    lines[0] = f"{phrase}: {headlines[0]}"
    lines += [f"  or           {headline}" for headline in headlines[1:]]
    return lines


def _headline(location: Location, *, with_province: bool) -> str:
    parts = [location.name or location.phrase]
    if with_province and location.geonameid is not None:
        from geo.gazetteer import get
        from geo.geocoding.senses import admin1_name

        parts.append(admin1_name(get(f"geonames:{location.geonameid}")))
    if location.country:
        parts.append(location.country)
    text = ", ".join(parts)
    return text if location.probability is None else f"{text} ({location.probability:.0%})"
