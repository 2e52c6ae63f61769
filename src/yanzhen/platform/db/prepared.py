"""SQL that is made once from a queryset and asked again with other values: for what every request asks."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.db import connection
from django.db.models import QuerySet


class Prepared:
    """The rows of a `values_list`, without Django taking the query apart each time.

    `build` makes the queryset from arguments; the `samples` are one value for each argument, found nowhere else in the
    query. Where a sample stands in the parameters, the value given to `rows` is put. Values must be those that a lookup
    passes on unchanged: numbers, texts and days. Rows come as the database driver gives them.
    """

    def __init__(self, build: Callable[..., QuerySet[Any, Any]], *samples: int | str | date) -> None:
        self.build, self.samples = build, samples
        self._made: dict[str, tuple[str, list[tuple[int | None, Any]]]] = {}

    def rows(self, *values: int | str | date) -> list[tuple[Any, ...]]:
        """What the queryset of these values would give."""
        made = self._made.get(connection.vendor)
        if made is None:
            made = self._made[connection.vendor] = self._make()
        sql, places = made
        given = [_stored(value) for value in values]
        with connection.cursor() as cursor:
            cursor.execute(sql, [fixed if place is None else given[place] for place, fixed in places])
            return cursor.fetchall()

    def _make(self) -> tuple[str, list[tuple[int | None, Any]]]:
        sql, params = self.build(*self.samples).query.sql_with_params()
        known = [_stored(sample) for sample in self.samples]
        places = [(known.index(p) if p in known else None, p) for p in params]
        if {place for place, _fixed in places if place is not None} != set(range(len(known))):
            raise ValueError(f"not every sample stands in the query as it is: {sql} {params}")
        return sql, places


def _stored(value: int | str | date) -> Any:
    """A value as it stands among the parameters of this database."""
    return connection.ops.adapt_datefield_value(value) if isinstance(value, date) else value
