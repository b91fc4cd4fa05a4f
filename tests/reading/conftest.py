"""Sphinx applications that many tests share, one for each configuration."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from .manuals import CONF, Workshop

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from .manuals import Reading


@pytest.fixture(scope="session")
def workshops(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., Workshop]]:
    """``workshops("html", language="id")`` lends an application; the same arguments give the same one."""
    shops: dict[str, Workshop] = {}

    def lend(builder: str = "dummy", *, conf: str = CONF, **config: Any) -> Workshop:
        key = json.dumps([builder, conf, config], sort_keys=True, default=repr)
        if key not in shops:
            shops[key] = Workshop(tmp_path_factory.mktemp("manual"), builder, conf=conf, config=config)
        return shops[key]

    yield lend
    for shop in shops.values():
        shop.close()


@pytest.fixture
def read(workshops: Callable[..., Workshop]) -> Callable[..., Reading]:
    """``read(text)`` or ``read({"index.rst": text}, language="id")`` reads a manual."""

    def read_manual(documents: Mapping[str, str | bytes] | str, *, conf: str = CONF, **config: Any) -> Reading:
        return workshops(conf=conf, **config).read(documents)

    return read_manual
