"""``sphinx-sop check``: what it reports, what it returns, and that no input ends in a traceback."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

from sphinxcontrib_sop.cli import main
from sphinxcontrib_sop.cli._parser import language_of

from .manuals import CLEAN, CONF, FAULTY
from .test_formats import TEXT

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from .conftest import Outcome

    Run = Callable[..., Outcome]
    Write = Callable[[Mapping[str, str | bytes]], Path]


# -- what is reported ------------------------------------------------------------------------------------------------
def test_a_clean_manual(sphinx_sop: Run, write: Write) -> None:
    write({"sop/clean.rst": CLEAN})
    found = sphinx_sop("check", "manual")
    assert (found.code, found.out, found.err) == (0, "", "SOPs: 1; errors: 0; warnings: 0; advice: 0\n")


def test_nothing_is_written_into_the_manual(sphinx_sop: Run, manual: Path) -> None:
    before = sorted(manual.rglob("*"))
    sphinx_sop("check", "manual")
    assert sorted(manual.rglob("*")) == before


def test_the_working_directory_is_the_manual_unless_one_is_named(
    sphinx_sop: Run, manual: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(manual)
    assert sphinx_sop("check").out == TEXT.replace("manual/", "")
    monkeypatch.chdir(manual / "sop")
    assert sphinx_sop("check", "..").out == TEXT.replace("manual/sop/", "")


@pytest.mark.parametrize(
    ("options", "codes"),
    [
        (["--select", "SOP3"], ["SOP312"]),
        (["--select", "sop1,ref"], ["SOP101", "SOP110", "ref.ref"]),
        (["--select", "SOP312", "--select", "SOP201"], ["SOP312", "SOP201"]),
        (["--ignore", "SOP1,SOP2"], ["SOP312", "ref.ref"]),
        (["--select", "SOP", "--ignore", "SOP31"], ["SOP101", "SOP110", "SOP201"]),
    ],
)
def test_codes_are_chosen_by_their_beginning(
    sphinx_sop: Run, manual: Path, options: list[str], codes: list[str]
) -> None:
    assert sphinx_sop("check", "manual", *options).codes == codes


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ([], 1),
        (["--ignore", "SOP101,SOP201"], 0),
        (["--ignore", "SOP101,SOP201", "--strict"], 1),
        (["--select", "SOP110", "--strict"], 0),
        (["--ignore", "SOP101,SOP201", "-D", "sop_strict=1"], 1),
    ],
)
def test_exit_codes(sphinx_sop: Run, manual: Path, options: list[str], code: int) -> None:
    assert sphinx_sop("check", "manual", *options).code == code


def test_settings_can_be_replaced(sphinx_sop: Run, manual: Path) -> None:
    found = sphinx_sop("check", "manual", "-D", "language=id", "--select", "SOP312")
    assert found.out.endswith("SOP312 warning: Langkah 1, 3: `waktu` kosong\n")


def test_what_the_manual_suppresses_is_not_reported(sphinx_sop: Run, write: Write) -> None:
    conf = CONF + 'suppress_warnings = ["ref.ref", "sop.SOP312"]\n'
    write({"conf.py": conf, "sop/faulty.rst": FAULTY})
    assert sphinx_sop("check", "manual").codes == ["SOP101", "SOP110", "SOP201"]


def test_the_folder_of_conf_py_may_be_another(sphinx_sop: Run, manual: Path, tmp_path: Path) -> None:
    (tmp_path / "settings").mkdir()
    (manual / "conf.py").rename(tmp_path / "settings" / "conf.py")
    assert sphinx_sop("check", "manual", "-c", "settings").out == TEXT


def test_a_report_goes_to_a_file(sphinx_sop: Run, manual: Path, tmp_path: Path) -> None:
    found = sphinx_sop("check", "manual", "--output", "report.txt")
    assert found.out == ""
    assert (tmp_path / "report.txt").read_text(encoding="utf-8") == TEXT


def test_what_conf_py_prints_is_no_part_of_the_report(sphinx_sop: Run, write: Write) -> None:
    write({"conf.py": CONF + 'print("hello")\n', "sop/faulty.rst": FAULTY})
    assert sphinx_sop("check", "manual").out == TEXT


def test_an_extension_that_conf_py_forgot(sphinx_sop: Run, write: Write) -> None:
    write({"conf.py": 'language = "en"\n', "sop/faulty.rst": FAULTY})
    found = sphinx_sop("check", "manual")
    assert found.out == (
        'manual/conf.py: sop.extension error: `extensions` lacks "sphinxcontrib_sop"; '
        "the manual was read as if it stood there\n" + TEXT
    )


def test_a_wrong_setting_is_reported_with_its_file(sphinx_sop: Run, write: Write) -> None:
    write({"conf.py": CONF + 'sop_today = "besok"\n', "sop/clean.rst": CLEAN})
    found = sphinx_sop("check", "manual")
    assert found.out.startswith("manual/conf.py: sop.config warning: conf.py: sop_today = 'besok' cannot be used")


def test_a_reference_to_no_sop_is_found_once(sphinx_sop: Run, write: Write) -> None:
    text = CLEAN.replace(":keterkaitan: -", ":keterkaitan: - :sop:ref:`hilang`")
    write({"sop/clean.rst": text})
    found = sphinx_sop("check", "manual", "--format", "json")
    assert [(one["code"], one["line"], one["sop"]) for one in found.json["findings"]] == [("SOP412", 11, "clean")]


# -- the same again --------------------------------------------------------------------------------------------------
def many() -> dict[str, str]:
    """Enough documents for Sphinx to hand them out to several processes, with messages from reading and resolving."""
    documents = {
        f"sop/sop{number}.rst": FAULTY.replace("SOP Pengelolaan", f"Pengelolaan {number}") for number in range(9)
    }
    for number in (0, 8):  # far apart: two processes read them
        documents[f"sop/sop{number}.rst"] += "\n.. _same:\n\nEnd\n---\n"
    return documents | {"loose.rst": "Loose\n=====\n\n:unknown:`role`\n"}


@pytest.mark.skipif(sys.platform in {"win32", "darwin"}, reason="Sphinx works in parallel where it can fork")
def test_parallel_is_serial_is_unchanged(sphinx_sop: Run, write: Write, tmp_path: Path) -> None:
    folder = write(many())
    serial = sphinx_sop("check", "manual", "--cache", "one")
    assert len(serial.out.splitlines()) == 9 * 5 + 2 + 1
    assert "sphinx warning: duplicate label same, other instance in sop/sop0.rst\n" in serial.out
    assert sphinx_sop("check", "manual", "--cache", "one") == serial
    assert sphinx_sop("check", "manual", "-j", "2", "--cache", "two") == serial
    assert sphinx_sop("check", "manual", "-j", "2", "--cache", "two") == serial
    (folder / "conf.py").write_text(CONF + "# a remark\n", encoding="utf-8")
    assert sphinx_sop("check", "manual", "--cache", "one") == serial  # read from the cache
    assert sphinx_sop("check", "manual", "--cache", "one", "--fresh") == serial


def test_a_change_reports_what_a_fresh_check_reports(sphinx_sop: Run, manual: Path) -> None:
    index = manual / "index.rst"
    index.write_text(index.read_text(encoding="utf-8") + "\n:ref:`nowhere`\n", encoding="utf-8")
    steps: list[tuple[str, str | None]] = [
        ("sop/clean.rst", f".. _nowhere:\n\n{CLEAN}"),
        ("sop/clean.rst", CLEAN.replace("Cuti", "Izin") + "\n.. _same:\n\nEnd\n---\n"),
        ("sop/faulty.rst", FAULTY + "\n.. _same:\n\nEnd\n---\n"),
        ("sop/clean.rst", CLEAN.replace("Izin", "Cuti") + "\n.. _same:\n\nEnd\n---\n"),
        ("sop/faulty.rst", FAULTY.replace("SOP Pengelolaan", "Pengelolaan")),
        ("sop/faulty.rst", None),
        ("sop/faulty.rst", FAULTY),
        ("conf.py", CONF + "suppress_warnings = ['ref.ref']\n"),
        ("conf.py", CONF),
    ]
    sphinx_sop("check", "manual", "--cache", "one")
    for name, text in steps:
        path = manual / name
        path.unlink() if text is None else path.write_text(text, encoding="utf-8")
        changed = sphinx_sop("check", "manual", "--cache", "one")
        assert changed == sphinx_sop("check", "manual", "--cache", "two", "--fresh"), name
        assert changed.out


# -- wrong use and manuals that cannot be read -----------------------------------------------------------------------
CANNOT_BE_READ: dict[str, tuple[str, str]] = {
    "syntax": ("extensions = [\n", "manual/conf.py:1: the configuration is not valid Python: '[' was never closed"),
    "exception": ("\nx = 1 / 0\n", "manual/conf.py:2: the configuration fails: ZeroDivisionError: division by zero"),
    "import": ("import tiada\n", "manual/conf.py:1: the configuration fails: ModuleNotFoundError: No module named 'tiada'"),
    "exit": ("raise SystemExit(3)\n", "manual/conf.py: the configuration called sys.exit()"),
    "profile": (CONF + "sop_profile = 'lain'\n", "conf.py: sop_profile: unknown profile `lain`"),
    "extension": ("extensions = ['tiada_ini']\n", "an extension that conf.py names cannot be loaded: Could not import extension tiada_ini"),
    "setup": (CONF + "def setup(app):\n    raise ValueError('broken')\n", "the manual cannot be read; an extension or Sphinx itself failed: ValueError: broken"),
    "hook": (CONF + "def setup(app):\n    app.connect('doctree-read', lambda *_: 1 / 0)\n", "an extension failed: Handler"),
    "version": ("needs_sphinx = '99'\n", "the manual asks for another version of Sphinx"),
    "master": (CONF + "root_doc = 'tiada'\n", "the manual cannot be read: Sphinx is unable to load the master document"),
}  # fmt: skip


@pytest.mark.parametrize("name", CANNOT_BE_READ)
def test_a_manual_that_cannot_be_read(sphinx_sop: Run, write: Write, name: str) -> None:
    conf, sentence = CANNOT_BE_READ[name]
    write({"conf.py": conf})
    found = sphinx_sop("check", "manual")
    assert (found.code, found.out) == (2, "")
    assert found.err.startswith(f"sphinx-sop: {sentence}")
    assert "Traceback" not in found.err
    assert found.err.count("\n") == 1


def test_conf_py_that_is_not_utf_8(sphinx_sop: Run, write: Write) -> None:
    write({"conf.py": b'project = "caf\xe9"\n'})
    found = sphinx_sop("check", "manual")
    assert found.code == 2
    assert found.err.startswith("sphinx-sop: manual/conf.py:1: the configuration is not valid Python")


def test_a_document_that_is_not_utf_8(sphinx_sop: Run, write: Write) -> None:
    """It is read as far as it can be, but not as it stands."""
    write({"sop/clean.rst": CLEAN.replace("Formulir", "Formul\xe9").encode("latin-1"), "sop/faulty.rst": FAULTY})
    for _ in range(2):
        found = sphinx_sop("check", "manual")
        assert found.code == 2
        assert found.codes == ["SOP114", "SOP101", "SOP110", "SOP312", "ref.ref", "SOP201"]
        assert "The file is not UTF-8" in found.out


def test_no_folder_and_no_conf_py(sphinx_sop: Run, manual: Path, tmp_path: Path) -> None:
    assert sphinx_sop("check", "nowhere").err.endswith("the folder " + str(tmp_path / "nowhere") + " does not exist\n")
    found = sphinx_sop("check", "manual/sop")
    assert found.code == 2
    assert "there is no conf.py in" in found.err
    assert f"did you mean {manual}?" in sphinx_sop("check", ".").err


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (["--select", "SOP9"], "no rule has a code that begins with SOP9; see sphinx-sop rules"),
        (["-D", "nothing"], "-D nothing is not of the form NAME=VALUE"),
        (["-j", "many"], "-j many is neither a number of processes nor auto"),
        (["--output", "no/such/file"], "no/such/file cannot be written: No such file or directory"),
        (["--write-baseline"], "--write-baseline needs the name of the file: --baseline FILE"),
    ],
)
def test_wrong_options(sphinx_sop: Run, manual: Path, options: list[str], sentence: str) -> None:
    found = sphinx_sop("check", "manual", *options)
    assert (found.code, found.err) == (2, f"sphinx-sop: {sentence}\n")


def test_wrong_use_is_said_in_the_language_of_the_user(sphinx_sop: Run) -> None:
    assert sphinx_sop("check", "--zzz").err.endswith("sphinx-sop: unrecognized arguments: --zzz\n")
    assert sphinx_sop().code == 2
    assert sphinx_sop("check", "--help").code == 0


def test_an_interruption(sphinx_sop: Run, manual: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("sphinxcontrib_sop.cli._application.ReadingApplication.build", interrupt)
    found = sphinx_sop("check", "manual", "--cache", "cache")
    assert (found.code, found.out, found.err) == (2, "", "interrupted; nothing was written\n")
    monkeypatch.undo()


def test_a_fault_of_our_own_is_one_sentence(
    sphinx_sop: Run, manual: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("oh")

    monkeypatch.setattr("sphinxcontrib_sop.cli.check._summarise", fail)
    found = sphinx_sop("check", "manual")
    assert found.code == 2
    assert "sphinx-sop itself failed" in found.err
    assert "Traceback" not in found.err
    main(["check", "manual", "--traceback"])
    assert "Traceback" in capsys.readouterr().err


# -- language --------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("arguments", "environment", "language"),
    [
        ([], {}, "id"),
        ([], {"LANG": "C.UTF-8"}, "id"),
        ([], {"LANG": "id_ID.UTF-8"}, "id"),
        ([], {"LANG": "en_US.UTF-8"}, "en"),
        ([], {"LANG": "de_DE.UTF-8"}, "en"),
        ([], {"LANG": "en_US.UTF-8", "LC_ALL": "id_ID.UTF-8"}, "id"),
        (["check", "--language", "id"], {"LANG": "en_US"}, "id"),
        (["--language=en", "check"], {"LANG": "id_ID"}, "en"),
        (["--language", "xx"], {}, "id"),
    ],
)
def test_the_language_of_a_command(arguments: list[str], environment: dict[str, str], language: str) -> None:
    assert language_of(arguments, environment) == language


def test_findings_are_in_the_language_of_the_manual_unless_another_is_asked_for(sphinx_sop: Run, manual: Path) -> None:
    (manual / "conf.py").write_text(CONF.replace('"en"', '"id"'), encoding="utf-8")
    assert "`waktu` kosong" in sphinx_sop("check", "manual").out
    assert "`waktu` is empty" in sphinx_sop("check", "manual", "--language", "en").out
    assert "`waktu` kosong" in sphinx_sop("check", "manual").out
