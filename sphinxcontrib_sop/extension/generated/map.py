"""`sop-map`: how SOPs are related, and which SOP mikro a makro integrates, as a picture or a table."""

import re
import textwrap
from collections.abc import Iterable, Sequence
from pathlib import Path

from docutils import nodes
from msgspec import Struct
from msgspec.structs import replace

from ...core.i18n import say
from ...core.model import Message, Procedure
from ...core.process.relations import mentioned
from ..graphviz import GraphvizError, drawn_file, drawn_size, is_installed, with_clear_names
from ..nodes import sop_graph
from ..records import GeneratedRequest
from ..tables import MAIN, Cell, add_row, overview, text
from ._registry import GeneratedContext, generator
from ._selection import selected

TITLE_WIDTH = 22
"""Characters in a line of a box."""

_ADDRESS = re.compile(r' URL="\d+", target="_top",')
"""What makes a link of a box; a picture that is an image has none."""

UPRIGHT_LINE = 450.0
"""Width in points above which a picture stands on a turned page of the handbook."""

TURNED_PAGE = (700.0, 420.0)
"""Room in points for a picture on a turned page of the handbook."""

FONT, SMALLEST = 10, 7.0
"""Size in points of the words in a picture, and the least to which they are scaled."""

PICTURES = frozenset({"html", "latex", "typst"})
"""Formats that show pictures."""


class Relation(Struct, frozen=True, kw_only=True):
    """Two SOPs of which one names the other."""

    source: int
    target: int
    """Indexes of the SOPs in the order of the manual."""
    mutual: bool
    """True if each names the other."""
    part: bool
    """True if the source is a makro and the target one of its mikro."""


@generator("map")
def relation_map(request: GeneratedRequest, context: GeneratedContext) -> list[nodes.Node]:
    """Return the picture, or the table in builders without pictures and where Graphviz is not installed."""
    every = selected(request, context)
    procedures = _near(every, request, context)
    relations = list(_relations(procedures, context))
    if not procedures:
        return text(say(Message(template="There is no SOP to list."), context.language), "sop-nothing")
    if context.format in PICTURES and is_installed(context.env.config):
        try:
            return _pictures(procedures, relations, request, context)
        except GraphvizError as error:
            message = Message(template="Graphviz cannot draw the map: {reason}", values={"reason": str(error)})
            context.warn("map", message, request.location)
    return [_table(procedures, relations, request, context)]


def _near(every: Sequence[Procedure], request: GeneratedRequest, context: GeneratedContext) -> list[Procedure]:
    """With `from` only the SOPs within a number of relations of that one, in either direction."""
    start = request.options.get("from")
    if not start:
        return list(every)
    centre = context.domain.find_procedure(start, by_title=True)
    if centre is None:
        message = Message(template="no SOP is called `{target}`", values={"target": start})
        context.warn("map", message, request.location)
        return list(every)
    neighbours: dict[int, set[int]] = {}
    places = {id(procedure): place for place, procedure in enumerate(every)}
    for relation in _relations(every, context):
        neighbours.setdefault(relation.source, set()).add(relation.target)
        neighbours.setdefault(relation.target, set()).add(relation.source)
    reached = {places[id(procedure)] for procedure in every if procedure.name == centre.name}
    for _ in range(int(request.options.get("depth", "1"))):
        reached |= {other for place in reached for other in neighbours.get(place, ())}
    return [procedure for place, procedure in enumerate(every) if place in reached]


def _relations(procedures: Sequence[Procedure], context: GeneratedContext) -> Iterable[Relation]:
    """The relations among some SOPs, each once."""
    directory = context.domain.directory
    places = {procedure.name: place for place, procedure in enumerate(procedures)}
    named = {
        (places[procedure.name], places[other.name]): None
        for procedure in procedures
        for other in mentioned(procedure, directory)
        if other.name in places and other.name != procedure.name
    }
    for source, target in named:
        mutual = (target, source) in named
        scopes = (procedures[source].parsed("scope"), procedures[target].parsed("scope"))
        if scopes == ("micro", "macro") and mutual:
            continue  # the makro says so
        if mutual and source > target and scopes != ("macro", "micro"):
            continue
        if scopes == ("micro", "macro"):
            source, target, scopes = target, source, ("macro", "micro")
        yield Relation(source=source, target=target, mutual=mutual, part=scopes == ("macro", "micro"))


def _pictures(
    procedures: Sequence[Procedure], relations: Sequence[Relation], request: GeneratedRequest, context: GeneratedContext
) -> list[nodes.Node]:
    """One picture; on paper, where its words would become too small, one for each unit and what that is related with."""
    whole = _picture(procedures, relations, request, context)
    units = dict.fromkeys(map(context.unit_of, procedures))
    width, height = whole.get("size", (1.0, 1.0))
    if min(TURNED_PAGE[0] / width, TURNED_PAGE[1] / height) * FONT >= SMALLEST or len(units) == 1:
        return [whole]
    shown: list[nodes.Node] = []
    for unit in units:
        near = [
            relation
            for relation in relations
            if unit in {context.unit_of(procedures[relation.source]), context.unit_of(procedures[relation.target])}
        ]
        places = {place for relation in near for place in (relation.source, relation.target)}
        part = [
            place for place, procedure in enumerate(procedures) if place in places or context.unit_of(procedure) == unit
        ]
        of_part = [
            replace(relation, source=part.index(relation.source), target=part.index(relation.target))
            for relation in near
        ]
        shown += [nodes.rubric("", unit), _picture([procedures[place] for place in part], of_part, request, context)]
    return shown


