"""A check that need not be repeated is not, one that must be is; a broken or foreign cache does no harm."""

from __future__ import annotations

import json
import os
import re
import shutil
import sys
from typing import TYPE_CHECKING

import pytest

from sphinxcontrib_sop.cli import cache as caches
from sphinxcontrib_sop.cli import session
from sphinxcontrib_sop.cli._failure import ManualError
from sphinxcontrib_sop.cli.seed import seed

from .manuals import CLEAN, CONF, FAULTY
from .test_formats import TEXT
from .test_verify import CONF as APPROVED_CONF
from .test_verify import source as approved_source

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from .conftest import Outcome

    Run = Callable[..., Outcome]
    Write = Callable[[Mapping[str, str | bytes]], Path]

CHECK = ("check", "manual", "--cache", "cache")


@pytest.fixture
def readings(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """Grows by one whenever a manual is read."""
    read: list[object] = []
    real = session.read_manual

    def counted(*arguments: object, **options: object) -> object:
        read.append(arguments)
        return real(*arguments, **options)

    monkeypatch.setattr(session, "read_manual", counted)
    return read


def age(folder: Path) -> None:
    """Set all files back by a minute, as if they had been written some time before a check."""
    for path in folder.rglob("*"):
        if path.is_file():
            status = path.stat()
            os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns - 60 * 10**9))


# -- the same findings without reading -------------------------------------------------------------------------------
def test_an_unchanged_manual_is_not_read_again(sphinx_sop: Run, manual: Path, readings: list[object]) -> None:
    first = sphinx_sop(*CHECK)
    assert first.out == TEXT
    for options in ([], ["-j", "2"], ["--format", "json"], ["--select", "SOP3"], ["--language", "id"]):
        sphinx_sop(*CHECK, *options)
    assert sphinx_sop(*CHECK) == first
    assert len(readings) == 1


CHANGES: dict[str, Callable[[Path], object]] = {
    "a document": lambda folder: (folder / "sop/clean.rst").write_text(CLEAN.replace("Formulir", "Formulin")),
    "a new document": lambda folder: (folder / "sop/new.rst").write_text(CLEAN),
    "a document in a new folder": lambda folder: [(folder / "more").mkdir(), (folder / "more/new.rst").write_text(CLEAN)],
    "a document less": lambda folder: (folder / "sop/clean.rst").unlink(),
    "a document renamed": lambda folder: (folder / "sop/clean.rst").rename(folder / "sop/other.rst"),
    "a folder renamed": lambda folder: (folder / "sop").rename(folder / "other"),
    "the configuration": lambda folder: (folder / "conf.py").write_text(f"{CONF}# x\n"),
    "a module of the configuration": lambda folder: (folder / "settings.py").write_text("X = 2\n# more\n"),
    "a file the configuration opens": lambda folder: (folder / "data.txt").write_text("2"),
    "a file a setting names": lambda folder: (folder / "actors.toml").write_text('staf = "Staf Lain"\n'),
    "an included file": lambda folder: (folder / "part.txt").write_text("text 2\n"),
    "a translation": lambda folder: (folder / "locale/en/LC_MESSAGES/x.po").write_text("\n"),
}  # fmt: skip


@pytest.fixture
def wide_manual(write: Write) -> Path:
    """A manual that rests on files of every kind."""
    conf = CONF + (
        "import sys\nfrom pathlib import Path\nsys.path.insert(0, str(Path(__file__).parent))\nimport settings\n"
        "DATA = Path('data.txt').read_text()\nsop_actors = 'actors.toml'\nlocale_dirs = ['locale']\n"
    )
    return write(
        {
            "conf.py": conf,
            "settings.py": "X = 1\n",
            "data.txt": "1",
            "actors.toml": 'staf = "Staf"\n',
            "part.txt": "text\n",
            "locale/en/LC_MESSAGES/x.po": "",
            "sop/clean.rst": CLEAN,
            "sop/page.rst": "Page\n====\n\n.. include:: /part.txt\n",
        }
    )


@pytest.mark.parametrize("change", CHANGES)
def test_a_changed_manual_is_read(sphinx_sop: Run, wide_manual: Path, readings: list[object], change: str) -> None:
    sys.modules.pop("settings", None)
    age(wide_manual)
    sphinx_sop(*CHECK)
    sphinx_sop(*CHECK)
    assert len(readings) == 1
    CHANGES[change](wide_manual)
    after = sphinx_sop(*CHECK)
    assert len(readings) == 2
    assert after == sphinx_sop(*CHECK[:2], "--cache", "another")


