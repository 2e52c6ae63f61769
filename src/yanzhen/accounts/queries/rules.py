"""The rules of signing in that hold now, and what each password policy means in numbers."""

from dataclasses import dataclass

from django.utils.functional import lazy
from django.utils.translation import gettext as _

from yanzhen.accounts.enums import PasswordPolicy
from yanzhen.accounts.models import SignInRules


@dataclass(frozen=True)
class Policy:
    """What a password must be and how long it lasts; 0 means no such rule."""

    shortest: int
    kinds: int = 0
    lasts_days: int = 0
    remembers: int = 0
    failures: int = 8
    idle_minutes: int = 0


POLICIES = {
    PasswordPolicy.MODERN: Policy(shortest=10),
    PasswordPolicy.DENGBAO: Policy(shortest=8, kinds=3, lasts_days=90, remembers=5, failures=5, idle_minutes=30),
}


def current() -> SignInRules:
    """The row of the rules; the usual ones while nobody has changed them."""
    return SignInRules.objects.order_by("pk").first() or SignInRules()


def policy() -> Policy:
    """The password policy that holds now."""
    return of(SignInRules.objects.order_by("pk").values_list("policy", flat=True).first())


def of(name: str | None) -> Policy:
    """The numbers of a policy by its name."""
    return POLICIES[PasswordPolicy(name or PasswordPolicy.MODERN)]


def password_in_words() -> str:
    """What a new password must be, for the help at the field."""
    rule = policy()
    if not rule.kinds:
        return _("At least {count} characters; not your name, and no common word.").format(count=rule.shortest)
    return _(
        "At least {count} characters, with {kinds} of these four: capital letters, small letters, digits, other signs. "
        "Not one of your last {last} passwords, not your name, and no common word. It lasts {days} days."
    ).format(count=rule.shortest, kinds=rule.kinds, last=rule.remembers, days=rule.lasts_days)


password_help = lazy(password_in_words, str)
