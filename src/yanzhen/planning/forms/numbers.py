"""Numbers as people type them."""

import unicodedata
from decimal import Decimal, InvalidOperation

from django.utils.translation import gettext as _

from yanzhen.lib.errors import RuleBroken
from yanzhen.planning.calc.targets import RATIO

LONGEST = 30


def number(text: str, kind: str, field: str) -> Decimal | None:
    """A typed number; empty is None. Thousands separators, full-width signs and a % are understood.

    Rates are typed in per cent, 112 or 112 % for 1.12.
    """
    plain = unicodedata.normalize("NFKC", text).replace(",", "").replace("\u00a0", " ").replace(" ", "").strip()
    if kind == RATIO:
        plain = plain.removesuffix("%")
    if not plain:
        return None
    try:
        value = Decimal(plain) if len(plain) <= LONGEST else None
    except InvalidOperation:
        value = None
    if value is None or not value.is_finite():
        raise RuleBroken(_("“{text}” is no number.").format(text=text[:40]), field=field, code="number")
    return value / 100 if kind == RATIO else value
