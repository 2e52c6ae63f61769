"""One-time secrets: invitations, sign-in links, the setup code. Only their hash is stored."""

import secrets
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from yanzhen.accounts.enums import LinkPurpose
from yanzhen.accounts.models import OneTimeLink, User
from yanzhen.accounts.queries import links, users
from yanzhen.accounts.queries.keys import digest
from yanzhen.lib.errors import RuleBroken
from yanzhen.platform import audit
from yanzhen.platform.actor import SYSTEM, Actor

LASTS = {
    LinkPurpose.INVITATION: timedelta(days=7),
    LinkPurpose.SIGN_IN: timedelta(days=1),
    LinkPurpose.SETUP: timedelta(days=1),
    LinkPurpose.RESET: timedelta(hours=1),
}


def issue(*, actor: Actor, user: User, purpose: LinkPurpose, secret: str = "") -> str:
    """Make a secret that opens the door once; an earlier unused one for the same purpose ends."""
    secret = secret or secrets.token_urlsafe(32)
    with transaction.atomic():
        void(user, purpose)
        OneTimeLink.objects.create(
            user=user,
            purpose=purpose,
            secret_hash=digest(secret),
            expires_at=timezone.now() + LASTS[purpose],
        )
        audit.record(actor, "issue_link", user, after={"purpose": purpose.value})
    return secret


def void(user: User, *purposes: LinkPurpose) -> None:
    """End the unused links of a person; all purposes when none is named."""
    rows = OneTimeLink.objects.filter(user=user, used_at__isnull=True)
    (rows.filter(purpose__in=purposes) if purposes else rows).update(used_at=timezone.now())


def consume(secret: str, *purposes: LinkPurpose) -> OneTimeLink:
    """Use a link up. Of two who come at once one gets in; the other is told that it does not work."""
    with transaction.atomic():
        link = links.open_link(secret, *purposes)
        if link is None or not _take(link, timezone.now()):
            raise spent()
        return link


def _take(link: OneTimeLink, now: datetime) -> bool:
    """Mark as used unless somebody else just did: the database decides, not what was read before."""
    return OneTimeLink.objects.filter(pk=link.pk, used_at__isnull=True, expires_at__gt=now).update(used_at=now) == 1


def spent() -> RuleBroken:
    """What everybody hears whose link is used, expired, void or invented."""
    return RuleBroken(_("This link no longer works. Ask for a new one."), code="link_spent")


def path(secret: str) -> str:
    """Where a secret is used, without the host."""
    return reverse("accounts:link", args=[secret])


def sign_in_link(*, actor: Actor, user: User) -> str:
    """The path of a link that opens a session, once and within a day. For the terminal only."""
    if not actor.is_system:
        actor.require("system")
    if not user.is_active:
        raise RuleBroken(_("“{name}” is not active.").format(name=user.username), code="inactive")
    return path(issue(actor=actor, user=user, purpose=LinkPurpose.SIGN_IN))


def demo_sign_in_links() -> list[tuple[str, str, str]]:
    """A fresh link for each of the sample company's people who have no password: name, role, path."""
    rows = []
    with translation.override(settings.LANGUAGE_CODE):
        for user in users.demo():
            label = " · ".join(users.role_labels(user))
            rows.append((user.username, label, sign_in_link(actor=SYSTEM, user=user)))
    return rows
