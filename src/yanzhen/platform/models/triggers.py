from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from yanzhen.platform.base import Record, Scope, Scoped


class TriggerEvent(models.TextChoices):
    CREATED = "created", _("is created")
    CHANGED = "changed", _("is changed")
    REACHED = "reached", _("reaches a date")
    SILENT = "silent", _("is not followed up")


class Side(models.TextChoices):
    BEFORE = "before", pgettext_lazy("days", "before")
    AFTER = "after", pgettext_lazy("days", "after")


class ActKind(models.TextChoices):
    TASK = "task", _("Give a task")
    NOTIFY = "notify", _("Send a message")
    SET = "set", _("Set a field")
    WEBHOOK = "webhook", _("Call a web address")


class Recipient(models.TextChoices):
    OWNER = "owner", _("The owner of the record")
    MANAGER = "manager", _("The owner's manager")
    ME = "me", _("Whoever keeps this trigger")
    PERSON = "person", _("A certain person")
    ROBOT = "robot", _("A group, through its robot")


class RunState(models.TextChoices):
    WAITING = "waiting", pgettext_lazy("trigger", "Waiting")
    FAILED = "failed", pgettext_lazy("trigger", "Failed, tried again")
    DONE = "done", pgettext_lazy("trigger", "Done")
    GIVEN_UP = "given_up", pgettext_lazy("trigger", "Not done")
    CUT = "cut", pgettext_lazy("trigger", "Loop cut")


class Trigger(Record):
    """When something happens to a kind of record, and it fits, then something is done: in the name of its keeper."""

    name = models.CharField(_("name"), max_length=120)
    noun_name = models.CharField(_("kind of record"), max_length=80)
    event = models.CharField(_("when it"), max_length=8, choices=TriggerEvent.choices)
    field_name = models.CharField(_("field"), max_length=80, blank=True, default="")
    from_value = models.CharField(_("value before"), max_length=200, blank=True, default="")
    to_value = models.CharField(_("value after"), max_length=200, blank=True, default="")
    days = models.PositiveIntegerField(_("number of days"), null=True, blank=True)
    side = models.CharField(_("before or after"), max_length=6, choices=Side.choices, default=Side.BEFORE)
    where = models.TextField(_("conditions"), max_length=6000, blank=True, default="")
    is_active = models.BooleanField(_("switched on"), default=False)
    active_since = models.DateTimeField(_("on since"), null=True, blank=True, editable=False)
    paused_reason = models.CharField(_("why it stopped"), max_length=300, blank=True, default="", editable=False)
    user_id = models.BigIntegerField(null=True, blank=True, editable=False)
    who = models.CharField(_("keeper"), max_length=150)
    employee_id = models.BigIntegerField(null=True, blank=True, editable=False)
    unit_id = models.BigIntegerField(null=True, blank=True, editable=False)

    scope = Scope(owners=("employee_id",), unit="unit_id")

    class Meta:
        verbose_name = _("trigger")
        verbose_name_plural = _("triggers")
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["noun_name", "event"], name="trigger_on", condition=models.Q(is_active=True)),
        ]

    def __str__(self) -> str:
        return self.name


class TriggerAct(Scoped):
    """One thing that a trigger does. The address it calls is kept sealed."""

    trigger = models.ForeignKey(Trigger, models.CASCADE, related_name="acts")
    place = models.PositiveSmallIntegerField()
    kind = models.CharField(_("what"), max_length=8, choices=ActKind.choices)
    recipient = models.CharField(_("whom"), max_length=8, choices=Recipient.choices, blank=True, default="")
    person_id = models.BigIntegerField(_("person"), null=True, blank=True)
    robot = models.ForeignKey(
        "platform.Robot", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("channel")
    )
    text = models.CharField(_("words"), max_length=500, blank=True, default="")
    days = models.PositiveSmallIntegerField(_("due in days"), default=3)
    field_name = models.CharField(_("field"), max_length=80, blank=True, default="")
    value = models.CharField(_("value"), max_length=500, blank=True, default="")
    sealed = models.TextField(blank=True, default="", editable=False)
    hint = models.CharField(_("address"), max_length=120, blank=True, default="", editable=False)

    scope = Scope(owners=("trigger__employee_id",), unit="trigger__unit_id")

    class Meta:
        verbose_name = _("act of a trigger")
        verbose_name_plural = _("acts of triggers")
        ordering = ["place", "id"]

    def __str__(self) -> str:
        return str(self.get_kind_display())


class TriggerRun(Scoped):
    """One act for one record and one event: claimed by one worker, done once, tried again when it fails."""

    trigger = models.ForeignKey(Trigger, models.CASCADE, related_name="runs", verbose_name=_("trigger"))
    act = models.ForeignKey(TriggerAct, models.SET_NULL, null=True, related_name="+")
    place = models.PositiveSmallIntegerField(_("step"), default=0)
    kind = models.CharField(_("what"), max_length=8, choices=ActKind.choices, blank=True, default="")
    host = models.CharField(max_length=120, blank=True, default="")
    noun_name = models.CharField(_("kind of record"), max_length=80)
    object_id = models.BigIntegerField(_("record"))
    title = models.CharField(_("record"), max_length=200)
    key = models.CharField(max_length=160)
    chain = models.JSONField(default=list)
    state = models.CharField(_("state"), max_length=8, choices=RunState.choices, default=RunState.WAITING)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    next_at = models.DateTimeField(_("next attempt"), null=True)
    claimed_at = models.DateTimeField(null=True)
    happened_at = models.DateTimeField(_("when"), auto_now_add=True)
    ended_at = models.DateTimeField(_("ended"), null=True)
    outcome = models.CharField(_("what came of it"), max_length=500, blank=True, default="")

    scope = Scope(owners=("trigger__employee_id",), unit="trigger__unit_id")

    class Meta:
        verbose_name = _("trigger run")
        verbose_name_plural = _("trigger runs")
        ordering = ["-id"]
        constraints = [models.UniqueConstraint(fields=["trigger", "key", "place"], name="once_per_event")]
        indexes = [
            models.Index(fields=["next_at"], name="run_open", condition=models.Q(state__in=["waiting", "failed"])),
        ]

    def __str__(self) -> str:
        return f"{self.title}: {self.get_state_display()}"
