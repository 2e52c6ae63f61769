"""Forms of areas worked from door to door, and of a door."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from yanzhen.field.calc.canvassing.outline import BadOutline, Point, read, written
from yanzhen.field.enums.canvassing import BlockState, StopResult
from yanzhen.field.models import CanvassArea, CanvassStop
from yanzhen.field.queries import canvass_words, canvassing
from yanzhen.field.services.canvassing import bad_outline
from yanzhen.organization.queries import employees
from yanzhen.platform import masks
from yanzhen.platform.pages.forms import ActorForm, NounForm


class CornersField(forms.CharField):
    """An outline as text, one corner a line: latitude, longitude."""

    widget = forms.Textarea

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        try:
            return [[corner.latitude, corner.longitude] for corner in read(text)] if text else []
        except BadOutline as bad:
            raise ValidationError(" ".join(map(str, bad_outline(bad).errors.values())), code=bad.code) from bad


class CanvassAreaForm(NounForm):
    """An area; its corners are tapped on the map or typed."""

    scopes = {"owner": employees.visible}
    optional = frozenset({"owner", "cell_size"})
    seldom = frozenset({"starts_on", "ends_on", "remark"})
    corners = CornersField(
        label=CanvassArea._meta.get_field("corners").verbose_name,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 5, "spellcheck": "false", "data-corners": ""}),
        help_text=_("One corner a line: latitude, longitude. Tap the corners on the map, or type them."),
    )

    class Meta:
        model = CanvassArea
        fields = ["name", "city", "owner", "cell_size", "corners", "starts_on", "ends_on", "remark"]
        widgets = {"remark": forms.Textarea(attrs={"rows": 3})}
        help_texts = {
            "owner": _("Left empty: yourself."),
            "cell_size": _("100 to 300 m suit a district; the area is cut into squares of this side."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["corners"] = written([Point(*corner) for corner in self.instance.corners])

    @property
    def beside(self) -> str:
        """What stands beside the fields: the map on which corners are tapped."""
        return "field/canvassing/_draw.html"

    @property
    def map(self) -> dict[str, Any]:
        """What the map begins with."""
        return {**canvass_words.layer(), "start": canvassing.middle(self.actor), "customers": self._customers()}

    def _customers(self) -> list[dict[str, Any]]:
        """Customers in reach whose place is known: without tiles they are what one goes by."""
        return [
            {"at": [float(one.latitude), float(one.longitude)], "title": str(one)}
            for one in canvassing.placed(self.actor)
        ]

    def values(self) -> dict[str, Any]:
        """What was left out keeps what it was, or what is usual."""
        found = super().values()
        if found.get("cell_size") is None:
            found["cell_size"] = self.instance.cell_size
        return found


class DoorForm(ActorForm):
    """A door: what came of it, and for a prospect what the lead needs."""

    result = forms.ChoiceField(label=_("What came of it"), choices=StopResult.choices)
    company = forms.CharField(label=CanvassStop._meta.get_field("name").verbose_name, required=False, max_length=200)
    person = forms.CharField(label=CanvassStop._meta.get_field("person").verbose_name, required=False, max_length=120)
    phone = forms.CharField(
        label=CanvassStop._meta.get_field("phone").verbose_name, required=False, max_length=32,
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"}),
    )  # fmt: skip
    remark = forms.CharField(label=CanvassStop._meta.get_field("remark").verbose_name, required=False, max_length=500)
    latitude = forms.DecimalField(required=False, max_digits=12, decimal_places=8, widget=forms.HiddenInput)
    longitude = forms.DecimalField(required=False, max_digits=12, decimal_places=8, widget=forms.HiddenInput)
    accuracy_m = forms.IntegerField(required=False, min_value=0, max_value=1_000_000, widget=forms.HiddenInput)
    client_key = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["client_key"].validators = []  # no text: marks in it are looked for in vain
        if masks.is_hidden(CanvassStop, "phone", self.actor):
            del self.fields["phone"]

    def values(self) -> dict[str, Any]:
        """What was entered, for the service; places to the sixth digit."""
        found = {n: v for n, v in self.cleaned_data.items() if v not in ("", None)}
        found["name"] = found.pop("company", "")
        for name in ("latitude", "longitude"):
            if name in found:
                found[name] = round(found[name], 6)
        return found


class BlockForm(ActorForm):
    """What is to be said of a block."""

    state = forms.ChoiceField(choices=BlockState.choices)
    reason = forms.CharField(label=_("Why"), required=False, max_length=200)
