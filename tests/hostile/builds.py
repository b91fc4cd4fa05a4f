"""A manual made by chance is built in this process, and what is wrong with what came out is told."""

from __future__ import annotations

import io
import os
import re
import signal
import traceback
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from docutils.parsers.rst import directives, roles
from sphinx.testing.util import SphinxTestApp, _clean_up_global_state

from .outputs import OUTPUTS, Output, texts
from .sources import Manual, conf_py
from .words import words_in

SECONDS = 60
"""Of the processor, for one build; the usual one takes half of one."""
_ID = re.compile(r"""<[a-z][^<>]*?\sid=(?:"([^"]*)"|'([^']*)')""")
_LINK = re.compile(r"""<a [^<>]*?href="\\#([^"]+)\"""".replace("\\#", "#"))
_FAR_LINK = re.compile(r'<a [^<>]*?href="([^"#:?]+)#([^"]+)"')
_SCRIPT = re.compile(r"<(script|style)\b.*?</\1>", re.DOTALL)
_PROBLEMATIC = re.compile(r"<a href=\"#[^\"]*\">(?=<span class=\"problematic)")
"""The link from faulty markup to the message of docutils, which Sphinx takes out."""
_ESCAPES = re.compile(r"\x1b\[[0-9;]*m")
ALONE = frozenset({"gettext"})
"""Builders that cannot share what was read with others: Sphinx refuses it."""


class TooSlow(Exception):
    """A build took more time of the processor than there is."""


class Problem(NamedTuple):
    """Something that is wrong with what a builder made of a manual."""

    builder: str
    kind: str
    told: str

    def __str__(self) -> str:
        return f"{self.builder}: {self.kind}: {self.told}"


def write(manual: Manual, folder: Path) -> None:
    """Write the sources."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "conf.py").write_text(conf_py(manual.settings), encoding="utf-8")
    for name, content in manual.files.items():
        path = folder / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8", "surrogatepass"))


@contextmanager
def hurried(seconds: int) -> Iterator[None]:
    """Stop what takes too much time of the processor, however busy the machine is; where signals cannot, nothing is stopped."""
    if not hasattr(signal, "setitimer"):
        yield
        return

    def stop(*_: object) -> None:
        raise TooSlow(f"more than {seconds} s")

    before = signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


@contextmanager
def application(builder: str, folder: Path, **options: Any) -> Iterator[SphinxTestApp]:
    """An application over some sources; what it leaves in docutils is taken away."""
    kept = dict(directives._directives), dict(roles._roles)
    _clean_up_global_state()
    build = options.pop("builddir", folder / ("_build" if builder not in ALONE else f"_build-{builder}"))
    app = SphinxTestApp(builder, srcdir=folder, builddir=build, warning=io.StringIO(), **options)
    try:
        yield app
    finally:
        app.cleanup()
        for known, before in zip((directives._directives, roles._roles), kept, strict=True):
            known.clear()
            known.update(before)


def problems(manual: Manual, builder: str, folder: Path) -> list[Problem]:
    """Build and tell everything that is wrong with it."""
    output = OUTPUTS[builder]
    try:
        with hurried(SECONDS), application(builder, folder) as app:
            app.build()
            said = _ESCAPES.sub("", app.warning.getvalue())
            outdir = Path(app.outdir)
            failed = app.statuscode
    except TooSlow as error:
        return [Problem(builder, "time", str(error))]
    except Exception as error:  # noqa: BLE001 - whatever it is, it is what is looked for
        return [Problem(builder, "traceback", _told(error))]
    found = []
    if failed:
        found.append(Problem(builder, "failed", " ".join(said.split("\n")[-3:])[:300]))
    if "Traceback" in said or "Exception" in said:
        found.append(Problem(builder, "exception told", said[-300:]))
    for line in said.splitlines():
        if any(sign in line for sign in TELLTALES):
            found.append(Problem(builder, "message", line.replace(f"{folder}{os.sep}", "")))
    return [*found, *_wrong_with(manual, builder, output, outdir, folder)]


TELLTALES = (
    "unknown node type",
    "nested tables",
    "toplevel reference",
    "not JSON serializable",
    "is not implemented",
    "the handbook could not",
    "could not be printed",
)
"""Parts of messages that no manual should get, however faulty it is: it is our nodes that a writer does not know."""


def _told(error: BaseException) -> str:
    """Kind, words and last places of an exception, without lines that change from manual to manual."""
    places = traceback.extract_tb(error.__traceback__)[-3:]
    return f"{type(error).__name__}: {str(error)[:160]} @ " + " < ".join(
        f"{Path(one.filename).name}:{one.name}:{one.lineno}" for one in reversed(places)
    )


def _wrong_with(manual: Manual, builder: str, output: Output, outdir: Path, folder: Path) -> Iterator[Problem]:
    found = list(texts(outdir, output))
    shown: set[str] = set().union(*(words_in(text) for _, text in found)) if found else set()
    wanted = [word for word in manual.words if output.expects(word)]
    for word in wanted:
        if word.text not in shown:
            yield Problem(builder, f"lost {word.place}/{word.kind}", word.text)
    machine = str(folder)
    if output.linked:
        yield from _wrong_places(builder, outdir, [path for path, _ in found])
    for path, text in found:
        name = path.relative_to(outdir).as_posix()
        if machine in text and builder not in SHOW_PATHS:
            at = text.index(machine)
            yield Problem(builder, "path of the machine", f"{name}: {text[max(0, at - 60) : at + 90]!r}")
        if output.linked:
            yield from _wrong_links(builder, name, path.read_text(encoding="utf-8", errors="replace"))
        if "System Message" in text or "system_message" in text:
            yield Problem(builder, "system message", name)


SHOW_PATHS = frozenset({"xml", "pseudoxml", "gettext"})
"""Builders that say where each node comes from: Sphinx writes the source of a document into XML."""


def _wrong_links(builder: str, name: str, page: str) -> Iterator[Problem]:
    """Ids that stand twice, links to ids that there are not."""
    page = _PROBLEMATIC.sub("", _SCRIPT.sub("", page))
    ids = Counter(first or second for first, second in _ID.findall(page))
    for one, count in ids.items():
        if count > 1:
            yield Problem(builder, "id twice", f"{name}: {one}")
    for target in _LINK.findall(page):
        if target not in ids and target not in KNOWN_TARGETS:
            yield Problem(builder, "link to nothing", f"{name}: #{target}")


def _wrong_places(builder: str, outdir: Path, paths: list[Path]) -> Iterator[Problem]:
    """Links to ids that another page has not."""
    pages = {path: _SCRIPT.sub("", path.read_text(encoding="utf-8", errors="replace")) for path in paths}
    ids = {path: {first or second for first, second in _ID.findall(page)} for path, page in pages.items()}
    for path, page in pages.items():
        for address, target in _FAR_LINK.findall(page):
            there = path.parent / address
            there = (there / "index.html" if there.is_dir() else there).resolve()
            if there in ids and target not in ids[there]:
                yield Problem(
                    builder, "link to nothing there", f"{path.relative_to(outdir).as_posix()}: {address}#{target}"
                )


KNOWN_TARGETS = frozenset({"x", "d0.html", ""})
"""Addresses that the generator types itself."""
