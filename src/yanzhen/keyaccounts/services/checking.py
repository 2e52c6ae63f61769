"""The self-check: all terms of an agreement beside what happened, kept; a broken term gets an action."""

from datetime import date, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from yanzhen.keyaccounts.enums import TermState
from yanzhen.keyaccounts.models import Agreement, AgreementCheck, AgreementCheckLine, AgreementTerm
from yanzhen.keyaccounts.queries import agreements, measuring, words
from yanzhen.lib.errors import RuleBroken
from yanzhen.lib.periods import month_start, shifted
from yanzhen.platform import audit, tasks, writes
from yanzhen.platform.actor import SYSTEM, Actor
from yanzhen.platform.people import directory

ADD = "keyaccounts.add_agreementcheck"
DAYS = 14
"""A broken term is to be dealt with in so many days."""


Pairs = list[tuple[AgreementTerm, measuring.Measured]]


def check(agreement: Agreement, *, actor: Actor) -> AgreementCheck:
    """Check now. Everything is measured before the transaction, which would keep other writers waiting."""
    actor.require(ADD)
    today = timezone.localdate()
    return _keep(agreement, actor=actor, today=today, month=None, pairs=_measured(agreement, today))


check.function_code = ADD  # type: ignore[attr-defined]


def _measured(agreement: Agreement, today: date) -> Pairs:
    books = measuring.Books(agreement, today)
    return [(term, measuring.measured(term, books)) for term in agreements.of_edition(agreement, agreement.edition)]


@writes.write(ADD)
def _keep(agreement: Agreement, *, actor: Actor, today: date, month: date | None, pairs: Pairs) -> AgreementCheck:
    row = writes.locked(agreement)
    if row.state not in agreements.WAS_IN_FORCE:
        raise RuleBroken(_("Only an agreement in force can be checked."), code="state")
    if any(term.edition != row.edition for term, _m in pairs):
        raise RuleBroken(_("The terms have changed meanwhile."), code="edition")
    counts: dict[str, Any] = {state: sum(m.verdict.state == state for _t, m in pairs) for state in TermState.values}
    made = writes.create(
        AgreementCheck, actor=actor, agreement=row, edition=row.edition, checked_on=today, month=month, who=actor.name,
        **counts,
    )  # fmt: skip
    lines = [
        AgreementCheckLine(
            self_check=made, term=term, state=m.verdict.state, wanted=m.verdict.wanted, actual=m.verdict.actual,
            working={"facts": m.facts, "documents": [list(d) for d in m.documents]},
        )
        for term, m in pairs
    ]  # fmt: skip
    AgreementCheckLine.objects.bulk_create(lines)
    audit.record(actor, "self_check", row, after={"broken": counts["broken"], "risk": counts["risk"]})
    for line in lines:
        if line.state == TermState.BROKEN:
            _act(row, line, actor, today)
    return made


def _act(row: Agreement, line: AgreementCheckLine, actor: Actor, today: date) -> None:
    """An action for the owner, unless one for this term is open already."""
    user = directory().of_employees([row.owner_id]).get(row.owner_id)
    assignee = user.user_id if user is not None else actor.user_id
    if assignee is None:
        return
    with override(user.language if user is not None else actor.language):
        title = str(_("Term broken: {term}").format(term=words.name(line.term)))[:200]
    if tasks.of(row.noun(), row.pk).filter(title=title, done_at=None).exists():
        return
    try:
        with transaction.atomic():
            tasks.add(row, actor=SYSTEM, title=title, due_on=today + timedelta(days=DAYS), assignee_id=assignee)
    except RuleBroken:  # the owner may not see it any more
        return


def monthly(today: date | None = None) -> int:
    """Check every agreement in force once a month; one transaction each, safe to run again.

    In the month after its end an agreement is checked a last time: only then the year is whole.
    """
    day, number = today or timezone.localdate(), 0
    month = month_start(day)
    done = AgreementCheck.objects.filter(month=month).values("agreement_id")
    rows = Agreement.objects.filter(
        state__in=agreements.WAS_IN_FORCE, valid_from__lte=day, valid_until__gte=shifted(month, -1)
    ).exclude(pk__in=done)
    for row in rows.order_by("pk"):
        try:
            _keep(row, actor=SYSTEM, today=day, month=month, pairs=_measured(row, day))
        except (IntegrityError, RuleBroken):  # checked or ended meanwhile
            continue
        number += 1
    return number


def counts(check: AgreementCheck) -> list[dict[str, Any]]:
    """How many terms are in which state, the worst first."""
    return [
        {"label": TermState(state).label, "number": getattr(check, state), "tone": words.TONES.get(state, "neutral")}
        for state in TermState
    ]
