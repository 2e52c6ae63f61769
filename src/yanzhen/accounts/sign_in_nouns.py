"""Outside sign-ins as a noun, and what signing in adds to the pages and the trail."""

from functools import partial
from types import SimpleNamespace
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from yanzhen.accounts.models import IdentityProvider
from yanzhen.accounts.queries import belongings
from yanzhen.accounts.queries import providers as known
from yanzhen.accounts.services import providers
from yanzhen.platform import timeline
from yanzhen.platform.actor import Actor
from yanzhen.platform.pages import navigation, nouns
from yanzhen.platform.pages.fields import describe
from yanzhen.platform.pages.filters import Filter
from yanzhen.platform.pages.forms import NounForm, no_hidden_marks
from yanzhen.platform.pages.lists import ListSpec
from yanzhen.platform.pages.nouns import Noun

_p = partial(describe, IdentityProvider)


class ProviderForm(NounForm):
    """A house outside that knows our people."""

    client_secret = forms.CharField(
        label=_("Client secret"),
        required=False,
        strip=True,
        max_length=300,
        validators=[no_hidden_marks],
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
        help_text=_("Kept sealed and never shown again. Empty: the one there is stays."),
    )

    class Meta:
        model = IdentityProvider
        fields = ["code", "name", "kind", "server_url", "client_id", "agent_id", "is_active"]
        help_texts = {
            "code": _("Part of the address to register outside: /accounts/outside/CODE/back/. It stays."),
            "server_url": _("OpenID Connect: the issuer. Others: only where your house runs its own server."),
            "client_id": _("Client ID, CorpID, AppKey or App ID, as your house calls it."),
            "agent_id": _("WeCom only: AgentId of the app."),
        }

    field_order = ["code", "name", "kind", "server_url", "client_id", "client_secret", "agent_id", "is_active"]


PROVIDERS = nouns.declare(
    Noun(
        model=IdentityProvider,
        slug="outside-sign-ins",
        icon="plug",
        list=ListSpec(
            query=known.visible,
            columns=[_p("code"), _p("name", card="title"), _p("kind", card="sub"), _p("is_active", card="badge")],
            filters=[Filter("is_active", _("active"), "bool", "is_active")],
            search=("code", "name"),
            sort="code",
        ),
        fields=[
            _p("code"),
            _p("name"),
            _p("kind"),
            _p("server_url"),
            _p("client_id"),
            _p("agent_id"),
            _p("is_active"),
            _p("version"),
        ],
        form=ProviderForm,
        services=SimpleNamespace(create=providers.create, change=providers.change),
    )
)


def _still_theirs(user: Any, actor: Actor) -> list[dict[str, Any]]:
    """What is in the name of somebody without access and could go to others, at the head of their page."""
    if user.is_active or not actor.can("accounts.change_user"):
        return []
    return [
        {"label": f"{held.noun.plural} · {held.label}", "value": f"{held.count:,}", "hint": _("without active owner")}
        for held in belongings.of(user)
        if held.can_move
    ]


nouns.relate("accounts.user", figures=_still_theirs)

timeline.VERBS.update(
    {
        "new_device": _("signed in from a new device"),
        "end_session": _("ended a session"),
        "add_factor": _("added a second factor"),
        "remove_factor": _("removed a second factor"),
        "reset_factors": _("took the second factor away"),
        "new_recovery_codes": _("made new recovery codes"),
        "link_identity": _("linked an outside identity"),
        "unlink_identity": _("ended the link to an outside identity"),
        "hand_over": _("handed over what somebody owned"),
    }
)
timeline.LABELS.update(
    {
        "device": _("device"),
        "address": _("address"),
        "factor": _("second factor"),
        "house": _("outside sign-in"),
        "sessions": _("sessions"),
        "handed_over": _("handed over"),
        "to": _("new owner"),
    }
)
timeline.VALUES.update(
    {
        ("by", "passkey"): _("passkey"),
        ("by", "reset"): _("new password by mail"),
        ("factor", "totp"): _("authenticator app"),
        ("factor", "webauthn"): _("passkey"),
    }
)

ACCESS = _("Access")
navigation.add_setting(
    navigation.Place(
        250,
        _("Outside sign-ins"),
        "plug",
        "accounts:identityprovider_list",
        "accounts.view_identityprovider",
        section=ACCESS,
    )
)
navigation.add_setting(
    navigation.Place(
        245, _("Sign-in rules"), "lock", "accounts:sign_in_rules", "accounts.change_signinrules", section=ACCESS
    )
)
