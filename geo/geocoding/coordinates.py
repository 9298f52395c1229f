"""Coordinates written in a text: decimal degrees, and degrees, minutes, seconds."""

import re

from .syntax import Coordinates

_METRES_PER_DEGREE = 111_195.0
"""Along a meridian of the mean sphere: pi / 180 times 6,371,008.8 m."""
_LEAST_RADIUS_M = 10.0
"""What a receiver for civil use leaves open, however many digits are printed."""

_DECIMAL = re.compile(
    r"(?P<lat>[-+]?\d{1,2}\.\d{2,})\s*°?\s*(?P<ns>[NS])?\s*[,;/]?\s+"
    r"(?P<lon>[-+]?\d{1,3}\.\d{2,})\s*°?\s*(?P<ew>[EW])?(?![\w.])"
)
_DEGREES = (
    r"(?P<{0}d>\d{{1,3}}(?:\.\d+)?)\s*°\s*(?:(?P<{0}m>\d{{1,2}}(?:\.\d+)?)\s*['′’]\s*)?"
    r"(?:(?P<{0}s>\d{{1,2}}(?:\.\d+)?)\s*(?:[\"″”]|''|′′)\s*)?"
)
_SEXAGESIMAL = re.compile(
    _DEGREES.format("lat")
    + r"(?P<ns>[NS])\s*[,;/]?\s*"
    + _DEGREES.format("lon")
    + r"(?P<ew>[EW])\b"
)


def coordinates_at(text: str, start: int) -> tuple[Coordinates, int] | None:
    """
    Read a pair of coordinates that starts at an offset.

    Without N, S, E or W the latitude comes first, as people write it in prose; both numbers
    then need two decimals or more. The radius is one unit of the last digit.

    Parameters
    ----------
    text
        The text.
    start
        Offset of the first character of the pair.

    Returns
    -------
    pair
        The coordinates and the offset behind them; null where none stand there, and where
        a latitude lies beyond 90 or a longitude beyond 180 degrees.
    """
    match = _SEXAGESIMAL.match(text, start)
    if match is not None:
        lat, unit = _degrees(match, "lat")
        lon, lon_unit = _degrees(match, "lon")
        unit = max(unit, lon_unit)
    else:
        match = _DECIMAL.match(text, start)
        if match is None:
            return None
        lat, lon = float(match["lat"]), float(match["lon"])
        digits = min(len(match[name].partition(".")[2]) for name in ("lat", "lon"))
        unit = 10.0**-digits
    if match["ns"] == "S":
        lat = -abs(lat)
    if match["ew"] == "W":
        lon = -abs(lon)
    if abs(lat) > 90 or abs(lon) > 180 or lat == lon == 0:
        return None
    radius = max(unit * _METRES_PER_DEGREE, _LEAST_RADIUS_M)
    return Coordinates(lon, lat, radius), match.end()


def _degrees(match: re.Match[str], axis: str) -> tuple[float, float]:
    """Decimal degrees of one axis and the degrees that its last digit stands for."""
    value, unit = 0.0, 1.0
    for name, share in (("d", 1.0), ("m", 1 / 60), ("s", 1 / 3600)):
        written = match[f"{axis}{name}"]
        if written is not None:
            value += float(written) * share
            unit = share * 10.0 ** -len(written.partition(".")[2])
    return value, unit
