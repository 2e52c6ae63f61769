from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class ReceiptMethod(TextChoices):
    TRANSFER = "transfer", _("bank transfer")
    ACCEPTANCE = "acceptance", _("bank acceptance")
    CASH = "cash", _("cash")
    CARD = "card", _("card or mobile pay")
