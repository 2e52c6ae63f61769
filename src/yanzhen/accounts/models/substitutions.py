from django.db import models
from django.utils.translation import gettext_lazy as _

from yanzhen.accounts.enums import Covers
from yanzhen.platform.base import Record, Scope


class Substitution(Record):
    """Who stands in for whom, from when to when, and for what. It ends by itself after its last day."""

    absent = models.ForeignKey(
        "accounts.User", models.CASCADE, related_name="substitutions", verbose_name=_("absent person")
    )
    substitute = models.ForeignKey(
        "accounts.User", models.CASCADE, related_name="standing_in", verbose_name=_("substitute")
    )
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"))
    covers = models.CharField(_("for what"), max_length=8, choices=Covers.choices, default=Covers.READING)
    reason = models.CharField(_("reason"), max_length=200, blank=True, default="")
    ended_at = models.DateTimeField(_("ended early"), null=True, editable=False)

    scope = Scope(owners=("absent__employee_id", "substitute__employee_id"), unit="absent__employee__unit_id")

    class Meta:
        verbose_name = _("substitution")
        verbose_name_plural = _("substitutions")
        ordering = ["-starts_on", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(absent=models.F("substitute")),
                name="nobody_stands_in_for_themselves",
                violation_error_message=_("Nobody stands in for themselves."),
            ),
            models.CheckConstraint(
                condition=models.Q(ends_on__gte=models.F("starts_on")),
                name="substitution_ends_after_start",
                violation_error_message=_("The last day is before the first."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.starts_on} – {self.ends_on}"