def test_a_file_that_was_missed_may_be_there_now(sphinx_sop: Run, write: Write, readings: list[object]) -> None:
    folder = write({"sop/clean.rst": CLEAN, "sop/page.rst": "Page\n====\n\n.. include:: /later.txt\n"})
    age(folder)
    assert sphinx_sop(*CHECK).codes == ["docutils"]
    (folder / "later.txt").write_text("text\n")
    assert sphinx_sop(*CHECK).codes == []


def test_a_file_that_was_only_touched_is_the_same(sphinx_sop: Run, wide_manual: Path, readings: list[object]) -> None:
    age(wide_manual)
    sphinx_sop(*CHECK)
    for path in wide_manual.rglob("*.rst"):
        path.touch()
    (wide_manual / "notes.txt~").write_text("not a document")
    sphinx_sop(*CHECK)
    assert len(readings) == 1


def test_a_change_of_the_same_size_and_time_but_for_a_tick(
    sphinx_sop: Run, manual: Path, readings: list[object]
) -> None:
    age(manual)
    sphinx_sop(*CHECK)
    page = manual / "sop/clean.rst"
    time_ns = page.stat().st_mtime_ns
    page.write_text(CLEAN.replace("10 menit", "11 menit"), encoding="utf-8")
    os.utime(page, ns=(time_ns, time_ns + 10**6))
    sphinx_sop(*CHECK)
    assert len(readings) == 2


def test_what_was_changed_while_it_was_read_is_read_again(
    sphinx_sop: Run, manual: Path, readings: list[object]
) -> None:
    age(manual)
    page = manual / "sop/clean.rst"
    later = page.stat().st_mtime_ns + 3600 * 10**9
    os.utime(page, ns=(later, later))
    sphinx_sop(*CHECK)
    sphinx_sop(*CHECK)
    assert len(readings) == 2


def test_another_day_may_have_other_findings(
    sphinx_sop: Run, manual: Path, readings: list[object], monkeypatch: pytest.MonkeyPatch
) -> None:
    age(manual)
    sphinx_sop(*CHECK)
    monkeypatch.setattr("sphinxcontrib_sop.cli.evidence._today", lambda: "2100-01-01")
    sphinx_sop(*CHECK)
    assert len(readings) == 2


@pytest.mark.parametrize(("asks", "count"), [(True, 2), (False, 1)])
def test_environment_variables_count_if_the_configuration_asks_for_them(
    sphinx_sop: Run, write: Write, readings: list[object], monkeypatch: pytest.MonkeyPatch, asks: bool, count: int
) -> None:
    line = "import os\nproject = os.environ.get('NAME', 'Manual')\n" if asks else ""
    age(write({"conf.py": CONF + line, "sop/clean.rst": CLEAN}))
    sphinx_sop(*CHECK)
    monkeypatch.setenv("NAME", "Other")
    sphinx_sop(*CHECK)
    assert len(readings) == count


def test_every_setting_has_a_cache_of_its_own(sphinx_sop: Run, manual: Path, readings: list[object]) -> None:
    age(manual)
    for options in ([], ["-D", "language=id"], [], ["-D", "language=id"]):
        sphinx_sop(*CHECK, *options)
    assert len(readings) == 2


def test_fresh_reads_everything(sphinx_sop: Run, manual: Path, readings: list[object]) -> None:
    age(manual)
    assert sphinx_sop(*CHECK) == sphinx_sop(*CHECK, "--fresh")
    assert len(readings) == 2


# -- the folder ------------------------------------------------------------------------------------------------------
def test_by_itself_it_lies_where_the_platform_keeps_caches(sphinx_sop: Run, manual: Path, tmp_path: Path) -> None:
    sphinx_sop("check", "manual")
    (folder,) = (tmp_path / "cache-home" / "sphinx-sop").glob("manual-*")
    assert sorted(path.name for path in folder.iterdir()) == ["findings.json", "kept"]


