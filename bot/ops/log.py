"""Structured logs: for people on a console, or one JSON object a line. Never a text, never an id of a person."""

from __future__ import annotations

import logging
import sys
from typing import Literal

import structlog
from structlog.typing import Processor

from bot.ops.redact import redact, redact_event

Log = structlog.stdlib.BoundLogger
QUIET = ("httpx", "httpcore", "telegram", "aiohttp.access", "alembic", "sqlalchemy", "uvicorn.access", "asyncio")


class _RedactingFormatter(logging.Formatter):
    """For the lines of libraries, which know nothing of our rules: Telegram's token stands in their URLs."""

    def format(self, record: logging.LogRecord) -> str:
        return redact(super().format(record))


def set_up(log_format: Literal["console", "json"], *, quiet: bool = False) -> None:
    """Once, at start. Logs go to standard error; `quiet` lets warnings and errors through alone."""
    renderer: Processor = (
        structlog.processors.JSONRenderer()
        if log_format == "json"
        else structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
    )
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            redact_event,
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING if quiet else logging.INFO),
        logger_factory=lambda *_: structlog.PrintLogger(sys.stderr),  # as it is at that moment, not as it was at start
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_RedactingFormatter("%(asctime)s [%(levelname)s] %(name)s: %(message)s"))
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    for name in QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)


def get_log(name: str) -> Log:
    logger: Log = structlog.get_logger(room=name)
    return logger
