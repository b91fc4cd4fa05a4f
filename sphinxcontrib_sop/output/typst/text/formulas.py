"""Formulas: from LaTeX, which docutils reads as MathML, to Typst.

Every character becomes a string or a symbol of Typst, so that nothing in a formula can be taken for code.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any
from xml.etree import ElementTree

from docutils.utils.math import latex2mathml

from ..compiler.markup import literal, quoted

NAMESPACE = "{http://www.w3.org/1998/Math/MathML}"
ENTITIES = {"&ApplyFunction;": "", "&nbsp;": "\u00a0"}
ROWS = re.compile(r"\\\\")
ENVIRONMENT = re.compile(r"\s*\\begin\s*\{")

ACCENTS = {
    "ˆ": "\u0302",
    "^": "\u0302",
    "˜": "\u0303",
    "~": "\u0303",
    "¯": "\u0304",
    "→": "\u20d7",
    "⃗": "\u20d7",
    "˙": "\u0307",
    "¨": "\u0308",
    "ˇ": "\u030c",
    "˘": "\u0306",
    "´": "\u0301",
    "`": "\u0300",
    "˚": "\u030a",
}
"""Sign over a letter -> the combining character Typst wants."""

STRETCHED = {
    "_": ("math.underline", "math.overline"),
    "‾": ("math.underline", "math.overline"),
    "⏟": ("math.underbrace", "math.underbrace"),
    "⏞": ("math.overbrace", "math.overbrace"),
    "⎵": ("math.underbracket", "math.underbracket"),
    "⎴": ("math.overbracket", "math.overbracket"),
}
"""Line or brace -> function if it stands below, and above."""

FENCES = frozenset("()[]{}|‖⟨⟩⌈⌉⌊⌋/\\↑↓⟦⟧")


class FormulaError(ValueError):
    """A formula that cannot be set; the text says why."""


def formula(source: str, *, block: bool) -> str:
    """Return a Typst expression for a formula in LaTeX; raises `FormulaError`."""
    body = _content(list(_mathml(source, block=block)))
    return f"math.equation(block: {literal(block)}, alt: {quoted(source)}, {body})"


def _mathml(source: str, *, block: bool) -> ElementTree.Element:
    read: Any = latex2mathml.tex2mathml
    if block and ROWS.search(source) and not ENVIRONMENT.match(source):
        source = f"\\begin{{aligned}}{source}\\end{{aligned}}"
    try:
        text = str(read(source))
        for entity, character in ENTITIES.items():
            text = text.replace(entity, character)
        return ElementTree.fromstring(text)
    except (SyntaxError, ValueError) as error:  # what docutils raises depends on its version
        raise FormulaError(str(error)) from error
    except (ArithmeticError, AttributeError, LookupError, TypeError) as error:  # what it does not expect
        raise FormulaError(f"{type(error).__name__} {error}") from error


def _name(element: ElementTree.Element) -> str:
    return element.tag.removeprefix(NAMESPACE)


def _text(element: ElementTree.Element) -> str:
    return (element.text or "").strip()


def _content(elements: Sequence[ElementTree.Element]) -> str:
    """Return some elements in a row as one piece of content."""
    return "[" + "".join(f"#{_expression(element)};" for element in elements) + "]"


def _expression(element: ElementTree.Element) -> str:
    """Return one element as a Typst expression."""
    name = _name(element)
    if name in WRITERS:
        return WRITERS[name](element)
    raise FormulaError(name)


def _row(element: ElementTree.Element) -> str:
    """Several elements; between brackets they are as high as what they enclose."""
    children = list(element)
    table = next((child for child in children if _name(child) == "mtable"), None)
    operators = [_text(child) if _name(child) == "mo" else "" for child in children]
    if table is not None and len(children) == 3 and operators[0] and operators[2]:  # noqa: PLR2004 - bracket on each side
        return _matrix(table, (operators[0], operators[2]))
    if table is not None and len(children) == 2 and operators[0] == "{":  # noqa: PLR2004 - bracket and rows
        return f"math.cases({', '.join(_aligned_cells(table, gap='#h(1em);'))})"
    if len(children) > 1 and operators[0] in FENCES and operators[-1] in FENCES:
        return f"math.lr({_content(children)})"
    return _content(children)


def _identifier(element: ElementTree.Element) -> str:
    text = _text(element)
    if len(text) > 1:
        return f"math.op({quoted(text)})"
    letter = _character(text)
    return f"math.upright({letter})" if element.get("mathvariant") == "normal" else letter


def _operator(element: ElementTree.Element) -> str:
    text = _text(element)
    if len(text) > 1:
        return f"math.op({quoted(text)}, limits: {literal(element.get('movablelimits') == 'true')})"
    return _character(text)


def _character(text: str) -> str:
    return f"symbol({quoted(text)})" if len(text) == 1 else quoted(text)


def _number(element: ElementTree.Element) -> str:
    return quoted(_text(element))


def _words(element: ElementTree.Element) -> str:
    return quoted(element.text or "")


def _space(element: ElementTree.Element) -> str:
    width = re.fullmatch(r"-?[\d.]+em", element.get("width", ""))
    return "linebreak()" if element.get("linebreak") == "newline" else f"h({width.group() if width else '0em'})"


def _arguments(element: ElementTree.Element, count: int) -> list[str]:
    children = list(element)
    if len(children) != count:
        raise FormulaError(_name(element))
    return [_content([child]) for child in children]


def _fraction(element: ElementTree.Element) -> str:
    above, below = _arguments(element, 2)
    if element.get("linethickness") in {"0", "0pt", "0em"}:
        return f"math.mat(delim: none, ({above},), ({below},))"
    return f"math.frac({above}, {below})"


def _root(element: ElementTree.Element) -> str:
    base, index = _arguments(element, 2)
    return f"math.root({index}, {base})"


def _square_root(element: ElementTree.Element) -> str:
    return f"math.sqrt({_content(list(element))})"


def _scripts(*places: str) -> Callable[[ElementTree.Element], str]:
    """Return the writer of an element whose children are a base and something at these places of it."""

    def write(element: ElementTree.Element) -> str:
        base, *scripts = _arguments(element, len(places) + 1)
        attached = ", ".join(f"{place}: {script}" for place, script in zip(places, scripts, strict=True))
        return f"math.attach({base}, {attached})"

    return write


def _limits(*places: str) -> Callable[[ElementTree.Element], str]:
    """Return the writer of an element whose children are a base and something above or below it."""

    def write(element: ElementTree.Element) -> str:
        base, *scripts = _arguments(element, len(places) + 1)
        sign = _text(element[1])
        if len(places) == 1 and _name(element[1]) == "mo" and sign in STRETCHED:
            return f"{STRETCHED[sign][places[0] == 't']}({base})"
        if places == ("t",) and _name(element[1]) == "mo" and sign in ACCENTS:
            return f"math.accent({base}, {quoted(ACCENTS[sign])})"
        attached = ", ".join(f"{place}: {script}" for place, script in zip(places, scripts, strict=True))
        movable = element[0].get("movablelimits") == "true"
        return f"math.attach({base if movable else f'math.limits({base})'}, {attached})"

    return write


def _aligned_cells(table: ElementTree.Element, gap: str = "") -> list[str]:
    """Rows whose cells are aligned with those above them."""
    return [
        "[" + f"{gap}#$&$.body;".join(f"#{_content(list(cell))};" for cell in row) + "]" for row in table if len(row)
    ]


def _table(element: ElementTree.Element) -> str:
    if "align" in element.get("class", ""):
        return "[" + "#linebreak();".join(f"#{row};" for row in _aligned_cells(element)) + "]"
    return _matrix(element, None)


def _matrix(table: ElementTree.Element, brackets: tuple[str, str] | None) -> str:
    rows = "".join(f", ({' '.join(f'{_content(list(cell))},' for cell in row)})" for row in table)
    side = "left" if table.get("columnalign") == "left" else "center"
    return f"math.mat(delim: {literal(brackets)}, align: {side}{rows})"


def _hidden(element: ElementTree.Element) -> str:
    return f"hide({_content(list(element))})"


def _enclosed(element: ElementTree.Element) -> str:
    return f"box(stroke: 0.5pt, inset: 3pt, baseline: 3pt, math.equation({_content(list(element))}))"


WRITERS: Mapping[str, Callable[[ElementTree.Element], str]] = {
    "mrow": _row,
    "mstyle": _row,
    "mpadded": _row,
    "mi": _identifier,
    "mo": _operator,
    "mn": _number,
    "mtext": _words,
    "mspace": _space,
    "mfrac": _fraction,
    "mroot": _root,
    "msqrt": _square_root,
    "msub": _scripts("b"),
    "msup": _scripts("t"),
    "msubsup": _scripts("b", "t"),
    "munder": _limits("b"),
    "mover": _limits("t"),
    "munderover": _limits("b", "t"),
    "mtable": _table,
    "mphantom": _hidden,
    "menclose": _enclosed,
}
"""Name of an element of MathML -> what writes it."""
