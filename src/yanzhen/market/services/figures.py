"""Market figures: who found them decides which unit they belong to."""

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from yanzhen.lib.errors import RuleBroken
from yanzhen.market.enums import COUNTS, OF_COMPETITOR
from yanzhen.market.models import MarketFigure
from yanzhen.market.permissions import OPEN
from yanzhen.market.queries import figures
from yanzhen.organization.queries import employees
from yanzhen.platform import writes
from yanzhen.platform.actor import Actor
from yanzhen.platform.files import attachments

SERIES = "MF"


@writes.write("market.add_marketfigure")
def create(*, actor: Actor, **values: Any) -> MarketFigure:
    """Enter a figure; without an owner it is found by whoever enters it, without a day today."""
    values["owner"] = values.get("owner") or employees.by_key(actor.employee_id)
    if values["owner"] is None:
        raise RuleBroken(_("Say who found this figure."), field="owner", code="owner")
    values["found_on"] = values.get("found_on") or timezone.localdate()
    values["number"] = values.get("number") or writes.next_number(SERIES, width=6)
    if values.get("is_open"):
        actor.require(OPEN)
    settle(values)
    return writes.create(MarketFigure, actor=actor, unit=employees.unit_of(values["owner"]), **values)


@writes.write("market.change_marketfigure")
def change(instance: MarketFigure, *, actor: Actor, version: int | None = None, **values: Any) -> MarketFigure:
    """Correct a figure; what a later look found is a new figure beside it."""
    _only_within(actor, instance)
    row = writes.locked(instance, version)
    if values.get("is_open", row.is_open) != row.is_open:
        actor.require(OPEN)
    if "owner" in values and values["owner"] is None:
        del values["owner"]
    if values.get("owner") and values["owner"].pk != row.owner_id:
        values["unit"] = employees.unit_of(values["owner"])
    for name in ("number", "found_on"):
        if name in values:
            values[name] = values[name] or getattr(row, name)
    stored = {name: getattr(row, name) for name in ("kind", "value", "currency", "competitor", "found_on")}
    settled = stored | values
    settle(settled)
    kept = {name: settled[name] for name in settled if name in values or name == "currency"}
    return writes.change(row, actor=actor, version=version, **kept)


@writes.write("market.remove_marketfigure")
def remove(instance: MarketFigure, *, actor: Actor, version: int | None = None) -> None:
    """Remove a figure that should never have been entered."""
    _only_within(actor, instance)
    writes.remove(instance, actor=actor, version=version)


def _only_within(actor: Actor, figure: MarketFigure) -> None:
    """An open figure is seen beyond one's reach, but not changed."""
    if not figures.is_within(actor, figure):
        raise PermissionDenied("market.change_marketfigure")


def collect(*, actor: Actor, photos: Sequence[Any] = (), **values: Any) -> MarketFigure:
    """Enter a figure from the field together with its photos: all of it, or nothing."""
    with transaction.atomic():
        figure = create(actor=actor, **values)
        if photos:
            attachments.add(figure, actor=actor, uploads=photos)
        return figure


def settle(values: dict[str, Any]) -> None:
    """Bring what was entered into its form and refuse what cannot be; shared by forms, API and import."""
    kind = values.get("kind")
    if kind in OF_COMPETITOR and not (values.get("competitor") or values.get("competitor_id")):
        raise RuleBroken(_("Name the competitor."), field="competitor", code="competitor")
    if kind not in OF_COMPETITOR and (values.get("competitor") or values.get("competitor_id")):
        raise RuleBroken(_("Only sales and prices of a competitor name one."), field="competitor", code="competitor")
    value = values.get("value")
    if value is not None and value < 0:
        raise RuleBroken(_("A figure of the market is not below zero."), field="value", code="negative")
    if kind in COUNTS:
        values["currency"] = ""
        if value is not None and value != value.to_integral_value():
            raise RuleBroken(_("Households and shops are counted in whole numbers."), field="value", code="whole")
    else:
        values["currency"] = (values.get("currency") or "CNY").strip().upper()
    if values.get("starts_on") and values["starts_on"].day != 1:
        raise RuleBroken(_("A period starts on the first day of a month."), field="starts_on", code="first_day")
    if values.get("found_on") and values["found_on"] > timezone.localdate():
        raise RuleBroken(_("Nobody finds a figure tomorrow."), field="found_on", code="future")
