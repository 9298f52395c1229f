"""What a spatial phrase says, as a tree: names at the leaves, relations above them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields, replace
from enum import StrEnum
from itertools import pairwise
from typing import Any, get_args

from ..models import NameKind, Place, PlaceKind


@dataclass(frozen=True, slots=True)
class Toponym:
    """
    One name in a text with every place it may mean, best by name alone first.

    `start` and `end` are offsets in the text; `kinds` are the kinds that a type word beside the
    name allows ("Homs province"), null where there is none.
    """

    start: int
    end: int
    text: str
    candidates: tuple[Place, ...]
    kinds: frozenset[PlaceKind] | None = None

    @property
    def is_demonym(self) -> bool:
        """Whether the word is likeliest an adjective or a people's name, such as "Syrian"."""
        return self.candidates[0].name_kind is NameKind.DEMONYM

    def has(self, *kinds: PlaceKind) -> bool:
        """Whether some candidate is of one of the kinds."""
        return any(place.kind in kinds for place in self.candidates)


@dataclass(frozen=True, slots=True)
class Name:
    """A name standing for the place itself."""

    toponym: Toponym


@dataclass(frozen=True, slots=True)
class Coordinates:
    """
    A pair of degrees in the text; `radius_m` is what its last digit leaves open.

    `notation` is the notation where it is no pair of degrees.
    """

    lon: float
    lat: float
    radius_m: float
    notation: str | None = None