def test_where_no_cache_can_be_kept_all_is_read_every_time(
    sphinx_sop: Run, manual: Path, readings: list[object], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    assert sphinx_sop("check", "manual").out == TEXT
    assert sphinx_sop("check", "manual").out == TEXT
    assert len(readings) == 2


def test_a_chosen_folder_that_cannot_be_written(sphinx_sop: Run, manual: Path, tmp_path: Path) -> None:
    (tmp_path / "cache").touch()
    found = sphinx_sop(*CHECK)
    assert found.code == 2
    assert found.err.startswith("sphinx-sop: the cache folder cache cannot be written: ")


@pytest.mark.parametrize("broken", ["environment.pickle", "resolved.json", "sop/clean.doctree", "findings.json"])
@pytest.mark.parametrize("content", [b"", b"nonsense", b"\x80\x05]\x94.", b"{}"])
def test_a_broken_cache_is_thrown_away(
    sphinx_sop: Run, manual: Path, tmp_path: Path, broken: str, content: bytes
) -> None:
    sphinx_sop(*CHECK)
    (folder,) = (tmp_path / "cache").glob("manual-*")
    file = folder / broken if broken == "findings.json" else folder / "kept/doctrees" / broken
    assert file.exists()
    file.write_bytes(content)
    (manual / "sop/faulty.rst").write_text(f"{FAULTY}\n", encoding="utf-8")
    assert sphinx_sop(*CHECK).out == TEXT


def test_findings_of_another_version_are_not_told(
    sphinx_sop: Run, manual: Path, readings: list[object], tmp_path: Path
) -> None:
    age(manual)
    sphinx_sop(*CHECK)
    (file,) = (tmp_path / "cache").glob("manual-*/findings.json")
    data = json.loads(file.read_text())
    file.write_text(json.dumps(data | {"made_by": "sphinxcontrib-sop 0.0, Python 3.0"}))
    sphinx_sop(*CHECK)
    assert len(readings) == 2


def test_two_runs_never_share_a_folder(tmp_path: Path) -> None:
    with caches.opened(tmp_path, tmp_path, tmp_path, {}) as one, caches.opened(tmp_path, tmp_path, tmp_path, {}) as two:
        with one.taken() as first, two.taken() as second:
            assert first != second
            (first / "mark").write_text("first")
            (second / "mark").write_text("second")
        with one.taken() as again:
            assert one.used
            assert (again / "mark").read_text() in {"first", "second"}
    assert [path.name for path in one.folder.iterdir()] == ["kept"]


def test_an_interrupted_run_leaves_nothing_half_done(tmp_path: Path) -> None:
    with caches.opened(tmp_path, tmp_path, tmp_path, {}) as cache:
        with pytest.raises(KeyboardInterrupt), cache.taken():
            raise KeyboardInterrupt
        assert list(cache.folder.iterdir()) == []
        with cache.taken():
            assert not cache.used


def test_what_killed_runs_left_is_swept_out_in_time(tmp_path: Path) -> None:
    with caches.opened(tmp_path, tmp_path, tmp_path, {}) as cache:
        old, young = cache.folder / "taken-old", cache.folder / "taken-young"
        old.mkdir()
        young.mkdir()
        os.utime(old, (0, 0))
    with caches.opened(tmp_path, tmp_path, tmp_path, {}):
        assert not old.exists()
        assert young.exists()


def test_an_old_cache_in_use_is_not_swept_out(tmp_path: Path) -> None:
    with caches.opened(tmp_path, tmp_path, tmp_path, {}) as cache:
        with cache.taken():
            pass
        os.utime(cache.folder / "kept", (0, 0))
        with cache.taken() as mine, caches.opened(tmp_path, tmp_path, tmp_path, {}):
            assert mine.exists()


def test_a_passing_cache_is_gone_afterwards(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    with caches.opened(None, tmp_path, tmp_path, {}) as cache:
        assert cache.passing
        assert cache.folder.exists()
    assert not cache.folder.exists()
    with pytest.raises(ManualError), caches.opened(tmp_path / "file", tmp_path, tmp_path, {}):
        pass


def test_the_cache_may_be_deleted_at_any_time(sphinx_sop: Run, manual: Path, tmp_path: Path) -> None:
    sphinx_sop(*CHECK)
    assert (tmp_path / "cache" / "CACHEDIR.TAG").read_text().startswith("Signature: 8a477f597d28d172789f06886806bc55")
    shutil.rmtree(tmp_path / "cache")
    assert sphinx_sop(*CHECK).out == TEXT


@pytest.mark.skipif(sys.platform == "win32", reason="Windows keeps the caches of users apart by other means")
def test_what_others_could_write_to_is_not_read(tmp_path: Path) -> None:
    root = tmp_path / "root"
    with caches.opened(root, tmp_path, tmp_path, {}) as cache:
        folder = cache.folder
        assert folder.stat().st_mode & 0o777 == 0o700
        with cache.taken() as mine:
            (mine / "planted").touch()
    folder.chmod(0o777)
    with caches.opened(root, tmp_path, tmp_path, {}) as cache:
        assert list(cache.folder.iterdir()) == []
        assert cache.folder.stat().st_mode & 0o777 == 0o700


@pytest.mark.skipif(sys.platform == "win32", reason="Windows keeps the caches of users apart by other means")
def test_a_folder_of_someone_else_or_a_link_is_no_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = tmp_path / "root"
    with caches.opened(root, tmp_path, tmp_path, {}) as cache:
        folder = cache.folder
    with monkeypatch.context() as patched:
        patched.setattr(os, "geteuid", lambda: 4711)
        with pytest.raises(ManualError), caches.opened(root, tmp_path, tmp_path, {}):
            pass
    folder.rename(tmp_path / "elsewhere")
    folder.symlink_to(tmp_path / "elsewhere")
    with pytest.raises(ManualError), caches.opened(root, tmp_path, tmp_path, {}):
        pass


POSIX = pytest.mark.skipif(sys.platform == "win32", reason="Windows keeps the caches of users apart by other means")


@pytest.fixture
def someone_else() -> int:
    """The number of a user who is not this one."""
    if sys.platform == "win32" or os.geteuid() != 0:
        pytest.skip("only root can give a file to another user")
    return 4711


def planted(folder: Path) -> Path:
    """A pickle that tells, if it is ever loaded."""
    mark = folder.parent / "mark"
    payload = b"cposix\nsystem\n(S'touch " + str(mark).encode() + b"'\ntR."
    (folder / "doctrees").mkdir(parents=True)
    (folder / "doctrees" / "environment.pickle").write_bytes(payload)
    return mark


@POSIX
@pytest.mark.parametrize("place", ["kept", "kept/doctrees", "kept/doctrees/environment.pickle"])
@pytest.mark.parametrize("how", ["owner", "mode", "link"])
def test_nothing_is_loaded_that_others_could_have_written(
    sphinx_sop: Run, manual: Path, tmp_path: Path, someone_else: int, place: str, how: str
) -> None:
    sphinx_sop(*CHECK)
    (folder,) = (tmp_path / "cache").glob("manual-*")
    shutil.rmtree(folder / "kept")
    mark = planted(folder / "kept")
    (folder / "kept").chmod(0o700)
    (folder / "kept" / "doctrees").chmod(0o700)
    path = folder / place
    if how == "owner":
        os.chown(path, someone_else, someone_else)
    elif how == "mode":
        if path.is_file():
            pytest.skip("nobody else comes to a file in a closed folder")
        path.chmod(0o770)
    else:
        path.rename(tmp_path / "elsewhere")
        path.symlink_to(tmp_path / "elsewhere")
    (manual / "sop/faulty.rst").write_text(f"{FAULTY}\n", encoding="utf-8")
    assert sphinx_sop(*CHECK).out == TEXT
    assert not mark.exists()
    assert not (folder / "kept").is_symlink()
    assert (folder / "kept/doctrees/environment.pickle").lstat().st_uid == os.geteuid()


@POSIX
@pytest.mark.parametrize("how", ["owner", "mode"])
def test_a_comparison_is_lent_nothing_that_others_could_have_written(
    tmp_path: Path, someone_else: int, how: str
) -> None:
    kept, target = tmp_path / "kept", tmp_path / "target"
    mark = planted(kept)
    kept.chmod(0o700)
    if how == "owner":
        os.chown(kept / "doctrees", someone_else, someone_else)
    else:
        kept.chmod(0o777)
    seed(kept, tmp_path, tmp_path, target)
    assert not mark.exists()
    assert not target.exists()


@POSIX
def test_a_cache_of_someone_else_is_not_used(sphinx_sop: Run, manual: Path, tmp_path: Path, someone_else: int) -> None:
    sphinx_sop("check", "manual")
    (folder,) = (tmp_path / "cache-home" / "sphinx-sop").glob("manual-*")
    shutil.rmtree(folder / "kept")
    (folder / "findings.json").unlink()
    mark = planted(folder / "kept")
    os.chown(folder, someone_else, someone_else)
    assert sphinx_sop("check", "manual").out == TEXT  # in a passing one
    assert not mark.exists()
    os.chown(folder, 0, 0)
    os.chown(folder.parent, someone_else, someone_else)
    assert sphinx_sop("check", "manual").out == TEXT
    assert not mark.exists()


@POSIX
def test_a_chosen_folder_in_which_others_could_exchange_it(
    sphinx_sop: Run, manual: Path, tmp_path: Path, someone_else: int
) -> None:
    root = tmp_path / "cache"
    root.mkdir()
    root.chmod(0o777)
    outcome = sphinx_sop(*CHECK)
    assert outcome.code == 2
    assert "`chmod go-w cache` mends it" in outcome.err
    root.chmod(0o1777)  # as the folder for passing files is: nobody can rename what is not his own
    assert sphinx_sop(*CHECK).code != 2
    os.chown(root, someone_else, someone_else)
    assert "belongs to another user" in sphinx_sop(*CHECK).err


@POSIX
def test_a_folder_far_above_in_which_others_could_exchange_it(
    sphinx_sop: Run, manual: Path, tmp_path: Path, someone_else: int
) -> None:
    above = tmp_path / "bersama"
    (above / "saya").mkdir(parents=True, mode=0o700)
    for mode, owner, safe in ((0o777, 0, False), (0o1777, 0, True), (0o755, 0, True), (0o755, someone_else, False)):
        above.chmod(mode)
        os.chown(above, owner, 0)
        outcome = sphinx_sop("check", "manual", "--cache", above / "saya" / "cache")
        assert (outcome.code != 2) is safe
        assert ("they can write to" in outcome.err) is not safe
        assert (caches.open_above(above / "saya" / "cache") is None) is safe


@POSIX
def test_a_group_of_ones_own_is_nobody_else(tmp_path: Path, someone_else: int) -> None:
    import grp
    import pwd

    group = grp.getgrgid(os.getegid())
    tmp_path.chmod(0o770)
    os.chown(tmp_path, -1, someone_else)
    assert caches.open_above(tmp_path / "cache") == tmp_path
    if group.gr_name == pwd.getpwuid(os.geteuid()).pw_name and not group.gr_mem:
        os.chown(tmp_path, -1, group.gr_gid)
        assert caches.open_above(tmp_path / "cache") is None


@POSIX
def test_kept_exports_lie_in_a_folder_of_ones_own(tmp_path: Path, someone_else: int) -> None:
    folder = caches.private_folder(tmp_path / "cache", "revisions")
    assert folder.stat().st_mode & 0o777 == 0o700
    os.chown(folder, someone_else, someone_else)
    with pytest.raises(PermissionError):
        caches.private_folder(tmp_path / "cache", "revisions")


def test_only_sphinx_keeps_pickles(sphinx_sop: Run, manual: Path, tmp_path: Path) -> None:
    sphinx_sop(*CHECK)
    files = [path.name for path in (tmp_path / "cache").rglob("*") if path.is_file()]
    assert sorted(name for name in files if not name.endswith(".doctree")) == [
        "CACHEDIR.TAG",
        "environment.pickle",
        "findings.json",
        "resolved.json",
    ]


# -- the ledger ------------------------------------------------------------------------------------------------------
LEDGER_CHANGES: dict[str, Callable[[Path], object]] = {
    "a broken act": lambda file: file.write_text("[", encoding="utf-8"),
    "an altered act": lambda file: file.write_text(
        re.sub(r'(digest = "\S*?)[0-9a-f]{4}"', r'\g<1>0000"', file.read_text(encoding="utf-8")), encoding="utf-8"
    ),
    "an act less": lambda file: file.unlink(),
    "an act more": lambda file: shutil.copy(file, file.with_name("2026-02-05-lain.toml")),
    "an act renamed": lambda file: file.rename(file.with_name("2026-01-01-lain.toml")),
    "the whole ledger": lambda file: shutil.rmtree(file.parent),
    "a change of the same size and time": lambda file: _rewritten(file),
}


def _rewritten(file: Path) -> None:
    """Another decree of the same length, with the time set back."""
    status = file.stat()
    file.write_text(file.read_text(encoding="utf-8").replace("065/1", "065/2"), encoding="utf-8")
    os.utime(file, ns=(status.st_atime_ns, status.st_mtime_ns))


@pytest.mark.parametrize("change", LEDGER_CHANGES)
def test_a_change_of_the_ledger_is_noticed_at_once(
    sphinx_sop: Run, write: Write, readings: list[object], change: str
) -> None:
    folder = write(
        {
            "conf.py": APPROVED_CONF,
            "index.rst": "Buku\n====\n\n.. toctree::\n\n   surat\n",
            "surat.rst": approved_source("surat"),
        }
    )
    words = ("approve", "-s", "manual", "surat", "--date", "2026-02-03", "--decree", "065/1", "--allow", "uncommitted")
    assert sphinx_sop(*words).code == 0
    (file,) = (folder / "approvals").glob("*.toml")
    age(folder)
    sphinx_sop(*CHECK)
    before, count = sphinx_sop(*CHECK), len(readings)
    assert before.code == 0
    assert len(readings) == count  # nothing changed, nothing is read
    LEDGER_CHANGES[change](file)
    sphinx_sop(*CHECK)
    after = sphinx_sop(*CHECK)
    assert len(readings) > count
    assert after == sphinx_sop(*CHECK, "--fresh")  # whatever is kept, it is what a fresh check finds
    if change in {"a broken act", "an altered act"}:
        assert after.out != before.out
