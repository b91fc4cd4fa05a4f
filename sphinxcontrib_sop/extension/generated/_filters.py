"""Filters of `sop-list` and `sop-cards`: an SOP is listed if it passes every one that is set."""

from collections.abc import Callable, Iterator
from datetime import date

from ...core.model import Message, Procedure
from ...core.reading.dates import DateRange, parse_date
from ...core.regulations import parse_regulation, plain_words
from ..records import GeneratedRequest
from ._registry import GeneratedContext
from ._selection import acts_as, selected

Test = Callable[[Procedure], bool]


def filtered(request: GeneratedRequest, context: GeneratedContext) -> list[Procedure]:
    """Return the SOPs that pass the filters unit, status, actor, law, word and due, in the order of the manual."""
    procedures = _due(selected(request, context), request, context)
    for key, test_for in (("actor", _actor), ("law", _law), ("word", _word)):
        wanted = [text.strip() for text in request.options.get(key, "").split(";") if text.strip()]
        if not wanted:
            continue
        tests = [test_for(text, context) for text in wanted]
        if key in _MISSING:
            _report_missing(key, wanted, tests, request, context)
        procedures = [procedure for procedure in procedures if any(test(procedure) for test in tests)]
    return procedures


def _no_actor(wanted: str) -> Message:
    return Message(template="no SOP has a step of the actor `{actor}`", values={"actor": wanted})


def _no_law(wanted: str) -> Message:
    return Message(template="no SOP has the legal basis `{law}`", values={"law": wanted})


_MISSING = {"actor": _no_actor, "law": _no_law}
"""What is said of a filter that fits no SOP of the whole manual: most likely it is misspelt."""


def _report_missing(
    key: str, wanted: list[str], tests: list[Test], request: GeneratedRequest, context: GeneratedContext
) -> None:
    for text, test in zip(wanted, tests, strict=True):
        if not any(map(test, context.domain.procedures())):
            context.warn("list", _MISSING[key](text), request.location)


def _actor(wanted: str, _: GeneratedContext) -> Test:
    return lambda procedure: acts_as(procedure, wanted) is not None


def _law(wanted: str, context: GeneratedContext) -> Test:
    """A regulation by its key in the registry or by kind, number and year; other words by what they say."""
    known = context.config.source.registry.entries.get(wanted)
    regulation = known.regulation if known else parse_regulation(wanted)
    words = plain_words(wanted).casefold()

    def test(procedure: Procedure) -> bool:
        for item in _items(procedure):
            cited = parse_regulation(item)
            if regulation and regulation.number and cited and cited.identity == regulation.identity:
                return True
            if words in plain_words(item).casefold():
                return True
        return False

    return test


def _items(procedure: Procedure) -> tuple[str, ...]:
    value = procedure.fields.get("legal-basis")
    return value.items or (value.text,) if value else ()


def _word(wanted: str, _: GeneratedContext) -> Test:
    words = wanted.casefold().split()

    def test(procedure: Procedure) -> bool:
        said = "\n".join(_texts(procedure)).casefold()
        return all(word in said for word in words)

    return test


def _texts(procedure: Procedure) -> Iterator[str]:
    """Everything an SOP says: its title, its form and its steps."""
    yield procedure.title
    yield procedure.unit
    for value in procedure.fields.values():
        yield value.text
    for actor in procedure.actors:
        yield actor.label
    for step in procedure.steps:
        yield step.text
        for value in step.texts.values():
            yield value.text


def planned_review(procedure: Procedure) -> DateRange | None:
    """The planned review of an SOP: a date of revision after it came into force."""
    revised, effective = procedure.parsed("revised"), procedure.parsed("effective")
    if isinstance(revised, DateRange) and isinstance(effective, DateRange) and effective.certainly_before(revised):
        return revised
    return None


def _due(procedures: list[Procedure], request: GeneratedRequest, context: GeneratedContext) -> list[Procedure]:
    """With `due` only those whose planned review is not after that day."""
    if "due" not in request.options:
        return procedures
    typed = request.options["due"]
    limit = parse_date(typed) if typed else None
    last = limit.last if limit else context.config.source.today
    if last is None:
        template = "`due` needs a date that can be read, or `sop_today`; all planned reviews are listed"
        context.warn("list", Message(template=template), request.location)
        last = date.max
    return [
        procedure
        for procedure in procedures
        if (review := planned_review(procedure)) is not None and review.first <= last
    ]
