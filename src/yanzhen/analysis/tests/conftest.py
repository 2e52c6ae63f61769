from collections.abc import Iterator
from typing import Any

import pytest

from yanzhen.analysis.tests import books as builder
from yanzhen.platform import warehouse
from yanzhen.platform.warehouse import store


@pytest.fixture
def books(db: Any) -> builder.Books:
    return builder.things()


@pytest.fixture
def built(books: builder.Books) -> Iterator[builder.Books]:
    """Books with 160 random orders, copied to the warehouse."""
    builder.random_orders(books, seed=7, count=160)
    warehouse.rebuild()
    yield books
    store.manifest_path(store.folder()).unlink()
