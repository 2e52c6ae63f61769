"""The ways in which a story is told: a language and a screen; the other pairs belong to the slow suite."""

from typing import Any

import pytest


def told(first: tuple[bool, bool] = (True, False), *, times: int = 2) -> Any:
    """Parametrizes (english, phone): twice in every run, at a desk and on a phone, each in another language.

    A dear story that has sisters is told once, as `first` says; the sisters take the other pair.
    """
    english, phone = first
    pairs = [(english, phone), (not english, not phone), (english, not phone), (not english, phone)]
    marks = [() if turn < times else (pytest.mark.slow,) for turn in range(len(pairs))]
    told = [pytest.param(*pair, id=_name(*pair), marks=mark) for pair, mark in zip(pairs, marks, strict=True)]
    return pytest.mark.parametrize(("english", "phone"), told)


def _name(english: bool, phone: bool) -> str:
    return f"{'en' if english else 'zh'}-{'phone' if phone else 'desk'}"


HOW = told()
