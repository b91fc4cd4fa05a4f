"""The ledger of approvals: what was approved, when and by whom, and a fingerprint of its content.

    acts         what is recorded: stages, approvals, the ledger as a value
    files        one TOML file for each act of approval, read and written; the one file of version 1 is still read
    digests      the fingerprint of a content, by the version of the method
    states       whether what was approved is still what stands there
    examination  what is wrong with a ledger, by itself and against the manual

The content that was approved lies beside the acts.  The ledger records; signed documents and signed commits prove.
"""

from .acts import ENGLISH_STAGES, PREPARING, Approval, Fault, Ledger, Stage
from .digests import SHORT, content_name, content_text, digest_of, printed_text, short, text_name, version_of
from .files import FOLDER_NAME, act_name, act_text, grouped, ledger_files, legacy_file, read_act, read_folder, text_hash
from .states import ApprovalState, Validity, state_of

__all__ = [
    "ENGLISH_STAGES",
    "FOLDER_NAME",
    "PREPARING",
    "SHORT",
    "Approval",
    "ApprovalState",
    "Fault",
    "Ledger",
    "Stage",
    "Validity",
    "act_name",
    "act_text",
    "content_name",
    "content_text",
    "digest_of",
    "grouped",
    "ledger_files",
    "legacy_file",
    "printed_text",
    "read_act",
    "read_folder",
    "short",
    "state_of",
    "text_hash",
    "text_name",
    "version_of",
]
