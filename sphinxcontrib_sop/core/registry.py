"""The registry of the regulations that a manual knows: which are in force, which are repealed or amended and by what."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from msgspec import Struct, field

from .anatomy import nearest
from .model import MessageError
from .regulations import Regulation, kind_of, parse_regulation, plain_words


class RegistryError(MessageError):
    """An entry of a registry cannot be used; the message says which and why."""


IN_FORCE, REPEALED, UNKNOWN = "in-force", "repealed", "unknown"
_STATUSES = {
    "berlaku": IN_FORCE, "in-force": IN_FORCE, "dicabut": REPEALED, "repealed": REPEALED,
    "tidak-diketahui": UNKNOWN, "unknown": UNKNOWN,
}  # fmt: skip
"""What an entry may say of its regulation; only a repeal has consequences."""
_KEYS = {
    "jenis": "kind", "nomor": "number", "tahun": "year", "tentang": "subject", "status": "status", "dicabut-oleh": "repealed-by",
    "dicabut_oleh": "repealed-by", "repealed_by": "repealed-by", "diubah-oleh": "amended-by", "diubah_oleh": "amended-by",
    "amended_by": "amended-by", "lembaran-negara": "gazette", "lembaran_negara": "gazette",
}  # fmt: skip
_ENTRY_KEYS = ("kind", "number", "year", "subject", "status", "repealed-by", "amended-by", "gazette")


class KnownRegulation(Struct, frozen=True, kw_only=True):
    """A regulation of the registry."""

    key: str
    regulation: Regulation
    repealed: bool = False
    repealed_by: str = ""
    """Key of another entry, or its name."""
    amended_by: tuple[str, ...] = ()
    """What amended it, oldest first: keys of other entries, or their names."""
    gazette: str = ""
    """Where it was published: Lembaran Negara Republik Indonesia Tahun 2009 Nomor 112 ..."""

    @property
    def written(self) -> str:
        """Its name and subject as a legal basis prints them."""
        subject = self.regulation.subject
        return f"{self.regulation.citation} tentang {subject}" if subject else self.regulation.citation


class Registry(Struct, frozen=True, kw_only=True):
    """The regulations a manual knows, by key."""

    entries: Mapping[str, KnownRegulation] = field(default_factory=dict)
    by_identity: Mapping[tuple[str, str, str, int | None], KnownRegulation] = field(default_factory=dict)

    def find(self, regulation: Regulation) -> KnownRegulation | None:
        """The entry of a regulation, if it is known."""
        return self.by_identity.get(regulation.identity)

    def successor(self, entry: KnownRegulation) -> str:
        """Name of what repealed a regulation: the last of a chain of repeals; empty if it is not known."""
        seen = {entry.key}
        while entry.repealed_by in self.entries and entry.repealed_by not in seen:
            seen.add(entry.repealed_by)
            entry = self.entries[entry.repealed_by]
            if not entry.repealed:
                return entry.written
        return entry.repealed_by if entry.repealed_by not in self.entries else ""

    def amendments(self, entry: KnownRegulation) -> tuple[str, ...]:
        """Names of what amended a regulation, oldest first."""
        return tuple(
            self.entries[name].regulation.citation if name in self.entries else name for name in entry.amended_by
        )

    def amended_form(self, entry: KnownRegulation) -> str:
        """How a regulation that was amended is cited further; empty if it was not: "sebagaimana telah diubah ..."."""
        names = self.amendments(entry)
        if not names:
            return ""
        several = "beberapa kali diubah terakhir" if len(names) > 1 else "diubah"
        return f"sebagaimana telah {several} dengan {names[-1]}"

    def same_subject(self, regulation: Regulation) -> tuple[KnownRegulation, ...]:
        """Entries of this kind about the same subject."""
        subject = _folded_subject(regulation.subject)
        return tuple(
            entry
            for entry in self.entries.values()
            if subject
            and entry.regulation.kind.key == regulation.kind.key
            and entry.regulation.issuer == regulation.issuer
            and _folded_subject(entry.regulation.subject) == subject
        )


_SHORT_SUBJECTS = {
    "asn": "aparatur sipil negara", "kip": "keterbukaan informasi publik", "ite": "informasi dan transaksi elektronik",
    "pemda": "pemerintahan daerah", "sisdiknas": "sistem pendidikan nasional", "pns": "pegawai negeri sipil",
    "spip": "sistem pengendalian intern pemerintah", "barjas": "pengadaan barang jasa pemerintah",
}  # fmt: skip


def _folded_subject(subject: str) -> str:
    """A subject as it is compared: common short forms written out."""
    return " ".join(_SHORT_SUBJECTS.get(word, word) for word in plain_words(subject).split())


def registry_of(entries: Iterable[KnownRegulation]) -> Registry:
    """Return the registry of these entries; a later one with the same key or regulation counts."""
    by_key = {entry.key: entry for entry in entries}
    return Registry(entries=by_key, by_identity={entry.regulation.identity: entry for entry in by_key.values()})


def read_entries(table: Mapping[str, Any]) -> Iterator[KnownRegulation]:
    """Read the tables of a registry; raises `RegistryError` at the first that cannot be used."""
    for key, value in table.items():
        if not isinstance(value, Mapping):
            raise RegistryError("[{key}] is not a table with {allowed}", key=key, allowed=", ".join(_ENTRY_KEYS))
        entry = {_KEYS.get(str(name), str(name)): item for name, item in value.items()}
        unknown = next((name for name in entry if name not in _ENTRY_KEYS), None)
        meant = nearest(unknown, [*_KEYS, *_ENTRY_KEYS]) if unknown is not None else None
        if unknown is not None and meant is not None:
            template = "[{key}]: unknown key `{unknown}`; did you mean `{meant}`?"
            raise RegistryError(template, key=key, unknown=unknown, meant=meant)
        if unknown is not None:
            raise RegistryError(
                "[{key}]: unknown key `{unknown}`; allowed are {allowed}",
                key=key,
                unknown=unknown,
                allowed=", ".join(_ENTRY_KEYS),
            )
        status = str(entry.get("status", IN_FORCE)).casefold().replace(" ", "-")
        if status not in _STATUSES:
            raise RegistryError(
                "[{key}]: status `{status}` is not one of {allowed}",
                key=key,
                status=status,
                allowed=", ".join(_STATUSES),
            )
        yield KnownRegulation(
            key=str(key),
            regulation=_regulation(str(key), entry),
            repealed=_STATUSES[status] == REPEALED or "repealed-by" in entry,
            repealed_by=str(entry.get("repealed-by", "")),
            amended_by=_names(entry.get("amended-by")),
            gazette=str(entry.get("gazette", "")),
        )


def _names(value: Any) -> tuple[str, ...]:
    """One name, or a list of them."""
    if isinstance(value, (list, tuple)):
        return tuple(str(item) for item in value)
    return (str(value),) if value else ()


def _regulation(key: str, entry: Mapping[str, Any]) -> Regulation:
    """Read an entry the way a citation of it would be read, so that both have one identity."""
    if not entry.get("kind"):
        raise RegistryError("[{key}]: `kind` is missing, such as UU, PP or Peraturan Menteri Dalam Negeri", key=key)
    kind = kind_of(str(entry["kind"]))
    name = kind.written if kind and str(entry["kind"]).strip() == kind.key else str(entry["kind"])
    number = f" Nomor {entry['number']}" if "number" in entry else ""
    year = f" Tahun {entry['year']}" if "year" in entry else ""
    subject = f" tentang {entry['subject']}" if "subject" in entry else ""
    regulation = parse_regulation(f"{name}{number}{year}{subject}")
    if regulation is None:
        raise RegistryError("[{key}]: `{text}` cannot be read as a regulation", key=key, text=f"{name}{number}{year}")
    return regulation
