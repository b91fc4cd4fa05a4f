"""Builds in every way over the same doctrees, each compared with a fresh one of the same sources."""

import json
import os
import random
import re
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from .builds import ALONE, application
from .living import CHANGES, State, empty, first_state, path_of, write_state
from .sources import conf_py

BUILDERS = (
    "html", "dirhtml", "singlehtml", "epub", "json", "text", "man", "texinfo", "latex", "xml", "pseudoxml", "gettext",
    "sop-json", "sop-sheets", "sop-pdf", "sop-docx",
)  # fmt: skip
"""Those that write something of the manual; the others make the same pages as one of these, or none."""
WAYS = ("whole", "partial", "parallel", "killed", "touched", "copied")
"""How the build before the one that is compared was made."""
POINTS = ("source-read", "doctree-read", "env-updated", "doctree-resolved", "html-page-context", "build-finished")
"""Events at which a build may be killed."""
EPOCH = "1767225600"
"""Moment that is written where a file names one."""
SETTINGS: Mapping[str, Any] = {
    "language": "id", "sop_officials": "pejabat.toml", "sop_actors": "pelaksana.toml", "sop_regulations": "peraturan.toml",
    "sop_source_language": "id", "numfig": True, "locale_dirs": ["locale"], "html_theme": "alabaster",
}  # fmt: skip

_UNCOMPARED = re.compile(
    r"(?:^|/)(?:last_build|environment\.pickle|globalcontext\.json|content\.opf|\.doctrees/.*|[^/]*\.epub)$"
)
"""The time of the build, what Sphinx remembers, and an archive of the files beside it.

Into ``globalcontext.json`` Sphinx puts the scripts of the pages that this build has written, into ``content.opf`` all pages
that are there, those of documents that are gone too.
"""
_INDEX_ENTRIES = re.compile(rb'"indexentries": ?\{[^{}]*\}')
"""Sphinx 9 keeps those in the index of the search only for documents that it writes."""
_NOWHERE = re.compile(rb',"?[^",:{}]+"?:\[\]|(?<=\{)"?[^",:{}]+"?:\[\],?')
"""A word in the index that stands nowhere any more."""
LEFT = re.compile(
    r"(?:^|/)(?:_images|_downloads|_static/sop|(?:acak|lain)-figures)/|^(?:a|b|c|f|g|baru\d|bab/.)\.pot$|^[^/]*\.(?:svg|png)$|^sop-[^/]*\.pdf$|^(?:[Aa]cak|[Ll]ain)\.[a-z0-9]+$|\.bak$|^_static/translations\.js$|^(?:sphinx|bab)\.pot$"
)
"""Files that may be left of pictures that are gone, and catalogues of documents: Sphinx removes nothing from its output."""


class Killed(BaseException):
    """The process ended here: neither Sphinx nor we could put anything in order."""


