from functools import partial
from types import SimpleNamespace

from django.utils.translation import gettext_lazy as _

from yanzhen.accounts import forms, lists
from yanzhen.accounts.enums import LinkPurpose
from yanzhen.accounts.models import ApiKey, DutyException, DutyRule, Grant, Role, Substitution, User
from yanzhen.accounts.services import duties, grants, keys, leaving, roles, substitutions, users
from yanzhen.platform import functions, timeline
from yanzhen.platform.pages import navigation, nouns
from yanzhen.platform.pages.fields import describe, listed
from yanzhen.platform.pages.nouns import Action, Noun, Tab
from yanzhen.platform.search import Find

_u, _r, _g, _k = (partial(describe, m) for m in (User, Role, Grant, ApiKey))

USERS = nouns.declare(
    Noun(
        model=User,
        slug="users",
        icon="user-shield",
        list=lists.USERS,
        fields=[
            _u("username"),
            _u("display_name"),
            _u("email"),
            _u("employee", page=lists.EMPLOYEE),
            _u("is_active"),
            _u("last_login"),
            _u("version"),
        ],
        form=forms.UserForm,
        services=SimpleNamespace(create=users.create, change=users.change),
        find=Find(titles=("display_name", "username"), shown=("username", "employee")),
        actions=[
            Action(
                "invite", _("Invite"), users.invite, "mail", lambda user: user.is_active, page="accounts:user_invite"
            ),
            Action(
                "sign_ins",
                _("Sign-ins"),
                users.change,
                "devices",
                lambda user: user.is_active,
                page="accounts:user_sessions",
            ),
            Action(
                "deactivate",
                _("Deactivate"),
                leaving.leave,
                "user-off",
                lambda user: user.is_active,
                danger=True,
                page="accounts:user_leave",
            ),
            Action(
                "hand_over",
                _("Hand over"),
                leaving.leave,
                "user-share",
                lambda user: not user.is_active,
                page="accounts:user_leave",
            ),
            Action(
                "activate", _("Activate"), users.activate, "user-check", lambda user: not user.is_active, primary=True
            ),
        ],
    )
)
ROLES = nouns.declare(
    Noun(
        model=Role,
        slug="roles",
        icon="shield",
        list=lists.ROLES,
        fields=[
            _r("code"),
            _r("name"),
            _r("name_en"),
            _r("functions", words=lambda role, actor: listed(functions.in_words(role.functions))),
            _r("version"),
        ],
        form=forms.RoleForm,
        services=roles,
        find=Find(titles=("name", "name_en"), codes=("code",), shown=("code",)),
    )
)
GRANTS = nouns.declare(
    Noun(
        model=Grant,
        slug="grants",
        icon="key",
        list=lists.GRANTS,
        fields=[
            _g("user", page=lists.USER),
            _g("role", page=lists.ROLE),
            _g("reach"),
            _g("unit"),
            _g("starts_on"),
            _g("ends_on"),
            _g("version"),
        ],
        form=forms.GrantForm,
        services=grants,
    )
)
KEYS = nouns.declare(
    Noun(
        model=ApiKey,
        slug="keys",
        empty=_("A key lets a program work through the API in your name, with no more rights than you have."),
        icon="key",
        list=lists.KEYS,
        fields=[
            _k("name"),
            _k("user"),
            _k("prefix"),
            lists.scopes,
            _k("expires_at"),
            _k("last_used_at"),
            _k("revoked_at"),
            _k("version"),
        ],
        form=forms.KeyNameForm,
        services=SimpleNamespace(change=keys.change),
        actions=[
            Action("revoke", _("Revoke key"), keys.revoke, "ban", lambda key: key.revoked_at is None, danger=True)
        ],
    )
)

