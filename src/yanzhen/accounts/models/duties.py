from django.db import models
from django.utils.translation import gettext_lazy as _

from yanzhen.accounts.enums import Effect
from yanzhen.platform.base import SHARED, Named, Record


class DutyRule(Named, Record):
    """Two things that one person should not both be able to do. A side lists functions, or roles as `role:admin`."""

    code = models.CharField(_("code"), max_length=40, unique=True)
    one = models.JSONField(_("one duty"), default=list)
    other = models.JSONField(_("the other duty"), default=list)
    effect = models.CharField(_("effect"), max_length=6, choices=Effect.choices, default=Effect.WARN)

    scope = SHARED

    class Meta:
        verbose_name = _("separation of duties")
        verbose_name_plural = _("separation of duties")
        ordering = ["code"]


class DutyException(Record):
    """A person who may do both after all: for a reason, until a day."""

    rule = models.ForeignKey("accounts.DutyRule", models.CASCADE, related_name="exceptions", verbose_name=_("rule"))
    user = models.ForeignKey("accounts.User", models.CASCADE, related_name="+", verbose_name=_("user"))
    reason = models.CharField(_("reason"), max_length=200)
    ends_on = models.DateField(_("until"))

    scope = SHARED

    class Meta:
        verbose_name = _("exception from the separation")
        verbose_name_plural = _("exceptions from the separation")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["rule", "user"],
                name="one_exception_per_rule_and_person",
                violation_error_message=_("This person already has this exception."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.rule} · {self.user}"
