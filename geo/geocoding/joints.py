"""Which phrases go together: in a list, as inner and outer, as a place and what narrows it."""

from __future__ import annotations

from dataclasses import replace

from ..models import PlaceKind
from .name_grammar import AREAS
from .syntax import Border, Name, Near, Node, Offset, Part, Within, children, head

_DESCRIBED_KM = 500.0
"""How far a place that has a name may lie from the one whose direction it is told by."""
_GROUND = frozenset({PlaceKind.COUNTRY, PlaceKind.ADMIN1, PlaceKind.REGION})
"""What a list may name parts of beside wholes: "Iraq and northeastern Syria"."""


def contradicts(node: Node, outer: Node) -> bool:
    """
    Tell whether an area is said to hold what it cannot.

    Parameters
    ----------
    node
        What is said to lie in it.
    outer
        The area.

    Returns
    -------
    contradicts
        False for the next member of a list, as two areas are.
    """
    if not isinstance(outer, Name) or outer.toponym.candidates[0].kind not in AREAS:
        return False
    inner = head(node)
    return not isinstance(node, Name) or (
        inner is not None and inner.candidates[0].kind not in AREAS
    )


def may_meet(node: Node, relation: Node) -> bool:
    """
    Tell whether a relation can narrow a phrase.

    Parameters
    ----------
    node
        The phrase.
    relation
        What both must hold with.

    Returns
    -------
    may_meet
        A whole country is narrowed only by something of its own.
    """
    whole, other = head(node), head(relation)
    if whole is None or other is None or not isinstance(node, Name):
        return True
    if whole.candidates[0].kind is not PlaceKind.COUNTRY or _has_border(relation):
        return True
    codes = set(whole.candidates[0].countries)
    return any(
        codes.intersection(place.countries) or not place.countries for place in other.candidates
    )


def described_by(node: Node, relation: Node) -> Node:
    """
    Read a bare direction behind a name as telling which place it is.

    Parameters
    ----------
    node
        The phrase.
    relation
        What stands behind it.

    Returns
    -------
    relation
        A direction without a distance reaches far: "Anbar province west of Baghdad".
    """
    if isinstance(node, Within):
        return described_by(node.inner, relation)
    is_bare = isinstance(relation, Offset) and relation.high_km is None
    if not (isinstance(node, Name) and is_bare and isinstance(relation, Offset)):
        return relation
    return replace(relation, low_km=0.0, high_km=_DESCRIBED_KM, said=f"up to {_DESCRIBED_KM:g} km")


def _has_border(node: Node) -> bool:
    return isinstance(node, Border) or any(map(_has_border, children(node)))


def is_measured(node: Node) -> bool:
    """
    Tell whether a phrase says how far from a place something lies: it may lie at sea.

    Parameters
    ----------
    node
        The phrase.

    Returns
    -------
    is_measured
        For a place within another one too.
    """
    if isinstance(node, Within):
        node = node.inner
    return isinstance(node, Offset | Near)


def is_sea(node: Node) -> bool:
    """
    Tell whether a phrase is the name of a sea.

    Parameters
    ----------
    node
        The phrase.

    Returns
    -------
    is_sea
        By its first reading.
    """
    return isinstance(node, Name) and node.toponym.candidates[0].kind is PlaceKind.SEA


def alike(first: Node, second: Node) -> bool:
    """
    Tell whether two phrases can stand in one list.

    Parameters
    ----------
    first, second
        Phrases that follow each other.

    Returns
    -------
    alike
        For names of one kind, and for areas with parts of areas: "Iraq and northeastern Syria".
    """
    if isinstance(first, Within) and isinstance(second, Within | Name):
        first = first.inner
    if isinstance(second, Within):
        second = second.inner
    if not (isinstance(first, Name | Part) and isinstance(second, Name | Part)):
        return False
    one, other = head(first), head(second)
    if one is None or other is None:
        return False
    kinds = one.candidates[0].kind, other.candidates[0].kind
    if isinstance(first, Part) or isinstance(second, Part):
        return set(kinds) <= _GROUND
    return kinds[0] is kinds[1]