_s, _d, _x = (partial(describe, m) for m in (Substitution, DutyRule, DutyException))
SUBSTITUTIONS = nouns.declare(
    Noun(
        model=Substitution,
        slug="substitutions",
        empty=_("Before a holiday, name here who stands in for whom, for what and until when."),
        icon="user-share",
        list=lists.SUBSTITUTIONS,
        fields=[
            _s("absent"),
            _s("substitute"),
            _s("starts_on"),
            _s("ends_on"),
            _s("covers"),
            _s("reason"),
            _s("ended_at"),
            _s("version"),
        ],
        form=forms.SubstitutionForm,
        services=substitutions,
        actions=[Action("end", _("End now"), substitutions.end, "ban", lambda row: row.ended_at is None)],
    )
)
DUTY_RULES = nouns.declare(
    Noun(
        model=DutyRule,
        slug="duty-rules",
        empty=_("A rule keeps two duties in two hands: whoever has the one cannot be given the other."),
        icon="arrows-split",
        list=lists.DUTY_RULES,
        fields=[
            _d("code"),
            _d("name"),
            _d("name_en"),
            lists.side("one"),
            lists.side("other"),
            _d("effect", tones=lists.EFFECTS),
            _d("version"),
        ],
        form=forms.DutyRuleForm,
        services=duties,
        state="effect",
    )
)
DUTY_EXCEPTIONS = nouns.declare(
    Noun(
        model=DutyException,
        slug="duty-exceptions",
        empty=_("Who holds both sides of a rule all the same stands here, with the reason and until when."),
        icon="shield-half",
        list=lists.DUTY_EXCEPTIONS,
        fields=[_x("rule", page="accounts:dutyrule_record"), _x("user"), _x("reason"), _x("ends_on"), _x("version")],
        form=forms.DutyExceptionForm,
        services=SimpleNamespace(create=duties.except_, change=duties.change_exception, remove=duties.remove_exception),
    )
)

nouns.relate(
    "accounts.user",
    Tab("grants", _("Roles and reach"), "accounts.grant", "user"),
    Tab("keys", _("API keys"), "accounts.apikey", "user"),
    Tab("substitutes", _("Substitutes"), "accounts.substitution", "absent"),
    Tab("stands-in", _("Stands in for"), "accounts.substitution", "substitute"),
)
nouns.relate("accounts.dutyrule", Tab("exceptions", _("Exceptions"), "accounts.dutyexception", "rule"))
nouns.relate("accounts.role", Tab("grants", _("Who has it"), "accounts.grant", "role"))

timeline.VERBS.update(
    {
        "issue_link": _("made a one-time link"),
        "sign_in": _("signed in"),
        "set_password": _("set a password"),
        "set_preferences": _("changed the settings"),
        "set_up": _("became the first administrator"),
        "deactivate": _("ended the access"),
        "activate": _("gave access again"),
        "revoke": _("revoked the key"),
        "end_substitution": _("ended the substitution"),
        "see_as": _("began to see as this person"),
        "see_as_end": _("stopped seeing as this person"),
        "saw_as": _("looked at this as another person"),
    }
)
timeline.VALUES.update(
    {
        ("by", "password"): _("password"),
        **{(n, p.value): p.label for n in ("by", "purpose") for p in LinkPurpose},
        **{("scopes", scope): words for scope, words in lists.SCOPES.items()},
    }
)

SETTINGS = _("Settings")
navigation.add(
    navigation.Place(
        80, _("Users"), "user-shield", "accounts:user_list", "accounts.view_user", section=SETTINGS, phone=True
    )
)
navigation.add(navigation.Place(82, _("Roles"), "shield", "accounts:role_list", "accounts.view_role", section=SETTINGS))
ACCESS = _("Access")
navigation.add_setting(
    navigation.Place(205, _("Rights"), "lock-access", "rights", "accounts.view_rights", section=ACCESS)
)
for order, label, icon, noun in (
    (210, _("Users"), "user-shield", "user"),
    (220, _("Roles"), "shield", "role"),
    (230, _("Roles and reach"), "key", "grant"),
    (240, _("API keys"), "api", "apikey"),
    (250, _("Substitutions"), "user-share", "substitution"),
    (260, _("Separation of duties"), "arrows-split", "dutyrule"),
    (270, _("Exceptions from the separation"), "shield-half", "dutyexception"),
):
    navigation.add_setting(
        navigation.Place(order, label, icon, f"accounts:{noun}_list", f"accounts.view_{noun}", section=ACCESS)
    )

from yanzhen.accounts import sign_in_nouns  # noqa: E402, F401  declares the outside sign-ins
