from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from yanzhen.crm.enums.playbooks import PlaybookKind
from yanzhen.crm.models.opportunities import OF_OPPORTUNITY
from yanzhen.platform.base import SHARED, Record, Scoped


class Playbook(Record):
    """An entry of the playbook: what to ask, say, answer or hand over in a stage, of a process or in any of them.

    Its files are the material. `uses` and `helpful` are counted from what people told.
    """

    title = models.CharField(_("title"), max_length=200)
    kind = models.CharField(_("kind"), max_length=12, choices=PlaybookKind.choices, default=PlaybookKind.QUESTION)
    process = models.ForeignKey(
        "crm.Process",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("sales process"),
        help_text=_("Empty: in every process."),
    )
    stage = models.ForeignKey(
        "crm.Stage",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("stage"),
        help_text=_("Empty: in every stage."),
    )
    text = models.TextField(_("text"), max_length=4000, blank=True, default="")
    answer = models.TextField(
        _("answer"), max_length=4000, blank=True, default="", help_text=_("What to say to an objection.")
    )
    position = models.PositiveIntegerField(pgettext_lazy("in a list", "position"), default=10)
    is_active = models.BooleanField(_("active"), default=True)
    uses = models.PositiveIntegerField(_("times used"), default=0, editable=False)
    helpful = models.PositiveIntegerField(_("times it helped"), default=0, editable=False)

    scope = SHARED
    unaudited = frozenset({"uses", "helpful"})

    class Meta:
        verbose_name = _("playbook entry")
        verbose_name_plural = _("playbook")
        ordering = ["position", "id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(kind=PlaybookKind.OBJECTION) | ~Q(answer=""),
                name="an_objection_has_an_answer",
                violation_error_message=_("An objection needs an answer."),
            )
        ]

    def __str__(self) -> str:
        return self.title


class PlaybookUse(Scoped):
    """Somebody used an entry on an opportunity, and whether it helped (None: not said)."""

    playbook = models.ForeignKey(
        "crm.Playbook", models.CASCADE, related_name="used", verbose_name=_("playbook entry"), db_index=False
    )
    opportunity = models.ForeignKey(
        "crm.Opportunity", models.CASCADE, related_name="playbook_uses", verbose_name=_("opportunity")
    )
    employee = models.ForeignKey("organization.Employee", models.CASCADE, related_name="+", verbose_name=_("employee"))
    used_on = models.DateField(_("used on"))
    is_helpful = models.BooleanField(_("it helped"), null=True, blank=True)

    scope = OF_OPPORTUNITY

    class Meta:
        verbose_name = _("use of a playbook entry")
        verbose_name_plural = _("uses of playbook entries")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["playbook", "opportunity", "employee"], name="one_use_per_entry_opportunity_and_person"
            )
        ]

    def __str__(self) -> str:
        return f"{self.opportunity_id}/{self.playbook_id}"

    @classmethod
    def view_function(cls) -> str:
        return "crm.view_opportunity"


class OpportunityChange(Scoped):
    """How an opportunity stood from one day until another: amount, expected close and state at the end of each day.

    The row without `until` holds now. Several changes of one day leave one row.
    """

    opportunity = models.ForeignKey(
        "crm.Opportunity", models.CASCADE, related_name="changes", verbose_name=_("opportunity"), db_index=False
    )
    since = models.DateField(pgettext_lazy("a day", "since"))
    until = models.DateField(pgettext_lazy("a day", "until"), null=True, blank=True)
    amount = models.DecimalField(_("amount"), max_digits=18, decimal_places=2)
    currency = models.CharField(_("currency"), max_length=3)
    expected_on = models.DateField(_("expected close"))
    state = models.CharField(_("state"), max_length=8)

    scope = OF_OPPORTUNITY

    class Meta:
        verbose_name = _("state of an opportunity")
        verbose_name_plural = _("states of opportunities")
        ordering = ["opportunity_id", "since"]
        constraints = [
            models.UniqueConstraint(fields=["opportunity", "since"], name="one_change_per_opportunity_and_day"),
            models.UniqueConstraint(
                fields=["opportunity"], condition=Q(until__isnull=True), name="one_present_state_per_opportunity"
            ),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gt=models.F("since")), name="a_state_lasts_a_day"
            ),
        ]
        indexes = [models.Index(fields=["since", "until"], name="opportunity_change_by_day")]

    def __str__(self) -> str:
        return f"{self.opportunity_id}/{self.since}"

    @classmethod
    def view_function(cls) -> str:
        return "crm.view_opportunity"


class StageLearning(Scoped):
    """What closed opportunities taught about a stage: its win probability and its usual duration.

    `won` of the `closed` opportunities that reached the stage were won; `percent` is empty when they were too few.
    `overall_won` of `overall` is the win rate of the process, towards which it is drawn.
    """

    stage = models.OneToOneField("crm.Stage", models.CASCADE, related_name="learning", verbose_name=_("stage"))
    closed = models.PositiveIntegerField(pgettext_lazy("of opportunities", "closed"), default=0)
    won = models.PositiveIntegerField(_("won"), default=0)
    overall = models.PositiveIntegerField(_("closed in the process"), default=0)
    overall_won = models.PositiveIntegerField(_("won in the process"), default=0)
    percent = models.DecimalField(_("learnt probability, %"), max_digits=5, decimal_places=2, null=True, blank=True)
    median_days = models.DecimalField(_("half stay at most, days"), max_digits=8, decimal_places=1, null=True)
    most_days = models.DecimalField(_("four fifths stay at most, days"), max_digits=8, decimal_places=1, null=True)
    stays = models.PositiveIntegerField(_("won opportunities with a stay"), default=0)
    usual_days = models.PositiveIntegerField(_("suggested usual days"), null=True, blank=True)
    learnt_on = models.DateField(_("learnt on"))

    scope = SHARED

    class Meta:
        verbose_name = _("what a stage taught")
        verbose_name_plural = _("what stages taught")
        ordering = ["stage_id"]

    def __str__(self) -> str:
        return f"{self.stage_id}"

    @classmethod
    def view_function(cls) -> str:
        return "crm.view_process"


class ProcessDraft(Record):
    """Where a drafted process comes from: the working of the day it was made, and when it was published."""

    process = models.OneToOneField("crm.Process", models.CASCADE, related_name="draft", verbose_name=_("sales process"))
    source = models.ForeignKey(
        "crm.Process", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("drafted from")
    )
    working = models.JSONField(_("working"))
    published_at = models.DateTimeField(_("published"), null=True, blank=True, editable=False)

    scope = SHARED
    unaudited = frozenset({"working"})

    class Meta:
        verbose_name = _("drafted process")
        verbose_name_plural = _("drafted processes")
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.process}"

    @classmethod
    def view_function(cls) -> str:
        return "crm.view_process"
