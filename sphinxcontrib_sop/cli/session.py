"""One reading of a manual for a command: what Sphinx says of a manual it cannot read becomes one plain sentence."""

import contextlib
import os
import sys
import traceback
from collections.abc import Iterator, Mapping
from pathlib import Path

from docutils.utils import SystemMessage
from msgspec import Struct, field
from msgspec.structs import replace
from sphinx.errors import ConfigError, ExtensionError, SphinxError, SphinxParallelError, VersionRequirementError
from sphinx.util.docutils import docutils_namespace, patch_docutils

from ..core.configuration import OutputConfig, SourceConfig
from ..core.model import Location, Manual, Message
from ..core.profiles import ProfileError, load_profile
from ..core.rules import OF_CONFIG, Finding, Severity
from ..extension.approvals import Approvals, approvals_of
from ..extension.config import output_config, source_config
from ..extension.domain import documents_in_order, sop_domain
from ..extension.source_text import NOT_UTF_8
from ._application import EXTENSION, CheckBuilder, ReadingApplication, ReadingBuilder
from ._failure import ManualError
from ._manual import Request
from ._notes import lacks_file
from ._opened import watch_files
from .cache import DOCTREES, Cache
from .evidence import Evidence, gather


class Reading(Struct, frozen=True, kw_only=True):
    """What was read."""

    source: Path
    """The folder of the manual."""
    manual: Manual
    config: SourceConfig
    output: OutputConfig
    language: str
    """Of the output, in which findings are told."""
    project: str
    documents: tuple[str, ...] = ()
    """Its documents in the order of the tables of contents."""
    included: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """The files that its documents include or take data from, by document, paths from the folder of the manual."""
    findings: tuple[Finding, ...] = ()
    """Of rules and of Sphinx, paths from the folder of the manual; empty if only the manual was wanted."""
    foreign: frozenset[str] = frozenset()
    """Paths of documents that are not UTF-8, and so were not read as they stand."""
    evidence: Evidence | None
    """What the findings rest on; None if not all of it is known, or nobody asked."""
    approvals: Approvals
    """What the ledger says; empty if the manual keeps none."""


def read_manual(request: Request, cache: Cache, *, check: bool, evidence: bool = False) -> Reading:
    """Read a manual, with ``check`` its findings too, with ``evidence`` what it rests on; only the cache is written.

    Raises `ManualError` if it cannot be read.
    """
    _require_manual(request)
    try:
        return _read(request, cache, check=check, evidence=evidence)
    except ManualError:
        raise
    except Exception as error:
        if not cache.used:
            raise _explained(error, request) from error
    # what an earlier run left may be broken in ways that nobody foresees
    cache.clear()
    try:
        return _read(request, cache, check=check, evidence=evidence)
    except ManualError:
        raise
    except Exception as error:
        raise _explained(error, request) from error


def unreadable_act(reading: Reading) -> Message | None:
    """The first place in the ledger that cannot be read, as a sentence; whoever tells what the ledger says must know."""
    for fault in reading.approvals.faults:
        if fault.code == "SOP121":
            values = {"file": fault.location.path, "line": fault.location.line, "message": fault.message}
            return Message(template="{file}:{line}: {message}", values=values)
    return None


def _require_manual(request: Request) -> None:
    for folder in (request.source, request.confdir):
        if not folder.is_dir():
            raise ManualError("the folder {folder} does not exist", folder=folder)
    if not (request.confdir / "conf.py").is_file():
        below = sorted(path.parent for path in request.confdir.glob("*/conf.py"))
        if below:
            raise ManualError(
                "there is no conf.py in {folder}; did you mean {meant}?", folder=request.confdir, meant=below[0]
            )
        raise ManualError("there is no conf.py in {folder}, so it is no manual of Sphinx", folder=request.confdir)


def _read(request: Request, cache: Cache, *, check: bool, evidence: bool) -> Reading:
    builder = CheckBuilder if check else ReadingBuilder
    with (
        cache.taken() as folder,
        _quiet(),
        patch_docutils(request.confdir),
        docutils_namespace(),
    ):
        with watch_files() as opened:
            app = ReadingApplication(
                srcdir=request.source,
                confdir=request.confdir,
                outdir=folder / "output",
                doctreedir=folder / DOCTREES,
                buildername=builder.name,
                confoverrides=dict(request.overrides),
                status=None,
                warning=None,
                parallel=request.jobs,
            )
        _require_profile(app)
        app.build()
        domain = sop_domain(app.env)
        config = source_config(app.config)
        findings = tuple(_judged(app)) if check else ()
        approvals = approvals_of(app.env)
        return Reading(
            source=request.source,
            manual=replace(domain.manual(), approvals=approvals.states, ledger_faults=approvals.faults),
            config=config,
            output=output_config(app.config),
            language=app.config.language,
            project=app.config.project,
            documents=tuple(documents_in_order(app.env)),
            included={docname: tuple(map(str, names)) for docname, names in app.env.dependencies.items()},
            findings=findings,
            foreign=frozenset(
                finding.location.path
                for finding in findings
                if any(message.template == NOT_UTF_8 for message in finding.messages)
            ),
            evidence=gather(app, opened, config.ledger) if evidence and not any(map(lacks_file, findings)) else None,
            approvals=approvals,
        )


