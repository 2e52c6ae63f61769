"""The place of the phone's own page: the visits of today, with and without network."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from yanzhen.field.services import offline as offline  # declares what phones send
from yanzhen.platform.pages import navigation

navigation.add(
    navigation.Place(
        34, _("Visits today"), "map-pin", "field:today", "field.add_visit", True,
        pgettext_lazy("navigation", "Visits"), rank=15,
    )
)  # fmt: skip
