"""Every SOP, step and lane has an anchor of its own, and those of SOPs are the ones that follow from their names."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import pytest
from docutils import nodes

from .manuals import line_of, sop, step

if TYPE_CHECKING:
    from collections.abc import Callable

    from .manuals import Reading

    Read = Callable[..., Reading]


def one(name: str, *lines: str, number: str = "1") -> str:
    steps = step("Mengajukan permohonan", ":pelaksana: staf", *lines), step("Menetapkan", ":pelaksana: kepala")
    return sop(*steps, name=name, title=f"Pengelolaan {name.title()}", nomor=number)


def ids(found: Reading) -> list[str]:
    """Every id of the document."""
    (doctree,) = found.doctrees.values()
    return [anchor for node in doctree.findall(nodes.Element) for anchor in node["ids"]]


def twice(found: Reading) -> list[str]:
    return [anchor for anchor, count in Counter(ids(found)).items() if count > 1]


@pytest.mark.parametrize("order", [1, -1])
def test_an_sop_with_the_address_of_a_step(read: Read, order: int) -> None:
    texts = [one("a", ":id: b"), one("a--b", number="2")][::order]
    text = "\n".join(texts)
    found = read(text)
    assert found.reported == [f"SOP117 E {line_of(text, ':name: a--b')}"]
    assert "the step `b` of the SOP `a`" in found.messages[0]
    assert twice(found) == []
    assert {"sop-a", "sop-a--b", "sop-a--1"} & set(ids(found)) == {"sop-a", "sop-a--b"}
    anchors = {procedure.name: procedure.anchor for procedure in found.procedures}
    assert anchors == {"a": "sop-a", "a--b": "sop-a--b--sop--2"}


def test_names_with_two_hyphens_are_names(read: Read) -> None:
    found = read("\n".join([one("a"), one("a--b", number="2")]))
    assert found.reported == []
    assert [procedure.anchor for procedure in found.procedures] == ["sop-a", "sop-a--b"]


def test_a_step_with_the_address_of_a_lane(read: Read) -> None:
    found = read(one("a", ":id: lane--staf"))
    assert found.reported == []
    assert twice(found) == []
    assert {"sop-a--lane--staf", "sop-a--lane--staf-", "sop-a--lane--kepala"} <= set(ids(found))


@pytest.mark.parametrize(
    "document",
    [
        "SOP A\n=====\n\n{}\n\nLihat `SOP A`_.\n",
        "Judul\n=====\n\n{}\n\nSOP A\n-----\n\nLihat `SOP A`_.\n",
        "Judul\n=====\n\n.. _sop-a:\n\n{}\n\nLihat :ref:`sop-a`.\n",
        "Judul\n=====\n\n.. _sop-a:\n\nLain\n----\n\nLihat :ref:`sop-a`.\n\n{}\n",
        "Judul\n=====\n\n{}\n\nLihat _`sop-a--1` dan `sop-a--1`_.\n",
    ],
)
def test_other_things_of_that_name(read: Read, document: str) -> None:
    found = read(document.format(one("a")))
    assert found.reported == []
    assert twice(found) == []
    (section,) = [node for node in found.doctrees["index"].findall(nodes.section) if "sop" in node["classes"]]
    assert section["ids"][0] == "sop-a"
    assert "sop-a--1" in ids(found)
    for reference in found.doctrees["index"].findall(nodes.reference):
        assert reference.get("refid") in {*ids(found), None}
