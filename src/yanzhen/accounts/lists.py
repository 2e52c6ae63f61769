from functools import partial

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from yanzhen.accounts.enums import ReachLevel
from yanzhen.accounts.models import ApiKey, Grant, Role, User
from yanzhen.accounts.queries import grants, keys, roles, users
from yanzhen.platform.pages.fields import describe, listed
from yanzhen.platform.pages.filters import Filter, name_of, options_of
from yanzhen.platform.pages.lists import ListSpec

_u, _r, _g, _k = (partial(describe, m) for m in (User, Role, Grant, ApiKey))
USER, ROLE, EMPLOYEE = "accounts:user_record", "accounts:role_record", "organization:employee_record"

SCOPES = {"read": pgettext_lazy("scope of a key", "read"), "write": pgettext_lazy("scope of a key", "write")}
scopes = _k("scopes", words=lambda key, actor: listed(SCOPES.get(scope, scope) for scope in key.scopes))

USERS = ListSpec(
    query=users.visible,
    columns=[
        _u("username", card="title"),
        _u("display_name", card="sub"),
        _u("employee", page=EMPLOYEE),
        _u("is_active", card="badge"),
        _u("last_login"),
    ],
    filters=[
        Filter("is_active", _("active"), "bool", "is_active"),
        Filter(
            "role",
            _("role"),
            "ref",
            "grants__role",
            options=options_of(roles.visible),
            named=name_of(roles.visible),
            many=True,
        ),
    ],
    search=("username", "display_name"),
    sort="username",
)
ROLES = ListSpec(
    query=roles.visible,
    columns=[_r("code"), _r("name", source="label", card="title")],
    search=("code", "name", "name_en"),
    sort="code",
)
GRANTS = ListSpec(
    query=grants.visible,
    columns=[
        _g("user", page=USER, card="title", sort="user__username"),
        _g("role", page=ROLE, card="sub"),
        _g("reach", card="badge"),
        _g("unit"),
        _g("starts_on"),
        _g("ends_on"),
    ],
    filters=[
        Filter("user", _("user"), "ref", "user", named=name_of(users.visible)),
        Filter("role", _("role"), "ref", "role", options=options_of(roles.visible), named=name_of(roles.visible)),
        Filter("reach", _("reach"), "choice", "reach", choices=dict(ReachLevel.choices)),
    ],
    search=("user__username", "user__display_name"),
    sort="-id",
)
KEYS = ListSpec(
    query=keys.visible,
    columns=[
        _k("name", card="title"),
        _k("user", card="sub", sort="user__username"),
        _k("prefix"),
        scopes,
        _k("expires_at"),
        _k("last_used_at"),
        _k("revoked_at", card="hide"),
    ],
    filters=[
        Filter("user", _("user"), "ref", "user", named=name_of(users.visible)),
        Filter("revoked", _("revoked"), "has", "revoked_at"),
    ],
    search=("name", "prefix"),
    sort="-id",
)
