"""How long a first answer takes, beside importing geopandas in the same run."""

import subprocess
import sys
import time

RUNS = 5


def seconds(program: str) -> float:
    """Median wall time of a fresh interpreter, in seconds."""
    times = []
    for _ in range(RUNS):
        start = time.perf_counter()
        subprocess.run([sys.executable, "-c", program], check=True, capture_output=True)
        times.append(time.perf_counter() - start)
    return sorted(times)[RUNS // 2]


def bench_startup() -> None:
    limit = seconds("import geopandas")
    cold = {
        "sitmap --help": "import sys; sys.argv = ['sitmap', '--help']\n"
        "from layers.cli import main\ntry:\n    main()\nexcept SystemExit:\n    pass",
        "sitmap locate Goma": "import sys; sys.argv = ['sitmap', 'locate', 'Goma']\n"
        "from layers.cli import main\ntry:\n    main()\nexcept SystemExit:\n    pass",
        "open the gazetteer, look a name up": "from geo import gazetteer; gazetteer.lookup('Goma')",
        "bare interpreter": "pass",
    }
    print(f"\nimport geopandas{limit:32.3f} s")
    for name, program in cold.items():
        value = seconds(program)
        print(f"{name:<44}{value:8.3f} s  {value / limit:5.2f} x")


def bench_open_inside_a_process() -> None:
    program = (
        "import time, geo.gazetteer as g\n"
        "t = time.perf_counter(); g.lookup('Goma'); print(time.perf_counter() - t)\n"
        "t = time.perf_counter()\n"
        "for _ in range(20000): g.lookup('Goma')\n"
        "print(20000 / (time.perf_counter() - t))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], check=True, capture_output=True, text=True
    )
    opened, warm = (float(line) for line in done.stdout.split())
    print(f"\ngazetteer: first look-up {opened:.3f} s, then {warm:,.0f} look-ups/s")
