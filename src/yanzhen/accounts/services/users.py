"""People who sign in: made without a password, let in by a one-time link, shut out at once."""

from typing import Any

from django.contrib.auth.hashers import make_password
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from yanzhen.accounts.enums import LinkPurpose
from yanzhen.accounts.models import ApiKey, Role, User
from yanzhen.accounts.services import closing, links, passwords, roles
from yanzhen.accounts.services.keeping import keeps_an_administrator
from yanzhen.lib.errors import RuleBroken
from yanzhen.platform import audit, writes
from yanzhen.platform.actor import Actor

CHANGEABLE = frozenset({"username", "display_name", "email", "employee"})
PREFERENCES = ("language", "theme", "amount_unit", "rise_colour")


@writes.write("accounts.add_user")
def create(
    *,
    actor: Actor,
    username: str,
    display_name: str = "",
    employee: Any = None,
    role: Role | str | None = None,
    reach: str | None = None,
    unit: Any = None,
    password: str | None = None,
    email: str = "",
) -> User:
    """Enter a person who may sign in, with a first role. The password they set themselves, by `invite`.

    Only the system may give a password at once: for the demo people of a trial installation.
    """
    if password is not None and not actor.is_system:
        raise RuleBroken(
            _("Nobody gets an initial password. Send an invitation."), field="password", code="no_password"
        )
    user = writes.create(
        User,
        actor=actor,
        username=username.strip(),
        display_name=display_name or (employee.name if employee is not None else ""),
        employee=employee,
        email=email,
        password=make_password(password),
    )
    if role:
        roles.grant(actor=actor, user=user, role=role, reach=reach, unit=unit)
    return user


@writes.write("accounts.change_user")
@keeps_an_administrator
def change(instance: User, *, actor: Actor, version: int | None = None, **values: Any) -> User:
    """Change name, sign-in name, address or the employee behind; access and password have their own services."""
    odd = sorted(set(values) - CHANGEABLE)
    if odd:
        raise RuleBroken(_("This cannot be changed here."), field=odd[0], code="not_changeable")
    linked = values.get("employee", instance.employee)
    if linked != instance.employee and actor.user_id == instance.pk:
        raise RuleBroken(
            _("Nobody widens their own rights. Ask another administrator."), field="employee", code="own_rights"
        )
    return writes.change(instance, actor=actor, version=version, **values)


@writes.write("accounts.change_user")
def invite(user: User, *, actor: Actor) -> str:
    """The path of a link by which a person sets a password, once and within seven days."""
    if not user.is_active:
        raise RuleBroken(_("“{name}” is not active.").format(name=user.username), code="inactive")
    return links.path(links.issue(actor=actor, user=user, purpose=LinkPurpose.INVITATION))


@writes.write("accounts.change_user")
@keeps_an_administrator
def deactivate(user: User, *, actor: Actor) -> User:
    """End a person's access now: sessions, keys and links, for good, even if the person comes back."""
    row = writes.change(user, actor=actor, verb="deactivate", is_active=False)
    now = timezone.now()
    closing.end_sessions(row)
    ApiKey.objects.filter(user=row, revoked_at__isnull=True).update(revoked_at=now, version=F("version") + 1)
    links.void(row)
    return row


@writes.write("accounts.change_user")
def activate(user: User, *, actor: Actor) -> User:
    """Let a person back in; old sessions, keys and links stay ended."""
    return writes.change(user, actor=actor, verb="activate", is_active=True)


def set_password(*, actor: Actor, user: User, password: str) -> User:
    """Set one's own password; ends the other sessions and the pending links."""
    _own_or_system(actor, user)
    passwords.check(user, password)
    with transaction.atomic():
        row = writes.locked(user)
        row.password = make_password(password)
        row.password_set_at = timezone.now()
        row.save(update_fields=["password", "password_set_at"])
        passwords.remember(row)
        closing.end_sessions(row)
        links.void(row)
        audit.record(actor, "set_password", row)
    return row


def set_preferences(
    *,
    actor: Actor,
    user: User,
    language: str | None = None,
    theme: str | None = None,
    amount_unit: str | None = None,
    rise_colour: str | None = None,
) -> User:
    """How a person likes the pages; what is not given stays."""
    _own_or_system(actor, user)
    all_four = zip(PREFERENCES, (language, theme, amount_unit, rise_colour), strict=True)
    given: dict[str, Any] = {name: value for name, value in all_four if value is not None}
    with transaction.atomic():
        return writes.change(user, actor=actor, verb="set_preferences", **given)


def _own_or_system(actor: Actor, user: User) -> None:
    if not actor.is_system and actor.user_id != user.pk:
        raise PermissionDenied("own account only")
