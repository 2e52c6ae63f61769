from django.utils.translation import gettext_lazy as _

from yanzhen.organization.queries import units
from yanzhen.planning.forms.months import MonthField
from yanzhen.planning.models import Plan
from yanzhen.platform.pages.forms import NounForm


class PlanForm(NounForm):
    starts_on = MonthField(label=_("first month"))
    scopes = {"unit": units.visible}

    class Meta:
        model = Plan
        fields = ["name", "unit", "starts_on", "months", "currency", "note"]
