"""The letter that tells a customer who looks after them from now on: its standard words, its places, one for each."""

import string
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from yanzhen.crm.models import Handover
from yanzhen.lib.errors import RuleBroken
from yanzhen.organization.queries import employees

STANDARD = {
    "zh-hans": """尊敬的{customer}：

感谢贵公司一直以来对我们的信任与支持。

因工作调整，一直为贵公司服务的{leaver}自{last_day}起不再负责贵公司的业务。自即日起，由{new_owner}接替，继续为贵公司提供服务{contact}。

我们已办妥交接，贵公司的订单、协议与各项约定不受影响。{new_owner}将于近日与您联系。

此致
敬礼

{company}""",
    "en": """Dear {customer},

Thank you for the trust you have placed in us.

From {last_day}, {leaver} no longer looks after your account. From now on {new_owner} takes over{contact}.

Everything has been handed over: your orders, agreements and whatever we promised stay as they are.

{new_owner} will be in touch with you shortly.

Yours sincerely,

{company}""",
}
PLACES = ("customer", "leaver", "new_owner", "contact", "last_day", "company")


@dataclass(frozen=True)
class Letter:
    """One letter, in paragraphs."""

    customer: str
    heir: str
    text: str


def check(text: str, field: str) -> None:
    """Refuse a place that nothing fills."""
    try:
        parts = [part for part in string.Formatter().parse(text) if part[1] is not None]
    except ValueError as error:
        raise RuleBroken(_("A brace stands alone in the letter."), field=field, code="brace") from error
    # A width or a conversion has no place in a letter, and could make it as long as memory.
    odd = sorted(f"{name}{spec or conversion or ''}" for _text, name, spec, conversion in parts
                 if name not in PLACES or spec or conversion)  # fmt: skip
    if odd:
        places = ", ".join(f"{{{name}}}" for name in PLACES)
        raise RuleBroken(
            _("Nothing fills {odd}. There are: {places}").format(odd=f"{{{odd[0]}}}", places=places),
            field=field,
            code="place",
        )


def of(handover: Handover, items: Any, language: str, *, with_phone: bool = True) -> Iterator[Letter]:
    """A letter for each customer that gets a new owner."""
    words = handover.letter_en if language == "en" else handover.letter_zh
    company = employees.unit_of(handover.employee).company
    name = company.name_en or company.name if language == "en" else company.name
    for item in items.select_related("heir", "customer"):
        if item.heir is None or item.customer is None:
            continue
        filled = words.format(
            customer=item.customer.name,
            leaver=_named(handover.employee, language),
            new_owner=_named(item.heir, language),
            contact=_contact(item.heir, language, with_phone=with_phone),
            last_day=handover.last_on.isoformat(),
            company=name,
        )
        yield Letter(item.customer.name, str(item.heir), filled)


def _named(person: Any, language: str) -> str:
    return str(person.name_en or person.name if language == "en" else person.name)


def _contact(person: Any, language: str, *, with_phone: bool) -> str:
    """How the new owner is reached, in brackets."""
    parts = [part for part in (person.phone if with_phone else "", person.email) if part]
    if not parts:
        return ""
    return f" ({', '.join(parts)})" if language == "en" else f"（{'，'.join(parts)}）"
