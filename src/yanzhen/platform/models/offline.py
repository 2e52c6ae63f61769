from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from yanzhen.platform.base import Record, Scope


class EntryState(models.TextChoices):
    PLACED = "placed", pgettext_lazy("offline entry", "Entered")
    WAITING = "waiting", pgettext_lazy("offline entry", "Not yet placed")
    NOTED = "noted", pgettext_lazy("offline entry", "Kept as a note")
    DROPPED = "dropped", pgettext_lazy("offline entry", "Dropped")


class OfflineEntry(Record):
    """Something typed on a phone without network, as it arrived here. What cannot be entered waits, and is never lost.

    `key` is the phone's own: the same entry sent again is answered by the row that is there. `typed_by_id` is the
    employee who typed it, `owner_id` and `unit_id` those who look after the customer now: both sides may settle it.
    """

    key = models.UUIDField(_("key of the phone"), editable=False)
    user_id = models.BigIntegerField(editable=False)
    who = models.CharField(_("typed by"), max_length=150)
    typed_by_id = models.BigIntegerField(null=True, blank=True, editable=False)
    owner_id = models.BigIntegerField(null=True, blank=True, editable=False)
    unit_id = models.BigIntegerField(null=True, blank=True, editable=False)
    kind = models.CharField(pgettext_lazy("offline entry", "what"), max_length=40)
    title = models.CharField(_("for"), max_length=200, blank=True, default="")
    payload = models.JSONField(_("content"), default=dict)
    fingerprint = models.CharField(max_length=64, editable=False)
    depends_on = models.UUIDField(null=True, blank=True, editable=False)
    stated_at = models.DateTimeField(_("by the phone's clock"))
    happened_at = models.DateTimeField(_("typed at"))
    skew_seconds = models.IntegerField(_("phone clock behind by (s)"), default=0)
    is_doubtful = models.BooleanField(_("time in doubt"), default=False)
    state = models.CharField(_("state"), max_length=8, choices=EntryState.choices, default=EntryState.WAITING)
    code = models.CharField(max_length=60, blank=True, default="", editable=False)
    reason = models.CharField(_("why it waits"), max_length=500, blank=True, default="")
    noun_name = models.CharField(max_length=80, blank=True, default="", editable=False)
    object_id = models.BigIntegerField(null=True, blank=True, editable=False)
    settled_at = models.DateTimeField(_("settled"), null=True, blank=True)
    settled_by = models.CharField(_("settled by"), max_length=150, blank=True, default="")

    scope = Scope(owners=("typed_by_id", "owner_id"), unit="unit_id")
    unaudited = frozenset({"payload", "fingerprint", "user_id"})

    class Meta:
        verbose_name = _("entry from the road")
        verbose_name_plural = _("entries from the road")
        ordering = ["-id"]
        constraints = [models.UniqueConstraint(fields=["user_id", "key"], name="one_offline_entry_per_key")]
        indexes = [
            models.Index(fields=["typed_by_id", "-id"], name="offline_by_typist"),
            models.Index(fields=["owner_id", "-id"], name="offline_by_owner"),
            models.Index(fields=["unit_id", "-id"], name="offline_by_unit"),
            models.Index(fields=["-id"], name="offline_waiting", condition=models.Q(state="waiting")),
        ]

    def __str__(self) -> str:
        return self.title or str(self.key)
