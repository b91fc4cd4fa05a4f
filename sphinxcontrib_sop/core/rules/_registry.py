"""Rules and findings: how a rule is declared, run and merged into one finding for each SOP.

A rule is one decorated generator.  A *procedure rule* looks at one SOP, a *manual rule* at all of them; both know the
`Context` and yield `Hit`\\ s.  Where a fault repeats in an SOP, the hits become one finding that lists the steps.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypedDict, TypeVar, Unpack

from msgspec import Struct

from ..i18n import say
from ..model import Fault, Location, Manual, Message, Procedure
from ._context import Context

_OF_FEATURES = frozenset({"SOP115", "SOP116", *(f"SOP12{n}" for n in range(1, 10)), "SOP441", "SOP451"})
"""Rules of what a manual may do without: the ledger, an inventory, the documents around its SOPs.  To ignore them is of
use as soon as it has one."""

OF_CONFIG = "sop.config"
"""Code of what is wrong in ``conf.py``; what is said of it begins with that name."""

MAX_SENTENCES = 6
"""Maximum number of different sentences that one finding spells out; the rest are counted."""


class Severity(StrEnum):
    """How bad a finding is."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"
    OFF = "off"
    """Not looked for unless the profile says so."""

    @property
    def weight(self) -> int:
        """0 for an error, more for what counts less."""
        return list(Severity).index(self)


class Hit(Struct, frozen=True, kw_only=True):
    """One place where a rule is broken."""

    message: Message
    location: Location
    step: str = ""
    severity: Severity | None = None
    """Where this case counts less or more than the rest of its code."""
    procedure: Procedure | None = None
    """Set by manual rules."""


class Finding(Struct, frozen=True, kw_only=True):
    """What is reported: one for each SOP, rule and severity."""

    code: str
    severity: Severity
    location: Location
    sop: str = ""
    steps: tuple[str, ...] = ()
    """What is printed as the numbers of the steps at fault."""
    messages: tuple[Message, ...]

    @property
    def message(self) -> Message:
        """Everything said as one sentence; what is said of several steps is said once."""
        sentences: list[Message] = []
        for message, steps in self._by_message():
            if not steps:
                sentences.append(message)
            else:
                template = "step {steps}: {message}" if len(steps) == 1 else "steps {steps}: {message}"
                sentences.append(Message(template=template, values={"steps": ", ".join(steps), "message": message}))
        joined = sentences[0]
        for sentence in sentences[1:MAX_SENTENCES]:
            joined = Message(template="{one}; {two}", values={"one": joined, "two": sentence})
        more = len(sentences) - MAX_SENTENCES
        if more > 0:
            joined = Message(template="{one}; and {count} more", values={"one": joined, "count": more})
        return joined

    def _by_message(self) -> list[tuple[Message, list[str]]]:
        grouped: list[tuple[Message, list[str]]] = []
        for message, step in zip(self.messages, self.steps or ("",) * len(self.messages), strict=True):
            group = next((steps for known, steps in grouped if known == message), None)
            if group is None:
                group = []
                grouped.append((message, group))
            if step and step not in group:
                group.append(step)
        return grouped


