"""The class of a customer: A, B or C by value and potential, with who set it, when and why."""

from django.utils import timezone
from django.utils.translation import gettext as _

from yanzhen.crm.enums.customers import Grade
from yanzhen.crm.models import Customer
from yanzhen.lib.errors import RuleBroken
from yanzhen.platform import signing, writes
from yanzhen.platform.actor import Actor


@writes.write("crm.classify_customer")
def classify(
    instance: Customer, *, actor: Actor, grade_class: str, reason: str, version: int | None = None
) -> Customer:
    """Put a customer into a class, or with an empty one into none; the reason stays beside it and in the trail."""
    if grade_class not in {"", *Grade.values}:
        raise RuleBroken(_("A class is A, B or C."), field="grade_class", code="grade_class")
    said = reason.strip()
    if not said:
        raise RuleBroken(_("Say why this customer belongs into this class."), field="reason", code="reason")
    return writes.change(
        instance,
        actor=actor,
        version=version,
        verb="classify",
        reason=said,
        grade_class=grade_class,
        class_reason=said,
        class_by="" if actor.is_system else signing.signature(actor, instance),
        class_on=timezone.localdate(),
    )
