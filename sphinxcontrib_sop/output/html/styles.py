"""The style sheet of one page: what its tables need beyond the style sheets that all pages share.

Heights, widths and centre lines are another for every table.  As attributes ``style`` a strict content security policy
(``style-src 'self'``) would not let them pass, so each becomes a class, and the classes of a page go into a file beside it.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from ...extension.written import write_output

if TYPE_CHECKING:
    from docutils import nodes
    from sphinx.application import Sphinx

FOLDER = "sop"
"""Below the static files of a build."""


class PageStyles:
    """Declarations that elements of a page need, each set under the name of a class."""

    SCOPE = ":is(html) "
    """Before every class, which alone is weaker than what the shared style sheets say of tables."""

    def __init__(self) -> None:
        self._classes: dict[str, str] = {}
        self._rules: dict[str, None] = {}

    def class_of(self, declarations: str) -> str:
        """Return the class that makes these declarations, such as ``height:40px``; without any the empty string."""
        if not declarations:
            return ""
        return self._classes.setdefault(declarations, f"sop-s{len(self._classes)}")

    def attribute(self, declarations: str, *classes: str) -> str:
        """Return the attribute ``class`` of an element that needs these declarations; empty without any class."""
        names = " ".join(name for name in (*classes, self.class_of(declarations)) if name)
        return f' class="{names}"' if names else ""

    def add_rule(self, rule: str) -> None:
        """Add a rule as it is, once."""
        if rule:
            self._rules[rule] = None

    @property
    def css(self) -> str:
        """The style sheet; empty if nothing needs one."""
        classes = (f"{self.SCOPE}.{name}{{{declarations}}}" for declarations, name in self._classes.items())
        return "".join(f"{line}\n" for line in (*self._rules, *classes))


def page_styles(translator: Any) -> PageStyles:
    """Return the styles of the page that a translator writes."""
    document = translator.document
    if not hasattr(document, "sop_styles"):
        document.sop_styles = PageStyles()
    styles: PageStyles = document.sop_styles
    return styles


def write_styles(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Write the style sheet of a page and name it in the page."""
    styles: PageStyles | None = getattr(doctree, "sop_styles", None)
    css = styles.css if styles is not None else ""
    if not css:
        return
    path = Path(app.outdir) / "_static" / FOLDER / f"{pagename}.css"
    write_output(app.env, path, css)
    app.add_css_file(f"{FOLDER}/{pagename}.css")  # called while a page is made, it is that page's alone
