"""What somebody sends through a web form."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from yanzhen.crm.models import LeadForm
from yanzhen.platform.actor import SYSTEM
from yanzhen.platform.pages.forms import no_hidden_marks
from yanzhen.products.queries import categories

TRAP = "website"
"""The field that people do not see and machines fill in."""


class AnswerForm(forms.Form):
    """The fields a form asks for; always the company, a person, what they want, and their consent."""

    company = forms.CharField(label=pgettext_lazy("of a lead", "company"), max_length=200)
    person = forms.CharField(label=_("Your name"), max_length=120)
    title = forms.CharField(label=_("job title"), max_length=120, required=False)
    phone = forms.CharField(
        label=_("phone"), max_length=32, required=False, widget=forms.TextInput(attrs={"type": "tel"})
    )
    email = forms.EmailField(label=_("e-mail"), required=False)
    province = forms.CharField(label=_("province"), max_length=60, required=False)
    city = forms.CharField(label=_("city"), max_length=60, required=False)
    industry = forms.CharField(label=_("industry"), max_length=80, required=False)
    category: Any = forms.ModelChoiceField(label=_("interested in"), queryset=None, required=False)
    budget = forms.DecimalField(
        label=_("estimated budget"), max_digits=14, decimal_places=2, min_value=0, required=False
    )
    note = forms.CharField(
        label=_("How can we help?"), max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 4})
    )
    consent = forms.BooleanField()
    website = forms.CharField(required=False, max_length=200)

    ASKED: dict[str, tuple[str, ...]] = {
        "title": ("title",), "phone": ("phone",), "email": ("email",), "place": ("province", "city"),
        "industry": ("industry",), "category": ("category",), "budget": ("budget",),
    }  # fmt: skip
    COMPLETED = {
        "company": "organization", "person": "name", "title": "organization-title", "phone": "tel", "email": "email",
        "province": "address-level1", "city": "address-level2",
    }  # fmt: skip

    def __init__(self, *args: Any, asked: LeadForm, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for flag, names in self.ASKED.items():
            for name in names if not getattr(asked, f"asks_{flag}") else ():
                del self.fields[name]
        if "category" in self.fields:
            widest: Any = self.fields["category"]
            widest.queryset = categories.visible(SYSTEM).filter(parent=None)
        for name in ("phone", "email"):
            if name in self.fields and not (asked.asks_phone and asked.asks_email):
                self.fields[name].required = True
        for name, field in self.fields.items():
            field.widget.attrs["autocomplete"] = self.COMPLETED.get(name, "off")
            if isinstance(field, forms.CharField):
                field.validators = [*field.validators, no_hidden_marks]

    def clean(self) -> dict[str, Any]:
        """Somebody who cannot be answered is no lead."""
        cleaned = super().clean() or {}
        if not cleaned.get("phone") and not cleaned.get("email") and not self.errors.keys() & {"phone", "email"}:
            raise ValidationError(_("Give a phone number or an e-mail address, so that we can answer."), code="answer")
        return cleaned

    @property
    def is_trapped(self) -> bool:
        return bool(self.data.get(TRAP))

    @property
    def shown(self) -> list[Any]:
        """The fields people see, without the consent, which stands below."""
        return [bound for bound in self if bound.name not in {TRAP, "consent"}]

    def values(self) -> dict[str, Any]:
        """What was sent, for the lead."""
        return {
            name: value
            for name, value in self.cleaned_data.items()
            if name not in {TRAP, "consent"} and value not in (None, "")
        }
