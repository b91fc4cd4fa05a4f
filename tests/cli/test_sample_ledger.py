"""The sample manual keeps a ledger that can be verified: its dates, decree and contents agree."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from .conftest import Outcome

SAMPLE = Path(__file__).parents[2] / "sample_manual"


def test_the_sample_manual_is_what_was_approved(sphinx_sop: Callable[..., Outcome], tmp_path: Path) -> None:
    shutil.copytree(SAMPLE, tmp_path / "buku", ignore=shutil.ignore_patterns("_build"))
    found = sphinx_sop("verify", str(tmp_path / "buku"), "--format", "json")
    data = json.loads(found.out)
    assert found.code == 0, [sop for sop in data["sops"] if sop["faults"]]
    assert all(sop["right"] for sop in data["sops"] if sop["status"] == "in-force")
    checked = sphinx_sop("check", str(tmp_path / "buku"), "--select", "SOP115,SOP116,SOP12")
    assert checked.out == ""
