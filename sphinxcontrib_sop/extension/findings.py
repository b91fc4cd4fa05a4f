"""The rules at work in a build: findings are logged, stale documents written anew, missing references named."""

import hashlib
import os
import pickle
from pathlib import Path
from weakref import WeakKeyDictionary

from docutils import nodes
from msgspec import Struct
from msgspec.structs import replace
from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.domains import Domain
from sphinx.environment import BuildEnvironment
from sphinx.util.logging import get_node_location

from .._version import __version__
from ..core.configuration import SourceConfig
from ..core.model import Message, Procedure
from ..core.rules import RULES, Context, Finding, Severity, Verdict, conclude, judge
from .approvals import approvals_of, refresh
from .config import source_config
from .domain import sop_domain
from .records import DocumentRecord, Judgement
from .reporting import LOGGED, log, place_in, strictly

FOUND = "sop-findings"
"""Event with the list of all findings, information too; before they are logged."""

_JUDGING = Path(__file__).parent.parent / "core"
"""What a verdict depends on: the rules, and how what is typed is read."""


def report(app: Sphinx, env: BuildEnvironment) -> None:
    """Log what the rules find in the whole manual.

    Runs on every build, also when nothing was read, so that a fault does not fall silent.  Information is left to
    ``sphinx-sop check``, which listens to the event ``sop-findings``.
    """
    refresh(env)
    listened = bool(app.events.listeners.get(FOUND))
    least = Severity.INFO if listened else Severity.WARNING
    findings = [strictly(app, finding) for finding in findings_of(env, least=least)]
    app.emit(FOUND, findings)
    for finding in findings:
        log(app, finding)
    _note_labels(env)


def findings_of(env: BuildEnvironment, *, least: Severity = Severity.INFO) -> list[Finding]:
    """Everything the rules find in a manual that was read, as severe as ``least`` or more, by path, line and code."""
    domain = sop_domain(env)
    settings = _settings(env.config)
    verdicts: list[tuple[Procedure, Verdict]] = []
    for _, record in sorted(domain.by_doc.items()):
        judgement = _judge(record, settings)
        if judgement.telling or least is Severity.INFO:
            verdicts += zip(record.procedures, pickle.loads(judgement.packed), strict=True)
    approvals = approvals_of(env)
    manual = replace(domain.manual(), approvals=approvals.states, ledger_faults=approvals.faults)
    return conclude(manual, verdicts, settings.context, least=least)


# -- what was found before -------------------------------------------------------------------------------------------
def judge_document(app: Sphinx, document: nodes.document) -> None:
    """Run the rules that look at one SOP over a document that was just read.

    Here and not when all are read: what they find is kept with the document, so that the next build need not look at it
    again, and where several processes read, each judges what it has read.
    """
    record = sop_domain(app.env).by_doc.get(app.env.docname)
    if record is not None:
        _judge(record, _settings(app.config))


def _judge(record: DocumentRecord, settings: "_Settings") -> Judgement:
    """Return what was found in the SOPs of a document; judge only if it was not under these settings."""
    if record.judgement is None or record.judgement.key != settings.key:
        verdicts = [judge(procedure, settings.context) for procedure in record.procedures]
        record.judgement = Judgement(
            key=settings.key,
            telling=any(
                verdict.unheeded or any(finding.severity in LOGGED for finding in verdict.findings)
                for verdict in verdicts
            ),
            packed=pickle.dumps(verdicts, pickle.HIGHEST_PROTOCOL),
        )
    return record.judgement


class _Settings(Struct, frozen=True, kw_only=True):
    """By what the rules judge, and its digest."""

    context: Context
    key: str


_KNOWN: WeakKeyDictionary[Config, tuple[SourceConfig, _Settings]] = WeakKeyDictionary()
"""Settings by configuration, made anew when it is checked anew."""


def _settings(config: Config) -> _Settings:
    checked = source_config(config)
    if config not in _KNOWN or _KNOWN[config][0] is not checked:
        key = f"{checked.digest} {_code_digest()}"
        _KNOWN[config] = checked, _Settings(context=rule_context(checked), key=key)
    return _KNOWN[config][1]


def _code_digest() -> str:
    """Digest of sizes and times of the files that judge and of rules declared elsewhere.

    With it an author of rules sees at once what a change does, and nobody sees what a former version found.
    """
    files = {declared.check.__code__.co_filename for declared in RULES.values()}
    for folder, _, names in os.walk(_JUDGING):  # many times as fast as `Path.rglob`
        files.update(os.path.join(folder, name) for name in names if name.endswith((".py", ".toml")))  # noqa: PTH118
    digest = hashlib.sha256(__version__.encode())
    for path in sorted(files):
        if os.path.exists(path):  # noqa: PTH110
            state = os.stat(path)  # noqa: PTH116
            digest.update(f"{path} {state.st_size} {state.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def rule_context(config: SourceConfig) -> Context:
    """What the rules need to know of the configuration."""
    profile = config.profile
    patterns = {unit.name: unit.number_pattern for unit in config.units.values()}
    return Context(
        language=config.language,
        wording=profile.wording,
        severities=profile.severities,
        limits=profile.limits,
        working_time=config.working_time,
        registry=config.registry,
        number_pattern=config.number_pattern,
        unit_number_patterns={name: pattern for name, pattern in patterns.items() if pattern},
        today=config.today,
        agency=(*config.agency.name, config.agency.unit),
    )


def _note_labels(env: BuildEnvironment) -> None:
    """Make every SOP a label, so that `:ref:` finds it by its name; labels of the author's own come first."""
    standard = env.domains.standard_domain
    domain = sop_domain(env)
    references = domain.references
    for label, place in domain.labels.items():  # those of the last build may be out of date
        if standard.labels.get(label) == place:
            del standard.labels[label]
            standard.anonlabels.pop(label, None)
    domain.labels.clear()
    for procedure in domain.procedures():
        place = (procedure.docname, procedure.anchor, references.shown(procedure))
        for label in (procedure.name.casefold(), procedure.anchor.casefold()):
            if label not in standard.labels:
                domain.labels[label] = standard.labels[label] = place
                standard.anonlabels[label] = place[:2]


def _unjudged(env: BuildEnvironment, node: nodes.Element) -> bool:
    """True for a reference in an SOP that is revoked, or that asked not to hear of it."""
    procedure = sop_domain(env).procedure_at(node.get("refdoc", ""), node.get("sop:index"))
    return procedure is not None and (procedure.status == "revoked" or "SOP412" in procedure.ignored)


def warn_missing(app: Sphinx, domain: Domain | None, node: nodes.Element) -> bool | None:
    """Name a reference that leads nowhere by its code; intersphinx has been asked before."""
    if node.get("refdomain") != "sop":
        return None
    if node.get("reftype") == "related":  # plain text that may be an SOP, not a reference
        return True
    if _unjudged(app.env, node):
        return True
    message = Message(template="no SOP, step or actor is called `{target}`", values={"target": node["reftarget"]})
    place = place_in(get_node_location(node) or "", Path(app.srcdir))
    finding = Finding(code="SOP412", severity=Severity.WARNING, location=place, messages=(message,))
    log(app, strictly(app, finding))
    return True
