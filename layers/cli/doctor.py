"""What ``sitmap doctor`` looks at: versions, extras, packaged data, clashes of package names."""

from __future__ import annotations

import hashlib
import platform
import re
import shutil
from dataclasses import dataclass
from importlib import metadata, resources

_LIBRARIES = ("geopandas", "shapely", "pyproj", "pandas", "pyarrow", "folium", "python-pptx")
_PROGRAMS = {"soffice": "renders briefs to PDF", "chromium": "tests the HTML map"}


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at; `healthy` is false where something has to be done."""

    subject: str
    state: str
    healthy: bool = True


def examine() -> list[Finding]:
    """
    Look at the installation.

    Returns
    -------
    findings
        Versions, extras, optional programs, packaged data, clashes of package names, in this order.
    """
    return [*_versions(), *_extras(), *_programs(), *_packaged_data(), *_clashes()]


def _versions() -> list[Finding]:
    findings = [Finding("python", platform.python_version())]
    for name in ("sitmap", *_LIBRARIES):
        try:
            findings.append(Finding(name, metadata.version(name)))
        except metadata.PackageNotFoundError:
            findings.append(Finding(name, f"missing; run: pip install {name}", healthy=False))
    return findings


def _extras() -> list[Finding]:
    """Name the extras that this version offers, and whether their libraries are here."""
    try:
        offered = metadata.metadata("sitmap").get_all("Provides-Extra") or []
        required = metadata.requires("sitmap") or []
    except metadata.PackageNotFoundError:
        return []
    findings = []
    for extra in offered:
        names = [
            re.split(r"[\s<>=!~;\[(]", item, maxsplit=1)[0]
            for item in required
            if re.search(rf"extra\s*==\s*['\"]{re.escape(extra)}['\"]", item)
        ]
        missing = [name for name in names if not _is_installed(name)]
        state = f"not installed: {', '.join(missing)}" if missing else "installed"
        findings.append(Finding(f"extra {extra!r}", state))
    return findings or [Finding("extras", "this version has none")]


def _is_installed(name: str) -> bool:
    try:
        metadata.version(name)
    except metadata.PackageNotFoundError:
        return False
    return True


def _programs() -> list[Finding]:
    return [
        Finding(program, "found" if shutil.which(program) else f"not found, optional: {purpose}")
        for program, purpose in _PROGRAMS.items()
    ]


def _packaged_data() -> list[Finding]:
    folder = resources.files("geo") / "data"
    listed = re.findall(
        r"^\| `([^`]+)` \|.*\b([0-9a-f]{64})\b",
        (folder / "SOURCES.md").read_text("utf-8"),
        re.MULTILINE,
    )
    findings = []
    for name, digest in listed:
        file = folder / name
        if not file.is_file():
            state = "missing"
        elif hashlib.sha256(file.read_bytes()).hexdigest() != digest:
            state = "damaged"
        else:
            continue
        findings.append(Finding(f"data/{name}", f"{state}; reinstall sitmap", healthy=False))
    if not findings:
        findings.append(Finding("packaged data", f"{len(listed)} files, all as built"))
    return findings


def _clashes() -> list[Finding]:
    """Another distribution that installs ``geo`` or ``layers`` overwrites ours without a word."""
    owners = metadata.packages_distributions()
    findings = []
    for package in ("geo", "layers"):
        others = sorted(set(owners.get(package, [])) - {"sitmap"})
        if others:
            state = f"also installed by {', '.join(others)}; give sitmap an environment of its own"
            findings.append(Finding(f"package {package!r}", state, healthy=False))
        else:
            findings.append(Finding(f"package {package!r}", "ours alone"))
    return findings
