"""Named computed values: every number in a text of the deck is one, or is flagged."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

_NUMBER = re.compile(r"\d+(?:[,.]\d+)*")


@dataclass(frozen=True, slots=True)
class Claim:
    """
    One computed value as it is written.

    `query` says what was counted, `rounding` how the value became the text.
    """

    name: str
    text: str
    query: str
    rounding: str = "none"


class Claims:
    """The computed values of one slide, in the order in which they were written."""

    def __init__(self) -> None:
        self._claims: dict[str, Claim] = {}

    def say(self, name: str, text: str, query: str, *, rounding: str = "none") -> str:
        """
        Note a value and give its text.

        Parameters
        ----------
        name
            Name of the value on this slide.
        text
            The value as it is written.
        query
            What was counted or computed.
        rounding
            How the value became the text.

        Returns
        -------
        text
            As given.
        """
        self._claims[name] = Claim(name, text, query, rounding)
        return text

    def count(self, name: str, value: int, query: str) -> str:
        """Note a whole number; gives it with thousands separated by commas."""
        return self.say(name, f"{value:,}", query)

    def share(self, name: str, part: int, whole: int, query: str) -> str:
        """Note a share; gives whole percent, a dash where there is nothing to share."""
        text = f"{100 * part / whole:.0f} %" if whole else "–"
        return self.say(name, text, query, rounding="whole percent")

    def all(self) -> tuple[Claim, ...]:
        """Give the values noted so far."""
        return tuple(self._claims.values())


def numbers_in(text: str) -> list[str]:
    """Give the numbers of a text in their order, without separators of thousands."""
    return [_plain(match) for match in _NUMBER.findall(text)]


def unmatched_numbers(text: str, claims: Iterable[Claim]) -> list[str]:
    """
    Find numbers that nothing computed.

    Parameters
    ----------
    text
        A text of a slide.
    claims
        The computed values that it may use.

    Returns
    -------
    numbers
        Those that are in no claim's text, in the order of the text.
    """
    known = {number for claim in claims for number in numbers_in(claim.text)}
    return [number for number in numbers_in(text) if number not in known]


def _plain(number: str) -> str:
    """Take out commas between thousands; a comma elsewhere separates two numbers in speech."""
    return number.replace(",", "") if re.fullmatch(r"\d{1,3}(,\d{3})+(\.\d+)?", number) else number
