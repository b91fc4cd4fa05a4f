"""A table or the clauses above a signature take their end along, so that it never stands on a page of its own."""

from __future__ import annotations

import pytest
from docutils import nodes

from sphinxcontrib_sop.extension.nodes import sop_page, sop_signature
from sphinxcontrib_sop.extension.tables import add_row, table, text
from sphinxcontrib_sop.output.typst.text.documents import keep_with_signature


def page_with(rows: int, *, signed: bool = True) -> sop_page:
    made = table((10, 90), (text(word) for word in ("No", "Nama")), ["sop-table"])
    made["ids"] = ["daftar"]
    for number in range(rows):
        add_row(made, (text(f"{number}."), text(f"Nama {number}")))
    page = sop_page("", text("Daftar")[0], made)
    if signed:
        page += sop_signature("", nodes.paragraph("", "Kepala"))
    return page


def test_the_last_two_rows_stand_with_the_signature() -> None:
    page = page_with(5)
    words = page.astext().split()
    keep_with_signature(page)
    upper, lower, signature = page.children[1:]
    assert [row.astext().split()[-1] for row in upper.findall(nodes.row)] == ["Nama", "0", "1", "2"]
    assert [row.astext().split()[-1] for row in lower.findall(nodes.row)] == ["3", "4"]
    assert isinstance(signature, sop_signature)
    assert page.astext().split() == words
    assert (upper["ids"], lower["ids"]) == (["daftar"], [])
    assert (upper["joined"], lower["joined"]) == ("below", "above")


@pytest.mark.parametrize("page", [page_with(4), page_with(9, signed=False)], ids=["short", "unsigned"])
def test_other_tables_stay_whole(page: sop_page) -> None:
    before = page.deepcopy()
    keep_with_signature(page)
    assert str(page) == str(before)


def test_the_last_clause_of_a_decree_stands_with_the_signature() -> None:
    names = ["Menetapkan", "KESATU", "KEDUA", "KETIGA"]
    fields = [nodes.field("", nodes.field_name("", name), nodes.field_body("", text(name)[0])) for name in names]
    page = sop_page("", nodes.field_list("", *fields, classes=["sop-clauses"]), sop_signature("", *text("Kepala")))
    keep_with_signature(page)
    upper, lower, signature = page.children
    assert [field[0].astext() for field in upper.children] == names[:3]
    assert [field[0].astext() for field in lower.children] == names[3:]
    assert isinstance(signature, sop_signature)
