"""Agreements: drafted, put in force, amended by supplements that keep what held before, ended."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from yanzhen.keyaccounts.calc import terms as reading
from yanzhen.keyaccounts.enums import AGREEMENT_STEPS, UNITS, AgreementState, TermKind
from yanzhen.keyaccounts.models import Agreement, AgreementEdition, AgreementTerm
from yanzhen.keyaccounts.queries import agreements
from yanzhen.lib.errors import RuleBroken
from yanzhen.organization.queries import employees
from yanzhen.platform import audit, writes
from yanzhen.platform.actor import Actor

Terms = Sequence[dict[str, Any]]
FIELDS = ("kind", "product", "figure", "unit", "tiers", "note")
MONEY = frozenset({TermKind.TARGET, TermKind.REBATE, TermKind.ORDER})
SIGN = "keyaccounts.sign_agreement"


@writes.write("keyaccounts.add_agreement")
def create(*, actor: Actor, terms: Terms | None = None, **values: Any) -> Agreement:
    """Draft an agreement. Without an owner it is the customer's, or whoever enters it."""
    owner = values.get("owner") or values["customer"].owner or employees.by_key(actor.employee_id)
    if owner is None:
        raise RuleBroken(_("Say who looks after this agreement."), field="owner", code="owner")
    values |= {"owner": owner, "unit": employees.unit_of(owner), "currency": values.get("currency") or "CNY"}
    values["number"] = writes.next_number(f"KA-{values['valid_from']:%Y}")
    rows = _rows(terms or [], values["currency"])
    row = writes.create(Agreement, actor=actor, details={"terms": _words(rows)}, **values)
    _save(row, rows, 1)
    return row


@writes.write("keyaccounts.change_agreement")
def change(
    instance: Agreement, *, actor: Actor, version: int | None = None, terms: Terms | None = None, **values: Any
) -> Agreement:
    """Change an agreement. Terms in force stay: a supplement is begun first, whose terms may be changed."""
    row = writes.locked(instance, version)
    if row.state == AgreementState.ENDED:
        raise RuleBroken(_("This agreement has ended."), code="state")
    values = {n: v for n, v in values.items() if not (v is None and n == "owner") and not (v == "" and n == "currency")}
    if values.get("owner") is not None and values["owner"].pk != row.owner_id:
        values["unit"] = employees.unit_of(values["owner"])
    if row.state == AgreementState.EXPIRED and (values.get("valid_until") or row.valid_until) >= timezone.localdate():
        values["state"] = AgreementState.IN_FORCE  # its end was put off
    if row.edition and _differs(row, values, ("customer", "currency")):
        raise RuleBroken(
            _("Customer and currency stay once an agreement was in force."), field="customer", code="state"
        )
    before = list(agreements.terms(row))
    changed = writes.change(row, actor=actor, version=version, **values)
    if terms is None:
        return changed
    rows = _rows(terms, changed.currency)
    if _words(rows) == _words(before):
        return changed
    if row.edition and not row.is_amending:
        raise RuleBroken(
            _("These terms are in force. Begin a supplement to change them."), field="terms", code="in_force"
        )
    edition = agreements.edition_shown(row)
    AgreementTerm.objects.filter(agreement=row, edition=edition).delete()
    _save(changed, rows, edition)
    audit.record(actor, "change", changed, before={"terms": _words(before)}, after={"terms": _words(rows)})
    return changed


@writes.write("keyaccounts.remove_agreement")
def remove(instance: Agreement, *, actor: Actor, version: int | None = None) -> None:
    """Remove a draft; what was once in force is ended instead."""
    row = writes.locked(instance, version)
    if row.edition:
        raise RuleBroken(_("This agreement was in force. End it instead."), code="state")
    writes.remove(row, actor=actor, version=version, details={"terms": _words(list(agreements.terms(row)))})


@writes.write(SIGN)
def sign(agreement: Agreement, *, actor: Actor) -> Agreement:
    """Put the draft in force, or the supplement: its terms become the next edition, those before are kept."""
    row = writes.locked(agreement)
    if not can_sign(row):
        raise RuleBroken(_("There is nothing to put in force."), code="state")
    edition = agreements.edition_shown(row)
    if not AgreementTerm.objects.filter(agreement=row, edition=edition).exists():
        raise RuleBroken(_("Enter at least one term first."), field="terms", code="terms")
    today = timezone.localdate()
    AgreementEdition.objects.create(agreement=row, number=edition, from_on=today, who=actor.name)
    return writes.change(
        row, actor=actor, verb="sign", state=AgreementState.IN_FORCE, edition=edition, is_amending=False,
        signed_on=row.signed_on or today,
    )  # fmt: skip


