"""What a typed text is read as: one converter for each kind of entry that is not free text.

A converter returns the value and raises `Unreadable` with a sentence for a person if there is none.
"""

import re
from collections.abc import Callable, Container, Mapping, Sequence
from itertools import count

from msgspec import Struct

from ..anatomy import NONE_MARK, Field, Kind, nearest
from ..model import Message, Official
from .dates import DateRange, parse_date
from .grammar import KEY, NAME

_ID_LINE = re.compile(
    r"(?P<kind>NIP|NRP|NIK|NIPPPK|NI\s?PPPK)\b\.?\s*:?\s*(?P<number>.*)|(?P<bare>[\d\s.]{8,})", re.IGNORECASE
)
_RANK = re.compile(r"(Pembina|Penata|Pengatur|Juru)\b", re.IGNORECASE)
_CODE = re.compile(r"SOP\d{3}", re.IGNORECASE)


class Unreadable(ValueError):
    """The text of an entry cannot be read as what it should be."""

    def __init__(self, template: str, /, *, code: str = "SOP114", **values: str) -> None:
        super().__init__(template)
        self.message = Message(template=template, values=values)
        self.code = code


class LaneLine(Struct, frozen=True, kw_only=True):
    """One line of the procedure's `pelaksana`: a key, a label, or both."""

    key: str
    label: str = ""
    derived: bool = False
    """True if the author gave only a label and the key was made from it."""


def one_line(text: str) -> str:
    """Return a text without its line breaks."""
    return " ".join(text.split())


def slug(text: str) -> str:
    """Return a text as a key: its words in lower case joined by "-"."""
    return "-".join(re.findall(r"\w+", text.casefold())) or "x"


def free_key(key: str, taken: Container[str]) -> str:
    """Return a key that is not taken: the key itself, else with a number behind it."""
    if key not in taken:
        return key
    return next(f"{key}-{number}" for number in count(2) if f"{key}-{number}" not in taken)


def read_key(text: str, field: Field) -> str:
    """Read a name or id."""
    word = one_line(text)
    code = "SOP117" if field.name == "name" else "SOP114"
    if not word:
        raise Unreadable("`{entry}` is empty", code=code, entry=field.name)
    if not NAME.fullmatch(word):
        raise Unreadable(
            "`{field}` cannot be `{text}`: use letters, digits, `-`, `_` and `.`",
            code=code,
            text=word,
            field=field.name,
        )
    return word


def read_date(text: str, field: Field) -> DateRange | None:
    """Read a date; `-` is none."""
    words = one_line(text)
    if words in {"", NONE_MARK}:
        return None
    dates = parse_date(words)
    if dates is None:
        raise Unreadable(
            "`{field}`: the date `{text}` cannot be read; write it like `2 Januari 2025`",
            code="SOP104",
            field=field.name,
            text=words,
        )
    return dates


def read_choice(text: str, field: Field) -> str | None:
    """Read one of the words of a choice."""
    word = one_line(text)
    if word in {"", NONE_MARK}:
        return None
    value = field.choices.get(word.casefold().replace(" ", "-"))
    if value is None:
        meant = nearest(word, field.choices)
        allowed = ", ".join(dict.fromkeys(field.choices))
        if meant:
            raise Unreadable(
                "`{field}`: `{text}` is not known; did you mean `{meant}`?", field=field.name, text=word, meant=meant
            )
        raise Unreadable("`{field}`: `{text}` is not one of {allowed}", field=field.name, text=word, allowed=allowed)
    return value


def read_flag(text: str, field: Field) -> bool:
    """Read an entry that is just there or not."""
    if text.strip():
        raise Unreadable("`{field}` takes no value, but `{text}` follows it", field=field.name, text=one_line(text))
    return True


def read_codes(text: str, field: Field) -> tuple[str, ...]:
    """Read rule codes."""
    words = text.replace(",", " ").split()
    wrong = [word for word in words if not _CODE.fullmatch(word)]
    if wrong:
        raise Unreadable("`{field}`: `{text}` is not a rule code such as SOP301", field=field.name, text=wrong[0])
    return tuple(dict.fromkeys(word.upper() for word in words))


_KEY_AND_COLON = re.compile(r"(?P<key>[\w-]+)\s*:\s+(?P<label>\S.*)")


def read_lanes(lines: Sequence[str]) -> tuple[list[LaneLine], list[Message]]:
    """Read the actors of a procedure, one a line."""
    lanes: list[LaneLine] = []
    faults: list[Message] = []
    for line in lines:
        text = one_line(line)
        if not text:
            continue
        key, equals, label = (part.strip().strip('"') for part in text.partition("="))
        if equals and KEY.fullmatch(key) and label:
            lanes.append(LaneLine(key=key, label=label))
        elif equals:
            faults.append(Message(template="`{text}` is not an actor: write `key = label`", values={"text": text}))
            lanes.append(LaneLine(key=slug(key or label), label=label or key))
        elif (colon := _KEY_AND_COLON.fullmatch(text)) is not None:  # what was meant is plain
            lanes.append(LaneLine(key=colon["key"], label=colon["label"]))
            template = "`{text}` is not an actor: write `{meant}`"
            faults.append(
                Message(template=template, values={"text": text, "meant": f"{colon['key']} = {colon['label']}"})
            )
        elif KEY.fullmatch(key):
            lanes.append(LaneLine(key=key))
        else:
            taken = {lane.key for lane in lanes if lane.label != key}
            lanes.append(LaneLine(key=free_key(slug(key), taken), label=key, derived=True))
    return lanes, faults


def read_official(lines: Sequence[str], known: Mapping[str, object], *, entry: str = "disahkan-oleh") -> str | Official:
    """Read who approves: a key of ``known``, or lines position, name, rank, number of identity.

    Lines above the name all belong to the position.  ``entry`` is the name of the entry for messages.
    """
    rows = [one_line(line) for line in lines if line.strip()]
    if len(rows) == 1:
        word = rows[0]
        if word in known:
            return word
        if word != NONE_MARK and KEY.fullmatch(word):
            meant = nearest(word, known)
            if meant:
                raise Unreadable(
                    "`{entry}`: `{text}` is not a key of `sop_officials`; did you mean `{meant}`?",
                    entry=entry,
                    text=word,
                    meant=meant,
                )
            raise Unreadable(
                "`{entry}`: `{text}` is not a key of `sop_officials`; or write position, name and NIP on lines of their own",
                entry=entry,
                text=word,
            )
        return Official(position="" if word == NONE_MARK else word)
    identity = next((match for row in rows if (match := _ID_LINE.fullmatch(row))), None)
    rows = [row for row in rows if not _ID_LINE.fullmatch(row)]
    rank = rows.pop() if len(rows) > 2 and _RANK.match(rows[-1]) else ""  # noqa: PLR2004 - position, name, rank
    name = rows.pop() if len(rows) > 1 else ""
    return Official(
        position=" ".join(rows),
        name=name,
        rank=rank,
        id=(identity["number"] or identity["bare"] or "").strip() if identity else "",
        id_kind=(identity["kind"] or "NIP").upper() if identity else "NIP",
    )


CONVERTERS: Mapping[Kind, Callable[[str, Field], object]] = {
    Kind.KEY: read_key,
    Kind.DATE: read_date,
    Kind.CHOICE: read_choice,
    Kind.FLAG: read_flag,
    Kind.CODES: read_codes,
}
"""Kinds that are read on their own; the others need to know more than their text."""
