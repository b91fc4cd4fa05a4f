"""The *Lembar Verifikasi SOP*: what an organisation bureau goes through before an SOP is approved, element by element.

Every element of the form and every step has a row, also those in which nothing was found: the verifier judges all of them.
The renderers put the result on a page or into a workbook.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping

from msgspec import Struct, field
from msgspec.structs import replace

from ..anatomy import PROCEDURE_FIELDS
from ..model import Message, Procedure
from ..process.relations import Directory
from ..profiles import Words
from ..rules import RULES, Finding, Severity, sentence
from ..rules.catalogue import entry, plain
from ._report import Count, Report, Subject
from ._values import element_text, step_shown

_ELEMENTS = {
    "SOP102": "number", "SOP103": "number", "SOP107": "approved-by", "SOP108": "approved-by", "SOP109": "title",
    "SOP110": "title", "SOP111": "title", "SOP112": "form", "SOP211": "actors", "SOP212": "actors", "SOP213": "actors",
    "SOP214": "actors", "SOP218": "actors", "SOP401": "legal-basis", "SOP402": "legal-basis", "SOP403": "legal-basis",
    "SOP404": "legal-basis", "SOP411": "related", "SOP412": "related", "SOP413": "related", "SOP414": "related",
    "SOP421": "warning", "SOP422": "warning", "SOP431": "qualifications", "SOP432": "records",
}  # fmt: skip
"""Rules that judge one element, whatever line they name."""

_JUDGED = 8
"""Points that only a person can judge: `verification-judgement-1` and so on among the words of a profile."""

_FORM_KEYS = ("number", "created", "revised", "effective", "approved", "approved-by", "title")
_QUOTED = re.compile(r"`([^`]+)`")
_KEYS = {spelling: field.alias for field in PROCEDURE_FIELDS for spelling in field.spellings}


class Remark(Struct, frozen=True, kw_only=True):
    """One thing that was found about an element."""

    code: str
    severity: Severity
    text: str
    advice: str = ""


class ElementRow(Struct, frozen=True, kw_only=True):
    """One element: its name, what the SOP says there and what was found."""

    number: str
    element: str
    value: str = ""
    remarks: tuple[Remark, ...] = ()
    by_person: bool = False
    """True if only the verifier can judge it: no rule looks at it."""

    @property
    def unmarked(self) -> str:
        """Key of what is printed where nothing was found."""
        return "verification-by-person" if self.by_person else "verification-clean"

    @property
    def advice(self) -> tuple[str, ...]:
        """What to do, each thing once."""
        return tuple(dict.fromkeys(remark.advice for remark in self.remarks if remark.advice))


class Section(Struct, frozen=True, kw_only=True):
    """Rows under a heading."""

    title: str
    rows: tuple[ElementRow, ...]


class Block(Struct, frozen=True, kw_only=True):
    """The sheet of one SOP, or of the manual as a whole."""

    title: str
    ordinal: int = 0
    """Counts the SOPs from 1; 0 for the manual as a whole."""
    number: str = ""
    unit: str = ""
    identity: tuple[tuple[str, str], ...] = ()
    """Label and value of what tells which SOP this is."""
    sections: tuple[Section, ...]
    count: Count = field(default_factory=Count)

    @property
    def rows(self) -> Iterator[ElementRow]:
        """Every row of every section."""
        return (row for section in self.sections for row in section.rows)


def blocks(report: Report) -> Iterator[Block]:
    """One sheet for each SOP in the order of the manual; before them one for what lies in no SOP, if there is any."""
    subject = report.subject
    if subject is None:
        return
    by_sop: dict[str, list[Finding]] = defaultdict(list)
    for finding in report.findings:
        by_sop[finding.sop].append(finding)
    if by_sop[""]:
        yield _manual_block(by_sop[""], report, subject)
    place = {docname: number for number, docname in enumerate(subject.documents)}
    listed = sorted(
        subject.manual.procedures, key=lambda procedure: (place.get(procedure.docname, len(place)), procedure.docname)
    )
    directory = Directory(subject.manual.procedures)
    for ordinal, procedure in enumerate(listed, start=1):
        block = _block(procedure, by_sop.get(procedure.name, []), report.language, subject, directory)
        yield replace(block, ordinal=ordinal)


def _manual_block(findings: list[Finding], report: Report, subject: Subject) -> Block:
    by_path: dict[str, list[Finding]] = defaultdict(list)
    for finding in findings:
        by_path[finding.location.path].append(finding)
    rows = tuple(
        ElementRow(
            number=str(number),
            element=path or subject.project,
            remarks=tuple(_remark(finding, finding.message, report.language) for finding in findings),
        )
        for number, (path, findings) in enumerate(sorted(by_path.items()), start=1)
    )
    title = subject.words["verification-manual"]
    return Block(title=title, sections=(Section(title=title, rows=rows),), count=Count.of(findings))


def _block(
    procedure: Procedure, findings: list[Finding], language: str, subject: Subject, directory: Directory
) -> Block:
    words = subject.words

    def said(key: str) -> str:
        return element_text(procedure, key, words, directory, subject.units)

    remarks = _by_element(procedure, findings, language)
    labels = ("number", "title", "unit", "created", "revised", "effective", "approved-by", "status")
    return Block(
        title=procedure.title or procedure.name,
        number=said("number"),
        unit=procedure.unit or procedure.text("unit"),
        identity=tuple((words[key], said(key)) for key in labels),
        sections=tuple(_sections(procedure, words, remarks, said)),
        count=Count.of(findings),
    )


def _sections(
    procedure: Procedure, words: Words, remarks: Mapping[str, list[Remark]], said: Callable[[str], str]
) -> Iterator[Section]:
    """Form, flowchart, what is left and what only a person can judge, numbered through."""
    elements = [("letterhead", words["verification-letterhead"], said("unit"))]
    elements += [(key, words[key], said(key)) for key in (*words.profile.rows, *procedure.boxes)]
    elements.append(("form", words["verification-form"], ""))
    chart = [("actors", words["verification-actors"], ", ".join(actor.label for actor in procedure.actors))]
    chart += [
        (f"step {step.label}", f"{words['verification-step']} {step.label}", step_shown(procedure, step))
        for step in procedure.steps
    ]
    chart.append(("flow", words["verification-flow"], ""))
    other = [("other", words["verification-other"], "")] if remarks.get("other") else []
    judged = [("", words[f"verification-judgement-{number}"], "") for number in range(1, _JUDGED + 1)]
    count = 0
    for title, listed in (("identity", elements), ("chart", chart), ("other", other), ("judgement", judged)):
        rows = []
        for key, name, value in listed:
            count += 1
            own = tuple(sorted(remarks.get(key, ()), key=lambda remark: (remark.severity.weight, remark.code)))
            row = ElementRow(number=str(count), element=name, value=value, remarks=own, by_person=not key)
            rows.append(row)
        if rows:
            yield Section(title=words[f"verification-{title}"], rows=tuple(rows))


def _by_element(procedure: Procedure, findings: Iterable[Finding], language: str) -> dict[str, list[Remark]]:
    """What was found by key of its element; a finding that speaks of several stands with each."""
    by_element: dict[str, list[Remark]] = defaultdict(list)
    for finding in findings:
        steps = finding.steps or ("",) * len(finding.messages)
        for message, step in zip(finding.messages, steps, strict=True):
            remark = _remark(finding, message, language)
            for element in _elements(procedure, finding, message, step):
                if remark not in by_element[element]:
                    by_element[element].append(remark)
    return by_element


def _elements(procedure: Procedure, finding: Finding, message: Message, step: str) -> tuple[str, ...]:
    step = step or _step_at(procedure, finding)
    if step:
        return (f"step {step}",)
    if finding.code in _ELEMENTS:
        return (_ELEMENTS[finding.code],)
    shown = {"unit": "letterhead"} | {key: key for key in (*_FORM_KEYS, *procedure.boxes)}
    quoted = _QUOTED.findall(" ".join(str(value) for value in message.values.values()))
    named = [_KEYS[word] for word in quoted if word in _KEYS]
    here = [key for key, value in procedure.fields.items() if value.location.line == finding.location.line]
    for candidates in (named, here):
        listed = tuple(dict.fromkeys(shown[key] for key in candidates if key in shown))
        if listed:
            return listed
    return ({"SOP1": "form", "SOP2": "flow", "SOP3": "flow"}.get(finding.code[:4], "other"),)


def _step_at(procedure: Procedure, finding: Finding) -> str:
    """Printed number of the step in which a message of Sphinx lies; empty above the steps. A rule names its steps."""
    before = [step for step in procedure.steps if step.location.line <= finding.location.line]
    return before[-1].label if before and finding.code not in RULES else ""


def _remark(finding: Finding, message: Message, language: str) -> Remark:
    rule = RULES.get(finding.code)
    text = sentence(replace(finding, messages=(message,), steps=()), language)
    return Remark(
        code=finding.code,
        severity=finding.severity,
        text=text,
        advice=plain(entry(rule, language).mend) if rule else "",
    )
