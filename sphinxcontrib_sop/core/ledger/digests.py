"""The fingerprint of a content: what was approved, in one number.

A digest says by which version of the method it was made.  Version 1 is 64 hexadecimal digits, from version 2 on they stand
behind the number of the version: ``2:9f86…``.  What an old version made is judged by that version.
"""

import hashlib
import json
import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import msgspec

from ..anatomy import CELLS
from ..file_names import file_name
from ..model import END

VERSION = 2
SHORT = 8
"""Digits of a digest that are printed."""
DIGEST = re.compile(r"(?:2:)?[0-9a-f]{64}")

NONE_PRINTED = "\N{EN DASH}"
"""Printed where a value is none on purpose."""

UNSEEN = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u2060\ufeff"))
"""Characters that take no room and change nothing that is seen: they neither make nor hide a difference."""


TITLE_OF = "\ue0f1"
"""Around text and name of a reference to an SOP: which title is printed is known when all documents are read.

A character for private use, which no font shows."""
_TITLE = re.compile(f"{TITLE_OF}([^{TITLE_OF}]*){TITLE_OF}([^{TITLE_OF}]*){TITLE_OF}")


def with_titles(text: str, title_of: Callable[[str], str]) -> str:
    """Return what is printed of a text with the titles of the SOPs it refers to; ``title_of`` gives them by name."""
    if TITLE_OF not in text:
        return text

    def told(match: re.Match[str]) -> str:
        title = visible_text(title_of(match[2]))
        return f"{match[1]} <{title}>" if match[1] else title

    return _TITLE.sub(told, text)


def digest_of(content: Mapping[str, Any]) -> str:
    """Return the digest of a content, see `exchange.sop.content_of`, by the version in which it is written."""
    if content.get("version") == VERSION:
        return f"2:{hashlib.sha256(printed_text(content).encode('utf-8', 'surrogatepass')).hexdigest()}"
    text = json.dumps(_shown_1(content), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def printed_text(content: Mapping[str, Any]) -> str:
    """Return what is printed of an SOP as the text whose SHA-256 is its digest: anybody can read it and hash it."""
    return _as_json(_shown_2(content)) + "\n"


def _as_json(shown: Mapping[str, Any]) -> str:
    """JSON with an indent of one; a check makes it of every SOP, and ``json`` takes ten times as long where it indents."""
    try:
        return msgspec.json.format(msgspec.json.encode(shown), indent=1).decode()
    except (ValueError, TypeError, OverflowError):  # half a character, or what only a forger writes
        return json.dumps(shown, ensure_ascii=False, indent=1)


def version_of(digest: str) -> int:
    """The version of the method by which a digest was made."""
    number, colon, _ = digest.partition(":")
    return int(number) if colon else 1


def short(digest: str) -> str:
    """Return the digits that are printed."""
    return digest.rpartition(":")[2][:SHORT]


def visible_text(text: str) -> str:
    """Return a text as it is seen: composed letters, single spaces, nothing that takes no room."""
    return " ".join(unicodedata.normalize("NFC", text.translate(UNSEEN)).split())


_PRINTED = ".printed.json"


def content_name(sop: str, digest: str) -> str:
    """Return the name of the file in ``approvals/`` that holds a content."""
    return file_name(sop.casefold(), f".{short(digest)}{_PRINTED}").removesuffix(_PRINTED) + ".json"


def text_name(sop: str, digest: str) -> str:
    """Return the name of the file that holds the text whose SHA-256 is the digest; version 1 kept none."""
    return content_name(sop, digest).removesuffix(".json") + _PRINTED


def content_text(content: Mapping[str, Any]) -> str:
    """Return a content as the text of its file; the same content gives the same bytes."""
    return json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


# -- the flow, the same in every version -----------------------------------------------------------------------------
def _symbols(content: Mapping[str, Any]) -> dict[str, list[Any]]:
    """Each symbol by what is printed of it: its row, its lanes, its shape; names of steps and actors are printed nowhere."""
    places = {step["id"]: str(place) for place, step in enumerate(content["steps"])}
    labels = {actor["key"]: actor["label"] for actor in content["actors"]}
    return {
        node["id"]: [places[node["step"]], [labels.get(key, key) for key in node["actors"]], node["shape"]]
        for node in content["nodes"]
    }


def _flows(content: Mapping[str, Any], symbols: Mapping[str, Any]) -> list[list[Any]]:
    flows = [
        [symbols[flow["source"]], symbols.get(flow["target"], END), flow["label"], flow["kind"]]
        for flow in content["flows"]
    ]
    return sorted(flows, key=str)


def _label(step: Mapping[str, Any]) -> str:
    """The printed number where it was typed."""
    return "" if step["label"] == step["number"] else step["label"]


def _shown_1(content: Mapping[str, Any]) -> Sequence[Any]:
    """Plain texts alone: substitutions by their name, nothing of the body, no pictures, links and lists as words."""
    symbols = _symbols(content)
    steps = [
        [step["number"], _label(step), step["heading"], *(step[key] for key in ("text", *CELLS))]
        for step in content["steps"]
    ]
    return [
        content["title"],
        content["unit"],
        {key: items for key, items in content["boxes"].items() if any(items)},
        [actor["label"] for actor in content["actors"]],
        steps,
        sorted(symbols.values(), key=str),
        _flows(content, symbols),
    ]


def _shown_2(content: Mapping[str, Any]) -> Mapping[str, Any]:
    """Everything that is printed."""
    symbols = _symbols(content)
    printed = content["printed"]
    steps = []
    for place, step in enumerate(content["steps"]):
        cells = {key: printed.get(f"{place}/{key}", step[key]).split("\n") for key in ("text", *CELLS)}
        steps.append({"number": step["number"], "label": _label(step), "heading": step["heading"], **cells})
    boxes = {key: printed.get(f"box/{key}", "\n".join(items)) for key, items in content["boxes"].items()}
    boxes |= {key.removeprefix("box/"): text for key, text in printed.items() if key.startswith("box/")}
    return {
        "title": printed.get("title", content["title"]),
        "unit": content["unit"],
        "format": content["format"],
        "letterhead": printed.get("letterhead", "").split("\n"),
        "logos": printed.get("logos", ""),
        "boxes": {key: text.split("\n") for key, text in sorted(boxes.items()) if text},
        "before": printed.get("before", "").split("\n"),
        "steps": steps,
        "after": printed.get("after", "").split("\n"),
        "lanes": [[actor["label"], actor.get("short", "")] for actor in content["actors"]],
        "symbols": sorted(symbols.values(), key=str),
        "arrows": _flows(content, symbols),
    }
