"""Manuals and the command line, as the tests of the commands have them."""

from __future__ import annotations

from ..cli.conftest import sphinx_sop, write

__all__ = ["sphinx_sop", "write"]
