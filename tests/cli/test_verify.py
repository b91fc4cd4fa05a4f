"""``sphinx-sop verify``: what is right, what is wrong, what was not checked; signed documents, certificates, git."""

from __future__ import annotations

import json
import os
import random
import subprocess
from typing import TYPE_CHECKING, Any

import pytest
from pypdf import PdfReader

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from .conftest import Outcome

    Run = Callable[..., Outcome]
    Write = Callable[[Mapping[str, str | bytes]], Path]

CONF = """
extensions = ["sphinxcontrib_sop"]
language = "id"
sop_agency = {"name": ["Pemerintah Contoh", "Dinas Contoh"]}
sop_officials = {"kadis": {"position": "Kepala Dinas", "name": "Rina Contoh", "nip": "197001012000122001"}}
"""
SOP = """\
.. sop:: {title}
   :nomor: {number}
   :tanggal-pembuatan: 5 Januari 2026
   :tanggal-efektif: 1 Maret 2026
   :disahkan-oleh: kadis
   :status: berlaku
   :pelaksana: staf = Staf
   :dasar-hukum: -
   :keterkaitan: -
   :peringatan: -
   :kualifikasi-pelaksana: -
   :peralatan: -
   :pencatatan: -

   .. sop-step:: Mencatat {thing}
      :pelaksana: staf
      :kelengkapan: Berkas
      :waktu: {time} menit
      :output: Catatan

   .. sop-step:: Menyimpan {thing}
      :pelaksana: staf
      :kelengkapan: Catatan
      :waktu: 5 menit
      :output: Simpanan
"""
TITLES = {"surat": "Pencatatan Surat", "tamu": "Penerimaan Tamu", "arsip": "Penyimpanan Arsip"}


def source(name: str, time: int = 10) -> str:
    return SOP.format(title=TITLES[name], number=f"0{list(TITLES).index(name)}", thing=name, time=time)


@pytest.fixture
def manual(write: Write) -> Path:
    toctree = "Buku\n====\n\n.. toctree::\n   :glob:\n\n   sop/*\n"
    return write({"conf.py": CONF, "index.rst": toctree} | {f"sop/{name}.rst": source(name) for name in TITLES})


def approve(run: Run, folder: Path, *words: str, day: str = "2026-02-03") -> None:
    found = run("approve", "--source", str(folder), "--date", day, *words)
    assert found.code == 0, found


def verify(run: Run, folder: Path, *words: str) -> tuple[int, dict[str, Any]]:
    found = run("verify", str(folder), "--format", "json", *words)
    assert found.code in {0, 1}, found
    return found.code, json.loads(found.out)


def codes(data: Mapping[str, Any]) -> dict[str, list[str]]:
    """Codes of what is wrong by SOP; those of the ledger under an empty name."""
    found = {sop["name"]: [fault["code"] for fault in sop["faults"]] for sop in data["sops"] if sop["faults"]}
    return found | ({"": [fault["code"] for fault in data["faults"]]} if data["faults"] else {})


def test_a_manual_without_a_ledger_cannot_be_verified(sphinx_sop: Run, manual: Path) -> None:
    found = sphinx_sop("verify", str(manual))
    assert found.code == 2
    assert "ledger" in found.err


def test_what_is_right_and_what_is_not(sphinx_sop: Run, manual: Path) -> None:
    approve(sphinx_sop, manual, "--all", "--decree", "1")
    code, data = verify(sphinx_sop, manual)
    assert (code, codes(data)) == (0, {})
    assert all(sop["right"] and len(sop["evidence"]) == 2 for sop in data["sops"])
    path = manual / "sop" / "surat.rst"
    path.write_text(source("surat", time=20), encoding="utf-8")
    assert codes(verify(sphinx_sop, manual)[1]) == {"surat": ["SOP115"]}
    path.write_text(source("surat").replace(": 00", ": 77").replace("1 Maret", "1 Januari"), encoding="utf-8")
    assert codes(verify(sphinx_sop, manual)[1]) == {"surat": ["SOP125", "SOP125", "SOP126"]}
    path.unlink()
    code, data = verify(sphinx_sop, manual)
    assert (code, codes(data)) == (1, {"": ["SOP123"]})
    text = sphinx_sop("verify", str(manual)).out
    assert "approvals/2026-02-03-1.toml:" in text
    assert "SOP123" in text


