"""Going live: which data to bring, in what order, whether it arrived, who was trained, and the day of switching."""

from yanzhen.platform.golive.checks import Check, Sum, by_currency, declare_check

__all__ = ["Check", "Sum", "by_currency", "declare_check"]
