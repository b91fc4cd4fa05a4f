"""PDF files as one, with their tags: structure, names and links of each become those of the whole.

What a structure tree consists of is described in ISO 32000-1, 14.7.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from io import BytesIO
from typing import Any

from msgspec import Struct
from pikepdf import Array, Dictionary, Name, ObjectStreamMode, OutlineItem, Pdf, String

NUMBER_OF_PAGES = re.compile(rb"(?<=<xmpTPg:NPages>)\d+(?=</xmpTPg:NPages>)")


class Place(Struct, frozen=True, kw_only=True):
    """Where something stands."""

    page: int
    """Number of the page, from 0."""
    top: float
    """Distance from the top of the page in points."""


class Bookmark(Struct, frozen=True, kw_only=True):
    """A line of the outline."""

    title: str
    level: int
    place: Place


class JoinedPdf:
    """A PDF to which others are added; what is said about the file as a whole is said by the first one."""

    def __init__(self, first: bytes, pages: int) -> None:
        """Number of pages that are taken of the first one, with what stands on them."""
        self._pdf = Pdf.open(BytesIO(first))
        root = self._pdf.Root
        dropped = {page.objgen for page in self._pdf.pages[pages:]}
        self._document = _document_of(root.StructTreeRoot)
        self._document.K = Array([child for child in self._document.K if _page_of(child, dropped) not in dropped])
        self._names = {name: place for name, place in _destinations(root) if place[0].objgen not in dropped}
        del self._pdf.pages[pages:]
        tree = root.StructTreeRoot
        self._parents = _numbered(tree)
        self._next = int(tree.get("/ParentTreeNextKey", 0)) or 1 + max(map(int, self._parents[::2]), default=-1)
        self._ids = _pairs(tree.get("/IDTree"))
        self._parts = 1

    @property
    def page_count(self) -> int:
        """Number of pages so far."""
        return len(self._pdf.pages)

    def append(self, pdf: bytes) -> None:
        """Add all pages of a PDF and what its structure tree says of them."""
        before = self.page_count
        with Pdf.open(BytesIO(pdf)) as source:
            _name_destinations(source, f"part-{self._parts}-")
            # one by one: pikepdf warns that the names of destinations are lost, which are copied below
            for page in source.pages:
                self._pdf.pages.append(page)
            tree = self._pdf.copy_foreign(source.Root.StructTreeRoot)
            names = source.Root.get("/Names")
            if names is not None:
                copied = self._pdf.copy_foreign(self._indirect(source, names))
                self._names = dict(_pairs(copied.get("/Dests"))) | self._names
        self._renumber(before)
        self._adopt(tree)
        self._parts += 1

    @staticmethod
    def _indirect(pdf: Pdf, item: Any) -> Any:
        return item if item.is_indirect else pdf.make_indirect(item)

    def _renumber(self, first: int) -> None:
        """Give the pages from this one on, and what stands on them, numbers of their own in the structure tree."""
        for page in self._pdf.pages[first:]:
            resources = page.obj.get("/Resources", Dictionary())
            pictures = resources.get("/XObject", Dictionary())
            for item in (page.obj, *page.obj.get("/Annots", ()), *(pictures[name] for name in pictures.keys())):  # noqa: SIM118
                for key in ("/StructParents", "/StructParent"):
                    if key in item:
                        item[key] = int(item[key]) + self._next

    def _adopt(self, tree: Any) -> None:
        """Put the structure of a part into that of the whole."""
        document = _document_of(tree)
        prefix = f"P{self._parts}".encode()
        for element in _elements(document):
            if "/ID" in element:
                element.ID = String(prefix + bytes(element.ID))
                self._ids.append((bytes(element.ID), element))
            for attribute in element.get("/A", ()):
                if "/Headers" in attribute:
                    attribute.Headers = Array([String(prefix + bytes(name)) for name in attribute.Headers])
        for child in document.K:
            child.P = self._document
            self._document.K.append(child)
        numbers = _numbered(tree)
        for number, parents in zip(numbers[::2], numbers[1::2], strict=True):
            self._parents += [int(number) + self._next, parents]
        self._next += 1 + max(map(int, numbers[::2]), default=-1)
        roles = self._pdf.Root.StructTreeRoot.get("/RoleMap", Dictionary())
        for role, meaning in tree.get("/RoleMap", {}).items():
            roles[role] = meaning
        self._pdf.Root.StructTreeRoot.RoleMap = roles

    # -- the whole ---------------------------------------------------------------------------------------------------
    def redirect(self, prefix: str, places: Mapping[str, Place], told: Mapping[str, str]) -> None:
        """Turn addresses that begin with a prefix into links to the places they name.

        ``told`` are the words for who cannot see where a link leads.
        """
        for page in self._pdf.pages:
            for annotation in page.obj.get("/Annots", ()):
                address = str(annotation.get("/A", Dictionary()).get("/URI", ""))
                if not address.startswith(prefix):
                    continue
                label = address.removeprefix(prefix)
                del annotation["/A"]
                if label.encode() in self._names:
                    annotation.Dest = String(label)
                elif label in places:
                    annotation.Dest = self._destination(places[label])
                annotation.Contents = String(told.get(label, label))

    def _destination(self, place: Place) -> Any:
        page = self._pdf.pages[place.page].obj
        return Array([page, Name.XYZ, 0, float(page.MediaBox[3]) - place.top, 0])

    def add_outline(self, bookmarks: Sequence[Bookmark]) -> None:
        """Replace the outline."""
        with self._pdf.open_outline() as outline:
            outline.root.clear()
            above: list[tuple[int, list[OutlineItem]]] = [(0, outline.root)]
            for bookmark in bookmarks:
                while above[-1][0] >= bookmark.level:
                    above.pop()
                item = OutlineItem(bookmark.title, self._destination(bookmark.place))
                item.is_closed = True
                above[-1][1].append(item)
                above.append((bookmark.level, item.children))

    def number_pages(self, front: int) -> None:
        """Number the pages as they are printed: the first ones with Roman numbers, the others with Arabic ones."""
        roman, arabic = (Dictionary(Type=Name.PageLabel, S=style, St=1) for style in (Name.r, Name.D))
        numbers = [0, roman] if front else []
        self._pdf.Root.PageLabels = Dictionary(Nums=Array([*numbers, front, arabic]))

    def finished(self) -> bytes:
        """Return the PDF."""
        root = self._pdf.Root
        tree = root.StructTreeRoot
        tree.ParentTree = self._pdf.make_indirect(Dictionary(Nums=Array(self._parents)))
        tree.ParentTreeNextKey = self._next
        if self._ids:
            tree.IDTree = self._name_tree(self._ids)
        names = root.get("/Names", Dictionary())
        names.Dests = self._name_tree([*self._names.items()])
        root.Names = names
        if "/Metadata" in root:
            about = root.Metadata.read_bytes()
            root.Metadata.write(NUMBER_OF_PAGES.sub(str(self.page_count).encode(), about))
        written = BytesIO()
        self._pdf.remove_unreferenced_resources()
        self._pdf.save(
            written, object_stream_mode=ObjectStreamMode.generate, deterministic_id=True, fix_metadata_version=False
        )
        return written.getvalue()

    def _name_tree(self, pairs: Collection[tuple[bytes, Any]]) -> Any:
        flat = [item for name, value in sorted(pairs, key=lambda pair: pair[0]) for item in (String(name), value)]
        return self._pdf.make_indirect(Dictionary(Names=Array(flat)))


def page_count(pdf: bytes) -> int:
    """Number of pages of a PDF."""
    with Pdf.open(BytesIO(pdf)) as opened:
        return len(opened.pages)


def _document_of(tree: Any) -> Any:
    """The element that holds all others."""
    return tree.K[0] if isinstance(tree.K, Array) else tree.K


def _elements(element: Any) -> Iterator[Any]:
    """Yield an element of a structure tree and those in it."""
    left = [element]
    while left:
        found = left.pop()
        yield found
        children = found.get("/K", ())
        for child in children if isinstance(children, Array) else (children,):
            if isinstance(child, Dictionary) and "/S" in child:
                left.append(child)


def _page_of(element: Any, dropped: Collection[Any]) -> Any:
    """The page of an element, unless nothing is dropped and nobody needs to know."""
    pages = (part.Pg.objgen for part in _elements(element) if "/Pg" in part) if dropped else ()
    return next(iter(pages), None)


def _pairs(tree: Any) -> list[tuple[bytes, Any]]:
    """The pairs of a name tree in one piece; of one with branches too."""
    if tree is None:
        return []
    flat = [*tree.get("/Names", ())]
    here = [(bytes(name), value) for name, value in zip(flat[::2], flat[1::2], strict=True)]
    return here + [pair for branch in tree.get("/Kids", ()) for pair in _pairs(branch)]


def _numbered(tree: Any) -> list[Any]:
    """Numbers of a structure tree, each followed by the elements it stands for; none if nothing has any."""
    return [*tree.get("/ParentTree", {}).get("/Nums", ())]


def _destinations(root: Any) -> list[tuple[bytes, Any]]:
    return _pairs(root.get("/Names", {}).get("/Dests"))


def _name_destinations(pdf: Pdf, prefix: str) -> None:
    """Give a name to each place that a link leads to: a page that a link names is not copied along with the link."""
    named: list[tuple[bytes, Any]] = []
    for page in pdf.pages:
        for annotation in page.obj.get("/Annots", ()):
            action = annotation.get("/A")
            key, holder = (
                ("/D", action) if action is not None and action.get("/S") == Name.GoTo else ("/Dest", annotation)
            )
            if isinstance(holder.get(key), Array):
                name = f"{prefix}{len(named)}".encode()
                named.append((name, holder[key]))
                holder[key] = String(name)
    if named:
        names = pdf.Root.get("/Names", Dictionary())
        every = sorted([*_destinations(pdf.Root), *named], key=lambda pair: pair[0])
        names.Dests = Dictionary(Names=Array([item for name, place in every for item in (String(name), place)]))
        pdf.Root.Names = names
