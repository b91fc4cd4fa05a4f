"""Places that links of a PDF lead to.

A place is named by the document and the id of a node.  Where nodes share one place on paper their names are one
label.
"""

from collections.abc import Collection, Iterable, Mapping
from itertools import islice

from docutils import nodes
from msgspec import Struct

from ..compiler.markup import Markup, literal, quoted

ELSEWHERE = "%"
"""Begins the address of a document."""


OUTSIDE = "sop-place:"
"""Begins the address of a place in another part of a manual, until the parts are joined."""


class Heading(Struct, frozen=True, kw_only=True):
    """What contents and bookmarks say of a heading."""

    label: str
    level: int
    number: str
    title: str
    markup: Markup


class Places:
    """The places that were written into a PDF."""

    def __init__(self) -> None:
        self.labels: dict[str, str] = {}
        """Name of a place -> label it is found by."""
        self.headings: list[Heading] = []
        """The headings in their order."""
        self.wanted: set[str] = set()
        """Names of the places that links lead to, and that must be found when the markup is read."""

    def add(self, names: Iterable[str]) -> str:
        """Note that these names are one place; return its label, empty if all of them are known already."""
        new = [name for name in names if name and name not in self.labels]
        self.labels |= dict.fromkeys(new, new[0] if new else "")
        return new[0] if new else ""

    def since(self, count: int) -> list[str]:
        """Return the names that were added after a number of first ones."""
        return list(islice(reversed(self.labels), len(self.labels) - count))

    def forget(self, names: Iterable[str]) -> None:
        """Forget places that are about to be written anew."""
        for name in names:
            self.labels.pop(name, None)

    def move(self, names: Iterable[str], there: str) -> None:
        """Let what leads to one of these places lead to another one: they are not written where they stood."""
        label = self.labels.get(there, "")
        for name in names:
            if label:
                self.labels[name] = label
            else:
                self.labels.pop(name, None)

    def import_lines(self, here: Collection[str] | None = None, numbers: Mapping[str, str] | None = None) -> str:
        """Return the Typst lines before markup that has links: functions of `text.typ` and these places.

        Of a manual that is compiled in parts ``here`` are the labels that stand in the part, ``numbers`` the numbers of
        the pages of all labels that are known so far.
        """
        # in the table is only what is asked for, and the functions hold it: Typst reads all that they are called with anew
        labels = {name: label for name, label in self.labels.items() if name in self.wanted}
        tables = {"places": labels}
        link, number = "link-to(places, name, body)", "page-of(places, name)"
        if here is not None:
            tables = {
                "inside": {name: label for name, label in labels.items() if label in here},
                "outside": {name: OUTSIDE + label for name, label in labels.items() if label not in here},
                "numbers": {name: (numbers or {}).get(label, "") for name, label in labels.items()},
            }
            link, number = "link-out(inside, outside, name, body)", "page-in(numbers, name)"
        lines = ['#import "/text.typ": *', *(f"#let {name} = {literal(table)}" for name, table in tables.items())]
        lines += [f"#let internal(name, body) = {link}", f"#let page-number(name) = {number}"]
        return "\n".join(lines) + "\n"


def anchor_markup(label: str) -> Markup:
    """Return an invisible place."""
    return Markup(f"#anchor({quoted(label)});" if label else "")


def place_name(docname: str, node_id: str) -> str:
    """Return the name of a place; a sheet stands for itself and needs no document."""
    return f"{docname}#{node_id}" if docname else node_id


def destination(node: nodes.Element, docname: str) -> str:
    """Return the name of the place that a reference leads to, empty if it leads out of the manual."""
    if node.get("refid"):
        return place_name(docname, node["refid"])
    target = str(node.get("refuri", ""))
    if not node.get("internal") or not target.startswith((ELSEWHERE, "#")):
        return ""
    document, _, node_id = target.removeprefix(ELSEWHERE).partition("#")
    return place_name(document or docname, node_id) if docname else node_id
