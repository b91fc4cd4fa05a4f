"""Names of files are safe everywhere, short, and as different as what they are made of."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sphinxcontrib_sop.core.file_names import LONGEST, file_name


@given(st.text(max_size=400))
def test_every_name_is_safe(text: str) -> None:
    name = file_name(text, ".pdf")
    assert len(name.encode()) <= LONGEST
    assert not set(name) & set('/\\:*?"<>| \n\r\t\0')
    assert name.endswith(".pdf")
    assert not name.startswith((".", "-"))
    assert file_name(unicodedata.normalize("NFD", unicodedata.normalize("NFC", text)), ".pdf") == name


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("cuti tahunan", "cuti-tahunan.pdf"),
        ("CON", "sop-CON.pdf"),
        ("nul.2026", "sop-nul.2026.pdf"),
        ("../../etc/passwd", "etc-passwd.pdf"),
        ("akhir.", "akhir.pdf"),
        ("", "sop.pdf"),
    ],
)
def test_names(text: str, name: str) -> None:
    assert file_name(text, ".pdf") == name


def test_long_names_stay_apart() -> None:
    names = {file_name("prosedur " * 40 + end, ".pdf") for end in ("a", "b")}
    assert len(names) == 2
