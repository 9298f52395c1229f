"""Speed, cold start, memory and size of geocoding; ratios within one run, no limit on seconds."""

import subprocess
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from statistics import median

from seeded import FORMS, phrases, prose

from geo import reference
from geo.errors import MissingDependencyError
from geo.gazetteer import get, suggest
from geo.geocoding import geoparse, locate
from geo.geocoding.areas import area_of
from geo.geocoding.bands import ground_of, plain
from geo.geocoding.vocabulary import vocabulary
from geo.models import Location

PHRASES = 5_000
WORDS = 100_000
RUNS = 7
DATA = Path(__file__).parents[2] / "geo" / "data"
INDEX = ("settlements*", "overlay.*", "overlay_postings.npy")
LOCATE = (
    "import sys; sys.argv = ['sitmap', 'locate', 'Goma']\n"
    "from layers.cli import main\ntry:\n    main()\nexcept SystemExit:\n    pass\n"
)
# the peak of this program alone: ru_maxrss would start from that of its parent
MEMORY = "print(next(line for line in open('/proc/self/status') if line.startswith('VmHWM')))\n"


def timed(work: Callable[[], object]) -> tuple[float, float]:
    """Give seconds on the clock and seconds of the processor."""
    wall, cpu = time.perf_counter(), time.process_time()
    work()
    return time.perf_counter() - wall, time.process_time() - cpu


def warm() -> None:
    """Load the reference data and prepare the outlines of the countries; no phrase is asked."""
    suggest("Gomma")
    vocabulary()
    reference.border_lines()
    reference.countries_at(0.0, 0.0)
    for layer in (reference.admin1_layer(), reference.admin2_layer(), reference.area_layer()):
        layer.geometry(0)
    codes = {area.country for area in reference.countries()} - {None}
    for code in sorted(codes, key=str):
        plain(ground_of(area_of(get(f"country:{code}"))))


def ask(phrase: str, found: list[Location]) -> None:
    found += locate(phrase)


def read(best: Location) -> tuple[object, ...]:
    return best.lon, best.country, best.footprint


def bench_locate() -> None:
    asked = phrases(PHRASES)
    warm()
    times, reading = [], 0.0
    for phrase in asked:
        found: list[Location] = []
        times.append(timed(partial(ask, phrase, found)))
        # what nobody reads is not drawn: told apart
        reading += timed(partial(read, found[0]))[1]
    wall, cpu = (sum(column) for column in zip(*times, strict=True))
    print(f"\nlocate: {PHRASES:,} distinct phrases, each once: ", end="")
    print(f"{PHRASES / wall:,.0f} phrases/s, {PHRASES / cpu:,.0f} per second of one core")
    rate = PHRASES / (cpu + reading)
    print(f"with point, country and footprint of the best answer read: {rate:,.0f} per second")
    slowest = sorted((spent for _, spent in times), reverse=True)[: PHRASES // 100]
    print(f"slowest 1 %: {1e3 * slowest[-1]:.1f} to {1e3 * slowest[0]:.1f} ms")
    shares = dict.fromkeys(FORMS, 0.0)
    for (_, spent), form in zip(times, asked.values(), strict=True):
        shares[form] += spent / cpu
    costly = sorted(shares.items(), key=lambda item: -item[1])[:8]
    print("most time by form: " + "; ".join(f"{form} {part:.0%}" for form, part in costly))


def bench_geoparse() -> None:
    text = prose(WORDS)
    words = len(text.split())
    for model, label in (("none", "no model"), ("spacy", "with the model")):
        try:
            geoparse("A convoy left Goma.", model=model)
        except MissingDependencyError:
            print(f"\ngeoparse, {label}: not installed")
            continue
        wall, cpu = timed(lambda model=model: geoparse(text, model=model))  # type: ignore[misc]
        print(f"\ngeoparse, {label}: {words:,} words: ", end="")
        print(f"{words / wall:,.0f} words/s, {words / cpu:,.0f} per second of one core")


def bench_cold() -> None:
    ratios = []
    for _ in range(RUNS):
        ours = timed(lambda: run(LOCATE))[0]
        theirs = timed(lambda: run("import geopandas"))[0]
        ratios.append(ours / theirs)
    spread = f"{min(ratios):.2f} to {max(ratios):.2f}"
    print(f"\ncold sitmap locate / import geopandas: {median(ratios):.2f} x ({spread})")


def bench_size() -> None:
    files = [path for pattern in INDEX for path in DATA.glob(pattern)]
    everything = sum(path.stat().st_size for path in DATA.glob("*.*"))
    print(f"\nindex on disk: {sum(path.stat().st_size for path in files) / 1e6:.1f} MB; ", end="")
    print(f"all packaged data: {everything / 1e6:.1f} MB")
    cold = int(run(LOCATE + MEMORY).split()[-2])
    many = int(
        run(
            "import sys; sys.path.insert(0, 'tests/bench')\n"
            "from geo.geocoding import locate\n"
            f"for phrase in {list(phrases(500))!r}:\n    locate(phrase)\n" + MEMORY
        ).split()[-2]
    )
    print(f"resident, mapped pages counted: one name {cold / 1024:.0f} MB, ", end="")
    print(f"500 phrases of all forms {many / 1024:.0f} MB")


def run(program: str) -> str:
    """Run a program in a fresh interpreter and give what it prints."""
    command = [sys.executable, "-c", program]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout
