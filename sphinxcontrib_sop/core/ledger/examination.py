"""What is wrong with a ledger: by itself, with what lies beside it, and against the SOPs as they stand now."""

import hashlib
import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from pathlib import Path

from msgspec import Struct

from ..model import Location, Message, Official, Procedure
from ..reading.dates import DateRange
from ..regular_files import read_regular, read_regular_text, require_regular
from .acts import PREPARING, Approval, Ledger, Stage
from .digests import content_name, digest_of, text_name, version_of
from .states import ApprovalState, Validity

_CHUNK = 1 << 20


class LedgerFault(Struct, frozen=True, kw_only=True):
    """One thing that is wrong."""

    code: str
    """Of the rule that tells of it."""
    message: Message
    location: Location
    sop: str = ""
    """Name of the SOP as the manual has it now; empty if it is about none."""


class Place(Struct, frozen=True, kw_only=True):
    """Where a ledger lies."""

    folder: Path
    shown: str
    """The folder as a reader knows it, below that of the manual."""
    root: Path
    """Folder of the manual: documents are named from there."""

    def at(self, file: str, line: int, *, legacy: bool = False) -> Location:
        """A place in one of its files."""
        return Location(path=f"{self.shown}.toml" if legacy else f"{self.shown}/{file}", line=line)

    def of(self, approval: Approval) -> Location:
        """Where an approval stands."""
        return self.at(approval.file, approval.line, legacy=self.is_legacy(approval.file))

    def is_legacy(self, file: str) -> bool:
        """True for the one file of version 1."""
        return file == f"{self.folder.name}.toml" and not (self.folder / file).is_file()

    def document(self, approval: Approval) -> Path:
        """The signed document of an approval."""
        return self.root / approval.document


