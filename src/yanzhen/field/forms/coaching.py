"""Forms of joint visits, day reports and meetings."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from yanzhen.field.enums.coaching import JointState, MeetingState
from yanzhen.field.models import DayReport, JointVisit, Meeting, ObservationForm, ObservationPoint
from yanzhen.field.queries import coaching, visits
from yanzhen.field.services import meetings
from yanzhen.organization.queries import employees, units
from yanzhen.platform.pages.forms import NounForm, PickField, RowForm


def _label(model: Any, name: str) -> Any:
    return model._meta.get_field(name).verbose_name


class ObservationFormForm(NounForm):
    class Meta:
        model = ObservationForm
        fields = ["name", "name_en", "top", "low_words", "top_words", "is_active"]


class PointForm(RowForm):
    text = forms.CharField(label=_label(ObservationPoint, "text"), max_length=200)
    text_en = forms.CharField(label=_label(ObservationPoint, "text_en"), max_length=200, required=False)

    @staticmethod
    def initial_of(point: ObservationPoint) -> dict[str, Any]:
        return {"text": point.text, "text_en": point.text_en}


class JointVisitForm(NounForm):
    optional = frozenset({"manager"})
    scopes = {"manager": employees.visible, "form": coaching.active_forms}
    visit = PickField(noun="field.visit", visible=visits.visible, code="number", label=_label(JointVisit, "visit"))

    class Meta:
        model = JointVisit
        fields = ["visit", "form", "aim", "check_on", "manager"]
        help_texts = {
            "manager": _("Left empty: you."),
            "check_on": _("On this day you are reminded to look whether it was done."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.state == JointState.OBSERVED:
            self.fields = {"check_on": self.fields["check_on"]}
        elif self.instance.pk and "form" in self.fields:
            self.fields["form"].queryset = coaching.forms(self.actor)  # type: ignore[attr-defined]
        elif (first := coaching.active_forms(self.actor).first()) is not None:
            self.initial.setdefault("form", first.pk)


class DayReportForm(NounForm):
    class Meta:
        model = DayReport
        fields = ["day", "remark", "selling", "travel", "waiting", "administration"]
        widgets = {"remark": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.instance.pk:
            self.initial.setdefault("day", timezone.localdate())


class HourInput(forms.TimeInput):
    input_type = "time"

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(format="%H:%M", **kwargs)


class MeetingForm(NounForm):
    today = ("day",)
    optional = frozenset({"leader", "kind"})
    seldom = frozenset({"leader", "minutes"})
    scopes = {"leader": employees.visible, "unit": units.visible}

    class Meta:
        model = Meeting
        fields = ["kind", "unit", "day", "starts_at", "place", "leader", "minutes"]
        widgets = {"starts_at": HourInput(), "minutes": forms.Textarea(attrs={"rows": 6})}
        help_texts = {"leader": _("Left empty: you.")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.state == MeetingState.HELD:
            for name in meetings.FIXED:
                self.fields.pop(name, None)
        own = employees.by_key(self.actor.employee_id) if not self.instance.pk else None
        if own is not None:
            self.initial.setdefault("unit", own.unit_id)


class GuestForm(RowForm):
    employee = PickField(noun="organization.employee", visible=employees.visible, code="number", label=_("employee"))

    @staticmethod
    def initial_of(guest: Any) -> dict[str, Any]:
        return {"employee": guest.employee_id}
