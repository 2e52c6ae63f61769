"""What the model score is trained on: closed leads as they were when they came, and what is known of the last training.

Fields that are filled in while a lead is worked on are named and never used: they know the outcome, or half of it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from yanzhen.crm.calc.lead_scores import leaks, training
from yanzhen.crm.calc.lead_scores.fields import CATEGORY, NUMBER, Value
from yanzhen.crm.calc.lead_scores.training import Question
from yanzhen.crm.enums.leads import CLOSED, OPEN, LeadState
from yanzhen.crm.models import Lead, LeadModel

EARLY = {
    "source": CATEGORY, "campaign": CATEGORY, "form": CATEGORY, "province": CATEGORY, "city": CATEGORY,
    "industry": CATEGORY, "category": CATEGORY, "has_person": CATEGORY, "has_title": CATEGORY, "has_phone": CATEGORY,
    "has_email": CATEGORY, "weekday": CATEGORY, "hour": NUMBER,
}  # fmt: skip
"""Known when a lead comes."""
LATER = {
    "budget": NUMBER, "bant_budget": CATEGORY, "bant_authority": CATEGORY, "bant_need": CATEGORY,
    "bant_timing": CATEGORY, "follow_ups": NUMBER, "lost_reason": CATEGORY,
}  # fmt: skip
"""Filled in while it is worked on, or when it is closed."""
COLUMNS = (
    "pk", "number", "company_key", "state", "source", "campaign", "form_id", "province", "city", "industry",
    "category_id", "person", "title", "phone", "email", "received_at", "budget", "bant_budget", "bant_authority",
    "bant_need", "bant_timing", "lost_reason",
)  # fmt: skip


def question() -> tuple[list[int], Question]:
    """The closed leads with their outcomes, and the open ones in the order of the keys answered along."""
    closed, opened = _rows(CLOSED), _rows(OPEN)
    kinds = {**EARLY, **LATER}
    asked = Question(
        kinds,
        {name: [_value(row, name) for row in closed] for name in kinds},
        [int(row["state"] == LeadState.QUALIFIED) for row in closed],
        [row["company_key"] or row["number"] for row in closed],
        {name: [_value(row, name) for row in opened] for name in kinds},
        tuple(LATER),
    )
    return [row["pk"] for row in opened], asked


def _rows(states: Any) -> list[dict[str, Any]]:
    rows: QuerySet[Lead] = Lead.objects.filter(state__in=states).annotate(follow_ups=Count("touches")).order_by("pk")
    return list(rows.values(*COLUMNS, "follow_ups"))


def _value(row: dict[str, Any], name: str) -> Value:
    if name.startswith("has_"):
        return "yes" if row[name.removeprefix("has_")] else "no"
    if name in {"weekday", "hour"}:
        came = timezone.localtime(row["received_at"])
        return str(came.isoweekday()) if name == "weekday" else float(came.hour)
    found = row[f"{name}_id"] if name in {"form", "category"} else row[name]
    if name in {"budget", "follow_ups"}:
        return None if found is None else float(found)
    return None if found in (None, "") else str(found)


def latest() -> LeadModel | None:
    """What came of the last training."""
    return LeadModel.objects.order_by("-trained_at", "-pk").first()


def label(name: str) -> str:
    """A field of the model in words."""
    own = {
        "has_person": _("person is named"), "has_title": _("job title is given"), "has_phone": _("phone is given"),
        "has_email": _("e-mail address is given"), "weekday": _("weekday it came on"), "hour": _("hour it came in"),
        "follow_ups": _("follow-ups"),
    }  # fmt: skip
    return own[name] if name in own else str(Lead._meta.get_field(name).verbose_name)  # type: ignore[union-attr]


def reason(code: str) -> str:
    """Why a field is left out."""
    return {
        leaks.GIVEN: _("filled in while the lead is worked on, or afterwards"),
        leaks.ONE_OUTCOME: _("filled for leads of one outcome only"),
        leaks.CLOSED_ONLY: _("filled for closed leads only"),
        leaks.SEPARATES: _("tells the outcome nearly by itself"),
        leaks.CONSTANT: _("says the same of all"),
    }.get(code, code)


def verdict(found: LeadModel) -> str:
    """What came of a training, in one plain sentence."""
    report = found.report
    if found.verdict == training.TRAINED:
        return _("Of two leads, one won and one lost, the score names the right one {share} times out of 100.").format(
            share=round(100 * report["auc"])
        )
    if found.verdict == training.FEW:
        return _(
            "Too few closed leads: {won} won and {lost} lost. At least {fewest} of each are needed; until then no model"
            " score is shown."
        ).format(won=report["won"], lost=report["closed"] - report["won"], fewest=training.FEWEST)
    if found.verdict == training.NO_SIGNAL:
        return _(
            "No signal: what is known when a lead comes does not tell won from lost among these {closed} leads better"
            " than a coin. No model score is shown."
        ).format(closed=report["closed"])
    return _("No field is left to learn from. No model score is shown.")


@dataclass(frozen=True)
class Explained:
    """The model score of one lead with its parts: base + Σ points = score."""

    score: int
    base: int
    parts: Sequence[tuple[str, int]]


def explained(lead: Lead) -> Explained | None:
    """The score of a lead in words; None without one."""
    if lead.score is None or "base" not in lead.score_parts:
        return None
    return Explained(lead.score, lead.score_parts["base"], [(label(n), p) for n, p in lead.score_parts["points"]])
