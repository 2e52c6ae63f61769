from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from yanzhen.market import forms, lists
from yanzhen.market.lists import of_competitor, of_figure
from yanzhen.market.models import Competitor, MarketFigure
from yanzhen.market.services import competitors, figures
from yanzhen.platform.pages import navigation, nouns
from yanzhen.platform.pages.nouns import Noun, Tab
from yanzhen.platform.search import Find

COMPETITORS = nouns.declare(
    Noun(
        model=Competitor,
        slug="competitors",
        icon="swords",
        list=lists.COMPETITORS,
        fields=[
            of_competitor("code"),
            of_competitor("name"),
            of_competitor("name_en"),
            of_competitor("is_active"),
            of_competitor("note"),
            of_competitor("version"),
        ],
        form=forms.CompetitorForm,
        services=competitors,
        find=Find(titles=("name", "name_en"), codes=("code",), shown=("code",)),
    )
)
MARKET_FIGURES = nouns.declare(
    Noun(
        model=MarketFigure,
        slug="market-figures",
        icon="chart-dots",
        list=lists.MARKET_FIGURES,
        fields=[
            of_figure("number"),
            of_figure("kind"),
            lists.VALUE,
            of_figure("currency"),
            of_figure("starts_on"),
            of_figure("length"),
            of_figure("region", page=lists.REGION),
            of_figure("category", page=lists.CATEGORY),
            of_figure("competitor", page=lists.COMPETITOR),
            of_figure("source"),
            of_figure("found_on"),
            of_figure("owner", page=lists.EMPLOYEE),
            of_figure("unit", page=lists.UNIT),
            of_figure("note"),
            of_figure("is_open"),
            of_figure("version"),
        ],
        groups={
            _("What was found"): ("kind", "value", "currency", "competitor"),
            _("When and where"): ("starts_on", "length", "region", "category"),
            _("How it was found"): ("source", "found_on", "owner", "unit", "is_open", "note", "number"),
        },
        form=forms.MarketFigureForm,
        services=figures,
        find=Find(
            titles=("source",), codes=("number",), rank="created_at", shown=("kind", "starts_on", "region", "category")
        ),
    )
)
nouns.relate("market.competitor", Tab("figures", _("Market figures"), "market.marketfigure", "competitor"))
nouns.relate("organization.region", Tab("market", _("Market figures"), "market.marketfigure", "region"))
nouns.relate("products.category", Tab("market", _("Market figures"), "market.marketfigure", "category"))
PLANNING = pgettext_lazy("navigation", "Planning")
navigation.add(
    navigation.Place(
        53,
        _("Market figures"),
        "chart-dots",
        "market:marketfigure_list",
        "market.view_marketfigure",
        False,
        PLANNING,
        "m",
    )
)
navigation.add_creator(
    navigation.Place(35, _("Market figure"), "chart-dots", "market:collect", "market.add_marketfigure")
)
navigation.add_setting(
    navigation.Place(
        330, _("Competitors"), "swords", "market:competitor_list", "market.view_competitor", section=_("Catalogue")
    )
)
navigation.add_setting(
    navigation.Place(
        340, _("Reading of the market"), "adjustments", "market:bounds", "market.set_bounds", section=_("Catalogue")
    )
)
