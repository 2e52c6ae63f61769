"""Forms of call lists, their scripts and their codes, and of a call."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from yanzhen.field.enums.calls import CodeKind, StepKind
from yanzhen.field.models import CallAttempt, CallCode, CallList, CallScript, CallScriptStep, DoNotCall
from yanzhen.field.queries import calls
from yanzhen.organization.queries import employees
from yanzhen.platform.pages.forms import ActorForm, NounForm


def _label(model: Any, name: str) -> Any:
    return model._meta.get_field(name).verbose_name


class CallScriptForm(NounForm):
    class Meta:
        model = CallScript
        fields = ["name", "goal"]


class CallScriptStepForm(ActorForm):
    kind = forms.TypedChoiceField(label=_label(CallScriptStep, "kind"), choices=StepKind.choices, initial=StepKind.SAY)
    text = forms.CharField(label=_label(CallScriptStep, "text"), max_length=500)
    answer = forms.CharField(label=_label(CallScriptStep, "answer"), max_length=500, required=False)

    @staticmethod
    def initial_of(step: CallScriptStep) -> dict[str, Any]:
        return {"kind": step.kind, "text": step.text, "answer": step.answer}


class CallListForm(NounForm):
    """A list; who calls from it beside its owner sees it too."""

    scopes = {"owner": employees.visible, "script": calls.scripts}
    optional = frozenset({"owner", "recall_minutes", "most_tries"})
    people = forms.MultipleChoiceField(
        label=_("who calls as well"), required=False, widget=forms.SelectMultiple(attrs={"size": 6}),
        help_text=_("They see this list and call those on it whom they may see."),
    )  # fmt: skip

    class Meta:
        model = CallList
        fields = ["name", "script", "owner", "people", "recall_minutes", "most_tries", "remark"]
        widgets = {"remark": forms.Textarea(attrs={"rows": 3})}
        help_texts = {"owner": _("Left empty: yourself.")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = list(employees.visible(self.actor).filter(left_on=None)) if self._may_choose() else []
        there = calls.members(self.instance) if self.instance.pk else []
        offered = {str(one.pk): str(one) for one in [*known, *there]}
        self.fields["people"].choices = list(offered.items())  # type: ignore[attr-defined]
        if self.instance.pk:
            self.initial["people"] = [str(one.pk) for one in there]

    def _may_choose(self) -> bool:
        return self.actor.can("organization.view_employee")

    def values(self) -> dict[str, Any]:
        """What was left out keeps what it was, or what is usual."""
        found = super().values()
        for name in ("recall_minutes", "most_tries"):
            if found.get(name) is None:
                found[name] = getattr(self.instance, name)
        return found


class CallCodeForm(ActorForm):
    label = forms.CharField(label=_label(CallCode, "label"), max_length=60)
    kind = forms.TypedChoiceField(label=_label(CallCode, "kind"), choices=CodeKind.choices, initial=CodeKind.NO_ANSWER)
    recall_minutes = forms.IntegerField(
        label=_label(CallCode, "recall_minutes"), required=False, min_value=1, max_value=43_200
    )

    @staticmethod
    def initial_of(code: CallCode) -> dict[str, Any]:
        return {"label": code.label, "kind": code.kind, "recall_minutes": code.recall_minutes}


class DoNotCallForm(NounForm):
    class Meta:
        model = DoNotCall
        fields = ["phone", "reason"]


class CallForm(ActorForm):
    """What came of a call."""

    key = forms.IntegerField(label=_label(CallAttempt, "code"), min_value=1, max_value=9)
    note = forms.CharField(label=_label(CallAttempt, "note"), required=False, max_length=500)
    minutes = forms.DecimalField(
        label=_label(CallAttempt, "minutes"), required=False, min_value=0, max_value=600, decimal_places=1
    )
    recall_at = forms.DateTimeField(
        label=_label(CallAttempt, "recall_at"), required=False, input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"]
    )
    visit_on = forms.DateField(label=_("Day of the appointment"), required=False)
    visit_at = forms.TimeField(label=_("Hour of the appointment"), required=False)


class FillForm(ActorForm):
    """From where a list is filled."""

    noun = forms.ChoiceField(label=_("From"), choices=())
    view = forms.CharField(label=_("Saved view"), required=False, max_length=20)
    filter = forms.CharField(label=_("Address of a filtered list"), required=False, max_length=4000)
