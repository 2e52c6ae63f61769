"""The short form of the field."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yanzhen.lib.periods import month_start, quarter_of
from yanzhen.market.enums import FigureKind, Length
from yanzhen.market.models import MarketFigure
from yanzhen.market.queries import competitors
from yanzhen.organization.queries import regions
from yanzhen.platform.pages.forms import ActorForm, plausible_date
from yanzhen.products.queries import categories

IN_THE_FIELD = (
    FigureKind.COMPETITOR_PRICE, FigureKind.COMPETITOR_SALES, FigureKind.SHOPS, FigureKind.SHOP_POWER,
    FigureKind.INDUSTRY_SALES, FigureKind.HOUSEHOLDS, FigureKind.INCOME, FigureKind.SPENDING,
)  # fmt: skip
"""What one most often finds outside comes first."""


def _label(name: str) -> Any:
    return MarketFigure._meta.get_field(name).verbose_name  # type: ignore[union-attr]


class MonthField(forms.CharField):
    """A month, written 2026-05; gives its first day."""

    widget = forms.DateInput(attrs={"type": "month"}, format="%Y-%m")

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        try:
            day = date.fromisoformat(f"{text}-01") if len(text) == 7 else month_start(date.fromisoformat(text))
        except ValueError as error:
            raise ValidationError(_("A month such as 2026-05, please."), code="month") from error
        plausible_date(day)
        return day


class CollectForm(ActorForm):
    """What one can tell standing in a shop; the rest is filled in."""

    kind = forms.ChoiceField(
        label=_label("kind"), choices=[(kind.value, kind.label) for kind in IN_THE_FIELD], widget=forms.RadioSelect
    )
    competitor: Any = forms.ModelChoiceField(label=_label("competitor"), queryset=None, required=False)
    value = forms.DecimalField(label=_label("value"), max_digits=18, decimal_places=2, min_value=0)
    currency = forms.CharField(label=_label("currency"), max_length=3, required=False)
    length = forms.ChoiceField(label=_label("length"), choices=Length.choices, widget=forms.RadioSelect)
    month = MonthField(label=gettext_lazy("month"))
    region: Any = forms.ModelChoiceField(
        label=_label("region"), queryset=None, required=False, empty_label=gettext_lazy("the whole market")
    )
    category: Any = forms.ModelChoiceField(
        label=_label("category"), queryset=None, required=False, empty_label=gettext_lazy("all products")
    )
    source = forms.CharField(label=_label("source"), max_length=200)
    photo = forms.FileField(label=gettext_lazy("photo"), required=False)
    note = forms.CharField(label=_label("note"), max_length=500, required=False)

    def __init__(self, *args: Any, actor: Any, initial: dict[str, Any], **kwargs: Any) -> None:
        usual = {"kind": FigureKind.COMPETITOR_PRICE, "length": Length.MONTH, "currency": "CNY"}
        begun = {**usual, "month": timezone.localdate(), **initial}
        super().__init__(*args, actor=actor, initial=begun, **kwargs)
        for name, rows in (("competitor", competitors), ("region", regions), ("category", categories)):
            self.fields[name].queryset = rows.visible(actor)  # type: ignore[attr-defined]
        self.fields["value"].widget.attrs |= {"inputmode": "decimal", "autofocus": True, "autocomplete": "off"}

    def values(self) -> dict[str, Any]:
        """What was entered, for the service; a quarter or a year begins where the calendar has it."""
        given = {name: value for name, value in self.cleaned_data.items() if name not in {"month", "photo"}}
        month: date = self.cleaned_data["month"]
        first = {Length.QUARTER: 3 * quarter_of(month) - 2, Length.YEAR: 1}.get(given["length"], month.month)
        return {**given, "starts_on": month.replace(month=first, day=1)}
