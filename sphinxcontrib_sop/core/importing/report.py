"""What was read, guessed and left out: as text, JSON and HTML."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from importlib import resources
from typing import Any

from msgspec import Struct, field

from ..i18n import say
from ..model import Message
from .document import Certainty, Remark
from .draft import SopDraft
from .keeping import Outcome
from .writing import Written

_OUTCOMES = {
    Outcome.WRITTEN: Message(template="written"),
    Outcome.UNCHANGED: Message(template="as it was"),
    Outcome.KEPT: Message(template="the file says what it said; the edits stay"),
    Outcome.UPDATED: Message(template="brought up to date"),
    Outcome.MERGED: Message(template="changes of the file were merged with the edits"),
    Outcome.BESIDE: Message(template="edited since, and the file changed: the new text is beside it in {file}.new"),
    Outcome.OVERWRITTEN: Message(template="overwritten"),
}
_CERTAINTIES = {
    Certainty.READ: Message(template="read"),
    Certainty.GUESSED: Message(template="guessed"),
    Certainty.LEFT_OUT: Message(template="left out"),
}


class ArrowReport(Struct, frozen=True, kw_only=True):
    """One arrow of an SOP."""

    source: str
    """``step/actor`` by the number of the step and the label of the actor."""
    target: str
    label: str
    kind: str
    certain: bool
    why: Message | None
    place: str


class SopReport(Struct, frozen=True, kw_only=True):
    """One SOP and what became of it."""

    name: str
    title: str
    file: str
    outcome: Outcome
    pictures: tuple[str, ...]
    steps: int
    actors: tuple[str, ...]
    arrows: tuple[ArrowReport, ...]
    lost: int
    remarks: tuple[Remark, ...]

    def count(self, *, certain: bool) -> int:
        """Number of arrows that were read, or guessed."""
        return sum(arrow.certain is certain for arrow in self.arrows)


class FileReport(Struct, kw_only=True):
    """One file."""

    path: str
    kind: str = ""
    failure: Message | None = None
    sops: list[SopReport] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)

    @property
    def complete(self) -> bool:
        """True if nothing was guessed or left out."""
        remarks = [*self.remarks, *(remark for sop in self.sops for remark in sop.remarks)]
        unsure = any(remark.certainty is not Certainty.READ for remark in remarks)
        return (
            self.failure is None and not unsure and not any(sop.count(certain=False) or sop.lost for sop in self.sops)
        )


def sop_report(
    draft: SopDraft, written: Written, numbers: Sequence[str], *, file: str, outcome: Outcome, pictures: Sequence[str]
) -> SopReport:
    """What is said of one SOP."""

    def symbol(place: tuple[int, int] | None) -> str:
        if place is None:
            return "selesai"
        step = draft.steps[place[0]]
        return f"{numbers[place[0]]}/{draft.actors[step.symbols[place[1]].lanes[0]]}"

    return SopReport(
        name=written.name,
        title=draft.title,
        file=file,
        outcome=outcome,
        pictures=tuple(pictures),
        steps=len(draft.steps),
        actors=tuple(draft.actors),
        arrows=tuple(
            ArrowReport(
                source=symbol(flow.source),
                target=symbol(flow.target),
                label=flow.label,
                kind=flow.kind.value,
                certain=flow.certain,
                why=flow.why,
                place=draft.steps[flow.source[0]].place,
            )
            for flow in draft.flows
        ),
        lost=draft.lost,
        remarks=tuple(draft.remarks),
    )


# -- text ------------------------------------------------------------------------------------------------------------
def as_text(reports: Sequence[FileReport], language: str) -> str:
    """For a terminal."""
    return "\n".join(line for report in reports for line in _text(report, language)) + "\n"


def _text(report: FileReport, language: str) -> Iterator[str]:
    if report.failure is not None:
        yield f"{report.path}: {say(report.failure, language)}"
        return
    yield f"{report.path} ({report.kind})"
    for remark in report.remarks:
        yield f"  {_remark_text(remark, language)}"
    for sop in report.sops:
        yield f"  {sop.file}: {outcome(sop, language)}"
        yield f"    {summary(sop, language)}"
        for remark in sop.remarks:
            yield f"    {_remark_text(remark, language)}"
        for arrow in sop.arrows:
            if not arrow.certain:
                yield f"    {say(_CERTAINTIES[Certainty.GUESSED], language)}: {arrow_text(arrow, language)}"


def outcome(sop: SopReport, language: str) -> str:
    """What became of the file of an SOP."""
    return say(Message(template=_OUTCOMES[sop.outcome].template, values={"file": sop.file}), language)


def summary(sop: SopReport, language: str) -> str:
    """How much of an SOP was read."""
    values: Mapping[str, object] = {
        "steps": sop.steps,
        "actors": len(sop.actors),
        "read": sop.count(certain=True),
        "guessed": sop.count(certain=False),
        "lost": sop.lost,
    }
    template = "{steps} steps, {actors} actors; arrows: {read} read, {guessed} guessed; {lost} lines not understood"
    return say(Message(template=template, values=values), language)


def arrow_text(arrow: ArrowReport, language: str) -> str:
    """An arrow as a person reads it."""
    label = f" ({arrow.label})" if arrow.label else ""
    why = say(arrow.why, language) if arrow.why else ""
    return f"{arrow.place}: {arrow.source} → {arrow.target}{label}: {why}"


def _remark_text(remark: Remark, language: str) -> str:
    place = f" {remark.place}" if remark.place else ""
    return f"{say(_CERTAINTIES[remark.certainty], language)}{place}: {say(remark.message, language)}"


# -- JSON and HTML ---------------------------------------------------------------------------------------------------
def as_data(reports: Sequence[FileReport], language: str) -> dict[str, Any]:
    """For programs."""
    return {"files": [_file_data(report, language) for report in reports]}


def _file_data(report: FileReport, language: str) -> dict[str, Any]:
    return {
        "path": report.path,
        "kind": report.kind,
        "failure": say(report.failure, language) if report.failure else None,
        "remarks": [_remark_data(remark, language) for remark in report.remarks],
        "sops": [
            {
                "name": sop.name,
                "title": sop.title,
                "file": sop.file,
                "outcome": sop.outcome.value,
                "outcome_text": outcome(sop, language),
                "summary": summary(sop, language),
                "pictures": list(sop.pictures),
                "steps": sop.steps,
                "actors": list(sop.actors),
                "arrows": [
                    {
                        "source": arrow.source,
                        "target": arrow.target,
                        "label": arrow.label,
                        "kind": arrow.kind,
                        "certainty": (Certainty.READ if arrow.certain else Certainty.GUESSED).value,
                        "why": say(arrow.why, language) if arrow.why else "",
                        "place": arrow.place,
                    }
                    for arrow in sop.arrows
                ],
                "read": sop.count(certain=True),
                "guessed": sop.count(certain=False),
                "lost": sop.lost,
                "remarks": [_remark_data(remark, language) for remark in sop.remarks],
            }
            for sop in report.sops
        ],
    }


def _remark_data(remark: Remark, language: str) -> dict[str, str]:
    return {
        "certainty": remark.certainty.value,
        "certainty_text": say(_CERTAINTIES[remark.certainty], language),
        "message": say(remark.message, language),
        "place": remark.place,
    }


def as_json(reports: Sequence[FileReport], language: str) -> str:
    """For programs, as text."""
    return json.dumps(as_data(reports, language), ensure_ascii=False, indent=1) + "\n"


def as_html(reports: Sequence[FileReport], language: str) -> str:
    """For a browser, in one file."""
    from jinja2 import Environment

    template = resources.files(__package__).joinpath("report.html.jinja").read_text(encoding="utf-8")
    page = Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True).from_string(template)
    words = {
        "title": Message(template="Report of the import"),
        "place": Message(template="Place"),
        "kind": Message(template="Kind"),
        "remark": Message(template="Remark"),
        "arrow": Message(template="Arrow"),
        "why": Message(template="Reason"),
        "guessed": Message(template="guessed"),
        "nothing": Message(template="Everything was read."),
    }
    return page.render(
        data=as_data(reports, language),
        words={key: say(message, language) for key, message in words.items()},
        language=language,
    )


FORMATS: Mapping[str, Callable[[Sequence[FileReport], str], str]] = {"text": as_text, "json": as_json, "html": as_html}
