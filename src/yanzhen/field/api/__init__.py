"""The endpoints of field work that are not made from a noun's declaration."""

from typing import Any

ROUTERS: tuple[Any, ...] = ()
