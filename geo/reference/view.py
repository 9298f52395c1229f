"""Whom ground counts to, by point of view and by date; read from TOML, the user's included."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..errors import InputError, ParameterError, ReferenceDataError
from .areas import country_layer, country_rows
from .layer import DATA
from .places import load_footprint

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

VIEWS = ("de_facto", "un")
"""The packaged points of view; the first is the default."""

FORMER_STATES = {
    "CS": "Czechoslovakia, later Serbia and Montenegro",
    "DD": "German Democratic Republic",
    "SU": "Soviet Union",
    "VD": "North Vietnam",
    "YD": "South Yemen",
    "YU": "Yugoslavia",
}
"""Codes of states that are no more (ISO 3166-3) and that a date may give."""

CONTINUED_BY = {
    "CS": ("CZ", "RS"),
    "DD": ("DE",),
    "SU": ("RU",),
    "VD": ("VN",),
    "YD": ("YE",),
    "YU": ("RS",),
}
"""Under which of today's codes tables list a former state: "Russia (Soviet Union)" is RU."""

_GROUND_KEYS = {"id", "name", "disputed", "codes", "places", "polygon", "of", "source", "rule"}
_RULE_KEYS = {"countries", "since", "until", "views"}
_LEAST_CORNERS = 3


@dataclass(frozen=True, slots=True)
class Rule:
    """Whom a ground counts to from `since` to before `until`; several where it is open."""

    countries: tuple[str, ...]
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, eq=False)
class Ground:
    """
    Ground with rules: whole packaged countries (`codes`), or an area within the countries `of`.

    An empty text in `of` is ground of no state; an empty `of` takes the whole area. `rules` are
    those of one point of view; `split` where the points of view differ.
    """

    ground_id: str
    name: str
    source: str
    disputed: bool = False
    codes: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    polygon: BaseGeometry | None = None
    of: tuple[str, ...] = ()
    split: bool = False
    rules: tuple[Rule, ...] = ()

    @cached_property
    def geometry(self) -> BaseGeometry:
        """The area, Polygon or MultiPolygon in degrees, prepared; only where there is one."""
        import shapely

        shapes = [_place_geometry(place) for place in self.places]
        whole = shapely.union_all([*shapes, *([self.polygon] if self.polygon else [])])
        shapely.prepare(whole)
        return whole


@dataclass(frozen=True, eq=False)
class View:
    """
    A point of view: whom ground counts to beyond the packaged data, by date.

    `name` is ``de_facto``, ``un`` or the name in the user's file. The first ground that holds a
    point and has a rule for its day decides.
    """

    name: str
    grounds: tuple[Ground, ...] = field(repr=False)

    def explain(self, ground: Ground, rule: Rule) -> str:
        """Say why a ground counts to whom it does: ``date: ...`` or ``view un: ...``."""
        whom = " or ".join(rule.countries)
        if ground.disputed and rule.until is None:
            return f"view {self.name}: {ground.name} counts to {whom}"
        until = "" if rule.until is None else f" until {rule.until.isoformat()}"
        since = "" if rule.since is None or until else f" since {rule.since.isoformat()}"
        return f"date: {ground.name} counted to {whom}{since}{until}"


def point_of_view(view: str | Path | View | None = None) -> View:
    """
    Give a point of view on disputed ground and on borders that changed.

    Parameters
    ----------
    view
        ``de_facto`` (who holds the ground; also for null), ``un`` (what the United Nations
        recognise; open between the claimants where it takes no position), or a TOML file of the
        user's with ``name``, ``start_from`` (``de_facto`` or ``un``) and any number of
        ``[[ground]]`` as in the packaged ``overlay/views.toml``. They go before the packaged ones;
        one with the `id` of a packaged one needs no area of its own.

    Returns
    -------
    view
        The point of view.

    Raises
    ------
    ParameterError
        If it is none of the words and no file.
    InputError
        If the file cannot be read; the message names the ground.
    """
    if isinstance(view, View):
        return view
    if view is None or str(view) in VIEWS:
        return _packaged(VIEWS[0] if view is None else str(view))
    path = Path(view)
    if not path.is_file():
        raise ParameterError(
            f"`point_of_view` is {str(view)!r}; give {' or '.join(VIEWS)}, or a TOML file"
        )
    return _users(path)


def _users(path: Path) -> View:
    try:
        loaded = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise InputError(f"cannot be read; {error.strerror}", path=path) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise InputError(f"is no valid TOML: {error}", path=path) from error
    start = loaded.get("start_from", VIEWS[0])
    if start not in VIEWS:
        raise InputError(f"`start_from` is {start!r}; give {' or '.join(VIEWS)}", path=path)
    strange = sorted(set(loaded) - {"name", "start_from", "ground"})
    if strange:
        raise InputError(
            f"`{strange[0]}` is no key of a point of view; there are ground, name, start_from",
            path=path,
        )
    entries = loaded.get("ground", [])
    known = {ground.ground_id: ground for ground in _packaged(start).grounds}
    own = tuple(_ground(entry, start, path, known) for entry in _tables(entries, path))
    for ground in own:
        for place in ground.places:
            if _place_geometry(place) is None:
                raise InputError(
                    f"ground {ground.name!r}: no packaged area is called {place!r}", path=path
                )
    return View(str(loaded.get("name", path.stem)), (*own, *_packaged(start).grounds))


