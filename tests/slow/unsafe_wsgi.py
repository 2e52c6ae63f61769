"""The twin of the soak test: the same application with its transactions taken away, so that a kill leaves halves."""

import time
from typing import Any

from yanzhen.config.wsgi import application

__all__ = ["application"]


def _spoil() -> None:
    from django.db import transaction

    from yanzhen.orders.services import orders

    def nothing(*_: Any) -> None:
        return None

    transaction.Atomic.__enter__ = nothing  # type: ignore[method-assign]
    transaction.Atomic.__exit__ = nothing  # type: ignore[method-assign]
    save = orders._save

    def slowly(*args: Any) -> None:
        time.sleep(0.05)
        save(*args)

    orders._save = slowly


_spoil()
