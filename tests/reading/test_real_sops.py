"""Published SOPs in our syntax give exactly the symbols and arrows that a person read off their drawings."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from .manuals import Workshop

if TYPE_CHECKING:
    from pathlib import Path

    import pytest


def test_every_published_sop_is_read_as_expected(real_sops: Path, tmp_path: Path, subtests: pytest.Subtests) -> None:
    expected = json.loads((real_sops / "expected.json").read_text(encoding="utf-8"))
    documents = {path.name: path.read_bytes() for path in sorted(real_sops.glob("*.rst"))}
    assert len(documents) == len(expected)
    toctree = "Isi\n===\n\n.. toctree::\n   :glob:\n\n   *\n"
    shop = Workshop(tmp_path, "sop-json", config={"language": "id"})
    shop.read({"index.rst": toctree, **documents})
    exported = json.loads((shop.app.outdir / "sops.json").read_bytes())
    shop.close()
    found = {one["name"]: one for one in exported["sops"]}
    assert found.keys() == expected.keys()
    for name, wanted in expected.items():
        with subtests.test(name):
            one = found[name]
            assert len(one["steps"]) == wanted["steps"]
            assert len(one["actors"]) == wanted["actors"]
            assert [[node["id"], node["shape"]] for node in one["nodes"]] == wanted["nodes"]
            if "flows" in wanted:  # some drawings show none
                flows = [[flow[key] for key in ("source", "target", "label", "kind")] for flow in one["flows"]]
                assert flows == wanted["flows"]
