"""Sources shown with what becomes of them: examples in a page, SOPs of the gallery, the changelog."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

DOCS = Path(__file__).parent.parent
GALLERY = DOCS / "gallery"
#: An example says only what it is about; what silences the rest is not shown.
UNSHOWN = re.compile(r"^ +:(abaikan|ignore): .*\n", re.MULTILINE)
CHANGES = {"rule", "added", "changed", "fixed", "removed"}


class Example(SphinxDirective):
    """A piece of source, shown as it is typed and then as it is built."""

    has_content = True

    def run(self) -> list[nodes.Node]:
        """Return the source and what becomes of it."""
        text = UNSHOWN.sub("", "\n".join(self.content) + "\n").rstrip()
        made: list[nodes.Node] = [nodes.literal_block(text, text, language="rst")]
        self.set_source_info(made[0])
        return [*made, *self.parse_content_to_nodes(allow_section_headings=True)]


class GalleryEntry(SphinxDirective):
    """``.. gallery-entry:: kabupaten/surat-masuk``: a source of the gallery beside its pictures; the text is their description."""

    required_arguments = 1
    has_content = True

    def run(self) -> list[nodes.Node]:
        """Return source and pictures in two columns, one below the other on a narrow screen."""
        source = GALLERY / f"{self.arguments[0]}.rst"
        description = " ".join(self.content)
        columns = nodes.container(classes=["gallery"])
        sources = nodes.container(classes=["gallery-source"])
        for path in (source, *sorted(source.parent.glob(f"{source.stem}.csv")), *sorted(source.parent.glob("*.toml"))):
            self.env.note_dependency(str(path))
            text = path.read_text(encoding="utf-8")
            language = {".rst": "rst", ".toml": "toml"}.get(path.suffix, "text")
            sources += nodes.literal_block(text, text, language=language, classes=["gallery-text"])
        pictures = nodes.container(classes=["gallery-pictures"])
        for name in pictures_of(source.stem):
            pictures += nodes.image(
                uri=f"../gallery/pictures/{name}", alt=description, width="100%"
            )  # links the full size
        columns += [pictures, sources]
        self.set_source_info(columns)
        return [columns]


def pictures_of(name: str) -> list[str]:
    """File names of the pictures of an SOP, with those of its leaflet."""
    digests = json.loads((GALLERY / "pictures" / "digests.json").read_text(encoding="utf-8"))
    names = [name, "selebaran"] if name == "kartu-anggota" else [name]
    return [f"{one}-{number}.png" for one in names for number in range(1, digests[one]["pictures"] + 1)]


class Changelog(SphinxDirective):
    """``.. changelog::``: what is not released yet, then what was."""

    def run(self) -> list[nodes.Node]:
        """Return a list for each kind of change."""
        words = tomllib.loads((DOCS / "words.toml").read_text(encoding="utf-8"))["changes"]
        made: list[nodes.Node] = []
        for kind in words:
            texts = list(fragments(kind))
            if texts:
                title = words[kind][self.config.language]
                section = nodes.section("", nodes.title("", title), ids=[f"changes-{kind}"], names=[f"changes-{kind}"])
                section += nodes.bullet_list("", *(self._item(text) for text in texts))
                made.append(section)
        return made

    def _item(self, text: str) -> nodes.list_item:
        paragraph = nodes.paragraph()
        for place, part in enumerate(re.split(r"`+([^`]*)`+", text)):
            if part:
                paragraph += nodes.literal("", part) if place % 2 else nodes.Text(part)
        return nodes.list_item("", paragraph)


def fragments(kind: str) -> Iterator[str]:
    """The changes of a kind that are not released, each as one line."""
    for path in sorted((DOCS.parent / "changelog.d").glob(f"*.{kind}.md")):
        yield " ".join(path.read_text(encoding="utf-8").split())


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the directives."""
    app.add_directive("example", Example)
    app.add_directive("gallery-entry", GalleryEntry)
    app.add_directive("changelog", Changelog)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
