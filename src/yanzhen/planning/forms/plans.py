from yanzhen.organization.queries import units
from yanzhen.planning.models import Plan
from yanzhen.platform.pages.forms import NounForm


class PlanForm(NounForm):
    scopes = {"unit": units.visible}

    class Meta:
        model = Plan
        fields = ["name", "unit", "starts_on", "months", "currency", "note"]
