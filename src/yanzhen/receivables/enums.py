from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class ReceiptMethod(TextChoices):
    TRANSFER = "transfer", _("Bank transfer")
    ACCEPTANCE = "acceptance", _("Bank acceptance")
    CASH = "cash", _("Cash")
    CARD = "card", _("Card or mobile pay")