@cache
def _packaged(name: str) -> View:
    path = DATA / "overlay" / "views.toml"
    try:
        entries = tomllib.loads(path.read_text(encoding="utf-8"))["ground"]
    except (OSError, tomllib.TOMLDecodeError, KeyError) as error:
        raise ReferenceDataError(
            f"{path.name}: the packaged data cannot be read; install sitmap again"
        ) from error
    return View(name, tuple(_ground(entry, name, path, {}) for entry in entries))


def _tables(entries: Any, path: Path) -> list[dict[str, Any]]:  # noqa: ANN401 - whatever TOML holds
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        raise InputError("`ground` holds no tables; write [[ground]] above each", path=path)
    return entries


def _ground(entry: dict[str, Any], view: str, path: Path, known: dict[str, Ground]) -> Ground:
    name = str(entry.get("name") or entry.get("id") or "")
    where = f"ground {name!r}"
    if not name:
        raise InputError("a ground has no `name`", path=path)
    strange = sorted(set(entry) - _GROUND_KEYS)
    if strange:
        raise InputError(
            f"{where}: `{strange[0]}` is no key; there are {', '.join(sorted(_GROUND_KEYS))}",
            path=path,
        )
    ground_id = str(entry.get("id", name))
    same = known.get(ground_id)
    codes = _texts(entry, "codes", where, path)
    places = _texts(entry, "places", where, path)
    polygon = _ring(entry.get("polygon"), where, path)
    of = _texts(entry, "of", where, path)
    if not (codes or places or polygon):
        if same is None:
            raise InputError(f"{where}: give `codes`, `places` or a `polygon`", path=path)
        codes, places, of = same.codes, same.places, same.of
    for code in codes:
        if code not in country_rows():
            raise InputError(f"{where}: {code!r} is no packaged country", path=path)
    entries = _tables(entry.get("rule", []), path)
    own = bool(known)
    return Ground(
        ground_id=ground_id,
        name=name,
        source=str(entry.get("source", path.name)),
        disputed=bool(entry.get("disputed", own)),
        codes=codes,
        places=places,
        polygon=polygon,
        of=of,
        split=own or any("views" in rule for rule in entries),
        rules=tuple(
            _rule(rule, where, path) for rule in entries if view in rule.get("views", VIEWS)
        ),
    )


def _rule(entry: dict[str, Any], where: str, path: Path) -> Rule:
    strange = sorted(set(entry) - _RULE_KEYS)
    if strange:
        raise InputError(
            f"{where}: `{strange[0]}` is no key of a rule; there are"
            f" {', '.join(sorted(_RULE_KEYS))}",
            path=path,
        )
    countries = _texts(entry, "countries", where, path)
    if not countries:
        raise InputError(f"{where}: a rule has no `countries`", path=path)
    for code in countries:
        if code not in country_rows() and code not in FORMER_STATES and not _is_own(code):
            raise InputError(
                f"{where}: {code!r} is no country; give ISO 3166-1 alpha-2, XK, or a code that"
                " ISO leaves to users (QM to QZ, XA to XZ)",
                path=path,
            )
    since, until = (_day(entry.get(name), name, where, path) for name in ("since", "until"))
    if since is not None and until is not None and until <= since:
        raise InputError(f"{where}: `until` {until} is not after `since` {since}", path=path)
    return Rule(countries, since, until)


def _texts(entry: dict[str, Any], key: str, where: str, path: Path) -> tuple[str, ...]:
    values = entry.get(key, [])
    values = [values] if isinstance(values, str) else values
    if not isinstance(values, list) or not all(isinstance(value, str) for value in values):
        raise InputError(f"{where}: `{key}` is {values!r}; give a list of texts", path=path)
    return tuple(values)


def _day(value: Any, key: str, where: str, path: Path) -> date | None:  # noqa: ANN401
    if value is None or (isinstance(value, date) and not isinstance(value, datetime)):
        return value
    raise InputError(f"{where}: `{key}` is {value!r}; write a day as 2011-07-09", path=path)


def _ring(value: Any, where: str, path: Path) -> BaseGeometry | None:  # noqa: ANN401
    import shapely

    if value is None:
        return None
    try:
        ring = shapely.Polygon(value)
    except (TypeError, ValueError, shapely.errors.ShapelyError) as error:
        raise InputError(f"{where}: `polygon` is no list of [lon, lat]: {error}", path=path) from (
            error
        )
    west, south, east, north = ring.bounds if len(value) >= _LEAST_CORNERS else (0, 0, 0, 91)
    if not ring.is_valid or west < -180 or east > 180 or south < -90 or north > 90:
        raise InputError(
            f"{where}: `polygon` is no ring of three or more [lon, lat] on the globe", path=path
        )
    return ring


def _is_own(code: str) -> bool:
    """Tell codes that ISO 3166-1 leaves to users for good."""
    return len(code) == 2 and (code[0] == "X" or code[:1] == "Q") and "A" <= code[1] <= "Z"


def _place_geometry(place: str) -> BaseGeometry | None:
    kind, _, key = place.partition(":")
    if kind == "area":
        row = country_layer().row_of.get(key)
        return None if row is None else country_layer().geometry(row)
    return load_footprint(place)
