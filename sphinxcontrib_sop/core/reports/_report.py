"""A report as a value: the findings of one check and what is needed to put them on paper."""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from msgspec import Struct, field

from ..model import Manual
from ..profiles import Words
from ..rules import Finding, Severity

SPHINX = "sphinx"
"""Code of a message of Sphinx that has no type."""


class Count(Struct, frozen=True, kw_only=True):
    """How many findings of each severity."""

    errors: int = 0
    warnings: int = 0
    infos: int = 0

    @classmethod
    def of(cls, findings: Iterable[Finding]) -> "Count":
        """Count findings."""
        severities = Counter(finding.severity for finding in findings)
        return cls(
            errors=severities[Severity.ERROR], warnings=severities[Severity.WARNING], infos=severities[Severity.INFO]
        )

    @property
    def total(self) -> int:
        """All of them."""
        return self.errors + self.warnings + self.infos

    def as_data(self) -> dict[str, int]:
        """The figures by their names in JSON."""
        return {"errors": self.errors, "warnings": self.warnings, "infos": self.infos}


class Subject(Struct, frozen=True, kw_only=True):
    """The manual that was checked, for reports that show more of it than its faults."""

    manual: Manual
    words: Words
    """Labels of the profile in the language of the report."""
    agency: tuple[str, ...] = ()
    """Lines of the letterhead."""
    place: str = ""
    project: str = ""
    units: Mapping[str, str] = field(default_factory=dict)
    """Names of the units by key."""
    documents: tuple[str, ...] = ()
    """Documents in the order of the tables of contents; what is in none of them comes last, by name."""


class Report(Struct, frozen=True, kw_only=True):
    """What one check found.

    Paths of the findings are as they are shown: from the working directory, with ``/``.  Findings with a code of the
    catalogue come from its rules, the others are messages of Sphinx with their ``type.subtype``.
    """

    findings: tuple[Finding, ...]
    language: str
    generator: str = "sphinxcontrib-sop"
    version: str = ""
    sops: int = 0
    step_texts: Mapping[tuple[str, str], str] = field(default_factory=dict)
    """SOP and printed number of a step -> its activity, for the steps that findings name."""
    further: Mapping[str, Any] = field(default_factory=dict)
    """What else belongs in the summary of the JSON."""
    subject: Subject | None = None

    @property
    def count(self) -> Count:
        """How many findings of each severity."""
        return Count.of(self.findings)
