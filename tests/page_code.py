"""The functions of the page, loaded into a real browser without the page around them."""

from __future__ import annotations

import json
import random
import re
from typing import Any

from playwright.sync_api import Browser

from layers.web.page import shell

_WRAPPED = re.compile(r'^\(\(\) => \{\n"use strict";\n(.*)\n\}\)\(\);\n$', re.DOTALL)


def drawing(seed: int) -> random.Random:
    """Give the same numbers each time."""
    return random.Random(seed)  # noqa: S311 - drawn for tests


class PageCode:
    """A blank tab in which the page's own functions and classes can be called."""

    def __init__(self, browser: Browser) -> None:
        before, _ = shell(None)
        leaflet, code, *_ = re.findall(r"<script>(.*?)</script>", before, re.DOTALL)
        wrapped = _WRAPPED.match(code)
        assert wrapped is not None
        # far from UTC, so that a date read in local time would show
        context = browser.new_context(timezone_id="America/Los_Angeles")
        self._tab = context.new_page()
        self._tab.add_script_tag(content=leaflet)
        # without the function around it every name is one of the tab
        self._tab.add_script_tag(content=wrapped[1])

    def __call__(self, expression: str, *values: Any) -> Any:
        """Evaluate an expression in which ``a`` to ``f`` are the values."""
        names = ", ".join("abcdef"[: len(values)])
        return self._tab.evaluate(f"([{names}]) => ({expression})", list(values))

    def table(self, expression: str, rows: list[list[Any]]) -> list[Any]:
        """Evaluate an expression once for each row of values, all in one call."""
        names = ", ".join("abcdef"[: len(rows[0])])
        assert json.loads(json.dumps(rows)) == rows
        found: list[Any] = self._tab.evaluate(
            f"(rows) => rows.map(([{names}]) => ({expression}))", rows
        )
        return found
