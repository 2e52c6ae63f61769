"""One log for our own structlog calls and for the standard library's: text on a terminal, JSON lines elsewhere."""

import logging
import re
import sys
from collections.abc import Mapping, MutableMapping
from typing import Any

import structlog

# Quiet unless something is wrong; a request's own errors come through django.request.
NOISY = ("axes", "django.server", "asyncio", "PIL", "fontTools", "urllib3", "splink", "sqlglot")


# A one-time link opens a session: whoever reads the log must not be able to follow it.
_SECRET_PATH = re.compile(r"(/accounts/link/)[^/\s'\"]+")


def hide_secrets(_: Any, __: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Blank the secret in addresses; drop the request that Django hands along, and the traceback of a mere refusal."""
    event.pop("request", None)
    if event.get("level") == "warning":
        event.pop("exc_info", None)
    for name, value in event.items():
        if isinstance(value, str):
            event[name] = _SECRET_PATH.sub(r"\1…", value)
    return event


def configure(config: Mapping[str, Any]) -> None:
    """Set up structlog and the root logger from the LOGGING setting (level, format)."""
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.ExtraAdder(),
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *shared,
            structlog.stdlib.PositionalArgumentsFormatter(),
            structlog.processors.StackInfoRenderer(),
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    # Plain: the pretty one prints the variables of every frame, passwords and keys among them.
    plain = structlog.dev.plain_traceback
    ending: list[Any] = [structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty(), exception_formatter=plain)]
    if config["format"] == "json":
        ending = [structlog.processors.format_exc_info, structlog.processors.JSONRenderer(ensure_ascii=False)]
    formatter = structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=shared,
        processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, hide_secrets, *ending],
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(formatter)
    handler.set_name("yanzhen")
    root = logging.getLogger()
    root.handlers = [kept for kept in root.handlers if kept.get_name() != "yanzhen"] + [handler]
    root.setLevel(config["level"])
    # Django's own handler for DEBUG would print each line twice, past the hiding of secrets.
    logging.getLogger("django").handlers.clear()
    for name in NOISY:
        logging.getLogger(name).setLevel(logging.WARNING)
