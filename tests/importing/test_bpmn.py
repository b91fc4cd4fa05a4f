"""BPMN models: what an SOP has is drawn, what it has not is told."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from sphinxcontrib_sop.core.importing.report import as_data
from sphinxcontrib_sop.core.importing.running import import_file

if TYPE_CHECKING:
    from pathlib import Path

LANES = {"Staf": ["ask", "mend", "file"], "Kepala": ["check"]}


@pytest.fixture
def model(tmp_path: Path):
    """Import a process, given by its elements and flows (``a > b`` or ``a > b: Answer``)."""

    def read(
        elements: str, flows: str, lanes: dict[str, list[str]] | None = None, rest: str = ""
    ) -> tuple[dict[str, Any], str]:
        lane_set = "".join(
            f'<lane id="l{n}" name="{name}">{"".join(f"<flowNodeRef>{one}</flowNodeRef>" for one in members)}</lane>'
            for n, (name, members) in enumerate((lanes or {}).items())
        )
        lines = [one.strip() for one in flows.strip().split("\n")]
        sequence = []
        for number, line in enumerate(lines):
            path, _, name = line.partition(": ")
            source, target = path.split(" > ")
            sequence.append(f'<sequenceFlow id="f{number}" sourceRef="{source}" targetRef="{target}" name="{name}"/>')
        path = tmp_path / "proses.bpmn"
        path.write_text(
            '<?xml version="1.0"?><definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL">'
            f'{rest}<process id="p" name="Penanganan Surat"><laneSet id="ls">{lane_set}</laneSet>{elements}{"".join(sequence)}</process></definitions>'
        )
        report = import_file(path, tmp_path / "sop", force=True, language="en", taken=set())
        data = as_data([report], "en")["files"][0]
        assert data["failure"] is None, data["failure"]
        sop = data["sops"][0]
        return sop, (tmp_path / "sop" / f"{sop['name']}.rst").read_text(encoding="utf-8")

    return read


def arrows(sop: dict[str, Any]) -> set[tuple[str, str, str]]:
    return {(one["source"], one["target"], one["label"]) for one in sop["arrows"]}


def messages(sop: dict[str, Any]) -> str:
    return "\n".join(one["message"] for one in sop["remarks"])


def test_a_gateway_after_a_task_is_its_decision_and_merges_collapse(model) -> None:
    sop, text = model(
        '<startEvent id="s"/><task id="ask" name="Menerima surat"/><exclusiveGateway id="m"/><userTask id="check" name="Memeriksa surat"/>'
        '<exclusiveGateway id="g" name="Lengkap?"/><task id="mend" name="Memperbaiki surat"/><task id="file" name="Mengarsipkan surat"/><endEvent id="e"/>',
        """s > ask
        ask > m
        m > check
        check > g
        g > mend: Tidak
        g > file: Ya
        mend > m
        file > e""",
        LANES,
    )
    assert sop["title"] == "Penanganan Surat"
    assert sop["actors"] == ["Staf", "Kepala"]
    assert arrows(sop) == {
        ("1/Staf", "2/Kepala", ""),
        ("2/Kepala", "3/Staf", "Tidak"),
        ("2/Kepala", "4/Staf", "Ya"),
        ("3/Staf", "2/Kepala", ""),
        ("4/Staf", "selesai", ""),
    }
    assert all(one["certainty"] == "read" for one in sop["arrows"])
    assert ":ya: " in text


def test_a_gateway_elsewhere_becomes_a_step_that_asks(model) -> None:
    sop, text = model(
        '<startEvent id="s"/><exclusiveGateway id="g" name="Surat rahasia?"/><task id="ask" name="Mengirim surat"/><task id="file" name="Menyimpan surat"/>',
        """s > g
        g > ask: Tidak
        g > file: Ya""",
    )
    assert ".. sop-step:: Surat rahasia?" in text
    assert {(target, label) for _, target, label in arrows(sop)} == {
        ("2/Penanganan Surat", "Tidak"),
        ("3/Penanganan Surat", "Ya"),
    }


def test_a_parallel_split_is_a_fork_and_its_join_is_told(model) -> None:
    sop, text = model(
        '<startEvent id="s"/><task id="a" name="Menyusun"/><parallelGateway id="f"/><task id="b" name="Mencetak"/><task id="c" name="Mengumumkan"/>'
        '<parallelGateway id="j"/><task id="d" name="Melapor"/>',
        """s > a
        a > f
        f > b
        f > c
        b > j
        c > j
        j > d""",
    )
    assert ":lanjut: mencetak, mengumumkan" in text
    assert "Menunggu semua cabang sebelumnya selesai" in text
    assert "a join has no symbol" in messages(sop)


def test_timers_boundary_events_and_further_starts_are_told(model) -> None:
    sop, text = model(
        '<startEvent id="s"/><startEvent id="s2" name="Aduan masuk"/><task id="a" name="Menerima"/>'
        '<intermediateCatchEvent id="t" name="3 hari"><timerEventDefinition/></intermediateCatchEvent><task id="b" name="Menjawab"/>'
        '<boundaryEvent id="x" attachedToRef="b" name="terlambat"><timerEventDefinition/></boundaryEvent><task id="c" name="Menegur"/>',
        """s > a
        s2 > b
        a > t
        t > b
        x > c""",
    )
    assert "Menunggu peristiwa: 3 hari" in text
    assert "Dapat pula dimulai dari sini: Aduan masuk" in text
    assert "Jika terjadi terlambat: Menegur" in text
    assert len([one for one in sop["remarks"] if "has no symbol in an SOP" in one["message"]]) == 3
    assert sop["lost"] == 1


def test_an_event_gateway_is_a_guess(model) -> None:
    sop, _ = model(
        '<startEvent id="s"/><task id="a" name="Menawarkan"/><eventBasedGateway id="g"/>'
        '<intermediateCatchEvent id="y" name="diterima"><messageEventDefinition/></intermediateCatchEvent>'
        '<intermediateCatchEvent id="n" name="ditolak"><messageEventDefinition/></intermediateCatchEvent>'
        '<task id="b" name="Mengirim"/><task id="c" name="Membatalkan"/>',
        """s > a
        a > g
        g > y
        g > n
        y > b
        n > c""",
    )
    found = {(one["label"], one["certainty"]) for one in sop["arrows"] if one["source"].startswith("1/")}
    assert found == {("diterima", "guessed"), ("ditolak", "guessed")}


def test_a_sub_process_becomes_sub_steps(model) -> None:
    _, text = model(
        '<startEvent id="s"/><task id="a" name="Menerima"/><subProcess id="sub" name="Memeriksa berkas"><startEvent id="i"/><task id="b" name="Membaca"/>'
        '<task id="c" name="Menilai"/><endEvent id="o"/><sequenceFlow id="q1" sourceRef="i" targetRef="b"/><sequenceFlow id="q2" sourceRef="b" targetRef="c"/>'
        '<sequenceFlow id="q3" sourceRef="c" targetRef="o"/></subProcess><task id="d" name="Mengarsipkan"/>',
        """s > a
        a > sub
        sub > d""",
    )
    assert "   .. sop-step:: Memeriksa berkas\n" in text
    assert "      .. sop-step:: Membaca\n" in text
    assert "   .. sop-step:: Mengarsipkan\n" in text
    assert ":selesai:" not in text


def test_pools_are_actors_messages_are_arrows_and_annotations_remarks(model) -> None:
    sop, text = model(
        '<task id="a" name="Mengajukan"><dataOutputAssociation id="o"><targetRef>doc</targetRef></dataOutputAssociation></task>'
        '<dataObjectReference id="doc" name="Formulir"/><textAnnotation id="n"><text>Paling lambat 3 hari</text></textAnnotation>'
        '<association id="as" sourceRef="a" targetRef="n"/><task id="b" name="Menjawab"/>',
        "a > b",
        rest='<collaboration id="c"><participant id="x" name="Dinas" processRef="p"/><participant id="y" name="Warga"/>'
        '<messageFlow id="m" sourceRef="b" targetRef="y" name="surat jawaban"/></collaboration>',
    )
    assert sop["actors"] == ["Dinas"]
    assert ":output: Formulir" in text
    assert "Paling lambat 3 hari" in text
    assert "Pesan kepada Warga: surat jawaban" in text


def test_loops_of_gateways_alone_end(model) -> None:
    sop, _ = model(
        '<task id="a" name="Mulai"/><exclusiveGateway id="g"/><exclusiveGateway id="h"/>',
        """a > g
        g > h
        h > g""",
    )
    assert sop["arrows"] == []
