"""What is printed of a text, as lines: its words with everything else that a reader sees, pictures by their content.

The plain text of the model is made for rules and exports: it knows no lists within lists, no pictures, and where a link
leads.  This is made for comparing: two texts that look different on paper are different here, and only those.  How words are set
(slanted, bold) is no part of it.
"""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from pathlib import Path

from docutils import nodes
from docutils.utils import unescape
from sphinx import addnodes
from sphinx.environment import BuildEnvironment

from ..core.ledger.digests import TITLE_OF, visible_text
from ..core.regular_files import require_regular

SHORT = 16
"""Digits of the hash of a picture."""

_MARKS: dict[type[nodes.Node], str] = {
    nodes.superscript: "^",
    nodes.subscript: "~",
    nodes.math: "$",
}
_UNPRINTED = (nodes.system_message, nodes.Invisible, addnodes.index)
_SIZES = ("width", "height", "scale", "align")


def printed_lines(content: Iterable[nodes.Node], env: BuildEnvironment) -> str:
    """Return what is printed of some body elements, a line for each paragraph, item or row."""
    return "\n".join(_Printer(env).blocks(list(content), ""))


def printed_text(node: nodes.Element, env: BuildEnvironment) -> str:
    """Return what is printed of a line of text."""
    return visible_text(_Printer(env).inline(node))


