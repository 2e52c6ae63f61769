"""Browsers that are signed in, and what stands in the way of the one that asks."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from allauth.mfa.models import Authenticator
from django.db.models import Exists, OuterRef, QuerySet, Subquery
from django.utils import timezone

from yanzhen.accounts.models import SignInRules, User, UserSession
from yanzhen.accounts.queries import grants, rules
from yanzhen.accounts.queries.keys import digest
from yanzhen.platform.base import ScopedQuerySet
from yanzhen.platform.db.prepared import Prepared

SECOND_FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


@dataclass(frozen=True)
class Standing:
    """A session that was not ended, and what its person still owes.

    `owes_factor`: a role asks for a second factor and there is none. `policy`: the password policy that holds.
    """

    pk: int
    last_seen_at: datetime
    owes_factor: bool
    policy: str | None

    @property
    def is_idle(self) -> bool:
        """Whether nobody has used this session for longer than the policy allows."""
        minutes = rules.of(self.policy).idle_minutes
        return bool(minutes) and self.last_seen_at < timezone.now() - timedelta(minutes=minutes)


def standing(key: str) -> Standing | None:
    """The session with this key, in one query since it runs with every request; None once it was ended."""
    for pk, seen, owes, policy in _STANDING.rows(digest(key), timezone.localdate()):
        aware = seen if timezone.is_aware(seen) else seen.replace(tzinfo=UTC)
        return Standing(pk, aware, bool(owes), policy)
    return None


def _standing(key_hash: str, day: date) -> QuerySet[UserSession, tuple[int, datetime, bool, str | None]]:
    asked = grants.in_force(day).filter(user=OuterRef("user"), role__requires_second_factor=True)
    held = Authenticator.objects.filter(user=OuterRef("user"), type__in=SECOND_FACTORS)
    return (
        UserSession.objects.filter(key_hash=key_hash)
        .order_by()
        .annotate(
            owes_factor=Exists(asked) & ~Exists(held),
            policy=Subquery(SignInRules.objects.order_by("pk").values("policy")[:1]),
        )
        .values_list("pk", "last_seen_at", "owes_factor", "policy")
    )


_STANDING = Prepared(_standing, "0" * 64, date(1901, 1, 1))


def of(user: User) -> list[UserSession]:
    """Where a person is signed in, the latest first."""
    return list(UserSession.objects.filter(user=user).order_by("-last_seen_at", "-pk"))


def epoch(user_id: int) -> int | None:
    """The epoch in which an active person is; None for somebody who has no access."""
    rows: ScopedQuerySet[User] = User.objects.filter(pk=user_id, is_active=True)
    return rows.values_list("session_epoch", flat=True).first()
