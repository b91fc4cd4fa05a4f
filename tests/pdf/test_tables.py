"""Columns of tables in the text."""

from __future__ import annotations

from docutils import nodes
from docutils.core import publish_doctree
from hypothesis import given
from hypothesis import strategies as st

from sphinxcontrib_sop.output.typst.text.tables import cell_places, shared_out

GRID = """\
+---+---+---+
| a | b | c |
+===+===+===+
| d     | e |
+---+---+   |
| f | g |   |
+---+---+---+
"""


def test_cells_know_their_columns() -> None:
    (group,) = publish_doctree(GRID).findall(nodes.tgroup)
    places = {cell.astext(): place for cell, place in cell_places(group).items()}
    assert places == {"a": (0, 1), "b": (1, 1), "c": (2, 1), "d": (0, 2), "e": (2, 1), "f": (0, 1), "g": (1, 1)}


NEEDS = st.lists(st.tuples(st.floats(10, 200), st.floats(0, 900)).map(lambda pair: (pair[0], sum(pair))), min_size=1)


@given(needs=NEEDS, line=st.floats(100, 600))
def test_columns_fit_the_line_and_their_words(needs: list[tuple[float, float]], line: float) -> None:
    widths = shared_out(needs, line)
    assert sum(widths) <= line + 1e-6
    if sum(word for word, _ in needs) <= line:
        assert all(width >= word - 1e-6 for width, (word, _) in zip(widths, needs, strict=True))
    if sum(whole for _, whole in needs) <= line:
        assert widths == [whole for _, whole in needs]
