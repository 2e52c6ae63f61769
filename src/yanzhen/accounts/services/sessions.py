"""What the trail keeps of coming and going."""

from yanzhen.accounts.models import User
from yanzhen.platform import audit
from yanzhen.platform.actor import Actor


def signed_in(user: User, *, actor: Actor, by: str) -> None:
    """Note that a person came in, by password or by link."""
    audit.record(actor, "sign_in", user, after={"by": by})