ProcedureCheck = Callable[[Procedure, Context], Iterable[Hit]]
ManualCheck = Callable[[Manual, Context], Iterable[Hit]]
_Check = TypeVar("_Check", bound=Callable[..., Iterable[Hit]])


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One code of the catalogue."""

    code: str
    severity: Severity
    summary: str
    """What it finds, as one English phrase."""
    explanation: str
    check: Callable[..., Iterable[Hit]] = field(compare=False)
    """A `ProcedureCheck` or a `ManualCheck`."""
    merged: bool = True
    """False where every hit is a finding of its own."""
    when: Callable[[Context], bool] = field(default=lambda _: True, compare=False)
    """False where the settings leave the rule off, as they do not allow to judge."""
    elsewhere: bool = False
    """True if more of its cases come to light while documents are written, so that an `abaikan` may be of use there."""

    def severity_in(self, context: Context) -> Severity:
        """How bad its findings are unless a hit counts less: as the profile says, else as the catalogue does."""
        return Severity(context.severities.get(self.code, self.severity)) if self.when(context) else Severity.OFF


def sentence(finding: Finding, language: str) -> str:
    """What a finding says; a sentence of ours begins with a capital."""
    said = say(finding.message, language)
    is_ours = finding.code in RULES or (finding.code.startswith("sop.") and finding.code != OF_CONFIG)
    return said[:1].upper() + said[1:] if is_ours else said


RULES: dict[str, Rule] = {}
"""Every rule by its code."""
PROCEDURE_RULES: dict[str, Rule] = {}
MANUAL_RULES: dict[str, Rule] = {}
"""Those that look at one procedure and those that look at all."""


def settle() -> None:
    """Put the rules in the order of their codes, once all are declared."""
    for rules in (RULES, PROCEDURE_RULES, MANUAL_RULES):
        for code in sorted(rules):
            rules[code] = rules.pop(code)


class RuleOptions(TypedDict, total=False):
    """What most rules leave as it is, see `Rule`."""

    merged: bool
    when: Callable[[Context], bool]
    elsewhere: bool


def rule(
    code: str, severity: Severity, summary: str, **options: Unpack[RuleOptions]
) -> Callable[[ProcedureCheck], ProcedureCheck]:
    """Declare a generator over one procedure as a rule; its docstring says what, why, by which source and the mend.

    What it finds is kept until the procedure or the settings change, so it must look at nothing else.
    """
    return _declaration(PROCEDURE_RULES, code, severity, summary, options)


def manual_rule(
    code: str, severity: Severity, summary: str, **options: Unpack[RuleOptions]
) -> Callable[[ManualCheck], ManualCheck]:
    """Declare a generator over the whole manual as a rule; it runs on every build.

    The form of each procedure is at hand then; to look at the steps of one takes longer, see `packing`.
    """
    return _declaration(MANUAL_RULES, code, severity, summary, options)


def _declaration(
    table: dict[str, Rule], code: str, severity: Severity, summary: str, options: RuleOptions
) -> Callable[[_Check], _Check]:
    """Return a decorator that enters a check under its code."""

    def register(check: _Check) -> _Check:
        if code in RULES:
            raise ValueError(f"rule {code} is declared twice")
        explanation = (check.__doc__ or "").strip()
        RULES[code] = table[code] = Rule(
            code=code, severity=severity, summary=summary, explanation=explanation, check=check, **options
        )
        return check

    return register


def hits_of(faults: Iterable[Fault], code: str) -> Iterator[Hit]:
    """Turn what reading noted under a code into hits."""
    for fault in faults:
        if fault.code == code:
            severity = Severity.WARNING if fault.soft else None
            yield Hit(message=fault.message, location=fault.location, step=fault.step, severity=severity)


class Verdict(Struct, frozen=True, kw_only=True):
    """What the rules that look at one procedure find in it."""

    findings: tuple[Finding, ...]
    unheeded: tuple[tuple[str, str, Location], ...]
    """Entries `abaikan` that none of these rules had to heed: step (empty for the SOP itself), code and place."""


def judge(procedure: Procedure, context: Context) -> Verdict:
    """Run the rules that look at one procedure."""
    heeded: set[_Entry] = set()
    findings: list[Finding] = []
    for declared, severity in _active_procedure_rules(context):
        hits = ((procedure, hit) for hit in declared.check(procedure, context))
        findings += _merged(declared, severity, hits, heeded)
    unheeded = (
        (step, code, place)
        for step, code, place in _ignore_entries(procedure)
        if (id(procedure), step, code) not in heeded
    )
    return Verdict(findings=tuple(findings), unheeded=tuple(unheeded))


def conclude(
    manual: Manual,
    verdicts: Iterable[tuple[Procedure, Verdict]],
    context: Context,
    *,
    least: Severity = Severity.INFO,
) -> list[Finding]:
    """Add to the verdicts what follows from the whole manual; findings are ordered by path, line and code.

    What is less severe than ``least`` is left out, and the rules need not run that find nothing else.  ``verdicts`` may
    leave out procedures with no finding that severe and no `abaikan` that no rule heeded yet.
    """
    known = list(verdicts)
    awaited = {code for _, verdict in known for _, code, _ in verdict.unheeded}
    heeded: set[_Entry] = set()
    findings = [finding for _, verdict in known for finding in verdict.findings]
    for declared, severity in _active(MANUAL_RULES, context):
        if severity.weight <= least.weight or declared.code in awaited:
            hits = ((hit.procedure, hit) for hit in declared.check(manual, context))
            findings += _merged(declared, severity, hits, heeded)
    for declared, severity in _active_procedure_rules(context):  # what reading noted outside any SOP
        outside = ((None, hit) for hit in hits_of(manual.faults, declared.code))
        findings += _merged(declared, severity, outside, heeded)
    undecided = {
        known.code for known in RULES.values() if known.elsewhere or known.severity_in(context) is Severity.OFF
    }
    undecided |= _OF_FEATURES
    findings += (
        _useless(procedure, code, place)
        for procedure, verdict in known
        for step, code, place in verdict.unheeded
        if (id(procedure), step, code) not in heeded and code not in undecided
    )
    findings = [finding for finding in findings if finding.severity.weight <= least.weight]
    return sorted(findings, key=lambda finding: (finding.location, finding.code, str(finding.message)))


def find(manual: Manual, context: Context | None = None) -> list[Finding]:
    """Run every rule over a manual; findings are ordered by path, line and code."""
    known = context or Context()
    return conclude(manual, [(procedure, judge(procedure, known)) for procedure in manual.procedures], known)


_Entry = tuple[int, str, str]
"""An entry `abaikan`: identity of the SOP, id of the step (empty for the SOP itself) and code."""


def _active_procedure_rules(context: Context) -> tuple[tuple[Rule, Severity], ...]:
    return tuple(_active(PROCEDURE_RULES, context))


def _active(rules: Mapping[str, Rule], context: Context) -> Iterator[tuple[Rule, Severity]]:
    """The rules that are not off, and how bad their findings are."""
    for declared in rules.values():
        severity = declared.severity_in(context)
        if severity is not Severity.OFF:
            yield declared, severity


def _merged(
    declared: Rule, usual: Severity, hits: Iterable[tuple[Procedure | None, Hit]], heeded: set[_Entry]
) -> Iterator[Finding]:
    """The findings of one rule: one for each SOP and severity, or for each hit; ``heeded`` gathers what was ignored."""
    groups: dict[tuple[int, Severity, int], tuple[Procedure | None, list[Hit]]] = {}
    for count, (procedure, hit) in enumerate(hits, start=1):
        entries = _ignoring(procedure, hit.step, declared.code) if procedure else []
        if entries:
            heeded.update(entries)
            continue
        # cases that count less than the rest of their code still do where the profile sets its severity
        severity = max(usual, hit.severity or usual, key=lambda severity: severity.weight)
        alone = 0 if declared.merged and procedure else count
        groups.setdefault((id(procedure), severity, alone), (procedure, []))[1].append(hit)
    for (_, severity, _), (procedure, together) in groups.items():
        yield _finding(declared.code, severity, procedure, together)


def _finding(code: str, severity: Severity, procedure: Procedure | None, hits: Sequence[Hit]) -> Finding:
    steps: tuple[str, ...] = ()
    if procedure is not None and any(hit.step for hit in hits):
        labels = {step.id: step.label for step in procedure.steps}
        steps = tuple(labels.get(hit.step, hit.step) for hit in hits)
    return Finding(
        code=code,
        severity=severity,
        location=hits[0].location,
        sop=procedure.name if procedure else "",
        steps=steps,
        messages=tuple(hit.message for hit in hits),
    )


def _ignoring(procedure: Procedure, step: str, code: str) -> list[_Entry]:
    """The entries by which the author asked not to report a code of the SOP, or of one of its steps."""
    entries = [(id(procedure), "", code)] if code in procedure.ignored else []
    if step:
        entries += (
            (id(procedure), candidate.id, code)
            for candidate in procedure.steps
            if candidate.id == step and code in candidate.ignored
        )
    return entries


def _ignore_entries(procedure: Procedure) -> Iterator[tuple[str, str, Location]]:
    """Every entry `abaikan`: step (empty for the SOP itself), code and place."""
    for code in procedure.ignored:
        yield "", code, procedure.line_of("ignore")
    for step in procedure.steps:
        for code in step.ignored:
            yield step.id, code, step.line_of("ignore")


def _useless(procedure: Procedure, code: str, place: Location) -> Finding:
    """An entry `abaikan` without effect; a rule that is off today may find something tomorrow."""
    template = "`abaikan: {code}` matches no finding; remove it"
    return Finding(
        code="SOP114",
        severity=Severity.WARNING,
        location=place,
        sop=procedure.name,
        messages=(Message(template=template, values={"code": code}),),
    )
