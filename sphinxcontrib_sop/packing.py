"""Procedures as a manual keeps them from build to build: plain texts at hand, everything else packed until asked for.

A build looks at the names, numbers and relations of all SOPs, but at the steps and arrows of very few: those it reads or
draws.  Tens of thousands of small values are slow to pickle, to unpickle and to step over in every collection of garbage;
bytes, texts and dictionaries of texts are not.  Nobody who works with a packed procedure need know: it is a `Procedure`,
and makes its values when they are asked for.
"""

from __future__ import annotations

import pickle
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from .model import Location, Procedure, Value

_PACKED = ("actors", "steps", "nodes", "flows", "dangling", "boxes")
"""Unpacked together: nine tenths of a procedure."""
_AT_HAND = tuple(name for name in Procedure.__slots__ if name not in {*_PACKED, "location", "fields"})


class PackedProcedure(Procedure):
    """A procedure whose values are made when they are asked for."""

    __slots__ = ("_line", "_packed")
    fields: _Entries
    _line: int
    _packed: bytes

    def __getattr__(self, name: str) -> Any:
        """Make the values that are asked for; Python comes here for what is not there yet."""
        if name in _PACKED:
            made = dict(zip(_PACKED, pickle.loads(self._packed), strict=True))
        elif name == "location":
            made = {name: Location(path=self.fields.path, line=self._line)}
        else:
            raise AttributeError(name)
        _fill(self, made)
        return made[name]

    # what is asked of every SOP in every build is answered without making a value

    def text(self, key: str) -> str:
        return super().text(key) if key in self.fields.pickled else self.fields.texts.get(key, "")

    def parsed(self, key: str) -> Any:
        return super().parsed(key) if key in self.fields.pickled else self.fields.readings.get(key)

    def __reduce__(self) -> tuple[Callable[..., PackedProcedure], tuple[Any, ...]]:
        at_hand = (getattr(self, name) for name in _AT_HAND)
        return _restored, (self._packed, self._line, self.fields, *at_hand)


def pack(procedure: Procedure) -> Procedure:
    """Return a procedure that is pickled in this way; until then it still has its values at hand."""
    packed = PackedProcedure(**{name: getattr(procedure, name) for name in Procedure.__slots__})
    content = tuple(getattr(procedure, name) for name in _PACKED)
    _fill(
        packed,
        {
            "_packed": pickle.dumps(content, pickle.HIGHEST_PROTOCOL),
            "_line": procedure.location.line,
            "fields": _Entries.of(procedure.fields, procedure.location.path),
        },
    )
    return packed


def _restored(packed: bytes, line: int, fields: _Entries, *at_hand: Any) -> PackedProcedure:
    procedure = object.__new__(PackedProcedure)
    _fill(procedure, {"_packed": packed, "_line": line, "fields": fields})
    _fill(procedure, dict(zip(_AT_HAND, at_hand, strict=True)))
    return procedure


def _fill(procedure: PackedProcedure, content: Mapping[str, Any]) -> None:
    for name, value in content.items():
        object.__setattr__(procedure, name, value)  # past its being frozen


class _Entries(Mapping[str, Value]):
    """Entries of one file by key of their field, each made a `Value` when it is asked for."""

    __slots__ = ("_made", "lines", "path", "pickled", "readings", "texts")

    def __init__(
        self,
        path: str,
        lines: dict[str, int],
        texts: dict[str, str],
        readings: dict[str, str],
        pickled: dict[str, bytes],
    ) -> None:
        self.path = path
        self.lines = lines
        """Of every entry, in their order."""
        self.texts = texts
        """Of those that consist of their lines."""
        self.readings = readings
        """What those of them were read as that were read as a text."""
        self.pickled = pickled
        """All others as a whole."""
        self._made: dict[str, Value] = {}

    @classmethod
    def of(cls, values: Mapping[str, Value], path: str) -> _Entries:
        """Take values apart."""
        plain = {key: value for key, value in values.items() if _is_plain(value, path)}
        return cls(
            path,
            {key: value.location.line for key, value in values.items()},
            {key: value.text for key, value in plain.items()},
            {key: value.parsed for key, value in plain.items() if value.parsed is not None},
            {key: pickle.dumps(value, pickle.HIGHEST_PROTOCOL) for key, value in values.items() if key not in plain},
        )

    def __reduce__(self) -> tuple[type[_Entries], tuple[Any, ...]]:
        return _Entries, (self.path, self.lines, self.texts, self.readings, self.pickled)

    def __getitem__(self, key: str) -> Value:
        if key not in self._made:
            self._made[key] = pickle.loads(self.pickled[key]) if key in self.pickled else self._plain(key)
        return self._made[key]

    def _plain(self, key: str) -> Value:
        text = self.texts[key]
        return Value(
            text=text,
            location=Location(path=self.path, line=self.lines[key]),
            items=tuple(text.split("\n")),
            parsed=self.readings.get(key),
        )

    def __iter__(self) -> Iterator[str]:
        return iter(self.lines)

    def __len__(self) -> int:
        return len(self.lines)


def _is_plain(value: Value, path: str) -> bool:
    """True if path, line, text and a reading that is a text say everything."""
    return (
        value.location.path == path
        and value.items == tuple(value.text.split("\n"))
        and (value.parsed is None or isinstance(value.parsed, str))
    )
