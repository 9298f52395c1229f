"""How places are called on a static map: the user's own names, and country names by language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from geo import reference


@dataclass(frozen=True, slots=True)
class Naming:
    """
    Names to write instead of the packaged ones.

    `overrides` are keyed by the name as it would be written, or by the ISO 3166-1 code of a
    country; an empty text leaves the place without a name. `lang` (``ar``, ``es``, ``fr``, ``he``
    or ``ru``) takes the packaged names of countries in that language; any other, the English ones.
    """

    overrides: Mapping[str, str] = field(default_factory=dict)
    lang: str = "en"

    def of(self, name: str) -> str:
        """Give the name to write for a town or a base."""
        return self.overrides.get(name, name)

    def countries(self) -> list[str]:
        """Give the names to write for the areas of ``reference.light_country_layer``, in order."""
        columns = reference.light_country_layer().columns
        key = f"name_{self.lang.lower().split('-')[0]}"
        local = columns[key] if key in columns else columns["name"]
        rows = zip(columns["country"], columns["name"], local, strict=True)
        return [
            self.overrides.get(code or "", self.overrides.get(name, translated or name))
            for code, name, translated in rows
        ]
