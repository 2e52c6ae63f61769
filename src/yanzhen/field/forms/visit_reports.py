"""What one tells after a visit with one thumb: choices, and words only where somebody wants to add some."""

from datetime import date, datetime, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from yanzhen.field.enums.visits import FindingKind, VisitResult
from yanzhen.field.models import Visit
from yanzhen.market.queries import competitors
from yanzhen.platform.pages.fields import listed
from yanzhen.platform.pages.forms import ActorForm
from yanzhen.products.queries import categories

NEEDS = {
    "price": pgettext_lazy("need", "A lower price"),
    "delivery": pgettext_lazy("need", "Faster delivery"),
    "goods": pgettext_lazy("need", "New products"),
    "display": pgettext_lazy("need", "Display and promotion"),
    "terms": pgettext_lazy("need", "A longer term of payment"),
    "service": pgettext_lazy("need", "After-sales service"),
}
STEPS = {
    "quote": pgettext_lazy("next step", "Send a quote"),
    "sample": pgettext_lazy("next step", "Send samples"),
    "call": pgettext_lazy("next step", "Call back"),
    "order": pgettext_lazy("next step", "Follow up the order"),
    "money": pgettext_lazy("next step", "Follow up the payment"),
    "visit": pgettext_lazy("next step", "Visit again"),
}
DAYS = {
    "1": _("Tomorrow"),
    "3": _("In 3 days"),
    "7": _("In a week"),
    "14": _("In two weeks"),
    "other": _("Another day"),
}
USUAL_DAYS = "7"
MISSED = {
    "nobody": _("Nobody was there"),
    "time": _("No time left"),
    "off": _("The customer called it off"),
    "weather": _("Weather or traffic"),
}


def _label(name: str) -> Any:
    return Visit._meta.get_field(name).verbose_name  # type: ignore[union-attr]


class ReportForm(ActorForm):
    """Only the result has to be told."""

    result = forms.ChoiceField(
        label=_label("result"), choices=VisitResult.choices, widget=forms.RadioSelect,
        error_messages={"required": _("Say what was reached.")},
    )  # fmt: skip
    need = forms.MultipleChoiceField(
        label=_label("needs"), choices=list(NEEDS.items()), widget=forms.CheckboxSelectMultiple, required=False
    )
    needs = forms.CharField(label=_("in their words"), max_length=900, required=False)
    competitor: Any = forms.ModelChoiceField(label=_("competitor"), queryset=None, required=False)
    rival_words = forms.CharField(label=_("what was seen or heard"), max_length=300, required=False)
    price = forms.DecimalField(label=_("price"), max_digits=18, decimal_places=2, min_value=0, required=False)
    category: Any = forms.ModelChoiceField(label=_("product category"), queryset=None, required=False)
    step = forms.ChoiceField(
        label=_label("next_step"),
        choices=[("", _("Nothing")), *STEPS.items(), ("own", pgettext_lazy("next step", "Something else"))],
        widget=forms.RadioSelect,
        required=False,
    )
    step_words = forms.CharField(label=_("in words"), max_length=200, required=False)
    days = forms.ChoiceField(
        label=_label("next_on"), choices=list(DAYS.items()), widget=forms.RadioSelect, required=False
    )
    next_on = forms.DateField(label=_label("next_on"), required=False)
    order_number = forms.CharField(label=_label("order_number"), max_length=40, required=False)
    remark = forms.CharField(label=_label("remark"), max_length=1000, required=False)

    def __init__(self, *args: Any, visit: Visit, **kwargs: Any) -> None:
        super().__init__(*args, initial=_told(visit), **kwargs)
        self.fields["competitor"].queryset = competitors.visible(self.actor)  # type: ignore[attr-defined]
        self.fields["category"].queryset = categories.visible(self.actor)  # type: ignore[attr-defined]
        self.fields["price"].widget.attrs |= {"inputmode": "decimal"}

    def report(self) -> dict[str, Any]:
        """What was told, for the service."""
        given = self.cleaned_data
        step, day = self._next()
        needs = [*(str(NEEDS[code]) for code in given["need"]), *filter(None, [given["needs"].strip()])]
        return {
            "result": given["result"],
            "needs": listed(needs),
            "remark": given["remark"],
            "next_step": step,
            "next_on": day,
            "next_kind": "visit" if given["step"] == "visit" else "task",
            "order_number": given["order_number"],
            "findings": self._findings(needs),
        }

    def _next(self) -> tuple[str, date | None]:
        given = self.cleaned_data
        words = given["step_words"].strip()
        step = words or str(STEPS.get(given["step"], ""))
        if not step:
            return "", None
        chosen = given["days"] or USUAL_DAYS
        if chosen == "other":
            return step, given["next_on"]
        return step, timezone.localdate() + timedelta(days=int(chosen))

    def _findings(self, needs: list[str]) -> list[dict[str, Any]]:
        given, found = self.cleaned_data, []
        if needs:
            found.append({"kind": FindingKind.NEED, "words": listed(needs)[:300]})
        rival = {"competitor": given["competitor"], "words": given["rival_words"]}
        if given["price"] is not None:
            priced = {"kind": FindingKind.PRICE, "amount": given["price"], "category": given["category"]}
            found.append(rival | priced)
        elif given["competitor"] is not None or given["rival_words"].strip():
            found.append({"kind": FindingKind.RIVAL, **rival})
        return found


def _told(visit: Visit) -> dict[str, Any]:
    """What a report that is there already said, so that it can be completed."""
    return {
        "result": visit.result,
        "needs": visit.needs,
        "remark": visit.remark,
        "order_number": visit.order_number,
        "step": "own" if visit.next_step else "",
        "step_words": visit.next_step,
        "days": "other" if visit.next_on else USUAL_DAYS,
        "next_on": visit.next_on,
    }


class MissedForm(forms.Form):
    """Why a visit did not come about."""

    why = forms.ChoiceField(choices=list(MISSED.items()), widget=forms.RadioSelect, required=False)
    words = forms.CharField(max_length=200, required=False)

    def reason(self) -> str:
        return self.cleaned_data["words"].strip() or str(MISSED.get(self.cleaned_data["why"], ""))


class HereForm(forms.Form):
    """Where and when the phone says it is."""

    latitude = forms.DecimalField(max_digits=12, decimal_places=9, required=False)
    longitude = forms.DecimalField(max_digits=12, decimal_places=9, required=False)
    accuracy_m = forms.FloatField(min_value=0, max_value=1e7, required=False)
    at = forms.CharField(max_length=40, required=False)

    def clean_at(self) -> datetime | None:
        """A moment in ISO form with its zone, as the script writes it; any other is none."""
        try:
            found = datetime.fromisoformat(self.cleaned_data["at"])
        except ValueError:
            return None
        return found if found.tzinfo is not None else None

    def place(self) -> dict[str, Any]:
        """What can be read of it; what cannot is left out, since nobody may be kept from checking in by a phone."""
        given = {name: self.cleaned_data.get(name) for name in self.fields}
        accuracy = given.pop("accuracy_m")
        at = given.pop("at")
        return {**given, "accuracy_m": round(accuracy) if accuracy is not None else None, "at": at}
