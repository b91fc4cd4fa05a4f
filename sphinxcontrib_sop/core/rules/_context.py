"""What the rules know besides the procedures: the manual's configuration as far as it changes what is a fault."""

from collections.abc import Mapping
from datetime import date

from msgspec import Struct, field

from ..model import Procedure
from ..reading.durations import WorkingTime
from ..reading.wording import Wording
from ..registry import Registry


class Context(Struct, frozen=True, kw_only=True):
    """Settings for the rules; the default knows nothing, which leaves the rules off that need a setting."""

    language: str = ""
    """Language the SOPs are written in; the wording of activities is judged in Indonesian only."""
    wording: Wording = field(default_factory=Wording)
    severities: Mapping[str, str] = field(default_factory=dict)
    """Rule code -> error, warning, info or off, where the profile differs from the catalogue."""
    limits: Mapping[str, int] = field(default_factory=dict)
    """Key of a box of the form -> characters that fit into it."""
    working_time: WorkingTime = field(default_factory=WorkingTime)
    registry: Registry = field(default_factory=Registry)
    number_pattern: str = ""
    unit_number_patterns: Mapping[str, str] = field(default_factory=dict)
    """Name of a unit -> pattern of its numbers, where it differs."""
    today: date | None = None
    agency: tuple[str, ...] = ()
    """Lines of the letterhead, which say of what region the agency is."""

    @property
    def indonesian(self) -> bool:
        """True if the wording can be judged."""
        return self.language.partition("_")[0] == "id"

    def number_pattern_of(self, procedure: Procedure) -> str:
        """Pattern that the number of a procedure must match; empty if there is none."""
        return self.unit_number_patterns.get(procedure.unit) or self.number_pattern


def in_indonesian(context: Context) -> bool:
    """For rules that judge wording: true if it is in the language they know."""
    return context.indonesian
