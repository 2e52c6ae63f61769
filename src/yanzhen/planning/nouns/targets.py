from functools import partial
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from yanzhen.planning.forms import targets as forms
from yanzhen.planning.lists import targets as lists
from yanzhen.planning.models import Declaration, Target
from yanzhen.planning.queries import declarations as queries
from yanzhen.planning.services import declarations, targets
from yanzhen.platform.actor import Actor
from yanzhen.platform.pages import nouns, waiting
from yanzhen.platform.pages.fields import describe
from yanzhen.platform.pages.nouns import Action, Noun, Tab

_t, _d = partial(describe, Target), partial(describe, Declaration)

TARGETS = nouns.declare(
    Noun(
        model=Target,
        slug="targets",
        icon="target-arrow",
        list=lists.TARGETS,
        fields=[
            _t("plan", page="planning:plan_record"),
            _t("side"),
            _t("unit", page="organization:unit_record"),
            _t("region"),
            _t("category"),
            _t("edition"),
            _t("state", tones=lists.TONES),
            _t("realistic", kind="money", currency="plan__currency"),
            _t("ideal", kind="money", currency="plan__currency"),
            _t("reason"),
            _t("decided_by"),
            _t("approved_by"),
            _t("decided_at"),
            _t("version"),
        ],
        form=forms.TargetForm,
        services=targets,
        state="state",
        actions=[
            Action(
                "methods", _("Open the seven methods"), targets.refill, icon="calculator", primary=True,
                page="planning:target_methods",
            )
        ],
    )
)  # fmt: skip
DECLARATIONS = nouns.declare(
    Noun(
        model=Declaration,
        slug="declarations",
        icon="message-2",
        list=lists.DECLARATIONS,
        fields=[
            _d("person", page="organization:employee_record"),
            _d("plan", page="planning:plan_record"),
            _d("unit", page="organization:unit_record"),
            _d("amount", kind="money", currency="plan__currency"),
            _d("note"),
            _d("declared_at"),
            _d("corrected", kind="money", currency="plan__currency"),
            _d("correction_reason"),
            _d("corrected_by"),
            _d("version"),
        ],
        form=forms.DeclarationForm,
        services=declarations,
    )
)


def own_waiting(actor: Actor) -> list[dict[str, Any]]:
    """A salesperson's figure that a plan still waits for."""
    if not actor.can("planning.add_declaration") or actor.can("planning.change_plan") or actor.employee_id is None:
        return []
    plan = queries.open_plan(actor, timezone.localdate())
    if plan is None or queries.visible(actor).filter(plan=plan, person_id=actor.employee_id).exists():
        return []
    text = gettext("“{plan}” waits for the figure you expect to sell").format(plan=plan)
    return [{"text": text, "figure": "", "url": reverse("planning:declare")}]


waiting.add(own_waiting, order=13)
nouns.relate(
    "planning.plan",
    Tab("targets", _("Targets"), "planning.target", "plan"),
    Tab("declarations", _("Declarations"), "planning.declaration", "plan"),
    order=20,
)
