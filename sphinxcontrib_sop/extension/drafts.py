"""What the directives of one document hand to its transforms: procedures whose names are not settled yet."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path

from docutils import nodes
from msgspec import Struct
from sphinx.environment import BuildEnvironment

from ..core.model import Fault, Location, Procedure

_DRAFTS = "sop:drafts"
_FAULTS = "sop:faults"
_CURRENT = "sop:current"
_COUNT = "sop:count"


class ProcedureDraft(Struct, frozen=True, kw_only=True):
    """A procedure and the section that shows it; ``index`` counts the SOPs of the document."""

    section: nodes.section
    procedure: Procedure
    index: int


def locate(env: BuildEnvironment, source: str | None, line: int) -> Location:
    """A place in a source file as the model has it: its path below the source directory, of another file in full."""
    if source is None or source == "<string>":
        return Location(path=str(env.doc2path(env.docname, False)), line=line)
    if os.path.isabs(source):  # noqa: PTH117 - asked for every entry; `Path` takes many times as long
        return Location(path=_shown_path(source, str(env.srcdir)), line=line)
    return Location(path=_shown_path(str(Path.cwd() / source), str(env.srcdir)), line=line)


@lru_cache(maxsize=64)
def _shown_path(source: str, folder: str) -> str:
    """Asked for every entry, with the same file for all entries of an SOP."""
    absolute = os.path.normpath(source)
    below = absolute.removeprefix(folder + os.sep)
    return below.replace(os.sep, "/") if below != absolute else absolute


@contextmanager
def reading_index(env: BuildEnvironment) -> Iterator[int]:
    """Give an SOP its index while its content is parsed, so that roles know which SOP they stand in."""
    document = env.current_document
    index = int(document.get(_COUNT, 0) or 0)
    outer = document.get(_CURRENT)
    document[_COUNT], document[_CURRENT] = index + 1, index
    try:
        yield index
    finally:
        document[_CURRENT] = outer


def current_index(env: BuildEnvironment) -> int | None:
    """Index of the SOP that is being parsed, None outside one."""
    return env.current_document.get(_CURRENT)


def note_draft(env: BuildEnvironment, draft: ProcedureDraft) -> None:
    """Keep a procedure for the transforms of its document."""
    drafts = env.current_document.get(_DRAFTS) or []
    env.current_document[_DRAFTS] = [*drafts, draft]


def take_drafts(env: BuildEnvironment) -> list[ProcedureDraft]:
    """Return the procedures of the document in the order of their indexes and forget them."""
    drafts: list[ProcedureDraft] = env.current_document.get(_DRAFTS) or []
    env.current_document[_DRAFTS] = []
    return sorted(drafts, key=lambda draft: draft.index)


def note_fault(env: BuildEnvironment, fault: Fault) -> None:
    """Keep a fault for the SOP that is being parsed, or for the document if there is none."""
    faults = env.current_document.get(_FAULTS) or []
    env.current_document[_FAULTS] = [*faults, (current_index(env), fault)]


def take_faults(env: BuildEnvironment, index: int | None = None) -> list[Fault]:
    """Return the faults noted in an SOP, without ``index`` all that are left, and forget them."""
    faults: list[tuple[int | None, Fault]] = env.current_document.get(_FAULTS) or []
    env.current_document[_FAULTS] = [] if index is None else [item for item in faults if item[0] != index]
    return [fault for place, fault in faults if index is None or place == index]
