"""Outside sign-ins of the installation; the secret is sealed and never shown again."""

from typing import Any
from urllib.parse import urlsplit

from django.utils.translation import gettext as _

from yanzhen.accounts.enums import ProviderKind
from yanzhen.accounts.models import IdentityProvider
from yanzhen.accounts.vault import seal
from yanzhen.lib.errors import RuleBroken
from yanzhen.platform import writes
from yanzhen.platform.actor import Actor

HERE = frozenset({"localhost", "127.0.0.1", "::1"})


@writes.write("accounts.add_identityprovider")
def create(*, actor: Actor, client_secret: str = "", **values: Any) -> IdentityProvider:
    """Take a house outside into use."""
    _check(values.get("kind", ProviderKind.OIDC), values.get("server_url", ""), values.get("agent_id", ""))
    return writes.create(IdentityProvider, actor=actor, sealed_secret=seal(client_secret), **values)


@writes.write("accounts.change_identityprovider")
def change(
    instance: IdentityProvider, *, actor: Actor, version: int | None = None, client_secret: str = "", **values: Any
) -> IdentityProvider:
    """Change a house outside; an empty secret keeps the one there is."""
    merged = {name: values.get(name, getattr(instance, name)) for name in ("kind", "server_url", "agent_id", "code")}
    if merged["code"] != instance.code:
        raise RuleBroken(_("The code stays: people are linked by it."), field="code", code="fixed")
    _check(merged["kind"], merged["server_url"], merged["agent_id"])
    row = writes.change(instance, actor=actor, version=version, **values)
    if client_secret:
        IdentityProvider.objects.filter(pk=row.pk).update(sealed_secret=seal(client_secret))
        row.refresh_from_db(fields=["sealed_secret"])
    return row


def _check(kind: str, address: str, agent: str) -> None:
    parts = urlsplit(address or "")
    if kind == ProviderKind.OIDC and not address:
        raise RuleBroken(_("OpenID Connect needs the address of its issuer."), field="server_url", code="required")
    if address and (parts.username or parts.query or parts.fragment):
        raise RuleBroken(_("Only the address, without name, question or mark."), field="server_url", code="address")
    if address and parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in HERE):
        raise RuleBroken(_("The address must begin with https."), field="server_url", code="not_https")
    if kind == ProviderKind.WECOM and not agent:
        raise RuleBroken(_("WeCom needs the agent identifier of the app."), field="agent_id", code="required")
