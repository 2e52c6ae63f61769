from django import forms
from django.utils.translation import gettext_lazy as _

from yanzhen.crm.queries import customers
from yanzhen.organization.queries import employees
from yanzhen.planning.forms.months import MonthField
from yanzhen.planning.models import ActionItem, Improvement, PipelineFigure
from yanzhen.planning.queries import plans
from yanzhen.platform.pages.forms import ActorForm, NounForm, PickField


class PipelineFigureForm(NounForm):
    month = MonthField(label=_("month"))
    scopes = {"person": employees.visible}
    optional = frozenset({"person"})
    today = ("month",)

    class Meta:
        model = PipelineFigure
        fields = ["person", "month", "stage", "held", "wanted", "cycle_months", "won", "tried"]


class ActionItemForm(NounForm):
    scopes = {"person": employees.visible}
    optional = frozenset({"person"})
    today = ("starts_on",)
    customer = PickField(
        noun="crm.customer",
        visible=customers.visible,
        required=False,
        label=ActionItem._meta.get_field("customer").verbose_name,
    )

    class Meta:
        model = ActionItem
        fields = ["task", "measure", "customer", "span", "starts_on", "person", "is_done", "result"]


class ImprovementForm(NounForm):
    scopes = {"owner": employees.visible, "plan": plans.visible}
    optional = frozenset({"owner"})

    class Meta:
        model = Improvement
        fields = [
            "title", "what", "why", "how", "worth", "owner", "measure", "check_on",
            "plan", "metric", "gap_from", "gap_to", "side", "key",
        ]  # fmt: skip
        widgets = {
            **{name: forms.Textarea(attrs={"rows": 3}) for name in ("what", "why", "how", "worth")},
            "side": forms.HiddenInput,
            "key": forms.HiddenInput,
        }


class CheckForm(ActorForm):
    """What came of an improvement."""

    result = forms.CharField(
        label=_("What came of it?"), max_length=2000, widget=forms.Textarea(attrs={"rows": 4}), required=True
    )


class CloseForm(ActorForm):
    """What is kept of an improvement."""

    standard = forms.CharField(
        label=_("What is kept as the standard, or why is it not carried out?"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        required=True,
    )


class BoundForm(ActorForm):
    """Under which chance the pace is red."""

    percent = forms.IntegerField(label=_("Red under a chance of"), min_value=0, max_value=100)
