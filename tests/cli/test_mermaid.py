"""The flow of an SOP in the language of Mermaid: every activity once in the box of its actor, every arrow once."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from .conftest import Outcome

CONF = 'extensions = ["sphinxcontrib_sop"]\nlanguage = "id"\n'
SOP = """\
.. sop:: Surat "Masuk"
   :name: surat
   :pelaksana: a = Staf <1>
               b = Kepala

   .. sop-step:: Mencatat [surat] #1
      :pelaksana: a

   .. sop-step:: Memeriksa
      :pelaksana: a + b
      :tidak: 1

   .. sop-step:: Menetapkan
      :pelaksana: b
      :cabang: Tolak -> selesai
               Setuju -> 4

   .. sop-step:: Mengirim
      :pelaksana: a
"""
EXPECTED = """\
---
title: "Surat 'Masuk'"
---
flowchart TD
    subgraph a1["Staf #lt;1#gt;"]
        n1(["1. Mencatat [surat] #35;1"])
        n2{"2. Memeriksa (+ Kepala)"}
        n4(["4. Mengirim"])
    end
    subgraph a2["Kepala"]
        n3{"3. Menetapkan"}
    end
    stop(["Selesai"])
    n1 --> n2
    n2 -->|"Ya"| n3
    n2 -->|"Tidak"| n1
    n3 -->|"Tolak"| stop
    n3 -->|"Setuju"| n4
"""


def test_a_flow_is_written_whole(sphinx_sop: Callable[..., Outcome], tmp_path: Path) -> None:
    (tmp_path / "conf.py").write_text(CONF, encoding="utf-8")
    (tmp_path / "index.rst").write_text(SOP, encoding="utf-8")
    assert sphinx_sop("export", ".", "--format", "mermaid", "--sop", "surat").out == EXPECTED
