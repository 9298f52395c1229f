"""What a person decided about publishing: how coarse, how late, and whose names stay out."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from ..errors import ParameterError

SMALLEST_GRID_KM, LARGEST_GRID_KM = 1.0, 500.0
"""A finer grid hides nothing, a coarser one shows nothing."""

LONGEST_DELAY_HOURS = 24.0 * 365 * 10

AREAS = ("admin1", "country")
"""Named areas that may be published instead of cells of a grid."""


@dataclass(frozen=True, slots=True)
class PublicPolicy:
    """
    How incidents are made public.

    `grid_km` is the side of a cell; `area`, where given, publishes first-level areas or countries
    instead of cells, and none smaller than half a cell. `delay_hours` leaves out what may have
    ended later than that before the state of knowledge. `names` are those of persons; a text with
    one of them is left out.

    Raises
    ------
    ParameterError
        If a value lies outside what makes sense.
    """

    grid_km: float = 10.0
    area: str | None = None
    delay_hours: float = 0.0
    names: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not _is_number(self.grid_km) or not (
            SMALLEST_GRID_KM <= self.grid_km <= LARGEST_GRID_KM
        ):
            raise ParameterError(
                f"`grid_km` is {self.grid_km!r}; give {SMALLEST_GRID_KM:g} to"
                f" {LARGEST_GRID_KM:g} kilometres"
            )
        if self.area is not None and self.area not in AREAS:
            raise ParameterError(
                f"`area` is {self.area!r}; give {' or '.join(AREAS)}, or leave it out for a grid"
            )
        if not _is_number(self.delay_hours) or not 0 <= self.delay_hours <= LONGEST_DELAY_HOURS:
            raise ParameterError(
                f"`delay_hours` is {self.delay_hours!r}; give hours, 0 to {LONGEST_DELAY_HOURS:g}"
            )
        for name in self.names:
            if not re.search(r"\w{2}", str(name)):
                raise ParameterError(
                    f"`names` holds {name!r}; each is a name of two letters or more"
                )

    @property
    def cell_m(self) -> float:
        """Side of a cell in metres."""
        return self.grid_km * 1_000.0

    @property
    def coarseness(self) -> str:
        """What locations were coarsened to, in words."""
        if self.area == "admin1":
            return "first-level areas"
        return "countries" if self.area == "country" else f"{self.grid_km:g} km"

    @property
    def statement(self) -> str:
        """The line that stands on every public output."""
        delayed = f", delayed {self.delay_hours:g} hours" if self.delay_hours else ", not delayed"
        return f"public, coarsened to {self.coarseness}{delayed}"


def _is_number(value: Any) -> bool:  # noqa: ANN401 - whatever a settings file holds
    return isinstance(value, (int, float)) and not isinstance(value, bool)
