"""API keys: a program acts as a person, within the scopes of the key, never wider than the person."""

import secrets
from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from yanzhen.accounts.models import ApiKey, User
from yanzhen.accounts.queries.keys import digest
from yanzhen.lib.errors import RuleBroken
from yanzhen.platform import functions, writes
from yanzhen.platform.actor import Actor

LONGEST_DAYS = 730
USE_IS_NOTED_EVERY = timedelta(minutes=1)


@writes.write("accounts.add_apikey")
def issue(
    *,
    actor: Actor,
    user: User,
    name: str,
    scopes: Iterable[str] = ("read", "write"),
    days: int = 365,
) -> tuple[ApiKey, str]:
    """Make a key for oneself and its secret, which is shown this once."""
    if not actor.is_system and actor.user_id != user.pk:
        raise PermissionDenied("own keys only")
    if not user.is_active:
        raise RuleBroken(_("“{name}” is not active.").format(name=user.username), code="inactive")
    if not 1 <= days <= LONGEST_DAYS:
        raise RuleBroken(
            _("A key lasts from 1 to {days} days.").format(days=LONGEST_DAYS), field="days", code="out_of_range"
        )
    chosen = _checked(scopes)
    prefix = secrets.token_hex(4)
    secret = f"yz_{prefix}_{secrets.token_urlsafe(32)}"
    key = writes.create(
        ApiKey,
        actor=actor,
        user=user,
        name=name,
        prefix=f"yz_{prefix}",
        secret_hash=digest(secret),
        scopes=chosen,
        expires_at=timezone.now() + timedelta(days=days),
    )
    return key, secret


@writes.write("accounts.change_apikey")
def change(instance: ApiKey, *, actor: Actor, version: int | None = None, **values: Any) -> ApiKey:
    """Rename a key; what it may do and how long is fixed when it is made."""
    odd = sorted(set(values) - {"name"})
    if odd:
        raise RuleBroken(_("This cannot be changed here."), field=odd[0], code="not_changeable")
    _own_or_keeper(actor, instance)
    return writes.change(instance, actor=actor, version=version, **values)


@writes.write("accounts.remove_apikey")
def revoke(instance: ApiKey, *, actor: Actor, version: int | None = None) -> ApiKey:
    """End a key now. The row stays, so that the trail can still name it."""
    _own_or_keeper(actor, instance)
    if instance.revoked_at is not None:
        return instance
    return writes.change(instance, actor=actor, version=version, verb="revoke", revoked_at=timezone.now())


def touch(key: ApiKey) -> None:
    """Note that a key was used, at most once a minute."""
    now = timezone.now()
    stale = now - USE_IS_NOTED_EVERY
    if key.last_used_at is None or key.last_used_at < stale:
        rows = ApiKey.objects.filter(Q(last_used_at__isnull=True) | Q(last_used_at__lt=stale), pk=key.pk)
        rows.update(last_used_at=now)


def _own_or_keeper(actor: Actor, key: ApiKey) -> None:
    if actor.user_id != key.user_id and not actor.can("accounts.change_user"):
        raise PermissionDenied("own keys only")


def _checked(scopes: Iterable[str]) -> list[str]:
    """Scopes in a fixed order; one that opens nothing is a slip of the pen."""
    chosen = sorted(set(scopes))
    codes = functions.all_functions()
    for scope in chosen:
        if scope not in {"read", "write"} and not any(code.startswith(scope) for code in codes if scope):
            message = _("“{scope}” is no scope. Use read, write, or the beginning of function codes, such as crm.")
            raise RuleBroken(message.format(scope=scope), field="scopes", code="unknown_scope")
    if not chosen:
        raise RuleBroken(_("Choose at least one scope."), field="scopes", code="no_scope")
    return chosen
