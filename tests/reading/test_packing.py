"""A procedure as it is kept is the procedure that was read: equal to it, and replaced like it."""

from __future__ import annotations

import dataclasses
import pickle
import random
from typing import TYPE_CHECKING

import pytest

from sphinxcontrib_sop.core.model import Procedure
from sphinxcontrib_sop.extension.packing import PackedProcedure, pack

from ..pdf.procedures import random_sop

if TYPE_CHECKING:
    from collections.abc import Callable

    from .manuals import Reading


@pytest.mark.parametrize("seed", range(12))
def test_a_random_procedure_is_kept_as_it_is(read: Callable[..., Reading], seed: int) -> None:
    rnd = random.Random(seed)
    packed = read(random_sop(f"sop-{seed}", rnd.randint(1, 14), rnd.randint(1, 6))).only
    assert isinstance(packed, PackedProcedure)
    plain = Procedure(**{one.name: getattr(packed, one.name) for one in dataclasses.fields(Procedure)})
    assert type(plain) is Procedure
    kept = pickle.loads(pickle.dumps(pack(plain)))
    assert isinstance(kept, PackedProcedure)
    assert kept == plain
    assert plain == kept
    assert kept.steps == plain.steps
    assert kept.flows == plain.flows
    assert dict(kept.fields) == dict(plain.fields)
    changed = dataclasses.replace(kept, title="Lain")
    assert type(changed) is Procedure
    assert changed.title == "Lain"
    assert changed == dataclasses.replace(plain, title="Lain")
    assert changed != kept
    assert all(kept.text(key) == plain.text(key) and kept.parsed(key) == plain.parsed(key) for key in plain.fields)
