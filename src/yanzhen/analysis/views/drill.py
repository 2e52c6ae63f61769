"""Where a figure leads: region → unit → person → customer → orders, the filter kept in the address."""

from collections.abc import Mapping, Sequence
from urllib.parse import urlencode

from django.urls import reverse

from yanzhen.analysis.views import words
from yanzhen.figures.queries import dimensions as dims
from yanzhen.lib.periods import Period
from yanzhen.orders.enums import COUNTED

NEXT = {
    "region": "unit",
    "territory": "person",
    "unit": "person",
    "person": "customer",
    "category": "product",
    "product": "customer",
    "customer_type": "customer",
    "year": "quarter",
    "quarter": "month",
    "month": "region",
}
"""Which cut follows; what is missing leads to the orders themselves."""
ORDER_FILTERS = {
    "region": "region",
    "territory": "territory",
    "unit": "unit",
    "person": "owner",
    "category": "category",
    "product": "product",
    "customer_type": "customer_type",
    "customer": "customer",
}


def row_url(code: str, key: int | None, period: Period, currency: str, filters: Mapping[str, Sequence[object]]) -> str:
    """The address behind a row: the next cut of what the row counts, or its orders."""
    dim = dims.DIMENSIONS[code]
    if dim.write is not None:
        return _time_url(dim, key, period, currency, filters)
    narrowed = {**filters, code: (words.key(key),)}
    following = NEXT.get(code)
    while following is not None and following in narrowed:
        following = NEXT.get(following)
    if following is None:
        return orders_url(period, currency, narrowed)
    return words.explorer((following,), period, currency, narrowed)


def _time_url(
    dim: dims.Dimension, key: int | None, period: Period, currency: str, filters: Mapping[str, Sequence[object]]
) -> str:
    assert key is not None
    inside = within(period, dims.period_of(dim.code, key))
    following = NEXT.get(dim.code)
    if following is None:
        return orders_url(inside, currency, filters)
    while following is not None and following in filters:
        following = NEXT.get(following)
    return (
        words.explorer((following,), inside, currency, filters) if following else orders_url(inside, currency, filters)
    )


def within(period: Period, narrower: Period) -> Period:
    """The part of `narrower` that lies in `period`; all of it when they do not meet."""
    start, end = max(period.start, narrower.start), min(period.end, narrower.end)
    return Period(start, end) if start <= end else narrower


def orders_url(period: Period, currency: str, filters: Mapping[str, Sequence[object]]) -> str:
    """The list of orders that a figure counts."""
    given = {"ordered_on_from": period.start.isoformat(), "ordered_on_to": period.end.isoformat()}
    given |= {"state": ",".join(sorted(COUNTED))} | ({"currency": currency} if currency else {})
    for code, keys in filters.items():
        known = [str(k) for k in keys]
        if code == "unit":
            below = dims.units_below(int(k) for k in known if k != dims.NONE)
            known = [*(str(k) for k in sorted(below)), *(k for k in known if k == dims.NONE)]
        if code in ORDER_FILTERS and known:
            given[ORDER_FILTERS[code]] = ",".join(known)
    return f"{reverse('orders:order_list')}?{urlencode(given, safe=',')}"
