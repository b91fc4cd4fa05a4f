"""``sphinx-sop preview``: the manual in the browser while it is written, each SOP with what the rules find in it.

sphinx-autobuild watches the folder, serves the pages on this machine alone and reloads them; it is an extra of the
package. Every build runs in a child of a process that has Sphinx loaded already, and writes what changed and no more: no
index, no search.
"""

from __future__ import annotations

import argparse
import io
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import ExitStack
from html import escape
from importlib import import_module
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx
from sphinx.errors import SphinxError
from sphinx.util.docutils import docutils_namespace, patch_docutils

from ..core.i18n import say
from ..core.model import Message
from ..core.rules import Finding, Severity
from ..extension.findings import FOUND
from ._failure import ManualError
from ._parser import Parser, tell, write

SUMMARY = Message(template="the manual in the browser while you write; pages follow what is saved")

HOST = "127.0.0.1"
_IGNORED = ("*.pyc", "*~", ".#*", "*.swp", "_build")
_OVERRIDES = {"html_use_index": False, "html_copy_source": False, "html_show_sourcelink": False}
_LABELS = {
    Severity.ERROR: Message(template="error"),
    Severity.WARNING: Message(template="warning"),
    Severity.INFO: Message(template="advice"),
}


def add_arguments(parser: Parser) -> None:
    """Declare the options."""
    _ = parser.translate
    parser.add_argument(
        "source", metavar="DIR", nargs="?", default=".", help=_("folder of the manual (the current one)")
    )
    parser.add_argument("--port", type=int, default=0, help=_("port on this machine; else a free one"))
    parser.add_argument("--no-browser", action="store_true", help=_("open no browser"))


def run(args: argparse.Namespace) -> int:
    """Build, serve and watch until interrupted.  Raises `ManualError`."""
    source = Path(args.source).resolve()
    if not (source / "conf.py").is_file():
        raise ManualError("there is no conf.py in {folder}, so it is no manual of Sphinx", folder=source)
    try:
        serving = import_module("sphinx_autobuild.__main__")
        server = import_module("uvicorn")
        filters = import_module("sphinx_autobuild.filter")
        utils = import_module("sphinx_autobuild.utils")
    except ImportError as error:
        template = "the preview needs {package}: python -m pip install {package}"
        raise ManualError(template, package="sphinx-autobuild") from error
    port = args.port or utils.find_free_port()
    with ExitStack() as stack:
        output = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="sphinx-sop-preview-")))
        build = PreviewBuild(source, output, args.spoken)
        (output / "html").mkdir()
        build(changed_paths=())
        address = f"{HOST}:{port}"
        ignore = filters.IgnoreFilter(list(_IGNORED), [])
        app = serving._create_app([source], ignore, build, output / "html", address)
        tell(args.spoken, "The manual is at {address}; end with Ctrl+C", address=f"http://{address}")
        if not args.no_browser:
            utils.open_browser(address, 0.5)
        server.run(app, host=HOST, port=port, log_level="error")
    return 0


class PreviewBuild:
    """Builds the pages; sphinx-autobuild calls it in a fresh child process after every change."""

    def __init__(self, source: Path, output: Path, spoken: str) -> None:
        self.source = source
        self.output = output
        self.spoken = spoken

    def __call__(self, *, changed_paths: Sequence[Path]) -> None:
        begun = time.monotonic()
        said = io.StringIO()
        try:
            count = self._build(said)
        except (SphinxError, OSError, SystemExit) as error:  # conf.py may call sys.exit()
            tell(self.spoken, "the pages stay as they were: {reason}", reason=" ".join(str(error).split()))
            return
        changed = [path.as_posix() for path in changed_paths]
        for line in said.getvalue().splitlines():  # those of the rest have been said
            if not changed or any(path in line for path in changed):
                write(f"{line}\n", sys.stderr)
        template = "pages brought up to date in {seconds} s; findings: {count}"
        tell(self.spoken, template, seconds=f"{time.monotonic() - begun:.1f}", count=count)

    def _build(self, said: io.StringIO) -> int:
        found: list[Finding] = []
        with patch_docutils(self.source), docutils_namespace():
            app = Sphinx(
                srcdir=self.source,
                confdir=self.source,
                outdir=self.output / "html",
                doctreedir=self.output / "doctrees",
                buildername="html",
                confoverrides=dict(_OVERRIDES),
                status=None,
                warning=said,
            )
            app.connect(FOUND, lambda app, findings: found.extend(findings))
            app.connect("html-page-context", lambda *given: _show(given[0], given[3], found))
            app.builder.search = False  # type: ignore[attr-defined] # the index of a whole manual takes its time
            app.build()
        return len(found)


# -- findings on the page ------------------------------------------------------------------------------------------------
def _show(app: Sphinx, context: dict[str, Any], found: Sequence[Finding]) -> None:
    """Put the findings of each SOP of a page below its title, those of the page itself above all."""
    body = context.get("body")
    if not body:
        return
    language = app.config.language
    by_sop: dict[str, list[Finding]] = {}
    for finding in found:
        by_sop.setdefault(finding.sop, []).append(finding)
    for sop, findings in by_sop.items():
        if not sop:
            continue
        head, opening, rest = body.partition(f'id="sop-{escape(sop)}">')
        title, closing, below = rest.partition("</h")
        if opening and closing:
            level, more = below[:2], below[2:]
            body = f"{head}{opening}{title}{closing}{level}{_listed(findings, language)}{more}"
    path = (
        f"{app.env.doc2path(context.get('pagename', ''), False)}" if context.get("pagename") in app.env.all_docs else ""
    )
    loose = [finding for finding in by_sop.get("", ()) if finding.location.path == path]
    context["body"] = (_listed(loose, language) if loose else "") + body


def _listed(findings: Sequence[Finding], language: str) -> str:
    rows = []
    for finding in sorted(findings, key=lambda one: (one.severity.weight, one.location.line)):
        sentence = say(finding.message, language)
        label = say(_LABELS.get(finding.severity, Message(template="advice")), language)
        place = f"{finding.location.path}:{finding.location.line}"
        rows.append(
            f"<li><b>{escape(label)} {finding.code}</b> {escape(sentence[:1].upper() + sentence[1:])} "
            f"<small>{escape(place)}</small></li>"
        )
    colour = "#b3261e" if any(one.severity is Severity.ERROR for one in findings) else "#8a6100"
    style = f"border:1px solid {colour};border-left-width:6px;padding:.4em 1em;margin:1em 0;font-size:.9em"
    return f'<aside class="sop-findings no-print" style="{style}"><ul>{"".join(rows)}</ul></aside>'
