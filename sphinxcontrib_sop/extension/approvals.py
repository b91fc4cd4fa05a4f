"""The ledger at work in a build: what it says of each SOP as the SOP stands now."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any
from weakref import WeakKeyDictionary

from msgspec import Struct
from msgspec.structs import replace
from sphinx.environment import BuildEnvironment

from ..core.configuration import SourceConfig
from ..core.exchange.sop import ExportError, content_of, read_procedure
from ..core.ledger import (
    FOLDER_NAME,
    Approval,
    ApprovalState,
    Ledger,
    Validity,
    content_name,
    digest_of,
    read_ledger,
    state_of,
)
from ..core.model import Location, Manual, Message, Procedure
from ..core.process.relations import Directory
from .config import source_config
from .domain import sop_domain

MOST_CHANGES = 6
"""So many changes of an SOP are named."""


class Approvals(Struct, frozen=True, kw_only=True):
    """What the ledger says; empty for a manual that has none."""

    states: Mapping[str, ApprovalState]
    """By name of the SOP."""
    messages: tuple[tuple[Location, Message], ...] = ()
    """What is wrong with the ledger or with what lies beside it."""


NONE = Approvals(states={})
_KNOWN: WeakKeyDictionary[BuildEnvironment, Approvals] = WeakKeyDictionary()


def ledger_path(config: SourceConfig) -> Path | None:
    """The file of the ledger; None if the manual has none."""
    path = config.ledger
    return path if path is not None and path.is_file() else None


def approvals_of(env: BuildEnvironment) -> Approvals:
    """Return what the ledger says of the SOPs of a build; worked out once all documents are read, see `refresh`."""
    return _KNOWN[env] if env in _KNOWN else refresh(env)


def refresh(env: BuildEnvironment) -> Approvals:
    """Read the ledger anew."""
    config = source_config(env.config)
    path = ledger_path(config)
    manual, folder, language = sop_domain(env).manual(), Path(env.srcdir), env.config.language
    _KNOWN[env] = approvals_in(path, manual, config, folder, language) if path else NONE
    return _KNOWN[env]


def approvals_in(path: Path, manual: Manual, config: SourceConfig, srcdir: Path, language: str) -> Approvals:
    """Return what a ledger says of the SOPs of a manual, what changed since in a language of choice."""
    shown = path.relative_to(srcdir).as_posix() if path.is_relative_to(srcdir) else str(path)
    try:
        ledger = read_ledger(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        template = "the ledger cannot be read: {reason}"
        message = Message(template=template, values={"reason": getattr(error, "strerror", None) or "UTF-8"})
        return Approvals(states={}, messages=((Location(path=shown, line=0), message),))
    contents = {one.name: content_of(one) for one in manual.procedures}
    digests = {name: digest_of(content) for name, content in contents.items()}
    messages = [(Location(path=shown, line=line), message) for line, message in ledger.messages]
    states = {}
    for procedure in manual.procedures:
        mine = approvals_for(procedure.name, digests, ledger)
        state = state_of(digests[procedure.name], mine, digests)
        if state.validity is Validity.CHANGED and state.approval is not None:
            found = _changes(state.approval, contents[procedure.name], path.parent / FOLDER_NAME, config, language)
            state = replace(state, changes=found)
        states[procedure.name] = state
    return Approvals(states=states, messages=tuple(messages))


def approvals_for(name: str, digests: Mapping[str, str], ledger: Ledger) -> Sequence[Approval]:
    """The approvals of an SOP; those of a name that is gone count if they are of the content it has: it was renamed."""
    mine = ledger.of(name)
    if mine:
        return mine
    known = {one.casefold() for one in digests}
    former = [one.sop for one in ledger.approvals if one.digest == digests[name] and one.sop.casefold() not in known]
    return ledger.of(former[0]) if former else ()


def related_digests(procedure: Procedure, manual: Manual, digests: Mapping[str, str]) -> dict[str, str]:
    """Digests of the SOPs that an SOP names as related, by name."""
    directory = Directory(manual.procedures)
    named = {other.name for _, other in directory.related_to(procedure)}
    named |= {found.name for target in procedure.references.get("related", ()) if (found := directory.find(target))}
    return {name: digests[name] for name in sorted(named) if name != procedure.name}


def _changes(
    approval: Approval, content: Mapping[str, Any], folder: Path, config: SourceConfig, language: str
) -> tuple[str, ...]:
    """What is different from the content that was approved, in a few words each; nothing if that is not kept."""
    # here, since every build would pay for it, and few manuals have an SOP that changed after it was approved
    from ..core.comparison import compare
    from ..core.comparison.remarks import Speech, remarks

    path = folder / content_name(approval.sop, approval.digest)
    try:
        old = json.loads(path.read_text(encoding="utf-8"))
        if digest_of(old) != approval.digest:
            return ()
        changes = compare(read_procedure(old), read_procedure(content))
    except (OSError, ValueError, KeyError, TypeError, ExportError):
        return ()
    speech = Speech(profile=config.profile, language=language, working_time=config.working_time)
    told = list(dict.fromkeys(_told(one.heading, one.text) for one in remarks(changes, speech)))
    return (*told[:MOST_CHANGES], "...") if len(told) > MOST_CHANGES else tuple(told)


def _told(heading: str, text: str) -> str:
    return f"{heading} ({text})" if text else heading
