from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from yanzhen.crm.enums.opportunities import OpportunityState
from yanzhen.crm.models.processes import PERCENT
from yanzhen.platform.base import OWNED, Record, Scope, Scoped

THREE_LETTERS = RegexValidator(r"\A[A-Z]{3}\Z", _("A currency has three capital letters."))
OF_OPPORTUNITY = Scope(owners=("opportunity__owner_id",), unit="opportunity__unit_id")


class Opportunity(Record):
    """A sale that may come about: with whom, of what worth, when, and how far it is.

    While it is open it stands in a stage of its process. `weighted_amount` is amount × probability; `stage_since`
    the day it came into its stage, `stuck_from` the day from which it is there longer than usual. `price` is, of a
    lost one, what the winner asked.
    """

    number = models.CharField(_("number"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=200)
    customer = models.ForeignKey(
        "crm.Customer", models.PROTECT, related_name="opportunities", verbose_name=_("customer"), db_index=False
    )
    contact = models.ForeignKey(
        "crm.Contact", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("contact")
    )
    lead = models.ForeignKey(
        "crm.Lead",
        models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="opportunities",
        verbose_name=_("lead"),
    )
    process = models.ForeignKey(
        "crm.Process", models.PROTECT, related_name="+", verbose_name=_("sales process"), db_index=False
    )
    stage = models.ForeignKey("crm.Stage", models.PROTECT, related_name="+", verbose_name=_("stage"), db_index=False)
    state = models.CharField(
        _("state"),
        max_length=8,
        choices=OpportunityState.choices,
        default=OpportunityState.OPEN,
        editable=False,
    )
    amount = models.DecimalField(_("amount"), max_digits=18, decimal_places=2, default=0)
    currency = models.CharField(_("currency"), max_length=3, default="CNY", validators=[THREE_LETTERS])
    probability = models.PositiveSmallIntegerField(_("probability, %"), default=0, validators=PERCENT)
    weighted_amount = models.DecimalField(
        _("weighted amount"), max_digits=18, decimal_places=2, default=0, editable=False
    )
    expected_on = models.DateField(_("expected close"))
    owner = models.ForeignKey(
        "organization.Employee",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("owner"),
        db_index=False,
    )
    unit = models.ForeignKey(
        "organization.Unit", models.PROTECT, related_name="+", verbose_name=_("unit"), db_index=False
    )
    source = models.CharField(pgettext_lazy("of an opportunity", "source"), max_length=60, blank=True, default="")
    next_step = models.CharField(_("next step"), max_length=200, blank=True, default="")
    next_on = models.DateField(_("next step on"), null=True, blank=True)
    competitor = models.CharField(_("competitor"), max_length=120, blank=True, default="")
    reason = models.ForeignKey(
        "crm.LossReason",
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=_("reason"),
    )
    price = models.DecimalField(
        _("winning price"), max_digits=18, decimal_places=2, null=True, blank=True, editable=False
    )
    closed_on = models.DateField(_("closed on"), null=True, blank=True, editable=False)
    stage_since = models.DateField(_("in this stage since"), editable=False)
    stuck_from = models.DateField(_("stuck from"), null=True, blank=True, editable=False)
    note = models.CharField(_("note"), max_length=1000, blank=True, default="")

    scope = OWNED

    class Meta:
        verbose_name = _("opportunity")
        verbose_name_plural = _("opportunities")
        ordering = ["expected_on", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(amount__gte=0),
                name="opportunity_amount_not_negative",
                violation_error_message=_("An amount cannot be negative."),
            ),
            models.CheckConstraint(
                condition=Q(probability__gte=0) & Q(probability__lte=100), name="opportunity_probability_percent"
            ),
        ]
        indexes = [
            # Counts and sums of a board come from these alone; the rows are not touched.
            models.Index(
                fields=["process", "state", "stage", "currency", "amount", "weighted_amount"], name="opp_board"
            ),
            models.Index(
                fields=["owner", "process", "state", "stage", "currency", "amount", "weighted_amount"],
                name="opp_board_by_owner",
            ),
            models.Index(fields=["stage", "state", "expected_on", "id"], name="opp_cards"),
            models.Index(fields=["owner", "stage", "state", "expected_on", "id"], name="opp_cards_by_owner"),
            models.Index(fields=["owner", "state", "expected_on", "id"], name="opp_by_owner"),
            models.Index(fields=["unit", "state", "stage", "expected_on", "id"], name="opp_by_unit"),
            models.Index(fields=["customer", "state", "expected_on", "id"], name="opp_by_customer"),
            models.Index(fields=["expected_on", "id"], name="opp_by_expected"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_open(self) -> bool:
        return self.state == OpportunityState.OPEN


class OpportunityLine(Scoped):
    """One product of an opportunity; `net_amount` is quantity × unit price less the discount, to the cent."""

    opportunity = models.ForeignKey(
        "crm.Opportunity", models.CASCADE, related_name="lines", verbose_name=_("opportunity"), db_index=False
    )
    line_no = models.PositiveIntegerField(_("line"))
    product = models.ForeignKey("products.Product", models.PROTECT, related_name="+", verbose_name=_("product"))
    quantity = models.DecimalField(_("quantity"), max_digits=16, decimal_places=3)
    unit_price = models.DecimalField(_("unit price"), max_digits=18, decimal_places=4)
    discount = models.DecimalField(_("discount, %"), max_digits=5, decimal_places=2, default=0, validators=PERCENT)
    net_amount = models.DecimalField(_("net amount"), max_digits=18, decimal_places=2)

    scope = OF_OPPORTUNITY

    class Meta:
        verbose_name = _("opportunity line")
        verbose_name_plural = _("opportunity lines")
        ordering = ["opportunity_id", "line_no"]
        constraints = [
            models.UniqueConstraint(fields=["opportunity", "line_no"], name="one_opportunity_line_per_number"),
            models.CheckConstraint(
                condition=Q(quantity__gt=0),
                name="opportunity_quantity_positive",
                violation_error_message=_("A line has a quantity."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.opportunity_id}/{self.line_no}"

    @classmethod
    def view_function(cls) -> str:
        return "crm.view_opportunity"


class OpportunityMember(Scoped):
    """Somebody who works on an opportunity, and their part of it in percent; the parts of a team make 100."""

    opportunity = models.ForeignKey(
        "crm.Opportunity", models.CASCADE, related_name="members", verbose_name=_("opportunity"), db_index=False
    )
    employee = models.ForeignKey("organization.Employee", models.PROTECT, related_name="+", verbose_name=_("employee"))
    share = models.DecimalField(_("share, %"), max_digits=5, decimal_places=2, validators=PERCENT)

    scope = OF_OPPORTUNITY

    class Meta:
        verbose_name = _("opportunity team member")
        verbose_name_plural = _("opportunity team members")
        ordering = ["opportunity_id", "-share", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["opportunity", "employee"],
                name="one_share_per_member",
                violation_error_message=_("Nobody is in a team twice."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.opportunity_id}/{self.employee_id}"

    @classmethod
    def view_function(cls) -> str:
        return "crm.view_opportunity"


class StageEntry(Scoped):
    """One stay of an opportunity in a stage, with its amount on entering; it ends on moving on or on closing."""

    opportunity = models.ForeignKey(
        "crm.Opportunity", models.CASCADE, related_name="entries", verbose_name=_("opportunity"), db_index=False
    )
    stage = models.ForeignKey("crm.Stage", models.PROTECT, related_name="+", verbose_name=_("stage"), db_index=False)
    entered_at = models.DateTimeField(_("entered"))
    left_at = models.DateTimeField(_("left"), null=True, blank=True)
    amount = models.DecimalField(_("amount"), max_digits=18, decimal_places=2, default=0)
    by = models.ForeignKey(
        "organization.Employee", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("moved by")
    )

    scope = OF_OPPORTUNITY

    class Meta:
        verbose_name = _("stay in a stage")
        verbose_name_plural = _("stays in stages")
        ordering = ["opportunity_id", "entered_at", "id"]
        indexes = [
            models.Index(fields=["opportunity", "entered_at", "id"], name="stage_entry_by_opportunity"),
            models.Index(fields=["stage", "entered_at"], name="stage_entry_by_stage"),
            models.Index(fields=["entered_at"], name="stage_entry_by_day"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["opportunity"], condition=Q(left_at__isnull=True), name="one_stay_at_a_time"
            )
        ]

    def __str__(self) -> str:
        return f"{self.opportunity_id}/{self.stage_id}"

    @classmethod
    def view_function(cls) -> str:
        return "crm.view_opportunity"


class TaskDone(Scoped):
    """An exit task that somebody ticked off for an opportunity."""

    opportunity = models.ForeignKey(
        "crm.Opportunity", models.CASCADE, related_name="tasks_done", verbose_name=_("opportunity"), db_index=False
    )
    task = models.ForeignKey("crm.ExitTask", models.CASCADE, related_name="+", verbose_name=_("exit task"))
    done_at = models.DateTimeField(_("done"), auto_now_add=True)
    who = models.CharField(_("ticked off by"), max_length=150)

    scope = OF_OPPORTUNITY

    class Meta:
        verbose_name = _("exit task done")
        verbose_name_plural = _("exit tasks done")
        ordering = ["opportunity_id", "id"]
        constraints = [
            models.UniqueConstraint(fields=["opportunity", "task"], name="one_tick_per_exit_task"),
        ]

    def __str__(self) -> str:
        return f"{self.opportunity_id}/{self.task_id}"

    @classmethod
    def view_function(cls) -> str:
        return "crm.view_opportunity"
