"""``sphinx-sop rules``: the whole catalogue, a part of it, one rule."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from sphinxcontrib_sop.core.rules import RULES
from sphinxcontrib_sop.core.rules.catalogue import GROUPS, Part, catalogue, paragraphs, plain

if TYPE_CHECKING:
    from collections.abc import Callable

    from .conftest import Outcome

    Run = Callable[..., Outcome]


# -- the data --------------------------------------------------------------------------------------------------------
def test_every_rule_is_in_the_catalogue_and_in_a_group() -> None:
    entries = list(catalogue())
    assert [entry.code for entry in entries] == sorted(RULES)
    assert {entry.group for entry in entries} == set(GROUPS)


@pytest.mark.parametrize("entry", list(catalogue()), ids=lambda entry: entry.code)
def test_a_rule_says_everything(entry) -> None:
    for part in Part:
        assert all(entry.texts(part)), part
        assert entry.texts(part) or part is Part.WHY, part
    assert entry.bad != entry.good
    assert ".. sop" in entry.bad


def test_a_docstring_is_taken_apart() -> None:
    found = list(paragraphs("A thing\n    is wrong.\n\nIt matters.\n\nSource: the law.\n\nMend: Do: it."))
    assert [(one.part, one.text) for one in found] == [
        (Part.FINDS, "A thing is wrong."), (Part.WHY, "It matters."), (Part.SOURCE, "the law."), (Part.MEND, "Do: it."),
    ]  # fmt: skip
    assert [one.text for one in paragraphs("a\n\nMend: b", str.upper)] == ["A", "B"]


def test_marks_of_markup_are_left_out_of_plain_text() -> None:
    assert plain("write ``-`` or *other* 2 * 3 * 4") == "write `-` or other 2 * 3 * 4"


# -- the command -----------------------------------------------------------------------------------------------------
def test_the_catalogue(sphinx_sop: Run) -> None:
    lines = sphinx_sop("rules").out.splitlines()
    assert lines[0] == "Identity"
    assert lines[1].split(maxsplit=2)[:2] == ["SOP101", "error"]
    assert [line.split()[0] for line in lines if line.startswith("  ")] == sorted(RULES)
    assert len(sphinx_sop("rules", "sop2").out.splitlines()) == 1 + sum(code.startswith("SOP2") for code in RULES)


def test_one_rule(sphinx_sop: Run) -> None:
    found = sphinx_sop("rules", "sop201")
    assert found.code == 0
    assert found.out.startswith("SOP201 (error): an arrow to a step that does not exist\n\n")
    for heading in ("Why:", "Source:", "How to mend it:", "With the fault:", "Without it:"):
        assert f"\n{heading}\n" in found.out
    assert "``" not in found.out
    assert max(map(len, found.out.splitlines())) <= 88


def test_a_rule_in_another_language(sphinx_sop: Run) -> None:
    assert sphinx_sop("rules", "SOP201", "--language", "id").out.startswith(
        "SOP201 (error): anak panah ke langkah yang tidak ada\n"
    )


def test_other_forms(sphinx_sop: Run) -> None:
    assert sphinx_sop("rules", "SOP201", "--format", "json").json["code"] == "SOP201"
    assert [one["code"] for one in sphinx_sop("rules", "--format", "json").json] == sorted(RULES)
    text = sphinx_sop("rules", "SOP20", "--format", "markdown").out
    assert text.startswith("## SOP201: an arrow to a step that does not exist\n\n`error`\n\n")
    assert text.count("```rst") == text.count("\n```\n") == 2 * text.count("## SOP")


@pytest.mark.parametrize(
    ("code", "sentence"),
    [
        ("SOP999", "there is no rule SOP999; see sphinx-sop rules"),
        ("S0P201", "there is no rule S0P201; did you mean SOP201?"),
    ],
)
def test_a_code_that_no_rule_has(sphinx_sop: Run, code: str, sentence: str) -> None:
    found = sphinx_sop("rules", code)
    assert (found.code, found.out) == (2, "")
    if "mean" in sentence:
        assert found.err == f"sphinx-sop: {sentence}\n"
    else:
        assert found.err.startswith("sphinx-sop: there is no rule SOP999")
