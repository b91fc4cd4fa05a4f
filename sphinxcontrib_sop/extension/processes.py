"""Builds by several processes (``-j``): what is there before they part is spared the search for dead cycles.

A process shares the memory of the one it comes from until either writes to it, and the search writes to all it looks at.
`gc.freeze` is for this; see the documentation of Python.
"""

from __future__ import annotations

import gc
import os
from functools import cache
from typing import Any

from sphinx.application import Sphinx
from sphinx.util.parallel import parallel_available


def register(app: Sphinx) -> None:
    """Prepare for processes before documents are read and before they are written."""
    if parallel_available and app.parallel > 1:
        _freeze_in_children()
        app.connect("env-before-read-docs", _freeze)
        app.connect("write-started", _freeze)
        app.connect("build-finished", _thaw)


@cache  # it cannot be undone; a process that goes on without a build only keeps what it was given
def _freeze_in_children() -> None:
    os.register_at_fork(after_in_child=gc.freeze)


def _freeze(*_: Any) -> None:
    gc.freeze()


def _thaw(*_: Any) -> None:
    gc.unfreeze()