def _require_profile(app: ReadingApplication) -> None:
    """A build takes the usual profile in the place of one that cannot be read; a check would judge by the wrong one."""
    name = app.config.sop_profile
    if isinstance(name, str):
        try:
            load_profile(name, Path(app.confdir))
        except ProfileError as error:
            raise ManualError("conf.py: sop_profile: {error}", error=error.message) from error


@contextlib.contextmanager
def _quiet() -> Iterator[None]:
    """What ``conf.py`` prints is no part of a report."""
    with contextlib.redirect_stdout(sys.stderr):
        yield


def _judged(app: ReadingApplication) -> Iterator[Finding]:
    conf = Location(path=str(app.confdir / "conf.py"), line=0).seen_from(Path(app.srcdir))
    if app.extension_missing:
        template = '`extensions` lacks "{extension}"; the manual was read as if it stood there'
        message = Message(template=template, values={"extension": EXTENSION})
        yield Finding(code="sop.extension", severity=Severity.ERROR, location=conf, messages=(message,))
    for finding in app.all_findings():
        yield replace(finding, location=conf) if finding.code == OF_CONFIG else finding


# -- what went wrong -------------------------------------------------------------------------------------------------
def _explained(error: Exception, request: Request) -> ManualError:
    """An exception as a sentence for the author of the manual."""
    if isinstance(error, ConfigError):
        return _of_config(error, request)
    if isinstance(error, VersionRequirementError):
        return ManualError("the manual asks for another version of Sphinx: {reason}", reason=_first_line(error))
    if isinstance(error, ExtensionError) and isinstance(error.orig_exc, ImportError):
        return ManualError(
            "an extension that conf.py names cannot be loaded: {reason}; install it or take it out of `extensions`",
            reason=_first_line(error),
        )
    if isinstance(error, ExtensionError):
        return ManualError("an extension failed: {reason}", reason=_first_line(error))
    if isinstance(error, SphinxParallelError):
        return ManualError("the manual cannot be read: {reason}", reason=_first_line(error))
    if isinstance(error, (SphinxError, SystemMessage)):
        return ManualError("the manual cannot be read: {reason}", reason=_first_line(error))
    if isinstance(error, OSError):
        return ManualError("the manual cannot be read: {reason}", reason=_error_text(error))
    return ManualError(
        "the manual cannot be read; an extension or Sphinx itself failed: {reason}", reason=_error_text(error)
    )


def _of_config(error: ConfigError, request: Request) -> ManualError:
    """A fault of ``conf.py``, with its line."""
    cause = error.__cause__
    file = _relative(request.confdir / "conf.py")
    if isinstance(cause, SyntaxError):
        return ManualError(
            "{file}:{line}: the configuration is not valid Python: {reason}",
            file=_relative(Path(cause.filename)) if cause.filename else file,
            line=cause.lineno or 1,
            reason=cause.msg,
        )
    if isinstance(cause, SystemExit):
        return ManualError("{file}: the configuration called sys.exit()", file=file)
    if cause is None:
        return ManualError("{file}: {reason}", file=file, reason=_first_line(error))
    lines = [
        frame.lineno for frame in traceback.extract_tb(cause.__traceback__) if Path(frame.filename).name == "conf.py"
    ]
    return ManualError(
        "{file}:{line}: the configuration fails: {reason}",
        file=file,
        line=lines[-1] if lines else 1,
        reason=_error_text(cause),
    )


def _relative(path: Path) -> str:
    try:
        return Path(os.path.relpath(path)).as_posix()
    except ValueError:  # another drive
        return path.as_posix()


def _error_text(error: BaseException) -> str:
    """Kind and text of an exception, on one line."""
    if isinstance(error, OSError) and error.strerror:
        return ": ".join(filter(None, (str(error.filename or ""), error.strerror)))
    return " ".join(f"{type(error).__name__}: {error}".rstrip(": ").split())


def _first_line(error: BaseException) -> str:
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    return lines[0] if lines else type(error).__name__
