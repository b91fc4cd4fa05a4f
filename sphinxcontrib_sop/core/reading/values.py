"""What is said of a value in a file of settings that cannot be used: it is left out, and everything else counts."""

from collections.abc import Sequence

from ..anatomy import nearest
from ..model import Message


def unusable(file: str, key: str, given: object, allowed: str | Message) -> Message:
    """Return the message about a value; what is allowed is a sentence, or words that are typed as they stand."""
    template = "{file}: {key} = {found} cannot be used; allowed: {allowed}"
    return Message(template=template, values={"file": file, "key": key, "found": repr(given), "allowed": allowed})


def one_of(keys: Sequence[str], typed: object, *, listed: str = "") -> str | Message:
    """Return what is allowed in the place of an unknown key (``listed``, else the keys), and what was probably meant."""
    listed = listed or ", ".join(keys)
    meant = nearest(str(typed), keys)
    if not meant:
        return listed
    return Message(template="{keys}; did you mean `{meant}`?", values={"keys": listed, "meant": meant})
