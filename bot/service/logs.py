"""Logs: lines for people on a terminal, JSON elsewhere; no field can break a line."""

import logging
import sys
from typing import Any

import structlog

from bot.printable import escaped

_TRACEBACKS = structlog.processors.ExceptionRenderer(
    structlog.tracebacks.ExceptionDictTransformer(show_locals=False)  # they hold people's mail
)
LONGEST = 256  # characters of a value that came from mail


def set_up_logs(level: str, form: str, *, terminal: bool) -> None:
    """Set the format ("auto", "console", "json") and the least level, for the whole process."""
    pretty = form == "console" or (form == "auto" and terminal)
    renderer: Any = (
        structlog.dev.ConsoleRenderer(colors=terminal) if pretty else structlog.processors.JSONRenderer()
    )
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=not pretty),
            *(() if pretty else (_TRACEBACKS,)),
            tame,
            *((below,) if pretty else ()),
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(getattr(logging, level.upper())),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=False,
    )


def tame(_logger: Any, _method: str, event: Any) -> Any:
    """Cut long texts and show control characters as escapes, so that mail cannot write log lines."""
    return {
        key: tamed(value) if key not in {"exception", "errors"} else value for key, value in event.items()
    }


def below(_logger: Any, _method: str, event: Any) -> Any:
    """On a terminal the errors of a rule file stand below the line, with their places and carets."""
    errors = event.pop("errors", None)
    if errors:
        event["exception"] = "\n".join(tamed(line) for line in str(errors).split("\n"))
    return event


def tamed(value: Any) -> Any:
    """A text without controls, cut to its bound; anything else as it is."""
    if not isinstance(value, str):
        return value
    cut = value if len(value) <= LONGEST else value[:LONGEST] + "…"
    return escaped(cut)
