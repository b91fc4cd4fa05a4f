"""Fences of MyST are read like directives of reStructuredText: same model, same lines of findings."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from .manuals import CONF, sop, step

if TYPE_CHECKING:
    from collections.abc import Callable

    from .manuals import Reading

    Read = Callable[..., Reading]

pytest.importorskip("myst_parser")

MYST = CONF.replace("]", ', "myst_parser"]') + 'myst_enable_extensions = ["colon_fence"]\n'


def as_myst(text: str, fence: str = "`") -> str:
    """An SOP in reStructuredText as fences; entries stand at the margin of their fence."""
    result: list[str] = []
    inside = False
    for line in text.rstrip("\n").split("\n"):
        stripped = line.strip()
        if stripped.startswith(".. sop::"):
            result.append(fence * 5 + "{sop}" + stripped.removeprefix(".. sop::"))
        elif stripped.startswith(".. sop-step::"):
            if inside:
                result[-1:] = [fence * 3, ""] if not result[-1] else [result[-1], fence * 3, ""]
            inside = True
            result.append(fence * 3 + "{sop-step}" + stripped.removeprefix(".. sop-step::"))
        else:
            result.append(line.removeprefix("   ").removeprefix("   ") if inside else line.removeprefix("   "))
    return "\n".join([*result, *([fence * 3] if inside else []), fence * 5, ""])


STEPS = (
    step("Mengajukan *permohonan*", ":id: ajukan", ":pelaksana: staf", kelengkapan="- Berkas **satu**\n- Berkas dua"),
    step("Menetapkan keputusan", ":pelaksana: kepala", ":tidak: ajukan", keterangan="Paragraf.\n\nLagi."),
)


def without_lines(found: Reading) -> dict[str, object]:
    data = found.data
    data.pop("line")
    for one in data["steps"]:
        one.pop("line")
    return data


@pytest.mark.parametrize("fence", ["`", ":", "~"])
def test_a_fence_is_read_like_a_directive(read: Read, fence: str) -> None:
    text = sop(*STEPS, name="cuti")
    found = read({"index.md": as_myst(text, fence)}, conf=MYST)
    assert found.messages == []
    assert without_lines(found) == without_lines(read(text))


@pytest.mark.parametrize("fence", ["`", ":"])
@pytest.mark.parametrize(
    ("header", "needle", "code"),
    [
        ({"raw": ":pringatan: jangan"}, ":pringatan:", "SOP114 E"),
        ({"raw": "\n:xyzzy: jangan"}, ":xyzzy:", "SOP114 E"),
        ({"tanggal_efektif": "kelak"}, ":tanggal-efektif:", "SOP104 E"),
        ({"peringatan": ""}, ":peringatan:", "SOP101 E"),
        ({"nomor": None}, "{sop}", "SOP101 E"),
    ],
)
def test_a_finding_has_the_line_of_its_entry(read: Read, fence: str, header: dict, needle: str, code: str) -> None:
    text = "Kata pengantar\n\n" + as_myst(sop(*STEPS, **header), fence)
    (line,) = (number for number, line in enumerate(text.split("\n"), 1) if needle in line)
    assert read({"index.md": text}, conf=MYST).reported == [f"{code} index.md:{line}"]


@pytest.mark.parametrize("fence", ["`", ":"])
def test_a_finding_in_a_step_has_its_line(read: Read, fence: str) -> None:
    bad = step("Menetapkan keputusan", ":pelaksana: kepala", ":tidak: 9", ":warna: merah")
    text = as_myst(sop(STEPS[0], "Paragraf.", bad), fence)
    lines = text.split("\n")
    assert read({"index.md": text}, conf=MYST).reported == [
        f"SOP201 E index.md:{lines.index(':tidak: 9') + 1}",
        f"SOP114 E index.md:{lines.index(':warna: merah') + 1}",
    ]


def test_the_short_form_of_options_loses_nothing(read: Read) -> None:
    text = "```{sop} Pemberian Cuti\n---\nnomor: 12/34\nstatus: berlaku\n---\n```\n"
    found = read({"index.md": text}, conf=MYST)
    for words in ("12/34", "berlaku"):
        assert words in found.text + str([dict(one.fields) for one in found.procedures])


def test_markdown_stands_in_the_cells(read: Read) -> None:
    body = ":pelaksana: staf\n:kelengkapan:\n   - [x](https://x.example)\n   - **tebal**\n:waktu: 10 menit\n:output: `kode`"
    text = (
        "`````{sop} Pemberian Cuti\n:status: rancangan\n\n```{sop-step} Mengajukan *cuti*\n" + body + "\n```\n`````\n"
    )
    found = read({"index.md": text}, conf=MYST)
    (data,) = found.data["steps"]
    assert (data["text"], data["inputs"], data["output"]) == ("Mengajukan cuti", "x\ntebal", "kode")


# -- options between lines of hyphens --------------------------------------------------------------------------------
YAML = """\
````{sop} Pemberian Cuti
---
name: cuti
nomor: "800/1"
jenis: administratif
peringatan: |
  Jika terlambat: hak tertunda.

  Paragraf kedua.
peralatan:
- Komputer
- Stempel
pelaksana: |
  staf = Staf
  kepala = Kepala
warna: merah
---

Pengantar.

```{sop-step} Mengajukan permohonan
---
pelaksana: staf
waktu: 10 menit
tidak: 9
---

Isi tambahan.
```

```{sop-step} Menetapkan keputusan
:pelaksana: kepala
```
````
"""


def test_options_may_stand_between_lines_of_hyphens(read: Read) -> None:
    found = read({"index.md": YAML}, conf=MYST)
    lines = YAML.split("\n")
    reported = [one for one in found.reported if one.startswith(("SOP114", "SOP201"))]
    assert reported == [
        f"SOP114 E index.md:{lines.index('warna: merah') + 1}",
        f"SOP201 W index.md:{lines.index('tidak: 9') + 1}",
    ]
    data = found.data
    assert (data["name"], data["number"], data["classification"]["type"]) == ("cuti", "800/1", "administrative")
    assert data["boxes"] == {
        "warning": ["Jika terlambat: hak tertunda.", "Paragraf kedua."],
        "equipment": ["Komputer", "Stempel"],
    }
    assert [one["key"] for one in data["actors"]] == ["staf", "kepala"]
    assert data["steps"][0]["text"] == "Mengajukan permohonan Isi tambahan."
    assert "merah" in found.text
    assert "Pengantar." in found.text


def test_a_rule_in_the_content_is_a_rule(read: Read) -> None:
    text = "````{sop} Cuti\n:nomor: 1\n\nsatu\n\n---\n\ndua: tiga\n\n---\n````\n"
    found = read({"index.md": text}, conf=MYST)
    assert [one for one in found.reported if "SOP114" in one] == []
    assert "dua: tiga" in found.text
