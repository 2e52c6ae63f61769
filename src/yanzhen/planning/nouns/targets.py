from functools import partial

from django.utils.translation import gettext_lazy as _

from yanzhen.planning.forms import targets as forms
from yanzhen.planning.lists import targets as lists
from yanzhen.planning.models import Declaration, Target
from yanzhen.planning.services import declarations, targets
from yanzhen.platform.pages import nouns
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
nouns.relate(
    "planning.plan",
    Tab("targets", _("Targets"), "planning.target", "plan"),
    Tab("declarations", _("Declarations"), "planning.declaration", "plan"),
    order=20,
)
