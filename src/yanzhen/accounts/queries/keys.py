import hashlib
import secrets

from django.utils import timezone

from yanzhen.accounts.models import ApiKey
from yanzhen.platform.actor import Actor
from yanzhen.platform.base import ScopedQuerySet


def digest(secret: str) -> str:
    """What is stored in place of a secret; enough for secrets that nobody chose."""
    return hashlib.sha256(secret.encode()).hexdigest()


def visible(actor: Actor) -> ScopedQuerySet[ApiKey]:
    """Keys that `actor` may see: their own; all within reach only for those who look after the users."""
    rows = ApiKey.objects.visible_to(actor) if actor.can("accounts.view_user") else ApiKey.objects.none()
    if actor.can("accounts.view_apikey") and actor.user_id is not None:
        rows = rows | ApiKey.objects.filter(user_id=actor.user_id)
    return rows.naming("user").order_by("-pk")


def in_force(secret: str) -> ApiKey | None:
    """The key with this secret, unless expired, revoked or its owner left; without saying which."""
    hashed = digest(secret)
    key = (
        ApiKey.objects.select_related("user")
        .filter(secret_hash=hashed, revoked_at__isnull=True, expires_at__gt=timezone.now(), user__is_active=True)
        .first()
    )
    return key if key is not None and secrets.compare_digest(key.secret_hash, hashed) else None
