from django.db import models
from django.utils.translation import gettext_lazy as _

from yanzhen.accounts.enums import ReachLevel
from yanzhen.platform.base import SHARED, Named, Record


class Role(Named, Record):
    """A set of functions that people in one kind of job need."""

    code = models.CharField(_("code"), max_length=40, unique=True)
    functions = models.JSONField(_("functions"), default=list)
    requires_second_factor = models.BooleanField(_("asks for a second factor"), default=False)

    scope = SHARED

    class Meta:
        verbose_name = _("role")
        verbose_name_plural = _("roles")
        ordering = ["code"]


class Grant(Record):
    """A role given to a person, with the reach it has there and the days on which it holds."""

    user = models.ForeignKey("accounts.User", models.CASCADE, related_name="grants", verbose_name=_("user"))
    role = models.ForeignKey("accounts.Role", models.PROTECT, related_name="grants", verbose_name=_("role"))
    reach = models.CharField(_("reach"), max_length=5, choices=ReachLevel.choices, default=ReachLevel.OWN)
    unit = models.ForeignKey(
        "organization.Unit", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("unit")
    )
    starts_on = models.DateField(_("from"), null=True, blank=True)
    ends_on = models.DateField(_("until"), null=True, blank=True)

    scope = SHARED

    class Meta:
        verbose_name = _("grant")
        verbose_name_plural = _("grants")
        constraints = [
            models.UniqueConstraint(
                fields=["user", "role"],
                condition=models.Q(unit__isnull=True),
                name="one_grant_per_role",
                violation_error_message=_("This person already has this role."),
            ),
            models.UniqueConstraint(
                fields=["user", "role", "unit"],
                name="one_grant_per_role_and_unit",
                violation_error_message=_("This person already has this role there."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.role} · {self.get_reach_display()}"
