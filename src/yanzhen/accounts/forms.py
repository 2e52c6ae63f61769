"""The shapes of what people type at the door and about themselves; the rules are in the services."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth.forms import AuthenticationForm
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from yanzhen.accounts.enums import AmountUnit, ReachLevel, RiseColour, Theme
from yanzhen.accounts.models import ApiKey, DutyException, DutyRule, Grant, Role, Substitution, User
from yanzhen.accounts.queries import duties
from yanzhen.accounts.queries import roles as visible_roles
from yanzhen.accounts.queries import users as visible_users
from yanzhen.accounts.queries.rules import password_help
from yanzhen.lib.errors import FORM, RuleBroken
from yanzhen.organization.queries import employees, units
from yanzhen.platform import functions
from yanzhen.platform.actor import Actor
from yanzhen.platform.pages.forms import ActorForm, NounForm


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
        help_text=password_help(),
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


class CodeForm(forms.Form):
    """The second factor: a code of the app or a recovery code; or what the browser says of a passkey."""

    code = forms.CharField(
        label=_("Code"),
        required=False,
        max_length=20,
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "autofocus": True, "spellcheck": "false"}
        ),
    )
    credential = forms.JSONField(required=False, widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        if not self.errors and not given.get("code") and not given.get("credential"):
            self.add_error("code", _("Enter the code."))
        return given


class ConfirmForm(CodeForm):
    """Who sits there shows it again: the password, a code or a passkey."""

    password = forms.CharField(
        label=_("Password"),
        strip=False,
        required=False,
        max_length=128,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password", "autofocus": True}),
    )
    field_order = ["password", "code"]

    def clean(self) -> dict[str, Any]:
        return self.cleaned_data


class ForgottenForm(forms.Form):
    """The address to which a link is sent, if it belongs to somebody."""

    email = forms.EmailField(label=_("E-mail"), max_length=254, widget=forms.EmailInput(attrs={"autofocus": True}))


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


class SubstitutionForm(NounForm):
    """Who stands in for whom."""

    scopes = {"absent": visible_users.to_be_absent, "substitute": visible_users.colleagues}
    today = ("starts_on",)

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, actor=actor, **kwargs)
        if not self.instance.pk:
            self.initial.setdefault("absent", actor.user_id)
        self.fields["covers"].help_text = _(
            "Reading and approvals: sees the rows and decides on what waits. All daily work: also enters and changes."
            " Never included: access rights, the audit trail, masked fields."
        )

    class Meta:
        model = Substitution
        fields = ["absent", "substitute", "starts_on", "ends_on", "covers", "reason"]


def duty_choices() -> list[tuple[str, list[tuple[str, str]]]]:
    """Roles, then all functions, for the sides of a rule."""
    roles = [(f"role:{role.code}", role.label) for role in Role.objects.order_by("code")]
    return [(capfirst(str(_("roles"))), roles), *function_choices()]


class DutyRuleForm(NounForm):
    """Two duties to be kept apart."""

    one = forms.MultipleChoiceField(label=_("one duty"), choices=duty_choices, widget=forms.SelectMultiple)
    other = forms.MultipleChoiceField(label=_("the other duty"), choices=duty_choices, widget=forms.SelectMultiple)

    class Meta:
        model = DutyRule
        fields = ["code", "name", "name_en", "one", "other", "effect"]


class DutyExceptionForm(NounForm):
    """Who may hold both after all."""

    scopes = {"rule": duties.visible, "user": visible_users.visible}

    class Meta:
        model = DutyException
        fields = ["rule", "user", "reason", "ends_on"]


class SeeAsForm(forms.Form):
    """Why somebody looks at the product as another person does."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=200,
        help_text=_("For half an hour you see what this person sees, and can change nothing. It is written down."),
    )


class WhyForm(ActorForm):
    """What is to be explained, and for whom."""

    person = forms.ModelChoiceField(label=_("person"), queryset=User.objects.none(), required=False)

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, actor=actor, **kwargs)
        self.fields["person"].queryset = visible_users.visible(actor)  # type: ignore[attr-defined]
        self.fields["person"].empty_label = _("myself")  # type: ignore[attr-defined]


class GrantRowForm(ActorForm):
    """One line in the table of a person's roles."""

    grant = forms.IntegerField(required=False, widget=forms.HiddenInput, min_value=0, max_value=2**63 - 1)
    role = forms.ModelChoiceField(label=_("role"), queryset=Role.objects.none(), required=False)
    reach = forms.ChoiceField(label=_("reach"), choices=ReachLevel.choices, required=False)
    unit: Any = forms.ModelChoiceField(label=_("unit"), queryset=None, required=False)
    starts_on = forms.DateField(label=_("from"), required=False)
    ends_on = forms.DateField(label=_("until"), required=False)

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, actor=actor, **kwargs)
        self.fields["role"].queryset = visible_roles.visible(actor)  # type: ignore[attr-defined]
        self.fields["unit"].queryset = units.visible(actor)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        if given.get("grant") and not given.get("role") and not given.get("DELETE") and "role" not in self.errors:
            self.add_error("role", _("Choose a role, or tick the line to take it away."))
        given["reach"] = given.get("reach") or ReachLevel.OWN
        return given


class WhoForm(ActorForm):
    """Who can do what, for the rows of which unit."""

    function = forms.ChoiceField(label=_("function"), choices=function_choices)
    unit: Any = forms.ModelChoiceField(label=_("for rows of the unit"), queryset=None, required=False)

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, actor=actor, **kwargs)
        self.fields["unit"].queryset = units.visible(actor)  # type: ignore[attr-defined]
