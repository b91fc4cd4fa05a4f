"""Text pictures of charts against those kept in snapshots/ (SOP_UPDATE_SNAPSHOTS=1 writes them anew)."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from sphinxcontrib_sop.core.layout import lay_out

from .checker import check
from .picture import picture
from .procedures import sketch

SNAPSHOTS = Path(__file__).parent / "snapshots"

SKETCHES: dict[str, tuple[list[str], str, dict[str, Any]]] = {
    "straight-on": (["(a0)", "[b0]", "[c1]", "(d0)"], "a b, b c, c d", {}),
    "handed-over-in-a-row": (["(a0) [b1] [c2]", "[d2] [e1]", "(f0)"], "a b, b c, c d, d e, e f", {}),
    "loop-back": (["(a0)", "[b1]", "<c1>", "(d0)"], "a b, b c, c d Ya, c b Tidak", {}),
    "loop-far-back": (["(a0)", "[b1]", "[c2]", "<d2>", "(e1)"], "a b, b c, c d, d e Ya, d a Tidak lengkap", {}),
    "four-answers": (
        ["(a1)", "<b1>", "[c0] [d1] [e2]", "(f1)"],
        "a b, b c Teknis, b d Administratif, b e Keuangan, b a Tidak lengkap, c f, d f, e f",
        {},
    ),
    "fork-and-join": (["(a1)", "[b0] [c1] [d2]", "(e1)"], "a b, a c, a d, b e, c e, d e", {}),
    "two-answers-on-one-port": (["(a1)", "<b1>", "[c0] [d2]", "[e1]"], "a b, b c A, b d B, b a C, b e D", {}),
    "two-way-and-line": (["(a0) [b1]", "[c0] [d1]", "(e1)"], "a <> b, a c, c -- d, c e", {}),
    "there-and-back": (["[a0] [b1]", "[c0]", "[d0]"], "a b, b a, a c, c d, d c", {}),
    "decision-and-back": (["[a0] <b1>", "[c1]"], "a b, b a Tidak, b c Ya", {}),
    "over-lanes": (
        ["(a0)", "<b0+1>", "[c1+2+3]", "(d2+3)"],
        "a b, b a Tidak, b c Ya, c d, c b",
        {},
    ),
    "over-lanes-is-gone-round": (["[a1]", "[b0+1+2]", "[c1]"], "a c, a b, b c", {}),
    "exit-that-ends": (["(a0)", "<b1>", "[c1]", "(d0)"], "a b, b c Ya, b end Tidak, c d", {}),
    "exits-of-a-row-that-end": (["<a0> <b1>", "(c0)"], "a c Ya, a end Tidak, b c Ya, b end Batal, a b Ragu", {}),
    "terminator-rows": (
        ["(a0)", "<b1>", "[c0]", "(d1)"],
        "a b, b c Ya, b end Tidak, c d",
        {"terminator_rows": True},
    ),
    "terminator-rows-ending-twice": (
        ["(a0)", "<b1>", "(c0)", "(d1)"],
        "a b, b c Ya, b d Tidak",
        {"terminator_rows": True},
    ),
    "to-itself": (["(a0)", "[b1]"], "a b, b b Ulangi", {}),
    "crossing-with-hop": (["[a0] [b2]", "[c1] [d3]", "[e0] [f2]"], "a e, b f, c d", {}),
}


@pytest.mark.parametrize("name", SKETCHES)
def test_picture(name: str) -> None:
    rows, arrows, options = SKETCHES[name]
    procedure = sketch(rows, arrows)
    chart = lay_out(procedure, **options)
    assert check(procedure, chart) == {}
    assert not chart.unrouted
    drawn = picture(chart)
    path = SNAPSHOTS / f"{name}.txt"
    if os.environ.get("SOP_UPDATE_SNAPSHOTS"):
        path.write_text(drawn, encoding="utf-8")
    assert drawn == path.read_text(encoding="utf-8")


def test_every_snapshot_has_a_sketch() -> None:
    assert {path.stem for path in SNAPSHOTS.glob("*.txt")} == set(SKETCHES)
