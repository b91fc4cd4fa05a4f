"""The Indonesian of the product: words that would tell an official that a sentence was translated do not come back."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

pofile = pytest.importorskip("babel.messages.pofile", reason="Babel, which reads catalogues, is not installed")

REPOSITORY = Path(__file__).parent.parent
LOCALE = REPOSITORY / "sphinxcontrib_sop" / "locale" / "id" / "LC_MESSAGES"
PROFILES = sorted((REPOSITORY / "sphinxcontrib_sop" / "core" / "profiles").glob("*.toml"))
TEXTS = [REPOSITORY / "README.md", *sorted((REPOSITORY / "docs" / "id").rglob("*.rst"))]

BANNED = {
    "bangunan for a build": r"\b(?:di|mem)?bangun(?:an)?\b(?! gedung)",
    "jalan keluar for a branch": r"\bjalan keluar",
    "sendiri for automatic": r"\b(?:digambar|berubah|ikut|bergabung|ditampilkan|dihitung|diperbarui) sendiri\b",
    "punya": r"\b(?:mem)?punyai?\b",
    "entri for an entry": r"\bentri\b(?! data)",
    "buku pengesahan": r"\b(?:buku|catatan) pengesahan\b",
    "tinjau for reviu": r"\b(?:di|me(?:n)?)?tinjau\b|\bpeninjauan\b",
    "panah without anak": r"(?<!anak )\bpanah(?:nya)?\b",
    "putaran for a cycle": r"\bputaran\b|\bberputar\b",
    "lama waktu": r"\blama waktu\b",
    "ingatan": r"\b(?:menurut|dari) ingatan\b",
    "bunyinya dibaca": r"\bbunyinya dibaca\b",
    "parafrasa": r"\bparafrasa\b",
    "kami sendiri": r"\b(?:kesimpulan|pilihan|tafsiran) kami\b",
    "bertindak of an actor": r"\btidak pernah bertindak\b",
    "bersandar": r"\bbersandar pada\b",
    "membungkam": r"\bmembungkam\b",
    "telepon for a phone that shows pages": r"\bdi telepon\b",
    "unit kerja beside satuan kerja": r"\bunit kerja\b",
    "pihak luar and pihak dalam": r"\bpihak (?:luar|dalam)\b(?! negeri)(?! instansi)",
}
LITERAL = re.compile(r"``.+?``|`[^`]*`|\{[^}]*\}")


def _violations(text: str) -> list[str]:
    plain = LITERAL.sub(" ", text).casefold()
    return [reason for reason, pattern in BANNED.items() if re.search(pattern, plain)]


@pytest.mark.parametrize("name", ["sphinxcontrib_sop.po", "sphinx.po"])
def test_messages(name: str) -> None:
    with (LOCALE / name).open("rb") as file:
        catalogue = pofile.read_po(file, locale="id")
    found = {}
    for message in catalogue:
        strings = message.string if isinstance(message.string, tuple) else (message.string,)
        wrong = [reason for text in strings if message.id for reason in _violations(text)]
        if wrong:
            found[strings[0]] = wrong
    assert found == {}


@pytest.mark.parametrize("path", PROFILES, ids=lambda path: path.stem)
def test_labels(path: Path) -> None:
    """Word lists are data: they hold what authors write."""
    labels = path.read_text(encoding="utf-8").partition("[wording]")[0]
    found = {line: wrong for line in labels.splitlines() if not line.startswith("#") and (wrong := _violations(line))}
    assert found == {}


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.stem)
def test_documents(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    found = {
        line: wrong for line in text.splitlines() if not line.startswith("      ") and (wrong := _violations(line))
    }
    assert found == {}


def test_the_words_would_be_found() -> None:
    """The patterns are no dead letters."""
    assert _violations("Bangunan gagal karena panah berputar") == [
        "bangunan for a build",
        "panah without anak",
        "putaran for a cycle",
    ]
    assert _violations("Keputusan punya jalan keluar") == ["jalan keluar for a branch", "punya"]
    assert _violations("Anak panah dibuat secara otomatis; ``panah`` adalah kata kunci") == []
