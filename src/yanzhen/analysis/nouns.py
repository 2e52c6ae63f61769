"""The places of this floor in the navigation."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from yanzhen.figures.permissions import VIEW_SALES
from yanzhen.platform.pages import navigation

navigation.add(navigation.Place(10, _("Today"), "home", "home", phone=True, key="h"))
PLANNING = pgettext_lazy("navigation", "Planning")
navigation.add(
    navigation.Place(
        62, _("Analysis"), "chart-bar", "analysis:sales", VIEW_SALES, phone=True, section=PLANNING, key="a"
    )
)
