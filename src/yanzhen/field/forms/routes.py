"""What is asked of routes, read from an address or a form."""

import re

from django import forms
from django.utils.translation import gettext_lazy as _

from yanzhen.crm.queries import customers
from yanzhen.field.forms.planner import TimeInput
from yanzhen.platform.pages.forms import ActorForm, PickField

_KEY = re.compile(r"[vc]\d{1,18}")
MOST = 120


def order_of(text: str) -> list[str] | None:
    """The keys of an order `v3,v1,c9`; `-` is nobody at all, an empty text no order."""
    if not text:
        return None
    return [key for key in text.split(",")[:MOST] if _KEY.fullmatch(key)]


def keys_of(text: str) -> list[int]:
    """Keys of customers `3,17`."""
    return [int(key) for key in text.split(",")[:MOST] if key.isascii() and key.isdigit() and len(key) < 19]


class AppointmentForm(ActorForm):
    """A fixed appointment with a customer: who, when, how long."""

    customer = PickField(noun="crm.customer", visible=customers.visible, label=_("customer"))
    starts_at = forms.TimeField(label=_("hour"), widget=TimeInput())
    minutes = forms.IntegerField(label=_("minutes"), min_value=5, max_value=600, required=False)
