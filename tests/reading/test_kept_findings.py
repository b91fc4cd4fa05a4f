"""What the rules found in an SOP is kept: they run on what changed only, and nobody can tell."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from sphinxcontrib_sop.core.model import Message, Procedure
from sphinxcontrib_sop.core.rules import Context, Finding, Severity, find
from sphinxcontrib_sop.core.rules import _registry as registry
from sphinxcontrib_sop.extension import findings
from sphinxcontrib_sop.extension.config import source_config
from sphinxcontrib_sop.extension.domain import sop_domain
from sphinxcontrib_sop.extension.findings import findings_of, rule_context

from .manuals import Workshop, sop, step
from .test_incremental import Builds, manual

if TYPE_CHECKING:
    from pathlib import Path

STEPS = (step("Mencatat surat", ":pelaksana: staf"), step("Menetapkan keputusan", ":pelaksana: kepala"))
DATES = {"tanggal-efektif": "1 Januari 2020", "tanggal-revisi": "1 Januari 2023", "status": "berlaku"}


class Findings(Builds):
    """Builds of which all findings are looked at, information too."""

    def find(self, builder: str = "dummy", **options: Any) -> list[Finding]:
        """Build and return what was found; it is what the rules find in the manual as it now is."""
        shop = Workshop(self.source, builder, builddir=self.folder / "build", **options)
        try:
            shop.build()
            found = findings_of(shop.app.env)
            context = rule_context(source_config(shop.app.config))
            assert found == find(sop_domain(shop.app.env).manual(), context)
            telling = findings_of(shop.app.env, least=Severity.WARNING)
            assert telling == [one for one in found if one.severity in {Severity.ERROR, Severity.WARNING}]
            return found
        finally:
            shop.close()


@pytest.fixture
def builds(tmp_path: Path) -> Findings:
    builds = Findings(tmp_path)
    builds.write(manual())
    return builds


@pytest.fixture
def judged(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """Names of the SOPs over which the rules have run in this process."""
    names: list[str] = []

    def look(procedure: Procedure, _: Context) -> Iterator[registry.Hit]:
        names.append(procedure.name)
        yield registry.Hit(message=Message(template="seen"), location=procedure.location)

    for table in (registry.RULES, registry.PROCEDURE_RULES):
        monkeypatch.setattr(f"{registry.__name__}.{_name_of(table)}", dict(table))
    registry.rule("SOP299", Severity.INFO, "seen")(look)
    monkeypatch.setattr(findings, "RULES", registry.RULES)
    return names


def _name_of(table: object) -> str:
    return next(name for name, value in vars(registry).items() if value is table)


def codes(found: list[Finding]) -> dict[str, set[Severity]]:
    return {one.code: {other.severity for other in found if other.code == one.code} for one in found}


def test_rules_run_on_what_was_read(builds: Findings, judged: list[str]) -> None:
    def judged_by_a_build() -> list[str]:
        judged.clear()
        builds.build("dummy")
        return sorted(judged)

    assert judged_by_a_build() == ["cuti", "rusak", "surat"]
    assert judged_by_a_build() == []
    (builds.source / "cuti.rst").touch()
    assert judged_by_a_build() == ["cuti"]
    (builds.source / "surat.rst").unlink()
    (builds.source / "index.rst").touch()
    assert judged_by_a_build() == []
    assert codes(builds.find())["SOP299"] == {Severity.INFO}


def test_an_unchanged_build_finds_the_same_in_the_same_order(builds: Findings) -> None:
    first = builds.find()
    assert len(first) > 3
    assert builds.find() == first
    assert builds.find("text") == first


@pytest.mark.skipif(sys.platform in {"win32", "darwin"}, reason="Sphinx works in parallel where it can fork")
def test_each_process_judges_what_it_reads(builds: Findings, judged: list[str]) -> None:
    more = {f"unit{number}.rst": sop(*STEPS, title=f"Pengelolaan {number}", nomor=f"{number}/1") for number in range(9)}
    builds.write(manual() | more)
    builds.build("dummy", parallel=2)
    assert judged == []  # none was left to this process
    alone = Findings(builds.folder / "alone")
    alone.write(manual() | more)
    assert builds.find() == alone.find()


def test_another_code_judges_anew(builds: Findings, judged: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    builds.build("dummy")
    judged.clear()
    monkeypatch.setattr(findings, "__version__", "0.0.0")
    builds.build("dummy")
    assert sorted(judged) == ["cuti", "rusak", "surat"]


def test_a_changed_rule_judges_anew(
    builds: Findings, judged: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copied = tmp_path / "package"
    (copied / "rules").mkdir(parents=True)
    (copied / "rules" / "flow.py").write_text("", encoding="utf-8")
    monkeypatch.setattr(findings, "_JUDGING", copied)
    builds.build("dummy")
    judged.clear()
    builds.build("dummy")
    assert judged == []
    (copied / "rules" / "flow.py").write_text("#", encoding="utf-8")
    builds.build("dummy")
    assert sorted(judged) == ["cuti", "rusak", "surat"]


def test_a_rule_declared_elsewhere_judges_anew(builds: Findings, judged: list[str]) -> None:
    builds.build("dummy")
    digest = findings._code_digest()
    del registry.RULES["SOP299"]
    assert findings._code_digest() != digest  # its file, this one, counts no more


# -- settings --------------------------------------------------------------------------------------------------------
def test_another_day_finds_what_is_due(builds: Findings) -> None:
    builds.write(manual(cuti__rst=sop(*STEPS, **DATES)))
    assert "SOP113" not in codes(builds.find())
    assert "SOP113" in codes(builds.find(config={"sop_today": date(2024, 1, 1)}))
    assert "SOP113" not in codes(builds.find(config={"sop_today": date(2022, 1, 1)}))
    assert "SOP113" not in codes(builds.find())


def test_another_profile_sets_other_severities(builds: Findings) -> None:
    profile = builds.source / "profil.toml"
    settings = {"sop_profile": "profil.toml"}
    text = 'extends = "permenpan-35-2012"\n[severities]\nSOP201 = "{}"\n'
    for severity in (Severity.INFO, Severity.ERROR, Severity.OFF):
        profile.write_text(text.format(severity), encoding="utf-8")
        assert codes(builds.find(config=settings)).get("SOP201", {Severity.OFF}) == {severity}


def test_another_registry_knows_other_laws(builds: Findings) -> None:
    law = "Peraturan Daerah Nomor 7 Tahun 2011 tentang Arsip"
    builds.write(manual(cuti__rst=sop(*STEPS, **{"dasar-hukum": f"- {law}"})))
    laws = builds.source / "laws.toml"
    settings = {"sop_regulations": "laws.toml"}
    text = '[perda]\njenis = "Perda"\nnomor = "7"\ntahun = 2011\ntentang = "Arsip"\nstatus = "{}"\n'
    for status, known in (("berlaku", False), ("dicabut", True), ("berlaku", False)):
        laws.write_text(text.format(status), encoding="utf-8")
        assert ("SOP404" in codes(builds.find(config=settings))) is known, status


def test_another_official_has_another_name(builds: Findings) -> None:
    builds.write(manual(cuti__rst=sop(*STEPS, **{"disahkan-oleh": "kadis", "status": "berlaku"})))
    officials = builds.source / "officials.toml"
    conf = builds.source / "conf.py"
    conf.write_text(f'{conf.read_text(encoding="utf-8")}\nsop_officials = "officials.toml"\n', encoding="utf-8")
    for nip, faulty in (("1", True), ("197001011995031001", False), ("2", True)):
        officials.write_text(f'[kadis]\nposition = "Kepala"\nname = "Nama"\nnip = "{nip}"\n', encoding="utf-8")
        assert ("SOP108" in codes(builds.find())) is faulty, nip
