"""Formulas in LaTeX are set by Typst."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sphinxcontrib_sop.output.typst.compiler.engine import Engine
from sphinxcontrib_sop.output.typst.text.formulas import FormulaError, formula

FORMULAS = [
    r"a^2 + b^2 = c^2",
    r"\frac{a}{b} + \sqrt[3]{x_1^2} = \sum_{i=1}^n \left( \frac{\alpha_i}{2} \right)",
    r"\begin{aligned} a &= b \\ c &= d \end{aligned}",
    r"\begin{pmatrix} 1 & 2 \\ 3 & 4 \end{pmatrix} \begin{matrix} a & b \end{matrix}",
    r"f(x) = \begin{cases} 1 & x > 0 \\ 0 & \text{jika tidak} \end{cases}",
    r"\mathbf{v} \cdot \hat{e} \, \overline{ab} \mathbb{R} \lim_{x \to 0} \operatorname{sin} \underbrace{abc}_{n}",
    r"\binom{n}{k} \int_0^\infty e^{-x^2} \, dx \quad \vec{v} \boxed{x} \phantom{y}",
    r'x = \text{"); panic() #[}',
]


@pytest.fixture(scope="module")
def engine(require_tool: Callable[[str], str], tmp_path_factory: pytest.TempPathFactory) -> Engine:
    require_tool("typst")
    return Engine(tmp_path_factory.mktemp("typst"))


def fault(engine: Engine, source: str, *, block: bool) -> str:
    return engine.fault_of(f"#{formula(source, block=block)};")


@pytest.mark.parametrize("source", FORMULAS)
@pytest.mark.parametrize("block", [True, False])
def test_a_formula_is_set(engine: Engine, source: str, block: bool) -> None:
    assert fault(engine, source, block=block) == ""


def test_lines_of_a_block_need_no_environment(engine: Engine) -> None:
    assert fault(engine, r"(a + b)^2 &= a^2 \\ &= c", block=True) == ""


def test_a_formula_says_its_source_to_who_cannot_see_it() -> None:
    assert 'alt: "\\\\alpha"' in formula(r"\alpha", block=False)


@pytest.mark.parametrize("source", [r"\tidakada{x}", r"\frac{a", "$"])
def test_what_cannot_be_read_is_said(source: str) -> None:
    with pytest.raises(FormulaError, match=r"\w"):
        formula(source, block=True)


PARTS = st.sampled_from(
    [*r"ab1+=({)}]&^_#$%\ ", r"\frac", r"\sqrt", r"\left(", r"\right)", r"\\", r"\alpha", r"\text{a}"]
)


@given(parts=st.lists(PARTS, max_size=12), block=st.booleans())
def test_no_formula_breaks_the_pdf(engine: Engine, parts: list[str], block: bool) -> None:
    try:
        markup = f"#{formula(''.join(parts), block=block)};"
    except FormulaError:
        return
    assert engine.fault_of(markup) == ""
