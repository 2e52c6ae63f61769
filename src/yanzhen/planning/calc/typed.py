"""What a person types into a cell of a board, or pastes from a spreadsheet."""

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from yanzhen.lib.money import SYMBOLS

SCALES = {"": 1, "k": 1_000, "千": 1_000, "万": 10_000, "w": 10_000, "m": 1_000_000, "百万": 1_000_000, "亿": 10**8}
PATTERN = re.compile(
    r"(?P<sign>[+\-−]?)(?P<digits>\d[\d,\s']*(?:\.\d*)?|\.\d+)(?P<scale>k|千|万|w|m|百万|亿)?(?P<rate>%)?"
    r"(?P<of>(?<=%)[rct行列总])?"
)
SUMS = {"r": "row", "c": "column", "t": "total", "行": "row", "列": "column", "总": "total"}
FLOORS = (">=", "≥")
LONGEST = 40


class NotANumber(ValueError):
    """The text is none of the forms; `kind`: "text", "currency", "fine" or "large"."""

    def __init__(self, kind: str):
        self.kind = kind
        super().__init__(kind)


@dataclass(frozen=True)
class Typed:
    """`kind`: "amount" or "floor" (cents), "change" (per cent on what stands there), "share" (per cent of a sum).

    `of` names the sum of a share, "row", "column" or "total", where the text says it.
    """

    kind: str
    value: Decimal
    of: str = ""


def read(text: str, currency: str = "") -> Typed:
    """Read 1,200.50, ¥1200, 12万, (300), +12 %, -5%, 12% (a share), 12%r, 12%c, 12%t (of what), >=1200 (a floor).

    Amounts come in whole cents. A sign of another currency is refused: nothing is converted. Raises `NotANumber`.
    """
    plain = unicodedata.normalize("NFKC", text).strip().lower()
    if not plain or len(plain) > LONGEST:
        raise NotANumber("text")
    for mark in FLOORS:
        if plain.startswith(mark):
            return _floor(read(plain.removeprefix(mark), currency))
    plain = _without_currency(plain, currency)
    negative = plain.startswith("(") and plain.endswith(")")
    match = PATTERN.fullmatch(re.sub(r"\s+(?=[%a-z千万百亿])", "", plain[1:-1] if negative else plain).replace(" ", ""))
    if match is None:
        raise NotANumber("text")
    value = _number(match["digits"])
    if match["rate"]:
        return _rate(value, match["sign"], match["of"] or "", is_scaled=bool(match["scale"]) or negative)
    cents = value * SCALES[match["scale"] or ""] * 100
    if cents != cents.to_integral_value():
        raise NotANumber("fine")
    return Typed("amount", -cents if negative or match["sign"] in {"-", "−"} else cents)


def _number(digits: str) -> Decimal:
    try:
        value = Decimal(re.sub(r"[,\s']", "", digits))
    except InvalidOperation as error:
        raise NotANumber("text") from error
    if value > 10**13:
        raise NotANumber("large")
    return value


def _floor(amount: Typed) -> Typed:
    if amount.kind != "amount" or amount.value < 0:
        raise NotANumber("text")
    return Typed("floor", amount.value)


def _rate(value: Decimal, sign: str, of: str, *, is_scaled: bool) -> Typed:
    if is_scaled or value > 100_000 or (sign and of):
        raise NotANumber("large" if value > 100_000 else "text")
    if not sign:
        return Typed("share", value, SUMS.get(of, ""))
    return Typed("change", value if sign == "+" else -value)


def _without_currency(plain: str, currency: str) -> str:
    """Take the plan's own currency off; another one is an error."""
    own = {
        SYMBOLS.get(currency, "").lower(),
        currency.lower(),
        "元" if currency == "CNY" else "",
        "rmb" if currency == "CNY" else "",
    }
    for mark in sorted(
        {m.lower() for m in SYMBOLS.values()} | {c.lower() for c in SYMBOLS} | {"元", "rmb", "€", "£"},
        key=len,
        reverse=True,
    ):
        if mark and mark in plain:
            if mark not in own:
                raise NotANumber("currency")
            return plain.replace(mark, "", 1).strip()
    return plain
