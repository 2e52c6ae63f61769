from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class AreaState(TextChoices):
    OPEN = "open", pgettext_lazy("state of an area", "Being worked")
    DONE = "done", pgettext_lazy("state of an area", "Finished")


class BlockState(TextChoices):
    OPEN = "open", pgettext_lazy("state of a block", "Open")
    WORKED = "worked", pgettext_lazy("state of a block", "Worked")
    SKIPPED = "skipped", pgettext_lazy("state of a block", "Skipped")


class StopResult(TextChoices):
    NOT_HOME = "not_home", _("Nobody there")
    NO_INTEREST = "no_interest", _("No interest")
    INTERESTED = "interested", pgettext_lazy("at the door", "Interested")
    PROSPECT = "prospect", pgettext_lazy("at the door", "Prospect")
    CUSTOMER = "customer", _("Already a customer")
