from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yanzhen.planning.forms.months import MonthField
from yanzhen.planning.models import ForecastRun
from yanzhen.planning.queries.forecasts import closed_month
from yanzhen.platform.actor import Actor
from yanzhen.platform.pages.forms import ActorForm, NounForm

CURRENCY = RegexValidator(r"^[A-Z]{3}$", gettext_lazy("Three capital letters, such as CNY."))


class ForecastRunForm(NounForm):
    """A forecast to be made; any day of a month names it. It begins with the last month that is over."""

    cutoff = MonthField(
        label=gettext_lazy("books up to"), help_text=gettext_lazy("The last month that counts; only whole months do.")
    )

    class Meta:
        model = ForecastRun
        fields = ["cutoff", "horizon", "currency"]

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, actor=actor, **kwargs)
        self.fields["cutoff"].initial = closed_month()

    def clean_currency(self) -> str:
        currency = str(self.cleaned_data["currency"])
        CURRENCY(currency)
        return currency


class OwnForm(ActorForm):
    """What a person expects of the coming months: a field for each, left empty where nothing is said."""

    def __init__(self, *args: Any, months: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for month in months:
            self.fields[f"m{month:%Y%m}"] = forms.DecimalField(
                label=formats.date_format(month, "YEAR_MONTH_FORMAT"),
                required=False,
                min_value=0,
                max_digits=16,
                decimal_places=2,
                widget=forms.NumberInput(attrs={"inputmode": "decimal", "step": "0.01"}),
            )
        self.months = {f"m{month:%Y%m}": month for month in months}

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        if not self.errors and all(value is None for value in found.values()):
            raise ValidationError(_("Say at least one month."))
        return found

    def said(self) -> dict[Any, Any]:
        """The figures that were given, by month."""
        given = {self.months[name]: self.cleaned_data[name] for name in self.months}
        return {month: amount for month, amount in given.items() if amount is not None}
