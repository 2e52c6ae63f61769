from django.db import models
from django.utils.translation import gettext_lazy as _

from yanzhen.platform.base import SHARED, Named, Record


class Company(Named, Record):
    """A firm whose books are kept here, with the currency it keeps them in."""

    code = models.CharField(_("code"), max_length=40, unique=True)
    currency = models.CharField(_("currency"), max_length=3, default="CNY")

    scope = SHARED

    class Meta:
        verbose_name = _("company")
        verbose_name_plural = _("companies")
        ordering = ["code"]
