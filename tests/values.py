"""Values of the package, changed for a test."""

from __future__ import annotations

import dataclasses
from typing import TypeVar

from msgspec import Struct, structs

AnyValue = TypeVar("AnyValue")


def replace(value: AnyValue, /, **changes: object) -> AnyValue:
    """Return a copy with other fields; some values are structs, those that must not compare every field data classes."""
    made = structs.replace if isinstance(value, Struct) else dataclasses.replace
    return made(value, **changes)  # type: ignore[type-var, return-value]
