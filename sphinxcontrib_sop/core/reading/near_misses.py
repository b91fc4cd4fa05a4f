"""Lines that were meant as one of our directives and are read as something else: a comment, a paragraph, a block of code.

docutils takes ``.. sop-step: Mencatat`` (one colon) for a comment and drops the step with everything below it. A line is
looked at as it was typed; whether it stands in an example, where it is shown as it is, only the parsed document tells.
"""

import re
from collections.abc import Iterator, Sequence
from difflib import get_close_matches
from functools import lru_cache

from msgspec import Struct

from ..model import Message

_DIRECTIVE = re.compile(r"\.\.[ ]+(?P<name>[\w-]+)[ ]?::(?:\s+(?P<rest>.*))?")
"""What docutils reads as a directive."""
_DOTTED = re.compile(
    r"(?P<marks>(?:\.{1,4}|…|:)(?:\s*\.)*|(?=\w))[\s:*_|\[`{<(.\\-]*?(?P<name>[^\W\d_][\w-]*)(?P<close>[\]*`|})>]*)"
    r"(?P<colons>\s*[:;：]+(?:\s*[:;：])*)?(?P<rest>.*)"
)
"""Dots, a word, colons: any of them may be wrong."""
_FENCE = re.compile(
    r"(?P<fence>`{1,}|~{1,}|:{1,})(?P<inner>\s*[{\[(<]?\s*)(?P<name>[^\W\d_][\w-]*)(?P<closing>\s*[}\])>]?)(?P<rest>.*)"
)
_TRUE_FENCE = re.compile(r"(?P<fence>`{3,}|~{3,}|:{3,})\s*\{(?P<name>[^}\s]+)\}\s*(?P<rest>.*)")
_BRACED = re.compile(r"\{+\s*(?P<name>[^\W\d_][\w-]*)\s*\}+\s*(?P<rest>.*)")
_TARGET = re.compile(r"\.\.\s+_[^:]+:\s*(?P<rest>\S*)$")
_ENTRY = re.compile(r"\s*(?:[-*]\s+)?:[\w-]+:(?:\s|$)|\s*\.\.\s*sop\W|\s*[`:~]{3,}\s*\{sop")
_ANY_ENTRY = re.compile(r":[\w-]+:(?:\s|$)")
_SPACED = re.compile(r"(?<!\w)sop[ _.]+(?=[a-z]+\s*::)", re.IGNORECASE)
_LONGEST = 1000
"""Characters of a line that is compared with a directive; the time grows with its square."""
_SOP = "sop"
_BARE = {"step": "sop-step", "langkah": "sop-step"}
"""Names without "sop-" that are typed for the one with it."""
_CUTOFF = 0.8
_HYPHENS = str.maketrans(dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2212", "-"))
"""What word processors make of a hyphen."""


class NearMiss(Struct, frozen=True, kw_only=True):
    """One such line, counted from 1."""

    line: int
    text: str
    message: Message
    unknown: str = ""
    """Name of a directive in the right form; it is none of ours, but may be one of another extension."""


class Dialect(Struct, frozen=True, kw_only=True):
    """How directives are written in a document."""

    markdown: bool = False
    colon_fence: bool = True
    """MyST: fences of colons are read only if ``conf.py`` says so."""


@lru_cache(maxsize=4096)  # the same few words begin the lines of every page
def directive_meant(name: str, known: frozenset[str]) -> str | None:
    """The directive that a word stands for, misspelt or not; None if it is close to none of ours.

    The bare word "sop" is an everyday one, so only it itself counts as ``sop``.
    """
    folded = re.sub(r"[-_.\s]+", "-", name.casefold()).strip("-")
    if folded in known:
        return folded
    joined = {word.replace("-", ""): word for word in known}
    if folded.replace("-", "") in joined:
        return joined[folded.replace("-", "")]
    if folded in _BARE:
        return _BARE[folded]
    if len(folded) <= len(_SOP) + 1:
        return None
    close = get_close_matches(folded, [word for word in known if word != _SOP], n=1, cutoff=_CUTOFF)
    return close[0] if close and folded[0] == "s" else None


def find_near_misses(lines: Sequence[str], dialect: Dialect, known: frozenset[str]) -> Iterator[NearMiss]:
    """Yield the lines of a document that look like one of our directives and are not read as one."""
    in_rst = ""
    for index, line in enumerate(lines):
        text = line.strip().translate(_HYPHENS)
        if not text or not _may_matter(text):
            if in_rst and text == in_rst:
                in_rst = ""
            continue
        if text != line.strip() and (meant := _with_other_hyphens(line.strip(), text, dialect, known)):
            yield NearMiss(line=index + 1, text=line.strip(), message=meant)
            continue
        if dialect.markdown and not in_rst:
            opened = _TRUE_FENCE.fullmatch(text)
            if opened and opened["name"] == "eval-rst":
                in_rst = opened["fence"]
                continue
            miss = _in_markdown(text, lines[index + 1 :], dialect, known)
        elif in_rst and text == in_rst:
            in_rst = ""
            continue
        else:
            miss = _in_rst(text, lines[index + 1 :], known)
        if miss is not None:
            message, unknown = miss
            yield NearMiss(line=index + 1, text=line.strip(), message=message, unknown=unknown)


def _with_other_hyphens(typed: str, text: str, dialect: Dialect, known: frozenset[str]) -> Message | None:
    """A directive that would be one but for its hyphens."""
    match = (_TRUE_FENCE if dialect.markdown else _DIRECTIVE).fullmatch(text)
    name = match["name"].casefold() if match else ""
    return _miss(typed, name, text) if name in known and name not in typed.casefold() else None


def _may_matter(text: str) -> bool:
    """A quick look: nearly all lines are plain text or entries; nobody types a directive on a line as long as a page."""
    if len(text) > _LONGEST:
        return False
    return text[0] in ".…`~{" or text[0].isalpha() or (text[0] == ":" and not _ANY_ENTRY.match(text))


def _in_rst(text: str, below: Sequence[str], known: frozenset[str]) -> tuple[Message, str] | None:
    directive = _DIRECTIVE.fullmatch(text)
    if directive is not None:
        return _unknown(text, directive["name"], directive["rest"] or "", known, ".. {name}:: {rest}")
    fence = _TRUE_FENCE.fullmatch(text)
    if fence is not None:
        meant = directive_meant(fence["name"], known)
        return (_of_myst(text, meant, fence["rest"]), "") if meant else None
    if (target := _TARGET.fullmatch(text)) and (
        not target["rest"] or "/" in target["rest"] or target["rest"].endswith("_")
    ):
        return None
    match = _DOTTED.fullmatch(_SPACED.sub("sop-", text))
    if match is None or text.startswith(".. .."):  # the second: commented out
        return None
    meant = directive_meant(match["name"], known)
    if meant is None or not _is_meant(match, meant, below):
        return None
    return _miss(text, meant, f".. {meant}:: {_rest(match['rest'])}".rstrip()), ""


def _is_meant(match: re.Match[str], meant: str, below: Sequence[str]) -> bool:
    """Tell a directive from a sentence that begins with the same word."""
    name, colons = match["name"].casefold(), "".join((match["colons"] or "").split())
    follows = next((line for line in below if line.strip()), "")
    has_entries = follows[:1].isspace() and _ENTRY.match(follows) is not None
    if len(colons) > 1:
        return True
    if match["marks"] == ":":  # a role, an entry
        return False
    if has_entries and (match["marks"] or colons):
        return True
    if not match["marks"]:
        return bool(colons) and name == meant and meant != _SOP
    if name == _SOP:
        return bool(colons)
    return "-" in name or "_" in name or bool(colons)


def _in_markdown(
    text: str, below: Sequence[str], dialect: Dialect, known: frozenset[str]
) -> tuple[Message, str] | None:
    fence = _TRUE_FENCE.fullmatch(text)
    if fence is not None:
        name, rest = fence["name"], fence["rest"]
        if fence["fence"][0] == ":" and not dialect.colon_fence:
            meant = directive_meant(name, known)
            return (_colons_off(text), "") if meant else None
        return _unknown(text, name, rest, known, fence["fence"] + "{{{name}}} {rest}")
    match = _FENCE.fullmatch(text) or _BRACED.fullmatch(text)
    if match is not None:
        meant = directive_meant(match["name"], known)
        if meant is None or not _is_fence(match, meant):
            return None
        mark = "`" if match.re is _BRACED else match["fence"][0]
        return _miss(text, meant, f"{mark * 3}{{{meant}}} {_rest(match['rest'])}".rstrip()), ""
    directive = _DIRECTIVE.fullmatch(text) or _DOTTED.fullmatch(text)
    if directive is None:
        return None
    meant = directive_meant(directive["name"], known)
    if meant is None or (directive.re is _DOTTED and not _is_meant(directive, meant, below)):
        return None
    return _miss(text, meant, f"```{{{meant}}} {_rest(directive['rest'] or '')}".rstrip()), ""


def _is_fence(match: re.Match[str], meant: str) -> bool:
    """Tell a fence from code in a paragraph, ``:name:`` and the like."""
    if match.re is _BRACED:
        return not match["rest"].startswith("`")  # a role
    braced = bool(match["inner"].strip()) or bool(match["closing"].strip())
    if len(match["fence"]) >= 3:  # noqa: PLR2004 - a fence
        return True
    return braced and (match["fence"][0] != "`" or "`" not in match["rest"])


def _rest(text: str) -> str:
    return text.strip().strip("}])>").strip()


def _unknown(text: str, name: str, rest: str, known: frozenset[str], form: str) -> tuple[Message, str] | None:
    """A directive in the right form; one that does not exist is named with the one that was meant."""
    if name.casefold() in known:
        return None
    meant = directive_meant(name, known)
    if meant is None:
        return None
    return _miss(text, meant, form.format(name=meant, rest=rest).rstrip()), name.casefold()


def _miss(text: str, meant: str, mend: str) -> Message:
    template = "`{line}` is not read as the directive `{name}`; write `{mend}`"
    return Message(template=template, values={"line": text, "name": meant, "mend": mend})


def _of_myst(text: str, meant: str, rest: str) -> Message:
    template = "`{line}` is how MyST writes a directive; in reStructuredText write `{mend}`"
    return Message(template=template, values={"line": text, "mend": f".. {meant}:: {rest}".rstrip()})


def _colons_off(text: str) -> Message:
    template = "`{line}` is read only with `{setting}` in conf.py; or write the fence with three backquotes"
    return Message(template=template, values={"line": text, "setting": 'myst_enable_extensions = ["colon_fence"]'})
