"""Rules and findings: how a rule is declared, run and merged into one finding for each SOP.

A rule is one decorated generator.  A *procedure rule* looks at one SOP, a *manual rule* at all of them; both know the
`Context` and yield `Hit`\\ s.  Where a fault repeats in an SOP, the hits become one finding that lists the steps.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from functools import partial
from typing import TypeVar

from ..model import Fault, Location, Manual, Message, Procedure
from ._context import Context

MAX_SENTENCES = 6
"""So many differing sentences one finding spells out; the rest is counted."""


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """One place where a rule is broken."""

    message: Message
    location: Location
    step: str = ""
    severity: Severity | None = None
    """Where this case counts less or more than the rest of its code."""
    procedure: Procedure | None = None
    """Set by manual rules."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
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
            found = next((steps for known, steps in grouped if known == message), None)
            if found is None:
                found = []
                grouped.append((message, found))
            if step and step not in found:
                found.append(step)
        return grouped


ProcedureCheck = Callable[[Procedure, Context], Iterable[Hit]]
ManualCheck = Callable[[Manual, Context], Iterable[Hit]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One code of the catalogue."""

    code: str
    severity: Severity
    summary: str
    """What it finds, as one English phrase."""
    explanation: str
    check: Callable[[Manual, Context], Iterator[tuple[Procedure | None, Hit]]] = field(compare=False)
    merged: bool
    """False where every hit is a finding of its own."""
    when: Callable[[Context], bool] = field(compare=False)
    """False where the settings leave the rule off."""
    elsewhere: bool = False
    """True if more of its cases come to light while documents are written, so that an `abaikan` may be of use there."""


RULES: dict[str, Rule] = {}
"""Every rule by its code."""

_Check = TypeVar("_Check", bound=Callable[..., Iterable[Hit]])
_Hits = Iterator[tuple[Procedure | None, Hit]]


def _always(_: Context) -> bool:
    return True


def rule(
    code: str,
    severity: Severity,
    summary: str,
    *,
    merged: bool = True,
    when: Callable[[Context], bool] = _always,
    elsewhere: bool = False,
) -> Callable[[ProcedureCheck], ProcedureCheck]:
    """Declare a generator over one procedure as a rule; its docstring says what, why, by which source and the mend.

    ``when`` tells whether the settings allow to judge at all.
    """

    def over_each(check: ProcedureCheck, manual: Manual, context: Context) -> _Hits:
        for procedure in manual.procedures:
            for hit in check(procedure, context):
                yield procedure, hit
        for hit in hits_of(manual.faults, code):  # noted outside any SOP
            yield None, hit

    return _declaration(code, severity, summary, over_each, merged=merged, when=when, elsewhere=elsewhere)


def manual_rule(
    code: str,
    severity: Severity,
    summary: str,
    *,
    merged: bool = True,
    when: Callable[[Context], bool] = _always,
    elsewhere: bool = False,
) -> Callable[[ManualCheck], ManualCheck]:
    """Declare a generator over the whole manual as a rule."""

    def over_all(check: ManualCheck, manual: Manual, context: Context) -> _Hits:
        for hit in check(manual, context):
            yield hit.procedure, hit

    return _declaration(code, severity, summary, over_all, merged=merged, when=when, elsewhere=elsewhere)


def _declaration(
    code: str,
    severity: Severity,
    summary: str,
    run: Callable[[_Check, Manual, Context], _Hits],
    *,
    merged: bool,
    when: Callable[[Context], bool],
    elsewhere: bool,
) -> Callable[[_Check], _Check]:
    """Return a decorator that enters a check under its code; ``run`` applies the check to a manual."""

    def register(check: _Check) -> _Check:
        if code in RULES:
            raise ValueError(f"rule {code} is declared twice")
        RULES[code] = Rule(
            code=code,
            severity=severity,
            summary=summary,
            explanation=(check.__doc__ or "").strip(),
            check=partial(run, check),
            merged=merged,
            when=when,
            elsewhere=elsewhere,
        )
        return check

    return register


def hits_of(faults: Iterable[Fault], code: str) -> Iterator[Hit]:
    """Turn what reading noted under a code into hits."""
    for fault in faults:
        if fault.code == code:
            severity = Severity.WARNING if fault.soft else None
            yield Hit(message=fault.message, location=fault.location, step=fault.step, severity=severity)


def find(manual: Manual, context: Context | None = None) -> list[Finding]:
    """Run every rule over a manual; findings are ordered by path, line and code.

    A severity set by the profile takes the place of the catalogue's; cases that count less than the rest of their code
    still do.
    """
    known = context or Context()
    findings: list[Finding] = []
    matched: set[tuple[int, str, str]] = set()
    off: set[str] = set()
    for declared in RULES.values():
        usual = Severity(known.severities.get(declared.code, declared.severity))
        if usual is Severity.OFF or not declared.when(known):
            off.add(declared.code)
            continue
        groups: dict[tuple[int, Severity, int], list[tuple[Procedure | None, Hit]]] = {}
        for count, (procedure, hit) in enumerate(declared.check(manual, known)):
            if procedure is not None and _ignored(procedure, hit, declared.code, matched):
                continue
            severity = max(usual, hit.severity or usual, key=lambda one: one.weight)
            alone = 0 if declared.merged and procedure is not None else count + 1
            groups.setdefault((id(procedure), severity, alone), []).append((procedure, hit))
        findings += (_merge(declared.code, severity, group) for (_, severity, _), group in groups.items())
    findings += _useless_ignores(manual, matched, off)
    return sorted(findings, key=lambda one: (one.location, one.code, str(one.message)))


def _merge(code: str, severity: Severity, group: list[tuple[Procedure | None, Hit]]) -> Finding:
    procedure, first = group[0]
    steps: tuple[str, ...] = ()
    if procedure is not None and any(hit.step for _, hit in group):
        labels = {step.id: step.label for step in procedure.steps}
        steps = tuple(labels.get(hit.step, hit.step) for _, hit in group)
    return Finding(
        code=code,
        severity=severity,
        location=first.location,
        sop=procedure.name if procedure else "",
        steps=steps,
        messages=tuple(hit.message for _, hit in group),
    )


def _ignored(procedure: Procedure, hit: Hit, code: str, matched: set[tuple[int, str, str]]) -> bool:
    """True if the author asked not to report a code, on the SOP or on the step."""
    ignored = False
    if code in procedure.ignored:
        matched.add((id(procedure), "", code))
        ignored = True
    for step in procedure.steps:
        if step.id == hit.step and code in step.ignored:
            matched.add((id(procedure), step.id, code))
            ignored = True
    return ignored


def _useless_ignores(manual: Manual, matched: set[tuple[int, str, str]], off: set[str]) -> Iterator[Finding]:
    """Entries `abaikan` without effect; a rule that is off today may find something tomorrow."""
    template = "`abaikan: {code}` matches no finding; remove it"
    for procedure in manual.procedures:
        places = [("", procedure.ignored, procedure.line_of("ignore"))]
        places += ((step.id, step.ignored, step.line_of("ignore")) for step in procedure.steps)
        for step, codes, location in places:
            for code in codes:
                if code in RULES and RULES[code].elsewhere:
                    continue
                if code not in off and (id(procedure), step, code) not in matched:
                    yield Finding(
                        code="SOP114",
                        severity=Severity.WARNING,
                        location=location,
                        sop=procedure.name,
                        messages=(Message(template=template, values={"code": code}),),
                    )
