"""Finds the sentences for people in the sources, for Babel: ``[tool.babel]`` in pyproject.toml names it."""

from __future__ import annotations

import ast
import re
from collections.abc import Collection, Iterator, Mapping
from typing import BinaryIO

#: Functions and methods that are given a sentence, or the template of one, by position.
SPEAKING = {
    "_", "__", "translate", "fault", "_fault", "_draft_fault", "Unreadable", "ProfileError", "RegistryError", "ManualError",
    "ExportError", "rule", "manual_rule", "tell", "remark", "_remark", "guess", "report", "worded",
}  # fmt: skip
#: Decorators of functions whose docstring is read by people, and the words before a colon that are no part of it.
EXPLAINED = {"rule", "manual_rule"}
LABELS = ("Source: ", "Mend: ")
#: Elsewhere a sentence is named: a variable, also of a loop, or an argument of this name.
TEMPLATE = "template"
RULE_CODE = re.compile(r"SOP\d+")


def extract(
    source: BinaryIO, keywords: Collection[str], comment_tags: Collection[str], options: Mapping[str, object]
) -> Iterator[tuple[int, str, str, list[str]]]:
    """Yield line, function, message and comments, as Babel asks of an extraction method."""
    module = ast.parse(source.read())
    constants = dict(_constants(module))
    for node in ast.walk(module):
        for value in _speaking_values(node):
            meant = constants.get(value.id, value) if isinstance(value, ast.Name) else value
            yield from ((line, "", text, []) for line, text in _texts(meant))
        if isinstance(node, ast.FunctionDef) and any(map(_explains, node.decorator_list)):
            yield from ((node.body[0].lineno, "", text, []) for text in _paragraphs(ast.get_docstring(node) or ""))


def _explains(decorator: ast.expr) -> bool:
    return isinstance(decorator, ast.Call) and isinstance(decorator.func, ast.Name) and decorator.func.id in EXPLAINED


def _paragraphs(docstring: str) -> Iterator[str]:
    """The paragraphs of an explanation, each as one line without its label."""
    for block in docstring.split("\n\n"):
        text = " ".join(block.split())
        label = next((label for label in LABELS if text.startswith(label)), "")
        if text:
            yield text.removeprefix(label)


def _constants(module: ast.Module) -> Iterator[tuple[str, ast.expr]]:
    for statement in module.body:
        match statement:
            case ast.Assign(targets=[ast.Name(id=name)], value=value):
                yield name, value


def _speaking_values(node: ast.AST) -> Iterator[ast.expr]:
    match node:
        case ast.Assign(targets=[ast.Name(id=name)], value=value) if name == TEMPLATE:
            yield value
        case (
            ast.For(target=ast.Tuple(elts=names), iter=ast.Tuple(elts=rows))
            | ast.comprehension(target=ast.Tuple(elts=names), iter=ast.Tuple(elts=rows))
        ):
            for row in rows:
                if isinstance(row, ast.Tuple):
                    yield from (value for name, value in zip(names, row.elts, strict=True) if _is_template(name))
        case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name)):
            yield from (argument.value for argument in node.keywords if argument.arg == TEMPLATE)
            if name in SPEAKING:
                yield from node.args


def _is_template(name: ast.expr) -> bool:
    return isinstance(name, ast.Name) and name.id == TEMPLATE


def _texts(value: ast.expr) -> Iterator[tuple[int, str]]:
    match value:
        case ast.Constant(value=str(text)) if text and not RULE_CODE.fullmatch(text):
            yield value.lineno, text
        case ast.IfExp():
            yield from _texts(value.body)
            yield from _texts(value.orelse)
