"""Numbers whose holders do not want calls."""

from typing import Any

from django.utils.translation import gettext as _

from yanzhen.crm.calc import names
from yanzhen.field.models import DoNotCall
from yanzhen.lib.errors import RuleBroken
from yanzhen.platform import writes
from yanzhen.platform.actor import Actor


@writes.write("field.add_donotcall")
def create(*, actor: Actor, phone: str, **values: Any) -> DoNotCall:
    """Bar a number; lists that hold it leave it out from now on."""
    key = _key(phone)
    if DoNotCall.objects.filter(phone_key=key).exists():
        raise RuleBroken(_("This number is on the list already."), field="phone", code="double")
    return writes.create(DoNotCall, actor=actor, phone=phone.strip(), phone_key=key, who=actor.name, **values)


@writes.write("field.change_donotcall")
def change(instance: DoNotCall, *, actor: Actor, version: int | None = None, **values: Any) -> DoNotCall:
    if "phone" in values:
        values["phone_key"] = _key(values["phone"])
        if DoNotCall.objects.filter(phone_key=values["phone_key"]).exclude(pk=instance.pk).exists():
            raise RuleBroken(_("This number is on the list already."), field="phone", code="double")
    return writes.change(instance, actor=actor, version=version, also=values)


@writes.write("field.remove_donotcall")
def remove(instance: DoNotCall, *, actor: Actor, version: int | None = None) -> None:
    """The holder agrees to calls again."""
    writes.remove(instance, actor=actor, version=version)


def _key(phone: str) -> str:
    key = names.phone_key(phone)
    if not key:
        raise RuleBroken(_("This is no phone number."), field="phone", code="phone")
    return key
