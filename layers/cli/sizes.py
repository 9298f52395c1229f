"""How large a map is, part by part, and what may be left out of one that is too large."""

from __future__ import annotations

from collections.abc import Mapping

LARGE_BYTES = 50_000_000
"""Beyond this a page opens slowly on a telephone and no mail takes it."""

_PARTS = {
    "code": ("code",),
    "base map": ("land", "lines", "fine-land", "fine-lines", "admin", "names"),
    "incidents": ("rows", "sites", "discs", "shapes"),
    "texts": ("texts",),
    "bases": ("base-shapes",),
    "reports and notes": ("config",),
}


def by_part(sizes: Mapping[str, int]) -> dict[str, int]:
    """
    Sum the bytes of a page by what they are for.

    Parameters
    ----------
    sizes
        Bytes by data block and of the code, as ``layers.web.Page.sizes`` has them.

    Returns
    -------
    parts
        Bytes by part, in a fixed order; a block that belongs to none counts as reports and notes.
    """
    parts = dict.fromkeys(_PARTS, 0)
    home = {name: part for part, names in _PARTS.items() for name in names}
    for name, size in sizes.items():
        parts[home.get(name, "reports and notes")] += size
    return parts


def part_lines(sizes: Mapping[str, int]) -> list[str]:
    """
    Tell the bytes of a page by part.

    Parameters
    ----------
    sizes
        As for `by_part`.

    Returns
    -------
    lines
        One line per part.
    """
    return [f"{size:>14,} bytes  {part}" for part, size in by_part(sizes).items()]


def advice(sizes: Mapping[str, int]) -> str | None:
    """
    Say what could be left out of a page that is too large.

    Parameters
    ----------
    sizes
        As for `by_part`.

    Returns
    -------
    advice
        One line; null where the page is no larger than 50 MB.
    """
    total = sum(sizes.values())
    if total <= LARGE_BYTES:
        return None
    parts = by_part(sizes)
    shapes = sizes.get("shapes", 0)
    return (
        f"the map has {total / 1e6:.0f} MB, more than {LARGE_BYTES / 1e6:.0f}:"
        f" {parts['texts'] / 1e6:.0f} MB are texts, of which --drop-text leaves out titles, quotes"
        f" and sources; {shapes / 1e6:.0f} MB are outlines, which --simplify draws with fewer"
        " corners; --from, --to and --type keep fewer rows"
    )
