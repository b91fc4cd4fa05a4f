"""What a manual is known to lack: findings noted in a file once are not reported again, only new ones are.

The file is JSON, one entry a line and in order, so that changes to it can be read and merged.  An entry names the SOP, the
rule, what the step says and what is said about it, never a line or a number of a step.
"""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from msgspec import Struct
from msgspec.structs import asdict, replace

from ..core.reports import Key, keys_of
from ..core.rules import Finding
from ..core.whole_files import write_whole
from ._failure import ManualError

_VERSION = 1
_StepTexts = Mapping[tuple[str, str], str]


class Compared(Struct, frozen=True, kw_only=True):
    """Findings beside a baseline."""

    new: tuple[Finding, ...]
    """What the baseline does not know; of a finding with several steps only those."""
    known: int
    """Number of findings that are in the baseline."""
    gone: tuple[Key, ...]
    """Entries that nothing was found for any more: they can be taken out."""


def compare(findings: Iterable[Finding], baseline: Counter[Key], step_texts: _StepTexts) -> Compared:
    """Tell new findings from known ones; a thing that is found more often than noted is new as often as it is more."""
    left = baseline.copy()
    new = []
    known = 0
    for finding in findings:
        kept = []
        for place, key in enumerate(keys_of(finding, step_texts)):
            if left[key] > 0:
                left[key] -= 1
                known += 1
            else:
                kept.append(place)
        if len(kept) == len(finding.messages):
            new.append(finding)
        elif kept:
            messages = tuple(finding.messages[place] for place in kept)
            steps = tuple(finding.steps[place] for place in kept) if finding.steps else ()
            new.append(replace(finding, messages=messages, steps=steps))
    return Compared(new=tuple(new), known=known, gone=tuple(sorted(+left)))


def counted(findings: Iterable[Finding], step_texts: _StepTexts) -> Counter[Key]:
    """The keys of findings, as often as they occur."""
    return Counter(key for finding in findings for key in keys_of(finding, step_texts))


def write(file: Path, keys: Counter[Key]) -> None:
    """Write a baseline.  Raises `ManualError` if that is not possible."""
    lines = ",\n".join(
        f"  {json.dumps(_as_data(key, count), ensure_ascii=False)}" for key, count in sorted(keys.items())
    )
    text = f'{{\n "version": {_VERSION},\n "findings": [\n{lines}\n ]\n}}\n'
    try:
        write_whole(file, text.encode("utf-8", "backslashreplace"))
    except OSError as error:
        raise ManualError("{file} cannot be written: {reason}", file=file, reason=error.strerror or error) from error


def _as_data(key: Key, count: int) -> dict[str, Any]:
    data = {name: value for name, value in asdict(key).items() if value}
    return {**data, "count": count} if count > 1 else data


def read(file: Path) -> Counter[Key]:
    """Read a baseline.  Raises `ManualError` if it is none."""
    try:
        data = json.loads(file.read_text(encoding="utf-8-sig"))
        if data["version"] != _VERSION:
            raise ManualError("the baseline {file} was written by another version of sphinx-sop", file=file)
        return Counter(dict(_entries(data["findings"])))
    except OSError as error:
        raise ManualError(
            "the baseline {file} cannot be read: {reason}", file=file, reason=error.strerror or error
        ) from error
    except (ValueError, TypeError, LookupError, AttributeError) as error:
        raise ManualError("{file} is no baseline of sphinx-sop: {reason}", file=file, reason=error) from error


def _entries(listed: Iterable[Mapping[str, Any]]) -> Iterator[tuple[Key, int]]:
    for entry in listed:
        texts = {name: str(value) for name, value in entry.items() if name != "count"}
        yield Key(**texts), int(entry.get("count", 1))
