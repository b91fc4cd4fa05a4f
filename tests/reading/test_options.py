"""Editors find the entries of every directive where they look for options, and reading is as it was."""

from __future__ import annotations

import pytest

from sphinxcontrib_sop.core.anatomy import STEP_FIELDS
from sphinxcontrib_sop.extension.directives import DIRECTIVES


@pytest.mark.parametrize("name", DIRECTIVES)
def test_every_directive_lists_its_options(name: str) -> None:
    options = DIRECTIVES[name].option_spec
    assert options is not None
    assert list(options)
    assert not options  # docutils and MyST leave the text to the directive


def test_both_names_of_an_entry_are_listed() -> None:
    options = DIRECTIVES["sop-step"].option_spec
    assert options is not None
    assert {name for field in STEP_FIELDS for name in (field.name, field.alias)} == set(options)
