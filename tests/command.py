"""Runs the command line as its users do, in a process of its own."""

import subprocess
import sys
from pathlib import Path

SECONDS = 300


def sitmap(*arguments: object, cwd: Path) -> subprocess.CompletedProcess[str]:
    """Run ``sitmap`` in a folder and give its exit code and what it printed."""
    return subprocess.run(
        [sys.executable, "-c", "from layers.cli import main; main()", *map(str, arguments)],
        capture_output=True,
        text=True,
        cwd=cwd,
        check=False,
        timeout=SECONDS,
    )
