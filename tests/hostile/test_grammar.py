"""The manuals made by chance know everything that the package understands: whoever adds a directive cannot forget them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from sphinxcontrib_sop.core.anatomy import Kind
from sphinxcontrib_sop.extension.config import VALUES as SETTINGS_THERE_ARE
from sphinxcontrib_sop.extension.roles import ROLES

from .builds import application
from .content import BLOCKS, INLINE, SOP_ROLES
from .grammar import VALUES, names_of_directives, spellings
from .outputs import OUTPUTS
from .sources import SETTINGS, conf_py, make
from .words import WORDS_OF_A_MANUAL

if TYPE_CHECKING:
    from pathlib import Path

SAMPLE = range(1000)
"""Seeds; making their manuals takes a few seconds."""


@pytest.fixture(scope="module")
def used() -> set[str]:
    return set().union(*(make(seed).used for seed in SAMPLE))


def test_every_directive_comes_up(used: set[str]) -> None:
    assert {f"directive:{name}" for name in names_of_directives()} <= used


def test_every_entry_comes_up_by_each_of_its_names(used: set[str]) -> None:
    typed = {f"entry:{name}" for name in spellings()} - {"entry:data", "entry:berkas", "entry:file"}  # always typed
    assert typed <= used


def test_every_kind_of_content_comes_up(used: set[str]) -> None:
    assert {f"block:{name}" for name in BLOCKS} | {f"inline:{name}" for name in INLINE} <= used
    assert {"syntax:rst", "syntax:myst"} <= used


def test_every_kind_of_value_is_known() -> None:
    assert set(VALUES) == set(Kind)


def test_every_role_is_known() -> None:
    assert set(SOP_ROLES) == set(ROLES)


def test_every_setting_is_known() -> None:
    internal = {"sop_file_digests"}
    assert {name for name, _, _ in SETTINGS_THERE_ARE} - internal == {
        name for name in SETTINGS if name.startswith("sop_")
    }


def test_every_builder_is_known(tmp_path: Path) -> None:
    (tmp_path / "conf.py").write_text(conf_py({}), encoding="utf-8")
    (tmp_path / "index.rst").write_text("Isi\n===\n", encoding="utf-8")
    with application("dummy", tmp_path) as app:
        for name in ("sop-pdf", "sop-sheets", "sop-docx"):  # loaded where they are asked for
            app.registry.preload_builder(app, name)
        assert set(app.registry.builders) == set(OUTPUTS)


def test_a_manual_is_the_same_each_time() -> None:
    assert make(7) == make(7)


def test_there_are_words_enough() -> None:
    assert max(len(make(seed).words) for seed in SAMPLE) < WORDS_OF_A_MANUAL