class Sequence:
    """One manual with its output, which changes and is built again and again."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.state: State = first_state()
        self.settings: dict[str, Any] = dict(SETTINGS)
        self.told: list[str] = []
        """What was done, to be read in the report of a test."""
        self.counts: Counter[str] = Counter()
        self.source = folder / "buku"

    def change(self, name: str, number: int) -> None:
        """Change something; the sources are written before the next build."""
        CHANGES[name](self.state, self.settings, number)
        self.told.append(f"{name} {number}")

    def build(self, builder: str, way: str, number: int = 0) -> None:
        """Build in a way, then once more if that left something undone; what is there then must be as after a fresh build."""
        self.told.append(f"build {builder} {way} {number}")
        self.counts[f"{builder} {way}"] += 1
        list(write_state(self.source, self.state, conf_py(self.settings)))
        if way == "partial":
            self._run(builder, files=[self.source / path_of(self.state, number)])
        elif way == "killed":
            self._run(builder, killed=(POINTS[number % len(POINTS)], number % 5))
        elif way == "touched":  # as a fresh checkout over output from a cache
            for path in self.source.rglob("*"):
                if path.is_file() and not path.relative_to(self.source).parts[0].startswith("_build"):
                    path.touch()
        elif way == "copied":  # the output comes from a cache, with times of its own
            self._copy()
        first = not (self.source / "_build").exists() and way == "whole"
        self._run(builder, parallel=2 if way == "parallel" else 0)
        if not first:  # else it is a fresh build itself
            self._compare(builder)

    def _run(
        self, builder: str, *, files: list[Path] | None = None, parallel: int = 0, killed: tuple[str, int] | None = None
    ) -> None:
        left = [killed[1]] if killed else []

        def kill(*_: object) -> None:
            left[0] -= 1
            if left[0] < 0:
                raise Killed

        before = os.environ.get("SOURCE_DATE_EPOCH")
        os.environ["SOURCE_DATE_EPOCH"] = EPOCH
        try:
            with application(builder, self.source, parallel=parallel) as app:
                if killed:
                    app.connect(killed[0], kill)
                app.build(filenames=files)
        except Killed:
            pass
        finally:
            if before is None:
                del os.environ["SOURCE_DATE_EPOCH"]
            else:
                os.environ["SOURCE_DATE_EPOCH"] = before

    def _copy(self) -> None:
        for output in self.source.glob("_build*"):
            for path in sorted(output.rglob("*")):
                if path.is_file():
                    path.write_bytes(path.read_bytes())

    def _compare(self, builder: str) -> None:
        output = self.source / (f"_build-{builder}" if builder in ALONE else "_build")
        here = dict(contents(output / builder))
        aside = self.folder / "nanti"
        kept = sorted(self.source.glob("_build*"))
        aside.mkdir()
        for path in kept:
            path.rename(aside / path.name)
        try:
            self._run(builder)
            fresh = dict(contents(output / builder))
        finally:
            for path in self.source.glob("_build*"):
                empty(path)
            for path in aside.iterdir():
                path.rename(self.source / path.name)
            aside.rmdir()
        wrong = sorted(name for name in fresh if here.get(name) != fresh[name])
        wrong += sorted(name for name in here if name not in fresh and not LEFT.search(name))
        if wrong:
            raise AssertionError(
                f"{builder}: {wrong}\n{difference(here.get(wrong[0]), fresh.get(wrong[0]))}\n{'; '.join(self.told)}"
            )


def contents(folder: Path) -> Iterator[tuple[str, bytes]]:
    """What was written, by path."""
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        copied_once = folder.name == "json" and name.startswith("_sources/")  # and never again, by Sphinx
        if path.is_file() and not copied_once and not _UNCOMPARED.search(name):
            yield name, _normal(path.suffix, path.read_bytes())


def _normal(ending: str, data: bytes) -> bytes:
    """Content without what Sphinx itself does in another way each time: the order in JSON, metadata that is none."""
    if ending in {".json", ".fjson"}:
        return json.dumps(_filled(json.loads(data)), sort_keys=True).encode()
    return _NOWHERE.sub(b"", _INDEX_ENTRIES.sub(b"", data)) if ending == ".js" else data


def _filled(value: Any) -> Any:
    """A value without what is empty in it."""
    if isinstance(value, dict):
        kept = {key: _filled(inner) for key, inner in value.items() if key != "indexentries"}
        return {key: inner for key, inner in kept.items() if inner or inner == 0}
    return value


def difference(here: bytes | None, fresh: bytes | None) -> str:
    """Where the two begin to differ."""
    if here is None or fresh is None:
        return "not there" if here is None else "not there after a fresh build"
    at = next(
        (place for place, pair in enumerate(zip(here, fresh, strict=False)) if pair[0] != pair[1]),
        min(len(here), len(fresh)),
    )
    around = slice(max(0, at - 80), at + 120)
    return f"there is   {here[around]!r}\nfresh were {fresh[around]!r}"


def by_chance(seed: int, folder: Path) -> Sequence:
    """Do what the seed says: some changes, a build, and again."""
    chance, sequence = random.Random(seed), Sequence(folder)
    builders = [BUILDERS[seed % len(BUILDERS)], chance.choice(BUILDERS[:2])]  # most is at stake where one builds again
    for number in range(chance.randrange(3, 5)):
        if number:
            for _ in range(chance.randrange(1, 4)):
                sequence.change(chance.choice(sorted(CHANGES)), chance.randrange(12))
        sequence.build(builders[chance.random() < 0.2], chance.choice(WAYS), chance.randrange(30))
    return sequence


def folder_for_sequence() -> tempfile.TemporaryDirectory[str]:
    """A folder that goes away."""
    return tempfile.TemporaryDirectory(prefix="sop-urutan-")
