"""Browsers that are signed in, and what stands in the way of the one that asks."""

from datetime import timedelta

from allauth.mfa.models import Authenticator
from django.db.models import Exists, OuterRef, Subquery
from django.utils import timezone

from yanzhen.accounts.models import SignInRules, User, UserSession
from yanzhen.accounts.queries import grants, rules
from yanzhen.accounts.queries.keys import digest
from yanzhen.platform.base import ScopedQuerySet

SECOND_FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


def standing(key: str) -> UserSession | None:
    """The session with this key, in one query with what its person still owes; None once it was ended.

    `owes_factor`: a role asks for a second factor and there is none. `policy`: the password policy that holds.
    """
    asked = grants.in_force(timezone.localdate()).filter(user=OuterRef("user"), role__requires_second_factor=True)
    held = Authenticator.objects.filter(user=OuterRef("user"), type__in=SECOND_FACTORS)
    return (
        UserSession.objects.filter(key_hash=digest(key))
        .annotate(
            owes_factor=Exists(asked) & ~Exists(held),
            policy=Subquery(SignInRules.objects.order_by("pk").values("policy")[:1]),
        )
        .first()
    )


def is_idle(session: UserSession, policy: str | None) -> bool:
    """Whether nobody has used this session for longer than the policy allows."""
    minutes = rules.of(policy).idle_minutes
    return bool(minutes) and session.last_seen_at < timezone.now() - timedelta(minutes=minutes)


def of(user: User) -> list[UserSession]:
    """Where a person is signed in, the latest first."""
    return list(UserSession.objects.filter(user=user).order_by("-last_seen_at", "-pk"))


def epoch(user_id: int) -> int | None:
    """The epoch in which an active person is; None for somebody who has no access."""
    rows: ScopedQuerySet[User] = User.objects.filter(pk=user_id, is_active=True)
    return rows.values_list("session_epoch", flat=True).first()
