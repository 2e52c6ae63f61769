"""Words of quotas: their kinds, and what is said in the talks about them."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from yanzhen.planning.enums.plans import Metric


class QuotaKind(TextChoices):
    VOLUME = "volume", _("volume")
    FINANCIAL = "financial", _("financial")
    ACTIVITY = "activity", _("activity")


KINDS: dict[Metric, QuotaKind] = {
    Metric.REVENUE: QuotaKind.VOLUME,
    Metric.QUANTITY: QuotaKind.VOLUME,
    Metric.ORDERS: QuotaKind.VOLUME,
    Metric.MARGIN: QuotaKind.FINANCIAL,
    Metric.COLLECTION: QuotaKind.FINANCIAL,
    Metric.EXPENSE: QuotaKind.FINANCIAL,
    Metric.NEW_CUSTOMERS: QuotaKind.ACTIVITY,
    Metric.VISITS: QuotaKind.ACTIVITY,
    Metric.PROPOSALS: QuotaKind.ACTIVITY,
}
"""The kind of quota that each metric makes; several together make a composite one."""


class TalkState(TextChoices):
    WAITING = "waiting", pgettext_lazy("of a quota talk", "Waiting for an answer")
    ACCEPTED = "accepted", pgettext_lazy("of a quota talk", "Accepted")
    COUNTERED = "countered", pgettext_lazy("of a quota talk", "Other figure named")
    FIXED = "fixed", pgettext_lazy("of a quota talk", "Fixed")
    SIGNED = "signed", pgettext_lazy("of a quota talk", "Signed")


class TalkAct(TextChoices):
    OPEN = "open", pgettext_lazy("in a quota talk", "quota shown")
    ACCEPT = "accept", pgettext_lazy("in a quota talk", "accepts")
    COUNTER = "counter", pgettext_lazy("in a quota talk", "names another figure")
    NOTE = "note", pgettext_lazy("in a quota talk", "notes")
    FIX = "fix", pgettext_lazy("in a quota talk", "fixes the quota")
    SIGN = "sign", pgettext_lazy("in a quota talk", "acknowledges")
    OBJECT = "object", pgettext_lazy("in a quota talk", "acknowledges with an objection")
