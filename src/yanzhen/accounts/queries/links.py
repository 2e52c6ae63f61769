import secrets

from django.utils import timezone

from yanzhen.accounts.enums import LinkPurpose
from yanzhen.accounts.models import OneTimeLink
from yanzhen.accounts.queries.keys import digest


def open_link(secret: str, *purposes: LinkPurpose) -> OneTimeLink | None:
    """The unused link with this secret, while it lasts and its owner is active. Looking does not use it up."""
    hashed = digest(secret)
    link = (
        OneTimeLink.objects.select_related("user")
        .filter(secret_hash=hashed, purpose__in=purposes, used_at__isnull=True, expires_at__gt=timezone.now())
        .filter(user__is_active=True)
        .first()
    )
    return link if link is not None and secrets.compare_digest(link.secret_hash, hashed) else None
