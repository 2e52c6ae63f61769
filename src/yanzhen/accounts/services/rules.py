"""The rules of signing in are changed in one place, by those who keep them."""

from typing import Any

from yanzhen.accounts.models import SignInRules
from yanzhen.accounts.queries import rules
from yanzhen.platform import writes
from yanzhen.platform.actor import Actor


@writes.write("accounts.change_signinrules")
def change(*, actor: Actor, version: int | None = None, **values: Any) -> SignInRules:
    """Change the rules; they hold from the next request on."""
    row = rules.current()
    if row.pk is None:
        row = SignInRules.objects.create()
    return writes.change(row, actor=actor, version=version, **values)
