"""What a password must be under the policy of the firm, which ones were had before, and when one has run out."""

import unicodedata
from datetime import timedelta
from typing import Any

from django.contrib.auth import password_validation
from django.contrib.auth.hashers import check_password
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from yanzhen.accounts.models import PasswordRecord, User
from yanzhen.accounts.queries import rules
from yanzhen.lib.errors import RuleBroken


class PolicyValidator:
    """Length and kinds of signs as the policy of the firm asks; named in the settings."""

    def validate(self, password: str, user: Any = None) -> None:
        rule = rules.policy()
        if len(password) < rule.shortest:
            text = _("The password is too short: it needs at least {count} characters.")
            raise ValidationError(text.format(count=rule.shortest), code="password_too_short")
        if kinds(password) < rule.kinds:
            text = _("The password needs {kinds} of these four: capital letters, small letters, digits, other signs.")
            raise ValidationError(text.format(kinds=rule.kinds), code="password_too_plain")

    def get_help_text(self) -> str:
        return rules.password_in_words()


def kinds(password: str) -> int:
    """How many of the four kinds of signs a password has; letters without case count as other signs."""

    def kind(sign: str) -> str:
        category = unicodedata.category(sign)
        return {"Lu": "capital", "Ll": "small", "Nd": "digit"}.get(category, "other")

    return len({kind(sign) for sign in password})


def check(user: User, password: str) -> None:
    """Refuse a password that breaks the policy or was had before."""
    try:
        password_validation.validate_password(password, user)
    except ValidationError as error:
        raise RuleBroken(" ".join(error.messages), field="password", code="weak_password") from error
    last = rules.policy().remembers
    if last and any(check_password(password, former) for former in _former(user, last)):
        text = _("You had this password before. Choose one that is not among your last {count}.").format(count=last)
        raise RuleBroken(text, field="password", code="password_reused")


def remember(user: User) -> None:
    """Keep the hash of the password just set, and no more of them than any policy looks at."""
    PasswordRecord.objects.create(user=user, password=user.password)
    most = max(policy.remembers for policy in rules.POLICIES.values())
    kept = PasswordRecord.objects.filter(user=user).order_by("-set_at", "-pk").values_list("pk", flat=True)[:most]
    PasswordRecord.objects.filter(user=user).exclude(pk__in=list(kept)).delete()


def has_expired(user: User, policy: str | None) -> bool:
    """Whether this person must choose a new password before anything else."""
    days = rules.of(policy).lasts_days
    if not days or not user.has_usable_password():
        return False
    return (user.password_set_at or user.created_at) < timezone.now() - timedelta(days=days)


def _former(user: User, last: int) -> list[str]:
    """The hashes of the last passwords; the present one is among them, also when it is older than this table."""
    rows = PasswordRecord.objects.filter(user=user).order_by("-set_at", "-pk")
    hashes = list(rows.values_list("password", flat=True)[:last])
    return hashes if user.password in hashes or not user.has_usable_password() else [user.password, *hashes][:last]