class _Printer:
    def __init__(self, env: BuildEnvironment) -> None:
        self.env = env

    # -- lines -------------------------------------------------------------------------------------------------------
    def blocks(self, content: Sequence[nodes.Node], indent: str) -> Iterator[str]:
        for node in content:
            if isinstance(node, nodes.target) and node.children:
                yield from self._line(node, indent)
            elif not isinstance(node, _UNPRINTED) or isinstance(node, nodes.raw):
                yield from self._block(node, indent)

    def _block(self, node: nodes.Node, indent: str) -> Iterator[str]:
        if isinstance(node, nodes.Text):
            yield indent + visible_text(node.astext())
        elif isinstance(node, nodes.raw):
            yield f"{indent}[raw {node.get('format', '')}] {node.astext()}"
        elif isinstance(node, nodes.image):
            yield indent + self._image(node)
        elif isinstance(node, (nodes.literal_block, nodes.doctest_block, nodes.math_block)):
            yield from (f"{indent}[{node.tagname}] {line}" for line in node.astext().splitlines())
        elif isinstance(node, nodes.TextElement):
            yield from self._line(node, indent)
        elif isinstance(node, (nodes.bullet_list, nodes.enumerated_list)):
            yield from self._list(node, indent)
        elif isinstance(node, nodes.row):
            yield indent + " | ".join(self._cell(entry) for entry in node.children)
        elif isinstance(node, nodes.Element):
            yield from self._framed(node, indent)

    def _line(self, node: nodes.TextElement, indent: str) -> Iterator[str]:
        text = visible_text(self.inline(node))
        mark = "" if isinstance(node, nodes.paragraph) else f"[{node.tagname}] "
        if text:
            yield f"{indent}{mark}{text}"

    def _list(self, node: nodes.Element, indent: str) -> Iterator[str]:
        for place, item in enumerate(node.children):
            mark = "• " if isinstance(node, nodes.bullet_list) else f"{_number(node, place)} "
            lines = list(self.blocks(item.children, ""))
            yield f"{indent}{mark}{lines[0] if lines else ''}"
            yield from (f"{indent}  {line}" for line in lines[1:])

    def _cell(self, entry: nodes.Node) -> str:
        attributes = entry.attributes if isinstance(entry, nodes.Element) else {}
        span = "".join(f"+{key}{attributes[key]}" for key in ("morecols", "morerows") if attributes.get(key))
        return " / ".join([*([span] if span else []), *self.blocks(entry.children, "")])

    def _framed(self, node: nodes.Element, indent: str) -> Iterator[str]:
        """Whatever has a frame of its own is told by its kind: a note, a quotation, a table."""
        silent = isinstance(node, (nodes.tgroup, nodes.tbody, nodes.container, nodes.colspec, nodes.list_item))
        if not silent:
            detail = " ".join(filter(None, (node.tagname, " ".join(sorted(node.get("classes", ()))))))
            yield f"{indent}[{detail}]"
        yield from self.blocks(node.children, indent if silent else f"{indent}  ")

    # -- words -------------------------------------------------------------------------------------------------------
    def inline(self, node: nodes.Node) -> str:
        return "".join(map(self._word, node.children))

    def _word(self, node: nodes.Node) -> str:
        if isinstance(node, nodes.Text):
            return unescape(str(node))
        if isinstance(node, nodes.raw):
            return f"[raw {node.get('format', '')}] {node.astext()}"
        if isinstance(node, nodes.target):
            return self.inline(node)
        if isinstance(node, _UNPRINTED) or not isinstance(node, nodes.Element):
            return ""
        if isinstance(node, nodes.image):
            return self._image(node)
        if isinstance(node, addnodes.pending_xref):
            return self._reference(node)
        if isinstance(node, nodes.reference):
            return self._linked(self.inline(node), node.get("refuri") or node.get("refid") or "")
        if isinstance(node, (nodes.footnote_reference, nodes.citation_reference)):
            return f"[{node.astext() or '#'}]"
        mark = _MARKS.get(type(node), "")
        text = self.inline(node)
        explanation = f" ({node['explanation']})" if node.get("explanation") else ""
        return f"{mark}{text}{mark}{explanation}"

    def _reference(self, node: addnodes.pending_xref) -> str:
        """A reference to an SOP prints its title, unless the author gave a text; other ones are told by what they name."""
        text = self.inline(node)
        domain, kind, target = (str(node.get(key, "")) for key in ("refdomain", "reftype", "reftarget"))
        if (domain, kind) in {("sop", "ref"), ("std", "ref")}:  # an SOP is a label too
            return f"{TITLE_OF}{text if node.get('refexplicit') else ''}{TITLE_OF}{target}{TITLE_OF}"
        return (
            text if node.get("refexplicit") or domain == "sop" else self._linked(text, target if target != text else "")
        )

    @staticmethod
    def _linked(text: str, target: str) -> str:
        same = target in {"", text, f"mailto:{text}"}
        return text if same else f"{text} <{target}>"

    def _image(self, node: nodes.image) -> str:
        size = " ".join(f"{key}={node[key]}" for key in _SIZES if node.get(key))
        told = " ".join(filter(None, (file_hash(self.env, str(node.get("uri", ""))), size)))
        return f"[image {told}]"


def _number(node: nodes.Element, place: int) -> str:
    """The number of an item of a list as it is printed."""
    kind, value = node.get("enumtype", "arabic"), int(node.get("start", 1)) + place
    letters = {"loweralpha": chr(96 + value), "upperalpha": chr(64 + value)} if 0 < value <= 26 else {}  # noqa: PLR2004
    text = letters.get(kind) or (str(value) if kind == "arabic" else f"{kind} {value}")
    return f"{node.get('prefix', '')}{text}{node.get('suffix', '.')}"


def file_hash(env: BuildEnvironment, uri: str) -> str:
    """Return the first digits of the SHA-256 of a picture; of one that is elsewhere or missing its address."""
    if "://" in uri or uri.startswith("data:"):
        return uri
    _, path = env.relfn2path(uri, env.docname)
    file = Path(path)
    try:
        require_regular(file)
        state = file.stat()
    except OSError:
        return f"? {uri}"
    return _hash(path, state.st_size, state.st_mtime_ns)


@lru_cache(maxsize=512)
def _hash(path: str, size: int, time: int) -> str:
    return hashlib.sha256(Path(path).read_bytes()).hexdigest()[:SHORT]
