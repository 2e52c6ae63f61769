"""What stands above both pages of the market: the question, and what must be said about the answer."""

from dataclasses import replace
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from yanzhen.lib.periods import Period, quarter_of
from yanzhen.organization.queries import regions
from yanzhen.planning.queries.market_terms import Market, Question
from yanzhen.platform.actor import Actor
from yanzhen.products.queries import categories

SHOWN_YEARS, SHOWN_QUARTERS = 3, 3


def address(question: Question, page: str = "", **changes: Any) -> str:
    """The address of a question with something changed."""
    q = replace(question, **changes)
    given = {"from": f"{q.period.start:%Y-%m}", "to": f"{q.period.end:%Y-%m}", "currency": q.currency, "by": q.by}
    given |= {name: str(key) for name, key in (("region", q.region), ("category", q.category)) if key is not None}
    return f"{reverse(page) if page else ''}?{urlencode(given)}"


def period_words(period: Period) -> str:
    """2025, 2026 Q2, or the first and last month."""
    start, end = period.start, period.end
    if (start.month, end.month) == (1, 12) and start.year == end.year:
        return f"{start:%Y}"
    if start.month % 3 == 1 and (end.year, end.month) == (start.year, start.month + 2):
        return f"{start:%Y} Q{quarter_of(start)}"
    first, last = f"{start:%Y-%m}", f"{end:%Y-%m}"
    return first if first == last else f"{first} – {last}"


def bar(request: HttpRequest, actor: Actor, found: Market) -> dict[str, Any]:
    """The controls of the question."""
    q, here = found.question, str(request.resolver_match.view_name) if request.resolver_match else ""
    pages = (("planning:market_share", _("Market share")), ("planning:market_matrix", _("BCG matrix")))
    return {
        "q": q,
        "tabs": [{"label": label, "url": address(q, name), "is_here": name == here} for name, label in pages],
        "presets": _presets(found),
        "cuts": [
            {"label": label, "url": address(q, by=by), "is_current": q.by == by}
            for by, label in (("category", _("By category")), ("region", _("By region")))
        ],
        "region_options": _options(regions.visible(actor), q.region),
        "category_options": _options(categories.visible(actor).select_related(None), q.category),
        "currencies": [
            {"code": code, "url": address(q, currency=code), "is_current": code == q.currency}
            for code in dict.fromkeys((*found.currencies, q.currency))
        ],
        "period_label": period_words(q.period),
        "before_label": period_words(q.before),
        "figures_url": reverse("market:marketfigure_list"),
        "can_add": actor.can("market.add_marketfigure"),
    }


def _presets(found: Market) -> list[dict[str, Any]]:
    years = [Period(date(y, 1, 1), date(y, 12, 31)) for y in found.years[-SHOWN_YEARS:]]
    shown = [*years, *found.quarters[-SHOWN_QUARTERS:]]
    return [
        {
            "label": period_words(period),
            "url": address(found.question, period=period),
            "is_current": period == found.question.period,
        }
        for period in shown
    ]


def _options(visible: Any, chosen: int | None) -> list[dict[str, Any]]:
    return [{"key": row.pk, "label": row.label, "is_chosen": row.pk == chosen} for row in visible]


def notices(actor: Actor, found: Market) -> dict[str, Any]:
    """What would mislead if it were not said: another currency, a reach that ends, an empty market."""
    q, said = found.question, []
    if found.other_currencies and found.whole.now.market is None and not found.lines:
        others = ", ".join(found.other_currencies)
        said.append(
            _(
                "The figures of the market are in {others}, own sales in {currency}. Currencies are not compared."
            ).format(others=others, currency=q.currency)
        )
    if not found.is_whole_company:
        said.append(
            _("Own sales here are those within your reach: the share is that of your part, not of the company.")
        )
    return {"notices": said, "is_empty": not found.years and not found.lines and found.whole.now.market is None}
