from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class HandoverState(models.TextChoices):
    DRAFT = "draft", pgettext_lazy("handover", "Being prepared")
    RUNNING = "running", pgettext_lazy("handover", "Under way")
    DONE = "done", pgettext_lazy("handover", "Handed over")
    UNDONE = "undone", pgettext_lazy("handover", "Taken back")


class HandoverRule(models.TextChoices):
    TERRITORY = "territory", _("The next person of the territory")
    MANAGER = "manager", _("The manager")
    EVEN = "even", _("Evenly among the unit")
    CUSTOMER = "customer", _("Whoever gets the customer")
    PERSON = "person", _("One person")
    LATER = "later", _("Nobody yet")


class ItemState(models.TextChoices):
    PLANNED = "planned", pgettext_lazy("handover", "Planned")
    MOVED = "moved", pgettext_lazy("handover", "Handed over")
    REFUSED = "refused", pgettext_lazy("handover", "Refused")
    LEFT = "left", pgettext_lazy("handover", "Left as it is")
    UNDONE = "undone", pgettext_lazy("handover", "Given back")
