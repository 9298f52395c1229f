"""Records of which some values are worked out only when somebody reads them."""

import copy
import pickle
from dataclasses import FrozenInstanceError, asdict, dataclass, replace
from typing import Any

import pytest

from geo import locate
from geo.models import Location
from geo.ondemand import LATER, OnDemand


@dataclass(frozen=True, slots=True)
class Square(OnDemand):
    side: float
    area: float
    name: str = "square"
    note: str | None = None


class Worker:
    """Works out squares and counts how often it was asked."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def __call__(self, field: str) -> dict[str, Any]:
        self.asked.append(field)
        return {field: {"area": 9.0, "note": "drawn"}[field]}


def test_a_value_is_worked_out_when_it_is_first_read_and_only_then() -> None:
    work = Worker()
    square = Square.later(work, side=3.0)
    assert (square.side, square.name, square.note) == (3.0, "square", None)
    assert work.asked == []
    assert (square.area, square.area) == (9.0, 9.0)
    assert work.asked == ["area"]


def test_a_field_with_a_default_can_be_left_for_later() -> None:
    assert Square.later(Worker(), side=3.0, note=LATER).note == "drawn"


def test_a_record_made_later_is_like_one_made_at_once() -> None:
    def later() -> Square:
        return Square.later(Worker(), side=3.0)

    at_once = Square(3.0, 9.0)
    assert later() == at_once
    assert hash(later()) == hash(at_once)
    assert repr(later()) == repr(at_once)
    assert asdict(later()) == asdict(at_once)
    assert replace(later(), side=1.0) == Square(1.0, 9.0)
    assert copy.deepcopy(later()) == at_once
    assert pickle.loads(pickle.dumps(later())) == at_once  # noqa: S301 - our own bytes


def test_a_changed_copy_works_nothing_out_and_shares_what_is_worked_out() -> None:
    work = Worker()
    first = Square.later(work, side=3.0)
    second = first.but(name="other").but(side=4.0)
    assert (second.side, second.name) == (4.0, "other")
    assert work.asked == []
    assert (second.area, first.area) == (9.0, 9.0)
    assert work.asked == ["area"]


def test_a_record_stays_frozen_and_has_no_other_attributes() -> None:
    square = Square.later(Worker(), side=3.0)
    with pytest.raises(FrozenInstanceError):
        square.area = 1.0  # type: ignore[misc]
    with pytest.raises(AttributeError, match="volume"):
        square.volume  # type: ignore[attr-defined]  # noqa: B018


@pytest.mark.parametrize(
    "phrase", ["30 km north of Goma", "northern Mali", "Goma", "10.5000, 20.2500"]
)
def test_a_location_that_was_not_read_yet_survives_pickling(phrase: str) -> None:
    read = locate(phrase)
    unread = pickle.loads(pickle.dumps(locate(phrase)))  # noqa: S301 - our own bytes
    assert unread == read
    assert all(isinstance(one, Location) and one.footprint is not None for one in unread)


def test_the_order_in_which_the_values_of_a_location_are_read_does_not_matter() -> None:
    names = ("country", "footprint", "ucdp_where_prec", "uncertainty_m", "lat", "lon")
    first, second = (locate("near the Jordanian border in Syria")[0] for _ in range(2))
    read = {name: getattr(first, name) for name in names}
    assert read == {name: getattr(second, name) for name in reversed(names)}
