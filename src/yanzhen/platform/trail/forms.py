"""Input of the alerts, the limits, the person's stream and the lifting of a limit."""

from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yanzhen.platform.models import Alert
from yanzhen.platform.pages.forms import NounForm
from yanzhen.platform.trail import policy


class AlertForm(NounForm):
    """How far an alert is worked off."""

    class Meta:
        model = Alert
        fields = ("state", "comment")
        widgets = {"comment": forms.Textarea(attrs={"rows": 4})}


class LimitsForm(forms.Form):
    """All thresholds on one page, each with its bounds."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        now = policy.values()
        for name, threshold in policy.THRESHOLDS.items():
            self.fields[name] = forms.IntegerField(
                label=threshold.label,
                min_value=threshold.low,
                max_value=threshold.high,
                initial=now[name],
                help_text=_("Usually {number}.").format(number=f"{threshold.usual:,}"),
            )


class StreamForm(forms.Form):
    """Whose stream, between which moments."""

    user = forms.IntegerField(label=gettext_lazy("Person"), min_value=1, max_value=2**63 - 1)
    start = forms.DateTimeField(label=gettext_lazy("From"), required=False)
    end = forms.DateTimeField(label=gettext_lazy("Until"), required=False)

    def moments(self) -> tuple[datetime, datetime]:
        """Both moments; without them, from the beginning of the last seven days until now."""
        end = self.cleaned_data.get("end") or timezone.now()
        first_day = timezone.localdate(end) - timedelta(days=6)
        return self.cleaned_data.get("start") or timezone.make_aware(datetime.combine(first_day, time.min)), end

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or {}
        if found.get("start") and found.get("end") and found["start"] >= found["end"]:
            self.add_error("end", _("The end comes after the beginning."))
        return found
