"""One file imported: read, recognised, written, kept, reported."""

from collections.abc import Iterator
from pathlib import Path, PurePath

from ..i18n import say
from ..model import Message
from ..whole_files import write_whole
from .bpmn import read_model
from .document import Certainty, Document, Unreadable
from .draft import SopDraft
from .files import is_model, opened
from .keeping import keep
from .recognition import recognise
from .report import FileReport, SopReport, sop_report
from .writing import file_name, numbers_of, write


def import_file(path: Path, into: Path, *, force: bool, language: str, taken: set[str]) -> FileReport:
    """Import a file into a folder; ``taken`` are the names of SOPs imported in this run.  Raises `OSError` of the folder."""
    report = FileReport(path=str(path))
    try:
        if is_model(path):
            document = Document(path=str(path), kind="BPMN")
            drafts = read_model(path, document)
            _write_all(document, drafts, into, report, force=force, language=language, taken=taken)
        else:
            with opened(path) as document:
                drafts = recognise(document)
                _write_all(document, drafts, into, report, force=force, language=language, taken=taken)
    except Unreadable as error:
        report.failure = error.message
    except RecursionError:
        report.failure = Message(template="the file is nested too deeply to be read")
    return report


def _write_all(
    document: Document,
    drafts: list[SopDraft],
    into: Path,
    report: FileReport,
    *,
    force: bool,
    language: str,
    taken: set[str],
) -> None:
    report.kind = document.kind
    if not drafts:
        raise Unreadable("no SOP was found: neither an identity form nor a flowchart table with Kegiatan and Mutu Baku")
    for draft in drafts:
        name = file_name(draft.title or PurePath(document.path).stem, taken)
        report.sops.append(_write_one(document, draft, name, into, force=force, language=language))
    report.remarks = document.remarks


def _write_one(document: Document, draft: SopDraft, name: str, into: Path, *, force: bool, language: str) -> SopReport:
    pictures = list(_pictures(draft, name, into))

    def speak(message: Message) -> str:
        return say(message, language)

    written = write(draft, name=name, source=PurePath(document.path).name, pictures=pictures, say=speak)
    file = into / f"{name}.rst"
    outcome = keep(file, written.text, force=force)
    return sop_report(draft, written, numbers_of(draft.steps), file=str(file), outcome=outcome, pictures=pictures)


def _pictures(draft: SopDraft, name: str, into: Path) -> Iterator[str]:
    """Save the images of a flowchart; one that cannot be read is told."""
    for count, picture in enumerate(draft.pictures, 1):
        suffix = PurePath(picture.name).suffix.casefold() or ".bin"
        file = into / f"{name}-{count}{suffix}"
        try:
            data = picture.read()
        except Unreadable as error:
            draft.remark(
                Certainty.LEFT_OUT,
                "the picture {name} cannot be read: {reason}",
                name=picture.name,
                reason=error.message,
            )
            continue
        into.mkdir(parents=True, exist_ok=True)
        if not file.exists() or file.read_bytes() != data:
            write_whole(file, data)
        yield file.name
