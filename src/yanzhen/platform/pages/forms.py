"""Forms of nouns: the shape of input, the same for the page and for the API."""

from collections.abc import Callable
from datetime import date
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from yanzhen.lib.periods import shifted
from yanzhen.platform import masks
from yanzhen.platform.actor import Actor

Visible = Callable[[Actor], models.QuerySet[Any]]
NUL = "\x00"
FIRST_DAY, YEARS_AHEAD = date(1950, 1, 1), 10
BIDI = frozenset("\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def plausible_date(day: date) -> None:
    """Refuse days that can only be slips of the keyboard."""
    last = shifted(timezone.localdate(), 12 * YEARS_AHEAD)
    if not FIRST_DAY <= day <= last:
        raise ValidationError(
            _("A day from {first} to {last}, please.").format(first=FIRST_DAY, last=last), code="implausible"
        )


def no_hidden_marks(text: str) -> None:
    """Refuse marks that turn the direction of writing: they make one name or code look like another."""
    if BIDI.intersection(text):
        raise ValidationError(
            _("The text holds invisible marks that turn the direction of writing."), code="hidden_marks"
        )


class PickField(forms.CharField):
    """A reference to one row out of many, typed by its code or picked from the matches; programs give the key."""

    widget = forms.TextInput(attrs={"autocomplete": "off"})

    def __init__(self, *, noun: str, visible: Visible, code: str = "code", **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.noun, self.visible, self.code = noun, visible, code
        self.actor: Actor | None = None

    def attach(self, actor: Actor) -> None:
        self.actor = actor
        self.widget.attrs["data-pick"] = reverse("pick", args=[self.noun])

    def prepare_value(self, value: Any) -> Any:
        """Show the code and the name of a key."""
        if isinstance(value, int) and self.actor is not None:
            row = self.visible(self.actor).filter(pk=value).first()
            return "" if row is None else f"{getattr(row, self.code)} {row}"
        return value

    def clean(self, value: Any) -> Any:
        if value in self.empty_values:
            if self.required:
                raise ValidationError(self.error_messages["required"], code="required")
            return None
        assert self.actor is not None
        rows = self.visible(self.actor)
        if isinstance(value, int):
            found = rows.filter(pk=value).first() if 0 <= value < 2**63 else None
        else:
            typed = str(value).replace(NUL, "").strip()
            found = rows.filter(**{self.code: typed}).first() or rows.filter(**{self.code: typed.split(" ")[0]}).first()
        if found is None:
            raise ValidationError(_("Nothing with this code can be found."), code="unknown")
        return found

    def has_changed(self, initial: Any, data: Any) -> bool:
        return True


class DateInput(forms.DateInput):
    input_type = "date"

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(format="%Y-%m-%d", **kwargs)


class MonthInput(forms.DateInput):
    """Year and month, for a date field that names it as `shown_as`."""

    input_type = "month"

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(format="%Y-%m", **kwargs)


class ActorForm(forms.Form):
    """A form that knows who fills it in."""

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.actor = actor
        for bound in self.fields.values():
            if isinstance(bound, PickField):
                bound.attach(actor)
            if isinstance(bound, forms.DateField):
                bound.widget = getattr(bound, "shown_as", DateInput)(attrs=bound.widget.attrs)
                bound.validators = [*bound.validators, plausible_date]
            elif isinstance(bound, forms.CharField) and not isinstance(bound.widget, forms.PasswordInput):
                bound.validators = [*bound.validators, no_hidden_marks]


class RowForm(ActorForm):
    """A row of a set; one in which nothing is typed does not count. `preset` names fields that are never empty."""

    preset: ClassVar[frozenset[str]] = frozenset()

    def has_changed(self) -> bool:
        asked = self.fields.keys() - self.preset - {"DELETE"}
        return any(self.data.get(self.add_prefix(name)) not in (None, "") for name in asked)


class NounForm(ActorForm, forms.ModelForm):
    """The form of a noun. Masked fields are left out, so that saving cannot overwrite what cannot be seen.

    `scopes` gives the rows offered by each reference; `optional` names what the service fills in when it is left
    empty; `seldom` names what a new record shows folded, last; `today` names the days that begin as today on one;
    `version` guards against lost updates.
    """

    scopes: dict[str, Visible] = {}
    optional: frozenset[str] = frozenset()
    seldom: frozenset[str] = frozenset()
    today: tuple[str, ...] = ()
    version = forms.IntegerField(required=False, widget=forms.HiddenInput, min_value=0, max_value=2**31 - 1)

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, actor=actor, **kwargs)
        for name in list(self.fields):
            if masks.is_hidden(self._meta.model, name, actor):
                del self.fields[name]
        for name in self.optional & set(self.fields):
            self.fields[name].required = False
        for name, visible in self.scopes.items():
            bound = self.fields.get(name)
            if isinstance(bound, forms.ModelChoiceField):
                bound.queryset = visible(actor)
        if self.instance.pk:
            self.initial.setdefault("version", self.instance.version)
        else:
            self.initial = dict.fromkeys(self.today, timezone.localdate()) | {
                name: value for name, value in self.initial.items() if value is not None or name not in self.today
            }

    @property
    def is_unfolded(self) -> bool:
        """Whether what is seldom needed stands open: on records that are there, and where something in it is wrong."""
        return bool(self.instance.pk) or bool(self.is_bound and self.seldom & set(self.errors))

    def _post_clean(self) -> None:
        """Integrity and rules are the service's; here only the shape is checked."""

    def defaults(self) -> dict[str, Any]:
        """What the empty form is filled with; a program that leaves a field out gets the same."""
        initial = {name: self.get_initial_for_field(field, name) for name, field in self.fields.items()}
        return {name: value for name, value in initial.items() if value not in (None, "")}

    def values(self) -> dict[str, Any]:
        """What was entered, for the service."""
        return {n: v for n, v in self.cleaned_data.items() if n != "version"}
