from django.db import models
from django.utils.translation import gettext_lazy as _

from yanzhen.platform.base import SHARED, Named, Record


class Competitor(Named, Record):
    """A firm that sells to the same customers."""

    code = models.CharField(_("code"), max_length=40, unique=True)
    is_active = models.BooleanField(_("active"), default=True)
    note = models.CharField(_("note"), max_length=500, blank=True, default="")

    scope = SHARED

    class Meta:
        verbose_name = _("competitor")
        verbose_name_plural = _("competitors")
        ordering = ["code"]
