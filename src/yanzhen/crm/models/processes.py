from decimal import ROUND_HALF_UP, Decimal

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from yanzhen.crm.enums.opportunities import Outcome
from yanzhen.platform.base import SHARED, Named, Record

PERCENT = [MinValueValidator(0), MaxValueValidator(100)]


class Process(Named, Record):
    """A way of selling: the stages an opportunity passes from the first talk to the order. One is the usual one."""

    is_default = models.BooleanField(_("the usual one"), default=False)
    is_active = models.BooleanField(_("active"), default=True)
    note = models.CharField(_("note"), max_length=500, blank=True, default="")

    scope = SHARED

    class Meta:
        verbose_name = _("sales process")
        verbose_name_plural = _("sales processes")
        ordering = ["name", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["name"],
                name="one_process_per_name",
                violation_error_message=_("A sales process with this name exists already."),
            ),
            models.UniqueConstraint(
                fields=["is_default"],
                condition=Q(is_default=True),
                name="one_usual_process",
                violation_error_message=_("Another sales process is the usual one."),
            ),
        ]


class Stage(Named, Record):
    """One step of a process: what is to be reached in it, what has to be done, and how long that usually takes.

    `documents` are wanted, one a line. `probability` is set by hand; `learnt_probability` comes from closed
    opportunities and, where it is known, counts instead.
    """

    process = models.ForeignKey(
        "crm.Process", models.PROTECT, related_name="stages", verbose_name=_("sales process"), db_index=False
    )
    position = models.PositiveIntegerField(_("position"), default=0, editable=False)
    goal = models.CharField(pgettext_lazy("of a stage", "goal"), max_length=300, blank=True, default="")
    documents = models.TextField(
        _("documents wanted"), max_length=1000, blank=True, default="", help_text=_("One a line.")
    )
    usual_days = models.PositiveIntegerField(
        _("usual days"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(3650)],
        help_text=_("An opportunity that stays longer is shown as stuck."),
    )
    probability = models.PositiveSmallIntegerField(_("probability, %"), default=50, validators=PERCENT)
    learnt_probability = models.DecimalField(
        _("learnt probability, %"),
        max_digits=5,
        decimal_places=2,
        null=True,
        blank=True,
        editable=False,
        validators=PERCENT,
    )

    scope = SHARED

    class Meta:
        verbose_name = _("stage")
        verbose_name_plural = _("stages")
        ordering = ["process_id", "position", "id"]
        indexes = [models.Index(fields=["process", "position", "id"], name="stage_by_process")]

    @property
    def likely(self) -> int:
        """The probability that counts, in whole percent: the learnt one where it is known."""
        if self.learnt_probability is None:
            return self.probability
        return int(self.learnt_probability.quantize(Decimal(1), rounding=ROUND_HALF_UP))

    @classmethod
    def view_function(cls) -> str:
        return "crm.view_process"


class ExitTask(Named, Record):
    """Something that must be done before an opportunity leaves a stage."""

    stage = models.ForeignKey(
        "crm.Stage", models.CASCADE, related_name="exit_tasks", verbose_name=_("stage"), db_index=False
    )
    position = models.PositiveIntegerField(_("position"), default=0, editable=False)

    scope = SHARED

    class Meta:
        verbose_name = _("exit task")
        verbose_name_plural = _("exit tasks")
        ordering = ["stage_id", "position", "id"]
        indexes = [models.Index(fields=["stage", "position", "id"], name="exit_task_by_stage")]

    @classmethod
    def view_function(cls) -> str:
        return "crm.view_process"


class LossReason(Named, Record):
    """Why opportunities are lost or won; picked when one is closed."""

    code = models.CharField(_("code"), max_length=40, unique=True)
    outcome = models.CharField(_("outcome"), max_length=8, choices=Outcome.choices, default=Outcome.LOST)
    is_active = models.BooleanField(_("active"), default=True)

    scope = SHARED

    class Meta:
        verbose_name = _("reason for winning or losing")
        verbose_name_plural = _("reasons for winning or losing")
        ordering = ["code"]
