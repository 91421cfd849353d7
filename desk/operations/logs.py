"""The desk's log: events with keys, one line each, as JSON in production and readable in the demo.

A log line names what happened and where: conversation ids, codes, places in the code. It never holds what anybody
wrote. Our own events keep to that by what they log; for exceptions it is enforced here, since the message of an
exception may quote a request, a row or an answer: only its kind, its code and the places it passed are written.
"""

from __future__ import annotations

import logging
import re
import sys
import traceback
from collections.abc import Sequence
from enum import StrEnum
from types import TracebackType
from typing import Any, TextIO

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

from desk.errors import DeskError

# asyncio and others print an exception, words included, into the middle of their own message.
QUOTED_EXCEPTION = re.compile(r"exception=.*|(?<=Error: ).*", re.DOTALL)
PLACES_KEPT = 6


class LogFormat(StrEnum):
    JSON = "json"
    PLAIN = "plain"


def configure(
    log_format: LogFormat, level: str = "INFO", stream: TextIO | None = None, masks: Sequence[Processor] = ()
) -> None:
    """Send every event of this process, the libraries' included, to `stream` (standard output) in one format.

    `masks` see every event last, just before it is written: the place for what hides personal data in the values.
    """
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.stdlib.ExtraAdder(),
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        exception_without_words,
        one_line,
        *masks,
    ]
    renderers: list[Processor] = (
        [structlog.processors.JSONRenderer()]
        if log_format is LogFormat.JSON
        else [exception_on_the_line, structlog.dev.ConsoleRenderer(colors=False, pad_event_to=0)]
    )
    structlog.configure(
        processors=[*shared[:2], *shared[3:], structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[level]),
        logger_factory=structlog.stdlib.LoggerFactory(),
    )
    formatter = structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=[quote_no_exception, *shared],
        processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *renderers],
    )
    handler = logging.StreamHandler(stream or sys.stdout)
    handler.setFormatter(formatter)
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    logging.getLogger("desk").setLevel(level)


def exception_without_words(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """Replace `exc_info` by what broke, where, and what that came from, without any message."""
    info = event.pop("exc_info", None)
    if not info:
        return event
    if info is True:
        info = sys.exc_info()
    exception = info if isinstance(info, BaseException) else info[1]
    chain: list[dict[str, Any]] = []
    while exception is not None and len(chain) < PLACES_KEPT:
        chain.append({"kind": _kind(exception), "at": _places(exception.__traceback__)})
        exception = exception.__cause__ or (None if exception.__suppress_context__ else exception.__context__)
    event["exception"] = chain
    return event


def exception_on_the_line(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """Tell the same in words. The renderer for people takes an exception for a traceback already written down, and
    a log line that cannot be written is reported by Python itself, with every word we keep out."""
    chain = event.pop("exception", None)
    if chain:
        event["broke"] = ", from ".join(f"{one['kind']} at {' > '.join(one['at'])}" for one in chain)
    return event


def quote_no_exception(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """Cut an exception out of a library's message."""
    event["event"] = QUOTED_EXCEPTION.sub("(cut)", str(event.get("event", "")))
    return event


def one_line(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """No value may break the line or speak to a terminal: control characters are shown, not sent."""
    for key, value in event.items():
        if isinstance(value, str) and not value.isprintable():
            event[key] = value.encode("unicode_escape").decode("ascii")
    return event


def _kind(exception: BaseException) -> str:
    name = type(exception).__name__
    if isinstance(exception, DeskError):
        return f"{name} {exception.code}"
    if isinstance(exception, OSError) and exception.errno is not None:
        return f"{name} {exception.errno}"
    return name


def _places(trace: TracebackType | None) -> list[str]:
    frames = traceback.extract_tb(trace)[-PLACES_KEPT:]
    return [f"{frame.filename.rpartition('site-packages/')[2]}:{frame.lineno} {frame.name}" for frame in frames]
