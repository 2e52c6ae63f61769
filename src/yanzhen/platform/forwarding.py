"""Records that were merged into another one: what their address, their code and their history lead to."""

from typing import Any

from django.db import models

from yanzhen.platform.base import Scoped

FARTHEST = 20
"""A chain of merges longer than this is a circle."""


def target(model: type[models.Model], key: int) -> int | None:
    """The record that took the place of this one, at the end of the chain; None when it stands for itself."""
    name = getattr(model, "forwards", "")
    if not name or not 0 <= key < 2**63:
        return None
    found, step = None, key
    for _turn in range(FARTHEST):
        following = model._base_manager.filter(pk=step).values_list(f"{name}_id", flat=True).first()
        if following is None:
            return found
        found = step = int(following)
    return None


def merged_into(record: Scoped) -> list[int]:
    """The keys of the records that lead to this one: their history is part of its history."""
    if not record.forwards:
        return []
    found: list[int] = []
    level = [record.pk]
    for _turn in range(FARTHEST):
        rows = type(record)._base_manager.filter(**{f"{record.forwards}__in": level})
        level = [key for key in rows.values_list("pk", flat=True) if key not in found]
        if not level:
            break
        found += level
    return found


def by_code(model: type[Any], lookup: str, codes: list[str]) -> dict[str, int]:
    """For codes of merged records the keys of those that took their place."""
    name = getattr(model, "forwards", "")
    if not name or not codes or lookup == "pk":
        return {}
    rows = model._base_manager.filter(**{f"{lookup}__in": codes, f"{name}__isnull": False})
    return {str(code): to for code, key in rows.values_list(lookup, "pk") if (to := target(model, key)) is not None}
