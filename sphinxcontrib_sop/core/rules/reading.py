"""SOP114, SOP117, SOP118: what was typed and could not be read, named or placed."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping

from ..anatomy import NONE_MARK
from ..model import Manual, Message, Procedure
from ._context import Context
from ._registry import Hit, Severity, hits_of, manual_rule


@manual_rule("SOP114", Severity.ERROR, "unknown, repeated, contradictory or unreadable entry or value", merged=False)
def faulty_entry(manual: Manual, _: Context) -> Iterator[Hit]:
    """An entry or its value is unknown, repeated, contradicts another one or cannot be read.

    What cannot be read cannot be drawn or checked. Nothing typed is lost: of two values the first counts, and a
    text without a place of its own is shown with the SOP.

    Source: Our own choice.

    Mend: Correct the line; the finding names the nearest known word where there is one. An ``abaikan`` that
    silences nothing is a warning: remove it.
    """
    yield from _everywhere(manual, "SOP114")
    for procedure in manual.procedures:
        limit = procedure.text("time-limit").strip()
        if limit not in {"", NONE_MARK} and procedure.parsed("time-limit") is None:
            message = Message(
                template="`jangka-waktu`: `{text}` is no duration; write it like `14 hari kerja`",
                values={"text": limit},
            )
            yield Hit(message=message, location=procedure.line_of("time-limit"), procedure=procedure)


@manual_rule("SOP117", Severity.ERROR, "two SOPs with one name, or a name that cannot be one", merged=False)
def name_not_unique(manual: Manual, _: Context) -> Iterator[Hit]:
    """A name is used twice, compared without case, or cannot be a name.

    The name is the key of an SOP: links, file names of the sheets and the history hang on it.

    Source: Our own choice.

    Mend: Give one of the two another ``name`` of letters, digits, ``-``, ``_`` and ``.``.
    """
    yield from _everywhere(manual, "SOP117")
    by_name: dict[str, list[Procedure]] = defaultdict(list)
    for procedure in manual.procedures:
        by_name[procedure.name.casefold()].append(procedure)
    for first, *others in by_name.values():
        for other in others:
            yield Hit(
                message=Message(
                    template="the name `{name}` is already used in {path}, line {line}",
                    values={"name": other.name, "path": first.location.path, "line": first.line_of("name").line},
                ),
                location=other.line_of("name"),
                procedure=other,
            )
    for procedure in manual.procedures:
        for owner, step in _steps_of_that_address(procedure.name, by_name):
            template = (
                "the name `{name}` is the address of the step `{step}` of the SOP `{owner}`; give one of them another"
            )
            values = {"name": procedure.name, "step": step, "owner": owner.name}
            message = Message(template=template, values=values)
            yield Hit(message=message, location=procedure.line_of("name"), procedure=procedure)


def _steps_of_that_address(name: str, by_name: Mapping[str, list[Procedure]]) -> Iterator[tuple[Procedure, str]]:
    """Steps with the anchor of an SOP: ``a--b`` is the SOP of that name, and the step ``b`` of the SOP ``a``."""
    folded = name.casefold()
    for match in re.finditer("(?=--)", folded):
        owner, step_id = folded[: match.start()], folded[match.start() + 2 :]
        for procedure in by_name.get(owner, ()):
            for step in procedure.steps:
                if step.id.casefold() == step_id:
                    yield procedure, step.id


@manual_rule("SOP118", Severity.ERROR, "a step outside an SOP, or not its direct child", merged=False)
def stray_step(manual: Manual, _: Context) -> Iterator[Hit]:
    """A step stands outside an SOP, or inside something else in one.

    It has no row in the flowchart table; its text is shown where it stands.

    Source: Our own choice.

    Mend: Move it directly into ``sop``, or into a step as its sub-step.
    """
    yield from _everywhere(manual, "SOP118")


def _everywhere(manual: Manual, code: str) -> Iterator[Hit]:
    """Hits of what reading noted, inside and outside the SOPs."""
    for procedure in manual.procedures:
        for fault in procedure.faults:
            if fault.code == code:
                yield Hit(message=fault.message, location=fault.location, step=fault.step, procedure=procedure)
    yield from hits_of(manual.faults, code)
