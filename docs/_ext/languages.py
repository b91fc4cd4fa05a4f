"""A link from every page to the same page in the other language; both are built beside each other (``tox -e docs``).

Pages belong together by their place in the contents, which is the same in both languages.
"""

import re
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx

DOCS = Path(__file__).parent.parent
OTHER = {"id": ("en", "In English"), "en": ("id", "Bahasa Indonesia")}


def pages_of(language: str) -> list[str]:
    """The pages of a language in the order of its contents."""
    contents = (DOCS / language / "index.rst").read_text(encoding="utf-8")
    return ["index", *re.findall(r"^   ([\w-]+)$", contents, re.MULTILINE)]


def add_link(app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: nodes.document | None) -> None:
    """Tell the template where the page is in the other language."""
    code, label = OTHER[app.config.language]
    counterparts = dict(zip(pages_of(app.config.language), pages_of(code), strict=True))
    context["other_language"] = {
        "code": code,
        "label": label,
        "page": f"../{code}/{counterparts.get(page, 'index')}.html",
    }


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the link."""
    app.connect("html-page-context", add_link)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