class Examination(Struct, frozen=True, kw_only=True):
    """A ledger beside the SOPs of a manual."""

    place: Place
    ledger: Ledger
    procedures: tuple[Procedure, ...]
    states: Mapping[str, ApprovalState]
    """By name of the SOP."""
    names: Mapping[str, str]
    """Name of an SOP as the ledger has it, in small letters -> as the manual has it now; those of no SOP are absent."""

    def faults(self) -> Iterator[LedgerFault]:
        """Everything that is wrong, ledger first, then SOP by SOP."""
        yield from self._unreadable()
        yield from self._homeless()
        yield from self._evidence()
        yield from self._chains()
        yield from self._contradictions()
        yield from self._stages()
        for procedure in self.procedures:
            yield from self._against(procedure)

    # -- the ledger by itself ----------------------------------------------------------------------------------------
    def _unreadable(self) -> Iterator[LedgerFault]:
        for fault in self.ledger.faults:
            where = self.place.at(fault.file, fault.line, legacy=self.place.is_legacy(fault.file))
            yield LedgerFault(code="SOP121", message=fault.message, location=where)

    def _homeless(self) -> Iterator[LedgerFault]:
        """Approvals of SOPs that the manual does not have; one that was revoked may go."""
        by_name: dict[str, Approval] = {approval.sop.casefold(): approval for approval in self.ledger.approvals}
        for name, last in by_name.items():
            if name not in self.names and last.stage is not Stage.DICABUT:
                template = "the manual has no SOP `{sop}` any more, of which the ledger says that it was {stage}"
                values = {"sop": last.title or last.sop, "stage": last.stage}
                yield self._at(last, "SOP123", template, values)

    def _at(self, approval: Approval, code: str, template: str, values: Mapping[str, object]) -> LedgerFault:
        return LedgerFault(
            code=code,
            message=Message(template=template, values=dict(values)),
            location=self.place.of(approval),
            sop=self.names.get(approval.sop.casefold(), ""),
        )

    # -- what lies beside it -----------------------------------------------------------------------------------------
    def _evidence(self) -> Iterator[LedgerFault]:
        told: set[tuple[str, str]] = set()
        for approval in self.ledger.approvals:
            key = (approval.sop.casefold(), approval.digest)
            if key not in told:
                told.add(key)
                yield from self._content(approval)
            if approval.document and (approval.document, approval.document_sha256) not in told:
                told.add((approval.document, approval.document_sha256))
                yield from self._document(approval)

    def _content(self, approval: Approval) -> Iterator[LedgerFault]:
        name = content_name(approval.sop, approval.digest)
        values = {"sop": approval.title or approval.sop, "file": f"{self.place.shown}/{name}"}
        try:
            content = json.loads(read_regular_text(self.place.folder / name, "utf-8"))
            if digest_of(content) == approval.digest:
                yield from self._text(approval)
                return
            template = "the content that was approved of `{sop}` was altered: {file} does not fit the ledger"
        except FileNotFoundError:
            template = "the content that was approved of `{sop}` is missing: {file}"
        except (OSError, ValueError, LookupError, TypeError, AttributeError, RecursionError):
            template = "the content that was approved of `{sop}` cannot be read: {file}"
        yield self._at(approval, "SOP124", template, values)

    def _text(self, approval: Approval) -> Iterator[LedgerFault]:
        """The text that anybody can hash; it follows from the content, so it is missed only where it is another one."""
        name = text_name(approval.sop, approval.digest)
        try:
            text = read_regular(self.place.folder / name).replace(b"\r\n", b"\n")
        except OSError:
            return
        if version_of(approval.digest) > 1 and hashlib.sha256(text).hexdigest() != approval.digest.rpartition(":")[2]:
            values = {"sop": approval.title or approval.sop, "file": f"{self.place.shown}/{name}"}
            template = "the content that was approved of `{sop}` was altered: {file} does not fit the ledger"
            yield self._at(approval, "SOP124", template, values)

    def _document(self, approval: Approval) -> Iterator[LedgerFault]:
        if version_of(approval.digest) == 1:  # named without its place, so nobody knows where it is
            return
        values = {"file": approval.document}
        actual = file_sha256(self.place.document(approval))
        if actual is None:
            template = "the signed document {file} is missing"
            yield self._at(approval, "SOP124", template, values)
        elif actual != approval.document_sha256:
            template = "the signed document {file} is not the one that was recorded"
            yield self._at(approval, "SOP124", template, values)

    def _chains(self) -> Iterator[LedgerFault]:
        """Acts that later ones name: are they there, and as they were?"""
        told: set[tuple[str, str]] = set()
        for approval in self.ledger.approvals:
            for name, digest in approval.after.items():
                actual = self.ledger.sha256.get(name)
                if actual == digest or (name, digest) in told:
                    continue
                told.add((name, digest))
                template = (
                    "the act {act}, which came before this one, is no longer in the ledger"
                    if actual is None
                    else "the act {act} was altered after this one was recorded"
                )
                yield self._at(approval, "SOP124", template, {"act": name})

    # -- what it says ------------------------------------------------------------------------------------------------
    def _contradictions(self) -> Iterator[LedgerFault]:
        by_sop: dict[str, list[Approval]] = defaultdict(list)
        for approval in self.ledger.approvals:
            by_sop[self.names.get(approval.sop.casefold(), approval.sop.casefold())].append(approval)
        for mine in by_sop.values():
            yield from self._side_by_side(mine)
        by_decree: dict[tuple[str, Stage], list[Approval]] = defaultdict(list)
        for approval in self.ledger.approvals:
            if approval.decree:
                by_decree[approval.decree, approval.stage].append(approval)
        for (decree, _), mine in by_decree.items():
            first = mine[0]
            other = next((act for act in mine if act.date != first.date), None)
            if other is not None:
                template = "the decree {decree} has two dates in the ledger: {one} and {two}"
                values = {"decree": decree, "one": _day(first), "two": _day(other)}
                yield self._at(other, "SOP127", template, values)

    def _side_by_side(self, mine: list[Approval]) -> Iterator[LedgerFault]:
        """Two acts about one SOP of which neither knows the other, and two blocks of one act."""
        title = mine[-1].title or mine[-1].sop
        seen: dict[tuple[str, str], Approval] = {}
        for approval in mine:
            if (
                approval.act
                and (approval.act, approval.sop.casefold()) in seen
                and not self.place.is_legacy(approval.file)
            ):
                template = "`{sop}` stands twice in the act {act}"
                yield self._at(approval, "SOP127", template, {"sop": title, "act": approval.act})
            seen[approval.act, approval.sop.casefold()] = approval
            if self.place.is_legacy(approval.file):
                day = (approval.stage, approval.date)
                if any(
                    (two.stage, two.date) == day and two.digest != approval.digest
                    for two in mine[: mine.index(approval)]
                ):
                    template = "two entries of one day contradict each other about `{sop}`"
                    yield self._at(approval, "SOP127", template, {"sop": title})
        followed = {name for approval in mine for name in approval.after}
        ends = [
            approval for approval in mine if not self.place.is_legacy(approval.file) and approval.act not in followed
        ]
        acts = list(dict.fromkeys(end.act for end in ends))
        if len(acts) > 1:
            template = (
                "two acts about `{sop}` were recorded side by side: {acts}; "
                "have it approved again, so that it is clear which one counts"
            )
            yield self._at(ends[-1], "SOP127", template, {"sop": title, "acts": ", ".join(acts)})

    def _stages(self) -> Iterator[LedgerFault]:
        by_sop: dict[str, list[Approval]] = defaultdict(list)
        for approval in self.ledger.approvals:
            by_sop[self.names.get(approval.sop.casefold(), approval.sop.casefold())].append(approval)
        for mine in by_sop.values():
            for approval in mine:
                problem = out_of_order(approval, [other for other in mine if other is not approval])
                if problem is not None:
                    yield self._at(approval, "SOP128", problem.template, problem.values)

    # -- against the SOPs --------------------------------------------------------------------------------------------
    def _against(self, procedure: Procedure) -> Iterator[LedgerFault]:
        state = self.states[procedure.name]
        if procedure.status == "in-force":
            if state.validity is Validity.NEVER:
                template = "the SOP is in force, but the ledger has no approval of it"
                yield _of(procedure, "SOP122", template, {}, "status")
            if state.revoked is not None:
                template = "the SOP is in force here, but was revoked on {date}"
                yield _of(procedure, "SOP129", template, {"date": _day(state.revoked)}, "status")
        if state.approval is not None and state.revoked is None and procedure.status != "revoked":
            yield from _differences(procedure, state.approval)


