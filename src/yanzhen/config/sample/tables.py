"""Arrow columns without loops, and random numbers that depend on nothing but seed and purpose."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from typing import Any
from zlib import crc32

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from django.apps import apps
from django.db import models
from django.utils import timezone

from yanzhen.lib import periods

EPOCH = date(1970, 1, 1)
MONTHS = 40


@dataclass(frozen=True)
class Plan:
    """What was asked for. Days are counted from 1970-01-01 in the arrays."""

    scale: float
    seed: int
    today: date

    def rng(self, purpose: str, number: int = 0) -> np.random.Generator:
        """A generator of its own for every table and chunk, so that none disturbs another."""
        return np.random.default_rng([self.seed, crc32(purpose.encode()), number])

    @cached_property
    def months(self) -> list[date]:
        """Starts of the months with orders; the last is the current one."""
        return periods.months_between(periods.shifted(periods.month_start(self.today), 1 - MONTHS), self.today)

    @property
    def today_day(self) -> int:
        return day_number(self.today)

    @property
    def first_day(self) -> int:
        return day_number(self.months[0])


def day_number(day: date) -> int:
    return (day - EPOCH).days


def to_date(day: int) -> date:
    return EPOCH + timedelta(days=int(day))


def model(label: str) -> type[models.Model]:
    """A model by its label; the sample company is the one place that fills tables of all apps."""
    return apps.get_model(label)


def dates(days: np.ndarray) -> pa.Array:
    """Days as dates; 0 becomes a missing date."""
    numbers = np.asarray(days).astype(np.int32)
    return pa.array(numbers, mask=numbers == 0).view(pa.date32())


def words(vocabulary: Sequence[str], index: np.ndarray) -> pa.Array:
    """The words at these places."""
    return pc.take(pa.array(list(vocabulary), pa.string()), pa.array(index))


def joined(*parts: Any) -> pa.Array:
    """Texts put together row by row; a plain string stands for every row."""
    return pc.binary_join_element_wise(*parts, "")


def numbers(values: np.ndarray, width: int) -> pa.Array:
    """Whole numbers as text, padded with zeros."""
    return pc.utf8_lpad(pa.array(np.asarray(values).astype(np.int64)).cast(pa.string()), width, "0")


def keys(values: np.ndarray) -> pa.Array:
    """Foreign keys; 0 becomes missing."""
    ids = np.asarray(values).astype(np.int64)
    return pa.array(ids, mask=ids == 0)


def repeated(value: Any, count: int) -> pa.Array:
    return pa.repeat(pa.scalar(value), count)


def moments(days: np.ndarray) -> pa.Array:
    """The start of local days as moments."""
    zone = timezone.get_default_timezone()
    first = int(np.min(days)) if len(days) else 0
    shift = datetime.combine(to_date(first), time(), zone).utcoffset() or timedelta()
    micros = (np.asarray(days).astype(np.int64) * 86_400 - int(shift.total_seconds())) * 1_000_000
    return pa.array(micros).cast(pa.timestamp("us", tz="UTC"))


def record(columns: dict[str, Any], days: np.ndarray) -> pa.Table:
    """Columns of a versioned row, with the days on which the rows were made."""
    count = len(days)
    made = moments(days)
    return pa.table({**columns, "version": repeated(1, count), "created_at": made, "updated_at": made})


def small(rows: Sequence[dict[str, Any]], label: str, plan: Plan) -> pa.Table:
    """A short table from plain rows, typed as its model's columns."""
    opened = datetime.combine(plan.months[0], time(), timezone.get_default_timezone()).astimezone(UTC)
    full = [{"version": 1, "created_at": opened, "updated_at": opened, **row} for row in rows]
    return pa.table({name: pa.array([r[name] for r in full], _type(label, name)) for name in full[0]})


def _type(label: str, column: str) -> pa.DataType:
    field = next(f for f in model(label)._meta.concrete_fields if f.column == column)
    if isinstance(field, models.DateTimeField):
        return pa.timestamp("us", tz="UTC")
    if isinstance(field, models.DateField):
        return pa.date32()
    if isinstance(field, models.DecimalField):
        return pa.decimal128(field.max_digits, field.decimal_places)
    if isinstance(field, models.BooleanField):
        return pa.bool_()
    if isinstance(field, models.IntegerField | models.ForeignKey | models.AutoField):
        return pa.int64()
    return pa.string()
