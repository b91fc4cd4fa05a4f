"""The directive `sop-step`: one activity, one row of the flowchart table."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any, ClassVar, TypeVar

from docutils import nodes
from sphinx.util.docutils import SphinxDirective

from ...core.anatomy import CELLS, NONE_MARK, STEP_ANATOMY, procedure_anatomy
from ...core.model import Message
from ...core.process.rows import StepDraft
from ...core.reading.conversion import one_line
from ...core.reading.grammar import ActorRow, Target, parse_arrow, parse_branch, parse_row, parse_target, parse_targets
from ...core.reading.header import Header, read_header
from ..nodes import sop_step, sop_value
from ..texts import joined, parts_of
from .entries import Entries, kept_nodes, read_entries, without_only
from .options import options_of
from .source import SourceText

_Item = TypeVar("_Item")
_PROCEDURE_ANATOMY = procedure_anatomy()


class SopStepDirective(SphinxDirective):
    """Read one step into a `sop_step` node whose ``draft`` says what was typed."""

    has_content = True
    required_arguments = 0
    optional_arguments = 0
    option_spec: ClassVar[Any] = options_of(STEP_ANATOMY)

    def run(self) -> list[nodes.Node]:
        source = SourceText(self)
        header = read_header(source.lines, STEP_ANATOMY, other=_PROCEDURE_ANATOMY)
        entries = read_entries(source, header)
        note_missing_activity(source, header, entries)
        content = without_only(source.parse_body(header.body), entries, source)
        return [build_step(source, header, entries, content)]


def note_missing_activity(source: SourceText, header: Header, entries: Entries) -> None:
    """Report a step that has no activity."""
    if not header.title:
        entries.fault(Message(template="the step does not say what is done (its kegiatan is empty)"), source.location())


def build_step(source: SourceText, header: Header, entries: Entries, content: Sequence[nodes.Node]) -> sop_step:
    """Return a row with its draft; ``content`` is what stands below the activity in the same cell, and sub-steps."""
    row = sop_step()
    source.set_source(row, None)
    row.sub_steps = [child for child in content if isinstance(child, sop_step)]
    activity = _activity(source, header)
    activity += kept_nodes(source, entries)
    activity += [child for child in content if not isinstance(child, sop_step)]
    row += activity
    row += list(_cells(entries))
    row.draft = _draft(source, header, entries)
    row.draft.parts = parts_of(activity.children)
    row.draft.text = joined(row.draft.parts)
    row.draft.children = [child.draft for child in row.sub_steps if child.draft is not None]
    return row


def _draft(source: SourceText, header: Header, entries: Entries) -> StepDraft:
    draft = StepDraft(
        text="",
        location=source.location(),
        id=str(entries.parsed("id") or ""),
        label="" if entries.text("label") == NONE_MARK else entries.text("label"),
        texts={key: entries.values[key] for key in CELLS if key in entries.values},
        row=_row(entries),
        shape=one_line(entries.text("shape")),
        yes=_target(entries, "yes"),
        no=_target(entries, "no"),
        branches=list(_lines(entries, "branches", parse_branch)),
        next=parse_targets(entries.text("next")) if "next" in entries.values else (),
        arrows=list(_lines(entries, "flows", parse_arrow)),
        end="end" in entries.values,
        entries=entries.locations,
        ignored=tuple(entries.parsed("ignore") or ()),  # type: ignore[arg-type]
    )
    draft.faults = entries.faults
    return draft


def _activity(source: SourceText, header: Header) -> sop_value:
    """The cell of the activity, with the directive's argument as its first paragraph."""
    cell = sop_value(field="text")
    if header.title:
        text = "\n".join(header.title)
        paragraph, messages = source.paragraph(text, header.title_line)
        cell += [paragraph, *messages]
    return cell


def _cells(entries: Entries) -> Iterator[sop_value]:
    for key in CELLS:
        if key in entries.rich:
            yield sop_value("", *entries.rich[key], field=key)
        elif entries.text(key) == NONE_MARK:
            yield sop_value("", none_paragraph(), field=key)


def none_paragraph() -> nodes.paragraph:
    """A dash for what is none on purpose."""
    return nodes.paragraph("", "–", translatable=False)


def _row(entries: Entries) -> ActorRow:
    value = entries.values.get("actors")
    if value is None:
        return ActorRow(groups=())
    row, faults = parse_row(value.text)
    for message in faults:
        entries.fault(message, value.location)
    return row


def _target(entries: Entries, key: str) -> Target | None:
    return parse_target(entries.text(key)) if key in entries.values else None


def _lines(entries: Entries, key: str, parse: Callable[[str], tuple[_Item | None, list[Message]]]) -> Iterator[_Item]:
    value = entries.values.get(key)
    if value is None:
        return
    if not value.items:
        entries.fault(
            Message(template="`{entry}` is empty", values={"entry": entries.by_key[key].name}), value.location
        )
    for line in value.items:
        item, faults = parse(line)
        for message in faults:
            entries.fault(message, value.location)
        if item is not None:
            yield item
