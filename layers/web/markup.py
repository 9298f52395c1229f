"""What a browser would run, apply or load of a page, read without running it."""

from __future__ import annotations

import base64
import hashlib
import re
from collections import Counter
from dataclasses import dataclass, field
from html.parser import HTMLParser

_LOADING = {
    "src", "srcset", "href", "xlink:href", "data", "poster", "action", "formaction", "background",
    "ping", "manifest", "archive", "codebase", "cite", "imagesrcset", "srcdoc",
}  # fmt: skip
_LOADING_TAGS = {"link", "iframe", "frame", "object", "embed", "base", "portal", "applet", "form"}
_CSS = re.compile(
    r"@import[^;]*|url\(\s*[\"']?(?!#|data:)[^)]*\)|image-set\([^)]*\)", re.IGNORECASE
)
_DATA = "text/plain"


@dataclass(slots=True)
class Markup:
    """
    A page as a browser reads it.

    `scripts` and `styles` are what runs and applies, `blocks` the data by name without its prefix,
    `counts` how often each block stands, `loads` what would be fetched and `inline` what would run
    as ``(tag, attribute, value)``, `before_policy` the tags in front of the first policy that it
    should bind.
    """

    scripts: list[str] = field(default_factory=list)
    styles: list[str] = field(default_factory=list)
    blocks: dict[str, str] = field(default_factory=dict)
    counts: Counter[str] = field(default_factory=Counter)
    policies: list[str] = field(default_factory=list)
    before_policy: list[str] = field(default_factory=list)
    loads: list[tuple[str, str, str]] = field(default_factory=list)
    inline: list[tuple[str, str, str]] = field(default_factory=list)
    ids: set[str] = field(default_factory=set)


def read_markup(html: str) -> Markup:
    """
    Read a page without running it.

    Parameters
    ----------
    html
        The page.

    Returns
    -------
    markup
        What it holds.
    """
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return reader.page


def hash_source(text: str) -> str:
    """
    Give the source expression of a script or style for a policy.

    Parameters
    ----------
    text
        The script or style as it stands between its tags.

    Returns
    -------
    source
        ``'sha256-...'`` in quotes, as in Content Security Policy Level 3, section 8.
    """
    digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()
    return f"'sha256-{base64.b64encode(digest).decode('ascii')}'"


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self.page = Markup()
        self._parts: list[str] | None = None
        self._block: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Sort what the tag does."""
        values = {name: value or "" for name, value in attrs}
        page = self.page
        if "id" in values:
            page.ids.add(values["id"])
        if tag == "meta" and values.get("http-equiv", "").lower() == "content-security-policy":
            page.policies.append(values.get("content", ""))
        elif not page.policies and tag not in {"html", "head", "meta"}:
            page.before_policy.append(tag)
        if tag == "meta" and values.get("http-equiv", "").lower() == "refresh":
            page.loads.append((tag, "refresh", values.get("content", "")))
        self._attributes(tag, values)
        if tag in {"script", "style"}:
            self._parts = []
            is_data = tag == "script" and values.get("type") == _DATA
            self._block = values.get("id", "").removeprefix("sitmap-") if is_data else None

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Read a tag that closes itself; a browser reads on behind ``<script/>``."""
        self.handle_starttag(tag, attrs)

    def handle_data(self, data: str) -> None:
        """Collect the text of a script or style."""
        if self._parts is not None:
            self._parts.append(data)

    def handle_endtag(self, tag: str) -> None:
        """Keep a script, a style or a block."""
        if tag not in {"script", "style"} or self._parts is None:
            return
        text = "".join(self._parts)
        self._parts = None
        if self._block is not None:
            self.page.blocks[self._block] = text
            self.page.counts[self._block] += 1
        elif tag == "script":
            self.page.scripts.append(text)
        else:
            self.page.styles.append(text)
            for found in _CSS.findall(text):
                self.page.loads.append(("style", "address", found))

    def _attributes(self, tag: str, values: dict[str, str]) -> None:
        for name, value in values.items():
            if name.startswith("on") or name == "style":
                self.page.inline.append((tag, name, value))
            elif name in _LOADING:
                is_script = value.lstrip().lower().startswith(("javascript:", "vbscript:"))
                (self.page.inline if is_script else self.page.loads).append((tag, name, value))
        if tag in _LOADING_TAGS and not _LOADING & values.keys():
            self.page.loads.append((tag, "nothing", ""))
