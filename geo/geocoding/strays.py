"""Names whose readings all lie where the text does not speak of."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ..models import NameKind, PlaceKind
from .containment import may_contain
from .grammar import Grammar
from .guards import is_spelling
from .ranking import Resolution
from .syntax import Name, Node, Part, Toponym, Within, head

_LARGE = 100_000
"""People from which on a city is meant where the words round it speak of another country."""
_KNOWN = 15_000
"""People from which on a town is believed by a name that is not its first."""
_AREAS = (PlaceKind.COUNTRY, PlaceKind.ADMIN1, PlaceKind.REGION, PlaceKind.CONTINENT, PlaceKind.SEA)
_SECOND_NAMES = (NameKind.ALTERNATE, NameKind.FUZZY)


def is_misplaced(grammar: Grammar, node: Node, end: int) -> bool:
    """
    Tell whether the words put a phrase into an area where no reading of its name lies.

    Parameters
    ----------
    grammar
        The grammar of the text.
    node
        The phrase.
    end
        Index of the token behind it.

    Returns
    -------
    is_misplaced
        True before "in" and a country, a province or a part of one that cannot hold it; not for
        a city of `_LARGE` people.
    """
    name = head(node)
    if name is None or name.candidates[0].kind in _AREAS or _people(name) >= _LARGE:
        return False
    after = end + 1 if grammar.text(end) == "," else end
    contained = grammar.words("containing", after)
    outer = None if contained is None else grammar.container(contained)
    if outer is None:
        return False
    area = outer[0]
    if isinstance(area, Within) and isinstance(area.outer, Name):
        fits = may_contain(area.outer, node) and may_contain(area, node)
        return _is_area(area.outer) and not fits
    return isinstance(area, Name | Part) and _is_area(area) and not may_contain(area, node)


def _is_area(node: Node) -> bool:
    name = head(node)
    return name is not None and name.candidates[0].kind in _AREAS


def strays(
    names: Sequence[Toponym], resolution: Resolution, expected: Iterable[str] = ()
) -> set[tuple[int, int]]:
    """
    Find one-word names of small places that nothing else in the text supports.

    Parameters
    ----------
    names
        All names of the text.
    resolution
        What they mean.
    expected
        ISO alpha-2 codes that are likely from the outset.

    Returns
    -------
    strays
        Spans of the names that are the first name of no reading, whose best reading has fewer
        than `_KNOWN` people and lies in no country of another name or of `expected`; and which
        mean places in several countries or are no spelling of the first name.
    """
    weak = {(name.start, name.end) for name in names if _is_weak(name, resolution)}
    spoken_of = set(expected)
    for name in names:
        if (name.start, name.end) not in weak:
            spoken_of.update(resolution.best(name)[0].countries)
    return {
        (name.start, name.end)
        for name in names
        if (name.start, name.end) in weak
        and spoken_of.isdisjoint(resolution.best(name)[0].countries)
    }


def _is_weak(name: Toponym, resolution: Resolution) -> bool:
    """Whether nothing but second names of settlements, unlike the first or scattered, is meant."""
    best = resolution.best(name)[0]
    if not name.text.isalpha() or (best.population or 0) >= _KNOWN:
        return False
    if best.kind is not PlaceKind.SETTLEMENT or any(
        place.kind is PlaceKind.SETTLEMENT and place.name_kind not in _SECOND_NAMES
        for place in name.candidates
    ):
        return False
    scattered = len({place.country for place in name.candidates}) > 1
    return scattered or not is_spelling(name.text, best.name)


def _people(name: Toponym) -> int:
    return max((place.population or 0) for place in name.candidates)
