"""What `make eval` measures: answers to annotated texts and phrases, scored and counted."""

import csv
import importlib.util
import json
import re
import subprocess
import sys
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from shapely import Point
from shapely.geometry import shape

from geo.gazetteer.entries import Overlay
from geo.geocoding import locate
from geo.geocoding.areas import area_of
from geo.geodesy import distance_m
from geo.models import Location, Place, Precision

SETS = ("lgl", "geovirus", "trnews")
NEAR_KM = 161.0
SURE = 0.7
_AREAS = (Precision.COUNTRY, Precision.ADMIN1, Precision.ADMIN2, Precision.REGION)

Record = dict[str, Any]
Parser = Callable[..., list[Record]]


@dataclass(frozen=True, slots=True)
class Answer:
    """One gold toponym with coordinates and what was answered for exactly its span."""

    gold: Record
    given: Record | None

    @property
    def error_km(self) -> float | None:
        """Kilometres between both points; null where nothing was answered."""
        if self.given is None or self.given["lon"] is None:
            return None
        points = (self.gold["lon"], self.gold["lat"], self.given["lon"], self.given["lat"])
        return float(distance_m(*points)) / 1000

    @property
    def is_near(self) -> bool:
        """Whether it was answered within `NEAR_KM`."""
        return self.error_km is not None and self.error_km <= NEAR_KM

    @property
    def is_inside(self) -> bool:
        """Whether the gold point lies in the outline that the answer has, where it has one."""
        given = None if self.given is None else self.given["geonameid"]
        place = None if given is None else _areas_by_id().get(int(given))
        if place is None:
            return False
        return bool(area_of(place).footprint.covers(Point(self.gold["lon"], self.gold["lat"])))

    @property
    def is_area(self) -> bool:
        """Whether the gold is a country or an area of the first or second level."""
        return str(self.gold.get("fcode") or "").startswith(("PCL", "ADM1", "ADM2"))


def load_scorer(folder: Path) -> Any:
    """Import the scorer of geoparsing from the evaluation folder."""
    path = folder / "tools" / "score_geoparsing.py"
    spec = importlib.util.spec_from_file_location(path.stem, path)
    if spec is None or spec.loader is None:
        raise SystemExit(f"`{path}` is no Python file; the evaluation folder is not complete")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def documents(folder: Path, name: str) -> list[Record]:
    """Read one annotated set."""
    path = folder / "data" / "geoparsing" / f"{name}.jsonl"
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line]


def predictions(docs: Iterable[Record], parse: Parser, *, gold_spans: bool) -> dict[str, Any]:
    """Answer every text; with the gold spans given, or from the text alone."""
    return {
        doc["doc"]: [
            {
                "start": record["start_char"],
                "end": record["end_char"],
                "radius_km": None if record["radius_m"] is None else record["radius_m"] / 1000,
                **record,
            }
            for record in (
                parse(doc["text"], spans=[(top["start"], top["end"]) for top in doc["toponyms"]])
                if gold_spans
                else parse(doc["text"], demonyms=doc["demonyms"])
            )
        ]
        for doc in docs
    }


def answers(docs: Iterable[Record], given: dict[str, list[Record]]) -> Iterator[Answer]:
    """Pair every gold toponym that has coordinates with the answer for its span."""
    for doc in docs:
        by_span = {(record["start"], record["end"]): record for record in given[doc["doc"]]}
        for gold in doc["toponyms"]:
            if gold["lat"] is not None:
                yield Answer(gold, by_span.get((gold["start"], gold["end"])))


def deciles(pairs: Iterable[Answer]) -> list[tuple[float, int, float, float]]:
    """Give lower end, count, mean probability and accuracy of each tenth of probability."""
    bins: dict[int, list[Answer]] = defaultdict(list)
    for pair in pairs:
        if pair.given is not None and pair.given["probability"] is not None:
            bins[min(9, int(pair.given["probability"] * 10))].append(pair)
    return [
        (
            number / 10,
            len(inside),
            sum(pair.given["probability"] for pair in inside if pair.given) / len(inside),
            sum(pair.is_near for pair in inside) / len(inside),
        )
        for number, inside in sorted(bins.items())
    ]


def distance_direction(folder: Path) -> list[tuple[str, int, float, float, float]]:
    """Score "N km direction of Y": name, answered, coverage, median km2, median error in km."""
    gold = folder / "data" / "geoparsing" / "geocode_distdir.jsonl"
    rows = []
    for line in gold.read_text(encoding="utf-8").splitlines():
        asked = json.loads(line)
        best = locate(asked["phrase"], country=asked["country"])[0]
        if best.footprint is not None:
            row = {"n": asked["n"], "lat": best.lat, "lon": best.lon, "geometry": best.footprint}
            rows.append(json.dumps(row))
    with tempfile.TemporaryDirectory() as scratch:
        given = Path(scratch) / "answers.jsonl"
        given.write_text("\n".join(rows), encoding="utf-8")
        scorer = folder / "tools" / "score_distdir.py"
        command = [sys.executable, "-B", str(scorer), str(given), "--gold", str(gold)]
        told = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    pattern = r"^(.*?) +n=\d+ answered=(\d+) .*?p50=([\d.]+).*coverage=([\d.]+) .*km2=(\d+)"
    return [
        (name, int(count), float(coverage), float(area), float(error))
        for name, count, error, coverage, area in re.findall(pattern, told, re.MULTILINE)
    ]


def toponyms(folder: Path) -> tuple[int, int, int, int]:
    """Count the seventy toponyms: right, all, spellings right, all spellings; country given."""
    path = folder / "data" / "geoparsing" / "toponyms70.csv"
    right = names = right_spellings = spellings = 0
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            written = dict.fromkeys([row["name"], *row["spellings"].split("|")])
            found = [_is_right(row, locate(name, _code(row["country"]))[0]) for name in written]
            names, right = names + 1, right + found[0]
            spellings, right_spellings = spellings + len(found), right_spellings + sum(found)
    return right, names, right_spellings, spellings


def _code(country: str) -> str | None:
    return country if re.fullmatch("[A-Z]{2}", country) else None


def _is_right(row: dict[str, str], best: Location) -> bool:
    """Within the tolerance; or, for an area, with the point inside the footprint."""
    point = float(row["lon"]), float(row["lat"])
    if best.precision in _AREAS and best.footprint is not None:
        return bool(shape(best.footprint).covers(Point(point))) or _is_within(row, best)
    return _is_within(row, best)


def _is_within(row: dict[str, str], best: Location) -> bool:
    if best.lon is None or best.lat is None:
        return False
    away = float(distance_m(float(row["lon"]), float(row["lat"]), best.lon, best.lat))
    return away <= float(row["tolerance_km"]) * 1000


@cache
def _areas_by_id() -> dict[int, Place]:
    """Every packaged area that has a geonameid."""
    overlay = Overlay()
    drawn = (number for number in range(len(overlay)) if "lon" in overlay.entry(number))
    places = map(overlay.place, drawn)
    return {place.geonameid: place for place in places if place.geonameid is not None}
