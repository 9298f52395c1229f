"""Coordinates written in a text: decimal degrees, and degrees, minutes, seconds."""

from __future__ import annotations

import re
from typing import NamedTuple

from .syntax import Coordinates

_METRES_PER_DEGREE = 111_195.0
"""Along a meridian of the mean sphere: pi / 180 times 6,371,008.8 m."""
_LEAST_RADIUS_M = 10.0
"""What a receiver for civil use leaves open, however many digits are printed."""
_LONGEST = 96
"""Characters that a pair may take; nothing behind them is looked at."""

_LEAD = re.compile(
    r"(?:(?:[Gg]rid|[Cc]oordinates?|[Pp]osition|[Ll]ocation)\s?:?\s?)?[(\[]?\s?"
    r"(?=[-+−\dNSEWLl])"
)
_LATITUDE = r"(?:[Ll]at(?:itude)?\.?\s?[:=]?\s?)?"
_LONGITUDE = r"(?:[Ll](?:on(?:g(?:itude)?)?|ng)\.?\s?[:=]?\s?)?"
_DEGREE = r"[°º˚]"
_BETWEEN = re.compile(r"\s?(?:[,;/&]|\band\b|\bby\b|[-–]\s)?\s{0,2}")
_DECIMAL = re.compile(
    rf"{_LATITUDE}(?P<lat>[-+−]?\d{{1,2}}[.]\d{{2,18}})\s?{_DEGREE}?\s{{0,2}}(?:[,;/]\s{{0,2}}|\s)"
    rf"{_LONGITUDE}(?P<lon>[-+−]?\d{{1,3}}[.]\d{{2,18}})\s?{_DEGREE}?(?![\w°])(?!\.\d)"
)
_NUMBER = r"(?P<d>\d{1,3}(?:\.\d{1,18})?)"
_MINUTES = (
    r"(?:(?:\s?(?:[°º˚d:]|deg(?:rees)?)\s?|\s)(?P<m>\d{1,2}(?:[.,]\d{1,18})?)"
    r"(?:(?:\s?(?:['′’‘´`m:]|min(?:utes)?)\s?|\s)(?P<s>\d{1,2}(?:[.,]\d{1,18})?))?)?"
)
_SIGNS = r"\s?(?:[°º˚'′’‘´`\"″”“dms]|deg(?:rees)?|min(?:utes)?|sec(?:onds)?){0,2}\s?"
_NAMED = r"(?P<letter>[NSEWO]|[Nn]orth|[Ss]outh|[Ee]ast|[Ww]est)"
_BEHIND = re.compile(
    rf"(?:{_LATITUDE}|{_LONGITUDE}){_NUMBER}{_MINUTES}{_SIGNS}{_NAMED}(?![A-Za-z])"
)
_BEFORE = re.compile(
    rf"(?:{_LATITUDE}|{_LONGITUDE})(?P<letter>[NSEWO])\s?{_NUMBER}{_MINUTES}{_SIGNS}"
)
_PACKED = re.compile(
    r"(?P<lat>\d{2})(?P<latm>[0-5]\d)(?P<lats>[0-5]\d)?(?P<ns>[NS])\s?[,/]?\s?"
    r"(?P<lon>[01]\d{2})(?P<lonm>[0-5]\d)(?P<lons>[0-5]\d)?(?P<ew>[EW])(?!\w)"
)
_STARTS = frozenset("0123456789+-−NSEWOLlCcPpGg([")
_LEADS = ("lat", "lon", "lng", "coord", "posit", "locat", "grid")


class _Axis(NamedTuple):
    value: float
    unit: float
    is_lat: bool
    end: int
    is_marked: bool


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
        Offset of the first character of the pair, a word such as "position" included.

    Returns
    -------
    pair
        The coordinates and the offset behind them; null where none stand there, and where
        a latitude lies beyond 90 or a longitude beyond 180 degrees.
    """
    if text[start : start + 1] not in _STARTS:
        return None
    window = text[start : start + _LONGEST]
    if window[0].isalpha() and not window[1:3].strip(" .").isdecimal():
        if not any(sign.isdecimal() for sign in window[1:24]):
            return None
        if window[0].isalpha() and not window.lower().startswith(_LEADS):
            return None
    lead = _LEAD.match(window)
    at = 0 if lead is None else lead.end()
    read = _decimal(window, at) or _lettered(window, at) or _packed(window, at)
    if read is None:
        return None
    lon, lat, unit, end = read
    if abs(lat) > 90 or abs(lon) > 180 or lat == lon == 0:
        return None
    if at and window[at - 1] in "([" and window[end : end + 1] in {")", "]"}:
        end += 1
    radius = max(unit * _METRES_PER_DEGREE, _LEAST_RADIUS_M)
    return Coordinates(lon, lat, radius), start + end


def _decimal(window: str, at: int) -> tuple[float, float, float, int] | None:
    match = _DECIMAL.match(window, at)
    if match is None:
        return None
    written = [match[name].replace("−", "-") for name in ("lon", "lat")]
    digits = min(len(number.partition(".")[2]) for number in written)
    return float(written[0]), float(written[1]), 10.0**-digits, match.end()


def _lettered(window: str, at: int) -> tuple[float, float, float, int] | None:
    """Read two angles with their letters, in either order."""
    first = _axis(window, at)
    if first is None:
        return None
    gap = _BETWEEN.match(window, first.end)
    second = _axis(window, first.end if gap is None else gap.end())
    if second is None or first.is_lat == second.is_lat:
        return None
    if not (first.is_marked and second.is_marked):
        return None
    lat, lon = (first, second) if first.is_lat else (second, first)
    return lon.value, lat.value, max(first.unit, second.unit), second.end


def _axis(window: str, at: int) -> _Axis | None:
    match = _BEHIND.match(window, at) or _BEFORE.match(window, at)
    if match is None:
        return None
    value, unit = 0.0, 1.0
    for name, share in (("d", 1.0), ("m", 1 / 60), ("s", 1 / 3600)):
        written = match[name]
        if written is not None:
            written = written.replace(",", ".")
            value += float(written) * share
            unit = share * 10.0 ** -len(written.partition(".")[2])
    letter = match["letter"][0].upper()
    told = match["m"] is not None or "." in match["d"]
    is_marked = told or any(sign in match.group() for sign in "°º˚")
    sign = -1 if letter in "SWO" else 1
    return _Axis(sign * value, unit, letter in "NS", match.end(), is_marked)


def _packed(window: str, at: int) -> tuple[float, float, float, int] | None:
    """Read degrees, minutes and seconds without signs: "333050N0361734E"."""
    match = _PACKED.match(window, at)
    if match is None or (match["lats"] is None) != (match["lons"] is None):
        return None
    lat = int(match["lat"]) + int(match["latm"]) / 60 + int(match["lats"] or 0) / 3600
    lon = int(match["lon"]) + int(match["lonm"]) / 60 + int(match["lons"] or 0) / 3600
    unit = 1 / 60 if match["lats"] is None else 1 / 3600
    return (
        lon if match["ew"] == "E" else -lon,
        lat if match["ns"] == "N" else -lat,
        unit,
        match.end(),
    )
