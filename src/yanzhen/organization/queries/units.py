from yanzhen.organization.models import Unit
from yanzhen.platform.actor import Actor
from yanzhen.platform.base import ScopedQuerySet


def visible(actor: Actor) -> ScopedQuerySet[Unit]:
    """Units that `actor` may see, each below its own."""
    return Unit.objects.visible_to(actor).naming("company", "parent").order_by("path", "pk")


def by_code(code: str) -> Unit | None:
    """The one with this code, for commands and imports."""
    return Unit.objects.filter(code=code).first()


def widest() -> Unit | None:
    """The first unit that belongs to no other."""
    return Unit.objects.filter(parent=None).order_by("path", "pk").first()


def label(key: int) -> str:
    """The name of a unit by its key."""
    found = Unit.objects.filter(pk=key).first()
    return found.label if found is not None else str(key)


def path_of(key: int) -> str:
    """The keys of a unit and those above it, from the root: `/1/7/23/`."""
    return Unit.objects.values_list("path", flat=True).get(pk=key)