def _picture(
    procedures: Sequence[Procedure], relations: Sequence[Relation], request: GeneratedRequest, context: GeneratedContext
) -> nodes.Element:
    """Web pages show the picture as part of themselves, with links; elsewhere it is an image."""
    env = context.env
    kind = "pdf" if context.format == "latex" else "svg"
    folder = Path(env.doctreedir, "sop-pictures")
    linked = context.format == "html" and context.builder != "epub"
    dot = _dot(procedures, relations, context)
    path = str(drawn_file(dot if linked else _ADDRESS.sub("", dot), kind, env.config, folder))
    told = _alternative_text(procedures, relations, context)
    if linked:
        node = sop_graph(picture=path, alt=told)
        node += [context.link(procedure, docname=request.docname) for procedure in procedures]
        return node
    image = nodes.image(alt=told)
    if context.format == "typst":
        path = str(with_clear_names(Path(path)))
        image["size"] = drawn_size(Path(path))
        size = image["size"]
    else:
        size = drawn_size(drawn_file(_ADDRESS.sub("", dot), "svg", env.config, folder))
    if size[0] > UPRIGHT_LINE:
        image["classes"].append("sop-wide")
    image["uri"], image["candidates"] = path, {"*": path}
    env.images.add_file(request.docname, path)
    return image


# -- picture ---------------------------------------------------------------------------------------------------------
def _dot(procedures: Sequence[Procedure], relations: Iterable[Relation], context: GeneratedContext) -> str:
    """The picture in the language of Graphviz; the address of a box is the number of its SOP."""
    lines = [
        "digraph {",
        'graph [rankdir=LR, nodesep=0.18, ranksep=0.5, fontname="Liberation Sans", fontsize=11, bgcolor=transparent]',
        f'node [shape=box, style=rounded, fontname="Liberation Sans", fontsize={FONT}, margin="0.12,0.06", height=0.35]',
        "edge [arrowsize=0.7]",
    ]
    units: dict[str, list[int]] = {}
    for place, procedure in enumerate(procedures):
        units.setdefault(context.unit_of(procedure), []).append(place)
    for number, (unit, places) in enumerate(units.items()):
        boxes = [_box(place, procedures[place], context) for place in places]
        if len(units) > 1 and unit:
            lines += [
                f"subgraph cluster_{number} {{",
                f"label={_quoted(unit)}; labeljust=l; color=gray60;",
                *boxes,
                "}",
            ]
        else:
            lines += boxes
    for relation in relations:
        style = "arrowtail=odiamond, dir=both, " if relation.part else "dir=both, " if relation.mutual else ""
        lines.append(
            f'n{relation.source} -> n{relation.target} [{style}class="{"part" if relation.part else "relation"}"]'
        )
    return "\n".join([*lines, "}"])


def _box(place: int, procedure: Procedure, context: GeneratedContext) -> str:
    title = context.domain.shown(procedure)
    label = _quoted("\n".join(textwrap.wrap(title, TITLE_WIDTH)))
    more = ", peripheries=2" if procedure.parsed("scope") == "macro" else ""
    if procedure.status == "revoked":
        more += ', style="rounded,dashed"'
    return f'n{place} [label={label}, URL="{place}", target="_top", tooltip={_quoted(title)}{more}]'


def _quoted(words: str) -> str:
    escaped = words.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'


def _alternative_text(procedures: Sequence[Procedure], relations: Iterable[Relation], context: GeneratedContext) -> str:
    """The picture in words."""
    parts = []
    for relation in relations:
        source, target = (context.domain.shown(procedures[place]) for place in (relation.source, relation.target))
        sign = context.words["integrates"] if relation.part else "↔" if relation.mutual else "→"
        parts.append(f"{source} {sign} {target}")
    return f"{context.words['map']}: {'; '.join(parts)}"


# -- table -----------------------------------------------------------------------------------------------------------
def _table(
    procedures: Sequence[Procedure], relations: Sequence[Relation], request: GeneratedRequest, context: GeneratedContext
) -> nodes.table:
    words = context.words
    made = overview((40, 60), (words[key] for key in ("title", "related")), "sop-map")
    for place, procedure in enumerate(procedures):
        cell: list[nodes.Node] = []
        for relation in relations:
            if place in {relation.source, relation.target}:
                other = relation.target if place == relation.source else relation.source
                cell.append(_item(procedures[other], relation, place, request, context))
        link = context.link(procedure, docname=request.docname)
        add_row(
            made,
            [
                [nodes.paragraph("", "", link, classes=[MAIN])],
                [nodes.bullet_list("", *cell)] if cell else _none(context),
            ],
        )
    return made


def _item(
    other: Procedure, relation: Relation, place: int, request: GeneratedRequest, context: GeneratedContext
) -> nodes.list_item:
    paragraph = nodes.paragraph("", "", context.link(other, docname=request.docname))
    if relation.part:
        kind = context.words["micro" if place == relation.source else "macro"]
        paragraph += nodes.Text(f" ({kind})")
    return nodes.list_item("", paragraph)


def _none(context: GeneratedContext) -> Cell:
    return text(context.words["none"])
