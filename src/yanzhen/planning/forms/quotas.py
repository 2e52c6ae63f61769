from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from yanzhen.organization.queries import employees
from yanzhen.planning.enums import TRANSITIONS, Metric, PlanState
from yanzhen.planning.forms.months import MonthField
from yanzhen.planning.models import Plan, Quota
from yanzhen.planning.queries import plans
from yanzhen.platform.actor import Actor
from yanzhen.platform.pages.forms import ActorForm, NounForm, PickField

AMOUNT: dict[str, Any] = {"max_digits": 18, "decimal_places": 2}


class QuotaForm(NounForm):
    plan = forms.ModelChoiceField(queryset=Plan.objects.none(), label=gettext_lazy("plan"))
    person = PickField(
        noun="organization.employee", visible=employees.visible, code="number", label=gettext_lazy("salesperson")
    )
    starts_on = MonthField(
        label=gettext_lazy("first month"), required=False, help_text=gettext_lazy("Empty means the whole plan.")
    )
    scopes = {"plan": plans.visible}
    optional = frozenset({"starts_on", "months"})

    class Meta:
        model = Quota
        fields = ["plan", "person", "metric", "starts_on", "months", "amount", "measured_in", "weight", "cap", "floor"]

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, actor=actor, **kwargs)
        self.initial.pop("months", None) if self.instance.pk is None else None
        if self.instance.pk is None:
            self.fields["months"].initial = None

    def clean_months(self) -> int | None:
        months: int | None = self.cleaned_data["months"]
        if months is not None and not 1 <= months <= 36:
            raise ValidationError(_("A quota covers 1 to 36 months."), code="months")
        return months


class GiveForm(ActorForm):
    """The same quota a month for many."""

    metric = forms.ChoiceField(label=gettext_lazy("metric"), choices=Metric.choices, initial=Metric.VISITS)
    a_month = forms.DecimalField(label=gettext_lazy("a month"), min_value=0, **AMOUNT)
    weight = forms.DecimalField(
        label=gettext_lazy("weight"), min_value=0, max_value=100, initial=20, max_digits=5, decimal_places=2
    )
    cap = forms.DecimalField(
        label=gettext_lazy("cap"), min_value=1, max_value=1000, initial=150, required=False, max_digits=6,
        decimal_places=2,
    )  # fmt: skip
    measured_in = forms.CharField(label=gettext_lazy("unit of measure"), max_length=20, required=False)


class MoveForm(ActorForm):
    """To which step a plan goes, and a note about it."""

    to = forms.ChoiceField(label=pgettext_lazy("of a plan", "step"), choices=())
    note = forms.CharField(
        label=gettext_lazy("note"), required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, *args: Any, plan: Plan, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        ways = TRANSITIONS[plan.state] - {PlanState.REPLACED}
        self.fields["to"].choices = [(s.value, s.label) for s in PlanState if s in ways]  # type: ignore[attr-defined]


class StepForm(ActorForm):
    """The day a coming step is meant for."""

    state = forms.ChoiceField(
        label=pgettext_lazy("of a plan", "step"),
        choices=[(s.value, s.label) for s in PlanState if s != PlanState.REPLACED],
    )
    planned_on = forms.DateField(label=gettext_lazy("planned for"), required=False)
    note = forms.CharField(label=gettext_lazy("note"), required=False, max_length=500)


class EditionForm(ActorForm):
    """A new edition of a published plan: from which month, and why."""

    in_force_on = MonthField(label=gettext_lazy("in force from"))
    reason = forms.CharField(label=gettext_lazy("reason"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))


class CounterForm(ActorForm):
    """Another figure for one's own quota, and why."""

    metric = forms.ChoiceField(label=gettext_lazy("metric"), choices=Metric.choices, initial=Metric.REVENUE)
    figure = forms.DecimalField(label=gettext_lazy("own figure"), min_value=0, **AMOUNT)
    reason = forms.CharField(label=gettext_lazy("reason"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))


class FixForm(ActorForm):
    """The manager's decision about one quota; without a figure it stays."""

    metric = forms.ChoiceField(label=gettext_lazy("metric"), choices=Metric.choices, initial=Metric.REVENUE)
    figure = forms.DecimalField(label=gettext_lazy("figure"), min_value=0, required=False, **AMOUNT)
    text = forms.CharField(
        label=gettext_lazy("manager's note"), required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 2})
    )


class WordsForm(ActorForm):
    """Some words: a note, or an objection."""

    text = forms.CharField(required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 3}))
