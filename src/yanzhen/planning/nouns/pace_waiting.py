"""What pace puts before a person on Today: a red pace, and own improvement cards that are due for a check."""

from typing import Any
from urllib.parse import urlencode

from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from yanzhen.lib.errors import RuleBroken
from yanzhen.planning.enums import ImprovementState
from yanzhen.planning.forms.pace_asking import question
from yanzhen.planning.queries import pace, pace_rows, pace_words, plans
from yanzhen.platform import warehouse
from yanzhen.platform.actor import Actor
from yanzhen.platform.pages import waiting

SECONDS = 300
"""How long a pace is remembered, so that Today stays as quick as it was."""


def cards_due(actor: Actor) -> list[dict[str, Any]]:
    """Own improvement cards whose day of the check has come."""
    if not actor.can("planning.view_improvement"):
        return []
    number = pace_rows.to_check(actor, timezone.localdate())
    if not number:
        return []
    given = {"state": ImprovementState.DOING, "owner": actor.employee_id, "check_on_to": timezone.localdate()}
    url = f"{reverse('planning:improvement_list')}?{urlencode(given)}"
    return [{"text": _("Improvement cards to check"), "figure": f"{number:,}", "url": url}]


def red_pace(actor: Actor) -> list[dict[str, Any]]:
    """The chance of attaining the plan in force, when it is red; silent while the figures are being prepared."""
    if not actor.can("planning.view_pace") or actor.user_id is None:
        return []
    today = timezone.localdate()
    running = plans.in_force(actor, today)
    if not running:
        return []
    plan = running[0]
    name = f"pace:{actor.user_id}:{plan.pk}:{plan.version}:{today}:{hash(actor.reach('planning.view_plan'))}"
    chance = cache.get(name)
    if chance is None:
        chance = _red_chance(actor, plan)
        cache.set(name, chance, SECONDS)
    if chance < 0:
        return []
    text = _("{plan}: chance of attaining").format(plan=plan)
    return [{"text": text, "figure": pace_words.chance(chance), "url": reverse("planning:pace")}]


def _red_chance(actor: Actor, plan: Any) -> float:
    """The chance where it is red; −1 where it is not, or cannot be told now."""
    try:
        asked = question(actor, plan, {})
        found = pace.standing(actor, plan, asked.subject, asked.period, asked.on, with_points=False)
    except (RuleBroken, warehouse.NotReady):
        return -1.0
    return found.pace.chance if found.is_red and found.pace.chance is not None else -1.0


waiting.add(red_pace, order=20)
waiting.add(cards_due, order=30)
