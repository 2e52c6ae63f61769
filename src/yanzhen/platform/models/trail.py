"""The sealed trail: the chain over the audit rows, the heads sent away, what people read, and the alerts."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from yanzhen.platform.base import SHARED, Record, Scoped


class AuditSeal(models.Model):
    """One link of the chain over the audit rows: inserted after the row, never changed.

    `position` runs without gaps; `digest` is sha256(digest before ‖ the row as canonical bytes), in hex.
    """

    position = models.BigIntegerField(primary_key=True)
    entry_id = models.BigIntegerField(unique=True)
    digest = models.CharField(max_length=64)

    class Meta:
        ordering = ["position"]

    def __str__(self) -> str:
        return f"{self.position} {self.digest[:12]}"


class AuditHead(models.Model):
    """The end of the chain as it was sent to one second place: where to, when, and what went wrong meanwhile."""

    position = models.BigIntegerField()
    digest = models.CharField(max_length=64)
    place = models.CharField(max_length=500)
    made_at = models.DateTimeField(default=timezone.now)
    sent_at = models.DateTimeField(null=True)
    tries = models.PositiveIntegerField(default=0)
    next_at = models.DateTimeField(default=timezone.now)
    error = models.CharField(max_length=500, blank=True, default="")

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["place", "-id"], name="audit_head_by_place")]

    def __str__(self) -> str:
        return f"{self.position} → {self.place}"


class ReadAct(models.TextChoices):
    RECORD = "record", _("opened a record")
    LIST = "list", _("saw a list")
    DOWNLOAD = "download", _("downloaded a file")
    REFUSED = "refused", _("was refused")


class ReadDoor(models.TextChoices):
    PAGE = "page", _("Page")
    API = "api", _("API")


class ReadEntry(Scoped):
    """One thing a person saw. Written in batches, within about a second; kept as long as the settings say."""

    read_at = models.DateTimeField(_("when"))
    user_id = models.BigIntegerField(_("user"))
    who = models.CharField(_("who"), max_length=150)
    act = models.CharField(_("act"), max_length=12, choices=ReadAct.choices)
    door = models.CharField(pgettext_lazy("page or API", "way in"), max_length=4, choices=ReadDoor.choices)
    noun_name = models.CharField(_("kind"), max_length=80, blank=True)
    object_id = models.BigIntegerField(_("record"), null=True)
    title = models.CharField(_("record name"), max_length=200, blank=True)
    rows = models.PositiveIntegerField(_("rows"), default=1)
    total = models.PositiveBigIntegerField(_("rows in the filter"), null=True)
    query = models.CharField(_("filter"), max_length=500, blank=True)
    address = models.CharField(_("network address"), max_length=45, blank=True)

    scope = SHARED

    class Meta:
        verbose_name = _("read entry")
        verbose_name_plural = _("what people read")
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["user_id", "read_at"], name="read_by_person"),
            models.Index(fields=["noun_name", "object_id", "-id"], name="read_by_record"),
        ]

    def __str__(self) -> str:
        return self.title or str(ReadAct(self.act).label)


class ReaderDay(models.Model):
    """How much one person read on one day: exact over all processes, since it is only changed under its lock."""

    user_id = models.BigIntegerField()
    day = models.DateField()
    records = models.PositiveIntegerField(default=0)
    listed = models.PositiveBigIntegerField(default=0)
    stopped_at = models.DateTimeField(null=True)
    lifted_at = models.DateTimeField(null=True)
    lifted_by = models.CharField(max_length=150, blank=True, default="")
    lifted_why = models.CharField(max_length=500, blank=True, default="")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user_id", "day"], name="one_reader_day")]

    def __str__(self) -> str:
        return f"{self.user_id} {self.day}: {self.records}"


class ReaderRecord(models.Model):
    """A record that a person has read on a day; counts once however often it is opened."""

    reader_day = models.ForeignKey("platform.ReaderDay", models.CASCADE, related_name="+", db_index=False)
    noun_name = models.CharField(max_length=80)
    object_id = models.BigIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["reader_day", "noun_name", "object_id"], name="one_read_a_day")]

    def __str__(self) -> str:
        return f"{self.noun_name} {self.object_id}"


class ReadHour(models.Model):
    """That a person worked in this hour of this day, for what is usual for them."""

    user_id = models.BigIntegerField()
    day = models.DateField()
    hour = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user_id", "day", "hour"], name="one_read_hour")]

    def __str__(self) -> str:
        return f"{self.user_id} {self.day} {self.hour}"


class TrailSetting(models.Model):
    """One threshold that was set otherwise than it comes."""

    name = models.CharField(max_length=40, unique=True)
    value = models.BigIntegerField()

    def __str__(self) -> str:
        return f"{self.name}={self.value}"


class AlertState(models.TextChoices):
    OPEN = "open", pgettext_lazy("alert", "Open")
    ACKNOWLEDGED = "acknowledged", pgettext_lazy("alert", "Being looked into")
    CLOSED = "closed", pgettext_lazy("alert", "Closed")


class Alert(Record):
    """Something that those who watch over the data must look at, with the figures that led to it."""

    kind = models.CharField(_("kind"), max_length=40)
    key = models.CharField(max_length=120, unique=True, editable=False)
    user_id = models.BigIntegerField(_("user"), null=True, editable=False)
    who = models.CharField(_("who"), max_length=150, blank=True, default="", editable=False)
    happened_at = models.DateTimeField(_("when"), default=timezone.now, editable=False)
    facts = models.JSONField(_("why"), default=dict, editable=False)
    state = models.CharField(_("state"), max_length=12, choices=AlertState.choices, default=AlertState.OPEN)
    comment = models.CharField(_("comment"), max_length=500, blank=True, default="")
    handled_by = models.CharField(_("handled by"), max_length=150, blank=True, default="", editable=False)
    handled_at = models.DateTimeField(_("handled"), null=True, blank=True, editable=False)

    scope = SHARED

    class Meta:
        verbose_name = _("alert")
        verbose_name_plural = _("alerts")
        ordering = ["-id"]
        indexes = [models.Index(fields=["state", "-id"], name="alert_by_state")]

    def __str__(self) -> str:
        from yanzhen.platform.trail import kinds

        return kinds.title(self.kind, self.who)
