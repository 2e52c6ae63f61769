"""The rules of signing in: the password policy, outside identities by e-mail, which roles ask for a second factor."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from yanzhen.accounts.enums import PasswordPolicy
from yanzhen.accounts.models import Role
from yanzhen.accounts.queries import roles as visible_roles
from yanzhen.accounts.queries import rules as known
from yanzhen.accounts.services import factors, rules
from yanzhen.lib.errors import RuleBroken
from yanzhen.platform.pages.confirming import recently_authenticated
from yanzhen.platform.pages.views import actor_of, needs


class RulesForm(forms.Form):
    """What the firm asks of everybody who signs in."""

    policy = forms.ChoiceField(
        label=gettext_lazy("Password policy"),
        choices=PasswordPolicy.choices,
        help_text=gettext_lazy(
            "Long passwords: at least 10 characters, no common ones, never changed by force. Classified protection: at "
            "least 8 characters of three kinds, a new one every 90 days, none of the last five, locked after 5 wrong "
            "attempts, signed out after 30 idle minutes."
        ),
    )
    links_by_email = forms.BooleanField(
        label=gettext_lazy("Link outside identities by verified e-mail"),
        required=False,
        help_text=gettext_lazy("Only switch this on if the house outside checks addresses and nobody can choose them."),
    )
    roles = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Roles that ask for a second factor"),
        required=False,
        queryset=Role.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Whoever holds one of these and has none yet sets it up before anything else."),
    )
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, roles: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["roles"].queryset = roles  # type: ignore[attr-defined]


@recently_authenticated
@never_cache
@require_http_methods(["GET", "POST"])
@needs("accounts.change_signinrules")
def sign_in_rules(request: HttpRequest) -> HttpResponse:
    """See and change the rules of signing in."""
    actor, row = actor_of(request), known.current()
    roles = visible_roles.visible(actor) if actor.can("accounts.change_role") else Role.objects.none()
    initial = {
        "policy": row.policy,
        "links_by_email": row.links_by_email,
        "version": row.version,
        "roles": [role.pk for role in roles if role.requires_second_factor],
    }
    form = RulesForm(request.POST if request.method == "POST" else None, initial=initial, roles=roles)
    if request.method == "POST" and form.is_valid() and _changed(form, roles, actor, has_row=row.pk is not None):
        messages.success(request, _("The rules are changed. They hold from now on."))
        return redirect("accounts:sign_in_rules")
    page = {"title": _("Sign-in rules"), "submit_label": _("Save changes"), "cancel_url": reverse("platform:settings")}
    trail = [(_("Settings"), reverse("platform:settings"))]
    context = {"form": form, "page": page, "trail": trail}
    return render(request, "platform/form.html", context, status=422 if form.errors else 200)


def _changed(form: RulesForm, roles: Any, actor: Any, *, has_row: bool) -> bool:
    given = form.cleaned_data
    try:
        rules.change(
            actor=actor,
            version=given["version"] if has_row else None,
            policy=given["policy"],
            links_by_email=given["links_by_email"],
        )
        chosen = {role.pk for role in given["roles"]}
        for role in roles:
            if role.requires_second_factor != (role.pk in chosen):
                factors.require(role, actor=actor, required=role.pk in chosen)
    except RuleBroken as broken:
        for field, message in broken.errors.items():
            form.add_error(field if field in form.fields else None, str(message))
        return False
    return True
