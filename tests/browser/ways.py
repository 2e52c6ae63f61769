"""The ways in which a story is told: a language and a screen; the two other pairs belong to the slow suite."""

from typing import Any

import pytest


def told(*, first: tuple[bool, bool] = (True, False)) -> Any:
    """Parametrizes (english, phone): once at a desk and once on a phone, each in another language."""
    english, phone = first
    pairs = [(english, phone), (not english, not phone)]
    slow = [(english, not phone), (not english, phone)]
    return pytest.mark.parametrize(
        ("english", "phone"),
        [*(pytest.param(*pair, id=_name(*pair)) for pair in pairs),
         *(pytest.param(*pair, id=_name(*pair), marks=pytest.mark.slow) for pair in slow)],
    )  # fmt: skip


def _name(english: bool, phone: bool) -> str:
    return f"{'en' if english else 'zh'}-{'phone' if phone else 'desk'}"


HOW = told()