@dataclass(frozen=True, slots=True)
class PlusCode:
    """A short open location code and the town near which it is meant."""

    code: str
    reference: Node


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a place: N, NE, ..., C for the centre, or NC for the north of its middle."""

    direction: str
    whole: Node


@dataclass(frozen=True, slots=True)
class Border:
    """The border of two places; null means: whatever lies on the other side."""

    first: Node | None
    second: Node | None


@dataclass(frozen=True, slots=True)
class Offset:
    """
    So many kilometres from a place; nulls: no distance given, no direction given.

    `said` is the distance in words where the kilometres are no plain reading of it.
    """

    low_km: float | None
    high_km: float | None
    direction: str | None
    reference: Node
    said: str | None = None


@dataclass(frozen=True, slots=True)
class Near:
    """The surroundings of a place, the place itself included."""

    reference: Node


@dataclass(frozen=True, slots=True)
class Outskirts:
    """The rim of a place."""

    reference: Node


@dataclass(frozen=True, slots=True)
class Between:
    """The corridor from one place to another."""

    first: Node
    second: Node


@dataclass(frozen=True, slots=True)
class Toward:
    """The road to a place, wherever it begins."""

    reference: Node


@dataclass(frozen=True, slots=True)
class Across:
    """The surroundings of a place on the other side of the nearest border."""

    reference: Node


@dataclass(frozen=True, slots=True)
class Course:
    """The river above or below a place: ``upstream`` or ``downstream``."""

    sense: str
    reference: Node


BANK_KM = 25.0
"""How far "the west bank of" reaches: as far as ``near``."""
BEYOND_KM = 50.0
"""How far "east of" a river reaches."""


@dataclass(frozen=True, slots=True)
class Bank:
    """
    The land along one side of a river, so far from it.

    `side` is a point of the compass, ``left`` or ``right``.
    """

    side: str
    reference: Node
    reach_km: float = BANK_KM


@dataclass(frozen=True, slots=True)
class Coast:
    """The land along the coast of a place; null `sea`: along any sea."""

    whole: Node
    sea: Node | None


@dataclass(frozen=True, slots=True)
class Offshore:
    """The water off a place; nulls: no distance given, any sea."""

    low_km: float | None
    high_km: float | None
    whole: Node
    sea: Node | None


@dataclass(frozen=True, slots=True)
class Meeting:
    """Where three or more countries meet."""

    members: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Triangle:
    """What lies between three or more towns."""

    members: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Kind:
    """
    Things of a kind in an area: "bases in Syria", "the mountains east of Kabul".

    `number` is ``many`` or ``places`` where several all over the area are meant, else ``one``.
    """

    word: str
    number: str
    inner: Node


@dataclass(frozen=True, slots=True)
class Within:
    """A place said to lie in another: "X, Y", "X in Y", "Y's X"."""

    inner: Node
    outer: Node


@dataclass(frozen=True, slots=True)
class Both:
    """What two constraints leave together."""

    first: Node
    second: Node


@dataclass(frozen=True, slots=True)
class Union:
    """Several places that the phrase means together."""

    members: tuple[Node, ...]


Node = (
    Name
    | Coordinates
    | PlusCode
    | Part
    | Border
    | Offset
    | Near
    | Outskirts
    | Between
    | Toward
    | Across
    | Course
    | Bank
    | Coast
    | Offshore
    | Meeting
    | Triangle
    | Kind
    | Within
    | Both
    | Union
)
List = Union | Meeting | Triangle
"""Nodes that hold any number of members."""


def children(node: Node) -> list[Node]:
    """Give the nodes directly below a node, in the order of the phrase."""
    if isinstance(node, Name | Coordinates):
        return []
    if isinstance(node, List):
        return list(node.members)
    values = [getattr(node, name) for name in _BELOW[type(node)]]
    return [value for value in values if value is not None]


_BELOW: dict[type, tuple[str, ...]] = {
    kind: tuple(field.name for field in fields(kind) if "Node" in str(field.type))
    for kind in get_args(Node)
}
"""Names of the fields of each kind of node that hold a node, or a null."""


def toponyms(node: Node) -> Iterator[Toponym]:
    """Give every name below a node, in the order of the phrase."""
    if isinstance(node, Name):
        yield node.toponym
        return
    for child in children(node):
        if isinstance(child, Name):
            yield child.toponym
        else:
            yield from toponyms(child)


def head(node: Node) -> Toponym | None:
    """Give the name that a phrase is chiefly about: the first one in it; null where none is."""
    return node.toponym if isinstance(node, Name) else next(toponyms(node), None)


class Link(StrEnum):
    """What a phrase says of two names."""

    INSIDE = "inside"
    BESIDE = "beside"


class Links:
    """
    What the phrases of a text say of pairs of names.

    Parameters
    ----------
    nodes
        The phrases.
    """

    def __init__(self, nodes: Iterable[Node] = ()) -> None:
        self._of: dict[tuple[int, int], list[tuple[Link, Toponym]]] = {}
        for node in nodes:
            self._read(node)

    def add(self, name: Toponym, kind: Link, other: Toponym) -> None:
        """Note that one name lies inside or beside another."""
        told = self._of.setdefault((name.start, name.end), [])
        if (kind, other) not in told:
            told.append((kind, other))

    def of(self, name: Toponym) -> list[tuple[Link, Toponym]]:
        """Give what is said of a name: the kind of link and the other name."""
        return self._of.get((name.start, name.end), [])

    def _read(self, node: Node) -> None:
        if isinstance(node, Within):
            outer = head(node.outer)
            if outer is not None and not isinstance(node.inner, Border):
                for inner in toponyms(node.inner):
                    self.add(inner, Link.INSIDE, outer)
        elif isinstance(node, Border | Between | List):
            names = [name for child in children(node) for name in [head(child)] if name is not None]
            for one, two in pairwise(names):
                self.add(one, Link.BESIDE, two)
                self.add(two, Link.BESIDE, one)
        for child in children(node):
            self._read(child)


def with_name(node: Node, name: Toponym) -> Node:
    """Give the same phrase with the name at the span of another one put in its place."""
    if isinstance(node, Name):
        same = (node.toponym.start, node.toponym.end) == (name.start, name.end)
        return Name(name) if same else node
    if isinstance(node, Coordinates):
        return node
    if isinstance(node, List):
        return type(node)(tuple(with_name(member, name) for member in node.members))
    changed: dict[str, Any] = {
        field.name: with_name(value, name)
        for field in fields(node)
        if isinstance(value := getattr(node, field.name), Node)
    }
    return replace(node, **changed)
