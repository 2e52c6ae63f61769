"""The points of leads, worked out of what is known of them and the points the firm has set."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db.models import Count, Max, Q
from django.utils import timezone, translation

from yanzhen.crm.calc.leads import points
from yanzhen.crm.calc.leads.points import Facts, Rule, Score
from yanzhen.crm.enums.leads import LeadSource
from yanzhen.crm.models import LeadPoint, LeadTouch
from yanzhen.crm.queries import lead_rules
from yanzhen.platform.actor import SYSTEM
from yanzhen.products.queries import categories


def rules() -> list[Rule]:
    """The points in force."""
    rows = LeadPoint.objects.filter(is_active=True).order_by("pk")
    return [Rule(*row) for row in rows.values_list("pk", "fact", "value", "points")]


def of(leads: Sequence[Any], in_force: Sequence[Rule] | None = None) -> list[Score]:
    """The score of each lead; four queries for all of them."""
    in_force = rules() if in_force is None else in_force
    if not in_force:
        return [Score(0, ()) for _lead in leads]
    touched, latest = _touches([lead.pk for lead in leads])
    codes, wider = _categories() if any(rule.fact == points.CATEGORY for rule in in_force) else ({}, {})
    now = timezone.now()

    def facts(lead: Any) -> Facts:
        last = max(filter(None, (lead.received_at, latest.get(lead.pk))))
        return Facts(
            lead.province, lead.city, lead.industry,
            frozenset(codes[key] for key in lead_rules.above(lead.category_id, wider) if key in codes),
            lead.source, lead.budget, bool(lead.phone), bool(lead.email), touched.get(lead.pk, {}),
            max(0, (now - last).days),
        )  # fmt: skip

    return [points.score(facts(lead), in_force) for lead in leads]


def _touches(keys: list[int]) -> tuple[dict[int, dict[str, int]], dict[int, Any]]:
    """How often each lead did what in the last 30 days (forms: ever), and when anything happened last."""
    since = timezone.now() - timedelta(days=points.DAYS)
    counted: dict[int, dict[str, int]] = {}
    latest: dict[int, Any] = {}
    rows = LeadTouch.objects.filter(lead_id__in=keys).order_by().values_list("lead_id", "kind")
    recent = Count("pk", filter=Q(happened_at__gte=since) | Q(kind=points.FORM))
    for lead, kind, count, last in rows.annotate(n=recent, last=Max("happened_at")):
        counted.setdefault(lead, {})[kind] = count
        latest[lead] = max(filter(None, (latest.get(lead), last)))
    return counted, latest


def _categories() -> tuple[dict[int, str], dict[int, int | None]]:
    rows = list(categories.visible(SYSTEM).select_related(None).values_list("pk", "code", "parent_id"))
    return {key: code for key, code, _parent in rows}, {key: parent for key, _code, parent in rows}


def sources() -> dict[str, str]:
    """The code of each source by its code and its names in both languages."""
    found = {code: code for code in LeadSource.values}
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            found |= {str(label).casefold(): code for code, label in LeadSource.choices}
    return found


def category_names() -> dict[str, str]:
    """The code of each product category by its code and its names."""
    rows = list(categories.visible(SYSTEM).select_related(None).values_list("code", "name", "name_en"))
    named = {name.casefold(): code for code, *names in rows for name in names if name}
    return named | {code.casefold(): code for code, _name, _en in rows}
