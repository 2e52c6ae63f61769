"""The ways in which a story is told: a language and a screen; the slow suite has them all."""

import os
from typing import Any

import pytest

EVEN = int(os.environ["YANZHEN_TEST_DAY"]) % 2 == 0


def by_day(names: str, one: Any, other: Any) -> Any:
    """Parametrizes a dear story, told one way today and the other way tomorrow."""
    today, tomorrow = (one, other) if EVEN else (other, one)
    return pytest.mark.parametrize(names, [today, pytest.param(*_several(tomorrow), marks=pytest.mark.slow)])


def _several(values: Any) -> tuple[Any, ...]:
    return values if isinstance(values, tuple) else (values,)


def told(first: tuple[bool, bool] = (True, False), *, always: bool = False) -> Any:
    """Parametrizes (english, phone): at a desk today and on a phone tomorrow, each in another language.

    A story that has sisters is told `always` as `first` says; the sisters take the other pair.
    """
    english, phone = first if always or EVEN else (not first[0], not first[1])
    others = [(not english, not phone), (english, not phone), (not english, phone)]
    told = [pytest.param(english, phone, id=_name(english, phone))]
    told += [pytest.param(*pair, id=_name(*pair), marks=pytest.mark.slow) for pair in others]
    return pytest.mark.parametrize(("english", "phone"), told)


def _name(english: bool, phone: bool) -> str:
    return f"{'en' if english else 'zh'}-{'phone' if phone else 'desk'}"


HOW = told()
