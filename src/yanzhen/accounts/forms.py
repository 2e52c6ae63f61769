"""The shapes of what people type at the door and about themselves; the rules are in the services."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth.forms import AuthenticationForm
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from yanzhen.accounts.enums import AmountUnit, RiseColour, Theme
from yanzhen.accounts.models import ApiKey, Grant, Role, User
from yanzhen.accounts.queries import roles as visible_roles
from yanzhen.accounts.queries import users as visible_users
from yanzhen.lib.errors import FORM, RuleBroken
from yanzhen.organization.queries import employees, units
from yanzhen.platform import functions
from yanzhen.platform.pages.forms import NounForm


def function_choices() -> list[tuple[str, list[tuple[str, str]]]]:
    """All functions there are, app by app, for the page of a role."""
    return [
        (capfirst(app), [(function.code, capfirst(str(function.label))) for function in found])
        for app, found in functions.by_app().items()
    ]


def show(form: forms.Form, broken: RuleBroken) -> None:
    """Put the messages of a broken rule at their fields."""
    for field, message in broken.errors.items():
        form.add_error(None if field == FORM or field not in form.fields else field, str(message))


class SignInForm(AuthenticationForm):
    """Name and password; says nothing about which of the two was wrong."""

    error_messages = {"invalid_login": _("Name or password is wrong."), "inactive": _("Name or password is wrong.")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["username"].label = _("Sign-in name")
        self.fields["password"].label = _("Password")


class PasswordForm(forms.Form):
    """A new password, typed twice."""

    password = forms.CharField(
        label=_("New password"),
        strip=False,
        max_length=128,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("At least ten characters; not your name, and no common word."),
    )
    repeated = forms.CharField(
        label=_("The same again"),
        strip=False,
        max_length=128,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def clean_repeated(self) -> str:
        repeated: str = self.cleaned_data["repeated"]
        if "password" in self.cleaned_data and repeated != self.cleaned_data["password"]:
            raise forms.ValidationError(_("The two do not match."))
        return repeated


class ChangePasswordForm(PasswordForm):
    """The same with the present password first."""

    present = forms.CharField(
        label=_("Present password"),
        strip=False,
        max_length=128,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password", "autofocus": True}),
    )
    field_order = ["present", "password", "repeated"]


class SetupForm(PasswordForm):
    """The printed code, and who the first administrator is."""

    code = forms.CharField(
        label=_("One-time code"),
        max_length=40,
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "autocapitalize": "characters", "autofocus": True}
        ),
    )
    display_name = forms.CharField(label=_("Your name"), max_length=120)
    username = forms.CharField(
        label=_("Sign-in name"), max_length=60, widget=forms.TextInput(attrs={"autocomplete": "username"})
    )
    field_order = ["code", "display_name", "username", "password", "repeated"]


class PreferencesForm(forms.ModelForm[User]):
    """How a person likes the pages."""

    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)
    theme = forms.ChoiceField(label=_("Appearance"), choices=Theme.choices)
    amount_unit = forms.ChoiceField(label=_("Amounts in"), choices=AmountUnit.choices)
    rise_colour = forms.ChoiceField(label=_("Rise and fall"), choices=RiseColour.choices)

    class Meta:
        model = User
        fields = ["language", "theme", "amount_unit", "rise_colour"]


class ApiKeyForm(forms.Form):
    """A key for a program: what it is for, what it may do, how long."""

    name = forms.CharField(label=_("What for"), max_length=120)
    access = forms.ChoiceField(
        label=_("It may"), choices=[("read", _("only read")), ("write", _("read and change"))], initial="read"
    )
    days = forms.IntegerField(label=_("Days it lasts"), min_value=1, max_value=730, initial=365)


class UserForm(NounForm):
    """A person's account, for those who keep the accounts."""

    scopes = {"employee": employees.visible}

    class Meta:
        model = User
        fields = ["username", "display_name", "email", "employee"]


class GrantForm(NounForm):
    """A role for a person."""

    scopes = {"user": visible_users.visible, "role": visible_roles.visible, "unit": units.visible}

    class Meta:
        model = Grant
        fields = ["user", "role", "reach", "unit", "starts_on", "ends_on"]


class RoleForm(NounForm):
    """A role of the firm's own and the functions it gives."""

    functions = forms.MultipleChoiceField(
        label=_("Functions"), required=False, widget=forms.CheckboxSelectMultiple, choices=function_choices
    )

    class Meta:
        model = Role
        fields = ["code", "name", "name_en", "functions"]


class KeyNameForm(NounForm):
    """A key's name is all that can be changed of it."""

    class Meta:
        model = ApiKey
        fields = ["name"]
