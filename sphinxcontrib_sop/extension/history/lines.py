"""Lines of a file, followed back through the commits that changed them.

A commit is looked at when all that came after it were, so that the lines of an SOP are known as they stood in it; what it
changed is told by a diff without context against each of its parents.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

_FILE = re.compile(r"^diff --git ", re.MULTILINE)
_HUNK = re.compile(r"^@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@", re.MULTILINE)
_ESCAPED = re.compile(r'\\([0-7]{3}|[abtnvfr"\\])')
_ESCAPES = {"a": "\a", "b": "\b", "t": "\t", "n": "\n", "v": "\v", "f": "\f", "r": "\r", '"': '"', "\\": "\\"}


class Lines(NamedTuple):
    """Lines of a file, both ends included, counted from 1."""

    path: str
    """From the root of the repository."""
    first: int
    last: int


class Hunk(NamedTuple):
    """Lines that took the place of others; a start with no lines is the line before."""

    old: int
    old_count: int
    new: int
    new_count: int


class Change(NamedTuple):
    """What a commit changed in a file."""

    old_path: str
    """Empty if there was no such file."""
    hunks: tuple[Hunk, ...]


def read_diff(text: str) -> dict[str, Change]:
    """Return the changes in a diff without context, by the present paths of the files."""
    changes = {}
    for part in _FILE.split(text)[1:]:
        head, _, _ = part.partition("\n@@ ")
        lines = dict(_headers(head))
        old, new = lines.get("rename from") or lines.get("---", ""), lines.get("rename to") or lines.get("+++", "")
        hunks = (
            Hunk(*(1 if number is None else int(number) for number in match.groups())) for match in _HUNK.finditer(part)
        )
        if new:
            changes[new] = Change(old, tuple(hunks))
    return changes


def _headers(head: str) -> Iterator[tuple[str, str]]:
    """What the head of a file says of its paths; ``/dev/null`` is none."""
    for line in head.split("\n"):
        for key, prefix in (("rename from", ""), ("rename to", ""), ("---", "a/"), ("+++", "b/")):
            if line.startswith(f"{key} "):
                path = _unquoted(line[len(key) + 1 :])
                yield key, "" if path == "/dev/null" else path.removeprefix(prefix)


def _unquoted(path: str) -> str:
    """A path as git writes it: in quotation marks where it holds characters that could be mistaken."""
    path = path.removesuffix("\t")  # behind a path with a space
    if not (path.startswith('"') and path.endswith('"')):
        return path
    return _ESCAPED.sub(lambda match: _ESCAPES.get(match[1]) or chr(int(match[1], 8)), path[1:-1])


def before(lines: Lines, change: Change) -> tuple[Lines | None, bool]:
    """Return where lines stood before a change, None if they were not there, and whether it touched them."""
    first, last = lines.first, lines.last
    touched = False
    shift_first = shift_last = 0
    for hunk in change.hunks:
        start = hunk.new + (hunk.new_count == 0)  # first line at or behind the hunk
        end = start + hunk.new_count - 1
        old_start = hunk.old + (hunk.old_count == 0)
        shift = hunk.old_count - hunk.new_count
        inside = start <= lines.last and end >= lines.first if hunk.new_count else lines.first < start <= lines.last
        touched = touched or inside
        if end < lines.first:
            shift_first += shift
        elif start <= lines.first:
            first, shift_first = old_start, 0
        if end < lines.last:
            shift_last += shift
        elif start <= lines.last:
            last, shift_last = old_start + hunk.old_count - 1, 0
    if not change.old_path:
        return None, True
    former = Lines(change.old_path, first + shift_first, last + shift_last)
    return (former if former.first <= former.last else None), touched


def follow(
    commits: Iterable[tuple[str, Sequence[str]]],
    changes: Mapping[tuple[str, str], Mapping[str, Change]],
    places: Mapping[str, Lines],
) -> dict[str, list[str]]:
    """Return the commits that changed some lines by their names, the newest first.

    ``commits`` come with their parents, none before those that follow it; the first is where the ``places`` are. ``changes``
    are against each parent, that of the first commit an empty text.
    """
    changing: dict[str, list[str]] = {name: [] for name in places}
    standing: dict[str, dict[str, Lines]] = defaultdict(dict)
    started = False
    for commit, parents in commits:
        if not started:
            standing[commit], started = dict(places), True
        for name, lines in standing.pop(commit, {}).items():
            then = []
            for parent in parents or [""]:
                change = changes.get((commit, parent), {}).get(lines.path)
                then.append((parent, *((lines, False) if change is None else before(lines, change))))
            same = [place for place in then if not place[2]]
            if not same:
                changing[name].append(commit)
            for parent, old, _ in same[:1] or then:  # what a merge took over as it was came from there
                if parent and old is not None:
                    known = standing[parent].get(name, old)
                    standing[parent][name] = (
                        Lines(old.path, min(known.first, old.first), max(known.last, old.last))
                        if known.path == old.path
                        else old
                    )
    return changing
