"""The engine that needs nothing: one piece after the other, in this process."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from .dataset import Piece
from .tasks import Done, Work, work_on


@dataclass(frozen=True, slots=True)
class Memory:
    """One piece after the other in this process, a batch of rows in memory at a time."""

    def run(self, work: Work, pieces: Sequence[Piece]) -> Iterator[Done]:
        """Yield what came of each piece, in their order."""
        for piece in pieces:
            yield work_on(piece, work)
