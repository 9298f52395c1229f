"""Positions written in a grid: MGRS, UTM, open location codes ("plus codes")."""

from __future__ import annotations

import math
import re
from functools import cache
from typing import TYPE_CHECKING

from .syntax import Coordinates

if TYPE_CHECKING:
    from collections.abc import Callable

_LEAST_RADIUS_M = 10.0
"""What a receiver for civil use leaves open, however many digits are printed."""
_WHOLE_M = 100_000
"""Side of a square of the military grid; each pair of digits divides it by ten."""
_METRES_PER_DEGREE = 111_195.0
"""Along a meridian of the mean sphere: pi / 180 times 6,371,008.8 m."""

_BANDS = "CDEFGHJKLMNPQRSTUVWX"
"""Bands of 8 degrees of latitude from 80 degrees south; the last one has 12."""
_MGRS = re.compile(
    r"(?:(?:MGRS|USNG|grid(?: reference)?)\s*:?\s*)?"
    r"(?P<zone>\d{1,2})\s?(?P<band>[C-HJ-NP-X])\s?(?P<square>[A-HJ-NP-Z][A-HJ-NP-V])\s?"
    r"(?P<digits>\d{2,5}\s\d{2,5}|\d{4,10})(?!\w)"
)
_UTM = re.compile(
    r"(?:UTM\s*:?\s*)?(?:[Zz]one\s*)?(?P<zone>\d{1,2})\s?(?P<band>[C-HJ-NP-X])[\s,]+"
    r"(?:E(?:asting)?\s*:?\s*)?(?P<east>\d{6}(?:\.\d{1,3})?)\s?(?:m\s?E|mE|E)?[\s,;]+"
    r"(?:N(?:orthing)?\s*:?\s*)?(?P<north>\d{5,8}(?:\.\d{1,3})?)\s?(?:m\s?N|mN|N)?(?!\w)"
)
_CODE = "23456789CFGHJMPQRVWX"
_PLUS = re.compile(rf"(?P<code>[{_CODE}]{{4,8}}\+[{_CODE}]{{2,3}})(?![\w+])", re.IGNORECASE)
_LONGEST_LEAD = 10


def grid_at(text: str, start: int) -> tuple[Coordinates | str, int] | None:
    """
    Read a position in a grid that starts at an offset.

    Parameters
    ----------
    text
        The text.
    start
        Offset of its first character.

    Returns
    -------
    position
        The middle of the cell that the digits name and half its diagonal, or, for a short plus
        code, the code itself; and the offset behind it. Null where none stands there or where
        the grid has no such cell.
    """
    if "+" in text[start : start + _LONGEST_LEAD]:
        code = _PLUS.match(text, start)
        if code is not None:
            return _plus(code)
    if not text[start : start + 1].isdecimal() and text[start] not in "MUGZgz":
        return None
    utm = _UTM.match(text, start)
    if utm is not None:
        return _utm(utm)
    square = _MGRS.match(text, start)
    return None if square is None else _mgrs(square)


def resolve_plus(code: str, lon: float, lat: float) -> Coordinates:
    """
    Give the position of a short plus code near a point.

    Parameters
    ----------
    code
        The short code, such as ``GV27+GH``.
    lon, lat
        The point in degrees.

    Returns
    -------
    position
        The middle of the nearest cell of this code, with half its diagonal.
    """
    from openlocationcode import openlocationcode

    return _cell(openlocationcode.recoverNearest(code.upper(), lat, lon))


def _plus(match: re.Match[str]) -> tuple[Coordinates | str, int] | None:
    from openlocationcode import openlocationcode

    code = match["code"].upper()
    if openlocationcode.isFull(code):
        return _cell(code), match.end()
    return (code, match.end()) if openlocationcode.isShort(code) else None


def _cell(code: str) -> Coordinates:
    from openlocationcode import openlocationcode

    area = openlocationcode.decode(code)
    lat, lon = float(area.latitudeCenter), float(area.longitudeCenter)
    tall = (area.latitudeHi - area.latitudeLo) * _METRES_PER_DEGREE
    wide = tall * math.cos(math.radians(lat))
    return Coordinates(lon, lat, max(math.hypot(tall, wide) / 2, _LEAST_RADIUS_M), "plus code")


def _mgrs(match: re.Match[str]) -> tuple[Coordinates, int] | None:
    from mgrs import MGRS
    from mgrs.core import MGRSError

    digits = match["digits"]
    if any(sign.isspace() for sign in digits):
        east, north = digits.split()
        if len(east) != len(north):
            return None
        digits = east + north
    if len(digits) % 2:
        return None
    size = _WHOLE_M / 10 ** (len(digits) // 2)
    code = f"{int(match['zone'])}{match['band']}{match['square']}{digits}"
    try:
        zone, hemisphere, easting, northing = MGRS().MGRSToUTM(code)
    except (MGRSError, ValueError):
        return None
    middle = easting + size / 2, northing + size / 2
    radius = max(size / math.sqrt(2), _LEAST_RADIUS_M)
    lon, lat = _degrees(int(zone), hemisphere == "S")(*middle)
    return Coordinates(lon, lat, radius, "MGRS"), match.end()


def _utm(match: re.Match[str]) -> tuple[Coordinates, int] | None:
    zone, band = int(match["zone"]), match["band"]
    if not 1 <= zone <= 60:
        return None
    east, north = float(match["east"]), float(match["north"])
    # "S" is a band of the north and, in other books, the southern hemisphere: the northing tells
    for is_south in (band < "N", band == "S"):
        lon, lat = _degrees(zone, is_south)(east, north)
        if math.isfinite(lat) and (_band(lat) == band or (band in "NS" and abs(lat) <= 84)):
            if band == "S" and not is_south and _band(lat) != band:
                continue
            decimals = len(match["east"].partition(".")[2])
            return Coordinates(lon, lat, max(10.0**-decimals, _LEAST_RADIUS_M), "UTM"), match.end()
    return None


def _band(lat: float) -> str:
    return _BANDS[min(max(int((lat + 80) // 8), 0), len(_BANDS) - 1)]


@cache
def _degrees(zone: int, is_south: bool) -> Callable[[float, float], tuple[float, float]]:
    """Give the way from metres in a zone to longitude and latitude."""
    from pyproj import Transformer

    crs = 32_700 + zone if is_south else 32_600 + zone
    transformer = Transformer.from_crs(crs, 4326, always_xy=True)

    def to_degrees(east: float, north: float) -> tuple[float, float]:
        lon, lat = transformer.transform(east, north)
        return float(lon), float(lat)

    return to_degrees
