"""Procedures as a manual keeps them from build to build: plain texts at hand, everything else packed until asked for.

A build looks at the names, numbers and relations of all SOPs, but at the steps and arrows of very few: those it reads or
draws.  Tens of thousands of small values are slow to pickle, to unpickle and to step over in every collection of garbage;
bytes, texts and dictionaries of texts are not.  Nobody who works with a packed procedure need know: it is a `Procedure`,
and makes its values when they are asked for.
"""

import pickle
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import fields
from operator import attrgetter
from typing import Any

from ..core.model import Location, Procedure, Value

FASTEST = 1
"""Level of compression: a higher one takes longer and saves little."""

_ALL = tuple(field.name for field in fields(Procedure))
_COMPARED = tuple(field.name for field in fields(Procedure) if field.compare)
_PACKED = ("actors", "steps", "nodes", "flows", "dangling", "boxes", "printed")
"""Unpacked together: nine tenths of a procedure."""


class PackedProcedure(Procedure):
    """A procedure whose values are made when they are asked for."""

    __slots__ = ("_line", "_lines", "_packed", "_path", "_pickled", "_readings", "_texts")
    _path: str
    _line: int
    _lines: dict[str, int]
    """Line of every entry, in their order."""
    _texts: dict[str, str]
    """Text of every entry."""
    _readings: dict[str, str]
    """What those entries were read as that were read as a text."""
    _pickled: dict[str, bytes]
    """The entries that line, text and such a reading do not tell, each pickled as a whole."""
    _packed: bytes

    def __new__(cls, **values: Any) -> Any:
        """Return a plain procedure: what `replace` makes of a packed one is packed when it is kept."""
        return Procedure(**values)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Procedure) and all(getattr(self, name) == getattr(other, name) for name in _COMPARED)

    __hash__ = Procedure.__hash__

    def __getattr__(self, name: str) -> Any:
        """Make the values that are asked for; Python comes here for what is not there yet."""
        if name in _PACKED:
            made = dict(zip(_PACKED, _loaded(self._packed), strict=True))
        elif name == "fields":
            made = {name: _Entries(self)}
        elif name == "location":
            made = {name: Location(path=self._path, line=self._line)}
        else:
            raise AttributeError(name)
        _fill(self, made)
        return made[name]

    # what is asked of every SOP in every build is answered without making a value

    def text(self, key: str) -> str:
        return self._texts.get(key, "")

    def parsed(self, key: str) -> Any:
        return super().parsed(key) if key in self._pickled else self._readings.get(key)

    def entry(self, key: str) -> Value:
        """One entry; raises `KeyError` if it was not typed."""
        if key in self._pickled:
            value: Value = _loaded(self._pickled[key])
            return value
        text, place = self._texts[key], Location(path=self._path, line=self._lines[key])
        return Value(text=text, location=place, items=tuple(text.split("\n")), parsed=self._readings.get(key))

    def entries(self) -> Iterator[str]:
        """Keys of the entries that were typed, in their order."""
        return iter(self._lines)

    def __reduce__(self) -> tuple[Callable[..., "PackedProcedure"], tuple[Any, ...]]:
        return _restored, _read_kept(self)


def pack(procedure: Procedure) -> Procedure:
    """Return a procedure that is pickled in this way; until then it still has its values at hand."""
    packed = object.__new__(PackedProcedure)
    _fill(packed, {name: getattr(procedure, name) for name in _ALL})
    path, values = procedure.location.path, procedure.fields
    plain = {key: value for key, value in values.items() if _is_plain(value, path)}
    _fill(
        packed,
        {
            "_path": path,
            "_line": procedure.location.line,
            "_lines": {key: value.location.line for key, value in values.items()},
            "_texts": {key: value.text for key, value in values.items()},
            "_readings": {key: value.parsed for key, value in plain.items() if value.parsed is not None},
            "_pickled": {key: _dumped(value) for key, value in values.items() if key not in plain},
            "_packed": _dumped(tuple(getattr(procedure, name) for name in _PACKED)),
        },
    )
    return packed


def _is_plain(value: Value, path: str) -> bool:
    """True if line, text and a reading that is a text say everything."""
    return (
        value.location.path == path
        and value.items == tuple(value.text.split("\n"))
        and (value.parsed is None or isinstance(value.parsed, str))
    )


def _dumped(content: object) -> bytes:
    """Pickled and deflated: a quarter of the bytes to read and write in every build."""
    return zlib.compress(pickle.dumps(content, pickle.HIGHEST_PROTOCOL), FASTEST)


def _loaded(packed: bytes) -> Any:
    return pickle.loads(zlib.decompress(packed))


def _fill(procedure: PackedProcedure, content: Mapping[str, Any]) -> None:
    for name, value in content.items():
        object.__setattr__(procedure, name, value)  # past its being frozen


# -- pickled by the thousand -----------------------------------------------------------------------------------------
_KEPT = (*PackedProcedure.__slots__, *(name for name in _ALL if name not in {*_PACKED, "fields", "location"}))
_read_kept = attrgetter(*_KEPT)
_SETTERS = tuple(getattr(PackedProcedure, name).__set__ for name in _KEPT)


def _restored(*kept: Any) -> PackedProcedure:
    procedure = object.__new__(PackedProcedure)
    for set_slot, content in zip(_SETTERS, kept, strict=True):
        set_slot(procedure, content)
    return procedure


class _Entries(Mapping[str, Value]):
    """The entries of a packed procedure by key of their field."""

    __slots__ = ("_made", "_procedure")

    def __init__(self, procedure: PackedProcedure) -> None:
        self._procedure = procedure
        self._made: dict[str, Value] = {}

    def __getitem__(self, key: str) -> Value:
        if key not in self._made:
            self._made[key] = self._procedure.entry(key)
        return self._made[key]

    def __iter__(self) -> Iterator[str]:
        return self._procedure.entries()

    def __len__(self) -> int:
        return sum(1 for _ in self)