def _of(procedure: Procedure, code: str, template: str, values: Mapping[str, object], *keys: str) -> LedgerFault:
    message = Message(template=template, values=dict(values))
    return LedgerFault(code=code, message=message, location=procedure.line_of(*keys), sop=procedure.name)


def _differences(procedure: Procedure, approval: Approval) -> Iterator[LedgerFault]:
    """Where the form says something else than the ledger; what was empty then may have been filled in since."""
    official = procedure.parsed("approved-by")
    if isinstance(official, Official) and (approval.name or approval.position):
        recorded = {"position": approval.position, "name": approval.name, "id": _digits(approval.nip)}
        printed = {"position": printed_position(official), "name": official.name, "id": _digits(official.id)}
        if any(value and value != _folded(printed[key]) for key, value in _folded_all(recorded).items()):
            template = "the form names {official}, the ledger says that {recorded} approved"
            values = {
                "official": ", ".join(filter(None, (printed["position"], printed["name"]))),
                "recorded": approval.by,
            }
            yield _of(procedure, "SOP125", template, values, "approved-by", "unit")
    for key, template in (
        ("number", "the number was {old} when the SOP was approved and is {new} now"),
        ("revision", "the revision was {old} when the SOP was approved and is {new} now"),
    ):
        old, new = getattr(approval, key), " ".join(procedure.text(key).split())
        if old and old != new:
            yield _of(procedure, "SOP125", template, {"old": old, "new": new or "–"}, key)
    effective, approved = procedure.parsed("effective"), procedure.parsed("approved")
    now = effective.iso if isinstance(effective, DateRange) else ""
    if approval.effective and approval.effective != now:
        template = "the effective date was {old} when the SOP was approved and is {new} now"
        yield _of(procedure, "SOP125", template, {"old": approval.effective, "new": now or "–"}, "effective")
    if approval.date is None:
        return
    if isinstance(approved, DateRange) and not approved.first <= approval.date <= approved.last:
        template = "the form says that it was approved on {form}, the ledger on {date}"
        yield _of(procedure, "SOP125", template, {"form": approved.iso, "date": _day(approval)}, "approved")
    if isinstance(effective, DateRange) and effective.last < approval.date:
        template = "in force since {effective} as the form says, but approved on {date} as the ledger says"
        yield _of(procedure, "SOP126", template, {"effective": now, "date": _day(approval)}, "effective")


