"""The endpoints of key accounts that are not made from a noun's declaration."""

from typing import Any

ROUTERS: tuple[Any, ...] = ()
