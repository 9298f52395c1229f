"""Audit a finished page: does it still hold what was written, and nothing that was added since."""

from __future__ import annotations

import base64
import json
import re
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from geo import reference
from geo.errors import InputError
from geo.files import check_input
from geo.publish import INTERNAL

from .content import BLOCKS
from .markup import Markup, hash_source, read_markup
from .page import shell
from .wording import SOFTWARE

_MOST_BYTES = 2_000_000_000
_MOST_INFLATED = 500_000_000
# texts are several blocks one after the other, each with an end of its own
_BASE64 = re.compile(
    r"(?:[A-Za-z0-9+/]{4})*(?:(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)(?:[A-Za-z0-9+/]{4})*)*"
)
_BLOCK = re.compile(r'<script type="text/plain" id="sitmap-[a-z-]+">[A-Za-z0-9+/=]*</script>')
_FIXED = {
    "default-src": "'none'",
    "connect-src": "'none'",
    "base-uri": "'none'",
    "form-action": "'none'",
}
_TRACES = {
    "markup": re.compile(
        r"<\s*(?:script|img|svg|iframe|object|embed|style|link|math)\b", re.IGNORECASE
    ),
    "event handlers": re.compile(r"\bon[a-z]{3,16}\s*=", re.IGNORECASE),
    "templates": re.compile(r"\{\{|\{%|\$\{"),
    "script addresses": re.compile(r"\b(?:(?:java|vb)script:|data:[a-z]+/)", re.IGNORECASE),
    "hidden letters": re.compile("[\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]"),
}
_PUBLIC = re.compile(r"\bpublic\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class PageFinding:
    """
    One thing that is wrong with a page.

    `rule` is ``policy``, ``script``, ``request``, ``markup``, ``data``, ``attribution``, ``as-of``
    or ``profile``.
    """

    rule: str
    message: str


@dataclass(frozen=True, slots=True)
class PageAudit:
    """
    What a page is and what is wrong with it.

    `sizes` are bytes by part, `hosts` what the page may load from, `traces` how many texts of the
    data look like code, by family: the page shows them as typed and runs none of them. What cannot
    be read is null.
    """

    findings: tuple[PageFinding, ...]
    title: str | None = None
    rows: int | None = None
    as_of: str | None = None
    marking: str | None = None
    attributions: tuple[str, ...] = ()
    hosts: tuple[str, ...] = ()
    sizes: dict[str, int] = field(default_factory=dict)
    traces: dict[str, int] = field(default_factory=dict)


def check_page(path: str | Path) -> PageAudit:
    """
    Audit a map page.

    Its policy, scripts, styles and markup are compared with those this version of sitmap writes;
    its data blocks are read, never run.

    Parameters
    ----------
    path
        The .html.

    Returns
    -------
    audit
        What was found; findings in the order of the rules, none where all is well.

    Raises
    ------
    InputError
        If the file cannot be read or is no map page of sitmap.
    """
    path = Path(path)
    check_input(path, max_bytes=_MOST_BYTES)
    try:
        # newlines as they are, because hashes cover them
        html = path.read_bytes().decode("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError("cannot be read as a page in UTF-8", path=path) from error
    page = read_markup(html)
    if not any(name in page.blocks for name in BLOCKS):
        raise InputError("is no map page of sitmap: it holds none of its data blocks", path=path)
    config, damage = _config(page)
    tiles = config.get("tiles") if isinstance(config.get("tiles"), dict) else None
    origin = None if tiles is None else _origin(str(tiles.get("url")))
    findings = [
        *_policy(page, origin),
        *_scripts(page, origin),
        *_requests(page),
        *_markup(page, html, origin),
        *damage,
        *_data(page),
        *_attribution(page, config, tiles),
        *_dates(config),
        *_profile(config),
    ]
    layout = config.get("incidents")
    return PageAudit(
        findings=tuple(findings),
        title=_text(config.get("title")),
        rows=layout.get("rows") if isinstance(layout, dict) else None,
        as_of=_text(config.get("as_of")),
        marking=_text(config.get("marking")),
        attributions=tuple(map(str, config.get("attributions") or ())),
        hosts=tuple(_hosts(page)),
        sizes=_sizes(page, html),
        traces=_traces(page, config),
    )


def _policy(page: Markup, origin: str | None) -> Iterator[PageFinding]:
    if len(page.policies) != 1:
        words = "no policy: the browser would run and load anything"
        yield PageFinding("policy", words if not page.policies else "several policies")
        return
    if page.before_policy:
        names = ", ".join(f"<{name}>" for name in page.before_policy)
        yield PageFinding("policy", f"stands behind {names}, which it does not bind")
    directives = _directives(page.policies[0])
    for name, wanted in _FIXED.items():
        found = directives.get(name)
        if found != wanted:
            yield PageFinding("policy", f"{name} is {found or 'missing'}, not {wanted}")
    for name in ("script-src", "style-src"):
        for source in directives.get(name, "").split():
            if not source.startswith("'sha256-"):
                yield PageFinding("policy", f"{name} allows {source}")
    images = set(directives.get("img-src", "").split()) - {"data:", "blob:", origin}
    for source in sorted(images):
        yield PageFinding("policy", f"img-src allows {source}, which the page does not name")
    for name in sorted(set(directives) - {*_FIXED, "script-src", "style-src", "img-src"}):
        yield PageFinding("policy", f"{name} is no part of it: {directives[name]}")


def _scripts(page: Markup, origin: str | None) -> Iterator[PageFinding]:
    directives = _directives(page.policies[0] if page.policies else "")
    ours = read_markup("".join(shell(origin)))
    for kind, found, known in (
        ("script", page.scripts, ours.scripts),
        ("style", page.styles, ours.styles),
    ):
        allowed = set(directives.get(f"{kind}-src", "").split())
        hashes = [hash_source(text) for text in found]
        for number, (text, digest) in enumerate(zip(found, hashes, strict=True), start=1):
            if text not in known:
                start = " ".join(text.split())[:60]
                yield PageFinding(
                    "script",
                    f"{kind} {number} is none that this version of sitmap writes"
                    f" (changed, added, or of another version): {start}",
                )
            if page.policies and digest not in allowed:
                yield PageFinding("script", f"{kind} {number} is not the one that was hashed")
        if len(found) != len(known):
            yield PageFinding("script", f"{len(found)} {kind}s; {len(known)} were written")
        unused = len(allowed - set(hashes))
        if unused:
            yield PageFinding("script", f"{unused} hashes of {kind}s that the page does not hold")


def _requests(page: Markup) -> Iterator[PageFinding]:
    for tag, name, value in page.loads:
        yield PageFinding("request", f"<{tag}> has {name}: {value[:80]!r}")


def _markup(page: Markup, html: str, origin: str | None) -> Iterator[PageFinding]:
    for tag, name, value in page.inline:
        yield PageFinding("markup", f"<{tag}> runs or applies {name}: {value[:80]!r}")
    for name in sorted(set(page.blocks) - set(BLOCKS)):
        yield PageFinding("markup", f"block {name!r} is none that sitmap writes")
    for name, count in page.counts.items():
        if count > 1:
            yield PageFinding("markup", f"block {name!r} stands {count} times")
    # whatever none of the rules has a name for
    if _outside_scripts(html) != _outside_scripts("".join(shell(origin))):
        yield PageFinding("markup", "the page around the data is not as it was written")


def _data(page: Markup) -> Iterator[PageFinding]:
    for name in BLOCKS:
        if name not in page.blocks:
            yield PageFinding("data", f"block {name!r} is missing")
        elif _BASE64.fullmatch(page.blocks[name]) is None:
            yield PageFinding("data", f"block {name!r} holds other letters than base64")


def _attribution(page: Markup, config: dict[str, Any], tiles: Any) -> Iterator[PageFinding]:  # noqa: ANN401
    if "credit" not in page.ids:
        yield PageFinding("attribution", "there is no line of credit on the page")
    if not config:
        return
    named = set(map(str, config.get("attributions") or ()))
    credit = str(config.get("credit") or "")
    for text in (*reference.ATTRIBUTIONS, SOFTWARE):
        if text not in named:
            yield PageFinding("attribution", f"is not named: {text}")
    for text in reference.ATTRIBUTIONS:
        if text not in credit:
            yield PageFinding("attribution", f"is not named below the map: {text}")
    owner = "" if tiles is None else str(tiles.get("attribution") or "")
    if tiles is not None and (not owner or owner not in credit):
        yield PageFinding("attribution", "the tile server is not named below the map")


def _dates(config: dict[str, Any]) -> Iterator[PageFinding]:
    layout = config.get("incidents")
    dated = layout.get("dated") if isinstance(layout, dict) else 0
    if dated and not config.get("as_of"):
        yield PageFinding("as-of", "the page does not say as of when it knows what it shows")


def _profile(config: dict[str, Any]) -> Iterator[PageFinding]:
    marking = str(config.get("marking") or "")
    if config and INTERNAL not in marking and _PUBLIC.search(marking) is None:
        words = f"it is marked {marking!r}" if marking else "it is not marked"
        yield PageFinding("profile", f"{words}: neither internal nor public")


def _config(page: Markup) -> tuple[dict[str, Any], list[PageFinding]]:
    try:
        value = json.loads(_inflated(page.blocks.get("config", "")))
    except (ValueError, zlib.error) as error:
        return {}, [PageFinding("data", f"block 'config' cannot be read: {error}")]
    if not isinstance(value, dict):
        return {}, [PageFinding("data", "block 'config' is no JSON object")]
    return value, []


def _inflated(block: str) -> bytes:
    machine = zlib.decompressobj(-zlib.MAX_WBITS)
    return machine.decompress(base64.b64decode(block, validate=True), _MOST_INFLATED)


def _traces(page: Markup, config: dict[str, Any]) -> dict[str, int]:
    """Count texts of the data that look like code, by family."""
    counts = dict.fromkeys(_TRACES, 0)
    for text in _texts(page, config):
        for family, pattern in _TRACES.items():
            counts[family] += pattern.search(text) is not None
    return {family: count for family, count in counts.items() if count}


def _texts(page: Markup, config: dict[str, Any]) -> Iterator[str]:
    yield from _strings(config)
    layout = config.get("incidents")
    texts = layout.get("texts") if isinstance(layout, dict) else None
    offsets: Sequence[int] = texts.get("offsets", ()) if isinstance(texts, dict) else ()
    block = page.blocks.get("texts", "")
    for start, end in pairwise(offsets):
        try:
            yield from _strings(json.loads(_inflated(block[start:end])))
        except (ValueError, zlib.error):
            continue


def _strings(value: Any) -> Iterator[str]:  # noqa: ANN401 - what JSON may hold
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for item in value.values() if isinstance(value, dict) else value:
            yield from _strings(item)


def _directives(policy: str) -> dict[str, str]:
    pairs = (part.split(None, 1) for part in policy.split(";") if part.strip())
    return {pair[0]: pair[1].strip() if len(pair) > 1 else "" for pair in pairs}


def _hosts(page: Markup) -> list[str]:
    sources = {value for _, _, value in page.loads}
    for policy in page.policies:
        for name, value in _directives(policy).items():
            if name.endswith("-src"):
                sources |= {item for item in value.split() if "." in item or "*" in item}
    return sorted({_origin(source) or source for source in sources if not source.startswith("'")})


def _origin(url: str) -> str | None:
    try:
        parts = urlsplit(url if "//" in url else f"//{url}")
    except ValueError:
        return None
    if not parts.netloc:
        return None
    return f"{parts.scheme}://{parts.netloc}".removeprefix("://").lower()


def _sizes(page: Markup, html: str) -> dict[str, int]:
    blocks = {name: len(text.encode()) for name, text in page.blocks.items()}
    return {"code": len(html.encode()) - sum(blocks.values()), **blocks}


def _outside_scripts(html: str) -> str:
    """Give the page without its data, and without scripts and styles, which have rules."""
    bare = _BLOCK.sub("", html)
    return re.sub(r"(?is)<(script|style)>.*?</\1>|\s+", "", bare)


def _text(value: Any) -> str | None:  # noqa: ANN401 - what JSON may hold
    return value if isinstance(value, str) else None
