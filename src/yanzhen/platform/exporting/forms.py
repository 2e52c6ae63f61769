from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from yanzhen.platform.models import ExportBudget
from yanzhen.platform.pages.forms import ActorForm, NounForm
from yanzhen.platform.people import directory

MOST_BYTES = 20 * 1024 * 1024


class ExportBudgetForm(NounForm):
    role = forms.CharField(label=ExportBudget._meta.get_field("role").verbose_name, widget=forms.Select)

    class Meta:
        model = ExportBudget
        fields = ["role", "rows_a_day"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.roles = dict(directory().roles())
        self.fields["role"].widget.choices = [("", "–"), *self.roles.items()]  # type: ignore[attr-defined]

    def clean_role(self) -> str:
        role: str = self.cleaned_data["role"]
        if role not in self.roles:
            raise ValidationError(_("Nothing with this code can be found."), code="unknown")
        return role


class FindForm(ActorForm):
    """Something of a file that turned up somewhere: pasted rows, or the file itself."""

    text = forms.CharField(required=False, max_length=2_000_000, strip=False, widget=forms.Textarea)
    file = forms.FileField(required=False)

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if not values.get("text") and not values.get("file"):
            raise ValidationError(_("Paste some rows, or choose the file."), code="empty")
        if values.get("file") and values["file"].size > MOST_BYTES:
            raise ValidationError(_("At most 20 MB; fifty rows are enough."), code="large")
        return values
