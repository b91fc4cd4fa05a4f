"""``sphinx-sop preview``: what is saved is on the page, with what the rules find in it."""

from __future__ import annotations

import os
import queue
import re
import subprocess
import sys
import threading
import time
import urllib.request
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Browser

    from .conftest import Outcome

CONF = 'extensions = ["sphinxcontrib_sop"]\nlanguage = "id"\nproject = "Manual"\n'
SOP = """\
.. sop:: Penerimaan Tamu
   :nomor: 1

   .. sop-step:: Menerima tamu
      :pelaksana: "Petugas"
"""
SECONDS = 60


@pytest.fixture
def preview(tmp_path: Path) -> Iterator[tuple[Path, str]]:
    """Folder and address of a manual that is shown."""
    pytest.importorskip("sphinx_autobuild")
    (tmp_path / "conf.py").write_text(CONF, encoding="utf-8")
    (tmp_path / "index.rst").write_text(SOP, encoding="utf-8")
    (tmp_path / "list.rst").write_text(":orphan:\n\nList\n====\n\n.. sop-list::\n", encoding="utf-8")
    command = [sys.executable, "-m", "sphinxcontrib_sop", "preview", str(tmp_path), "--no-browser", "--language", "en"]
    process = subprocess.Popen(
        command, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True, env=os.environ | {"LC_ALL": "C.UTF-8"}
    )
    lines: queue.Queue[str] = queue.Queue()
    assert process.stderr is not None
    reader = threading.Thread(target=lambda stream: [lines.put(line) for line in stream], args=[process.stderr])
    reader.start()
    try:
        while not (match := re.search(r"http://127\.0\.0\.1:\d+", line := lines.get(timeout=SECONDS))):
            assert process.poll() is None, line
        wait_until(lambda: "Menerima tamu" in page(match[0]))
        yield tmp_path, match[0]
    finally:
        process.terminate()
        process.wait(timeout=SECONDS)
        reader.join()
        process.stderr.close()


def page(address: str, name: str = "index") -> str:
    try:
        with urllib.request.urlopen(f"{address}/{name}.html") as response:
            text: str = response.read().decode()
            return text.replace("\N{SOFT HYPHEN}", "")
    except OSError:
        return ""


def wait_until(met: Callable[[], bool]) -> None:
    end = time.monotonic() + SECONDS
    while not met():
        assert time.monotonic() < end
        time.sleep(0.1)


def test_what_is_saved_is_on_the_page_with_its_findings(preview: tuple[Path, str]) -> None:
    folder, address = preview
    assert "SOP311" in page(address)
    time.sleep(1)  # until the folder is watched
    (folder / "index.rst").write_text(
        SOP.replace("Menerima", "Menyambut").replace('"Petugas"', "3[x"), encoding="utf-8"
    )
    wait_until(lambda: "Menyambut tamu" in page(address))
    assert re.search(r'<aside class="sop-findings.*?SOP\d', page(address), re.DOTALL)


def test_pages_that_show_something_of_it_follow_in_a_quiet_moment(preview: tuple[Path, str]) -> None:
    folder, address = preview
    time.sleep(1)
    for title in ("Pelayanan Tamu", "Penyambutan Tamu", "Pengantaran Tamu"):
        (folder / "index.rst").write_text(SOP.replace("Penerimaan Tamu", title), encoding="utf-8")
        wait_until(lambda title=title: f"{title}</h1>" in re.sub(r"<a .*?</a>", "", page(address)))  # type: ignore[misc]
        time.sleep(0.5)  # the one that follows is ended while it works
    wait_until(lambda: "Pengantaran Tamu" in page(address, "list"))


def test_what_is_set_in_a_table_of_settings_is_read_anew(preview: tuple[Path, str]) -> None:
    folder, address = preview
    time.sleep(1)
    (folder / "actors.toml").write_text("[tamu]\nname = 'Tamu Undangan'\n", encoding="utf-8")
    (folder / "conf.py").write_text(f"{CONF}sop_actors = 'actors.toml'\n", encoding="utf-8")
    (folder / "index.rst").write_text(SOP.replace('"Petugas"', "tamu"), encoding="utf-8")
    wait_until(lambda: "Tamu Undangan" in page(address))
    (folder / "actors.toml").write_text("[tamu]\nname = 'Tamu Dinas'\n", encoding="utf-8")
    wait_until(lambda: "Tamu Dinas" in page(address))


def test_a_mistake_in_the_settings_leaves_the_pages(preview: tuple[Path, str]) -> None:
    folder, address = preview
    time.sleep(1)
    (folder / "conf.py").write_text("raise SystemExit(3)\n", encoding="utf-8")
    time.sleep(2)
    assert "Menerima tamu" in page(address)
    (folder / "conf.py").write_text(CONF, encoding="utf-8")
    (folder / "index.rst").write_text(SOP.replace("Menerima", "Menyambut"), encoding="utf-8")
    wait_until(lambda: "Menyambut tamu" in page(address))


def test_the_browser_shows_it_by_itself(preview: tuple[Path, str], browser: Browser) -> None:
    folder, address = preview
    shown = browser.new_page()
    shown.goto(f"{address}/index.html")
    time.sleep(1)
    (folder / "index.rst").write_text(SOP.replace("Menerima", "Menyambut"), encoding="utf-8")
    shown.wait_for_selector("text=Menyambut tamu", timeout=SECONDS * 1000)


def test_without_sphinx_autobuild_it_says_what_to_install(
    sphinx_sop: Callable[..., Outcome], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "conf.py").write_text(CONF, encoding="utf-8")
    monkeypatch.setitem(sys.modules, "sphinx_autobuild", None)
    found = sphinx_sop("preview", ".")
    assert (found.code, "pip install sphinx-autobuild" in found.err) == (2, True)
