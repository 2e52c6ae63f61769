"""The shapes of input of working days, call frequencies and receiving hours."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from yanzhen.crm.queries import customers
from yanzhen.field.models import CallFrequency, DaySetting, ReceivingHours
from yanzhen.field.queries.day_settings import WEEKDAYS
from yanzhen.organization.queries import employees
from yanzhen.platform.pages.forms import NounForm, PickField


class TimeInput(forms.TimeInput):
    input_type = "time"

    def __init__(self, **kwargs: object) -> None:
        super().__init__(format="%H:%M", **kwargs)  # type: ignore[arg-type]


class DaySettingForm(NounForm):
    scopes = {"employee": employees.visible}
    field_order = ("employee", "whole_company")
    whole_company = forms.BooleanField(
        label=_("holds for the whole company"), required=False,
        help_text=_("Where a person has no working day of their own."),
    )  # fmt: skip
    # Wider than the column, so that a latitude of 116 is told to be a longitude instead of to have too many digits.
    home_latitude = forms.DecimalField(
        label=_("latitude of the start"), max_digits=9, decimal_places=6, required=False,
        help_text=_("In degrees (WGS-84), for example 31.230416. Home or office: where the day begins and ends."),
    )  # fmt: skip

    class Meta:
        model = DaySetting
        fields = [
            "employee", "begins_at", "ends_at", "home_longitude", "home_latitude", "way_home_counts",
            "lunch_minutes", "lunch_from", "lunch_until", "last_arrival", "doors_close", "visit_minutes", "speed",
            "detour",
        ]  # fmt: skip
        widgets = {
            name: TimeInput()
            for name in ("begins_at", "ends_at", "lunch_from", "lunch_until", "last_arrival", "doors_close")
        }
        help_texts = {
            "lunch_minutes": _("0: no break is planned."),
            "last_arrival": _("Nobody is visited who was not reached by then. Left empty: no such hour."),
            "doors_close": _("Visits are over by then. Left empty: no such hour."),
            "detour": _("How much longer the road is than the straight line."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial.setdefault("whole_company", self.instance.employee_id is None)


class CallFrequencyForm(NounForm):
    class Meta:
        model = CallFrequency
        fields = ["grade_class", "visits_a_month", "minutes"]
        help_texts = {
            "visits_a_month": _("0.5 is every second month, 0 never by plan."),
            "minutes": _("Left empty: as the working day says."),
        }


class ReceivingHoursForm(NounForm):
    customer = PickField(
        noun="crm.customer", visible=customers.visible, label=ReceivingHours._meta.get_field("customer").verbose_name
    )

    class Meta:
        model = ReceivingHours
        fields = ["customer", *WEEKDAYS, "nobody", "minutes", "visits_a_month"]
        help_texts = {
            "monday": _("Such as 09:00-11:30, 13:30-17:00. All days empty: at any time."),
            "nobody": _("Times at which nobody is received on any day, such as 11:30-13:30."),
            "minutes": _("Left empty: as its class or the working day says."),
            "visits_a_month": _("Left empty: as its class says."),
        }
