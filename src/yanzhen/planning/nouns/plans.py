from functools import partial

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from yanzhen.planning import forms, lists
from yanzhen.planning.models import Plan
from yanzhen.planning.queries import plans as rows
from yanzhen.planning.services import plans
from yanzhen.platform.pages import navigation, nouns
from yanzhen.platform.pages.fields import describe
from yanzhen.platform.pages.nouns import Noun
from yanzhen.platform.search import Find

_p = partial(describe, Plan)

PLANS = nouns.declare(
    Noun(
        model=Plan,
        slug="plans",
        icon="target-arrow",
        list=lists.PLANS,
        fields=[
            _p("name"),
            _p("unit", page="organization:unit_record"),
            _p("starts_on"),
            _p("months"),
            _p("currency"),
            _p("state"),
            _p("edition"),
            _p("replaces", page="planning:plan_record"),
            _p("in_force_on"),
            _p("published_at"),
            _p("note"),
            _p("version"),
        ],
        form=forms.PlanForm,
        services=plans,
        is_led=rows.led,
        find=Find(titles=("name",), rank="created_at", shown=("unit", "starts_on", "state")),
    )
)
PLANNING = pgettext_lazy("navigation", "Planning")
navigation.add(navigation.Place(55, _("Plans"), "target-arrow", "planning:hub", "planning.view_plan", section=PLANNING))
