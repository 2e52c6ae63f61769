"""What is entered about the market."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from yanzhen.market.models import Competitor, MarketFigure
from yanzhen.market.permissions import OPEN
from yanzhen.market.queries import bounds, competitors
from yanzhen.organization.queries import employees, regions
from yanzhen.platform.actor import Actor
from yanzhen.platform.pages.forms import ActorForm, NounForm
from yanzhen.products.queries import categories


class CompetitorForm(NounForm):
    class Meta:
        model = Competitor
        fields = ["code", "name", "name_en", "is_active", "note"]


class MarketFigureForm(NounForm):
    today = ("found_on",)
    optional = frozenset({"number", "owner", "currency", "found_on"})
    scopes = {
        "region": regions.visible,
        "category": categories.visible,
        "competitor": competitors.visible,
        "owner": employees.visible,
    }

    class Meta:
        model = MarketFigure
        fields = [
            "kind",
            "starts_on",
            "length",
            "region",
            "category",
            "competitor",
            "value",
            "currency",
            "source",
            "found_on",
            "owner",
            "note",
            "number",
            "is_open",
        ]
        help_texts = {
            "starts_on": _("the first day of a month"),
            "region": _("empty: the whole market"),
            "category": _("empty: all products"),
            "competitor": _("only for sales and prices of a competitor"),
            "currency": _("only for amounts of money"),
            "is_open": _("whoever may see market figures reads it, and it counts in their shares"),
        }

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, actor=actor, **kwargs)
        if not actor.can(OPEN):
            del self.fields["is_open"]


class BoundsForm(ActorForm):
    """The bounds by which the market is read."""

    growth = forms.DecimalField(max_digits=6, decimal_places=4)
    relative_share = forms.DecimalField(max_digits=6, decimal_places=4)
    still = forms.DecimalField(max_digits=6, decimal_places=4)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        for name, bound in bounds.BOUNDS.items():
            self.fields[name].label, self.fields[name].help_text = bound.label, bound.help
