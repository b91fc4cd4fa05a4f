"""The wording of an SOP: word lists of a profile and what Indonesian word formation tells about a word."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from .morphology import VerbTable


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """Word lists, all in lower case; an empty list switches the rules off that need it."""

    verbs: tuple[str, ...] = ()
    """Active verbs; nouns, passives and imperatives made from them can be answered by the verb."""
    more_verbs: frozenset[str] = frozenset()
    """Active verbs that begin neither with me- nor with ber-."""
    not_verbs: frozenset[str] = frozenset()
    """Words that begin like a verb and are none."""
    weak_verbs: frozenset[str] = frozenset()
    """Verbs that only carry the noun after them (melakukan pemeriksaan)."""
    verbal_nouns: frozenset[str] = frozenset()
    """Nouns made from a verb that their form does not betray."""
    suggestions: Mapping[str, str] = field(default_factory=dict)
    """First word -> active verb to write instead."""
    tools: frozenset[str] = frozenset()
    """Equipment, no material."""
    times: tuple[str, ...] = ()
    """Phrases accepted instead of a duration."""
    duties: frozenset[str] = frozenset()
    """Words of a condition, duty or deadline in a warning."""
    records: frozenset[str] = frozenset()
    """Beginnings of words that name a record or the keeping of one."""
    orders: frozenset[str] = frozenset()
    """Beginnings of words by which a superior gives an order."""
    applicants: frozenset[str] = frozenset()
    """Words in the label of an actor who applies for something."""
    elected_offices: frozenset[str] = frozenset()
    """Offices whose holders are no civil servants and have no NIP."""
    table: VerbTable = field(default_factory=VerbTable, compare=False)
    """The verbs by the words made from them."""


WORD_LISTS = tuple(name for name in Wording.__dataclass_fields__ if name not in {"suggestions", "table"})
"""Names of the lists a profile may fill; `suggestions` is a table."""
