"""A property that is computed when it is first asked for, and kept."""

from collections.abc import Callable
from typing import Generic, TypeVar, overload

Owner = TypeVar("Owner")
Value = TypeVar("Value")


class once(Generic[Owner, Value]):  # noqa: N801 - used as a decorator
    """A property that is computed when it is first asked for; that of functools takes a lock each time."""

    def __init__(self, compute: Callable[[Owner], Value]) -> None:
        self._compute = compute
        self._name = compute.__name__
        self.__doc__ = compute.__doc__

    @overload
    def __get__(self, owner: None, _: type[Owner]) -> "once[Owner, Value]": ...
    @overload
    def __get__(self, owner: Owner, _: type[Owner]) -> Value: ...
    def __get__(self, owner: Owner | None, _: type[Owner]) -> "Value | once[Owner, Value]":
        if owner is None:
            return self
        value = owner.__dict__[self._name] = self._compute(owner)
        return value
