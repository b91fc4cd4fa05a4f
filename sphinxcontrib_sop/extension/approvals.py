"""The ledger at work in a build: what it says of each SOP as the SOP stands now."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from weakref import WeakKeyDictionary

from msgspec import Struct, field
from msgspec.structs import replace
from sphinx.environment import BuildEnvironment

from ..core.configuration import SourceConfig
from ..core.exchange.exported import ExportError, read_procedure
from ..core.exchange.sop import content_1, content_of
from ..core.ledger import Approval, ApprovalState, Ledger, Validity, content_name, digest_of, read_folder, state_of
from ..core.ledger.examination import Examination, LedgerFault, Place, names_now
from ..core.model import Manual, Procedure
from ..core.process.relations import Directory
from .config import source_config
from .domain import sop_domain

MOST_CHANGES = 6
"""Maximum number of changes of an SOP that are named."""


class Approvals(Struct, frozen=True, kw_only=True):
    """What the ledger says; empty for a manual that has none."""

    states: Mapping[str, ApprovalState] = field(default_factory=dict)
    """By name of the SOP."""
    faults: tuple[LedgerFault, ...] = ()
    """What is wrong with the ledger or with what lies beside it."""
    ledger: Ledger = field(default_factory=Ledger)
    digests: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Of the contents as they are now, by name of the SOP: that of the present version first."""
    names: Mapping[str, str] = field(default_factory=dict)
    """What SOPs are called now, by their names in the ledger, see `names_now`."""

    def of(self, name: str) -> tuple[Approval, ...]:
        """The approvals of an SOP by its present name."""
        return tuple(approval for approval in self.ledger.approvals if self.names.get(approval.sop.casefold()) == name)


NONE = Approvals()
_KNOWN: WeakKeyDictionary[BuildEnvironment, Approvals] = WeakKeyDictionary()


def approvals_of(env: BuildEnvironment) -> Approvals:
    """Return what the ledger says of the SOPs of a build; worked out once all documents are read, see `refresh`."""
    return _KNOWN[env] if env in _KNOWN else refresh(env)


def refresh(env: BuildEnvironment) -> Approvals:
    """Read the ledger anew."""
    config = source_config(env.config)
    manual, folder = sop_domain(env).manual, Path(env.srcdir)
    _KNOWN[env] = approvals_in(manual(), config, folder, env.config.language) if config.ledger_kept else NONE
    return _KNOWN[env]


def approvals_in(manual: Manual, config: SourceConfig, srcdir: Path, language: str) -> Approvals:
    """Return what the ledger of a manual says of its SOPs, what changed since in a language of choice."""
    if config.ledger is None:
        return NONE
    ledger = read_folder(config.ledger)
    contents = contents_of(manual)
    old = any(":" not in approval.digest for approval in ledger.approvals)
    digests = {
        procedure.name: (digest_of(contents[procedure.name]), *((digest_of(content_1(procedure)),) if old else ()))
        for procedure in manual.procedures
    }
    approvals = Approvals(ledger=ledger, digests=digests, names=names_now(ledger, digests))
    states = {}
    for procedure in manual.procedures:
        state = state_of(digests[procedure.name], approvals.of(procedure.name), digests)
        if state.validity is Validity.CHANGED and state.approval is not None:
            changes = _changes(state.approval, contents[procedure.name], config.ledger, config, language)
            state = replace(state, changes=changes)
        states[procedure.name] = state
    examination = Examination(
        place=ledger_place(config.ledger, srcdir),
        ledger=ledger,
        procedures=manual.procedures,
        states=states,
        names=approvals.names,
    )
    return replace(approvals, states=states, faults=tuple(examination.faults()))


def ledger_place(folder: Path, srcdir: Path) -> Place:
    """Where the ledger of a manual lies."""
    shown = folder.relative_to(srcdir).as_posix() if folder.is_relative_to(srcdir) else str(folder)
    return Place(folder=folder, shown=shown, root=folder.parent)


def contents_of(manual: Manual) -> dict[str, dict[str, Any]]:
    """Return what an approval of each SOP would be about, by name."""
    title_of = Directory(manual.procedures).title_of
    return {procedure.name: content_of(procedure, title_of) for procedure in manual.procedures}


def related_digests(procedure: Procedure, manual: Manual, digests: Mapping[str, tuple[str, ...]]) -> dict[str, str]:
    """Digests of the SOPs that an SOP names as related, by name."""
    directory = Directory(manual.procedures)
    named = {other.name for _, other in directory.related_to(procedure)}
    named |= {
        named_sop.name for target in procedure.references.get("related", ()) if (named_sop := directory.find(target))
    }
    return {name: digests[name][0] for name in sorted(named) if name != procedure.name}


def _changes(
    approval: Approval, content: Mapping[str, Any], folder: Path, config: SourceConfig, language: str
) -> tuple[str, ...]:
    """What is different from the content that was approved, in a few words each; nothing if that is not kept."""
    # here, since every build would pay for it, and few manuals have an SOP that changed after it was approved
    from ..core.comparison import compare
    from ..core.comparison.remarks import remarks
    from ..core.comparison.speech import Speech

    path = folder / content_name(approval.sop, approval.digest)
    try:
        old = json.loads(path.read_text(encoding="utf-8"))
        if digest_of(old) != approval.digest:
            return ()
        changes = compare(read_procedure(old), read_procedure(content))
    except (OSError, ValueError, KeyError, TypeError, AttributeError, ExportError):
        return ()
    speech = Speech(profile=config.profile, language=language, working_time=config.working_time)
    told = list(dict.fromkeys(_change_text(remark.heading, remark.text) for remark in remarks(changes, speech)))
    return (*told[:MOST_CHANGES], "...") if len(told) > MOST_CHANGES else tuple(told)


def _change_text(heading: str, text: str) -> str:
    return f"{heading} ({text})" if text else heading
