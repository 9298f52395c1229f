"""Records of which some values are worked out only when somebody reads them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import MISSING, fields
from typing import TYPE_CHECKING, Any, Self

LATER = object()
"""Stands for the value of a field with a default that is to be worked out all the same."""

_set = object.__setattr__
_get = object.__getattribute__


class OnDemand:
    """
    Base of a frozen dataclass with slots that may leave some of its fields for later.

    Whoever reads such a field has it worked out, once. To compare, print, copy or pickle a record
    reads all of its fields, so that nothing tells it from one that was made with all its values.
    """

    __slots__ = ("_work_out",)

    if not TYPE_CHECKING:  # else a type checker would take any attribute for one of the record

        def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - as the field
            """Work out a field that is read for the first time."""
            if name not in type(self).__dataclass_fields__:
                raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}")
            for field, value in _get(self, "_work_out")(name).items():
                _set(self, field, value)
            return _get(self, name)

    @classmethod
    def later(cls, work_out: Callable[[str], Mapping[str, Any]], /, **values: object) -> Self:
        """
        Make a record of which some values are worked out when they are first read.

        Parameters
        ----------
        work_out
            Called with the name of a field that is read and has no value yet; gives the value of
            this field, and of others that came with it.
        **values
            The fields that are known, by name; those left out have their defaults, else they are
            worked out, as are those given as `LATER`.

        Returns
        -------
        record
            The record.
        """
        made = object.__new__(cls)
        for name, value in (_defaults(cls) | values).items():
            if value is not LATER:
                _set(made, name, value)
        _set(made, "_work_out", work_out)
        return made

    def but(self, **changes: object) -> Self:
        """
        Give the same record with other values in some fields.

        Parameters
        ----------
        **changes
            The new values by name of the field.

        Returns
        -------
        record
            A copy; what was not worked out yet is worked out once for both, when it is read.
        """
        made = object.__new__(type(self))
        for name in type(self).__dataclass_fields__:  # type: ignore[attr-defined]
            if name in changes:
                _set(made, name, changes[name])
                continue
            try:
                _set(made, name, _get(self, name))
            except AttributeError:
                _set(made, "_work_out", self._field)
        return made

    def _field(self, name: str) -> dict[str, Any]:
        return {name: getattr(self, name)}


_known_defaults: dict[type[Any], dict[str, Any]] = {}


def _defaults(kind: type[Any]) -> dict[str, Any]:
    """Give the defaults of the fields of a dataclass, looked up once."""
    if kind not in _known_defaults:
        given = {field.name: field.default for field in fields(kind)}
        _known_defaults[kind] = {name: d for name, d in given.items() if d is not MISSING}
    return _known_defaults[kind]
