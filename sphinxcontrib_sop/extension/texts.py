"""The plain text of nodes, as the model has it: what a person reads, without markup and with substitutions carried out."""

from collections.abc import Sequence

from docutils import nodes
from sphinx.config import Config

DEEPEST = 8
"""Maximum depth of substitutions within substitutions; one that names itself is left as it is."""

_UNPRINTED = (nodes.system_message, nodes.Invisible, nodes.raw)
"""Nodes whose text no reader sees: messages of the parser, comments, code for one format."""


def _is_unprinted(node: nodes.Node) -> bool:
    return isinstance(node, _UNPRINTED) and not isinstance(node, nodes.target)  # the text of a target is printed


def _may_hold_unprinted(node: nodes.Node) -> bool:
    """A quick look: nearly all texts are plain."""
    for child in node.children:  # noqa: SIM110 - a generator takes twice as long, and every text comes here
        if type(child) is not nodes.Text and (isinstance(child, _UNPRINTED) or _may_hold_unprinted(child)):
            return True
    return False


def plain_text(node: nodes.Node) -> str:
    """The text of a node as a person reads it."""
    if _may_hold_unprinted(node):
        node = node.deepcopy()
        for unprinted in list(node.findall(_is_unprinted)):
            unprinted.parent.remove(unprinted)
    return " ".join(node.astext().split())


def parts_of(children: Sequence[nodes.Node]) -> tuple[tuple[str, ...], ...]:
    """Plain texts of body elements: those of the items of a list, the one of any other element."""
    parts = []
    for child in children:
        listed = isinstance(child, (nodes.bullet_list, nodes.enumerated_list))
        elements: Sequence[nodes.Node] = child.children if listed else () if _is_unprinted(child) else (child,)
        parts.append(tuple(filter(None, map(plain_text, elements))))
    return tuple(filter(None, parts))


def items_of(children: Sequence[nodes.Node]) -> tuple[str, ...]:
    """Plain texts of body elements: one for each item of a list, else one for each element."""
    return tuple(text for part in parts_of(children) for text in part)


def joined(parts: Sequence[Sequence[str]]) -> str:
    """The text that some parts are in one line."""
    return " ".join(text for part in parts for text in part)


# -- substitutions ---------------------------------------------------------------------------------------------------
def has_substitution(node: nodes.Node) -> bool:
    """True if a substitution stands somewhere in a node: in very few does one."""
    return any(True for _ in node.findall(nodes.substitution_reference))


def substituted(node: nodes.Element, document: nodes.document, config: Config) -> nodes.Element:
    """Return a copy of a node in which every substitution is carried out, as docutils and Sphinx do it later."""
    copy = node.deepcopy()
    for _ in range(DEEPEST):
        references = list(copy.findall(nodes.substitution_reference))
        carried_out = [_put_in(reference, document, config) for reference in references]
        if not any(carried_out):
            break
    return copy


def _put_in(reference: nodes.substitution_reference, document: nodes.document, config: Config) -> bool:
    name = str(reference.get("refname", reference.astext()))
    key = name if name in document.substitution_defs else document.substitution_names.get(name.casefold())
    if key is not None:
        made = document.substitution_defs[key].deepcopy().children
    elif name in {"version", "release", "today"} and (text := getattr(config, name)):
        made = [nodes.Text(text)]
    else:
        return False
    reference.parent.replace(reference, made)
    return True
