from django.utils import timezone

from yanzhen.crm.models import Handover
from yanzhen.crm.queries import handovers
from yanzhen.platform.pages.forms import NounForm


class HandoverForm(NounForm):
    """Who leaves, and when; everything else is picked on the page of the handover."""

    scopes = {"employee": handovers.leavers}

    class Meta:
        model = Handover
        fields = ["employee", "last_on"]

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.initial.setdefault("last_on", timezone.localdate())
