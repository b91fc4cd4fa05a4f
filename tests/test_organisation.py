"""Units inherit from the unit above them; a key that leads nowhere and a cycle are named."""

from __future__ import annotations

import pytest

from sphinxcontrib_sop.core.organisation import Unit, settle_units


def unit(key: str, **values: object) -> Unit:
    return Unit(key=key, name=key.title(), **values)  # type: ignore[arg-type]


def settled(*units: Unit, officials: tuple[str, ...] = ("kadis", "kabid")) -> tuple[dict[str, Unit], list[str]]:
    found, messages = settle_units({one.key: one for one in units}, officials)
    return found, [str(message) for message in messages]


def test_what_a_unit_does_not_say_it_has_from_above() -> None:
    found, messages = settled(
        unit("seksi", parent="bidang"),
        unit("bidang", parent="dinas", number_pattern="b"),
        unit("dinas", letterhead=("Pemerintah", "Dinas"), logo="logo.svg", official="kadis", number_pattern="d"),
    )
    assert messages == []
    below = found["seksi"]
    assert (below.letterhead, below.logo, below.official) == (("Pemerintah", "Dinas"), "logo.svg", "kadis")
    assert below.number_pattern == "b"
    assert below.name == "Seksi"
    assert found["dinas"].number_pattern == "d"


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("official", "kadi", "conf.py: sop_units['seksi']['official'] = `kadi` is not a key of `sop_officials`; did you mean `kadis`?"),
        ("official", "xyz", "conf.py: sop_units['seksi']['official'] = `xyz` is not a key of `sop_officials`"),
        ("parent", "dina", "conf.py: sop_units['seksi']['parent'] = `dina` is not a key of `sop_units`; did you mean `dinas`?"),
        ("parent", "xyz", "conf.py: sop_units['seksi']['parent'] = `xyz` is not a key of `sop_units`"),
    ],
)  # fmt: skip
def test_a_key_that_leads_nowhere(field: str, value: str, said: str) -> None:
    found, messages = settled(unit("seksi", **{field: value}), unit("dinas"))
    assert messages == [said]
    assert getattr(found["seksi"], field) == ""


def test_a_wrong_official_is_taken_from_above() -> None:
    found, _ = settled(unit("seksi", parent="dinas", official="xyz"), unit("dinas", official="kadis"))
    assert found["seksi"].official == "kadis"


@pytest.mark.parametrize(
    ("parents", "cycle"), [({"a": "a"}, "a"), ({"a": "b", "b": "a"}, "a, b"), ({"z": "a", "a": "b", "b": "c", "c": "a"}, "a, b, c")]
)  # fmt: skip
def test_a_circle_is_named_once(parents: dict[str, str], cycle: str) -> None:
    units = [unit(key, parent=parent, official="kadis" if key == "b" else "") for key, parent in parents.items()]
    found, messages = settled(*units)
    assert messages == [
        f"conf.py: sop_units: the units {cycle} are above one another in a cycle; `parent` of all of them is left out"
    ]
    assert [found[key].parent for key in cycle.split(", ")] == [""] * len(cycle.split(", "))
