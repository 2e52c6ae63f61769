"""The growth-share matrix (Boston Consulting Group): market growth against relative share."""

from decimal import Decimal
from enum import StrEnum
from fractions import Fraction


class Field(StrEnum):
    """The four fields."""

    STAR = "star"
    COW = "cash_cow"
    QUESTION = "question_mark"
    DOG = "dog"


def field_of(
    growth: Fraction | None,
    relative: Fraction | None,
    *,
    growth_from: Decimal = Decimal("1.10"),
    share_from: Decimal = Decimal(1),
) -> Field | None:
    """In which field something lies; None when growth or relative share is unknown.

    Parameters
    ----------
    growth : industry now / before, 1.10 is 10 % more
    relative : own sales / those of the largest rival
    growth_from, share_from : the cut-offs; what lies on one counts as high
    """
    if growth is None or relative is None:
        return None
    is_fast, is_large = growth >= Fraction(growth_from), relative >= Fraction(share_from)
    if is_fast:
        return Field.STAR if is_large else Field.QUESTION
    return Field.COW if is_large else Field.DOG
