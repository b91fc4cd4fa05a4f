"""What every format shows of a comparison: the changes, the words to tell them in, and what was compared."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from typing import TYPE_CHECKING

from ...core.comparison import Changes, Kind, ManualChanges
from ...core.comparison.remarks import Detail, Remark, Renaming, Topic, came_or_went, remarks, renaming
from ...core.comparison.speech import Speech
from ...core.exchange.exported import ExportedProcedure
from ...core.profiles import Words

if TYPE_CHECKING:
    from ...core.comparison.translations import TranslationChange

SIGNS: Mapping[Kind, str] = {Kind.ADDED: "+", Kind.REMOVED: "-", Kind.CHANGED: "~", Kind.MOVED: ">"}
"""A sign for each kind, where there is no room for its word."""


@dataclass(frozen=True, kw_only=True)
class ActorRenamings:
    """An actor that is called otherwise in several SOPs, told once for all of them."""

    old: str
    new: str
    sops: tuple[ExportedProcedure, ...]

    @property
    def titles(self) -> tuple[str, ...]:
        """The SOPs by their titles."""
        return tuple(map(full_title, self.sops))

    def sentence(self, speech: Speech) -> str:
        """Return "Ganti nama pelaksana di 12 SOP: Kepala → Kepala Badan"."""
        return speech.translate(
            "An actor is called otherwise in {count} SOPs: {old} → {new}",
            count=len(self.sops),
            old=self.old,
            new=self.new,
        )


@dataclass(frozen=True, kw_only=True)
class SopReport:
    """One SOP that is different, with what is to be said of it."""

    changes: Changes
    remarks: tuple[Remark, ...]
    told: Set[Renaming] = frozenset()
    """Names of actors that are told for many SOPs at once."""

    @property
    def procedure(self) -> ExportedProcedure:
        """The SOP as it is now."""
        return self.changes.new

    @property
    def reason(self) -> str:
        """What the author says of the revision, if it was not said before."""
        return self.changes.new.reason if self.changes.new.reason != self.changes.old.reason else ""

    @property
    def counts(self) -> Mapping[str, Counter[Kind]]:
        """How many changes of each kind there are, by what they are about: identity, steps, arrows."""
        changes = self.changes
        identity: Counter[Kind] = Counter()
        for field in changes.fields:
            identity[came_or_went(field.old, field.new)] += 1
        identity.update(item.kind for item in changes.items)
        identity.update(lane.kind for lane in changes.actors if renaming(lane) not in self.told)
        return {
            "identity": identity,
            "steps": Counter(change.kind for change in changes.steps),
            "arrows": Counter(change.kind for change in changes.flows),
        }

    @property
    def time(self) -> str:
        """By how much the longest way is longer or shorter: "+1 hari kerja"; empty if it is not."""
        times = [remark for remark in self.remarks if remark.topic is Topic.TIME]
        return times[-1].note if times else ""


@dataclass(frozen=True, kw_only=True)
class Report:
    """A comparison that is to be shown."""

    changes: ManualChanges
    speech: Speech
    old_name: str = ""
    new_name: str = ""
    """What was compared: a file, a revision."""
    translations: tuple[TranslationChange, ...] = ()
    """Translations that are different, if they were asked for, in the order of SOPs and languages."""

    @property
    def words(self) -> Words:
        """The labels in the language of the report."""
        return self.speech.words

    @cached_property
    def sops(self) -> tuple[SopReport, ...]:
        """The SOPs that are different, in the order of the manual, but for those in which only an actor is called
        otherwise as in others, see `renamings`."""
        told = frozenset((renamed.old, renamed.new) for renamed in self.renamings)
        listed = (
            SopReport(changes=changes, remarks=tuple(remarks(changes, self.speech, told)), told=told)
            for changes in self.changes.changed
        )
        return tuple(sop for sop in listed if sop.remarks or sop.reason)

    @cached_property
    def renamings(self) -> tuple[ActorRenamings, ...]:
        """The actors that are called otherwise in several SOPs in the same way."""
        renamed: dict[Renaming, dict[int, ExportedProcedure]] = {}
        for place, changes in enumerate(self.changes.changed):
            for names in filter(None, map(renaming, changes.actors)):
                renamed.setdefault(names, {})[place] = changes.new
        return tuple(
            ActorRenamings(old=names[0], new=names[1], sops=tuple(sops.values()))
            for names, sops in renamed.items()
            if len(sops) > 1
        )

    @property
    def translated(self) -> Iterator[tuple[str, list[Remark]]]:
        """The translations that are different, in words: a heading for each SOP and language, and a remark for each text."""
        for (_, title, language), changes in groupby(
            self.translations, key=lambda change: (change.name, change.title, change.language)
        ):
            heading = self.speech.translate("Translation ({language}): {title}", language=language, title=title)
            yield heading, [_translation(change) for change in changes]

    @property
    def title(self) -> str:
        """The name of the manual, if it has one."""
        return self.changes.new.project or self.changes.old.project

    @property
    def summary(self) -> str:
        """How many SOPs are new, gone, different, in one line."""
        changes, words = self.changes, self.words
        if not changes:
            return self.speech.translate("Nothing is different in the SOPs.")
        counts = {
            "changed": len(changes.changed),
            "added": len(changes.added),
            "removed": len(changes.removed),
            "renamed": sum(1 for _ in changes.renamed),
        }
        return "; ".join(f"{words[key]}: {count} SOP" for key, count in counts.items() if count)

    @property
    def note(self) -> str:
        """A sentence about what concerns every SOP; empty if nothing does."""
        if self.changes.working_times is None:
            return ""
        old, new = self.changes.working_times
        if old.hours_per_day == new.hours_per_day:
            return self.speech.translate("Longer units of time are converted to working days in another way.")
        return self.speech.translate(
            "A working day has {new} hours instead of {old}.",
            old=self.speech.number(old.hours_per_day),
            new=self.speech.number(new.hours_per_day),
        )


def _translation(change: TranslationChange) -> Remark:
    return Remark(
        kind=change.kind,
        heading=change.source,
        details=(Detail("", change.old, change.new, change.kind),),
        topic=Topic.IDENTITY,
    )


def counted(counts: Counter[Kind], words: Words) -> str:
    """Return how many changes of each kind there are: "Baru: 1, Diubah: 2"."""
    return ", ".join(f"{words[kind]}: {counts[kind]}" for kind in Kind if counts[kind])


def full_title(procedure: ExportedProcedure) -> str:
    """Return the title of an SOP, its name where it has none."""
    return procedure.title or procedure.name
