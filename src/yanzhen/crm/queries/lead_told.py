"""Leads in words: what their points rest on, and what an opportunity begins with."""

from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from yanzhen.crm.calc.lead_scores.training import TRAINED
from yanzhen.crm.calc.leads import points
from yanzhen.crm.enums.leads import LeadSource, PointFact
from yanzhen.crm.models import Lead, LeadForm
from yanzhen.crm.queries import lead_models, lead_points
from yanzhen.crm.queries.lead_rules import DryRun
from yanzhen.lib.money import in_words
from yanzhen.lib.periods import shifted
from yanzhen.organization.queries import employees
from yanzhen.platform.actor import SYSTEM

SHOWN = 100
"""So many leads of a dry run are told one by one."""
SUMMED = (points.PLACE, points.INDUSTRY, points.SILENT)


def explained(lead: Lead) -> dict[str, Any]:
    """The points of a lead with what each rests on, and the model score likewise."""
    [found] = lead_points.of([lead])
    return {
        "total": found.total,
        "parts": [{"points": p.points, "words": _fact_words(p), "evidence": _evidence(p, lead)} for p in found.parts],
        "model": lead_models.explained(lead),
    }


def _fact_words(part: Any) -> str:
    return str(PointFact(part.rule.fact).label)


def _evidence(part: Any, lead: Lead) -> str:
    """What in the lead made a rule hold, in words; a fact that says all by itself needs none."""
    fact, text = part.rule.fact, part.evidence
    if fact == points.SOURCE:
        return str(LeadSource(text).label) if text in LeadSource.values else text
    if fact == points.CATEGORY:
        return str(lead.category or text)
    if fact == points.BUDGET and lead.budget is not None:
        return in_words(lead.budget, currency=lead.currency)
    if fact == points.SILENT:
        return _("{n} days").format(n=text)
    if fact in points.COUNTED or fact == points.FORM:
        return _("{n} times").format(n=text) if text != "1" else ""
    return text if fact in SUMMED else ""


def beginning(row: Lead) -> dict[str, Any]:
    """What the opportunity has from the lead."""
    wanted = str(row.category) if row.category else _("enquiry")
    return {
        "name": f"{row.company} – {wanted}"[:200],
        "amount": row.budget,
        "currency": row.currency,
        "expected_on": shifted(timezone.localdate(), 2),
    }


def told(found: DryRun) -> dict[str, Any]:
    """A dry run in words: by rule, by person, lead by lead (the latest first)."""
    names = {rule.pk: rule.name for rule in found.rules}
    people = {row.pk: row for row in employees.visible(SYSTEM).filter(pk__in=[m for m in found.by_member if m])}
    leads = {lead.pk: lead for lead in found.leads}
    lines = [
        {
            "lead": leads[one.lead],
            "rule": names.get(one.rule or 0, ""),
            "person": people.get(one.member or 0),
            "full": [names[key] for key in one.full],
        }
        for one in reversed(found.given)
    ]
    return {
        "total": len(found.given),
        "uncaught": found.uncaught,
        "caught": len(found.given) - found.uncaught,
        "by_rule": [{"rule": rule, "count": found.by_rule.get(rule.pk, 0)} for rule in found.rules],
        "by_person": [{"person": people[key], "count": n} for key, n in found.by_member.most_common() if key in people],
        "lines": lines[:SHOWN],
        "more": max(0, len(lines) - SHOWN),
    }


def score_told() -> dict[str, Any] | None:
    """The last training in words and figures; None before the first."""
    found = lead_models.latest()
    if found is None:
        return None
    report = found.report
    return {
        "row": found,
        "is_good": found.verdict == TRAINED,
        "verdict": lead_models.verdict(found),
        "report": report,
        "used": [lead_models.label(name) for name in report["used"]],
        "left_out": [
            {"field": lead_models.label(one["field"]), "reason": lead_models.reason(one["reason"])}
            for one in report["left_out"]
        ],
        "groups": [
            {"count": g["count"], "chance": round(100 * g["chance"]), "won": round(100 * g["won"])}
            for g in report["calibration"]
        ],
    }


def addresses(asked: LeadForm, here: str) -> dict[str, str]:
    """The public address of a form, and the lines that put it into a website; `here` is where the system is open."""
    url = f"{settings.PUBLIC_URL or here.rstrip('/')}{reverse('crm:lead_form_public', args=[asked.key])}"
    frame = (
        f'<iframe src="{url}?lang=zh" title="{_("Contact form")}" loading="lazy"'
        ' style="width:100%;max-width:600px;height:760px;border:0"></iframe>'
    )
    return {"url": url, "snippet": frame}
