"""The directive `sop`: one procedure, a section with its identity form and its flowchart table."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, ClassVar

from docutils import nodes
from msgspec.structs import replace
from sphinx.addnodes import pending_xref
from sphinx.environment import BuildEnvironment
from sphinx.util.docutils import SphinxDirective

from ...core.anatomy import DATES, FORM_LINES, NONE_MARK, STEP_ANATOMY, Place, procedure_anatomy
from ...core.configuration import Naming, OutputConfig
from ...core.ledger.digests import visible_text
from ...core.model import Actor, Fault, Message, Official, Procedure, Value
from ...core.organisation import Unit
from ...core.process.flow import build_flow
from ...core.process.lanes import LabelWords, Lanes
from ...core.reading.conversion import Unreadable, read_lanes, read_official
from ...core.reading.dates import DateRange
from ...core.reading.header import read_header
from ..config import output_config
from ..drafts import ProcedureDraft, note_draft, reading_index, take_faults
from ..nodes import sop_answer, sop_chart, sop_form, sop_generated, sop_lane, sop_step, sop_value
from ..printed import file_hash
from .entries import Entries, kept_nodes, read_entries, without_only
from .options import options_of
from .signature import official_parts, printed
from .source import SourceText
from .step import none_paragraph

_FURTHER_SIGNERS = ("drafted-by", "checked-by")


class SopDirective(SphinxDirective):
    """Read one SOP; its name is settled once the whole document is read, see `transforms.NameProcedures`."""

    has_content = True
    required_arguments = 0
    optional_arguments = 0
    option_spec: ClassVar[Any] = options_of(procedure_anatomy())

    def run(self) -> list[nodes.Node]:
        config = output_config(self.config)
        source = SourceText(self)
        anatomy = procedure_anatomy((*config.profile.extra_boxes, *config.source.extra_boxes))
        header = read_header(source.lines, anatomy, other=STEP_ANATOMY)
        with reading_index(self.env) as index:
            entries = read_entries(source, header)
            title, messages = self._title(source, header.title, header.title_line)
            content = [
                *kept_nodes(source, entries),
                *without_only(source.parse_body(header.body), entries, source),
            ]
        noted = take_faults(self.env, index)
        unit = config.source.unit_named(entries.text("unit")) if entries.text("unit") else None
        official = _read_official(config, entries, unit)
        signers = {key: _read_signer(config, entries, key) for key in _FURTHER_SIGNERS if key in entries.values}
        steps = [child for child in content if isinstance(child, sop_step)]
        lanes = _lanes(config, entries, source)
        words = config.source.words
        flow = build_flow(
            [step.draft for step in steps if step.draft is not None],
            lanes,
            LabelWords(yes=words["yes"], no=words["no"]),
        )
        section = nodes.section(classes=["sop"])
        source.set_source(section, None)
        boxes = tuple(field.alias for field in anatomy.at(Place.BOX))
        procedure = Procedure(
            name=str(entries.parsed("name") or ""),
            title=" ".join(title.astext().split()) if header.title else "",
            docname=self.env.docname,
            anchor="",
            location=source.location(),
            fields=entries.values,
            actors=lanes.actors,
            actors_declared=lanes.declared,
            steps=flow.steps,
            nodes=flow.nodes,
            flows=flow.flows,
            dangling=flow.dangling,
            faults=(*_titleless(header.title, source), *entries.faults, *flow.faults, *noted),
            boxes=boxes,
            unit=unit.name if unit else entries.text("unit"),
            ignored=tuple(entries.parsed("ignore") or ()),  # type: ignore[arg-type]
            printed=_letterhead(config.source, unit, entries, self.env),
            references=_references(entries, steps),
        )
        shown_unit = config.units[unit.key] if unit else None
        section += [title, *messages, _form(config, entries, shown_unit, official, signers, source, boxes)]
        if config.source.ledger_kept:
            state = sop_generated(kind="approval-state", options={"index": str(index)})
            source.set_source(state, None)
            section += state
        section += [child for child in content if not isinstance(child, sop_step)]
        section += _chart(procedure, steps, source, config)
        note_draft(self.env, ProcedureDraft(section=section, procedure=procedure, index=index))
        return [section]

    @staticmethod
    def _title(source: SourceText, lines: Sequence[str], number: int) -> tuple[nodes.title, list[nodes.Node]]:
        if not lines:
            return nodes.title("", "–"), []
        text = " ".join(lines)
        paragraph, messages = source.paragraph(text, number)
        title = nodes.title(text, "", *paragraph.children)
        source.set_source(title, number)
        return title, messages


def _titleless(title: Sequence[str], source: SourceText) -> Iterator[Fault]:
    if not title:
        message = Message(template="the SOP has no title (nama SOP)")
        yield Fault(code="SOP101", message=message, location=source.location())


def _read_official(config: OutputConfig, entries: Entries, unit: Unit | None) -> Official | None:
    """Put the `Official` who approves into the values and return him or her as the form shows it.

    The unit's official approves where none is named.
    """
    value = entries.values.get("approved-by")
    dates = [entries.parsed("approved"), entries.parsed("effective")]
    day: date | None = next((period.first for period in dates if isinstance(period, DateRange)), None)
    if value is None:
        official = config.source.official_on(unit.official, day) if unit and unit.official else None
        if not official or not unit:
            return None
        place = entries.values["unit"].location
        entries.values["approved-by"] = Value(text=unit.official, location=place, parsed=official)
        return config.official_on(unit.official, day)
    try:
        read = read_official(value.items, config.officials)
    except Unreadable as error:
        entries.fault(error.message, value.location, error.code)
        read = Official(position=value.text)
    parsed = config.source.official_on(read, day) if isinstance(read, str) else read
    entries.values["approved-by"] = replace(value, parsed=parsed)
    return config.official_on(read, day) if isinstance(read, str) else read


def _read_signer(config: OutputConfig, entries: Entries, key: str) -> Official | None:
    """Put the `Official` who drafted or checked into the values and return him or her as the form shows it."""
    value = entries.values[key]
    if value.text.strip() in {"", NONE_MARK}:
        return None
    entry = entries.by_key[key].name if key in entries.by_key else key
    try:
        read = read_official(value.items, config.officials, entry=entry)
    except Unreadable as error:
        entries.fault(error.message, value.location, error.code)
        read = Official(position=value.text)
    dates = [entries.parsed("created"), entries.parsed("approved"), entries.parsed("effective")]
    day: date | None = next((period.first for period in dates if isinstance(period, DateRange)), None)
    parsed = config.source.official_on(read, day) if isinstance(read, str) else read
    entries.values[key] = replace(value, parsed=parsed)
    return config.official_on(read, day) if isinstance(read, str) else read


def _is_notes(cell: nodes.Node) -> bool:
    return isinstance(cell, sop_value) and cell["field"] == "notes"


def _references(entries: Entries, steps: Sequence[sop_step]) -> dict[str, tuple[str, ...]]:
    """What the roles of some entries name: related SOPs, those in the notes of the steps, laws the registry lacks."""
    notes = [cell for row in _flattened(steps) for cell in row.children if _is_notes(cell)]
    content: dict[str, Sequence[nodes.Node]] = {"related": entries.rich.get("related", []), "notes": notes}
    references = {key: tuple(_targets(children)) for key, children in content.items()}
    laws = (law for node in entries.rich.get("legal-basis", ()) for law in node.findall(nodes.inline))
    references["legal-basis"] = tuple(law.astext() for law in laws if law.get("unknown"))
    return {key: targets for key, targets in references.items() if targets}


def _targets(content: Iterable[nodes.Node]) -> Iterator[str]:
    for node in content:
        for reference in node.findall(pending_xref):
            if (reference.get("refdomain"), reference.get("reftype")) == ("sop", "ref"):
                yield reference["reftarget"]


def _lanes(config: OutputConfig, entries: Entries, source: SourceText) -> Lanes:
    value = entries.values.get("actors")
    if value is None:
        return Lanes([], config.source.actors, source.location())
    lines, faults = read_lanes(value.items)
    entries.faults += (Fault(code="SOP114", message=message, location=value.location) for message in faults)
    seen: set[str] = set()
    for line in lines:
        if line.key in seen:
            message = Message(
                template="the actor `{actor}` is declared twice; the first one counts", values={"actor": line.key}
            )
            entries.fault(message, value.location)
        seen.add(line.key)
    return Lanes(lines, config.source.actors, value.location)


def _letterhead(config: Naming, unit: Unit | None, entries: Entries, env: BuildEnvironment) -> dict[str, str]:
    """What is printed above the form, in the language in which the manual is written."""
    logos = [(unit and unit.logo) or config.agency.logo_left, config.agency.logo_right]
    printed = {
        "letterhead": "\n".join(map(visible_text, _letterhead_lines(config, unit, entries))),
        "logos": " ".join(file_hash(env, f"/{uri.lstrip('/')}") for uri in logos if uri),
    }
    if entries.text("applies-to"):
        printed["applies-to"] = visible_text(entries.text("applies-to"))
    return {key: text for key, text in printed.items() if text}


def _letterhead_lines(config: Naming, unit: Unit | None, entries: Entries) -> list[str]:
    lines = [*((unit.letterhead if unit else ()) or config.agency.name), unit.name if unit else entries.text("unit")]
    return [line for line in dict.fromkeys(lines) if line]


# -- the form --------------------------------------------------------------------------------------------------------
def _form(
    config: OutputConfig,
    entries: Entries,
    unit: Unit | None,
    official: Official | None,
    signers: Mapping[str, Official | None],
    source: SourceText,
    boxes: Sequence[str],
) -> sop_form:
    form = sop_form()
    source.set_source(form, None)
    agency = config.agency
    for field, uri in (("logo", (unit and unit.logo) or agency.logo_left), ("logo-right", agency.logo_right)):
        if uri:
            image = nodes.image(uri=f"/{uri.lstrip('/')}", alt=" ".join(agency.name) or "logo")
            source.set_source(image, None)
            form += sop_value("", image, field=field)
    form += _printed("letterhead", _letterhead_lines(config, unit, entries))
    form += _plain_rows(config, entries)
    form += [_official(signer, key) for key, signer in signers.items() if signer is not None]
    if official is not None:
        form += _official(official)
    for key in boxes:
        if key in entries.rich:
            form += sop_value("", *entries.rich[key], field=key)
        elif entries.text(key) == NONE_MARK:
            form += sop_value("", none_paragraph(), field=key)
    return form


def _plain_rows(config: OutputConfig, entries: Entries) -> Iterator[sop_value]:
    """Number, revision and other lines, dates; what replaced the SOP, and what further units it binds."""
    for key in FORM_LINES:
        if entries.text(key):
            yield _printed(key, [entries.text(key)])
    for key in DATES:
        if key in entries.values:
            parsed = entries.parsed(key)
            text = parsed.written(config.language) if isinstance(parsed, DateRange) else entries.text(key)
            if key == "revised" and _is_planned(entries):
                text = config.words["review-planned"].format(date=text)
            yield _printed(key, ["–" if text in {"", NONE_MARK} else text])
    if entries.text("replaced-by").strip() not in {"", NONE_MARK}:
        yield _replacement(entries)
    if entries.text("applies-to").strip() not in {"", NONE_MARK}:
        yield _units(entries, config)


def _is_planned(entries: Entries) -> bool:
    """True if the day of revision lies after the one of effect: it is that of the planned review."""
    revised, effective = entries.parsed("revised"), entries.parsed("effective")
    return isinstance(revised, DateRange) and isinstance(effective, DateRange) and effective.certainly_before(revised)


def _printed(key: str, lines: Iterable[str]) -> sop_value:
    """A value that is printed as it is, in every language."""
    return sop_value("", *(nodes.paragraph("", line, translatable=False) for line in lines), field=key)


def _official(official: Official, key: str = "approved-by") -> sop_value:
    named = bool(official.name)  # the position ends with a comma, as in letters
    paragraphs = (
        printed(f"{text.removesuffix(',')}," if named and part == "position" else text, part=part)
        for part, text in official_parts(official)
    )
    return sop_value("", *paragraphs, field=key)


def _replacement(entries: Entries) -> sop_value:
    """A link to the SOP that took the place of this one, by its name, number or title; another text stands as it is."""
    text = " ".join(entries.text("replaced-by").split())
    link = pending_xref(
        "", nodes.inline("", text), refdomain="sop", reftype="ref", reftarget=text, refexplicit=False, refwarn=False
    )
    return sop_value("", nodes.paragraph("", "", link, translatable=False), field="replaced-by")


def _units(entries: Entries, config: OutputConfig) -> sop_value:
    """The names of further units that the SOP binds, one a line."""
    lines = (line.strip() for line in entries.values["applies-to"].items if line.strip())
    return _printed("applies-to", [config.unit_shown(_unit_name(line, config)) for line in lines])


def _unit_name(text: str, config: OutputConfig) -> str:
    unit = config.source.unit_named(text)
    return unit.name if unit else text


# -- the table -------------------------------------------------------------------------------------------------------
def _chart(procedure: Procedure, steps: Sequence[sop_step], source: SourceText, config: OutputConfig) -> sop_chart:
    chart = sop_chart()
    source.set_source(chart, None)
    for actor in procedure.actors:
        label = _shown_label(actor, config)
        paragraph = nodes.paragraph(label, label)
        paragraph.source, paragraph.line = chart.source, (actor.location or procedure.location).line
        chart += sop_lane("", paragraph, actor=actor.key)
    rows = list(_flattened(steps))
    answers = _answers(procedure)
    for row, step in zip(rows, procedure.steps, strict=True):
        row["step"] = step.id
        for index in answers.get(step.id, ()):
            flow = procedure.flows[index]
            paragraph = nodes.paragraph(flow.label, flow.label)
            paragraph.source, paragraph.line = row.source, (flow.location or step.location).line
            row += sop_answer("", paragraph, flow=index)
        row.draft, row.sub_steps = None, []
        chart += row
    return chart


def _shown_label(actor: Actor, config: OutputConfig) -> str:
    """The label of an actor in the language of the output, where conf.py names it in both."""
    known = config.source.actors.get(actor.key)
    return config.actors[actor.key].label if known and known.label == actor.label else actor.label


def _flattened(steps: Iterable[sop_step]) -> Iterator[sop_step]:
    for step in steps:
        yield step
        yield from _flattened(step.sub_steps)


def _answers(procedure: Procedure) -> dict[str, list[int]]:
    """Indexes of the flows whose label a person typed, by the step they leave."""
    owner = {node.id: node.step for node in procedure.nodes}
    typed: dict[str, list[int]] = {}
    for index, flow in enumerate(procedure.flows):
        if flow.label and flow.drawn_by in {"branches", "flows"}:
            typed.setdefault(owner[flow.source], []).append(index)
    return typed
