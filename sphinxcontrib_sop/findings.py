"""The rules at work in a build: findings are logged, stale documents written anew, missing references named."""

from __future__ import annotations

from pathlib import Path

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.domains import Domain
from sphinx.environment import BuildEnvironment
from sphinx.util import logging

from .config import SopConfig, sop_config
from .domain import sop_domain
from .i18n import say
from .model import Location, Message
from .rules import Context, Finding, Severity, find

logger = logging.getLogger(__name__)

FOUND = "sop-findings"
"""Event with the list of all findings, information too; before they are logged."""

_LEVELS = {Severity.ERROR: "ERROR", Severity.WARNING: "WARNING"}


def report(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Log what the rules find in the whole manual; return the documents whose references show something new.

    Runs on every build, also when nothing was read, so that a fault does not fall silent.  Information is left to
    ``sphinx-sop check``, which listens to the event ``sop-findings``.
    """
    findings = findings_of(env)
    app.emit(FOUND, findings)
    for finding in findings:
        log(app, finding)
    _note_labels(env)
    return sop_domain(env).documents_to_rewrite(app.builder.name)


def findings_of(env: BuildEnvironment) -> list[Finding]:
    """Everything the rules find in a manual that was read, information too, by path, line and code."""
    return find(sop_domain(env).manual(), rule_context(sop_config(env.config)))


def rule_context(config: SopConfig) -> Context:
    """What the rules need to know of the configuration."""
    profile = config.profile
    patterns = {unit.name: unit.number_pattern for unit in config.source.units.values()}
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
    )


def log(app: Sphinx, finding: Finding) -> None:
    """Log one finding; with `sop_strict` a warning counts as an error."""
    severity = finding.severity
    if severity is Severity.WARNING and sop_config(app.config).strict:
        severity = Severity.ERROR
    if severity in _LEVELS:
        sentence = say(finding.message, app.config.language)
        logger.log(
            _LEVELS[severity],
            "%s",
            sentence[:1].upper() + sentence[1:],
            type="sop",
            subtype=finding.code,
            location=where(app.srcdir, finding.location),
        )


def where(srcdir: Path, location: Location) -> str:
    """A location as Sphinx prints it."""
    return f"{Path(srcdir, location.path)}:{location.line or 1}"  # Sphinx takes a path alone for a document


def _note_labels(env: BuildEnvironment) -> None:
    """Make every SOP a label, so that `:ref:` finds it by its name; labels of the author's own come first."""
    standard = env.domains.standard_domain
    domain = sop_domain(env)
    for label, place in domain.labels.items():  # those of the last build may be out of date
        if standard.labels.get(label) == place:
            del standard.labels[label]
            standard.anonlabels.pop(label, None)
    domain.labels.clear()
    for procedure in domain.procedures():
        place = (procedure.docname, procedure.anchor, domain.shown(procedure))
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
    level = "ERROR" if sop_config(app.config).strict else "WARNING"
    sentence = say(message, app.config.language)
    sentence = sentence[:1].upper() + sentence[1:]
    logger.log(level, "%s", sentence, type="sop", subtype="SOP412", location=node)
    return True
