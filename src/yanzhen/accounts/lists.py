from functools import partial

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from yanzhen.accounts.enums import Covers, Effect, ReachLevel
from yanzhen.accounts.models import ApiKey, DutyException, DutyRule, Grant, Role, Substitution, User
from yanzhen.accounts.queries import duties, grants, keys, roles, substitutions, users
from yanzhen.platform import functions
from yanzhen.platform.pages.fields import Field, describe, listed
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


_s, _d, _x = (partial(describe, m) for m in (Substitution, DutyRule, DutyException))
EFFECTS = {Effect.REFUSE: "bad", Effect.WARN: "warning", Effect.OFF: "neutral"}


def side(name: str) -> Field:
    """One side of a rule in words."""
    return _d(name, words=lambda rule, actor: listed(duty_words(getattr(rule, name))))


def duty_words(codes: list[str]) -> list[str]:
    """Functions by what they allow, roles by their name."""
    asked = any(c.startswith(duties.ROLE) for c in codes)
    named = {role.code: role.label for role in Role.objects.all()} if asked else {}
    roles_ = [named.get(c.removeprefix(duties.ROLE), c) for c in codes if c.startswith(duties.ROLE)]
    return [*roles_, *functions.in_words(c for c in codes if not c.startswith(duties.ROLE))]


SUBSTITUTIONS = ListSpec(
    query=substitutions.visible,
    columns=[
        _s("absent", card="title", sort="absent__username"),
        _s("substitute", card="sub", sort="substitute__username"),
        _s("starts_on"),
        _s("ends_on"),
        _s("covers", card="badge"),
        _s("ended_at", card="hide"),
    ],
    filters=[
        Filter("absent", _("absent person"), "ref", "absent", named=name_of(users.visible)),
        Filter("substitute", _("substitute"), "ref", "substitute", named=name_of(users.visible)),
        Filter("covers", _("for what"), "choice", "covers", choices=dict(Covers.choices)),
        Filter("ends_on", _("until"), "date", "ends_on"),
    ],
    search=("absent__username", "absent__display_name", "substitute__username", "substitute__display_name"),
    sort="-starts_on",
)
DUTY_RULES = ListSpec(
    query=duties.visible,
    columns=[_d("code"), _d("name", source="label", card="title"), _d("effect", card="badge", tones=EFFECTS)],
    filters=[Filter("effect", _("effect"), "choice", "effect", choices=dict(Effect.choices))],
    search=("code", "name", "name_en"),
    sort="code",
)
DUTY_EXCEPTIONS = ListSpec(
    query=duties.exceptions,
    columns=[
        _x("rule", card="title"),
        _x("user", card="sub", page=USER, sort="user__username"),
        _x("reason"),
        _x("ends_on"),
    ],
    filters=[
        Filter("rule", _("rule"), "ref", "rule", options=options_of(duties.visible), named=name_of(duties.visible)),
        Filter("user", _("user"), "ref", "user", named=name_of(users.visible)),
    ],
    search=("reason", "user__username", "user__display_name"),
    sort="-id",
)
