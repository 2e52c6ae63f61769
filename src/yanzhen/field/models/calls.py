"""Call lists: the script, the list with its people and its result codes."""

from dataclasses import dataclass

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from yanzhen.field.enums.calls import CodeKind, ListState, StepKind
from yanzhen.platform.actor import Reach
from yanzhen.platform.base import OWNED, SHARED, Record, Scope, Scoped

DAYS_30 = 30 * 24 * 60


@dataclass(frozen=True)
class OwnedAndCalled(Scope):
    """Rows of an owner and a unit, which also those see who call from the list."""

    def rows(self, reach: Reach) -> models.Q | None:
        """The condition for `reach`; None when no row is open."""
        own = super().rows(reach)
        if own is None or reach.everything or not reach.employee_ids:
            return own
        called = CallListMember.objects.filter(employee_id__in=reach.employee_ids)
        return own | models.Q(pk__in=called.values("call_list_id"))


class CallScript(Record):
    """What to say and ask on the phone, step by step, and what to answer."""

    name = models.CharField(pgettext_lazy("of a script", "name"), max_length=120)
    goal = models.CharField(_("goal of the call"), max_length=200, blank=True, default="")

    scope = SHARED

    class Meta:
        verbose_name = _("call script")
        verbose_name_plural = _("call scripts")
        ordering = ["name", "id"]

    def __str__(self) -> str:
        return self.name


class CallScriptStep(Scoped):
    """One step of a script."""

    script = models.ForeignKey("field.CallScript", models.CASCADE, related_name="steps", verbose_name=_("call script"))
    line_no = models.PositiveSmallIntegerField(_("line"))
    kind = models.CharField(_("kind"), max_length=8, choices=StepKind.choices, default=StepKind.SAY)
    text = models.CharField(_("text"), max_length=500)
    answer = models.CharField(pgettext_lazy("of a script", "answer"), max_length=500, blank=True, default="")

    scope = SHARED

    class Meta:
        verbose_name = _("step of a script")
        verbose_name_plural = _("steps of scripts")
        ordering = ["script_id", "line_no"]
        constraints = [models.UniqueConstraint(fields=["script", "line_no"], name="call_script_line_once")]

    def __str__(self) -> str:
        return self.text

    @classmethod
    def view_function(cls) -> str:
        return "field.view_callscript"


class CallList(Record):
    """Who is to be called, by whom, with which script; `most_tries` in vain, then it ends."""

    name = models.CharField(pgettext_lazy("of a call list", "name"), max_length=120)
    owner = models.ForeignKey(
        "organization.Employee", models.PROTECT, related_name="+", verbose_name=_("owner"), db_index=False
    )
    unit = models.ForeignKey("organization.Unit", models.PROTECT, related_name="+", verbose_name=_("unit"))
    script = models.ForeignKey(
        "field.CallScript", models.PROTECT, null=True, blank=True, related_name="lists", verbose_name=_("call script")
    )
    state = models.CharField(
        _("state"), max_length=8, choices=ListState.choices, default=ListState.OPEN, editable=False
    )
    recall_minutes = models.PositiveIntegerField(
        _("call again after, minutes"), default=120, validators=[MinValueValidator(1), MaxValueValidator(DAYS_30)]
    )
    most_tries = models.PositiveSmallIntegerField(
        _("tries in vain at most"), default=3, validators=[MinValueValidator(1), MaxValueValidator(20)]
    )
    remark = models.TextField(pgettext_lazy("of field work", "remark"), max_length=1000, blank=True, default="")

    scope = OwnedAndCalled(owners=OWNED.owners, unit=OWNED.unit)

    class Meta:
        verbose_name = _("call list")
        verbose_name_plural = _("call lists")
        ordering = ["-id"]
        indexes = [models.Index(fields=["owner", "-id"], name="call_list_by_owner")]

    def __str__(self) -> str:
        return self.name


class CallListMember(Scoped):
    """Somebody who calls from a list beside its owner."""

    call_list = models.ForeignKey(
        "field.CallList", models.CASCADE, related_name="members", verbose_name=_("call list"), db_index=False
    )
    employee = models.ForeignKey("organization.Employee", models.CASCADE, related_name="+", verbose_name=_("employee"))

    scope = Scope(owners=("call_list__owner_id", "employee_id"), unit="call_list__unit_id")

    class Meta:
        verbose_name = _("caller of a list")
        verbose_name_plural = _("callers of lists")
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["call_list", "employee"], name="call_list_member_once")]

    def __str__(self) -> str:
        return str(self.employee_id)

    @classmethod
    def view_function(cls) -> str:
        return "field.view_calllist"


class CallCode(Scoped):
    """A result of calls from a list, chosen by its key 1–9."""

    call_list = models.ForeignKey(
        "field.CallList", models.CASCADE, related_name="codes", verbose_name=_("call list"), db_index=False
    )
    line_no = models.PositiveSmallIntegerField(pgettext_lazy("on a keyboard", "key"))
    label = models.CharField(pgettext_lazy("of a call", "result"), max_length=60)
    kind = models.CharField(_("what it means"), max_length=16, choices=CodeKind.choices, default=CodeKind.NO_ANSWER)
    recall_minutes = models.PositiveIntegerField(
        _("call again after, minutes"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(DAYS_30)],
    )

    scope = Scope(owners=("call_list__owner_id",), unit="call_list__unit_id")

    class Meta:
        verbose_name = _("result code")
        verbose_name_plural = _("result codes")
        ordering = ["call_list_id", "line_no"]
        constraints = [
            models.UniqueConstraint(fields=["call_list", "line_no"], name="call_code_key_once"),
            models.CheckConstraint(
                condition=models.Q(line_no__gte=1, line_no__lte=9),
                name="call_code_has_a_key",
                violation_error_message=_("A list has at most nine results: keys 1 to 9."),
            ),
        ]

    def __str__(self) -> str:
        return self.label

    @classmethod
    def view_function(cls) -> str:
        return "field.view_calllist"