def test_an_overdue_review_is_a_fault(sphinx_sop: Run, manual: Path) -> None:
    approve(sphinx_sop, manual, "--all", "--next-review", "2026-05-01")
    code, data = verify(sphinx_sop, manual, "-D", "sop_today=2026-04-30")
    assert code == 0, data
    assert codes(verify(sphinx_sop, manual, "-D", "sop_today=2026-05-02")[1])["tamu"] == ["SOP113"]


def test_a_certificate_tells_what_to_do_with_standard_tools(
    sphinx_sop: Run, manual: Path, tmp_path: Path, require_tool: Callable[[str], str]
) -> None:
    require_tool("typst")
    approve(sphinx_sop, manual, "surat", "tamu", "--decree", "1")
    assert (
        sphinx_sop("verify", str(manual), "--certificate", str(tmp_path / "bukti")).code == 1
    )  # arsip was not approved
    assert sorted(path.name for path in (tmp_path / "bukti").iterdir()) == ["surat.pdf", "tamu.pdf"]
    (page,) = PdfReader(tmp_path / "bukti" / "surat.pdf").pages
    text = " ".join(page.extract_text().split())
    assert "Pencatatan Surat" in text
    assert "Rina Contoh, NIP 197001012000122001" in text
    printed = next((manual / "approvals").glob("surat.*.printed.json"))
    assert printed.name in text.replace(" ", "")


def test_the_page_is_one_file(sphinx_sop: Run, manual: Path) -> None:
    approve(sphinx_sop, manual, "surat", "tamu")
    page = sphinx_sop("verify", str(manual), "--format", "html").out
    assert page.count('class="result proof-right"') == 2
    assert page.count('class="result proof-wrong"') == 1
    assert "http" not in page


# -- signed documents ------------------------------------------------------------------------------------------------
def sign(folder: Path, name: str, key: str = "Rina Contoh") -> Path:
    """Write a signed PDF and, beside it, the certificate made for it; return the certificate."""
    pytest.importorskip("pyhanko")
    from datetime import UTC, datetime, timedelta
    from io import BytesIO

    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import rsa
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.sign import signers
    from pypdf import PdfWriter

    secret = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, key)])
    start = datetime.now(UTC) - timedelta(days=1)
    usage = x509.KeyUsage(
        digital_signature=True, content_commitment=True, key_encipherment=False, data_encipherment=False,
        key_agreement=False, key_cert_sign=False, crl_sign=False, encipher_only=False, decipher_only=False,
    )  # fmt: skip
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(secret.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(start)
        .not_valid_after(start + timedelta(days=900))
        .add_extension(usage, critical=True)
        .sign(secret, hashes.SHA256())
    )
    root = folder / f"{name}.pem"
    root.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    private = folder / f"{name}.key"
    private.write_bytes(
        secret.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )
    signer = signers.SimpleSigner.load(str(private), str(root))
    plain = BytesIO()
    writer = PdfWriter()
    writer.add_blank_page(width=200, height=200)
    writer.write(plain)
    plain.seek(0)
    signed = signers.sign_pdf(
        IncrementalPdfFileWriter(plain), signers.PdfSignatureMetadata(field_name="Signature"), signer=signer
    )
    (folder / f"{name}.pdf").write_bytes(signed.getbuffer())
    return root


def test_a_signed_document_is_judged_with_its_signer(sphinx_sop: Run, manual: Path, tmp_path: Path) -> None:
    root = sign(tmp_path, "sk")
    approve(sphinx_sop, manual, "--all", "--decree", "1", "--document", str(tmp_path / "sk.pdf"))
    code, data = verify(sphinx_sop, manual)
    assert code == 0
    (signature,) = data["sops"][0]["signatures"]
    assert (signature["signer"], signature["sound"], signature["trusted"]) == ("Rina Contoh", True, None)
    assert any("sop_trust" in note for note in data["notes"])
    (manual / "akar.pem").write_bytes(root.read_bytes())
    conf = manual / "conf.py"
    conf.write_text(f'{CONF}\nsop_trust = ["akar.pem"]\n', encoding="utf-8")
    code, data = verify(sphinx_sop, manual)
    assert (code, data["sops"][0]["signatures"][0]["trusted"]) == (0, True)
    assert not any("sop_trust" in note for note in data["notes"])
    other = sign(tmp_path, "lain", "Orang Lain")
    (manual / "akar.pem").write_bytes(other.read_bytes())
    code, data = verify(sphinx_sop, manual)
    assert (code, codes(data)["surat"]) == (1, ["SOP124"])
    assert "nobody whom the manual trusts" in sphinx_sop("--language", "en", "verify", str(manual)).out


