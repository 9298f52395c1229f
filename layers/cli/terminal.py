"""Text of others on a terminal: shown, never obeyed."""

import re

# C0 and C1 controls steer the terminal, bidirectional overrides reorder what a person reads
_STEERING = re.compile(r"[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\u200e\u200f]")


def shown(text: str) -> str:
    """
    Make a text safe to print.

    Parameters
    ----------
    text
        Any text; never trusted.

    Returns
    -------
    safe
        The text with every control character and bidirectional override replaced by U+FFFD.
    """
    return _STEERING.sub("\N{REPLACEMENT CHARACTER}", text)
