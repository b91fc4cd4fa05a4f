"""Nothing typed vanishes: whatever looks like one of our directives, entries or settings is read, or is an error."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from sphinx.config import Config

from sphinxcontrib_sop.core.i18n import say
from sphinxcontrib_sop.extension.config import VALUES
from sphinxcontrib_sop.extension.config.reader import ConfigReader
from sphinxcontrib_sop.extension.config.settings import unknown_settings

from .manuals import CONF

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from .manuals import Reading

    Read = Callable[..., Reading]

MYST = CONF.replace("]", ', "myst_parser"]') + 'myst_enable_extensions = ["colon_fence"]\n'
HEAD = "Judul\n=====\n\n"
BODY = "   :pelaksana: staf\n"

#: What is typed -> what the message tells to write.
RST_STEPS = {
    ".. sop-step: Mencatat": ".. sop-step:: Mencatat",
    "..sop-step:: Mencatat": ".. sop-step:: Mencatat",
    "..sop-step: Mencatat": ".. sop-step:: Mencatat",
    ".. sop-step::Mencatat": ".. sop-step:: Mencatat",
    ".. sop-step Mencatat": ".. sop-step:: Mencatat",
    ".. sop-step:": ".. sop-step::",
    ".. sop-step": ".. sop-step::",
    ".. sop-step;; Mencatat": ".. sop-step:: Mencatat",
    ".. sop-step: : Mencatat": ".. sop-step:: Mencatat",
    ".. sop-step:; Mencatat": ".. sop-step:: Mencatat",
    ".. sop-step::: Mencatat": ".. sop-step:: Mencatat",
    ".. sop-step：： Mencatat": ".. sop-step:: Mencatat",
    ".. sop step:: Mencatat": ".. sop-step:: Mencatat",
    ".. sop–step:: Mencatat": ".. sop-step:: Mencatat",
    ".. sop—step: Mencatat": ".. sop-step:: Mencatat",
    ".. sop−langkah:: Mencatat": ".. sop-langkah:: Mencatat",
    ".. sop-stp:: Mencatat": ".. sop-step:: Mencatat",
    ".. sop-steps:: Mencatat": ".. sop-step:: Mencatat",
    ".. sop_step:: Mencatat": ".. sop-step:: Mencatat",
    ".. sopstep:: Mencatat": ".. sop-step:: Mencatat",
    ".. sop-lankah:: Mencatat": ".. sop-langkah:: Mencatat",
    ".. sop-langka: Mencatat": ".. sop-langkah:: Mencatat",
    ".. soplangkah:: Mencatat": ".. sop-langkah:: Mencatat",
    ".. langkah:: Mencatat": ".. sop-step:: Mencatat",
    ".. step:: Mencatat": ".. sop-step:: Mencatat",
    ".. langkah: Mencatat": ".. sop-step:: Mencatat",
    ".. SOP-Step: Mencatat": ".. sop-step:: Mencatat",
    ". sop-step:: Mencatat": ".. sop-step:: Mencatat",
    ".sop-step:: Mencatat": ".. sop-step:: Mencatat",
    ". . sop-step:: Mencatat": ".. sop-step:: Mencatat",
    "... sop-step:: Mencatat": ".. sop-step:: Mencatat",
    "… sop-step:: Mencatat": ".. sop-step:: Mencatat",
    "sop-step:: Mencatat": ".. sop-step:: Mencatat",
    "sop-step: Mencatat": ".. sop-step:: Mencatat",
    ":sop-step:: Mencatat": ".. sop-step:: Mencatat",
    ".. :sop-step: Mencatat": ".. sop-step:: Mencatat",
    ".. _sop-step: Mencatat surat": ".. sop-step:: Mencatat surat",
    ".. [sop-step] Mencatat": ".. sop-step:: Mencatat",
    ".. {sop-step} Mencatat": ".. sop-step:: Mencatat",
    ".. `sop-step` Mencatat": ".. sop-step:: Mencatat",
    "```{sop-step} Mencatat": ".. sop-step:: Mencatat",
    ":::{sop-step} Mencatat": ".. sop-step:: Mencatat",
}
RST_OTHERS = {
    ".. sop: Judul": ".. sop:: Judul",
    ".. sop::Judul": ".. sop:: Judul",
    "..sop:: Judul": ".. sop:: Judul",
    ".. SOP: Judul": ".. sop:: Judul",
    ".. sop Judul": ".. sop:: Judul",
    "sop:: Judul": ".. sop:: Judul",
    ".. sop-table:": ".. sop-table::",
    ".. sop-tabel": ".. sop-tabel::",
    ".. sop-tabl::": ".. sop-table::",
    ".. sop-cover:": ".. sop-cover::",
    ".. sop-covers::": ".. sop-cover::",
    ".. sop-halaman_judul::": ".. sop-halaman-judul::",
    ".. sop-haliman-judul::": ".. sop-halaman-judul::",
    ".. sop-decre::": ".. sop-decree::",
    ".. sop-keputusan: Judul": ".. sop-keputusan:: Judul",
    ".. sop-keputsan:: Judul": ".. sop-keputusan:: Judul",
    ".. sop-pengesaham::": ".. sop-pengesahan::",
    ".. sop-aproval::": ".. sop-approval::",
    ".. sop-daftr::": ".. sop-daftar::",
    ".. sop-lists::": ".. sop-list::",
    ".. sop-peta-keterkaitn::": ".. sop-peta-keterkaitan::",
    ".. sop-pelaksan:: staf": ".. sop-pelaksana:: staf",
    ".. sop-identifikas:: a.csv": ".. sop-identifikasi:: a.csv",
    ".. sop-riwayat: cuti": ".. sop-riwayat:: cuti",
    ".. sop-simbols::": ".. sop-simbol::",
    ".. sop-aturan:": ".. sop-aturan::",
}
MYST_LINES = {
    "```sop Judul": "```{sop} Judul",
    "```sop-step Mencatat": "```{sop-step} Mencatat",
    "```{sop-step Mencatat}": "```{sop-step} Mencatat",
    "```{sop-step Mencatat": "```{sop-step} Mencatat",
    "```sop-step} Mencatat": "```{sop-step} Mencatat",
    "```(sop-step) Mencatat": "```{sop-step} Mencatat",
    "```[sop-step] Mencatat": "```{sop-step} Mencatat",
    "``{sop-step} Mencatat": "```{sop-step} Mencatat",
    "`{sop-step} Mencatat": "```{sop-step} Mencatat",
    "{sop-step} Mencatat": "```{sop-step} Mencatat",
    "```{sop-stp} Mencatat": "```{sop-step} Mencatat",
    "```{sop_step} Mencatat": "```{sop-step} Mencatat",
    "```{sop–step} Mencatat": "```{sop-step} Mencatat",
    "```{langkah} Mencatat": "```{sop-step} Mencatat",
    "````{sop-stp} Mencatat": "````{sop-step} Mencatat",
    "~~~{sop-stp} Mencatat": "~~~{sop-step} Mencatat",
    ":::{sop-stp} Mencatat": ":::{sop-step} Mencatat",
    ":::sop Judul": ":::{sop} Judul",
    ":::sop-step Mencatat": ":::{sop-step} Mencatat",
    "::{sop-step} Mencatat": ":::{sop-step} Mencatat",
    ":{sop-step} Mencatat": ":::{sop-step} Mencatat",
    ":::{ sop-step } Mencatat": ":::{sop-step} Mencatat",
    ".. sop-step:: Mencatat": "```{sop-step} Mencatat",
    ".. sop: Judul": "```{sop} Judul",
    "..sop-step:: Mencatat": "```{sop-step} Mencatat",
    "sop-step:: Mencatat": "```{sop-step} Mencatat",
}


def told(messages: list[str]) -> list[str]:
    """What the errors of our own say."""
    return [message for message in messages if "[sop.SOP114]" in message and ": ERROR: " in message]


@pytest.mark.parametrize("line", [*RST_STEPS, *RST_OTHERS])
def test_a_near_miss_in_restructuredtext_is_an_error_with_its_mend(read: Read, line: str) -> None:
    mend = (RST_STEPS | RST_OTHERS)[line]
    found = read(f"{HEAD}{line}\n{BODY}")
    (message,) = told(found.messages)
    assert message.startswith("index.rst:4: ERROR: ")
    assert f"write `{mend}`" in message
    assert "Unknown directive" not in "\n".join(found.messages)
    if line.startswith(".. ") and "[" not in line and "_sop-step:" not in line:
        assert "staf" in found.text  # what stands below it is shown


@pytest.mark.parametrize("line", MYST_LINES)
def test_a_near_miss_in_myst_is_an_error_with_its_mend(read: Read, line: str) -> None:
    pytest.importorskip("myst_parser")
    closing = line[: len(line) - len(line.lstrip("`:~"))]
    found = read({"index.md": f"# Judul\n\n{line}\n:pelaksana: staf\n{closing}\n"}, conf=MYST)
    (message,) = told(found.messages)
    assert message.startswith("index.md:3: ERROR: ")
    assert f"write `{MYST_LINES[line]}`" in message


def test_fences_of_colons_say_what_switches_them_on(read: Read) -> None:
    pytest.importorskip("myst_parser")
    conf = CONF.replace("]", ', "myst_parser"]')
    (message,) = told(read({"index.md": "# Judul\n\n:::{sop} Judul\n:nomor: 1\n:::\n"}, conf=conf).messages)
    assert 'myst_enable_extensions = ["colon_fence"]' in message


def test_there_are_enough_of_them() -> None:
    assert len(RST_STEPS) + len(RST_OTHERS) + len(MYST_LINES) >= 80


@pytest.mark.parametrize("line", [*RST_STEPS])
def test_a_near_miss_inside_an_sop_is_an_error_too(read: Read, line: str) -> None:
    text = (
        f".. sop:: Judul\n   :nomor: 1\n\n   .. sop-step:: Mengajukan\n      :pelaksana: staf\n\n   {line}\n   {BODY}"
    )
    messages = told(read(text).messages)
    assert any(message.startswith("index.rst:7: ERROR: ") for message in messages), messages


@pytest.mark.parametrize(
    "text",
    [
        ".. SOP ini menunggu keputusan kepala dinas\n",
        ".. sop\n",
        "SOP: standar operasional prosedur\n",
        "Langkah: yang pertama\n",
        ".. _sop-step:\n\nParagraf\n",
        ".. _sop-step: https://contoh.go.id/sop\n\nLihat `sop-step`_.\n",
        "Contoh::\n\n   .. sop-step: Mencatat\n",
        ".. code-block:: rst\n\n   .. sop: Judul\n",
        "..\n   .. sop-step:: Mencatat\n      :pelaksana: staf\n",
        ".. .. sop-step:: Mencatat\n      :pelaksana: staf\n",
        ".. stop:: x\n".replace("stop::", "rubric::"),
        "Setiap sop-step harus diisi.\n",
        ":sop:step:`a/b` dan seterusnya\n",
    ],
)
def test_what_is_meant_otherwise_is_left_alone(read: Read, text: str) -> None:
    assert told(read(HEAD + text).messages) == []


@pytest.mark.parametrize(
    "text",
    ["% ```{sop-stp} x\n", "````md\n```{sop-stp} x\n```\n````\n", "Tulis `{sop-step}` saja.\n", "{sop:ref}`cuti`\n"],
)
def test_what_is_meant_otherwise_in_myst_is_left_alone(read: Read, text: str) -> None:
    pytest.importorskip("myst_parser")
    assert told(read({"index.md": f"# Judul\n\n{text}"}, conf=MYST).messages) == []


def test_an_included_file_is_named_itself(read: Read) -> None:
    found = read({"index.rst": f"{HEAD}.. include:: bagian.txt\n", "bagian.txt": f"Teks.\n\n.. sop: Judul\n{BODY}"})
    (message,) = told(found.messages)
    assert message.startswith("bagian.txt:3: ")


# -- entries ---------------------------------------------------------------------------------------------------------
ENTRIES = {
    ":pelaksan: staf": "pelaksana", ":pelaksna: staf": "pelaksana", "pelaksana: staf": "pelaksana", ":pelaksana staf": "pelaksana",
    ":Pelaksanaan: staf": "pelaksana", ":kelengkpan: Surat": "kelengkapan", "kelengkapan : Surat": "kelengkapan",
    ":wkatu: 5 menit": "waktu", ":waktuu: 5 menit": "waktu", ":keteranagn: x": "keterangan", ":outpt: Surat": "output",
    ":tidk: 1": "tidak", ":lanjutt: 1": "lanjut", ":cabng: a -> 1": "cabang", ":simbl: proses": "simbol",
    ":selesei:": "selesai", ":abaikn: SOP301": "abaikan", ":nomor_langkah: 3": "nomor-langkah", ":actor: staf": "actors",
}  # fmt: skip


@pytest.mark.parametrize("indent", [" " * 5, " " * 7, " " * 9, "\t\t"])
def test_an_entry_that_is_indented_otherwise_is_an_error_at_its_line(read: Read, indent: str) -> None:
    text = (
        ".. sop:: Judul\n   :nomor: 1\n\n   .. sop-step:: Mengajukan\n      :pelaksana: staf\n      :kelengkapan: Surat\n"
        f"{indent}:waktu: 5 menit\n      :output: Agenda\n"
    )
    assert any("indented otherwise" in message for message in told(read(text).messages))


def test_options_of_what_stands_in_an_entry_are_no_entries(read: Read) -> None:
    text = ".. sop:: Judul\n   :nomor: 1\n   :peringatan:\n      .. image:: a.png\n         :name: gambar\n\n   Isi.\n"
    assert told(read(text).messages) == []


def test_a_step_that_is_indented_too_far_is_no_sub_step_in_silence(read: Read) -> None:
    step = ".. sop-step:: {}\n      :pelaksana: staf\n\n"
    text = f".. sop:: Judul\n   :nomor: 1\n\n   {step.format('Mengajukan')}    {step.format('Mencatat')}"
    assert any("indented otherwise" in message for message in told(read(text).messages))


def test_branches_on_one_line_are_told(read: Read) -> None:
    text = ".. sop:: Judul\n   :nomor: 1\n\n   .. sop-step:: Memeriksa\n      :cabang: Ya -> 2, Tidak -> 3\n"
    assert any("several branches" in message for message in told(read(text).messages))


def test_an_actor_with_a_colon_is_answered_with_what_to_write(read: Read) -> None:
    text = ".. sop:: Judul\n   :pelaksana: staf: Staf Umum\n\n   .. sop-step:: Mengajukan\n      :pelaksana: staf\n"
    (message,) = [message for message in told(read(text).messages) if "is not an actor" in message]
    assert "write `staf = Staf Umum`" in message


@pytest.mark.parametrize("name", ["surat.rst.txt", "surat.txt", "surat.RST"])
def test_a_file_whose_name_hides_its_sop_is_told(read: Read, name: str) -> None:
    found = read({"index.rst": HEAD, name: ".. sop:: Judul\n   :nomor: 1\n", "catatan.txt": "sop:: bukan\n"})
    (message,) = [message for message in found.messages if "sop.unread" in message]
    assert message.startswith(f"{name}:1: ")


def test_what_a_build_wrote_into_the_sources_is_not_told(read: Read) -> None:
    found = read({"index.rst": HEAD, "hasil/html/_sources/surat.rst.txt": ".. sop:: Judul\n   :nomor: 1\n"})
    assert not [message for message in found.messages if "sop.unread" in message]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
def test_a_pipe_is_no_document(tmp_path: Path) -> None:
    (tmp_path / "conf.py").write_text('extensions = ["sphinxcontrib_sop"]\n', encoding="utf-8")
    (tmp_path / "index.rst").write_text(HEAD, encoding="utf-8")
    os.mkfifo(tmp_path / "surat.txt")  # opened for reading, it would wait for somebody who writes
    command = [sys.executable, "-m", "sphinx", "-q", "-b", "dummy", str(tmp_path), str(tmp_path / "hasil")]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    assert (done.returncode, done.stderr) == (0, "")


def test_an_included_file_may_have_any_name(read: Read) -> None:
    found = read({"index.rst": f"{HEAD}.. include:: bagian.txt\n", "bagian.txt": ".. sop:: Judul\n   :nomor: 1\n"})
    assert not [message for message in found.messages if "sop.unread" in message]


@pytest.mark.parametrize("entry", ENTRIES)
def test_a_misspelt_entry_is_an_error_with_the_nearest_name(read: Read, entry: str) -> None:
    text = f".. sop:: Judul\n   :nomor: 1\n\n   .. sop-step:: Mengajukan\n      {entry}\n      :id: a\n"
    messages = told(read(text).messages)
    assert any(message.startswith("index.rst:5: ") and ENTRIES[entry] in message for message in messages), messages


@pytest.mark.parametrize(
    ("target", "meant"),
    [
        ("ke langkah 1", "1"), ("langkah 1", "1"), ("kembali ke langkah 1", "1"), ("ke awal", "awal"),
        ("kembali ke sebelumnya", "sebelumnya"), ("ke selesai", "selesai"), ("Mengajukan", "1"),
    ],
)  # fmt: skip
def test_a_target_in_words_is_answered_with_what_to_write(read: Read, target: str, meant: str) -> None:
    text = (
        ".. sop:: Judul\n   :nomor: 1\n\n   .. sop-step:: Mengajukan\n      :pelaksana: a\n\n"
        f"   .. sop-step:: Memeriksa\n      :pelaksana: b\n      :tidak: {target}\n\n   .. sop-step:: Menetapkan\n      :pelaksana: a\n"
    )
    (message,) = [message for message in read(text).messages if "SOP201" in message]
    assert f"write `{meant}`" in message


def test_an_actor_that_is_not_declared_is_told_where_to(read: Read) -> None:
    text = ".. sop:: Judul\n   :nomor: 1\n   :pelaksana: kepala\n\n   .. sop-step:: Mengajukan\n      :pelaksana: xyz\n"
    (message,) = [message for message in read(text).messages if "SOP210" in message]
    assert "`pelaksana`" in message
    assert "`sop_actors`" in message


# -- messages of others ----------------------------------------------------------------------------------------------
def test_docutils_speaks_indonesian(read: Read) -> None:
    text = f"{HEAD}Teks *tebal.\n\n.. image::\n\n.. tidakada:: x\n\n:entah:`x`\n\n* a\nb\n"
    messages = "\n".join(read(text, language="id").messages)
    for english in ("Unknown directive", "start-string", "argument(s)", "Unknown interpreted", "ends without"):
        assert english not in messages
    assert "`tidakada`" in messages
    assert "`entah`" in messages


# -- settings and tables of conf.py ----------------------------------------------------------------------------------
SETTINGS = {
    "sop_profil": "sop_profile", "sop_profle": "sop_profile", "SOP_PROFILE": "sop_profile", "sop_unit": "sop_units",
    "sop_agancy": "sop_agency", "sop_instansi": "sop_agency", "sop_kertas": "sop_paper", "sop_papers": "sop_paper",
    "sop_pejabat": "sop_officials", "sop_official": "sop_officials", "sop_actor": "sop_actors", "sop_pelaksana": "sop_actors",
    "sop_regulation": "sop_regulations", "sop_signatur": "sop_signature", "sops_signature": "sop_signature",
    "sop_workinghours": "sop_working_hours", "soppaper": "sop_paper", "sop_pdf_standart": "sop_pdf_standard",
    "sop_strikt": "sop_strict", "sop_todays": "sop_today",
}  # fmt: skip


@pytest.mark.parametrize("name", SETTINGS)
def test_a_misspelt_setting_is_reported_with_the_nearest_name(settings: Callable[[str], list[str]], name: str) -> None:
    assert settings(f"{name} = 1\n") == [f"conf.py: there is no setting `{name}`; did you mean `{SETTINGS[name]}`?"]


def test_a_setting_of_no_likeness_is_reported_with_all_there_are(settings: Callable[[str], list[str]]) -> None:
    (message,) = settings("sop_xyz = 1\n")
    assert "there is no setting `sop_xyz`; there are sop_profile, " in message


def test_what_is_no_setting_is_left_alone(settings: Callable[[str], list[str]]) -> None:
    assert (
        settings("import os as sop_os\n_sop_x = 1\ndef sop_helper(): pass\nshop_paper_list = 1\nhtml_title = 'x'\n")
        == []
    )


@pytest.mark.parametrize("key", ["jabatan", "position", "Jabatan"])
def test_keys_of_tables_are_read_in_both_languages(settings: Callable[[str], list[str]], key: str) -> None:
    conf = f"sop_officials = {{'kepala': {{'{key}': 'Kepala', 'nama': 'Ani', 'atas-nama': 'a.n. X', 'sejak': '2025-01-01'}}}}\n"
    assert settings(conf + "sop_actors = {'a': {'nama': 'A', 'singkatan': 'B', 'eksternal': True}}\n") == []


def test_a_misspelt_key_of_a_table_is_reported_with_the_nearest(settings: Callable[[str], list[str]]) -> None:
    (message,) = settings("sop_officials = {'kepala': {'jabtan': 'Kepala'}}\n")
    assert "did you mean `jabatan`?" in message


def test_a_key_given_in_both_languages_is_told(settings: Callable[[str], list[str]]) -> None:
    assert settings("sop_agency = {'name': 'A', 'nama': 'B'}\n") == [
        "conf.py: sop_agency['nama'] stands there twice; the first one counts"
    ]


@pytest.mark.parametrize("language", ["id", "en"])
def test_toml_and_the_system_speak_the_language_of_the_manual(tmp_path: Path, language: str) -> None:
    (tmp_path / "a.toml").write_text("x = 1\ny 2\n", encoding="utf-8")
    conf = f"language = '{language}'\nsop_actors = 'a.toml'\nsop_units = 'b.toml'\n"
    units, actors = sorted(said(tmp_path, conf), key=lambda message: "a.toml" in message)
    if language == "en":
        assert "No such file" in units
        assert "Expected" in actors
    else:
        assert "No such file" not in units
        assert "Expected" not in actors
        assert "baris 2" in actors


def said(folder: Path, conf: str) -> list[str]:
    """What is said of a ``conf.py``."""
    namespace: dict[str, object] = {}
    exec(conf, namespace)
    config = Config(namespace)
    for name, default, rebuild in VALUES:
        config.add(name, default, rebuild, ())
    reader = ConfigReader(config, folder, folder)
    naming = reader.naming()
    reader.output(naming, reader.source(naming))
    messages = [*reader.messages, *unknown_settings(config, [name for name, _, _ in VALUES])]
    return [say(message, config.language) for message in messages]


@pytest.fixture
def settings(tmp_path: Path) -> Callable[[str], list[str]]:
    """``settings(text)`` is what is said of a ``conf.py``."""
    return lambda conf: said(tmp_path, conf)
