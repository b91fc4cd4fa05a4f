"""What can be settled only when a whole document is read, and what depends on the builder."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

import msgspec
from docutils import nodes
from sphinx import addnodes
from sphinx.transforms import SphinxTransform
from sphinx.transforms.post_transforms import SphinxPostTransform

from ..core.anatomy import NONE_MARK, PROCEDURE_FIELDS, STEP_FIELDS, Place
from ..core.ledger.digests import NONE_PRINTED, visible_text
from ..core.model import Fault, Location, Message, Procedure, Value
from ..core.reading.conversion import free_key, slug
from ..core.reading.durations import parse_duration
from ..core.reading.grammar import NAME
from .config import source_config
from .domain import sop_domain
from .drafts import ProcedureDraft, take_drafts, take_faults
from .generated import GeneratedContext, generate
from .nodes import (
    sop_chart,
    sop_form,
    sop_generated,
    sop_lane,
    sop_phrase,
    sop_step,
    sop_value,
)
from .printed import printed_lines, printed_text
from .scan import request_of
from .texts import has_substitution, items_of, joined, parts_of, plain_text, substituted


class NameProcedures(SphinxTransform):
    """Give every SOP of the document its name and anchors and hand it to the domain.

    The default name is that of the file if it holds one SOP, so it is not known before the document is read.
    """

    default_priority = 15  # before the texts are translated (20), which needs the ids of sections

    def apply(self, **kwargs: object) -> None:
        drafts = [self._with_substitutions(draft) for draft in take_drafts(self.env)]
        domain = sop_domain(self.env)
        named = [_named(self._printed(draft), alone=len(drafts) == 1) for draft in drafts]
        procedures = list(_anchored(named))
        for draft, procedure in zip(drafts, procedures, strict=True):
            self._place(draft, procedure)
        faults = [*take_faults(self.env), *self._strays()]
        if procedures or faults:
            domain.note_document(self.env.docname, tuple(procedures), tuple(faults))

    def _with_substitutions(self, draft: ProcedureDraft) -> ProcedureDraft:
        """Put the texts that substitutions stand for into the procedure: a definition may come later than the SOP.

        In the document they are carried out later, by docutils.
        """
        if not has_substitution(draft.section):
            return draft
        procedure, former = draft.procedure, {}
        fields, steps = dict(procedure.fields), list(procedure.steps)
        title = procedure.title
        for key, node in printed_parts(draft.section):
            if not isinstance(node, nodes.Element) or not has_substitution(node):
                continue
            made = substituted(node, self.document, self.config)
            owner, _, name = key.rpartition("/")
            if key == "title":
                former[f"1/{key}"], title = title, plain_text(made)
            elif owner == "box" and name in fields:
                former[f"1/{key}"] = fields[name].text
                fields[name] = _with_items(fields[name], items_of(made.children))
            elif owner.isdecimal():
                step, parts = steps[int(owner)], parts_of(made.children)
                items = items_of(made.children)
                if name == "text":
                    former[f"1/{key}"] = step.text
                    steps[int(owner)] = msgspec.structs.replace(step, text=joined(parts), parts=parts)
                elif name in step.texts:
                    former[f"1/{key}"] = step.texts[name].text
                    texts = {**step.texts, name: self._read_anew(step.texts[name], name, items)}
                    steps[int(owner)] = msgspec.structs.replace(step, texts=texts)
        procedure = replace(
            procedure, title=title, fields=fields, steps=tuple(steps), printed={**procedure.printed, **former}
        )
        return msgspec.structs.replace(draft, procedure=procedure)

    def _read_anew(self, value: Value, key: str, items: tuple[str, ...]) -> Value:
        made = _with_items(value, items)
        if not any(field.timed for field in STEP_FIELDS if field.alias == key):
            return made
        return msgspec.structs.replace(made, parsed=parse_duration(made.text, source_config(self.config).working_time))

    def _printed(self, draft: ProcedureDraft) -> Procedure:
        """The procedure with what is printed of it, where that is more than its plain texts."""
        procedure, printed = draft.procedure, dict(draft.procedure.printed)
        substitutes = has_substitution(draft.section)
        for key, node in printed_parts(draft.section):
            if substitutes and has_substitution(node):
                node = substituted(node, self.document, self.config)
            text = printed_text(node, self.env) if key == "title" else printed_lines(node.children, self.env)
            if text != _plain(procedure, key):
                printed[key] = text
        return replace(procedure, printed=printed)

    def _place(self, draft: ProcedureDraft, procedure: Procedure) -> None:
        section = draft.section
        self._claim(procedure.anchor)
        section["ids"] = [procedure.anchor]
        title = section.next_node(nodes.title)
        if title is not None:
            section["names"] = [nodes.fully_normalize_name(title.astext())]
            self.document.note_implicit_target(section, section)
        # not `findall`: another SOP may stand in this one
        for node in (child for child in section.children if isinstance(child, (sop_form, sop_chart))):
            node["docname"], node["index"] = procedure.docname, draft.index
            for part in node.children:
                if isinstance(part, sop_step):
                    part["ids"] = [procedure.step_anchor(part["step"])]
                elif isinstance(part, sop_lane):
                    part["ids"] = [procedure.lane_anchor(part["actor"])]
                else:
                    continue
                self._claim(part["ids"][0])
                self.document.set_id(part)

    def _claim(self, anchor: str) -> None:
        """Take an id from whatever has it, a heading "SOP Cuti" above the SOP `cuti` for instance.

        The anchors of SOPs are known to the readers of a manual; those of other things follow from their titles.
        """
        other = self.document.ids.pop(anchor, None)
        if other is None:
            return
        free = free_key(anchor, self.document.ids.keys() | {anchor})
        other["ids"] = [free if identity == anchor else identity for identity in other["ids"]]
        self.document.ids[free] = other
        for name, identity in self.document.nameids.items():
            if identity == anchor:
                self.document.nameids[name] = free

    def _strays(self) -> Iterator[Fault]:
        """Report steps that stand in no SOP, or inside something else in one, and keep their text."""
        strays: Sequence[sop_step] = [node for node in self.document.findall(sop_step) if node.draft is not None]
        tables: set[Location] = set()
        for node in strays:
            assert node.draft is not None  # noqa: S101
            if node.table is None:
                message = Message(template="`sop-step` must stand directly inside `sop`")
                yield Fault(code="SOP118", message=message, location=node.draft.location)
            elif node.table not in tables:
                tables.add(node.table)
                message = Message(template="`sop-table` must stand directly inside `sop`")
                yield Fault(code="SOP118", message=message, location=node.table)
            node.replace_self(nodes.container("", *_content(node)))


def _content(step: sop_step) -> Iterator[nodes.Node]:
    """Everything that stands in the cells of a step and of its sub-steps."""
    for cell in step.children:
        yield from cell.children
    for sub_step in step.sub_steps:
        yield from _content(sub_step)


def _named(procedure: Procedure, *, alone: bool) -> Procedure:
    name = procedure.name or (_file_name(procedure.docname) if alone else slug(procedure.title))
    return replace(procedure, name=name, anchor=f"sop-{name}")


def _anchored(procedures: Sequence[Procedure]) -> Iterator[Procedure]:
    """Give the SOPs of a document anchors of their own: of equal names only the first has that of its name.

    Neither has the SOP ``a--b`` beside the step ``b`` of an SOP ``a``.
    """
    taken = Counter(procedure.step_anchor(step.id).casefold() for procedure in procedures for step in procedure.steps)
    for procedure in procedures:
        anchor = procedure.anchor
        count = taken[anchor.casefold()]
        taken[anchor.casefold()] += 1
        yield replace(procedure, anchor=f"{anchor}--sop--{count + 1}") if count else procedure


def _file_name(docname: str) -> str:
    """The name of a document as a key."""
    name = docname.rpartition("/")[2]
    return name if NAME.fullmatch(name) else slug(name)


def printed_parts(section: nodes.section) -> Iterator[tuple[str, nodes.Element]]:
    """The parts of an SOP of which the printed text is kept, by key, see `Procedure.printed`."""
    before, after, chart_seen = nodes.container(), nodes.container(), False
    for child in section.children:
        if isinstance(child, nodes.title):
            yield "title", child
        elif isinstance(child, sop_form):
            values = [part for part in child.children if isinstance(part, sop_value)]
            yield from ((f"box/{part['field']}", part) for part in values if part["field"] not in _PLAIN_PARTS)
        elif isinstance(child, sop_chart):
            chart_seen = True
            rows = [row for row in child.children if isinstance(row, sop_step)]
            for place, row in enumerate(rows):
                yield from ((f"{place}/{cell['field']}", cell) for cell in row.children if isinstance(cell, sop_value))
        elif not isinstance(child, sop_generated) and "sop" not in child.get("classes", ()):  # type: ignore[attr-defined]
            # a part of the document all the same: the container only lends its list of children
            (after if chart_seen else before).children.append(child)
    for key, part in (("before", before), ("after", after)):
        if part.children:
            yield key, part


_PLAIN_PARTS = frozenset({"logo", "logo-right", "letterhead"}).union(
    item.alias for item in PROCEDURE_FIELDS if item.place is Place.FORM
)
"""Values of the form that are no boxes."""


def _with_items(value: Value, items: tuple[str, ...]) -> Value:
    return msgspec.structs.replace(value, text="\n".join(items), items=items)


def _plain(procedure: Procedure, key: str) -> str:
    """What is printed in a place if there is nothing but the plain text of the model."""
    owner, _, name = key.rpartition("/")
    if key == "title":
        return visible_text(procedure.title)
    if owner == "box":
        value = procedure.fields.get(name)
        text = "\n".join(map(visible_text, value.items)) if value else ""
        return text or (NONE_PRINTED if value and value.text.strip() == NONE_MARK else "")
    if owner.isdecimal():
        step = procedure.steps[int(owner)]
        if name == "text":
            return visible_text(step.text)
        typed = step.texts.get(name)
        text = typed.text if typed else ""
        return NONE_PRINTED if text.strip() == NONE_MARK else visible_text(text)
    return ""


class JoinPhrases(SphinxTransform):
    """Make what was translated by itself a part of its line."""

    default_priority = 30  # after translation

    def apply(self, **kwargs: object) -> None:
        for phrase in list(self.document.findall(sop_phrase)):
            phrase.replace_self(nodes.inline("", "", *phrase.children))


class LinkRelated(SphinxTransform):
    """Link an item of `keterkaitan` that is exactly the name, number or title of an SOP."""

    default_priority = 30  # after translation: a translated text is compared with the titles it was translated to

    def apply(self, **kwargs: object) -> None:
        for value in self.document.findall(sop_value):
            if value.get("field") == "related":
                for paragraph in list(value.findall(nodes.paragraph)):
                    self._link(paragraph)

    def _link(self, paragraph: nodes.paragraph) -> None:
        if not all(isinstance(child, nodes.Text) for child in paragraph.children) or not paragraph.get(
            "translatable", True
        ):
            return
        text = paragraph.astext()
        target = " ".join((paragraph.rawsource or text).split()).rstrip(".;,")
        reference = addnodes.pending_xref(
            "",
            nodes.inline("", text),
            refdomain="sop",
            reftype="related",
            reftarget=target,
            refexplicit=True,
            refwarn=False,
            refdoc=self.env.docname,
        )
        reference.source, reference.line = paragraph.source, paragraph.line
        paragraph[:] = [reference]


class FillGenerated(SphinxPostTransform):
    """Put what is made of the whole manual in its place; only now are all documents read."""

    default_priority = 4  # before references are resolved (10) and plain tables are made (9)

    def run(self, **kwargs: object) -> None:
        """Replace every `sop_generated`."""
        if not any(record.requests for record in sop_domain(self.env).by_doc.values()):
            return  # no document has any, so there is no need to walk over this one
        for node in list(self.document.findall(sop_generated)):
            made = generate(request_of(self.env, self.env.docname, node), GeneratedContext(env=self.env))
            node.replace_self(made)
