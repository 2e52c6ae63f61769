"""What is known of each customer beside name and address: industry, source, potential and class."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import numpy as np
import pyarrow as pa

from yanzhen.config.sample import coordinates, tables, words
from yanzhen.config.sample.tables import Plan
from yanzhen.crm.enums.customers import CustomerSource, Grade

INDUSTRIES = {"DEALER": "F", "CHAIN": "F", "HOTEL": "H", "CORP": "ICLJMK", "DESIGN": "EM", "PUBLIC": "PQ"}
"""Sections by type of customer; others trade."""
SOURCES = (
    (CustomerSource.REFERRAL, 0.26), (CustomerSource.EXHIBITION, 0.17), (CustomerSource.WEB, 0.12),
    (CustomerSource.COLD_CALL, 0.13), (CustomerSource.CANVASSING, 0.14), (CustomerSource.PARTNER, 0.07), ("", 0.11),
)  # fmt: skip
ORDER_WORTH = 21_000
"""About what one order of a middling customer is worth, in yuan."""
REASONS = {
    Grade.A: "年采购额与潜力居前，重点经营",
    Grade.B: "采购稳定，仍有增长空间",
    Grade.C: "采购额小，按需维护",
}


@dataclass(frozen=True)
class Habits:
    """What profiles follow from, one of each a customer: type, size, orders a year, the day it was lost, city."""

    kind: np.ndarray
    weight: np.ndarray
    rate: np.ndarray
    lost: np.ndarray
    city: np.ndarray


def columns(plan: Plan, habits: Habits, number: int) -> dict[str, Any]:
    """The columns of the customers of one chunk."""
    rng = plan.rng("profiles", number)
    kind, weight, rate = habits.kind, habits.weight, habits.rate
    n = len(kind)
    expected = np.maximum(rate, 0.3) * weight**0.5 * ORDER_WORTH * rng.lognormal(0.25, 0.35, n)
    expected = np.where(habits.lost > 0, expected * 0.12, expected)
    potential = np.round(expected, -4).astype(np.int64)
    cuts = np.quantile(expected, [0.5, 0.85])
    grade = np.searchsorted(cuts, expected)
    is_known, is_classed = rng.random(n) < 0.55, (rng.random(n) < 0.8) & (rate > 0)
    by_grade = [Grade.C, Grade.B, Grade.A]
    day = tables.to_date(plan.today_day) - timedelta(days=20)
    return {
        "industry_id": tables.keys(_industries(rng, kind)),
        "source": tables.words([s for s, _share in SOURCES], rng.choice(len(SOURCES), n, p=[p for _s, p in SOURCES])),
        "potential": pa.array(potential, mask=~is_known | (potential == 0))
        .cast(pa.decimal128(21, 2))
        .cast(pa.decimal128(18, 2)),
        "potential_currency": tables.repeated("CNY", n),
        "grade_class": _where(is_classed, [g.value for g in by_grade], grade),
        "class_reason": _where(is_classed, [REASONS[g] for g in by_grade], grade),
        "class_by": _where(is_classed, ["年度客户分级"], np.zeros(n, np.int64)),
        "class_on": pa.array([day] * n, pa.date32(), mask=~is_classed),
        **coordinates.columns(plan.rng("coordinates", number), habits.city),
    }


def _where(known: np.ndarray, vocabulary: list[str], index: np.ndarray) -> pa.Array:
    return tables.words(["", *vocabulary], np.where(known, index + 1, 0))


def _industries(rng: np.random.Generator, kind: np.ndarray) -> np.ndarray:
    """Keys of the industry of each customer; some have none yet."""
    keys = dict(tables.model("crm.Industry")._default_manager.values_list("code", "pk"))
    choices = np.array([
        [keys.get(codes[i % len(codes)], 0) for i in range(6)]
        for codes in (INDUSTRIES.get(code, "F") for code in words.TYPE_CODES)
    ])  # fmt: skip
    found = choices[kind, rng.integers(6, size=len(kind))]
    return np.where(rng.random(len(kind)) < 0.9, found, 0)
