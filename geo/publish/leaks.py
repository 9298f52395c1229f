"""The leak report: what was done to the rows, and attacks on the result that have to fail."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from ..geodesy import azimuth_deg, distance_m
from ..table import to_flat
from .cells import Grid
from .coarse import Coarsener, Known, Placed, Published, on_grid
from .fields import COARSENED, KEPT, REMOVED
from .sites import OwnSite, Words, clearance_m

if TYPE_CHECKING:
    import geopandas as gpd
    from numpy.typing import NDArray

    from .policy import PublicPolicy

    FloatArray = NDArray[np.float64]

CHANCE = 0.25
"""An estimate nearer to a site than this share of a cell is better than one made by chance: of all
places in a square cell, 0.196 (a circle of that radius) are as near to a random one."""

_WIDEST_CELLS = 12.0
_SEED = 20_240_205
_ROUNDS = 20


@dataclass(frozen=True, slots=True)
class Attack:
    """One attack on the public table: what it found, and whether the promise was kept."""

    name: str
    finding: str
    passed: bool


@dataclass(frozen=True, slots=True)
class LeakReport:
    """
    What was removed, coarsened and kept, in counts only, and how the attacks went.

    It names no place and no site, but says how many there are: keep it inside the house.
    """

    statement: str
    rows_published: int
    locations: dict[str, int]
    attacks: tuple[Attack, ...]
    rows_read: int = 0
    rows_left_out: dict[str, int] = field(default_factory=dict)
    sites_left_out: int = 0
    fields_removed: tuple[str, ...] = REMOVED
    fields_coarsened: tuple[str, ...] = COARSENED
    fields_kept: tuple[str, ...] = KEPT

    def as_dict(self) -> dict[str, Any]:
        """Give the report as plain values for JSON."""
        return {"marking": "internal: do not publish this report", **asdict(self)}

    def as_lines(self) -> list[str]:
        """Give the report as lines for people."""
        left_out = [f"{count:,} {reason}" for reason, count in self.rows_left_out.items()]
        places = [f"{count:,} {kind}" for kind, count in self.locations.items()]
        return [
            f"{self.statement}: {self.rows_published:,} of {self.rows_read:,} rows",
            f"left out: {'; '.join(left_out) or 'no rows'}; own sites: {self.sites_left_out:,}",
            f"locations: {'; '.join(places) or 'none'}",
            f"fields removed: {', '.join(self.fields_removed)}",
            f"fields coarsened: {', '.join(self.fields_coarsened)}",
            f"fields kept: {', '.join(self.fields_kept)}",
            *(
                f"{'held' if item.passed else 'FAILED'}: {item.name}: {item.finding}"
                for item in self.attacks
            ),
        ]


def attack(
    public: gpd.GeoDataFrame,
    known: Known,
    placed: Sequence[Placed],
    coarsener: Coarsener,
    own: Sequence[OwnSite],
    secret: Words,
) -> LeakReport:
    """
    Attack a public table with all that its maker knows.

    Parameters
    ----------
    public
        The table.
    known
        The exact side: one entry per row before it was coarsened.
    placed
        The public location of each of them.
    coarsener
        Places rows again, by the policy that makes the promise.
    own
        The user's own sites.
    secret
        Names that must not appear.

    Returns
    -------
    report
        Counts and attacks; the same input gives the same report.
    """
    policy = coarsener.policy
    kinds = [str(item.kind) for item in placed]
    attacks = (
        _names(public, secret),
        _moved(known, placed, coarsener),
        _sites_moved(known, placed, policy, own),
        _window(known, placed, coarsener),
        _averaged(public, policy, own),
        _trilaterated(public, policy, own),
        _matched(public, placed, own),
    )
    return LeakReport(
        statement=policy.statement,
        rows_published=len(public),
        locations={str(kind): kinds.count(str(kind)) for kind in Published if str(kind) in kinds},
        attacks=attacks,
    )


def _names(public: gpd.GeoDataFrame, secret: Words) -> Attack:
    """Look for every name in every cell."""
    cells = to_flat(public).drop(columns=["footprint"])
    texts = {cell for name in cells for cell in cells[name] if isinstance(cell, str)}
    found = sum(secret.found_in(text) for text in texts)
    asked = len(secret.folded)
    words = f"{found:,} texts hold one of {asked:,} names of own sites and persons"
    return Attack("names", words, found == 0)


def _moved(known: Known, placed: Sequence[Placed], coarsener: Coarsener) -> Attack:
    """Move every row somewhere else in the ground it stands for; nothing may change."""
    random = np.random.default_rng(_SEED)
    lon, lat = known.lon.copy(), known.lat.copy()
    moved = 0
    for row, item in enumerate(placed):
        if item.source is None:
            continue
        spot = _random_place(item.source, random)
        if spot is not None:
            lon[row], lat[row] = spot
            moved += 1
    again = coarsener.place(replace(known, lon=lon, lat=lat))
    changed = sum(one != other for one, other in zip(placed, again, strict=True))
    words = (
        f"{moved:,} rows moved inside the ground they stand for: {changed:,} published elsewhere"
    )
    return Attack("exact places", words, changed == 0)


def _sites_moved(
    known: Known, placed: Sequence[Placed], policy: PublicPolicy, own: Sequence[OwnSite]
) -> Attack:
    """Move every own site somewhere else in its cell; nothing may change."""
    random, grid = np.random.default_rng(_SEED), Grid(policy.cell_m)
    moved = []
    for site in own:
        if np.isfinite(site.lon):
            spot = _random_place(grid.box(grid.cell_at(site.lon, site.lat)), random)
            moved.append(site if spot is None else replace(site, lon=spot[0], lat=spot[1]))
    again = Coarsener(policy, on_grid(moved, policy.cell_m)).place(known)
    changed = sum(one != other for one, other in zip(placed, again, strict=True))
    words = f"{len(moved):,} own sites moved inside their cells: {changed:,} rows elsewhere"
    return Attack("places of own sites", words, changed == 0)


def _window(known: Known, placed: Sequence[Placed], coarsener: Coarsener) -> Attack:
    """Publish every second row, last first, as another window would; each has to stay in place."""
    some = list(range(len(placed)))[::-2]
    again = coarsener.place(known.take(some))
    changed = sum(placed[row] != other for row, other in zip(some, again, strict=True))
    words = f"{len(some):,} rows published again in another selection: {changed:,} elsewhere"
    return Attack("repeated publishing", words, changed == 0)


def _averaged(public: gpd.GeoDataFrame, policy: PublicPolicy, own: Sequence[OwnSite]) -> Attack:
    """Take the mean of the cluster of rows round each own site; it must not lead there."""
    worst = np.inf
    for site in own:
        x, y, _ = _cluster(public, site, policy.cell_m)
        if len(np.unique(np.column_stack([x, y]), axis=0)) > 1:
            worst = _nearer(worst, float(np.hypot(x.mean(), y.mean())), x, y)
    return _judged("averaging", worst, policy, own)


def _trilaterated(public: gpd.GeoDataFrame, policy: PublicPolicy, own: Sequence[OwnSite]) -> Attack:
    """Solve for the place that fits the points and radii of a cluster best, by least squares."""
    from scipy.optimize import least_squares

    worst = np.inf
    for site in own:
        x, y, radius = _cluster(public, site, policy.cell_m)
        if len(np.unique(np.column_stack([x, y]), axis=0)) < 2:
            continue
        # an event is on average two thirds of the radius from the middle of a disc
        away = radius * 2 / 3
        start = [float(x.mean()), float(y.mean())]
        misfit = partial(_misfit, x=x, y=y, away=away)
        solved = least_squares(misfit, start).x
        worst = _nearer(worst, float(np.hypot(*solved)), x, y)
    return _judged("trilateration", worst, policy, own)


def _misfit(spot: FloatArray, x: FloatArray, y: FloatArray, away: FloatArray) -> FloatArray:
    missed: FloatArray = np.hypot(spot[0] - x, spot[1] - y) - away
    return missed


def _nearer(worst: float, off_m: float, x: FloatArray, y: FloatArray) -> float:
    """Count an estimate only where it beats the nearest point that was published."""
    return min(worst, off_m) if off_m < float(np.hypot(x, y).min()) else worst


def _cluster(
    public: gpd.GeoDataFrame, site: OwnSite, cell_m: float
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """
    Give the rows that hang together round a site, in metres east and north of it.

    A window round the site itself would have its mean there whatever was published; one who does
    not know the site can only see which rows lie beside each other.
    """
    located = public[public.geometry.notna()]
    lon, lat = _points(located)
    radius = located["uncertainty_m"].to_numpy(dtype=float, na_value=np.nan)
    if not len(lon) or not np.isfinite(site.lon):
        return np.empty(0), np.empty(0), np.empty(0)
    away = distance_m(lon, lat, site.lon, site.lat)
    close = away <= _WIDEST_CELLS * cell_m
    x, y = _plane(lon[close], lat[close], site)
    radius = radius[close]
    spots, number = np.unique(np.column_stack([x, y, radius]), axis=0, return_inverse=True)
    if not len(spots):
        return x, y, radius
    inside = np.zeros(len(spots), dtype=bool)
    new = np.hypot(spots[:, 0], spots[:, 1]).argmin()[None]
    while len(new):
        inside[new] = True
        apart = np.hypot(
            spots[:, None, 0] - spots[None, new, 0], spots[:, None, 1] - spots[None, new, 1]
        )
        meet = apart <= spots[:, None, 2] + spots[None, new, 2]
        new = np.flatnonzero(meet.any(axis=1) & ~inside)
    mine = inside[number.reshape(-1)]
    return x[mine], y[mine], radius[mine]


def _judged(name: str, worst_m: float, policy: PublicPolicy, own: Sequence[OwnSite]) -> Attack:
    if not own:
        return Attack(name, "no own sites are known to be guarded", passed=True)
    if not np.isfinite(worst_m):
        words = f"tells no more of {len(own):,} own sites than the cell that was published"
        return Attack(name, words, passed=True)
    words = f"comes to {worst_m / policy.cell_m:.0%} of a cell of an own site"
    return Attack(name, words, worst_m >= CHANCE * policy.cell_m)


def _matched(public: gpd.GeoDataFrame, placed: Sequence[Placed], own: Sequence[OwnSite]) -> Attack:
    """Match what is published against packaged sites and own ones."""
    areas = {item.area.wkb: item for item in placed if item.area is not None}
    onto = 0
    for item in areas.values():
        if item.point is not None and item.kind is not Published.BASE:
            room = clearance_m(np.array([item.point[0]]), np.array([item.point[1]]))
            onto += bool(room[0] < 0)
    lon, lat = _points(public)
    spots = np.column_stack([lon, lat])
    same = sum(
        bool((np.abs(spots - (site.lon, site.lat)) < 1e-5).all(axis=1).any())
        for site in own
        if len(spots)
    )
    words = (
        f"{onto:,} of {len(areas):,} published areas have no point clear of a named site;"
        f" {same:,} own sites are published"
    )
    return Attack("matching against named sites", words, same == 0)


def _points(public: gpd.GeoDataFrame) -> tuple[FloatArray, FloatArray]:
    points = public[public.geometry.notna()].geometry
    return np.asarray(points.x, dtype=np.float64), np.asarray(points.y, dtype=np.float64)


def _plane(lon: FloatArray, lat: FloatArray, site: OwnSite) -> tuple[FloatArray, FloatArray]:
    metres = distance_m(lon, lat, site.lon, site.lat)
    towards = np.radians(
        azimuth_deg(np.full(len(lon), site.lon), np.full(len(lon), site.lat), lon, lat)
    )
    return metres * np.sin(towards), metres * np.cos(towards)


def _random_place(area: Any, random: np.random.Generator) -> tuple[float, float] | None:  # noqa: ANN401
    west, south, east, north = area.bounds
    for _ in range(_ROUNDS):
        lon, lat = random.uniform(west, east), random.uniform(south, north)
        if shapely.contains_xy(area, lon, lat):
            return lon, lat
    return None
