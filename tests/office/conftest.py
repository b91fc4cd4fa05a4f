"""Documents of the published SOPs, made once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from sphinxcontrib_sop.extension.config import output_config
from sphinxcontrib_sop.extension.domain import sop_domain
from sphinxcontrib_sop.output.view import View, view_in_source_language

from ..reading.manuals import Workshop

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="session")
def published(real_sops: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, View]:
    """The published SOPs by name, as an export sees them."""
    documents = {path.name: path.read_bytes() for path in sorted(real_sops.glob("*.rst"))}
    toctree = "Isi\n===\n\n.. toctree::\n   :glob:\n\n   *\n"
    shop = Workshop(tmp_path_factory.mktemp("published"), config={"language": "id"})
    shop.read({"index.rst": toctree, **documents})
    config = output_config(shop.app.config)
    views = {one.name: view_in_source_language(one, config) for one in sop_domain(shop.app.env).procedures()}
    shop.close()
    return views
