"""The endpoints of key accounts that are not made from a noun's declaration."""

from typing import Any

from yanzhen.keyaccounts.api.accounts import router

ROUTERS: tuple[Any, ...] = (router,)
