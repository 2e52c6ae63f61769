"""Amounts of money: rounding, minor units and words. Amounts are `Decimal`, never floats."""

from decimal import ROUND_HALF_UP, Decimal

MINOR_DIGITS = {"JPY": 0, "KRW": 0, "VND": 0}
"""Currencies without two decimals (ISO 4217); every other currency here has two."""

SYMBOLS = {"CNY": "¥", "USD": "$", "EUR": "€", "GBP": "£", "JPY": "¥", "HKD": "HK$", "AUD": "A$", "CAD": "C$"}
MISSING = "–"


def quantum(currency: str = "CNY") -> Decimal:
    """Return the smallest step of a currency: 0.01 for CNY, 1 for JPY."""
    return Decimal(1).scaleb(-MINOR_DIGITS.get(currency, 2))


def rounded(amount: Decimal, currency: str = "CNY") -> Decimal:
    """Round half up to the currency's smallest step."""
    return amount.quantize(quantum(currency), rounding=ROUND_HALF_UP)


def from_cents(cents: int | None) -> Decimal | None:
    """Turn stored hundredths into an amount with two decimals; None stays None."""
    return None if cents is None else Decimal(cents).scaleb(-2)


def to_cents(amount: Decimal) -> int:
    """Turn an amount into hundredths; an amount finer than a cent is refused."""
    cents = amount.scaleb(2)
    if cents != cents.to_integral_value():
        raise ValueError(f"{amount} is finer than a cent")
    return int(cents)


def in_words(amount: Decimal | None, *, currency: str = "", digits: int | None = None) -> str:
    """Write an amount with thousands separated and `digits` decimals (two unless told), half up.

    None is the missing sign.
    """
    if amount is None:
        return MISSING
    places = 2 if digits is None else digits
    text = f"{amount.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP):,f}"
    symbol = SYMBOLS.get(currency, f"{currency} " if currency else "")
    return f"-{symbol}{text[1:]}" if text.startswith("-") else f"{symbol}{text}"
