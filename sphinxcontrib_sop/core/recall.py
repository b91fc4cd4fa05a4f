"""The last result of a function, for those that are asked about one value again and again before the next."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import TypeVar

_Value = TypeVar("_Value")
_Result = TypeVar("_Result")


def recalled(function: Callable[[_Value], _Result]) -> Callable[[_Value], _Result]:
    """Keep the result for the value that was asked about last.

    Rules go through the procedures one by one, several of them to the same thing in it.  The value is known by identity:
    to compare procedures by content would take longer than to begin anew.  It must not change, nor must the result.
    """
    last: list[tuple[_Value, _Result]] = []

    @wraps(function)
    def recall(value: _Value) -> _Result:
        if not last or last[0][0] is not value:
            last[:] = [(value, function(value))]
        return last[0][1]

    return recall
