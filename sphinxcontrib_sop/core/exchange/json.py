"""The manual as JSON, described by ``sops.schema.json`` beside this module: the same manual gives the same bytes.

What was written is read back by `read_export`, also what an earlier version wrote.
"""

import json
import re
from collections.abc import Mapping
from typing import Any

import msgspec
from msgspec import Struct, field

from ..._version import __version__
from ..configuration import SourceConfig
from ..ledger import ApprovalState
from ..model import Manual
from ..process.relations import Directory
from ..profiles import BUILT_IN
from ..reading.durations import DAYS, HOURS_PER_DAY, WORKING_DAY, WorkingTime
from .exported import ExportedProcedure, ExportError, number_in, read_procedure
from .sop import as_data, comparable, rounded

SCHEMA_ID = "https://sphinxcontrib-sop.readthedocs.io/schema/sops-1.json"
SCHEMA_VERSION = 1
"""Newest version of ``sops.json`` that is understood."""

_SCHEMA = re.compile(r"sops-(\d+)\.json$")


# -- writing ---------------------------------------------------------------------------------------------------------
def dump(manual: Manual, config: SourceConfig, project: str) -> str:
    """Return the manual as JSON text."""
    text: bytes = msgspec.json.encode(manual_as_data(manual, config, project))
    return msgspec.json.format(text, indent=1).decode() + "\n"


def manual_as_data(manual: Manual, config: SourceConfig, project: str) -> dict[str, Any]:
    """Return the manual as plain data, with what ``conf.py`` says of it."""
    working_time = config.working_time
    day = working_time.minutes(WORKING_DAY)
    agency = config.agency
    title_of = Directory(manual.procedures).title_of
    return {
        "$schema": SCHEMA_ID,
        "generator": f"sphinxcontrib-sop {__version__}",
        "manual": {
            "project": project,
            "language": config.language,
            "profile": config.profile.name if config.profile.name in BUILT_IN else "",
            "agency": {
                "name": list(agency.name),
                "unit": agency.unit,
                "address": agency.address,
                "place": agency.place,
            },
            "working_time": {
                "hours_per_day": rounded(working_time.hours_per_day),
                "days": {unit: rounded(working_time.minutes(unit) / day, digits=4) for unit in DAYS},
            },
        },
        "sops": [
            as_data(procedure, title_of) | _ledger(manual.approvals.get(procedure.name))
            for procedure in manual.procedures
        ],
    }


def _ledger(state: ApprovalState | None) -> dict[str, Any]:
    """What the ledger says of an SOP; nothing where there is no ledger."""
    if state is None:
        return {}
    approval = state.approval
    return {
        "ledger": {
            "validity": state.validity.value,
            "stage": state.latest.stage.value if state.latest else None,
            "date": approval.date.isoformat() if approval and approval.date else None,
            "by": approval.by if approval else "",
            "decree": approval.decree if approval else "",
            "digest": state.digest,
            "approved_digest": approval.digest if approval else None,
            "changes": list(state.changes),
            "related": list(state.related),
        }
    }


# -- reading ---------------------------------------------------------------------------------------------------------
class ExportedManual(Struct, frozen=True, kw_only=True):
    """All SOPs of a manual; each is read when it is asked for, since most of them need no second look."""

    project: str = ""
    language: str = ""
    profile: str = ""
    """Name of a built-in profile, where the export names one."""
    generator: str = ""
    working_time: WorkingTime = field(default_factory=WorkingTime)
    sops: tuple[Mapping[str, Any], ...] = ()
    """The SOPs as they stand in the file."""

    @property
    def procedures(self) -> tuple[ExportedProcedure, ...]:
        """The SOPs as values, in the order of the manual."""
        return tuple(map(read_procedure, self.sops))


def read_export(text: str | bytes) -> ExportedManual:
    """Read the text of a ``sops.json``; raise `ExportError` if it is none, or one of a later version."""
    try:
        data = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise ExportError("it is not JSON: {reason}", reason=str(error)) from error
    return read_manual(data)


def read_manual(data: object) -> ExportedManual:
    """Read the content of a ``sops.json``; raise `ExportError` if it is none, or one of a later version."""
    if not isinstance(data, Mapping) or not isinstance(data.get("sops"), list):
        raise ExportError("it is not an export of SOPs; `sphinx-build -b sop-json` writes one")
    version = _SCHEMA.search(str(data.get("$schema", "")))
    if version and int(version[1]) > SCHEMA_VERSION:
        raise ExportError(
            "{generator} wrote it, a later version than this one; update sphinxcontrib-sop to read it",
            generator=str(data.get("generator") or "sphinxcontrib-sop"),
        )
    for place, sop in enumerate(data["sops"], start=1):
        if not isinstance(sop, Mapping) or not isinstance(sop.get("name"), str):
            raise ExportError("SOP {place} in it has no name", place=place)
    about = data.get("manual")
    about = about if isinstance(about, Mapping) else {}
    return ExportedManual(
        project=comparable(about.get("project")),
        language=comparable(about.get("language")),
        profile=comparable(about.get("profile")),
        generator=comparable(data.get("generator")),
        working_time=_working_time_in(about.get("working_time")),
        sops=tuple(data["sops"]),
    )


def _working_time_in(data: object) -> WorkingTime:
    if not isinstance(data, Mapping):
        return WorkingTime()
    days = data.get("days")
    units = days if isinstance(days, Mapping) else {}
    return WorkingTime(
        hours_per_day=number_in(data.get("hours_per_day")) or HOURS_PER_DAY,
        days={unit: count for unit in DAYS if (count := number_in(units.get(unit)))},
    )