def test_a_signed_document_that_was_changed_is_a_fault(sphinx_sop: Run, manual: Path, tmp_path: Path) -> None:
    sign(tmp_path, "sk")
    data = (tmp_path / "sk.pdf").read_bytes()
    (manual / "sk.pdf").write_bytes(data.replace(b"200", b"300", 1))  # and recorded like that
    approve(sphinx_sop, manual, "--all", "--document", str(manual / "sk.pdf"))
    code, found = verify(sphinx_sop, manual)
    assert code == 1
    assert codes(found)["surat"] == ["SOP124"]


def test_a_document_that_is_no_pdf_or_unsigned_is_said_to_be_so(sphinx_sop: Run, manual: Path) -> None:
    (manual / "sk.pdf").write_bytes(b"no PDF")
    approve(sphinx_sop, manual, "surat", "arsip", "--document", str(manual / "sk.pdf"))
    _, data = verify(sphinx_sop, manual)
    notes = [note for sop in data["sops"] for note in sop["notes"]]
    assert any("tidak dapat dibaca" in note for note in notes), notes


def test_without_pyhanko_it_says_what_was_not_checked(
    sphinx_sop: Run, manual: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (manual / "sk.pdf").write_bytes(b"%PDF")
    approve(sphinx_sop, manual, "--all", "--document", str(manual / "sk.pdf"))
    monkeypatch.setattr("sphinxcontrib_sop.cli.verify.can_judge", lambda: False)
    code, data = verify(sphinx_sop, manual)
    assert code == 0
    assert any("sphinxcontrib-sop[verify]" in note for note in data["notes"])


# -- on real repositories --------------------------------------------------------------------------------------------
class Repository:
    """A manual in git, and what must be true of it: which content each SOP has, and which one was approved."""

    def __init__(self, folder: Path, run: Run, git: str) -> None:
        self.folder, self.run, self._git = folder, run, git
        (folder / ".gitignore").write_text("_build\n", encoding="utf-8")
        self.git("init", "-q", "-b", "main")
        self.commit("Awal")
        self.day = 3
        self.decree = 0
        self.names = {name: name for name in TITLES}
        """What each SOP is called now."""

    def git(self, *words: str, check: bool = True) -> str:
        command = [
            self._git,
            "-c",
            "user.name=x",
            "-c",
            "user.email=x@example.org",
            "-c",
            "core.autocrlf=false",
            *words,
        ]
        done = subprocess.run(command, cwd=self.folder, check=check, capture_output=True, text=True)
        return done.stdout.strip()

    def commit(self, subject: str) -> None:
        self.git("add", "-A")
        self.git("commit", "-qm", subject, "--allow-empty")

    def change(self, name: str, time: int) -> None:
        (self.folder / "sop" / f"{self.names[name]}.rst").write_text(source(name, time), encoding="utf-8")
        self.commit(f"{name}: {time} menit")

    def rename(self, name: str) -> None:
        """Give the file of an SOP, and with it the SOP, another name, and have it approved under that one."""
        old, new = self.names[name], f"{self.names[name]}-baru"
        self.git("mv", f"sop/{old}.rst", f"sop/{new}.rst")
        self.names[name] = new
        self.commit(f"{old} → {new}")
        self.approve(new)

    def approve(self, *names: str) -> None:
        self.decree += 1
        self.day += 1
        day = f"2026-02-{self.day:02}"
        approve(self.run, self.folder, *names, "--decree", str(self.decree), day=day)
        self.commit(f"Keputusan {self.decree}")

    def codes(self) -> dict[str, list[str]]:
        return codes(verify(self.run, self.folder)[1])


@pytest.fixture
def repository(manual: Path, sphinx_sop: Run, require_tool: Callable[[str], str]) -> Repository:
    found = Repository(manual, sphinx_sop, require_tool("git"))
    found.approve("--all")
    assert found.codes() == {}
    return found


def test_a_change_and_its_revert(repository: Repository) -> None:
    repository.change("surat", 20)
    assert repository.codes() == {"surat": ["SOP115"]}
    repository.git("revert", "--no-edit", "HEAD")
    assert repository.codes() == {}


def test_an_approval_that_is_reverted_is_missed(repository: Repository) -> None:
    repository.change("surat", 20)
    repository.approve("surat")
    assert repository.codes() == {}
    repository.git("revert", "--no-edit", "HEAD")
    assert repository.codes() == {"surat": ["SOP115"], "": ["SOP124"]}
    repository.git("revert", "--no-edit", "HEAD")
    assert repository.codes() == {}


@pytest.mark.parametrize("by", ["merge", "rebase", "squash", "cherry-pick"])
def test_two_branches_come_together(repository: Repository, by: str) -> None:
    repository.git("switch", "-qc", "lain")
    repository.change("surat", 20)
    repository.approve("surat")
    repository.git("switch", "-q", "main")
    repository.change("tamu", 30)
    repository.approve("tamu")
    if by == "merge":
        repository.git("merge", "-q", "lain", "-m", "Gabung")
    elif by == "rebase":
        repository.git("switch", "-q", "lain")
        repository.git("rebase", "-q", "main")
    elif by == "squash":
        repository.git("merge", "-q", "--squash", "lain")
        repository.commit("Gabung")
    else:
        repository.git("cherry-pick", "main..lain")
    assert repository.codes() == {}


def test_two_approvals_of_one_sop_are_reported_until_a_third_settles_it(repository: Repository) -> None:
    repository.git("switch", "-qc", "lain")
    repository.change("surat", 20)
    repository.approve("surat")
    repository.git("switch", "-q", "main")
    repository.change("surat", 30)
    repository.approve("surat")
    repository.git("merge", "-q", "-X", "ours", "lain", "-m", "Gabung")
    assert repository.codes() == {"surat": ["SOP127"]}
    repository.approve("surat")
    assert repository.codes() == {}


def test_an_sop_that_is_renamed_keeps_its_approval(repository: Repository) -> None:
    repository.git("mv", "sop/surat.rst", "sop/pencatatan-surat.rst")
    repository.commit("Nama")
    assert repository.codes() == {}
    path = repository.folder / "sop" / "pencatatan-surat.rst"
    path.write_text(source("surat", 20), encoding="utf-8")
    repository.commit("Waktu")
    assert repository.codes() == {
        "pencatatan-surat": ["SOP122"],
        "": ["SOP123"],
    }  # nothing tells any more that it is the same


def test_a_renamed_sop_that_was_approved_again_is_known_by_its_acts(repository: Repository) -> None:
    repository.git("mv", "sop/surat.rst", "sop/pencatatan-surat.rst")
    repository.commit("Nama")
    repository.approve("pencatatan-surat")
    path = repository.folder / "sop" / "pencatatan-surat.rst"
    path.write_text(source("surat", 20), encoding="utf-8")
    repository.commit("Waktu")
    assert repository.codes() == {"pencatatan-surat": ["SOP115"]}


TAMPERING = {
    "an act gets another date": ("*.toml", "date = 2026-02-04", "date = 2026-02-05", "SOP124"),
    "an act gets another official": ("*.toml", "Rina", "Ratna", "SOP125"),
    "a digest is exchanged": ("*.toml", 'digest = "2:', 'digest = "2:0000', "SOP121"),
    "an act is damaged": ("*.toml", "[[sop]]", "[[sop]", "SOP121"),
    "a content is altered": ("surat.*[0-9a-f].json", "10 menit", "20 menit", "SOP124"),
    "the text that is hashed is altered": ("surat.*.printed.json", "10 menit", "20 menit", "SOP124"),
}


@pytest.mark.parametrize("case", TAMPERING)
def test_tampering_is_seen(repository: Repository, case: str) -> None:
    pattern, old, new, code = TAMPERING[case]
    paths = [path for path in sorted((repository.folder / "approvals").glob(pattern)) if old in path.read_text("utf-8")]
    path = next(path for path in paths if ("printed" in path.name) is ("printed" in pattern))
    path.write_text(path.read_text("utf-8").replace(old, new), encoding="utf-8")
    for commit in (False, True):
        if commit:
            repository.commit("Diam-diam")
        found = repository.codes()
        assert code in {one for many in found.values() for one in many}, found


def test_random_histories(manual: Path, sphinx_sop: Run, require_tool: Callable[[str], str]) -> None:
    """Whatever happens in whatever order, verify says of each SOP what is true.

    ``SOP_RANDOM_HISTORIES`` asks for more of them.
    """
    git = require_tool("git")
    for seed in range(int(os.environ.get("SOP_RANDOM_HISTORIES", "2"))):
        folder = manual.with_name(f"riwayat-{seed}")
        subprocess.run(["cp", "-r", str(manual), str(folder)], check=True)
        _random_history(Repository(folder, sphinx_sop, git), random.Random(seed))


def _random_history(repository: Repository, dice: random.Random) -> None:
    content = dict.fromkeys(TITLES, 10)
    approved: dict[str, int | None] = dict.fromkeys(TITLES)
    said: list[str] = []
    for _ in range(12):
        name = dice.choice(list(TITLES))
        act = dice.choice(["change", "approve", "back", "revert", "branch", "tamper", "approve-all", "rename"])
        said.append(f"{act} {name}")
        if act == "change":
            content[name] += 1
            repository.change(name, content[name])
        elif act == "approve":
            repository.approve(repository.names[name])
            approved[name] = content[name]
        elif act == "revert":
            repository.change(name, content[name] + 1)
            repository.git("revert", "--no-edit", "HEAD")
        elif act == "rename" and approved[name] == content[name]:
            repository.rename(name)
        elif act == "approve-all":
            repository.approve("--all")
            approved = dict(content)
        elif act == "back" and approved[name] is not None:
            content[name] = approved[name] or 0
            repository.change(name, content[name])
        elif act == "branch":
            _branch(repository, dice, content, approved)
        elif act == "tamper" and (repository.folder / "approvals").is_dir():
            _tamper(repository, dice, said)
        wrong = {
            repository.names[one]: ["SOP115" if approved[one] is not None else "SOP122"]
            for one in TITLES
            if approved[one] != content[one]
        }
        if any(one is not None for one in approved.values()):
            assert repository.codes() == wrong, said


def _branch(
    repository: Repository, dice: random.Random, content: dict[str, int], approved: dict[str, int | None]
) -> None:
    """A branch on which one SOP is changed and approved, while another one is on the main branch."""
    here, there = dice.sample(list(TITLES), 2)
    repository.git("switch", "-qc", "cabang")
    content[there] += 1
    repository.change(there, content[there])
    repository.approve(repository.names[there])
    repository.git("switch", "-q", "main")
    content[here] += 1
    repository.change(here, content[here])
    if dice.random() < 0.5:
        repository.approve(repository.names[here])
        approved[here] = content[here]
    approved[there] = content[there]
    by = dice.choice(["merge", "squash", "rebase", "cherry-pick"])
    if by == "merge":
        repository.git("merge", "-q", "cabang", "-m", "Gabung")
    elif by == "squash":
        repository.git("merge", "-q", "--squash", "cabang")
        repository.commit("Gabung")
    elif by == "rebase":
        repository.git("rebase", "-q", "main", "cabang")
        repository.git("switch", "-q", "main")
        repository.git("merge", "-q", "--ff-only", "cabang")
    else:
        repository.git("cherry-pick", "main..cabang")
    repository.git("branch", "-qD", "cabang")


def _tamper(repository: Repository, dice: random.Random, said: list[str]) -> None:
    """Alter or take away a file of the ledger; verify must see it, and must be content when it is as it was."""
    files = sorted(path for path in (repository.folder / "approvals").iterdir() if path.is_file())
    path = dice.choice(files)
    before, wrong = path.read_bytes(), verify(repository.run, repository.folder)[1]["wrong"]
    if dice.random() < 0.5 and path.suffix == ".toml":
        path.unlink()
    else:
        place = dice.randrange(len(before))
        path.write_bytes(before[:place] + (b"x" if before[place : place + 1] != b"x" else b"y") + before[place + 1 :])
    said.append(f"{path.name}: {'altered' if path.exists() else 'taken away'}")
    assert verify(repository.run, repository.folder)[1]["wrong"] > wrong, said
    path.write_bytes(before)
