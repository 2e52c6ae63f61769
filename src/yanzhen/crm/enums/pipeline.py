"""The figures of the deal flow in words."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from yanzhen.crm.calc.pipeline.flow import Part

PART_LABELS = {
    Part.OPENING: _("Opening balance"),
    Part.CAME_IN: pgettext_lazy("deal flow", "Came in"),
    Part.REOPENED: pgettext_lazy("deal flow", "Reopened"),
    Part.RAISED: pgettext_lazy("deal flow", "Amount up"),
    Part.LOWERED: pgettext_lazy("deal flow", "Amount down"),
    Part.MOVED_IN: pgettext_lazy("deal flow", "Moved in from later"),
    Part.SLIPPED: pgettext_lazy("deal flow", "Slipped to later"),
    Part.WON: pgettext_lazy("deal flow", "Won"),
    Part.LOST: pgettext_lazy("deal flow", "Lost"),
    Part.CLOSING: _("Closing balance"),
}
