from datetime import date, timedelta

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.db.models import Q
from django.utils import timezone

from yanzhen.accounts.enums import LinkPurpose
from yanzhen.accounts.models import Grant, Role, User
from yanzhen.accounts.permissions import KEEPING
from yanzhen.accounts.queries import grants
from yanzhen.organization.queries import employees, people
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
    "security",
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
    """Active people with a password, still in the firm, who may manage the others."""
    day = today or timezone.localdate()
    holders = grants.in_force(day).filter(role_id__in=keeping_roles()).values("user_id")
    rows: ScopedQuerySet[User] = User.objects.filter(is_active=True, pk__in=holders).exclude(
        password__startswith=UNUSABLE_PASSWORD_PREFIX
    )
    return rows.exclude(employee__left_on__lt=day)


def last_days_of_administrators() -> set[date]:
    """The days after which somebody is no administrator any more: a grant runs out, or the firm is left."""
    held = Grant.objects.filter(role_id__in=keeping_roles())
    rows = held.values_list("ends_on", "user__employee__left_on")
    return {day for days in rows for day in days if day is not None}


def are_kept_by(employee_id: int | None, day: date) -> bool:
    """Whether this employee, were they to stay, would be an administrator after this day."""
    if employee_id is None:
        return False
    held = grants.in_force(max(day + timedelta(days=1), timezone.localdate())).filter(role_id__in=keeping_roles())
    rows = held.filter(user__employee_id=employee_id, user__is_active=True)
    return rows.exclude(user__password__startswith=UNUSABLE_PASSWORD_PREFIX).exists()


def colleagues(actor: Actor) -> ScopedQuerySet[User]:
    """Whom one can name as a substitute: people with access in the same company, and those within reach."""
    rows: ScopedQuerySet[User] = User.objects.filter(is_active=True).order_by("display_name", "username", "pk")
    if actor.is_system:
        return rows
    mine = User.objects.filter(pk=actor.user_id).values("employee__unit__company_id")
    within = Q(employee__in=employees.visible(actor).order_by().values("pk"))
    known = rows.filter(Q(employee__unit__company_id__in=mine) | within | Q(pk=actor.user_id))
    return known if actor.user_id is not None else rows.none()


def to_be_absent(actor: Actor) -> ScopedQuerySet[User]:
    """For whom `actor` may name a substitute: themselves, those who report to them, everybody for an administrator."""
    rows = colleagues(actor)
    if actor.can("accounts.add_grant"):
        return rows
    team = people.report_ids(actor.employee_id) if actor.employee_id is not None else frozenset()
    return rows.filter(Q(pk=actor.user_id) | Q(employee_id__in=team))


def role_labels(user: User, today: date | None = None) -> list[str]:
    """The names of the roles a person holds today, in the reader's language."""
    return [
        grant.role.label for grant in grants.in_force(today).filter(user=user).select_related("role").order_by("pk")
    ]


def by_id(key: int | None) -> User:
    """The person behind an actor."""
    user: User = User.objects.get(pk=key)
    return user
