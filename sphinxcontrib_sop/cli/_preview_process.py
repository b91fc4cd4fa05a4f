"""The process that builds a preview: while someone writes, it has Sphinx and the manual loaded already and waits.

Every build runs in a process of its own, so that settings and modules are read as they are now.  As soon as one has ended,
the next one is started: it opens the manual, which takes longer than building a page, before anything is saved.  Pages that
were left for later are written by another one, which is ended when somebody saves again.
"""

from __future__ import annotations

import gc
import multiprocessing
import os
import signal
import sys
from collections.abc import Callable, Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path

from sphinx.application import Sphinx
from sphinx.errors import SphinxError

from ._preview_build import PreviewBuild

_READY = "the manual is open"
_AGAIN = "another process must build it"
_MAY_I = "the state of the manual will be written; is nothing else at work?"
_WRITING = "only pages are still to be written"
_DONE = "done"

_POLITENESS = 10

# never a plain fork: the server has threads, and what a large heap holds would be copied page by page
if sys.platform == "win32":
    _CONTEXT = multiprocessing.get_context("spawn")
else:
    _CONTEXT = multiprocessing.get_context("forkserver")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Running:
    """A process and the way to speak with it."""

    process: BaseProcess
    connection: Connection

    @classmethod
    def start(cls, work: Callable[..., None], *arguments: object) -> _Running:
        ours, theirs = _CONTEXT.Pipe()
        process = _CONTEXT.Process(target=work, args=(theirs, *arguments), daemon=True)
        process.start()
        theirs.close()
        return cls(process=process, connection=ours)

    def answer(self) -> str:
        """What it says next; if it has ended, that it is done."""
        try:
            return str(self.connection.recv())
        except (EOFError, OSError):
            return _DONE

    def stop(self) -> None:
        self.connection.close()
        self.process.terminate()
        self.process.join()


class Builds:
    """Builds of one manual, one after another."""

    def __init__(self, build: PreviewBuild) -> None:
        self._build = build
        self._waiting: _Running | None = None
        """Has the manual open and builds what is saved next."""
        self._is_ready = False
        self._is_behind = False
        """True if pages are still to be written that show something of what changed."""
        self._writing: _Running | None = None
        """Writes them while nothing is saved."""
        self._is_keeping = False
        """True while it must not be ended."""
        _CONTEXT.set_forkserver_preload([__name__])  # harmless where there is none

    def __call__(self, changed: Sequence[Path] = ()) -> None:
        """Bring the pages of documents that changed up to date; without any, all pages."""
        if self._writing is not None:
            if self._is_keeping:
                self._writing.answer()
            self._writing.stop()
            self._writing = None
        self._is_behind = bool(changed)
        if self._ask(changed) == _AGAIN:
            self._ask(())
            self._is_behind = False
        self._waiting, self._is_ready = _Running.start(_stand_by, self._build, True), False

    def in_a_quiet_moment(self) -> bool:
        """Write what was left for later, in a process of its own; true when that has been done."""
        if self._waiting is not None and not self._is_ready and self._waiting.connection.poll():
            self._is_ready = self._waiting.answer() == _READY
        if self._writing is None:
            if self._is_behind and self._is_ready:
                self._writing, self._is_keeping = _Running.start(_catch_up, self._build), False
        elif self._writing.connection.poll():
            said = self._writing.answer()
            self._is_keeping = said == _MAY_I
            if self._is_keeping:
                self._writing.connection.send(True)
            elif said == _DONE:
                self._writing.stop()
                self._writing, self._is_behind = None, False
                return True
        return False

    def stop(self) -> None:
        """End the processes."""
        for process in (self._waiting, self._writing):
            if process is not None:
                process.stop()
        self._waiting = self._writing = None

    def _ask(self, changed: Sequence[Path]) -> str:
        waiting = self._waiting or _Running.start(_stand_by, self._build, bool(changed))
        try:
            waiting.connection.send(tuple(changed))
            while (answer := waiting.answer()) == _READY:
                pass
        except OSError:  # it has ended
            answer = _AGAIN
        waiting.stop()
        self._waiting = None
        return answer


# -- in the processes ----------------------------------------------------------------------------------------------------
def _stand_by(connection: Connection, build: PreviewBuild, opened: bool) -> None:
    """Open the manual if asked to, wait for the paths that changed, build, answer."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C is for the server, which then ends this one
    with ExitStack() as stack, suppress(EOFError, OSError):  # the server has ended
        app = _open(build, stack) if opened else None
        connection.send(_READY)
        changed = connection.recv()
        answer = _DONE
        if not changed:
            stack.close()
            build.whole()
        elif app is None or not all(build.is_document(app, path) for path in changed):
            answer = _AGAIN
        else:
            build.changed(app, changed)
        connection.send(answer)


def _catch_up(connection: Connection, build: PreviewBuild) -> None:
    """Write what was left for later."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if sys.platform != "win32":
        os.nice(_POLITENESS)

    def ask() -> None:
        connection.send(_MAY_I)
        connection.recv()

    with ExitStack() as stack, suppress(EOFError, OSError):
        app = _open(build, stack)
        if app is not None:
            build.rest(app, ask, lambda: connection.send(_WRITING))
        connection.send(_DONE)


def _open(build: PreviewBuild, stack: ExitStack) -> Sphinx | None:
    try:
        app = stack.enter_context(build.opened())
    except (SphinxError, OSError, SystemExit):  # said by the next build as a whole
        return None
    gc.freeze()  # what has been loaded stays: looking through it for garbage took longer than the build
    return app
