"""What rows cover; each example is small enough to follow by eye."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yanzhen.lib.periods import shifted
from yanzhen.market.calc.ledger import Fact, Ledger, MixedCurrencies, Parts

YEAR: dict[str, Any] = {"start": date(2025, 1, 1), "end": date(2025, 12, 31)}
PARTS = Parts(regions=(1, 2), categories=(10, 20), below={10: (11, 12)})


def fact(key: int, value: int, starts: date = date(2025, 1, 1), months: int = 12, **more: object) -> Fact:
    given = {"kind": "industry", "found_on": date(2026, 1, 1), "currency": "CNY", **more}
    return Fact(key=key, starts=starts, months=months, value=Decimal(value), **given)  # type: ignore[arg-type]


def ledger(*facts: Fact) -> Ledger:
    return Ledger(facts, PARTS, levels={"shops"}, summed={"industry", "shops"})


def test_a_year_is_known_from_its_row() -> None:
    found = ledger(fact(1, 1200)).known("industry", **YEAR)
    assert found is not None
    assert (found.value, found.used, found.currency) == (Decimal(1200), (1,), "CNY")


def test_quarters_and_months_make_a_year_without_a_gap() -> None:
    # 300 + 300 + 100 + 100 + 100 + 300 = 1 200
    rows = [fact(1, 300, months=3), fact(2, 300, date(2025, 4, 1), 3), fact(6, 300, date(2025, 10, 1), 3)]
    rows += [fact(3 + n, 100, date(2025, 7 + n, 1), 1) for n in range(3)]
    found = ledger(*rows).known("industry", **YEAR)
    assert found is not None
    assert found.value == Decimal(1200)


def test_a_missing_month_leaves_the_year_unknown() -> None:
    rows = [fact(n, 100, date(2025, n, 1), 1) for n in range(1, 12)]
    assert ledger(*rows).known("industry", **YEAR) is None


def test_a_year_and_its_months_are_not_added_up() -> None:
    rows = [fact(n, 100, date(2025, n, 1), 1) for n in range(1, 13)]
    book = ledger(fact(99, 1300), *rows)
    long, short = book.known("industry", **YEAR), book.known("industry", finest=True, **YEAR)
    assert long is not None
    assert short is not None
    assert (long.value, short.value) == (Decimal(1300), Decimal(1200))


def test_the_row_found_last_counts() -> None:
    found = ledger(fact(1, 900, found_on=date(2026, 3, 1)), fact(2, 1000, found_on=date(2026, 2, 1))).known(
        "industry", **YEAR
    )
    assert found is not None
    assert (found.value, found.used, found.replaced) == (Decimal(900), (1,), (2,))


def test_all_parts_make_the_whole_and_some_do_not() -> None:
    both = ledger(fact(1, 400, region=1), fact(2, 600, region=2)).known("industry", **YEAR)
    assert both is not None
    assert both.value == Decimal(1000)
    assert ledger(fact(1, 400, region=1)).known("industry", **YEAR) is None
    below = ledger(fact(1, 100, category=11), fact(2, 200, category=12), fact(3, 300, category=20))
    whole = below.known("industry", **YEAR)
    assert whole is not None
    assert whole.value == Decimal(600)


def test_currencies_are_never_added_up() -> None:
    book = ledger(fact(1, 400, region=1), fact(2, 600, region=2, currency="USD"))
    with pytest.raises(MixedCurrencies) as error:
        book.known("industry", **YEAR)
    assert error.value.currencies == ("CNY", "USD")
    assert book.known("industry", currency="CNY", **YEAR) is None


def test_a_level_is_the_latest_that_has_begun() -> None:
    book = ledger(
        fact(1, 50, date(2024, 1, 1), kind="shops", currency=""),
        fact(2, 60, date(2025, 6, 1), 1, kind="shops", currency=""),
    )
    now, before = book.known("shops", **YEAR), book.known("shops", start=date(2024, 1, 1), end=date(2024, 12, 31))
    assert now is not None
    assert before is not None
    assert (now.value, before.value) == (Decimal(60), Decimal(50))
    assert book.known("shops", start=date(2023, 1, 1), end=date(2023, 12, 31)) is None


def test_nothing_is_known_of_nothing() -> None:
    assert ledger().known("industry", **YEAR) is None
    assert ledger(fact(1, 0)).known("industry", **YEAR) == ledger(fact(1, 0)).known("industry", **YEAR) != None  # noqa: E711


@given(st.lists(st.integers(0, 10**6), min_size=24, max_size=24), st.integers(0, 12), st.integers(1, 12))
def test_months_add_up_to_any_period(values: list[int], first: int, count: int) -> None:
    begin = date(2024, 1, 1)
    book = ledger(*[fact(n + 1, value, shifted(begin, n), 1) for n, value in enumerate(values)])
    found = book.known("industry", start=shifted(begin, first), end=shifted(begin, first + count - 1))
    assert found is not None
    assert found.value == sum(values[first : first + count])
