from django.db import models
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from yanzhen.platform.base import SHARED, Named, Record


class CalendarDay(Named, Record):
    """A day on which the company works or rests, otherwise than Monday to Friday would have it.

    Public holidays and the make-up workdays that pay for them come from a public list and may be changed; everything
    that counts working days asks `queries.calendar`.
    """

    name = models.CharField(_("name"), max_length=120, blank=True, default="")
    day = models.DateField(_("day"), unique=True)
    is_working = models.BooleanField(_("is worked"), default=False)

    scope = SHARED

    class Meta:
        verbose_name = _("calendar day")
        verbose_name_plural = _("calendar days")
        ordering = ["day"]

    def __str__(self) -> str:
        return f"{date_format(self.day, 'Y-m-d')} {self.label}".strip()
