"""The houses outside whose word we take: those of the settings, and those entered by the administrator."""

import json
from typing import Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from yanzhen.accounts.enums import ProviderKind
from yanzhen.accounts.models import IdentityProvider
from yanzhen.accounts.vault import seal
from yanzhen.platform.actor import Actor
from yanzhen.platform.base import ScopedQuerySet

FIELDS = {"code", "name", "kind", "server_url", "client_id", "client_secret", "agent_id"}


def visible(actor: Actor) -> ScopedQuerySet[IdentityProvider]:
    """Outside sign-ins that `actor` may see."""
    return IdentityProvider.objects.visible_to(actor).naming().order_by("code", "pk")


def offered() -> list[IdentityProvider]:
    """What the page of the door offers; a code in the settings goes before the same code in the database."""
    rows = list(IdentityProvider.objects.filter(is_active=True).order_by("code"))
    fixed = of_settings(settings.OUTSIDE_SIGN_IN)
    return [*fixed, *(row for row in rows if row.code not in {given.code for given in fixed})]


def by_code(code: str) -> IdentityProvider | None:
    """The one with this code, while it is offered."""
    return next((found for found in offered() if found.code == code), None)


def of_settings(text: str) -> list[IdentityProvider]:
    """YANZHEN_OIDC holds a JSON list of objects with code, name, server_url, client_id, client_secret."""
    if not text:
        return []
    try:
        given = json.loads(text)
        return [_row(one) for one in (given if isinstance(given, list) else [given])]
    except (ValueError, TypeError, AttributeError, KeyError) as error:
        raise ImproperlyConfigured(f"YANZHEN_OIDC must be a JSON list of objects: {error}.") from error


def _row(given: dict[str, Any]) -> IdentityProvider:
    unknown = sorted(set(given) - FIELDS)
    if unknown:
        raise KeyError(f"unknown {unknown[0]!r}")
    values = {name: str(given[name]) for name in FIELDS & set(given) - {"client_secret"}}
    row = IdentityProvider(sealed_secret=seal(str(given.get("client_secret", ""))), **values)
    if not row.code or not row.client_id or row.kind not in ProviderKind.values:
        raise KeyError("code, client_id and a known kind are needed")
    row.name = row.name or row.code
    return row
