"""What is found in a tiny manual, in every format to the letter."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import jsonschema
import pytest

from sphinxcontrib_sop.core.model import Location, Message
from sphinxcontrib_sop.core.reports import FORMATS, Report
from sphinxcontrib_sop.core.rules import Finding, Severity

from ..values import replace

if TYPE_CHECKING:
    from collections.abc import Callable

    from .conftest import Outcome

    Run = Callable[..., Outcome]

SARIF_SCHEMA = json.loads(Path(__file__).with_name("sarif-2.1.0-rtm.5.json").read_text(encoding="utf-8"))

TEXT = """\
manual/sop/faulty.rst:1: SOP101 error: Required but missing or empty: `nomor`
manual/sop/faulty.rst:1: SOP110 info: The title repeats that this is an SOP; write: `Pengelolaan Surat`
manual/sop/faulty.rst:15: SOP312 warning: Steps 1, 3: `waktu` is empty
manual/sop/faulty.rst:19: ref.ref warning: undefined label: 'nowhere'
manual/sop/faulty.rst:26: SOP201 error: Step 2: the arrow to `9` leads nowhere: there is no such step
"""


def report(*findings: Finding) -> Report:
    return Report(findings=findings, language="en", version="1.0", sops=1)


def finding(text: str = "a, b: 100 %", path: str = "a b/c,d:e.rst", line: int = 3, **changes: object) -> Finding:
    found = Finding(
        code="SOP201",
        severity=Severity.ERROR,
        location=Location(path=path, line=line),
        messages=(Message(template="{text}", values={"text": text}),),
    )
    return replace(found, **changes)


def rendered(name: str, *findings: Finding) -> str:
    return FORMATS[name].render(report(*findings)).decode()


def test_text(sphinx_sop: Run, manual: Path) -> None:
    found = sphinx_sop("check", "manual")
    assert found.out == TEXT
    assert found.err == "SOPs: 2; errors: 2; warnings: 2; advice: 1\n"
    assert found.code == 1


def test_text_is_one_line_for_each_finding_even_without_a_place() -> None:
    assert rendered("text", finding("one\n\ntwo", path="", line=0)) == "SOP201 error: One two\n"
    assert rendered("text", finding("one", line=0)) == "a b/c,d:e.rst: SOP201 error: One\n"


def test_json(sphinx_sop: Run, manual: Path) -> None:
    found = sphinx_sop("check", "manual", "--format", "json", "--quiet")
    assert found.err == ""
    assert found.json["summary"] == {"errors": 2, "warnings": 2, "infos": 1, "sops": 2}
    assert [one["code"] for one in found.json["findings"]] == ["SOP101", "SOP110", "SOP312", "ref.ref", "SOP201"]
    assert found.json["findings"][2] == {
        "code": "SOP312",
        "severity": "warning",
        "message": "Steps 1, 3: `waktu` is empty",
        "path": "manual/sop/faulty.rst",
        "line": 15,
        "sop": "faulty",
        "step": "1",
        "steps": ["1", "3"],
    }
    assert found.json["findings"][3]["sop"] == "faulty"  # a message of Sphinx, from within an SOP


def test_github(sphinx_sop: Run, manual: Path) -> None:
    assert sphinx_sop("check", "manual", "--format", "github").out.splitlines()[:3] == [
        "::error file=manual/sop/faulty.rst,line=1,title=SOP101::Required but missing or empty: `nomor`",
        "::notice file=manual/sop/faulty.rst,line=1,title=SOP110::The title repeats that this is an SOP; write: `Pengelolaan Surat`",
        "::warning file=manual/sop/faulty.rst,line=15,title=SOP312::Steps 1, 3: `waktu` is empty",
    ]


def test_github_escapes_what_would_end_a_command() -> None:
    assert rendered("github", finding("100 %\n::error::x")) == (
        "::error file=a b/c%2Cd%3Ae.rst,line=3,title=SOP201::100 %25%0A::error::x\n"
    )
    assert rendered("github", finding("x", path="", line=0)) == "::error title=SOP201::X\n"


def test_gitlab(sphinx_sop: Run, manual: Path) -> None:
    listed = sphinx_sop("check", "manual", "--format", "gitlab").json
    assert [(one["check_name"], one["severity"]) for one in listed] == [
        ("SOP101", "major"), ("SOP110", "info"), ("SOP312", "minor"), ("ref.ref", "minor"), ("SOP201", "major"),
    ]  # fmt: skip
    assert listed[2]["location"] == {"path": "manual/sop/faulty.rst", "lines": {"begin": 15}}
    assert listed[2]["description"] == "Steps 1, 3: `waktu` is empty"


def test_fingerprints_hold_while_lines_move_and_none_occurs_twice() -> None:
    def fingerprints(*findings: Finding) -> list[str]:
        return [one["fingerprint"] for one in json.loads(rendered("gitlab", *findings))]

    one = finding(sop="a", path="x.rst")
    moved = replace(one, location=Location(path="x.rst", line=99))
    other = replace(one, sop="b")
    assert fingerprints(one) == fingerprints(moved)
    assert len(set(fingerprints(one, moved, other))) == 3
    assert fingerprints(finding("step 4 of 7", sop="a")) == fingerprints(finding("step 5 of 8", sop="a"))
    assert fingerprints(finding("", path="", line=0))  # a place is required


def test_sarif(sphinx_sop: Run, manual: Path) -> None:
    found = sphinx_sop("check", "manual", "--format", "sarif").json
    jsonschema.Draft4Validator(SARIF_SCHEMA, format_checker=jsonschema.FormatChecker()).validate(found)
    (run,) = found["runs"]
    rules = run["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == ["SOP101", "SOP110", "SOP201", "SOP312", "ref.ref"]
    assert [(one["ruleId"], one["level"]) for one in run["results"]] == [
        ("SOP101", "error"), ("SOP110", "note"), ("SOP312", "warning"), ("ref.ref", "warning"), ("SOP201", "error"),
    ]  # fmt: skip
    assert all(rules[one["ruleIndex"]]["id"] == one["ruleId"] for one in run["results"])
    place = run["results"][2]["locations"][0]
    assert place["physicalLocation"] == {
        "artifactLocation": {"uri": "manual/sop/faulty.rst", "uriBaseId": "SRCROOT"},
        "region": {"startLine": 15},
    }


@pytest.mark.parametrize(
    ("path", "line", "expected"),
    [
        ("a b/é.rst", 3, {"artifactLocation": {"uri": "a%20b/%C3%A9.rst", "uriBaseId": "SRCROOT"}, "region": {"startLine": 3}}),
        ("a.rst", 0, {"artifactLocation": {"uri": "a.rst", "uriBaseId": "SRCROOT"}}),
        ("/a b/c.rst", 0, {"artifactLocation": {"uri": "file:///a%20b/c.rst"}}),
        ("D:/a/c.rst", 0, {"artifactLocation": {"uri": "file:///D:/a/c.rst"}}),
        ("", 0, None),
    ],
)  # fmt: skip
def test_sarif_places(path: str, line: int, expected: object) -> None:
    found = json.loads(rendered("sarif", finding(path=path, line=line)))
    jsonschema.Draft4Validator(SARIF_SCHEMA).validate(found)
    (result,) = found["runs"][0]["results"]
    assert (result["locations"][0]["physicalLocation"] if "locations" in result else None) == expected


@pytest.mark.parametrize("name", ["text", "json", "sarif", "github", "gitlab"])
def test_nothing_found_is_a_report_too(name: str) -> None:
    written = rendered(name)
    if name == "json":
        assert json.loads(written)["findings"] == []
    elif name == "sarif":
        jsonschema.Draft4Validator(SARIF_SCHEMA).validate(json.loads(written))
    else:
        assert written == ("[]\n" if name == "gitlab" else "")


def test_a_lone_surrogate_does_not_stop_a_report() -> None:
    assert "Caf<U+DCE9>" in rendered("text", finding("caf\udce9"))
