from datetime import date

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX

from yanzhen.accounts.enums import LinkPurpose
from yanzhen.accounts.models import Role, User
from yanzhen.accounts.permissions import KEEPING
from yanzhen.accounts.queries import grants
from yanzhen.platform.actor import Actor
from yanzhen.platform.base import ScopedQuerySet

DEMO_NAMES = (
    "director",
    "manager.east",
    "rep.east",
    "rep.south",
    "ka",
    "clerk",
    "finance",
    "service",
    "hr",
    "admin",
    "auditor",
)
"""The people of the sample company who can sign in."""


def visible(actor: Actor) -> ScopedQuerySet[User]:
    """Users that `actor` may see, with the person behind each."""
    rows: ScopedQuerySet[User] = User.objects.visible_to(actor).naming("employee").order_by("username", "pk")
    return rows


def by_name(username: str) -> User | None:
    """The user with this sign-in name, whatever its case."""
    found: User | None = User.objects.filter(username__iexact=username.strip()).first()
    return found


def names() -> list[str]:
    """All sign-in names, for messages at the terminal."""
    return list(User.objects.order_by("username").values_list("username", flat=True))


def demo() -> list[User]:
    """People of the sample company: a well-known name, no password, never invited; in their usual order."""
    rows = User.objects.filter(
        username__in=DEMO_NAMES, is_active=True, employee__isnull=False, password__startswith=UNUSABLE_PASSWORD_PREFIX
    ).exclude(links__purpose__in=[LinkPurpose.INVITATION, LinkPurpose.SETUP])
    return sorted(rows, key=lambda user: DEMO_NAMES.index(user.username))


def demo_administrators() -> list[User]:
    """Those of the sample company's people who may manage the others."""
    holders = set(grants.in_force().filter(role_id__in=keeping_roles()).values_list("user_id", flat=True))
    return [user for user in demo() if user.pk in holders]


def keeping_roles() -> list[int]:
    """Keys of the roles that let their holders manage the people."""
    return [pk for pk, codes in Role.objects.order_by("pk").values_list("pk", "functions") if set(codes) >= KEEPING]


def administrators(today: date | None = None) -> ScopedQuerySet[User]:
    """Active people with a password who may manage the others."""
    holders = grants.in_force(today).filter(role_id__in=keeping_roles()).values("user_id")
    rows: ScopedQuerySet[User] = User.objects.filter(is_active=True, pk__in=holders).exclude(
        password__startswith=UNUSABLE_PASSWORD_PREFIX
    )
    return rows


def role_labels(user: User, today: date | None = None) -> list[str]:
    """The names of the roles a person holds today, in the reader's language."""
    return [
        grant.role.label for grant in grants.in_force(today).filter(user=user).select_related("role").order_by("pk")
    ]


def by_id(key: int | None) -> User:
    """The person behind an actor."""
    user: User = User.objects.get(pk=key)
    return user
