"""The page about the code names places that are there."""

from __future__ import annotations

import ast
import re

import pytest

from .blocks import DOCS, REPOSITORY

PACKAGE = REPOSITORY / "sphinxcontrib_sop"
LITERAL = re.compile(r"``([\w./-]+)``")
PLACE = re.compile(r"``(?P<name>[A-Z_]+)`` (?:of|di) *\n? *``(?P<file>[\w/.]+)``")


@pytest.mark.parametrize("page", ["en/code.rst", "id/kode-program.rst"])
def test_files_and_tables_that_are_named_exist(page: str) -> None:
    text = (DOCS / page).read_text(encoding="utf-8")
    named = [literal for literal in LITERAL.findall(text) if "/" in literal and not literal.endswith("...")]
    assert len(named) > 15
    assert [path for path in named if not (PACKAGE / path).exists() and not (REPOSITORY / path).exists()] == []
    tables = [match.groupdict() for match in PLACE.finditer(text)]
    assert len(tables) == 5
    for table in tables:
        assert table["name"] in names_in(table["file"]), table


def names_in(file: str) -> set[str]:
    """The names that a module gives at its top."""
    tree = ast.parse((PACKAGE / file).read_text(encoding="utf-8"))
    targets = [target for node in tree.body if isinstance(node, ast.Assign) for target in node.targets]
    targets += [node.target for node in tree.body if isinstance(node, ast.AnnAssign)]
    return {target.id for target in targets if isinstance(target, ast.Name)}


def test_modules_and_functions_are_short() -> None:
    """A reader holds a module of 400 lines and a function of 60 in view; longer ones are divided."""
    for path in PACKAGE.rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        assert text.count("\n") <= 400, path
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.FunctionDef):
                assert node.end_lineno - node.lineno < 60, (path, node.name)
