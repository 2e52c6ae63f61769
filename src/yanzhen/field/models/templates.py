"""Templates of visits: the steps that a visit of some kind goes through."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from yanzhen.field.enums.visits import StepKind
from yanzhen.platform.base import SHARED, Named, Record, Scoped


class VisitTemplate(Named, Record):
    """The steps that a visit of some kind goes through, a store visit for example."""

    code = models.CharField(_("code"), max_length=40, unique=True)
    customer_type = models.ForeignKey(
        "crm.CustomerType", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("customer type")
    )
    minutes = models.PositiveSmallIntegerField(
        _("minutes"), default=45, validators=[MinValueValidator(1), MaxValueValidator(720)]
    )
    is_active = models.BooleanField(_("active"), default=True)
    note = models.CharField(_("note"), max_length=300, blank=True, default="")

    scope = SHARED

    class Meta:
        verbose_name = _("visit template")
        verbose_name_plural = _("visit templates")
        ordering = ["code"]


class VisitTemplateStep(Named, Scoped):
    """One step of a template, in its order."""

    template = models.ForeignKey(
        "field.VisitTemplate", models.CASCADE, related_name="steps", verbose_name=_("visit template")
    )
    position = models.PositiveSmallIntegerField(pgettext_lazy("in a list", "position"), default=1)
    kind = models.CharField(
        pgettext_lazy("of a visit step", "answered by"), max_length=8, choices=StepKind.choices, default=StepKind.CHECK
    )
    help_text = models.CharField(_("what to look at"), max_length=300, blank=True, default="")

    scope = SHARED

    class Meta:
        verbose_name = _("step of a visit template")
        verbose_name_plural = _("steps of visit templates")
        ordering = ["template_id", "position", "id"]
        constraints = [models.UniqueConstraint(fields=["template", "position"], name="one_step_per_position")]
