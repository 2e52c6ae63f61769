"""Outside identities: linked to people who are already here, never the other way round."""

from typing import Any

from allauth.socialaccount.models import SocialAccount
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yanzhen.accounts.models import User
from yanzhen.accounts.queries import rules
from yanzhen.lib.errors import RuleBroken
from yanzhen.platform import audit, notifications
from yanzhen.platform.actor import Actor

LINKED = notifications.declare(
    "accounts.identity_linked",
    gettext_lazy("Outside sign-in linked"),
    gettext_lazy("{name} ({house}) can sign in as you now. If you did not link it, end the link in your settings."),
    urgent=True,
)


def of(user: User) -> list[Any]:
    """The outside identities of a person."""
    return list(SocialAccount.objects.filter(user=user).order_by("provider", "pk"))


def link(*, actor: Actor, user: User, house: str, uid: str, name: str = "") -> Any:
    """Let this identity sign in as this person from now on."""
    if not actor.is_system and actor.user_id != user.pk:
        raise PermissionDenied("own account only")
    taken = RuleBroken(_("This identity is linked to somebody else here."), code="linked_elsewhere")
    try:
        with transaction.atomic():
            held = SocialAccount.objects.filter(provider=house, uid=uid).first()
            if held is not None:
                if held.user_id != user.pk:
                    raise taken
                return held
            made = SocialAccount.objects.create(provider=house, uid=uid, user=user, extra_data={"name": name})
            audit.record(actor, "link_identity", user, after={"house": house, "name": name or uid})
            params = {"name": name or uid, "house": house}
            notifications.send(LINKED, [user.pk], params=params, url=reverse("preferences"), subject=user)
            return made
    except IntegrityError as error:
        raise taken from error


def unlink(identity: Any, *, actor: Actor) -> None:
    """This identity opens nothing any more; one's own, or by those who look after the people."""
    if actor.user_id != identity.user_id:
        actor.require("accounts.change_user")
    with transaction.atomic():
        name = identity.extra_data.get("name") or identity.uid
        audit.record(actor, "unlink_identity", identity.user, before={"house": identity.provider, "name": name})
        identity.delete()


def by_email(addresses: list[Any]) -> User | None:
    """The one active person with a verified address among these, where the firm has switched that on."""
    if not rules.current().links_by_email:
        return None
    verified = [str(a.email) for a in addresses if a.verified is True]
    found: list[User] = []
    for address in verified:
        found += User.objects.filter(email__iexact=address, is_active=True)[:2]
    return found[0] if len({user.pk for user in found}) == 1 else None
