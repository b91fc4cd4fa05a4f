"""The catalogue about itself: every rule is explained, and does what its samples show."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from sphinxcontrib_sop.core.configuration import DEFAULT_PROFILE, SourceConfig
from sphinxcontrib_sop.core.profiles import load_profile
from sphinxcontrib_sop.core.rules import RULES, Context, Severity, find
from sphinxcontrib_sop.core.rules.catalogue import Part, entry
from sphinxcontrib_sop.extension.findings import rule_context

from ..values import replace

if TYPE_CHECKING:
    from .conftest import Sample, Samples


def context_of(sample: Sample) -> Context:
    """The settings of a manual with the default profile, what the sample sets, and every rule switched on."""
    known = rule_context(SourceConfig(language="id"))
    on = {code: "info" for code, rule in RULES.items() if rule.severity is Severity.OFF and _is_about(sample, code)}
    return replace(
        known,
        registry=load_profile(DEFAULT_PROFILE).registry,
        severities=on,
        today=sample.settings.get("sop_today"),
        number_pattern=sample.settings.get("sop_number_pattern", ""),
    )


def _is_about(sample: Sample, code: str) -> bool:
    return any(procedure.docname.startswith(code) for procedure in sample.manual.procedures)


def test_codes_are_unique_and_in_order() -> None:
    """The dictionary refuses a code twice; the modules are imported in the order of their codes."""
    assert list(RULES) == sorted(RULES)
    assert all(code == rule.code for code, rule in RULES.items())


@pytest.mark.parametrize("code", RULES)
def test_a_rule_is_explained(code: str) -> None:
    """What it finds and why, where that stands and how sure that is, how to mend it; samples of both kinds."""
    shown = entry(RULES[code])
    assert shown.title
    assert not shown.title.endswith(".")
    parts = [paragraph.part for paragraph in shown.explanation]
    assert parts == [Part.FINDS, Part.WHY, Part.SOURCE, Part.MEND]
    assert all(text.endswith((".", "...", '."')) for paragraph in shown.explanation for text in [paragraph.text])
    assert shown.bad
    assert shown.good


@pytest.mark.parametrize("code", RULES)
def test_the_source_says_how_sure_it_is(code: str) -> None:
    (source,) = entry(RULES[code]).texts(Part.SOURCE)
    degrees = (
        "wording read in a copy",
        "read in a paraphrase",
        "recalled, not read",
        "ur own inference",
        "ur own choice",
    )
    assert any(degree in source for degree in degrees)
    assert ("PermenPAN" in source) <= ("read in a copy" in source)


@pytest.mark.parametrize("code", RULES)
def test_a_rule_is_explained_in_indonesian_too(code: str) -> None:
    english, indonesian = entry(RULES[code]), entry(RULES[code], "id")
    assert indonesian.title != english.title
    for one, other in zip(english.explanation, indonesian.explanation, strict=True):
        assert one.part is other.part
        assert one.text != other.text
        english_words, indonesian_words = (set(re.findall("``(.+?)``", text)) for text in (one.text, other.text))
        assert {word for word in english_words if "/" not in word} <= indonesian_words


@pytest.mark.parametrize("code", RULES)
def test_the_explanation_is_plain_text_with_words_typed_as_they_stand(code: str) -> None:
    """It is shown by terminals as well, and quotes with double back quotes only."""
    for paragraph in entry(RULES[code]).explanation:
        assert paragraph.text.count("``") % 2 == 0
        assert "\n" not in paragraph.text


def test_the_samples_hold_nothing_but_findings(samples: Samples) -> None:
    """No sample has faults of markup, and every rule has both samples."""
    assert samples.messages == ()
    assert set(samples.by_name) == {f"{code}.{kind}" for code in RULES for kind in ("good", "bad")}


@pytest.mark.parametrize("code", RULES)
def test_the_good_sample_is_clean(samples: Samples, code: str) -> None:
    sample = samples.by_name[f"{code}.good"]
    assert [(one.code, str(one.message)) for one in find(sample.manual, context_of(sample))] == []


@pytest.mark.parametrize("code", RULES)
def test_the_bad_sample_shows_just_its_rule(samples: Samples, code: str) -> None:
    sample = samples.by_name[f"{code}.bad"]
    findings = find(sample.manual, context_of(sample))
    assert {one.code for one in findings} == {code}, [(one.code, str(one.message)) for one in findings]
    usual = RULES[code].severity
    assert usual is Severity.OFF or findings[0].severity is usual


@pytest.mark.parametrize("code", [code for code, rule in RULES.items() if rule.severity is not Severity.OFF])
def test_the_profile_can_switch_a_rule_off(samples: Samples, code: str) -> None:
    sample = samples.by_name[f"{code}.bad"]
    assert find(sample.manual, replace(context_of(sample), severities={code: "off"})) == []
