from functools import partial

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from yanzhen.lib.money import in_words
from yanzhen.market.enums import FigureKind, Length
from yanzhen.market.models import Competitor, MarketFigure
from yanzhen.market.queries import competitors, figures
from yanzhen.organization.queries import choices
from yanzhen.platform.actor import Actor
from yanzhen.platform.pages.fields import describe, written_number
from yanzhen.platform.pages.filters import Filter, name_of, options_of
from yanzhen.platform.pages.lists import ListSpec
from yanzhen.products.queries import categories

of_competitor, of_figure = partial(describe, Competitor), partial(describe, MarketFigure)
REGION, CATEGORY, COMPETITOR = (
    "organization:region_record", "products:category_record", "market:competitor_record",
)  # fmt: skip
EMPLOYEE, UNIT = "organization:employee_record", "organization:unit_record"


def worded(row: MarketFigure, actor: Actor) -> str:
    """The value with its currency; a count without."""
    return in_words(row.value, currency=row.currency) if row.currency else written_number(row.value)


VALUE = of_figure("value", words=worded, card="fig")
PERIOD = of_figure(
    "starts_on",
    label=pgettext_lazy("of a market figure", "period"),
    name="period",
    words=lambda row, actor: row.period_words,
    card="meta",
)

COMPETITORS = ListSpec(
    query=competitors.visible,
    columns=[
        of_competitor("code", card="meta"),
        of_competitor("name", source="label", card="title"),
        of_competitor("is_active", card="badge"),
        of_competitor("note", card="meta"),
    ],
    filters=[Filter("is_active", _("active"), "bool", "is_active")],
    search=("code", "name", "name_en"),
    sort="code",
)
MARKET_FIGURES = ListSpec(
    query=figures.visible,
    columns=[
        of_figure("number", card="hide"),
        of_figure("kind", card="title"),
        PERIOD,
        of_figure("region", page=REGION, card="meta"),
        of_figure("category", page=CATEGORY, card="meta"),
        of_figure("competitor", page=COMPETITOR, card="meta"),
        VALUE,
        of_figure("source", card="meta"),
        of_figure("found_on", card="hide"),
        of_figure("owner", page=EMPLOYEE, card="hide"),
    ],
    filters=[
        Filter("id", _("figure"), "ref", "pk"),
        Filter("kind", of_figure("kind").label, "choice", "kind", choices=dict(FigureKind.choices)),
        Filter("region", _("region"), "ref", "region", options=choices.regions, named=choices.region_name),
        Filter(
            "category",
            _("product category"),
            "ref",
            "category",
            options=options_of(categories.visible),
            named=name_of(categories.visible),
        ),
        Filter(
            "competitor",
            _("competitor"),
            "ref",
            "competitor",
            options=options_of(competitors.visible),
            named=name_of(competitors.visible),
        ),
        Filter("starts_on", _("first day"), "date", "starts_on"),
        Filter("length", _("length of the period"), "choice", "length", choices=dict(Length.choices)),
        Filter("owner", _("found by"), "ref", "owner", options=choices.employees, named=choices.employee_name),
        Filter("unit", _("unit"), "ref", "unit", options=choices.units, named=choices.unit_name),
        Filter("currency", _("currency"), "text", "currency"),
        Filter("found_on", _("found on"), "date", "found_on"),
        Filter("is_open", _("for everybody"), "bool", "is_open"),
    ],
    search=("number", "source", "note"),
    sort="-starts_on",
)
