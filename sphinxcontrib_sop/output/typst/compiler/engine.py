"""The Typst compiler in a folder of its own: one compiler for all sheets, so that fonts and templates are read once."""

import json
import re
import shutil
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from importlib import import_module
from itertools import count
from pathlib import Path
from typing import Any

from ....core.regular_files import require_regular
from .markup import quoted
from .metrics import FAMILY, FONT_FOLDER, covered

TEMPLATE_FOLDER = Path(__file__).parents[1] / "templates"
MAIN, CONTENT, PLAN = "main.typ", "content.typ", "plan.json"
ASSETS, FONTS = "assets", "fonts"

NEEDS_GLYPHS = "a-2b"
"""A standard under which Typst refuses a text that no font can show, instead of printing empty boxes."""

GENERATIONS = 11
"""Number of compilations after which Typst frees what they did not use."""

WITHOUT_GLYPH = re.compile(r'the text `("(?:[^"\\]|\\.)*")` could not be displayed')
ESCAPES = re.compile(r"\\u\{([0-9a-f]+)\}|\\(.)")


class TypstFailedError(RuntimeError):
    """Typst could not compile a document; the text is its own message."""

    def __init__(self, message: str, details: str = "") -> None:
        super().__init__(message)
        self.details = details
        """All messages and where in the markup they arose."""


def is_installed() -> bool:
    """True if there is a Typst that can be used."""
    try:
        import_module("typst")
    except ImportError:
        return False
    return True


class Engine:
    """Compiles what is written into its folder."""

    def __init__(self, folder: Path, fonts: Sequence[Path] = ()) -> None:
        """``fonts`` are further font files, for characters that the fonts of this package and of Typst lack."""
        self._typst = import_module("typst")
        self.folder = folder
        shutil.copytree(TEMPLATE_FOLDER, folder, dirs_exist_ok=True)
        (folder / ASSETS).mkdir(exist_ok=True)
        (folder / FONTS).mkdir(exist_ok=True)
        for number, font in enumerate(fonts):  # Typst looks for fonts in folders only
            shutil.copyfile(font, folder / FONTS / f"{number}{font.suffix}")
        self._main = folder / MAIN
        self._main.write_text("", encoding="utf-8")
        self._compiler = self._typst.Compiler(
            input=str(self._main),
            root=str(folder),
            font_paths=[str(FONT_FOLDER), str(folder / FONTS)],
            ignore_system_fonts=True,
        )
        self._workers = ThreadPoolExecutor(max_workers=1)
        self._started: Future[bytes] | None = None
        self._versions = count()
        self._assets: dict[Path, str | None] = {}
        self._has_glyph = dict.fromkeys(covered(), True)

    def write(self, name: str, text: str) -> None:
        """Write a file for the documents to read.

        Typst reads what changed in a file it knows, and takes two characters whose last bytes are the same for one if
        they are the last change (to 0.15).  So a Typst file begins and ends with a number that no version had before.
        """
        self._finish_started()
        if name.endswith(".typ"):
            number = next(self._versions)
            text = f"// {number}\n{text}\n// {number}\n"
        (self.folder / name).write_text(text, encoding="utf-8")

    def write_plan(self, plan: Mapping[str, Any]) -> None:
        """Write the numbers of a sheet."""
        self.write(PLAN, json.dumps(plan))

    def query(self, document: str, label: str, *, single: bool = True) -> Any:
        """Return the value of the metadata with that label; unless ``single`` those of all in the order of the pages."""
        return json.loads(self._run(document, lambda: self._compiler.query(f"<{label}>", field="value", one=single)))

    def compile(self, document: str, *, standards: Sequence[str] = ()) -> bytes:
        """Return a document as PDF."""
        result: bytes = self._run(document, lambda: self._compiler.compile(format="pdf", pdf_standards=list(standards)))
        return result

    def start(self, document: str, *, standards: Sequence[str] = ()) -> Future[bytes]:
        """Begin to compile a document; whatever is asked of the engine next waits until that is done."""
        self._choose(document)
        self._started = self._workers.submit(
            _explained, lambda: self._compiler.compile(format="pdf", pdf_standards=list(standards))
        )
        return self._started

    def _finish_started(self) -> None:
        """Wait before a file is written that is perhaps still to be read."""
        if self._started is not None:
            wait([self._started])
            self._started = None

    def forget(self) -> None:
        """Let Typst free what it keeps of earlier documents in case they are compiled again."""
        self.write(MAIN, "")
        for _ in range(GENERATIONS):
            self._compiler.compile(format="pdf")

    def _run(self, document: str, task: Callable[[], Any]) -> Any:
        self._choose(document)
        return _explained(task)

    def _choose(self, document: str) -> None:
        self.write(MAIN, f'#include "/{document}"\n')

    def lacking(self, text: str) -> frozenset[str]:
        """Return the characters of a text that no font has.

        The compiler itself is asked, once for each character that the text font lacks: only it knows all its fonts.
        """
        unknown = {character for character in text if character not in self._has_glyph}
        while unknown:
            lines = "".join(f"#{quoted(character)}\n\n" for character in sorted(unknown))
            self.write("glyphs.typ", f'#set document(title: "-")\n#set text(font: {quoted(FAMILY)})\n{lines}')
            try:
                self.compile("glyphs.typ", standards=[NEEDS_GLYPHS])
            except TypstFailedError as error:
                characters = {_unescaped(shown) for shown in WITHOUT_GLYPH.findall(error.details)}
                refused = unknown.intersection("".join(characters)) or unknown
                self._has_glyph |= dict.fromkeys(refused, False)
                unknown -= refused
            else:
                self._has_glyph |= dict.fromkeys(unknown, True)
                break
        return frozenset(character for character in set(text) if not self._has_glyph[character])

    def fault_of(self, markup: str) -> str:
        """Return what the compiler says about markup that it cannot compile; empty if it can."""
        self.write("trial.typ", markup)
        try:
            self.compile("trial.typ")
        except TypstFailedError as error:
            return str(error)
        return ""

    def asset(self, path: Path) -> str | None:
        """Return the path of a picture inside the folder, None if Typst cannot show it."""
        if path not in self._assets:
            name = f"{ASSETS}/{len(self._assets)}{path.suffix.lower()}"
            try:
                require_regular(path)
                shutil.copyfile(path, self.folder / name)
                self.write("picture.typ", f'#set page(width: auto, height: auto)\n#image("/{name}")\n')
                self.compile("picture.typ")
            except (OSError, TypstFailedError):
                self._assets[path] = None
            else:
                self._assets[path] = f"/{name}"
        return self._assets[path]


def _explained(task: Callable[[], Any]) -> Any:
    """Do something with the compiler; what it says of a fault becomes the text of the error."""
    try:
        return task()
    except RuntimeError as error:  # `typst.TypstError` is one, and not the only one
        hints = "".join(f" ({hint})" for hint in getattr(error, "hints", ()) or ())
        raise TypstFailedError(f"{getattr(error, 'message', error)}{hints}", str(error)) from error


def _unescaped(shown: str) -> str:
    """Return the text that a message shows as a string literal."""
    return ESCAPES.sub(lambda match: chr(int(match[1], 16)) if match[1] else match[2], shown[1:-1])