def printed_position(official: Official) -> str:
    """The position of an official as it is printed, with "Plt." where he or she is acting."""
    return f"{official.acting} {official.position}".strip()


def out_of_order(approval: Approval, others: Iterable[Approval]) -> Message | None:
    """Return why an act cannot come where it stands among the others about its SOP; None if it can.

    Preparing stages are of one content and one text goes through them in their order; not every agency records them all.
    """
    others = list(others)
    same = [other for other in others if other.digest == approval.digest]
    day = approval.date
    if approval.stage in {Stage.DIREVIU, Stage.DICABUT}:
        if not any(
            entry.stage is Stage.DISAHKAN and (not day or not entry.date or entry.date <= day) for entry in others
        ):
            template = "it was {stage} on {date} without having been approved before"
            return Message(template=template, values={"stage": approval.stage, "date": _day(approval)})
        return None
    order = [*PREPARING, Stage.DISAHKAN]
    for earlier in same:
        if earlier.stage not in order or day is None or earlier.date is None:
            continue
        if order.index(earlier.stage) < order.index(approval.stage) and earlier.date > day:
            values = {
                "late": earlier.stage,
                "late_date": _day(earlier),
                "stage": approval.stage,
                "date": _day(approval),
            }
            return Message(template="it was {stage} on {date}, but {late} only on {late_date}", values=values)
    return None


def file_sha256(path: Path) -> str | None:
    """SHA-256 of a file in hexadecimal digits; None if it cannot be read."""
    digest = hashlib.sha256()
    try:
        require_regular(path)
        with path.open("rb") as file:
            while chunk := file.read(_CHUNK):
                digest.update(chunk)
    except OSError:
        return None
    return digest.hexdigest()


def names_now(ledger: Ledger, digests: Mapping[str, Collection[str]]) -> dict[str, str]:
    """Return what the SOPs of a ledger are called now, by their names in small letters.

    An SOP that was renamed is known by its content, which was approved under a name that is gone; once it was approved
    again, by that act, which says what it came after.
    """
    now = {name.casefold(): name for name in digests}
    named = {approval.sop.casefold() for approval in ledger.approvals}
    for approval in reversed(ledger.approvals):
        name = approval.sop.casefold()
        if name in now:
            continue
        later = (
            follower.sop.casefold() for follower in ledger.approvals if approval.act and approval.act in follower.after
        )
        heir = next((now[other] for other in later if other in now and _follows(ledger, approval, other)), None)
        if heir is None:
            heir = next(
                (other for other, mine in digests.items() if approval.digest in mine and other.casefold() not in named),
                None,
            )
        if heir is not None:
            now[name] = heir
    return now


def _follows(ledger: Ledger, approval: Approval, other: str) -> bool:
    """True if an SOP was not itself part of the act that it names as the one before: then that one was about another name."""
    return not any(entry.act == approval.act and entry.sop.casefold() == other for entry in ledger.approvals)


def _day(approval: Approval) -> str:
    return approval.date.isoformat() if approval.date else "–"


def _digits(text: str) -> str:
    return "".join(text.split())


def _folded(text: str) -> str:
    return " ".join(text.split()).casefold()


def _folded_all(table: Mapping[str, str]) -> dict[str, str]:
    return {key: _folded(value) for key, value in table.items()}