def can_end(row: Agreement) -> bool:
    """Whether it was in force and nobody has ended it."""
    return AgreementState.ENDED in AGREEMENT_STEPS[row.state]


def can_sign(row: Agreement) -> bool:
    """Whether a draft or a supplement waits."""
    return row.state == AgreementState.DRAFT or (row.standing == AgreementState.IN_FORCE and row.is_amending)


@writes.write("keyaccounts.change_agreement")
def amend(agreement: Agreement, *, actor: Actor) -> Agreement:
    """Begin a supplement: the terms in force are copied into a draft of the next edition."""
    row = writes.locked(agreement)
    if row.standing != AgreementState.IN_FORCE or row.is_amending:
        raise RuleBroken(_("Only an agreement in force without a supplement can be amended."), code="state")
    rows = [AgreementTerm(**{n: getattr(t, n) for n in FIELDS}) for t in agreements.of_edition(row, row.edition)]
    _save(row, rows, row.edition + 1)
    return writes.change(row, actor=actor, verb="amend", is_amending=True)


@writes.write("keyaccounts.change_agreement")
def drop_supplement(agreement: Agreement, *, actor: Actor) -> Agreement:
    """Give a supplement up; the terms in force stay."""
    row = writes.locked(agreement)
    if not row.is_amending:
        raise RuleBroken(_("There is no supplement in draft."), code="state")
    AgreementTerm.objects.filter(agreement=row, edition=row.edition + 1).delete()
    return writes.change(row, actor=actor, verb="drop_supplement", is_amending=False)


@writes.write(SIGN)
def end(agreement: Agreement, *, actor: Actor) -> Agreement:
    """The agreement no longer counts; its records stay."""
    row = writes.locked(agreement)
    if AgreementState.ENDED not in AGREEMENT_STEPS[row.state]:
        raise RuleBroken(_("Only an agreement in force can be ended."), code="state")
    if row.is_amending:
        AgreementTerm.objects.filter(agreement=row, edition=row.edition + 1).delete()
    return writes.change(row, actor=actor, verb="end_agreement", state=AgreementState.ENDED, is_amending=False)


def _differs(row: Agreement, values: dict[str, Any], names: tuple[str, ...]) -> bool:
    return any(name in values and values[name] != getattr(row, name) for name in names)


def _rows(terms: Terms, currency: str) -> list[AgreementTerm]:
    return [_term(term, number, currency) for number, term in enumerate(terms, start=1)]


def _term(given: dict[str, Any], number: int, currency: str) -> AgreementTerm:
    kind = TermKind(given["kind"])
    values: dict[str, Any] = {name: given.get(name) for name in FIELDS}
    values["unit"] = currency if kind in MONEY else UNITS[kind] or given.get("unit") or ""
    for name in ("tiers", "note"):
        values[name] = values[name] or ""
    try:
        found = reading.tiers(values["tiers"])
    except ValueError as error:
        told = _("Tiers read “5000000:2; 8000000:3.5”: from an amount on, a percent, rising.")
        raise RuleBroken(told, field=f"terms.{number - 1}.tiers", code="tiers") from error
    if kind == TermKind.REBATE and not found:
        raise RuleBroken(_("Enter the tiers of the rebate."), field=f"terms.{number - 1}.tiers", code="tiers")
    if UNITS[kind] == "%" and values["figure"] is not None and values["figure"] > Decimal(100):
        raise RuleBroken(_("A share is at most 100 %."), field=f"terms.{number - 1}.figure", code="percent")
    return AgreementTerm(line_no=number, **values)


def _save(row: Agreement, rows: list[AgreementTerm], edition: int) -> None:
    for number, term in enumerate(rows, start=1):
        term.agreement, term.edition, term.line_no = row, edition, number
        writes.checked(term)
    AgreementTerm.objects.bulk_create(rows)


def _words(rows: Sequence[AgreementTerm]) -> str:
    """The terms as the history tells them."""
    return "; ".join(
        " ".join(
            str(part)
            for part in (
                TermKind(row.kind).value, row.product.code if row.product else "",
                "" if row.figure is None else f"{row.figure.normalize():f}", row.unit, row.tiers, row.note,
            )
            if part
        )
        for row in rows
    )  # fmt: skip
