"""Background tiles from a server that the user names: the one thing that makes a page go online."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from geo.errors import ParameterError

_PLACES = ("z", "x", "y")
# what a path and a query may hold in RFC 3986, without quotes and what ends a policy
_ADDRESS = re.compile(r"(?i:https?)://[A-Za-z0-9./:_~%?&=+@!,()*{}-]+")
_HOST = re.compile(
    r"[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?(\.[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?)*"
)


@dataclass(frozen=True, slots=True)
class Tiles:
    """
    Where background tiles come from, and who is to be named for them.

    Parameters
    ----------
    url
        Template with ``{z}``, ``{x}`` and ``{y}``, ``{r}`` for high resolution where wanted; http
        or https, one host. Web Mercator tiles of 256 pixels.
    attribution
        Whom the server asks to name, plain text.

    Raises
    ------
    ParameterError
        If the address is another kind of text, or nobody is named.
    """

    url: str
    attribution: str

    def __post_init__(self) -> None:
        fault = _fault(self.url)
        if fault is not None:
            raise ParameterError(
                f"`tiles` is {self.url!r}: {fault}; give an address such as"
                " https://tiles.example.org/{z}/{x}/{y}.png"
            )
        if not self.attribution.strip():
            raise ParameterError(
                f"`tiles` is {self.url!r} and nobody is named for it; tile servers ask to be named"
                " on the map: give their words with `--tiles-attribution`"
            )

    @property
    def origin(self) -> str:
        """Scheme, host and port: what the policy of the page is opened to."""
        parts = urlsplit(self.url)
        return f"{parts.scheme.lower()}://{parts.netloc.lower()}"


def _fault(url: str) -> str | None:
    """Say what is wrong with a template, null where nothing is."""
    if _ADDRESS.fullmatch(url) is None:
        return "it is no plain http or https address"
    parts = urlsplit(url)
    try:
        port = parts.port
    except ValueError:
        return "its port is no number"
    if "@" in parts.netloc:
        return "it holds a name or password, which everyone with the file could read"
    host = parts.hostname or ""
    if _HOST.fullmatch(host) is None or port == 0:
        return "its host must be one plain name, because the page is opened to it alone"
    found = re.findall(r"\{([^{}]*)\}", parts.path + "?" + parts.query)
    rest = re.sub(r"\{[^{}]*\}", "", url)
    if sorted(set(found) - {"r"}) != sorted(_PLACES) or "{" in rest or "}" in rest:
        return "its path must hold {z}, {x} and {y} and no other field but {r}"
    return None
