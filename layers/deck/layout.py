"""How large the rows and letters of a table may be, and what room is left beside it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from ..carto.text import text_width
from .spec import Box, TableBlock

CELL_PADDING = 6.0
"""Room in points left and right of the text of a cell."""

GAP = 14.0
"""Room in points between blocks."""

_LEAST_ROW, _MOST_ROW = 20.0, 32.0
_LEAST_SIZE, _MOST_SIZE = 8.0, 15.0
_ROW_OVER_SIZE = 1.9
_STEP = 0.5
# the font of a template may be missing where a deck is opened, and its substitute be wider
_ROOM = 1.12


@dataclass(frozen=True, slots=True)
class Look:
    """Size of the letters, height of a row and widths of the columns of a table, in points."""

    size: float
    row: float
    widths: tuple[float, ...]


def table_look(block: TableBlock) -> Look:
    """
    Choose the largest letters with which every cell of a table holds its text.

    Parameters
    ----------
    block
        The table.

    Returns
    -------
    look
        Rows between 20 and 32 points high. Where even the least size does not fit, that size; the
        texts that are too long are to be cut.
    """
    row = min(max(block.height / len(block.rows), _LEAST_ROW), _MOST_ROW)
    size = max(min(row / _ROW_OVER_SIZE, _MOST_SIZE), block.size)
    size = int(size / _STEP) * _STEP
    while size > block.size and sum(_needed(block, size)) > sum(block.widths):
        size -= _STEP
    heads = block.rows[:1]
    while size > _LEAST_SIZE and sum(_needed(replace(block, rows=heads), size)) > sum(block.widths):
        size -= _STEP
    return Look(
        size,
        row,
        _shared(block.widths, _needed(block, size), _needed(replace(block, rows=heads), size)),
    )


def table_bottom(block: TableBlock) -> float:
    """Give where a table ends, in points from the top of the page."""
    return block.top + table_look(block).row * len(block.rows)


def under(block: TableBlock, box: Box) -> Box:
    """Give what is left of a box under a table."""
    left, top, width, height = box
    start = table_bottom(block) + GAP
    return (left, start, width, top + height - start)


def _needed(block: TableBlock, size: float) -> list[float]:
    """Width that each column needs for its longest text."""
    return [
        _ROOM * max(text_width(text, size, bold=not row) for row, text in enumerate(column))
        + 2 * CELL_PADDING
        for column in zip(*block.rows, strict=True)
    ]


def _shared(
    widths: Sequence[float], needed: Sequence[float], heads: Sequence[float]
) -> tuple[float, ...]:
    """Let columns that need more than their width take from those that need less."""
    least = [max(min(want, width), head) for want, width, head
             in zip(needed, widths, heads, strict=True)]  # fmt: skip
    spare = max(sum(widths) - sum(least), 0.0)
    wanting = [max(want - have, 0.0) for want, have in zip(needed, least, strict=True)]
    given = min(spare, sum(wanting))
    if given:
        least = [have + given * want / sum(wanting)
                 for have, want in zip(least, wanting, strict=True)]  # fmt: skip
    rest = sum(widths) - sum(least)
    return tuple(have + rest * width / sum(widths)
                 for have, width in zip(least, widths, strict=True))  # fmt: skip
